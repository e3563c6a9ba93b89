/*
 * Landing backtest: past days run whole, as if each had been today, and what
 * their quarters then closed at. Each day looks for leaks, trains, calibrates
 * and stretches its range by what was known on it alone: its forest's replays
 * lie before it. So a day's row is what `run --as-of DAY` printed then.
 *
 * That is harder than the record in a pack, whose replays are calibrated on
 * one another (landing.h): both should tell the same story.
 */
#ifndef SCORING_QUARTER_LANDING_BACKTEST_H
#define SCORING_QUARTER_LANDING_BACKTEST_H

#include "scoring/base/progress.h"
#include "scoring/quarter/landing.h"

enum { LANDING_DAYS_MOST = 400 };

struct landing_days {
    size_t n;
    int32_t day[LANDING_DAYS_MOST]; /* oldest first */
};

/* The same day of as many past quarters as judge (landing.h). */
void landing_days_same(struct landing_days *out, const struct context *ctx);

struct landing_backtest_day {
    int32_t day, end;
    int quarter;
    int32_t days_left;
    struct landing_money won; /* as told on the day, of the company */
    double truth; /* what the quarter won, as as_of tells; NAN: it has not
                     ended */
    bool held;    /* truth lies in the range; false where there is none */
};

struct landing_backtest {
    int32_t known;
    size_t n;
    struct landing_backtest_day *days;
    /* Of the days whose quarter has ended: told is what the rule chose. */
    struct landing_record told, record[METHOD_COUNT];
};

void landing_backtest_run(struct landing_backtest *out,
                          const struct context *ctx,
                          const struct landing_days *days,
                          const struct progress *progress);

#endif

/*
 * Backtest: replays past days as if each had been this Monday. For each day:
 * the deals it would have flagged (HIGH or CRITICAL), what became of them by
 * `known`, and the money caught and missed. Only what was known on the day
 * trains, gates and scores it.
 */
#ifndef SCORING_BACKTEST_H
#define SCORING_BACKTEST_H

#include "scoring/model.h"
#include "scoring/score.h"

struct backtest_day {
    int32_t day;
    enum mode mode;
    size_t open, flagged;
    size_t flagged_lost, flagged_won, flagged_open; /* flagged = their sum */
    size_t other_lost, other_won, other_open;       /* not flagged */
    double caught;  /* amount of flagged deals that were lost */
    double missed;  /* amount of other deals that were lost */
    double alarmed; /* amount of flagged deals that were won */
    double auc;     /* of the score on the resolved; NAN: one class */
};

struct backtest {
    int32_t known; /* outcomes are those known on this day */
    size_t n;
    struct backtest_day *days; /* oldest first */
    struct backtest_day total; /* sums; auc NAN */
};

void backtest_run(struct backtest *out, const struct deals *d, int32_t from,
                  int32_t to, int every, int32_t known,
                  const struct settings *s, uint64_t seed, int threads,
                  const struct progress *progress, struct arena *run,
                  struct arena *scratch);

#endif

/*
 * Backtest: replays past days as if each had been this Monday. For each day:
 * the deals it would have flagged (HIGH or CRITICAL), what became of them by
 * `known`, and the money caught and missed. Only what was known on the day
 * looks for leaks, trains, gates and scores it.
 *
 * A day is judged once forest.resolved_share of the deals open on it are
 * resolved, as in holdout.h: earlier the fast closers alone would speak. The
 * totals are those of the judged days.
 */
#ifndef SCORING_PORTFOLIO_BACKTEST_H
#define SCORING_PORTFOLIO_BACKTEST_H

#include "scoring/trust/flags.h"
#include "scoring/trust/model.h"
#include "scoring/score/score.h"

struct backtest_day {
    int32_t day;
    enum mode mode;
    size_t open;
    struct flags flags;
    bool judged;
    double auc; /* of the score on the resolved; NAN: one class */
};

struct backtest {
    int32_t known;                /* outcomes are those known on this day */
    size_t n, n_judged, n_hybrid; /* n_hybrid: of the judged */
    struct backtest_day *days;    /* oldest first */
    struct flags total; /* over the judged; money counts a deal once */
};

struct backtest_span { /* days from, from + every, … up to `to` */
    int32_t from, to;
    int every; /* ≥ 1 */
};

/* What became of the deals is what is known on as_of. Progress reports days. */
void backtest_run(struct backtest *out, const struct context *ctx,
                  const struct backtest_span *span,
                  const struct progress *progress);

#endif

/*
 * Horizons: for each open deal, the chance that it is won, and that it is
 * lost, within so many days; and what the same method said on past days.
 *
 * A forest of landmark rows (landmarks.h), resolved or not: half of its trees
 * learn "won within so many days" (by then two in five have ended), half "lost
 * within", from the rows whose day lies that long back, whatever became of the
 * deal since; the leaves of all of them hold life tables of won and lost
 * (leaf_curves.h), for every horizon at once. Same features, law of time and
 * leak rules as P(lost).
 *
 * Replays: on the days that are wished for, else T = as_of − 91·k, up to
 * HORIZON_REPLAYS of them, each with a forest of what was known on T, for the
 * deals open on T. A horizon h is judged by
 * those with T + h ≤ as_of: its target is then known for all deals. Chances
 * are calibrated by Platt's (calibrate.h), each replay by a calibrator fitted
 * on the others; where the Brier score is then no better than that of one
 * figure for all deals, that figure is given, and `own` is false. A horizon
 * that fewer than two replays judge takes the calibrators of the longest that
 * they do. A horizon is told, then or now, only where a quarter's rows and more
 * were known for as long.
 *
 * Won and lost rise with the days and their sum is at most 1. Not of a model
 * file: learnt from the export of each run, like the cycle.
 */
#ifndef SCORING_TRUST_HORIZONS_H
#define SCORING_TRUST_HORIZONS_H

#include "scoring/features/features.h"
#include "scoring/forest/leaf_curves.h"
#include "scoring/leaks/linter.h"
#include "scoring/stats/calibrate.h"

enum {
    HORIZON_DAYS_MAX = LEAF_DAYS_MAX,
    HORIZON_REPLAYS = 8,
    HORIZON_WISHES = 13,
    HORIZON_TREES = 40
};

/* Two ways to end. */
enum ending { ENDING_WON, ENDING_LOST, ENDING_COUNT };

/* How far to trust the chances of one horizon and ending, on its replays. */
struct horizon_record {
    size_t replays, rows; /* that judge it; a row: a deal on a replay day */
    bool own;             /* deals are told apart; false: one figure for all */
    double happened;      /* share of the rows that ended so by then */
    double mean;          /* mean chance given; in the large */
    double brier, base_brier; /* base: one figure, as known on T */
    double calibration_error; /* Σ rows |mean − happened| ÷ rows, in tenths of
                                 the chances */
};

/* The deals open on a day, in the order of deals_open(). */
struct horizon_chances {
    int32_t day;
    size_t n, known;              /* known: of days.n, told on that day */
    uint32_t *deal;               /* n */
    double *chance[ENDING_COUNT]; /* n × days.n */
};

struct horizons {
    struct leaf_days days; /* none: nothing is known */
    struct horizon_record record[ENDING_COUNT][HORIZON_DAYS_MAX];
    size_t training_rows;
    struct horizon_chances now;
    /* Newest first; calibrated on the other replays, as `record` has it. */
    size_t n_replays;
    struct horizon_chances past[HORIZON_REPLAYS];
};

/* What is wanted beside the grid of horizons, which has 30, 60 and 90 days. */
struct horizon_wish {
    size_t n_days; /* horizons; those below 1 day are passed over */
    int32_t days[HORIZON_WISHES];
    size_t n_past; /* replay days before as_of, newest first; 0: each 91 days */
    int32_t past[HORIZON_REPLAYS];
};

/* Which of the days is nearest from above; days.n: none. */
size_t horizons_at(const struct horizons *h, int32_t days);

/*
 * `wish` may be NULL. Nothing is known without created dates, where win rates
 * are not (deals.rate_gap), or without a replay.
 */
void horizons_compute(struct horizons *out, const struct context *ctx,
                      const struct leaks *leaks,
                      const struct horizon_wish *wish);

/* How deal i had ended `days` after `day`, as far as as_of tells: true and
 * *ending, or false: still open, or not known. */
bool deal_ended(enum ending *ending, const struct deals *d, size_t i,
                int32_t day, int32_t days);

#endif

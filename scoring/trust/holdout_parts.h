/*
 * Takes: one replay date each, from what was known on it to what the learners
 * said of its deals. For holdout.c and holdout_take.c.
 */
#ifndef SCORING_TRUST_HOLDOUT_PARTS_H
#define SCORING_TRUST_HOLDOUT_PARTS_H

#include "scoring/trust/holdout.h"
#include "scoring/trust/learners.h"

/* What every replay needs. */
struct stage {
    const struct context *ctx;
    const struct feature_set *set;
    size_t repeats; /* permutations of each column */
};

/* What the learners said of some deals: the forest's chance, and the additive
 * model's logit. */
struct said {
    const uint32_t *deal;
    struct matrix m; /* the deals, as they stood */
    double *by[LEARNERS];
};

/* One T: its counts, and a row for each resolved deal. */
struct take {
    struct replay replay;
    uint32_t *deal;         /* replay.resolved */
    double *points;         /* of the rules */
    struct feature_set set; /* of the learners of that day */
    double base_rate;       /* share lost as known on T */
    bool trained;
    bool newest; /* also predicts all deals open on T and at as-of */
    struct said resolved, then, now;
    struct additive additive[RIDGES];
    size_t ridge; /* which of them stands: chosen on the other replays */
    /* With a column permuted: set.n × repeats × replay.resolved; the columns
     * of struct stage come first. */
    double *permuted[LEARNERS];
    struct arena memory;
};

/* Does T count? Fills the replay's counts and the resolved deals. */
bool take_init(struct take *t, const struct stage *g, int32_t day);
void take_release(struct take *t);

/* Trains on what was known on T, and lets the forest speak. */
void take_train(struct take *t, const struct stage *g, int threads);

/* Lets the additive model of t->ridge speak. */
void take_speak(struct take *t, const struct stage *g, int threads);

/* The ridge under which the resolved deals of the takes, but for one, have the
 * least deviance; RIDGE_USUAL where there is no other. */
size_t takes_ridge(const struct take *takes, size_t n, size_t left_out,
                   const struct stage *g);

#endif

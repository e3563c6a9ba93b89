/*
 * Counterfactuals: for each HIGH or CRITICAL deal, what one change to a
 * field of this run's score would do, with rules, forest and calibration
 * computed anew. An association of the data, never a promise: wherever it is
 * shown the word stands beside it. Never a rep, region or industry.
 *
 * Shown only with ≥ 50 training rows of that value and a fall of ≥ 3 points.
 */
#ifndef SCORING_COUNTERFACTUAL_H
#define SCORING_COUNTERFACTUAL_H

#include "scoring/score.h"

enum { COUNTERFACTUALS = 3, COUNTERFACTUAL_ROWS = 50 };
#define COUNTERFACTUAL_FALL 3.0 /* points of the score */

enum change {
    CHANGE_STAGE,    /* one stage further, days_in_stage 0 */
    CHANGE_ACTIVITY, /* activity today */
    CHANGE_EXPECTED  /* expected close at as-of + the stage's median
                        remaining days */
};

struct counterfactual {
    enum change change;
    struct sv text; /* "If it moved on to Proposal today" */
    double score;   /* shown score after the change, one decimal */
    double fall;    /* shown score now − then, ≥ 3 */
    size_t rows;    /* training rows with that value, ≥ 50 */
};

struct counterfactuals {
    size_t n; /* 0: "no changeable field moves this score" */
    struct counterfactual list[COUNTERFACTUALS]; /* largest fall first */
};

/* One per scored deal: out[scores->n]; n = 0 below HIGH. */
struct counterfactuals *
counterfactuals_compute(const struct deals *d, const struct scores *scores,
                        const struct model *model, const struct settings *s,
                        struct arena *run, struct arena *scratch);

#endif

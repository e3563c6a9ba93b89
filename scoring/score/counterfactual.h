/*
 * Counterfactuals: for each HIGH or CRITICAL deal, what one change to a
 * field of this run's score would do, with rules, forest and calibration
 * computed anew. An association of the data, never a promise: wherever it is
 * shown the word stands beside it. Never a rep, region or industry.
 *
 * Shown only with ≥ 50 training rows of that value and a fall of ≥ 3 points
 * of the shown score. Training rows are the landmark rows (landmarks.h) of
 * this export on the day the model was trained, or on as-of where no forest
 * is used; a row is "of that value" when on its day, as the features read it,
 *   stage     the deal stood in the new stage, entered ≤ 7 days before
 *   activity  the last activity was ≤ 7 days before
 *   expected  the expected close was within 7 days of as many days ahead
 * A field that is known only as it stands today has no training rows, and so
 * never makes a counterfactual.
 *
 * The median remaining days of a stage are those from landmark to closing of
 * the training rows in that stage, won and lost, weighted as in training, so
 * that the fast closers do not shorten them.
 */
#ifndef SCORING_SCORE_COUNTERFACTUAL_H
#define SCORING_SCORE_COUNTERFACTUAL_H

#include "scoring/score/score.h"

enum {
    COUNTERFACTUALS = 3,
    COUNTERFACTUAL_ROWS = 50,
    COUNTERFACTUAL_DAYS = 7 /* how near is "of that value" */
};
#define COUNTERFACTUAL_FALL 3.0 /* points of the score */

enum change {
    CHANGE_STAGE,    /* one stage further, days_in_stage 0 */
    CHANGE_ACTIVITY, /* activity today */
    CHANGE_EXPECTED, /* expected close at as-of + the stage's median
                        remaining days */
    CHANGE_COUNT
};
const char *change_name(enum change change); /* "stage", "activity", … */

struct counterfactual {
    enum change change;
    int32_t stage;    /* CHANGE_STAGE: code of the stage moved on to */
    int32_t expected; /* CHANGE_EXPECTED: the new expected close */
    double score;     /* shown score after the change, one decimal */
    double fall;      /* shown score now − then, ≥ 3 */
    size_t rows;      /* training rows with that value, ≥ 50 */
};

struct counterfactuals {
    size_t n; /* 0: "no changeable field moves this score …" */
    struct counterfactual list[COUNTERFACTUALS]; /* largest fall first */
};

/* One per scored deal: out[scores->n]; n = 0 below HIGH. */
struct counterfactuals *counterfactuals_compute(const struct context *ctx,
                                                const struct scores *scores,
                                                const struct model *model);

#endif

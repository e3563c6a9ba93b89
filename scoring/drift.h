/*
 * Drift: population stability index (PSI; Siddiqi 2006) of every raw input
 * of the forest (the category, not its win rate; deciles of a number as it
 * stood then; no calendar field) and of the score, between the deals open at
 * the latest replay date that counts and those open now.
 *
 * PSI has a chance level, (bins − 1)(1/n + 1/m): an input drifts when its
 * PSI exceeds 0.25 over that. It acts on the gate when it carries ≥ 10% of
 * mean |SHAP| and both sides have ≥ 100 open deals.
 */
#ifndef SCORING_DRIFT_H
#define SCORING_DRIFT_H

#include "scoring/features.h"

#define DRIFT_PSI 0.25
#define DRIFT_WATCH 0.10
#define DRIFT_SHARE 0.10
enum { DRIFT_DEALS = 100 };

struct drift_row {
    struct sv input;    /* "owner", "amount", "age", an own field's header */
    double psi, chance; /* NAN: not computable */
    size_t bins;
    double share; /* of mean |SHAP|, all features that stem from it */
    bool drifted; /* psi − chance > 0.25 */
    bool acts;    /* drifted, share ≥ 0.10, enough deals */
};

struct drift {
    int32_t then, now; /* DATE_NONE: no replay date counts */
    size_t deals_then, deals_now;
    size_t n;
    struct drift_row *rows;         /* by share, largest first */
    double score_psi, score_chance; /* of P(lost); NAN: not computable */
    bool gates;                     /* some row acts */
    struct sv finding;              /* a sentence with its figures */
};

/* `importance` is mean |SHAP| by column of `set`; p_then and p_now are the
 * forest's predictions of the open deals then and now, in the order of
 * deals_open(), or NULL. */
void drift_compute(struct drift *out, const struct deals *d, int32_t then,
                   int32_t now, const struct feature_set *set,
                   const double *importance, const double *p_then,
                   const double *p_now, struct arena *run,
                   struct arena *scratch);

#endif

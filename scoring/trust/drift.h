/*
 * Drift: population stability index (PSI; Siddiqi 2006) of every raw input
 * of the forest (the category, not its win rate; deciles of a number as it
 * stood then; no calendar field) and of the score, between the deals open at
 * the latest replay date that counts and those open now.
 *
 * An input drifts when its PSI exceeds its chance level by 0.25, and by more
 * than chance allows (psi.h). Labels that no deal had by then (a new rep, a
 * new product) are left out of PSI, and the share of open deals that they hold
 * is told: one hire does not silence the forest. A wave of them is drift: over
 * DRIFT_NEW of the open deals; new accounts are none. It acts on the gate when it carries ≥ 10% of
 * mean |SHAP| and both sides have ≥ 100 open deals.
 */
#ifndef SCORING_TRUST_DRIFT_H
#define SCORING_TRUST_DRIFT_H

#include "scoring/features/features.h"
#include "scoring/forest/importance.h"
#include "scoring/trust/holdout.h"

#define DRIFT_SHARE 0.10
#define DRIFT_NEW 0.20
enum { DRIFT_DEALS = 100 };

struct drift_row {
    struct sv input;    /* "owner", "amount", "age", an own field's header */
    double psi, chance; /* NAN: not computable */
    size_t bins;        /* that hold a deal */
    double share;       /* of mean |SHAP|, all features that stem from it */
    double unseen;      /* share of the deals open now whose label is new */
    bool drifted;       /* psi_drifted(), or a wave of new labels */
    bool acts;          /* drifted, share ≥ 0.10, enough deals */
};

struct drift {
    int32_t then, now; /* DATE_NONE: no replay date counts */
    size_t deals_then, deals_now;
    size_t n;
    struct drift_row *rows; /* by share, largest first */
    /* Of P(lost): one forest that saw neither side's outcomes. While
     * training that of the latest replay, score_then = then; later the
     * model's own, score_then = the day it was trained. */
    int32_t score_then;
    double score_psi, score_chance; /* NAN: not computable */
    bool score_drifted;             /* printed; gates nothing */
    bool gates;                     /* some row acts */
};

void drift_none(struct drift *out, int32_t now); /* nothing measured */

/* The rows, from `then` to as_of, and whether one acts; the score stays
 * unknown. then_shap and now_shap hold mean |SHAP| by column of `set`, over
 * deals open on either day. */
void drift_compute(struct drift *out, const struct context *ctx, int32_t then,
                   const struct feature_set *set,
                   const struct importance *then_shap,
                   const struct importance *now_shap);

/* Adds the score: what one forest predicted on `day`, and predicts now. */
void drift_score(struct drift *out, int32_t day, const struct predictions *then,
                 const struct predictions *now, struct arena *scratch);

#endif

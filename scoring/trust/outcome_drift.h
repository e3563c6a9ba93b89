/*
 * Outcome drift: are deals lost more or less often than they were, at equal
 * duration? Deals that closed in the last OUTCOME_DAYS against those before,
 * within deciles of created → closed: quick closings are of another kind than
 * slow ones, and a recent month is made of whatever closes then.
 *
 * A logistic model with an intercept for each decile and one for the recent
 * ones; the likelihood-ratio test of the latter against none (χ², one degree of
 * freedom). Moved: p < OUTCOME_P. Where it moved, a rate that is of the whole
 * past is that of another company, and outcome_drift_calibrator() brings it to
 * the last OUTCOME_DAYS.
 */
#ifndef SCORING_TRUST_OUTCOME_DRIFT_H
#define SCORING_TRUST_OUTCOME_DRIFT_H

#include "scoring/intake/context.h"
#include "scoring/stats/calibrate.h"

enum { OUTCOME_DAYS = 180, OUTCOME_LEAST = 50 };
#define OUTCOME_P 0.01

struct outcome_side {
    size_t closed, lost; /* deals with a start date */
};

struct outcome_drift {
    int32_t since; /* recent: closed after this day */
    struct outcome_side before, recent;
    double shift; /* log odds of a loss, recent against before; NAN */
    double p;     /* NAN: fewer than OUTCOME_LEAST closed on a side, or no
                     rate is known (deals.rate_gap) */
    bool moved;
};

void outcome_drift_find(struct outcome_drift *out, const struct context *ctx);

/* Makes a chance of loss that is of the whole past one of the recent deals: its
 * log odds move by the shift, as far as the past is not recent itself. Not
 * used, and 0, where nothing moved. */
struct calibrator outcome_drift_calibrator(const struct outcome_drift *d);

#endif

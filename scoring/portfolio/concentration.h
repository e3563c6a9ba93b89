/*
 * Concentration: how much of the pipeline hangs on how few deals. Sums are of
 * known amounts above nothing; shares are of their sum. A deal is large from
 * CONCENTRATION_LARGE of it on: a reader who sees no deals below is told of
 * these by name, of the rest as a sum.
 */
#ifndef SCORING_PORTFOLIO_CONCENTRATION_H
#define SCORING_PORTFOLIO_CONCENTRATION_H

#include "scoring/score/score.h"

#define CONCENTRATION_LARGE 0.02 /* of the pipeline */
enum { CONCENTRATION_TOP = 5 };

struct concentration {
    size_t n;         /* deals with an amount above nothing */
    size_t top;       /* the largest, at most CONCENTRATION_TOP */
    double top_share; /* of them; NAN: nothing to share */
    size_t half;      /* the fewest deals that hold half of the pipeline */
    size_t n_large;
    uint32_t *large; /* n_large, indices in scores.list, largest first */
    double *shares;  /* n_large, of each */
    double large_share, large_amount; /* of all of them; NAN: none */
};

void concentration_compute(struct concentration *out, const struct context *ctx,
                           const struct scores *scores);

#endif

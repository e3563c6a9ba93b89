/*
 * Spread: the distribution of a sum of amounts, each of which comes in with a
 * chance of its own or not at all (Poisson-binomial with amounts; Hong 2013),
 * plus a normal rest.
 *
 * The SPREAD_DEALS amounts of the largest variance p(1 − p)a² (ties: the first
 * in the list) are convolved exactly, but for the grid; all others are so many
 * and so small that they join the normal rest: its mean takes Σ p·a, its
 * variance Σ p(1 − p)a². The grid has SPREAD_CELLS cells of one width, from
 * the normal rest's mean − SPREAD_SDS of its sd (0 where that is 0) to its mean
 * + as much + the sum of the amounts. Cells start as the normal's mass between
 * their edges, normalised; an amount that falls between two cells is shared by
 * both, so that the mean is exact. From the distribution function, linear
 * between the edges of cells, come quantiles and chances.
 *
 * No random number: the same inputs give the same figures, in any language
 * with doubles, if amounts are taken in the order above (assets' quarter.js).
 */
#ifndef SCORING_QUARTER_SPREAD_H
#define SCORING_QUARTER_SPREAD_H

#include <stddef.h>

#include "scoring/base/mem.h"

enum { SPREAD_DEALS = 100, SPREAD_CELLS = 2048, SPREAD_SDS = 6 };

struct spread_part {
    double p, amount; /* 0 ≤ p ≤ 1; a negative amount counts as 0 */
};

struct spread {
    double mean, sd;  /* of the sum, exact: not of the grid */
    double low, step; /* cell k holds [low + k·step, low + (k + 1)·step) */
    double *below;    /* SPREAD_CELLS + 1: mass below the edge of cell k; NULL:
                         the sum is certain (sd is 0) */
};

/* `more_mean`, `more_variance`: of the normal rest, may be 0. The result is in
 * `a`. */
void spread_of(struct spread *out, const struct spread_part *parts, size_t n,
               double more_mean, double more_variance, struct arena *a);

/* P(sum ≤ x); x itself counts as half a step where it holds mass. */
double spread_below(const struct spread *s, double x);

/* The x of which that is p, 0 < p < 1. */
double spread_quantile(const struct spread *s, double p);

#endif

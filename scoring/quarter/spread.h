/*
 * Spread: the distribution of a sum of amounts, each of which comes in with a
 * chance of its own or not at all (Poisson-binomial with amounts; Hong 2013),
 * plus a normal rest.
 *
 * The SPREAD_DEALS amounts of the largest variance p(1 − p)a² (ties: the first
 * in the list) are convolved exactly, but for the grid; all others are so many
 * and so small that they join the normal rest: its mean takes Σ p·a, its
 * variance Σ p(1 − p)a². With s the sd of that rest and t the sum of the
 * convolved amounts, the grid has SPREAD_CELLS cells of the width
 *     step = (t + 2·SPREAD_SDS·s) ÷ (SPREAD_CELLS − SPREAD_DEALS − 2),
 * of which the first n = max(1, ⌈2·SPREAD_SDS·s ÷ step⌉) hold the normal's mass
 * between their edges, normalised, around its mean: low = mean − n·step ÷ 2.
 * Then each amount a moves the share p of the mass up by a ÷ step cells; one
 * that falls between two cells is shared by both, so that the mean is exact.
 * From the distribution function, linear between the edges of cells, come
 * quantiles and chances.
 *
 * No random number: the same inputs give the same figures, in any language
 * with doubles, if amounts are taken in the order above.
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

/* P(sum ≤ x), to the width of a cell. */
double spread_below(const struct spread *s, double x);

/* The x of which that is p, 0 < p < 1. */
double spread_quantile(const struct spread *s, double p);

#endif

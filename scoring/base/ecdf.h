/*
 * Sample: a sorted set of numbers, for ranks and quantiles. Sorting is by
 * radix on the bits of the double, in time linear in n: about 180 snapshots
 * of 100,000 deals are sorted in one run.
 */
#ifndef SCORING_BASE_ECDF_H
#define SCORING_BASE_ECDF_H

#include <stddef.h>

#include "scoring/base/mem.h"

/* Quantile type 7 (Hyndman and Fan, 1996), the default of R and numpy. */
struct ecdf {
    size_t n;
    double *sorted; /* n, ascending; no NAN */
};

/* Sorts s->sorted in place; `work` has room for at least s->n numbers. */
void ecdf_sort(struct ecdf *s, double *work);

/* How many of the sample are < x, and ≤ x; 0 for NAN. */
size_t ecdf_below(const struct ecdf *s, double x);
size_t ecdf_at_most(const struct ecdf *s, double x);
/* In which tenth of the sample x lies, by how many are below: 0 … 9 for one of
 * the sample, which may not be empty. */
size_t ecdf_tenth(const struct ecdf *s, double x);
/* Share of the sample ≤ x, 0 … 1; NAN when empty or x is NAN. */
double ecdf_rank(const struct ecdf *s, double x);
/* Quantile p, type 7; NAN when empty. p is held within 0 … 1. */
double ecdf_quantile(const struct ecdf *s, double p);
double ecdf_mean(const struct ecdf *s); /* NAN when empty */

#endif

/*
 * Statistics used in more than one room. Each formula names its source; the
 * tests compare with R (tests/scoring/stats/stats_test.c).
 */
#ifndef SCORING_STATS_STATS_H
#define SCORING_STATS_STATS_H

#include <stddef.h>

#include "scoring/base/mem.h"

struct interval {
    double lower, upper; /* NAN: not known */
};

/* Wilson score interval (Wilson 1927), 95%. */
struct interval wilson95(size_t won, size_t n);
/* The same of a share over an effective number, which need not be whole. */
struct interval wilson95_share(double share, double size);

/* Two-sided exact binomial p as R's binom.test: the sum of all outcomes no
 * more likely than the observed one (relative tolerance 1e-7). */
double binomial_exact(size_t won, size_t n, double rate);

/* Two-sided exact p that two shares differ (Fisher 1935), a of n and b of m, as
 * R's fisher.test: the sum of all tables with these margins that are no more
 * likely than the observed one (relative tolerance 1e-7). NAN: n or m is 0. */
double fisher_exact(size_t a, size_t n, size_t b, size_t m);

/* Benjamini–Hochberg (1995) adjusted p-values: adjusted[n] from p[n]. */
void benjamini_hochberg(double *adjusted, const double *p, size_t n,
                        struct arena *scratch);

/* Upper tail of chi-squared with df degrees of freedom. */
double chi_squared_upper(double x, double df);

/* P(X ≤ x) of a beta distribution, the regularised incomplete beta: as R's
 * pbeta. NAN unless a, b > 0. */
double beta_cdf(double x, double a, double b);

/* The middle 95% of a beta distribution, as R's qbeta(c(.025, .975), a, b). */
struct interval beta95(double a, double b);

/* Quantile p of Student's t with df > 0 degrees of freedom, as R's qt; p ≥ ½. */
double student_quantile(double p, double df);

double normal_quantile(double p); /* Wichura 1988, AS 241 */

/* Quantile of an unsorted array, type 7; sorts a copy. NAN when n = 0. */
double quantile(const double *x, size_t n, double p, struct arena *scratch);
void sort_doubles(double *x, size_t n); /* ascending; no NAN */

#endif

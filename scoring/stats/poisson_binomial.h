/*
 * Poisson-binomial: how many of n trials succeed, each with a chance of its
 * own (Hong 2013). Up to PB_EXACT trials the distribution is convolved whole;
 * beyond, the sum is as good as normal, and the refined normal approximation
 * with its skewness (Volkova 1996) is used.
 */
#ifndef SCORING_STATS_POISSON_BINOMIAL_H
#define SCORING_STATS_POISSON_BINOMIAL_H

#include "scoring/stats/stats.h"

enum { PB_EXACT = 4000 };

struct pb_sum {
    size_t n;
    double mean, variance, skew; /* Σp, Σp(1 − p), Σp(1 − p)(1 − 2p) */
};

struct pb_sum pb_sum_of(const double *p, size_t n);

/* Two-sided p of `won` successes: the sum of all outcomes no more likely than
 * the observed one (relative tolerance 1e-7), as binomial_exact() has it; for
 * more than PB_EXACT trials twice the smaller tail. NAN: n is 0. */
double pb_two_sided(size_t won, const double *p, size_t n,
                    struct arena *scratch);

/* The same where the successes scatter `dispersion` times as much as
 * independent trials do: a normal tail. */
double pb_dispersed(size_t won, const struct pb_sum *sum, double dispersion);

#endif

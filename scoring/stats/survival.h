/*
 * Survival of deals: Kaplan–Meier (1958) with log-log intervals of the
 * median (Brookmeyer and Crowley 1982, as R's survfit conf.type="log-log"),
 * the log-rank test, and cumulative incidence of won and lost (Aalen and
 * Johansen 1978): won and lost compete, so 1 − KM would lie.
 */
#ifndef SCORING_STATS_SURVIVAL_H
#define SCORING_STATS_SURVIVAL_H

#include "scoring/stats/stats.h"

/* One observation: days ≥ 0; event 0: still open (censored), 1 won, 2 lost. */
struct lifetime {
    double days;
    int event;
    int cohort; /* for log-rank */
};

struct km_median {
    size_t deals, closed;
    double median; /* NAN: not reached */
    struct interval ci;
};
/* As survfit: the median where the curve is flat at ½ is the midpoint. */
struct km_median km_median(const struct lifetime *s, size_t n,
                           struct arena *scratch);

/*
 * p-value over `cohorts` groups (cohort 0 … cohorts − 1); NAN below two with
 * follow-up. Degrees of freedom: cohorts that have deals, less one, so a
 * cohort too young for any event counts, which errs towards "no change"
 * (R's survdiff drops it: SkyGeni at 2024-01-01 has p = 0.525 with the seven
 * deals of 2024Q1 counted, as in the reference file, and 0.362 without).
 * O(n log n + days × cohorts²): keep cohorts to a few dozen.
 */
double logrank_p(const struct lifetime *s, size_t n, size_t cohorts,
                 struct arena *scratch);

struct incidence {
    double days, won, lost, still_open; /* shares at `days` */
    size_t followed; /* lives that are known beyond that day */
};
/* At each of the given days; out[k]. */
void cumulative_incidence(struct incidence *out, const double *days, size_t k,
                          const struct lifetime *s, size_t n,
                          struct arena *scratch);

#endif

/*
 * Snapshot: what the whole company knew on day L, from which the features
 * and rules of any deal at L are computed. Built once per L in O(n log n).
 *
 * Only deals closed on or before L count. Win rates are shrunk to the
 * overall rate by beta-binomial empirical Bayes, method of moments
 * (Kleinman 1973): shrunk = (won + m·overall) ÷ (closed + m), where m is
 * infinite (every group shrinks to the mean) when the spread between groups
 * is no more than chance.
 */
#ifndef SCORING_SNAPSHOT_H
#define SCORING_SNAPSHOT_H

#include "scoring/deals.h"

struct group_rate {
    uint32_t won, closed; /* deals closed on or before L */
    double raw;           /* won ÷ closed, NAN without closed deals */
    double shrunk;        /* always finite once any deal has closed */
};

struct group_rates {
    size_t n;                 /* labels of the category */
    struct group_rate *group; /* n */
    double prior;             /* m, INFINITY: all shrink to the mean */
};

/* A sorted sample, for percentiles; quantile type 7 as R and numpy. */
struct sample {
    size_t n;
    double *sorted; /* n, ascending */
};

struct snapshot {
    int32_t day;
    uint32_t won, lost; /* deals closed on or before day */
    double win_rate;    /* won ÷ (won + lost), NAN without any */
    struct group_rates groups[GROUP_COUNT];
    struct group_rates recent_owner; /* closed in the 90 days up to day */
    uint32_t *owner_open;            /* open deals of each owner on day */
    struct sample amounts;           /* of all deals created by day */
    struct sample cycles;            /* created → closed, closed deals */
    struct sample won_cycles;        /* the same, won deals only */
    double mean_cycle;               /* of `cycles`; NAN without any */
    size_t n_stages;                 /* labels of deals.stage */
    struct sample *stage_days;       /* n_stages; finished stays, any deal */
    struct sample *stage_days_won;   /* n_stages; stays of deals that won */
};

/* Everything is allocated from `a`. */
void snapshot_at(struct snapshot *out, const struct deals *d, int32_t day,
                 struct arena *a);

/* Share of the sample ≤ x, 0 … 1; NAN when empty or x is NAN. */
double sample_rank(const struct sample *s, double x);
/* Quantile p, type 7 (Hyndman and Fan, 1996); NAN when empty. */
double sample_quantile(const struct sample *s, double p);

/* The rate of deal i's group, or NULL where its field is empty. */
const struct group_rate *snapshot_rate(const struct snapshot *s,
                                       const struct deals *d, enum group group,
                                       size_t i);

#endif

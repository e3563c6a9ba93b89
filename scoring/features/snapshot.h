/*
 * Snapshot: what the whole company knew on day L, from which the features
 * and rules of any deal at L are computed. Built once per L in O(n log n).
 *
 * Only deals closed on or before L count. Win rates are shrunk to the
 * overall rate by beta-binomial empirical Bayes, method of moments
 * (Kleinman 1973): shrunk = (won + m·overall) ÷ (closed + m). With k groups
 * that have closed deals, N of them in all, p their rate and
 * S = Σ nᵢ(pᵢ − p)²,
 *   ρ = (S ÷ p(1 − p) − (k − 1)) ÷ (N − Σnᵢ²/N − (k − 1)),  m = 1/ρ − 1.
 * Where ρ ≤ 0, or cannot be computed, the spread between groups is no more
 * than chance: m is INFINITY and every group's shrunk rate is the overall
 * rate to the bit, so that none is below it. m is at least 1: a group
 * without closed deals still has a rate.
 *
 * A stay in a stage is finished when the deal moves to another stage or
 * closes; events that repeat the stage (a changed amount) do not end it.
 * A track (track.h) gives stays once it reaches 180 days back.
 */
#ifndef SCORING_FEATURES_SNAPSHOT_H
#define SCORING_FEATURES_SNAPSHOT_H

#include "scoring/intake/deals.h"
#include "scoring/base/ecdf.h"

struct group_rate {
    uint32_t won, closed; /* deals closed on or before L */
    double raw;           /* won ÷ closed, NAN without closed deals */
    double shrunk;        /* finite once any deal has closed; like raw NAN
                             where deals.rate_gap says that none is known */
};

struct group_rates {
    size_t n;                 /* labels of the category */
    struct group_rate *group; /* n */
    double prior;             /* m, INFINITY: all shrink to the mean */
    struct group_rate none;   /* of a label beyond them, as a deal that is not
                                 in the export may have: nothing has closed */
};

struct pair_rates; /* pairs.h */

struct snapshot {
    int32_t day;
    uint32_t won, lost; /* deals closed on or before day */
    double win_rate;    /* won ÷ (won + lost), NAN without any, or where
                           deals.rate_gap says that it is not known */
    struct group_rates groups[GROUP_COUNT];
    /* Closed in the 90 days up to day, shrunk to the rate of those days. */
    struct group_rates recent_owner;
    uint32_t *owner_open;        /* open deals of each owner on day */
    struct ecdf amounts;         /* of all deals created by day */
    struct ecdf cycles;          /* created → closed, closed deals */
    struct ecdf won_cycles;      /* the same, won deals only */
    double mean_cycle;           /* of `cycles`; NAN without any */
    size_t n_stages;             /* labels of deals.stage */
    struct ecdf *stage_days;     /* n_stages; finished stays, any deal */
    struct ecdf *stage_days_won; /* n_stages; stays of deals that won */
    bool dated_expected;         /* the history records expected closes */
    size_t n_pairs;
    struct pair_rates *pairs; /* n_pairs; pairs_rates() fills them */
};

/* Everything is allocated from `a`. */
void snapshot_at(struct snapshot *out, const struct deals *d, int32_t day,
                 struct arena *a);

/* The sum of moments above, over n groups whose won and closed are set;
 * fills raw, shrunk and prior. `overall` is the rate to shrink to. */
void group_rates_shrink(struct group_rates *r, double overall);

/* The rate of a label, which is not −1. */
const struct group_rate *group_rate_of(const struct group_rates *r,
                                       int32_t code);

/* The posterior probability that the rate of a group is below the overall one,
 * under the prior of the shrinkage, Beta(m·overall, m·(1 − overall)); 0 where
 * all shrink to the mean. */
double group_rate_below(const struct group_rates *r,
                        const struct group_rate *g, double overall);

/* Does the stage history record expected closes? */
bool history_dates_expected(const struct deals *d);

/* The rate of deal i's group, or NULL where its field is empty. */
const struct group_rate *snapshot_rate(const struct snapshot *s,
                                       const struct deals *d, enum group group,
                                       size_t i);

#endif

/*
 * Dollars: the loss that was expected of the deals open on a replay day,
 * against the loss that came. Chances that are right of deals need not be
 * right of money, where a few deals hold most of it.
 *
 * The interval of an expected loss Σ aᵢpᵢ is ± t(0.9; n)·s·√Σ aᵢ²pᵢ(1 − pᵢ),
 * within 0 and what is at stake: the spread of independent losses, widened by
 * s, the root mean square of the same measure's errors on the n replays, at
 * least 1. Student's t with n degrees of freedom, since few replays say little
 * of s. It holds in 80% of cases as far as the replays tell.
 */
#ifndef SCORING_TRUST_DOLLARS_H
#define SCORING_TRUST_DOLLARS_H

#include <stdbool.h>
#include <stddef.h>

#include "scoring/stats/stats.h"

/* Of deals that have an amount, and whose end is known by as-of. */
struct dollars {
    size_t deals;
    double stake, expected, realised;
    double variance; /* Σ a²p(1 − p) */
};

void dollars_add(struct dollars *d, double amount, double p, bool lost);

/* How far to widen, from n replays, and how many of them hold money. */
struct dollars_record {
    size_t replays;
    double scale; /* NAN: none holds money */
};
struct dollars_record dollars_record(const struct dollars *const *list,
                                     size_t n);

/* Of open deals: `realised` does not count. NAN without a replay. */
struct interval dollars_interval(const struct dollars *open,
                                 const struct dollars_record *record);

#endif

/*
 * Flags: what became of the deals that a score flagged (HIGH or CRITICAL) on
 * past days, against the deals that were open beside them.
 *
 * A deal open on three days stands in three rows, so rows are no independent
 * trials. The shares lost are of rows, since "when it said so, how often was
 * it right" is asked of each time it said so; their intervals are Wilson's at
 * Kish's (1965) effective number (Σ mᵢ)² ÷ Σ mᵢ², mᵢ the rows of deal i: with
 * one day it is the number of deals. Money counts each deal once: caught is a
 * lost deal that was flagged on at least one of the days.
 */
#ifndef SCORING_TRUST_FLAGS_H
#define SCORING_TRUST_FLAGS_H

#include <stdint.h>

#include "scoring/stats/stats.h"

/* Of one deal over the days: how often it was flagged and how often open
 * without a flag, and how it ended. */
struct flag_history {
    size_t n;                  /* deals */
    uint32_t *flagged, *other; /* n; rows of each */
    uint8_t *fate;             /* n; enum state as now known */
    const double *amount;      /* n, NAN allowed; NULL: none */
};

enum { FLAGGED, NOT_FLAGGED, FLAG_SIDES };

struct flag_side {
    size_t rows, lost, won, open; /* rows = lost + won + open */
    double lost_share;            /* lost ÷ (lost + won); NAN: none */
    struct interval ci;           /* of lost_share */
};

struct flags {
    struct flag_side flagged, other;
    size_t deals;         /* distinct */
    size_t flagged_deals; /* distinct, flagged at least once */
    /* Distinct deals and their amounts; NAN where there are no amounts. */
    size_t caught_deals, missed_deals, alarmed_deals;
    double caught;  /* lost, flagged at least once */
    double missed;  /* lost, never flagged */
    double alarmed; /* won, flagged at least once */
};

/* Room for n deals, no row yet. */
void flag_history_init(struct flag_history *out, size_t n, struct arena *a);
void flags_count(struct flags *out, const struct flag_history *h);

#endif

/*
 * Standing: what is known of every deal on as-of, taken once for the parts
 * of the portfolio. Deals that are not known on that day are STATE_UNBORN.
 */
#ifndef SCORING_PORTFOLIO_DEAL_STATES_H
#define SCORING_PORTFOLIO_DEAL_STATES_H

#include "scoring/leaks/linter.h"
#include "scoring/score/score.h"

struct deal_states {
    int32_t as_of;
    int fiscal_month;
    const struct deals *d;
    const struct scores *scores;
    const struct leaks *leaks; /* NULL: none */
    struct snapshot now;
    uint8_t *state;  /* n; enum state on as_of */
    double *cycle;   /* n; created → closed in days, closed deals; NAN */
    double *at_risk; /* n; amount of an open deal in HIGH or CRITICAL, else 0 */
};

/* Everything is allocated from `a`. */
void deal_states_at(struct deal_states *out, const struct deals *d,
                    const struct scores *scores, const struct leaks *leaks,
                    int fiscal_month, struct arena *a);

/* Amount of deal i, NAN where there is none. */
double deal_states_amount(const struct deal_states *s, size_t i);

#endif

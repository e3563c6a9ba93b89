/*
 * Deal states: what is known of every deal on as-of, taken once for the parts
 * of the portfolio. Deals that are not known on that day, or that the pack is not
 * about (scores.only), are STATE_UNBORN.
 */
#ifndef SCORING_PORTFOLIO_DEAL_STATES_H
#define SCORING_PORTFOLIO_DEAL_STATES_H

#include "scoring/leaks/linter.h"
#include "scoring/score/score.h"

struct deal_states {
    const struct context *ctx; /* what all of it is of; outlives it */
    const struct scores *scores;
    const struct leaks *leaks; /* NULL: none */
    uint8_t *state;  /* n; enum state on as_of */
    double *cycle;   /* n; created → closed in days, closed deals; NAN */
    double *at_risk; /* n; amount of an open deal in HIGH or CRITICAL, else 0 */
};

/* Everything lives in `scratch`. */
void deal_states_at(struct deal_states *out, const struct context *ctx,
                    const struct scores *scores, const struct leaks *leaks);

/* Amount of deal i, NAN where there is none. */
double deal_states_amount(const struct deal_states *s, size_t i);

#endif

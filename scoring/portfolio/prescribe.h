/*
 * Prescriptions: what the portfolio asks for. A person or a channel is named
 * only where blame.h flagged it; the rest is plain counting (deals past
 * their expected close, without activity, without an amount, …). Every one
 * carries its n.
 */
#ifndef SCORING_PORTFOLIO_PRESCRIBE_H
#define SCORING_PORTFOLIO_PRESCRIBE_H

#include "scoring/portfolio/portfolio.h"
#include "scoring/portfolio/deal_states.h"

enum { QUIET_DAYS = 30 }; /* without activity: worth a call */

/* Last of all: reads the levels, money, reps and segments of *out. */
void prescribe(struct portfolio *out, const struct deal_states *s,
               struct arena *run);

#endif

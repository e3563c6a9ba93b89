/*
 * Spells: the lives of deals as survival analysis wants them, from creation
 * to closing, or to as_of for a deal that is still open then. A deal without
 * a start date has no spell.
 */
#ifndef SCORING_PORTFOLIO_LIFETIMES_H
#define SCORING_PORTFOLIO_LIFETIMES_H

#include "scoring/intake/deals.h"
#include "scoring/stats/survival.h"

/* In the order of the deals; cohort is the quarter of creation, of a fiscal
 * year that starts in first_month. *count of them, in `a`. */
struct lifetime *lifetimes_make(size_t *count, const struct deals *d,
                                int32_t as_of, int first_month,
                                struct arena *a);

#endif

/*
 * Spells: the lives of deals as survival analysis wants them, from creation
 * to closing, or to as_of for a deal that is still open then. A deal without
 * a start date has no spell.
 */
#ifndef SCORING_SPELLS_H
#define SCORING_SPELLS_H

#include "scoring/deals.h"
#include "scoring/survival.h"

/* In the order of the deals; cohort is the quarter of creation, of a fiscal
 * year that starts in first_month. *count of them, in `a`. */
struct spell *spells_make(size_t *count, const struct deals *d, int32_t as_of,
                          int first_month, struct arena *a);

#endif

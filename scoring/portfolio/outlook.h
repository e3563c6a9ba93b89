/*
 * Outlook: what an open deal of this age can expect, from the cumulative
 * incidence of all deals (Aalen and Johansen 1978) given that it is still
 * open: P(won within h days | open at age a) = (W(a + h) − W(a)) ÷ S(a).
 * A statement about deals of that age, not about this deal's own merits.
 */
#ifndef SCORING_PORTFOLIO_OUTLOOK_H
#define SCORING_PORTFOLIO_OUTLOOK_H

#include "scoring/intake/context.h"
#include "scoring/score/score.h"

enum { OUTLOOK_HORIZONS = 3 };
extern const int OUTLOOK_DAYS[OUTLOOK_HORIZONS]; /* 30, 60, 90 */

struct outlook {
    double age;                   /* days; NAN: start not known, all else NAN */
    double days_to_close;         /* median of the remaining days, won or lost;
                                     NAN: not reached */
    double won[OUTLOOK_HORIZONS]; /* P(won within …); NAN: follow-up ends */
    double lost[OUTLOOK_HORIZONS];
    size_t at_risk; /* deals that were open at this age; < 20: all NAN */
};

/* One per scored deal: out[scores->n]. Knows nothing after as_of. */
struct outlook *outlooks_compute(const struct context *ctx,
                                 const struct scores *scores);

#endif

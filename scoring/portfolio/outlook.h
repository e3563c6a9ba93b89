/*
 * Outlook: when an open deal will be won or lost.
 *
 * Of the deal itself where horizons.h tells: its own features, calibrated on
 * past days. With a P(lost) they say of a deal when it ends, and of all deals
 * how many end so:
 *   P(won within h days) = (1 − P(lost)) · F,
 *   F = W(h) ÷ (W(m) ÷ (W(m) + L(m))), its log odds moved by one figure for all
 *   deals, so that Σ P(won within h days) = Σ W(h),
 * W and L the chances of horizons.h, m its last day; and so of lost. No win
 * within 90 days is then likelier than a win at all: won ≤ 1 − P(lost), and
 * lost ≤ P(lost). The sum is the horizons' because replays have tried it for
 * just these days: P(lost) may be right of what becomes of deals at last, and
 * wrong of a quarter (on 150 planted days landings were off by 9% with it and
 * by 10% without).
 *
 * A deal that is older than every one that has closed has no outlook: that none
 * ended in all those days says that it stands outside of what is known, not
 * that it will be neither lost nor won.
 *
 * Else of its age: what all deals of that age could expect, from the
 * cumulative incidence (Aalen and Johansen 1978) given that they are still
 * open: P(won within h days | open at age a) = (W(a + h) − W(a)) ÷ S(a).
 */
#ifndef SCORING_PORTFOLIO_OUTLOOK_H
#define SCORING_PORTFOLIO_OUTLOOK_H

#include "scoring/intake/context.h"
#include "scoring/score/score.h"
#include "scoring/trust/horizons.h"

enum { OUTLOOK_HORIZONS = 3 };
extern const int OUTLOOK_DAYS[OUTLOOK_HORIZONS]; /* 30, 60, 90 */

enum outlook_of {
    OUTLOOK_NONE, /* nothing is known: every figure NAN */
    OUTLOOK_BEYOND, /* nor can be: no deal ever closed at such an age */
    OUTLOOK_DEAL, /* of this deal (horizons.h) */
    OUTLOOK_AGE,  /* of all deals of this age */
};
const char *outlook_of_name(enum outlook_of of); /* "deal"; "" for none */

struct outlook {
    enum outlook_of of;
    double age;                   /* days; NAN: start not known */
    double days_to_close;         /* median of the remaining days, won or lost;
                                     NAN: not reached */
    double won[OUTLOOK_HORIZONS]; /* P(won within …); NAN: follow-up ends */
    double lost[OUTLOOK_HORIZONS];
    size_t at_risk; /* OUTLOOK_AGE: deals that were open at this age, ≥ 20 */
};

/* Deals of this age that the figures are of; NAN where they are not. */
double outlook_deals(const struct outlook *o);

/* Holds the chances of now to P(lost), once: what the landing adds up is then
 * what a deal's page tells. Those of past days stay the horizons' own; no P(lost)
 * of most of them is known. */
void outlooks_hold(struct horizons *h, const struct context *ctx,
                   const struct scores *scores);

/* One per scored deal: out[scores->n], of chances that are held. Knows nothing
 * after as_of. `h` may know nothing. */
struct outlook *outlooks_compute(const struct context *ctx,
                                 const struct scores *scores,
                                 const struct horizons *h);

#endif

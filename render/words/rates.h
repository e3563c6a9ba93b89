/*
 * Why no win rate is given (deals.h, enum rate_gap): the one place where it is
 * said. Empty where there is a rate, or nothing has closed.
 */
#ifndef RENDER_WORDS_RATES_H
#define RENDER_WORDS_RATES_H

#include "render/words/words.h"

/* "no lost deal in the export", to stand beside the figure. */
struct sv words_rate_note(const struct words *w);

/* "6 of 8 lost deals have no close date, but 0 of 8 won ones": a clause. */
struct sv words_rate_gap(const struct words *w);

/* The whole, with what is off for it; without a full stop. */
struct sv words_rate_reason(const struct words *w);

/* "55% of the 2,625 closed deals were lost": what no cut and no flag says;
 * empty where no deal has closed, or no rate is known. */
struct portfolio;
struct sv words_base_rate(const struct words *w, const struct portfolio *p);

#endif

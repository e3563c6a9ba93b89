/*
 * Why no win rate is given (deals.h, enum rate_gap), and by which rates the
 * money is reckoned: the one place where it is said. A gap is empty where
 * there is a rate, or nothing has closed.
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
 * where outcomes moved, of those that closed since. Empty where no deal has
 * closed, or no rate is known. */
struct portfolio;
struct scores;
struct sv words_base_rate(const struct words *w, const struct portfolio *p,
                          const struct scores *scores);

/* What amounts are multiplied by for the expected loss; "the loss rate of open
 * deals", or "its chance of loss". A literal. */
struct sv words_loss_rate(const struct scores *scores);

/* "80% interval $4.9M to $6.8M", to stand beside the expected loss; or that it
 * has none. Empty: no loss is expected, for want of what words_loss_gap() says. */
struct sv words_loss_range(const struct words *w, const struct portfolio *p);

/* "no open deal has an amount", why there is none; empty: there is. */
struct sv words_loss_gap(const struct words *w, const struct portfolio *p);

#endif

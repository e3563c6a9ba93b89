/* Names: what a deal and its parts are called, as this reader may see them.
 * Views into the deals. */
#ifndef RENDER_WORDS_NAMES_H
#define RENDER_WORDS_NAMES_H

#include "scoring/intake/deals.h"

/* Of deal i: a category's label, or empty. */
struct sv words_label(const struct category *c, size_t i);

/* What to call deal i: its name, else its account, else its id. */
struct sv words_title(const struct deals *d, size_t i);

#endif

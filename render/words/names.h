/* Names: what a deal and its parts are called, as this reader may see them.
 * Views into the deals. */
#ifndef RENDER_WORDS_NAMES_H
#define RENDER_WORDS_NAMES_H

#include "scoring/intake/deals.h"

/* What to call deal i: its name, else its account, else its id. */
struct sv words_title(const struct deals *d, size_t i);

#endif

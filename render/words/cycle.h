/* The sales cycle in one sentence: whether it has changed, with the figures
 * that say so (portfolio/cycle.h). */
#ifndef RENDER_WORDS_CYCLE_H
#define RENDER_WORDS_CYCLE_H

#include "render/words/words.h"
#include "scoring/portfolio/portfolio.h"

/* "Finding: figures"; a page may cut it at the first colon. It says which
 * quarters were not compared, and that a rise by quarter of closing is no
 * evidence. */
struct sv words_cycle_verdict(const struct words *w, const struct cycle *c);

#endif

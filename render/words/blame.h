/* Who does worse than the company beyond chance, in one sentence with the
 * figures of the tests (portfolio/blame.h). */
#ifndef RENDER_WORDS_BLAME_H
#define RENDER_WORDS_BLAME_H

#include "render/words/words.h"
#include "scoring/portfolio/portfolio.h"

/* "Finding (figures)": one pair of parentheses, at which a page may cut it;
 * with the size of the family. */
struct sv words_blame_verdict(const struct words *w, const struct portfolio *p);

#endif

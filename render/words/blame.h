/* Who does worse than comparable deals beyond chance, in plain words, and the
 * figures of the tests (portfolio/blame.h) for who asks how that is known. */
#ifndef RENDER_WORDS_BLAME_H
#define RENDER_WORDS_BLAME_H

#include "render/words/words.h"
#include "scoring/portfolio/portfolio.h"

/* "5 reps and 6 segments win less often than deals of the same age and
 * quarter, …": no name of a test. */
struct sv words_blame_verdict(const struct words *w, const struct portfolio *p);

/* "1,262 of 2,666 closed deals won; 50 Poisson-binomial tests in one family,
 * …"; empty: nothing was tested. */
struct sv words_blame_figures(const struct words *w, const struct portfolio *p);

#endif

/* When an open deal will be won or lost (portfolio/outlook.h), in words: the
 * same lines on its page and in the terminal. */
#ifndef RENDER_WORDS_OUTLOOK_H
#define RENDER_WORDS_OUTLOOK_H

#include "render/words/words.h"
#include "scoring/portfolio/outlook.h"

enum { OUTLOOK_LINES = 3 };

struct outlook_words {
    size_t n;
    struct outlook_line {
        struct sv label; /* "Chance to be won", with an end */
        struct sv text; /* "14% within 30 days, 32% within 60, 40% within 90" */
    } line[OUTLOOK_LINES];
};

/* None where nothing is known. */
void words_outlook(struct outlook_words *out, const struct words *w,
                   const struct outlook *o);

/* What stands behind the figures of deals, and how well it did on past days:
 * for the trust page; empty: nothing does. */
struct sv words_horizons(const struct words *w, const struct horizons *h);

/* "Won within 30 days" and whether deals are told apart. */
struct sv words_horizon(const struct words *w, enum ending ending, int days);
struct sv words_horizon_method(const struct horizon_record *r); /* a literal */

#endif

/*
 * News: what has changed since the last run, in one sentence and in a list,
 * and what became of the deals that were flagged 4, 8 and 12 weeks ago
 * (portfolio/followup.h). Deals are called by their names as this reader may
 * see them; a list names the first two.
 */
#ifndef RENDER_WORDS_NEWS_H
#define RENDER_WORDS_NEWS_H

#include "render/words/variance.h"

struct text_line { /* of a list of two columns */
    struct sv label, text;
};

struct news {               /* all empty without an earlier run */
    struct sv title;        /* "Since 22 Jun 2026" */
    struct sv line;         /* all of it in one sentence, after the title */
    struct sv plain;        /* the same with the day as machines write it */
    struct sv break_reason; /* why scores are not compared, a sentence; empty:
                               they are */
    size_t n;
    struct text_line *list; /* Quarter, At risk, Pipeline, New, Won, Lost, … */
    size_t n_flags;
    struct text_line *flags; /* what became of the deals flagged then */
    struct variance totals[TOTALS];
};

/* What the last run said of a deal's score, a sentence: "Its score moved by
 * +9.2 since 22 Jun (was 62.1), worse: +6.1 own changes, +2.0 time passed.";
 * without a word and reasons where it moved too little to be news. Empty
 * where scores are not compared. `m`: of those that moved, else NULL. */
struct sv words_former(const struct words *w, const struct followup *c,
                       uint32_t rank, double now, const struct mover *m);

/* `c` may be NULL: no history store. `landing`: how the landing moved (flow.h);
 * the first of the list, empty where that is not known. */
void words_news(struct news *out, const struct words *w,
                const struct scores *scores, const struct followup *c,
                struct sv landing);

#endif

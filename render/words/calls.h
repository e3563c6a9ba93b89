/*
 * Calls in words: the forecast categories, what of them is in danger, and how
 * often they came in (scoring/quarter/calls.h). A person is named with a rate
 * only where the test says so.
 */
#ifndef RENDER_WORDS_CALLS_H
#define RENDER_WORDS_CALLS_H

#include "render/words/words.h"
#include "scoring/quarter/calls.h"

struct call_words {
    const struct call_row *of;
    struct sv category; /* "Commit" */
    struct sv who;      /* of a person; empty: the company */
    struct sv danger;   /* "22 of 51 Commit deals, $1.5M of $2.2M, are HIGH or
                           CRITICAL; 7 are overdue" */
    struct sv record;   /* "Of deals called Commit and due with 41 days left of
                           past quarters, 18 of 40 were won by the quarter's end
                           (45%; 95% interval 31% to 60%)"; empty: not known, or
                           of a person not told apart */
};

struct calls_words {
    struct sv line; /* of the category that is called surest; empty: none */
    struct sv gap;  /* what cannot be told of categories, or of their past */
    size_t n;       /* calls.n, in that order */
    struct call_words *company;
    size_t n_people; /* calls.n_people, in that order */
    struct call_words *people;
    size_t n_findings; /* who differs, beyond chance; and the family's size */
    struct sv *findings;
};

/* judged: is there a past by which deals are HIGH or CRITICAL? If not, none is
 * said to be, and none not to be. */
void words_calls(struct calls_words *out, const struct words *w,
                 const struct calls *c, bool judged);

#endif

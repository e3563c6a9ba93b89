/*
 * Groups: the rows of reps and segments with the names that this reader may
 * see. Those of one group keep together, by closed deals, then by the name as
 * it is seen, so that the order of two that tie tells nothing of a hidden
 * name.
 */
#ifndef RENDER_WORDS_GROUPS_H
#define RENDER_WORDS_GROUPS_H

#include "render/words/words.h"
#include "scoring/portfolio/portfolio.h"

struct named_group {
    const struct group_row *of;
    struct sv name;
};

struct named_group *words_groups(const struct words *w,
                                 const struct group_row *rows, size_t n);

/* "industry", "lead source", …, or the own category's header. */
struct sv words_group_noun(const struct words *w, enum group group);

#endif

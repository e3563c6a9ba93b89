/* That the cuts of the levels no longer sort, and which shares would; that
 * ties defeat shares (rules/levels.h). */
#ifndef RENDER_WORDS_LEVELS_H
#define RENDER_WORDS_LEVELS_H

#include "render/words/words.h"
#include "scoring/rules/levels.h"

/* Empty while they sort. */
struct sv words_levels_finding(const struct words *w,
                               const struct level_cuts *cuts);

/* Which levels have no deal because of ties; empty: none is so. */
struct sv words_levels_ties(const struct words *w,
                            const struct level_cuts *cuts);

#endif

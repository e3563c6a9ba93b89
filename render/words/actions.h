/*
 * Actions: a table (subject × level) → what, who, by when. The company's own
 * lines ([actions]) come first; the default table follows. In both, the
 * owners "owner" and "manager" stand for the deal's own people.
 *
 * "Audit the partner channel" and "coach the rep" as judgements on a channel
 * or a person are not here: they need the tests of portfolio.h.
 */
#ifndef RENDER_WORDS_ACTIONS_H
#define RENDER_WORDS_ACTIONS_H

#include "render/words/words.h"
#include "scoring/score/score.h"

struct action {
    struct sv text, owner; /* what; who */
    int32_t due;           /* by when; DATE_NONE: nothing to do */
    bool today;            /* CRITICAL asks for it TODAY */
};

/* By the first factor and the level. LOW: no text, no date. CRITICAL by
 * default: today. */
struct action words_action(const struct words *w, const struct score *score);

/* The table as commented lines of [actions], which change nothing. */
struct buf;
void words_actions_listed(struct buf *out);

#endif

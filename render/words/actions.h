/*
 * Actions: what to do about a deal, who, by when. A table keyed on the deal's
 * first warning (overdue, quiet, pushed, no next step: score/warnings.h), else
 * on its first factor's subject and its level. The company's own lines
 * ([actions]) come first; in all of them "owner" and "manager" stand for the
 * deal's own people.
 *
 * The plan is made once, from all deals, so that every reader's pack asks for
 * the same thing on the same day:
 * - a rep is coached only where the test of blame.h flags the rep; else the
 *   next factor decides;
 * - CRITICAL asks for it today, and so do the first deals of today.h;
 * - nobody gets more than [actions] most_today TODAYs: the largest expected
 *   losses keep theirs, the others get the working days after it.
 * Its words follow for each reader, from masked labels.
 */
#ifndef RENDER_WORDS_ACTIONS_H
#define RENDER_WORDS_ACTIONS_H

#include "render/words/words.h"
#include "scoring/portfolio/portfolio.h"
#include "scoring/score/score.h"

struct action_line; /* of the table */

struct planned {
    const struct action_line *line; /* NULL: nothing to do */
    int own;            /* index in settings.actions, which says it; −1 */
    enum warning about; /* the fact in the text; WARNING_COUNT: none */
    int32_t due;        /* DATE_NONE: nothing to do */
    bool today;
};

struct action {
    struct sv text, owner; /* what, with the fact that asks for it; who */
    int32_t due;           /* by when; DATE_NONE: nothing to do */
    bool today;            /* it cannot wait */
};

/* Of each open deal: scores->n, in w->a. */
struct planned *words_actions_plan(const struct words *w,
                                   const struct scores *scores,
                                   const struct portfolio *p);

/* Without a plan: no text, no date. */
struct action words_action(const struct words *w, const struct planned *p,
                           const struct score *score);

/* The table as commented lines of [actions], which change nothing. */
struct buf;
void words_actions_listed(struct buf *out);

#endif

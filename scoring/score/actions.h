/*
 * Actions: a table (subject × level) → what, who, by when. The company's own
 * lines ([actions]) come first; the default table follows. In both, the
 * owners "owner" and "manager" stand for the deal's own people.
 *
 * "Audit the partner channel" and "coach the rep" as judgements on a channel
 * or a person are not here: they need the tests of portfolio.h.
 */
#ifndef SCORING_SCORE_ACTIONS_H
#define SCORING_SCORE_ACTIONS_H

#include "scoring/score/score.h"

/* `subject` is that of the first factor, or SUBJECT_COUNT where nothing
 * raises the score. LOW: no text, no date. CRITICAL by default: today. */
struct action action_choose(enum subject subject, enum level level,
                            struct sv rep, struct sv manager, int32_t as_of,
                            const struct settings *s);

#endif

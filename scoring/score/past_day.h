/*
 * A past day as `run --as-of day` has it, from the linter to the scores: the
 * rules that leak then are out of its settings. The backtests judge it.
 */
#ifndef SCORING_SCORE_PAST_DAY_H
#define SCORING_SCORE_PAST_DAY_H

#include "scoring/intake/context.h"
#include "scoring/leaks/linter.h"
#include "scoring/score/score.h"
#include "scoring/settings/settings.h"
#include "scoring/trust/model.h"

struct past_day {
    struct settings settings;
    struct leaks leaks;
    struct model model; /* to be released */
    struct scores scores;
};

/* `then` has the day, and arenas of its own; it is pointed to the settings of
 * the day, and what is in its scratch is lost. */
void past_day_score(struct past_day *out, struct context *then);

#endif

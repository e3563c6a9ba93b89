/*
 * Warnings: facts of an open deal that stand beside its score and never in
 * it: overdue, quiet, pushed, no next step, the next step over, longer in its
 * stage than deals that won, older than closed deals became. From when each
 * holds is set under [flags].
 *
 * Each comes with what became of past deals that had it, where that can be
 * known without looking ahead: the fact has to be fixed or dated
 * (feature_tense). Looked at are the landmark days of the last year of which
 * resolved_share of the open deals have an outcome (as a replay asks for);
 * a deal counts once, at the first of them on which it had the warning, so
 * the deals are distinct and the interval is Wilson's.
 *
 * "No next step" is said only where the company uses the field: where a
 * quarter of the open deals have one.
 */
#ifndef SCORING_SCORE_WARNINGS_H
#define SCORING_SCORE_WARNINGS_H

#include "scoring/features/features.h"
#include "scoring/intake/context.h"
#include "scoring/stats/stats.h"

struct warnings {
    uint8_t held; /* bit 1 << warning */
    /* Of those that hold: days, moves of the close date, days since the date
     * in the next step; 0 of WARNING_NO_STEP. */
    float value[WARNING_COUNT];
};

struct warning_settings; /* settings.h */

/* What became of past deals that had a warning. */
struct warning_record {
    bool dated; /* it can be told at all */
    size_t deals, lost;
    struct interval ci; /* Wilson, of lost ÷ deals; NAN without deals */
};

/* What the warnings of one company are told by, for many deals. */
struct warning_rules {
    const struct warning_settings *set;
    bool steps; /* next steps are used */
    /* The feature that measures each; NULL: none does. */
    const struct feature *by[WARNING_COUNT];
};
void warning_rules_init(struct warning_rules *out,
                        const struct warning_settings *set, bool steps);

bool warning_holds(const struct warnings *w, enum warning which);

/* The first of a deal's; WARNING_COUNT: it has none. */
enum warning warning_first(const struct warnings *w);

/* Do the open deals of `day` use next steps? n of them are in `open`. */
bool warnings_use_steps(const struct deals *d, const uint32_t *open, size_t n);

/* Of deal i on the day of the snapshot, from what was known then. */
void warnings_at(struct warnings *out, const struct deals *d,
                 const struct snapshot *s, const struct warning_rules *rules,
                 size_t i);

/* For each warning, over the landmark rows of all that is known on as_of. */
struct landmarks; /* landmarks.h */
void warning_records(struct warning_record out[WARNING_COUNT],
                     const struct context *ctx, const struct landmarks *past);

#endif

/*
 * What the names of stages and outcomes mean. [stages] of the settings
 * comes first; then the names that CRMs ship with.
 */
#ifndef SCORING_INTAKE_STAGE_NAMES_H
#define SCORING_INTAKE_STAGE_NAMES_H

#include "scoring/base/sv.h"
#include "scoring/base/subject.h"

struct settings;

enum stage_kind {
    STAGE_OPEN,
    STAGE_WON,
    STAGE_LOST,
    STAGE_CLOSED /* "Closed": ended, but not how */
};

enum stage_kind stage_kind(struct sv name, const struct settings *s);

/* The words of an outcome or status column; false: not understood. */
bool outcome_word(enum outcome *out, struct sv word, const struct settings *s);

/* "true", "1", "yes", …; false: not understood. */
bool truth_word(bool *out, struct sv word);

/* Where a stage usually stands in a pipeline, 0 early …; −1: unusual name. */
int stage_usual_rank(struct sv name);

#endif

/*
 * What the names of stages and outcomes mean. [stages] of the settings
 * comes first; then the vocabulary (outcome_words.h).
 */
#ifndef SCORING_INTAKE_STAGE_NAMES_H
#define SCORING_INTAKE_STAGE_NAMES_H

#include <stdbool.h>

#include "scoring/intake/outcome_reading.h"

struct settings;

/* A stage or a value of an outcome column; READ_UNKNOWN of a stage: one of the
 * open ones. */
enum reading reading_of(struct sv value, const struct settings *s);

/* The same by [stages] alone. */
enum reading reading_configured(struct sv value, const struct settings *s);

/* Does no deal in such a stage go on? */
bool reading_ends(enum reading reading);

/* "true", "1", "yes", …; false: not understood. */
bool truth_word(bool *out, struct sv word);

/* Where a stage usually stands in a pipeline, 0 early …; −1: unusual name. */
int stage_usual_rank(struct sv name);

#endif

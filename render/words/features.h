/* What the model reads (features/features.h), in a few words; a stage that is
 * meant by its place is called by its name. */
#ifndef RENDER_WORDS_FEATURES_H
#define RENDER_WORDS_FEATURES_H

#include "render/words/words.h"
#include "scoring/features/features.h"

/* A column: "days spent in Demo". */
struct sv words_feature(const struct words *w, const struct feature_column *c);

/* A raw input, whose drift is measured: "days in Demo". */
struct sv words_input(const struct words *w, struct sv input);

/* Why a feature is switched off: "no column for industry", "leaks:
 * close_value". */
struct sv words_feature_off(const struct words *w, const struct feature_off *f);

#endif

/* Why a feature is switched off (features/features.h), in a few words: "no
 * column for industry", "leaks: close_value". */
#ifndef RENDER_WORDS_FEATURES_H
#define RENDER_WORDS_FEATURES_H

#include "render/words/words.h"
#include "scoring/features/features.h"

struct sv words_feature_off(const struct words *w, const struct feature_off *f);

#endif

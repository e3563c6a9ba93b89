/* Drift in a sentence: which inputs drifted between two days, by how much,
 * and whether that acts; of nothing measured, why. */
#ifndef RENDER_WORDS_DRIFT_H
#define RENDER_WORDS_DRIFT_H

#include "render/words/words.h"
#include "scoring/trust/drift.h"

struct sv words_drift_finding(const struct words *w, const struct drift *d);

#endif

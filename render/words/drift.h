/* Drift in a sentence: which inputs drifted between two days, by how much,
 * and whether that acts; of nothing measured, why. */
#ifndef RENDER_WORDS_DRIFT_H
#define RENDER_WORDS_DRIFT_H

#include "render/words/words.h"
#include "scoring/trust/drift.h"
#include "scoring/trust/outcome_drift.h"

struct sv words_drift_finding(const struct words *w, const struct drift *d);

/* Are deals lost more often than they were, with both rates, and what follows
 * from it; of what was not tested, why. Without a full stop. `recalibrated`: P(lost) follows too. */
struct sv words_outcome_drift(const struct words *w,
                              const struct outcome_drift *d, bool hybrid,
                              bool recalibrated);

#endif

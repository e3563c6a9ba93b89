/* What one change would do (score/counterfactual.h), in words: "If it moved on
 * to Proposal today". */
#ifndef RENDER_WORDS_CHANGES_H
#define RENDER_WORDS_CHANGES_H

#include "render/words/words.h"
#include "scoring/score/counterfactual.h"

/* What stands beside every change, and in place of one. That says no more
 * than was tried: a smaller fall, or a rise, the what-if panel shows. */
#define COUNTERFACTUAL_LABEL                                                   \
    "Association, not cause: what this score would be, not what the deal "     \
    "would do."
#define COUNTERFACTUAL_NONE                                                    \
    "No changeable field moves this score down by 3 points or more, as far "   \
    "as past deals tell."

struct sv words_change(const struct words *w, const struct counterfactual *c);

#endif

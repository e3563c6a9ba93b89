/* The model in words: why a run is hybrid or rules only, from the figures of
 * the gate (trust/model.h). */
#ifndef RENDER_WORDS_MODEL_H
#define RENDER_WORDS_MODEL_H

#include "render/words/words.h"
#include "scoring/trust/model.h"

/* A sentence that begins with the mode: "Hybrid: on 995 deals of 4 replayed
 * quarters the model ranked better than chance (AUC …)." */
struct sv words_model_reason(const struct words *w, const struct model *m);

/* Whether there was a model, a test, and who passed it, in a few words, for a
 * heading: "The model passed its test". */
struct sv words_model_finding(const struct words *w, const struct model *m);

/* The same without the mode, where that stands beside it. */
struct sv words_model_why(const struct words *w, const struct model *m);

/* Why the score is rules only, in a few words; a whole sentence. */
struct sv words_model_short(const struct words *w, const struct model *m);

/* "AUC 0.663, 95% interval 0.630 to 0.697". */
struct sv words_auc(const struct words *w, const struct auc *auc);

/* How the model is put together: the share of each learner, and what it adds
 * to the other, or why it has none; empty: no past day was replayed. */
struct sv words_learners(const struct words *w, const struct model *m);

/* What the list stands by, and what that costs or gains beside the other
 * order on the replayed days; empty: rules only, or nothing was replayed. */
struct scores;
struct sv words_order(const struct words *w, const struct model *m,
                      const struct scores *scores);

/* What it could mean that nothing dates the amounts, where replays read them;
 * empty: something does, or none is read. */
struct sv words_undated_amounts(const struct words *w, const struct model *m);

/* "2.1 points of 100, of 100 trees": how far another draw of the forest would
 * move a chance of loss; empty: rules only, or the forest has no share. */
struct sv words_forest_error(const struct words *w, const struct model *m,
                             const struct scores *scores);

/* Deals that stand within a point of a cut, which such a draw would move over
 * it; empty: none do, or rules only. */
struct sv words_near_cuts(const struct words *w, const struct scores *scores);

#endif

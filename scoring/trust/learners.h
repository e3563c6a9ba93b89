/*
 * Learners: how the two are trained on landmark rows, with the parameters
 * that the settings ask for. Both read the same columns of the feature set;
 * of the additive model a column is what its unit says (additive_kinds()).
 *
 * The ridge is a prior: Σβ² counts as much as so many deals would. Which of
 * RIDGE_DEALS it is, past replays decide: that whose logits had the least
 * deviance on the deals that were open then (each replay by the others, as all
 * that is fitted on them). One choice a company, made where it is asked for:
 * on deals of a later day than the training's, which folds of the training
 * rows are not.
 */
#ifndef SCORING_TRUST_LEARNERS_H
#define SCORING_TRUST_LEARNERS_H

#include "scoring/additive/additive.h"
#include "scoring/features/landmarks.h"
#include "scoring/forest/forest.h"
#include "scoring/settings/settings.h"

enum { RIDGES = 5, RIDGE_USUAL = 2 };

extern const double RIDGE_DEALS[RIDGES]; /* descending */

/* The parameters that the settings ask for; no out-of-bag rows. */
struct forest_params forest_params_from(const struct forest_settings *s,
                                        uint64_t seed, int threads);

/* Of every column of the set, into out[set->n]. */
void additive_kinds(enum additive_kind *out, const struct feature_set *set);

/* An additive model for each of the ridges `from` … `from` + n − 1 into
 * out[n], on the landmark rows of a day. */
void additive_train_at(struct additive *out, const struct landmarks *l,
                       const struct feature_set *set, size_t from, size_t n,
                       int threads);

#endif

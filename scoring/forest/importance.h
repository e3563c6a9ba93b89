/*
 * Importance: how much a feature moves the forest, and how much of what the
 * forest gets right hangs on it.
 *
 *   mean |SHAP|   over the open deals: what moves the scores of today
 *   fall in AUC   on the forward holdout, when the feature's values are
 *                 permuted among the deals of the same replay date (Breiman
 *                 2001; Fisher, Rudin and Dominici 2019): what the ranking
 *                 loses without it. Near 0 where another feature says the
 *                 same, and below 0 by chance.
 *
 * Both with a 95% interval: of a mean over deals, and of the paired
 * difference of AUCs clustered by deal (evaluate.h). Impurity importance is
 * biased towards features with many values and is shown nowhere.
 */
#ifndef SCORING_FOREST_IMPORTANCE_H
#define SCORING_FOREST_IMPORTANCE_H

#include "scoring/stats/evaluate.h"
#include "scoring/forest/forest.h"

enum { REPEATS_MAX = 5, PERMUTED_DEALS = 50000 };

struct importance {                          /* of one column */
    double shap, shap_lower95, shap_upper95; /* shap 0: no forest in use */
    double fall, fall_lower95, fall_upper95; /* NAN: not measured */
};

/* Permutations of each column: 5, and fewer in a large export, down to 1. */
size_t importance_repeats(size_t deals);

/* Which permutations of each column. */
struct shuffles {
    uint64_t seed;
    uint32_t stream; /* names the replay date */
    size_t repeats;
};

/* The row of whose value each of n rows gets in permutation `at` = column ×
 * repeats + k, so that every learner is asked about the same rows. */
void importance_order(uint32_t *order, size_t n, const struct shuffles *how,
                      size_t at);

/* Predictions with one column permuted: out[(col × repeats + k) × rows +
 * row] for the rows of one replay date, whose own predictions are raw[row].
 * The same whatever the thread count. */
void importance_permute(double *out, const struct forest *f,
                        const struct matrix *m, const double *raw,
                        const struct shuffles *how, int threads);

/* Falls by column from such predictions, pooled over dates: permuted[(col ×
 * repeats + k) × rows->n + row]. */
void importance_falls(struct auc *out, const struct outcome_rows *rows,
                      const double *raw, const double *permuted, size_t cols,
                      size_t repeats, int threads);

#endif

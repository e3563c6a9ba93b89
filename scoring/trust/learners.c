#include "scoring/trust/learners.h"

#include <stdlib.h>
#include <string.h>

#include "scoring/base/mem.h"

const double RIDGE_DEALS[RIDGES] = {1000, 300, 100, 30, 10};

struct forest_params forest_params_from(const struct forest_settings *s,
                                        uint64_t seed, int threads)
{
    return (struct forest_params){.trees = s->trees,
                                  .min_leaf = s->min_leaf,
                                  .max_depth = s->max_depth,
                                  .mtry = s->mtry,
                                  .sample_rows = s->sample_rows,
                                  .seed = seed,
                                  .threads = threads};
}

/* A share of a sample is read in steps where a what-if moves it: a page has
 * no sample to look it up in. */
static enum additive_kind kind_of(const struct feature *f)
{
    if (!f)
        return ADDITIVE_NUMBER;
    if (!strcmp(f->unit, "ordinal") || !strcmp(f->unit, "label") ||
        !strcmp(f->unit, "month"))
        return ADDITIVE_LEVELS;
    if (!strcmp(f->unit, "amount"))
        return ADDITIVE_AMOUNT;
    return !strcmp(f->unit, "share") && f->moved != MOVED_NEVER
               ? ADDITIVE_RANK
               : ADDITIVE_NUMBER;
}

void additive_kinds(enum additive_kind *out, const struct feature_set *set)
{
    for (size_t c = 0; c < set->n; c++)
        out[c] = kind_of(set->columns[c].feature);
}

void additive_train_at(struct additive *out, const struct landmarks *l,
                       const struct feature_set *set, size_t from, size_t n,
                       int threads)
{
    enum additive_kind *kinds = mem_alloc(set->n, sizeof *kinds);
    struct additive_params params = {
        .kinds = kinds, .n_ridges = n, .threads = threads};
    double deals = (double)(l->won_deals + l->lost_deals);

    additive_kinds(kinds, set);
    for (size_t k = 0; k < n; k++)
        params.ridges[k] = RIDGE_DEALS[from + k] / (deals > 0 ? deals : 1);
    additive_train(out, &l->m, l->lost, l->weight, &params);
    free(kinds);
}

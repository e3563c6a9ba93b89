#include "scoring/portfolio/concentration.h"

#include <math.h>
#include <stdlib.h>

struct held {
    double amount;
    uint32_t rank;
};

static int by_amount(const void *left, const void *right)
{
    const struct held *a = left, *b = right;

    if (a->amount != b->amount)
        return a->amount > b->amount ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

void concentration_compute(struct concentration *out, const struct context *ctx,
                           const struct scores *scores)
{
    struct held *list = ARENA_ARRAY(ctx->scratch, scores->n, struct held);
    double all = 0, sum = 0;

    *out = (struct concentration){
        .top_share = NAN, .large_share = NAN, .large_amount = NAN};
    for (size_t k = 0; ctx->deals->amount && k < scores->n; k++) {
        double amount = ctx->deals->amount[scores->list[k].deal];
        if (!(amount > 0))
            continue;
        list[out->n++] = (struct held){amount, (uint32_t)k};
        all += amount;
    }
    if (!out->n)
        return;
    qsort(list, out->n, sizeof *list, by_amount);
    out->large = ARENA_ARRAY(ctx->run, out->n, uint32_t);
    out->shares = ARENA_ARRAY(ctx->run, out->n, double);
    out->top = out->n < CONCENTRATION_TOP ? out->n : CONCENTRATION_TOP;
    for (size_t k = 0; k < out->n; k++) {
        if (sum < all / 2)
            out->half = k + 1;
        sum += list[k].amount;
        if (k + 1 == out->top)
            out->top_share = sum / all;
        if (list[k].amount < CONCENTRATION_LARGE * all)
            continue;
        out->large[out->n_large] = list[k].rank;
        out->shares[out->n_large++] = list[k].amount / all;
        out->large_amount = sum;
        out->large_share = sum / all;
    }
}

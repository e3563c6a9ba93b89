#include "scoring/portfolio/today.h"

#include <math.h>
#include <stdlib.h>

struct listed {
    double loss, amount, age; /* −1: not known */
    uint32_t rank;
};

static double or_least(double x)
{
    return isnan(x) ? -1 : x;
}

static int by_number(double a, double b)
{
    return a > b ? -1 : a < b;
}

static int by_money(const void *left, const void *right)
{
    const struct listed *a = left, *b = right;
    int order = by_number(a->loss, b->loss);

    if (!order)
        order = by_number(a->amount, b->amount);
    if (!order)
        order = by_number(a->age, b->age);
    return order ? order : (a->rank > b->rank) - (a->rank < b->rank);
}

static double sum_known(double sum, double x)
{
    if (isnan(x))
        return sum;
    return isnan(sum) ? x : sum + x;
}

static double amount_of(const struct context *ctx, const struct score *s)
{
    return ctx->deals->amount ? ctx->deals->amount[s->deal] : (double)NAN;
}

void today_list(struct today *out, const struct context *ctx,
                const struct scores *scores)
{
    struct listed *list = ARENA_ARRAY(ctx->scratch, scores->n, struct listed);
    double pipeline = NAN;

    *out =
        (struct today){.first_amount = NAN, .first_loss = NAN, .amount = NAN};
    for (size_t k = 0; k < scores->n; k++) {
        const struct score *s = &scores->list[k];
        double amount = amount_of(ctx, s);
        pipeline = sum_known(pipeline, amount);
        if (s->level < LEVEL_HIGH && !s->warnings.held)
            continue;
        out->amount = sum_known(out->amount, amount);
        list[out->n++] =
            (struct listed){or_least(s->expected_loss), or_least(amount),
                            or_least(s->age), (uint32_t)k};
    }
    if (out->n > 1)
        qsort(list, out->n, sizeof *list, by_money);
    out->ranks = ARENA_ARRAY(ctx->run, out->n, uint32_t);
    for (size_t k = 0; k < out->n; k++)
        out->ranks[k] = list[k].rank;
    out->first = out->n < TODAY_FIRST ? out->n : TODAY_FIRST;
    out->more =
        out->n - out->first < TODAY_MORE ? out->n - out->first : TODAY_MORE;
    for (size_t k = 0; k < out->first; k++) {
        const struct score *s = &scores->list[out->ranks[k]];
        out->first_amount = sum_known(out->first_amount, amount_of(ctx, s));
        out->first_loss = sum_known(out->first_loss, s->expected_loss);
    }
    out->first_share = pipeline > 0 ? out->first_amount / pipeline : NAN;
}

#include "scoring/portfolio/today.h"

#include <math.h>
#include <stdlib.h>

struct listed {
    double loss, amount, age; /* −1: not known */
    uint32_t rank;
    bool asks;
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

/* All open deals by the money in them; sums of what asks. */
static struct listed *list_open(struct today *out, double *pipeline,
                                const struct context *ctx,
                                const struct scores *scores)
{
    struct listed *list = ARENA_ARRAY(ctx->scratch, scores->n, struct listed);

    for (size_t k = 0; k < scores->n; k++) {
        const struct score *s = &scores->list[k];
        double amount = amount_of(ctx, s);
        bool asks = s->level >= LEVEL_HIGH || s->warnings.held;
        *pipeline = sum_known(*pipeline, amount);
        if (asks) {
            out->amount = sum_known(out->amount, amount);
            out->n++;
        }
        list[k] = (struct listed){or_least(s->expected_loss), or_least(amount),
                                  or_least(s->age), (uint32_t)k, asks};
    }
    if (scores->n > 1)
        qsort(list, scores->n, sizeof *list, by_money);
    return list;
}

/* What stands below the first: the largest losses, whether they ask or not,
 * then what asks. */
static void list_more(struct today *out, const struct listed *list, size_t n)
{
    size_t asked = 0;

    for (size_t k = 0; out->n && k < n && out->more < TODAY_MORE; k++) {
        asked += list[k].asks;
        if (list[k].asks ? asked <= out->first
                         : k >= TODAY_LARGEST || !(list[k].loss > 0))
            continue;
        out->silent += !list[k].asks;
        out->shown[out->first + out->more++] = list[k].rank;
    }
}

void today_list(struct today *out, const struct context *ctx,
                const struct scores *scores)
{
    double pipeline = NAN;
    const struct listed *list;
    size_t n = 0;

    *out =
        (struct today){.first_amount = NAN, .first_loss = NAN, .amount = NAN};
    list = list_open(out, &pipeline, ctx, scores);
    out->ranks = ARENA_ARRAY(ctx->run, out->n, uint32_t);
    for (size_t k = 0; k < scores->n; k++)
        if (list[k].asks)
            out->ranks[n++] = list[k].rank;
    out->first = out->n < TODAY_FIRST ? out->n : TODAY_FIRST;
    for (size_t k = 0; k < out->first; k++)
        out->shown[k] = out->ranks[k];
    list_more(out, list, scores->n);
    for (size_t k = 0; k < out->first; k++) {
        const struct score *s = &scores->list[out->ranks[k]];
        out->first_amount = sum_known(out->first_amount, amount_of(ctx, s));
        out->first_loss = sum_known(out->first_loss, s->expected_loss);
    }
    out->first_share = pipeline > 0 ? out->first_amount / pipeline : NAN;
}

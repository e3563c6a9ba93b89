/* The landing of one group of deals: both quarters, both endings. */
#include <math.h>
#include <stdlib.h>

#include "scoring/quarter/landing_parts.h"

/* What a manager or an owner needs for a landing of its own: open deals, and
 * deals won in each of the past quarters on average. */
enum { ENOUGH_OPEN = 10, ENOUGH_WON = 5 };

struct weighed {
    double variance;
    size_t at;
};

static int by_variance(const void *x, const void *y)
{
    const struct weighed *a = x, *b = y;

    if (a->variance != b->variance)
        return a->variance < b->variance ? 1 : -1;
    return (a->at > b->at) - (a->at < b->at);
}

/* The deals that hold most of the variance of what is left. */
static void hinges_fill(struct landing_quarter *out, const struct question *q,
                        const struct rest *model, struct arena *scratch)
{
    const struct said *s = said_at(q->g, 0);
    double rate = model->ratio * model->level * model->blend;
    struct weighed *list;
    size_t n = 0;

    out->hinges_share = NAN;
    if (isnan(model->mean) || !(model->sd > 0))
        return;
    list = ARENA_ARRAY(scratch, s->n, struct weighed);
    for (size_t i = 0; i < s->n; i++) {
        double p = chance_in(s, q, i), worth = s->amount[i] * rate;
        double variance = p * (1 - p) * worth * worth;

        if (variance > 0 && group_holds(q->g, q->group, s->deal[i]))
            list[n++] = (struct weighed){variance, i};
    }
    qsort(list, n, sizeof *list, by_variance);
    out->hinges_share = 0;
    double surest = 0;
    for (size_t k = 0; k < n && k < LANDING_HINGES; k++) {
        size_t i = list[k].at;
        out->hinge[k] = (struct landing_hinge){
            s->deal[i], chance_in(s, q, i), s->amount[i],
            list[k].variance / (model->sd * model->sd)};
        out->hinges_share += out->hinge[k].share;
        surest = fmax(surest, out->hinge[k].p);
        out->n_hinges++;
    }
    out->hinges_decide = out->hinges_share >= LANDING_HINGES_SHARE &&
                         surest >= LANDING_HINGES_CHANCE;
}

static void quarter_fill(struct landing_quarter *out, struct quarter_stage *g,
                         size_t group, enum landing_when when)
{
    const struct moment *now = &g->moment[0];
    struct rest rest[METHOD_CRM];
    struct question q = {g, group, when, ENDING_WON};

    *out = (struct landing_quarter){
        .quarter = now->quarter + (int)when,
        .start = when == THIS_QUARTER ? now->start : now->end + 1,
        .end = when == THIS_QUARTER ? now->end : now->next_end,
    };
    out->days_left = out->end - now->day;
    money_fill(&out->money[ENDING_WON], rest, &q);
    target_fill(&out->target, &q, &out->money[ENDING_WON],
                &rest[out->money[ENDING_WON].method]);
    hinges_fill(out, &q, &rest[METHOD_MODEL], &g->part);
    q.ending = ENDING_LOST;
    money_fill(&out->money[ENDING_LOST], rest, &q);
}

/* Do enough of its deals end in a quarter, and are enough open? */
static bool is_enough(const struct quarter_stage *g, size_t group)
{
    size_t n = 0, won = 0;

    for (size_t k = 1; k < MOMENTS && n < LANDING_YEAR; k++, n++) {
        if (!g->moment[k].whole)
            break;
        won += tally_at(g, group, k)->won;
    }
    return n && won >= n * ENOUGH_WON &&
           tally_at(g, group, 0)->open >= ENOUGH_OPEN;
}

void scope_fill(struct landing_scope *out, struct quarter_stage *g,
                size_t group, struct arena *run)
{
    const struct tally *now = tally_at(g, group, 0);

    *out = (struct landing_scope){.of = g->group[group].of,
                                  .code = g->group[group].code,
                                  .enough = group == 0 || is_enough(g, group),
                                  .open = now->open,
                                  .no_amount = now->no_amount};
    for (int w = 0; w < LANDING_WHENS; w++)
        quarter_fill(&out->quarter[w], g, group, (enum landing_when)w);
    paths_fill(out, g, group, run);
    fan_fill(out, g);
}

bool scope_wanted(const struct quarter_stage *g, size_t group)
{
    const struct group_of *of = &g->group[group];
    const struct deals *d = g->ctx->deals;

    if (of->of != LANDING_OWNER)
        return true;
    for (int w = 0; w < LANDING_WHENS; w++)
        if (!isnan(targets_amount(g->targets, g->moment[0].quarter + w,
                                  d->groups[GROUP_OWNER].labels[of->code])))
            return true;
    return is_enough(g, group);
}

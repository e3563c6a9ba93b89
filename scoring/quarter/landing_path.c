/* Money won by day, and where the quarter is expected to stand. */
#include <math.h>

#include "scoring/quarter/landing_parts.h"

static double amount_of(const struct deals *d, size_t i)
{
    return isnan(d->amount[i]) ? 0 : d->amount[i];
}

void paths_fill(struct landing_scope *out, const struct quarter_stage *g,
                size_t group, struct arena *run)
{
    const struct deals *d = g->ctx->deals;

    for (size_t k = 0; k <= LANDING_PAST && (!k || g->moment[k].whole); k++) {
        const struct moment *m = &g->moment[k];
        struct landing_path *path = &out->path[out->n_paths++];
        int32_t last = k ? m->end : m->day;

        *path = (struct landing_path){.quarter = m->quarter,
                                      .start = m->start,
                                      .n = (size_t)(last - m->start + 1),
                                      .total = NAN};
        path->won = ARENA_ARRAY(run, path->n, double);
        for (size_t i = 0; i < d->n; i++)
            if (d->outcome[i] == OUTCOME_WON && d->closed[i] >= m->start &&
                d->closed[i] <= last && group_holds(g, group, (uint32_t)i))
                path->won[d->closed[i] - m->start] += amount_of(d, i);
        for (size_t j = 1; j < path->n; j++)
            path->won[j] += path->won[j - 1];
        if (k)
            path->total = path->won[path->n - 1];
    }
}

/* What deals created after the same day, or all deals, brought within `days`
 * of it: for each past moment that teaches today. */
static size_t brought(double out[LANDING_YEAR], const struct question *q,
                      int32_t days, bool all)
{
    struct quarter_stage *g = q->g;
    const struct deals *d = g->ctx->deals;
    size_t past[MOMENTS], n = moments_before(past, q, 0, LANDING_YEAR);

    for (size_t k = 0; k < n; k++) {
        const struct moment *m = &g->moment[past[k]];
        int32_t until = m->day + days < m->end ? m->day + days : m->end;

        out[k] = 0;
        for (size_t i = 0; i < d->n; i++)
            if (d->outcome[i] == OUTCOME_WON && d->closed[i] > m->day &&
                d->closed[i] <= until &&
                (all || deals_state(d, i, m->day) != STATE_OPEN))
                out[k] += amount_of(d, i);
    }
    return n;
}

static void fan_point(struct landing_fan *out, const struct question *q,
                      const struct landing_money *m, size_t horizon,
                      struct arena *work)
{
    const struct horizons *h = q->g->h;
    const struct said *s = said_at(q->g, 0);
    int32_t days = h->days.day[horizon];
    bool average = m->method == METHOD_AVERAGE;
    double x[LANDING_YEAR];
    size_t n = brought(x, q, days, average), n_parts = 0;
    struct spread_part *parts = ARENA_ARRAY(work, s->n, struct spread_part);
    struct rest rest = {0};

    for (size_t k = 0; k < n && !average; k++)
        x[k] *= m->blend;
    mean_of(&rest.created, &rest.created_variance, x, n);
    for (size_t i = 0; i < s->n && !average; i++)
        if (!isnan(s->amount[i]))
            parts[n_parts++] = (struct spread_part){
                h->now.chance[ENDING_WON][i * h->days.n + horizon],
                s->amount[i] * landing_rate(m)};
    spread_of(&rest.spread, parts, n_parts, rest.created,
              average ? 0 : rest.created_variance, work);
    rest_bounds(&rest, average);
    *out = (struct landing_fan){.day = q->g->ctx->as_of + days,
                                .expected = m->so_far + rest.mean,
                                .range = {NAN, NAN}};
    if (m->gap == LANDING_KNOWN)
        out->range = range_of(m->so_far, &rest, m->scale);
}

void fan_fill(struct landing_scope *out, struct quarter_stage *g)
{
    const struct landing_quarter *quarter = &out->quarter[THIS_QUARTER];
    const struct landing_money *m = &quarter->money[ENDING_WON];
    const struct question q = {g, 0, THIS_QUARTER, ENDING_WON};
    bool between = out->of == LANDING_COMPANY && said_at(g, 0);
    struct arena work;

    if (isnan(m->landing) || !quarter->days_left)
        return;
    out->fan[out->n_fan++] = (struct landing_fan){
        g->ctx->as_of, m->so_far, {m->so_far, m->so_far}};
    arena_init(&work);
    for (size_t k = 0;
         between && k < g->h->days.n && out->n_fan < LANDING_FAN - 1; k++)
        if (g->h->days.day[k] < quarter->days_left && k < g->h->now.known) {
            fan_point(&out->fan[out->n_fan++], &q, m, k, &work);
            arena_reset(&work);
        }
    arena_release(&work);
    out->fan[out->n_fan++] =
        (struct landing_fan){quarter->end, m->landing, m->range};
}

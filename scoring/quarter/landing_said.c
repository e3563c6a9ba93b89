/* What the chances of open deals were on each moment. */
#include <math.h>

#include "scoring/quarter/landing_parts.h"

const struct said *said_at(const struct quarter_stage *g, size_t moment)
{
    for (size_t k = 0; k < g->n_said; k++)
        if (g->said[k].moment == moment)
            return &g->said[k];
    return NULL;
}

/* The horizon of so many days, as it was told; false: it was not. */
static bool horizon_of(size_t *out, const struct horizons *h,
                       const struct horizon_chances *c, int32_t days)
{
    *out = horizons_at(h, days);
    return days > 0 && *out < c->known && *out < h->days.n &&
           h->days.day[*out] == days;
}

static void said_one(struct said *out, const struct quarter_stage *g,
                     const struct horizon_chances *c, size_t moment,
                     struct arena *a)
{
    const struct moment *m = &g->moment[moment];
    size_t n_days = g->h->days.n;

    *out = (struct said){.moment = moment, .n = c->n, .deal = c->deal};
    out->amount = ARENA_ARRAY(a, c->n, double);
    for (size_t i = 0; i < c->n; i++)
        out->amount[i] = deals_amount_at(g->ctx->deals, c->deal[i], m->day);
    for (int w = 0; w < LANDING_WHENS; w++) {
        int32_t end = w == THIS_QUARTER ? m->end : m->next_end;
        size_t k;

        out->known[w] = horizon_of(&k, g->h, c, end - m->day);
        if (!out->known[w])
            continue;
        for (int e = 0; e < ENDING_COUNT; e++) {
            out->by[e][w] = ARENA_ARRAY(a, c->n, double);
            for (size_t i = 0; i < c->n; i++)
                out->by[e][w][i] = c->chance[e][i * n_days + k];
        }
    }
    /* The quarter's last day: nothing can come in what is left of it. */
    if (m->end == m->day) {
        out->known[THIS_QUARTER] = true;
        for (int e = 0; e < ENDING_COUNT; e++)
            out->by[e][THIS_QUARTER] = ARENA_ARRAY(a, c->n, double);
    }
}

void said_fill(struct quarter_stage *g)
{
    if (!g->h->days.n)
        return;
    said_one(&g->said[g->n_said++], g, &g->h->now, 0, &g->work);
    for (size_t t = 0; t < g->h->n_replays; t++)
        for (size_t k = 1; k <= LANDING_PAST; k++)
            if (g->moment[k].day == g->h->past[t].day)
                said_one(&g->said[g->n_said++], g, &g->h->past[t], k,
                         &g->work);
}

#include "scoring/quarter/landing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scoring/quarter/landing_parts.h"
#include "scoring/settings/settings.h"

const char *landing_method_name(enum landing_method m)
{
    static const char *const NAMES[] = {"model", "average", "crm"};

    return NAMES[m];
}

double landing_rate(const struct landing_money *m)
{
    return m->ratio * m->level * m->blend;
}

const char *landing_gap_name(enum landing_gap g)
{
    static const char *const NAMES[] = {"", "no amounts", "no past quarter",
                                        "few past quarters", "over"};

    return NAMES[g];
}

const char *landing_of_name(enum landing_of of)
{
    static const char *const NAMES[] = {"company", "manager", "owner"};

    return NAMES[of];
}

const struct landing_deal *landing_deal_of(const struct landing *l, uint32_t i)
{
    size_t low = 0, high = l->n_deals;

    while (low < high) {
        size_t mid = (low + high) / 2;
        if (l->deals[mid].deal < i)
            low = mid + 1;
        else
            high = mid;
    }
    return low < l->n_deals && l->deals[low].deal == i ? &l->deals[low] : NULL;
}

const struct landing_scope *landing_scope_of(const struct landing *l,
                                             enum landing_of of, int32_t code)
{
    for (size_t k = 0; k < l->n_scopes; k++)
        if (l->scopes[k].of == of && l->scopes[k].code == code)
            return &l->scopes[k];
    return NULL;
}

/* The company, then managers, then owners, the largest landing first. */
static int by_landing(const void *x, const void *y)
{
    const struct landing_scope *a = x, *b = y;
    double m = a->quarter[THIS_QUARTER].money[ENDING_WON].landing;
    double n = b->quarter[THIS_QUARTER].money[ENDING_WON].landing;

    m = isnan(m) ? -INFINITY : m;
    n = isnan(n) ? -INFINITY : n;
    if (a->of != b->of)
        return a->of < b->of ? -1 : 1;
    if (m != n)
        return m < n ? 1 : -1;
    return (a->code > b->code) - (a->code < b->code);
}

static void scopes_fill(struct landing *out, struct quarter_stage *g)
{
    out->scopes =
        ARENA_ARRAY(g->ctx->run, g->n_groups, struct landing_scope);
    for (size_t k = 0; k < g->n_groups; k++)
        if (scope_wanted(g, k)) {
            scope_fill(&out->scopes[out->n_scopes++], g, k, g->ctx->run);
            arena_reset(&g->part);
        }
    qsort(out->scopes, out->n_scopes, sizeof *out->scopes, by_landing);
}

static void deals_fill(struct landing *out, const struct quarter_stage *g)
{
    const struct said *s = said_at(g, 0);
    const struct moment *now = &g->moment[0];

    if (!s)
        return;
    out->chances = true;
    out->n_deals = s->n;
    out->deals = ARENA_ARRAY(g->ctx->run, s->n, struct landing_deal);
    for (size_t i = 0; i < s->n; i++) {
        struct landing_deal *to = &out->deals[i];
        int32_t expected =
            deals_expected_at(g->ctx->deals, s->deal[i], now->day);

        to->deal = s->deal[i];
        to->amount = s->amount[i];
        to->due[THIS_QUARTER] = expected >= now->start && expected <= now->end;
        to->due[NEXT_QUARTER] =
            expected > now->end && expected <= now->next_end;
        for (int e = 0; e < ENDING_COUNT; e++)
            for (int w = 0; w < LANDING_WHENS; w++)
                to->by[e][w] =
                    s->known[w] && (w == NEXT_QUARTER || now->day < now->end)
                        ? s->by[e][w][i]
                        : NAN;
    }
}

/* Have deals ended so, and has none of them an amount? One of 0 is none. */
static bool is_unpriced(const struct deals *d, enum outcome outcome)
{
    bool any = false;

    for (size_t i = 0; i < d->n; i++) {
        if (d->outcome[i] != outcome)
            continue;
        if (d->amount[i] > 0)
            return false;
        any = true;
    }
    return any;
}

void landing_compute(struct landing *out, const struct context *ctx,
                     const struct horizons *h, const struct targets *targets)
{
    static const struct targets NONE = {0};
    const struct deals *d = ctx->deals;
    struct quarter_stage g = {
        .ctx = ctx, .h = h, .targets = targets ? targets : &NONE};

    *out = (struct landing){.as_of = ctx->as_of,
                            .fiscal_month = ctx->settings->fiscal_month,
                            .targets = g.targets};
    arena_init(&g.work);
    arena_init(&g.part);
    moments_fill(g.moment, ctx->as_of, out->fiscal_month, landing_first_day(d));
    said_fill(&g);
    if (d->amount) {
        g.unpriced[ENDING_WON] = is_unpriced(d, OUTCOME_WON);
        g.unpriced[ENDING_LOST] = is_unpriced(d, OUTCOME_LOST);
        memcpy(out->unpriced, g.unpriced, sizeof out->unpriced);
    }
    if (!d->amount || d->mixed || g.unpriced[ENDING_WON]) {
        out->gap = LANDING_NO_AMOUNTS;
    } else {
        out->amounts_dated = deals_date_amounts(d);
        tallies_fill(&g);
        told_fill(&g);
        out->crm_known = g.crm_known;
        out->crm_dated = g.crm_dated;
        scopes_fill(out, &g);
        out->gap = out->scopes[0].quarter[THIS_QUARTER].money[ENDING_WON].gap;
    }
    deals_fill(out, &g);
    arena_release(&g.part);
    arena_release(&g.work);
}

bool landing_is_told(const struct landing_scope *s)
{
    for (int w = 0; w < LANDING_WHENS; w++)
        if (isfinite(s->quarter[w].money[ENDING_WON].landing))
            return true;
    return false;
}

bool landing_has_money(const struct landing_scope *s)
{
    const struct landing_money *m = &s->quarter[THIS_QUARTER].money[ENDING_WON];

    for (size_t k = 1; k < s->n_paths; k++)
        if (s->path[k].total > 0)
            return true;
    return m->so_far > 0 || m->landing > 0;
}

static bool is_of(const struct deals *d, size_t i, int32_t manager)
{
    return d->groups[GROUP_MANAGER].code[i] == manager;
}

/* All open deals of the owner are the manager's, and there are some. */
static bool owner_is_of(const struct landing *in, const struct deals *d,
                        int32_t owner, int32_t manager)
{
    size_t n = 0;

    for (size_t i = 0; i < d->n; i++) {
        if (d->groups[GROUP_OWNER].code[i] != owner ||
            deals_state(d, i, in->as_of) != STATE_OPEN)
            continue;
        if (!is_of(d, i, manager))
            return false;
        n++;
    }
    return n > 0;
}

void landing_narrow(struct landing *out, const struct landing *in,
                    const struct deals *d, int32_t manager, struct arena *run)
{
    *out = *in;
    out->scopes = ARENA_ARRAY(run, in->n_scopes, struct landing_scope);
    out->deals = ARENA_ARRAY(run, in->n_deals, struct landing_deal);
    out->n_scopes = out->n_deals = 0;
    for (size_t k = 0; k < in->n_scopes; k++)
        if (in->scopes[k].of == LANDING_MANAGER &&
            in->scopes[k].code == manager)
            out->scopes[out->n_scopes++] = in->scopes[k];
    for (size_t k = 0; k < in->n_scopes; k++)
        if (in->scopes[k].of == LANDING_OWNER &&
            owner_is_of(in, d, in->scopes[k].code, manager))
            out->scopes[out->n_scopes++] = in->scopes[k];
    for (size_t k = 0; k < in->n_deals; k++)
        if (is_of(d, in->deals[k].deal, manager))
            out->deals[out->n_deals++] = in->deals[k];
    if (out->n_scopes)
        out->gap =
            out->scopes[0].quarter[THIS_QUARTER].money[ENDING_WON].gap;
}

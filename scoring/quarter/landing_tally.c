/* What each group of deals had on each moment, and what came of it. */
#include <math.h>

#include "scoring/features/snapshot.h"
#include "scoring/quarter/landing_parts.h"

const struct tally *tally_at(const struct quarter_stage *g, size_t group,
                             size_t moment)
{
    return &g->tally[group * MOMENTS + moment];
}

static const struct category *category_of(const struct deals *d,
                                          enum landing_of of)
{
    return &d->groups[of == LANDING_MANAGER ? GROUP_MANAGER : GROUP_OWNER];
}

bool group_holds(const struct quarter_stage *g, size_t group, uint32_t deal)
{
    const struct group_of *of = &g->group[group];

    return of->of == LANDING_COMPANY ||
           category_of(g->ctx->deals, of->of)->code[deal] == of->code;
}

static void groups_list(struct quarter_stage *g)
{
    const struct deals *d = g->ctx->deals;
    size_t managers = d->groups[GROUP_MANAGER].n_labels;
    size_t owners = d->groups[GROUP_OWNER].n_labels;

    g->n_groups = 1 + managers + owners;
    g->group = ARENA_ARRAY(&g->work, g->n_groups, struct group_of);
    g->group[0] = (struct group_of){LANDING_COMPANY, -1};
    for (size_t k = 0; k < managers; k++)
        g->group[1 + k] = (struct group_of){LANDING_MANAGER, (int32_t)k};
    for (size_t k = 0; k < owners; k++)
        g->group[1 + managers + k] =
            (struct group_of){LANDING_OWNER, (int32_t)k};
}

/* The groups that deal i belongs to; at most 3. */
static size_t groups_of(size_t out[3], const struct deals *d, size_t i)
{
    size_t n = 0, managers = d->groups[GROUP_MANAGER].n_labels;

    out[n++] = 0;
    if (managers && d->groups[GROUP_MANAGER].code[i] >= 0)
        out[n++] = 1 + (size_t)d->groups[GROUP_MANAGER].code[i];
    if (d->groups[GROUP_OWNER].n_labels && d->groups[GROUP_OWNER].code[i] >= 0)
        out[n++] = 1 + managers + (size_t)d->groups[GROUP_OWNER].code[i];
    return n;
}

static double money(double amount)
{
    return isnan(amount) ? 0 : amount;
}

static bool within(int32_t day, int32_t from, int32_t to)
{
    return day >= from && day <= to;
}

static void add_open(struct tally *t, const struct moment *m,
                     const struct deals *d, size_t i)
{
    double amount = deals_amount_at(d, i, m->day);
    int32_t expected = deals_expected_at(d, i, m->day);

    t->open++;
    t->no_amount += isnan(amount);
    t->open_amount += money(amount);
    t->dated += expected != DATE_NONE;
    if (expected == DATE_NONE)
        return;
    if (within(expected, m->start, m->end))
        t->due[THIS_QUARTER] += money(amount);
    if (within(expected, m->end + 1, m->next_end))
        t->due[NEXT_QUARTER] += money(amount);
}

/* A deal that has ended by as_of. */
static void add_ended(struct tally *t, const struct moment *m,
                      const struct deals *d, size_t i, bool open)
{
    enum ending ending =
        d->outcome[i] == OUTCOME_WON ? ENDING_WON : ENDING_LOST;
    double amount = money(d->amount[i]);
    int32_t closed = d->closed[i];
    struct tally_period *p;

    t->won += ending == ENDING_WON && within(closed, m->start, m->end);
    if (within(closed, m->start, m->day)) {
        t->done[ending]++;
        t->so_far[ending] += amount;
    }
    if (!within(closed, m->day + 1, m->next_end))
        return;
    p = &t->ended[ending][closed > m->end ? NEXT_QUARTER : THIS_QUARTER];
    if (open) {
        p->open_deals++;
        p->open += amount;
        p->open_then += money(deals_amount_at(d, i, m->day));
    } else
        p->created += amount;
}

/* Copied to each group: what one deal adds to one moment's tally. */
static void tally_merge(struct tally *to, const struct tally *from)
{
    to->open += from->open;
    to->no_amount += from->no_amount;
    to->dated += from->dated;
    to->open_amount += from->open_amount;
    to->won += from->won;
    for (int w = 0; w < LANDING_WHENS; w++)
        to->due[w] += from->due[w];
    for (int e = 0; e < ENDING_COUNT; e++) {
        to->done[e] += from->done[e];
        to->so_far[e] += from->so_far[e];
        for (int w = 0; w < LANDING_WHENS; w++) {
            struct tally_period *p = &to->ended[e][w];
            const struct tally_period *q = &from->ended[e][w];
            p->open_deals += q->open_deals;
            p->open += q->open;
            p->open_then += q->open_then;
            p->created += q->created;
        }
    }
}

static void tally_deal(struct quarter_stage *g, size_t i)
{
    const struct deals *d = g->ctx->deals;
    bool ended = state_is_closed(deals_state(d, i, g->ctx->as_of));
    size_t groups[3], n = groups_of(groups, d, i);

    for (size_t k = 0; k < MOMENTS; k++) {
        const struct moment *m = &g->moment[k];
        bool open = deals_state(d, i, m->day) == STATE_OPEN;
        struct tally one = {0};

        if (k && !m->whole)
            break; /* nor are those before it */
        if (!open && !(ended && within(d->closed[i], m->start, m->next_end)))
            continue;
        if (open)
            add_open(&one, m, d, i);
        if (ended)
            add_ended(&one, m, d, i, open);
        for (size_t j = 0; j < n; j++)
            tally_merge(&g->tally[groups[j] * MOMENTS + k], &one);
    }
}

static bool some_expected(const struct deals *d)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->expected[i] != DATE_NONE)
            return true;
    return false;
}

void tallies_fill(struct quarter_stage *g)
{
    const struct deals *d = g->ctx->deals;

    groups_list(g);
    g->tally = ARENA_ARRAY(&g->work, g->n_groups * MOMENTS, struct tally);
    for (size_t i = 0; i < d->n; i++)
        tally_deal(g, i);
    g->crm_dated = history_dates_expected(d);
    g->crm_known = g->crm_dated || some_expected(d);
}

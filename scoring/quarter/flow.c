#include "scoring/quarter/flow.h"

#include <assert.h>
#include <stdlib.h>

#include "scoring/quarter/quarter_parts.h"

const int FLOW_SIGN[FLOW_CLASSES] = {
    [FLOW_OPENING] = 1,     [FLOW_CREATED] = 1, [FLOW_PULLED_IN] = 1,
    [FLOW_REOPENED] = 1,    [FLOW_RAISED] = 1,  [FLOW_LOWERED] = -1,
    [FLOW_PUSHED_OUT] = -1, [FLOW_LOST] = -1,   [FLOW_WON] = -1,
    [FLOW_REMOVED] = -1,    [FLOW_CLOSING] = 0,
};

const char *flow_class_name(enum flow_class c)
{
    static const char *const NAMES[FLOW_CLASSES] = {
        [FLOW_OPENING] = "opening",       [FLOW_CREATED] = "created",
        [FLOW_PULLED_IN] = "pulled_in",   [FLOW_REOPENED] = "reopened",
        [FLOW_RAISED] = "raised",         [FLOW_LOWERED] = "lowered",
        [FLOW_PUSHED_OUT] = "pushed_out", [FLOW_LOST] = "lost",
        [FLOW_WON] = "won",               [FLOW_REMOVED] = "removed",
        [FLOW_CLOSING] = "closing",
    };

    return NAMES[c];
}

/* One flow in the making: a list of each class, as long as there may be. */
struct work {
    struct flow *out;
    struct arena *run;
};

static bool within(const struct flow *f, int32_t day)
{
    return day != DATE_NONE && day >= f->start && day <= f->end;
}

static bool due(const struct flow *f, const struct deal_then *d)
{
    return d->state == STATE_OPEN && within(f, d->expected);
}

/* Did it end since, out of the pipeline of the quarter? */
static bool ended_of_it(const struct flow *f, const struct deal_then *then,
                        const struct deal_then *now)
{
    if (now->state == then->state || !state_is_closed(now->state))
        return false;
    return within(f, now->state == STATE_WON ? now->closed : now->expected);
}

static enum flow_class way_in(const struct flow *f,
                              const struct deal_then *then)
{
    if (due(f, then))
        return FLOW_OPENING;
    if (then->state == STATE_UNBORN)
        return FLOW_CREATED;
    return then->state == STATE_OPEN ? FLOW_PULLED_IN : FLOW_REOPENED;
}

static enum flow_class way_out(const struct flow *f,
                               const struct deal_then *now)
{
    if (now->state == STATE_WON)
        return FLOW_WON;
    if (now->state == STATE_LOST)
        return FLOW_LOST;
    if (now->state == STATE_UNBORN)
        return FLOW_REMOVED;
    return due(f, now) ? FLOW_CLOSING : FLOW_PUSHED_OUT;
}

static void add(struct work *w, enum flow_class c, struct flow_deal deal,
                bool priced)
{
    struct flow_total *t = &w->out->of[c];

    t->list = arena_one_more(w->run, t->list, t->n, sizeof *t->list);
    t->list[t->n++] = deal;
    t->cents += deal.cents;
    t->unpriced += !priced;
}

static int32_t day_of(const struct deal_then *d)
{
    return state_is_closed(d->state) ? d->closed : d->expected;
}

/* `deal` without cents. */
static void follow(struct work *w, struct flow_deal deal,
                   const struct deal_then *then, const struct deal_then *now)
{
    struct flow *f = w->out;
    bool was = due(f, then);
    int64_t in, out;

    if (!was && !due(f, now) && !ended_of_it(f, then, now))
        return;
    deal.due_then = day_of(then);
    deal.due_now = day_of(now);
    /* What is created or gone has one amount, and so has all where amounts are
     * not dated. */
    in = then->state == STATE_UNBORN || !f->amounts_dated ? now->cents
                                                          : then->cents;
    out = now->state == STATE_UNBORN ? then->cents : now->cents;
    if (!f->amounts_dated && now->state == STATE_UNBORN)
        in = out;
    deal.cents = in;
    add(w, way_in(f, then), deal,
        then->state == STATE_UNBORN ? now->priced : then->priced);
    if (in != out) {
        deal.cents = in < out ? out - in : in - out;
        add(w, in < out ? FLOW_RAISED : FLOW_LOWERED, deal, true);
    }
    deal.cents = out;
    add(w, way_out(f, now), deal,
        now->state == STATE_UNBORN ? then->priced : now->priced);
    if (due(f, now) && now->expected < f->until) {
        f->overdue++;
        f->overdue_cents += now->cents;
    }
}

static int compare_deals(const void *a, const void *b)
{
    const struct flow_deal *x = a, *y = b;

    if (x->cents != y->cents)
        return x->cents > y->cents ? -1 : 1;
    if (x->deal != y->deal)
        return x->deal < y->deal ? -1 : 1;
    return sv_cmp(x->id, y->id);
}

static void check_sum(const struct flow *f)
{
    int64_t sum = 0;

    for (int c = 0; c < FLOW_CLASSES; c++)
        sum += FLOW_SIGN[c] * f->of[c].cents;
    assert(sum == f->of[FLOW_CLOSING].cents);
    (void)sum;
}

static bool amounts_dated(const struct dated *d, enum dated_from from)
{
    return from == DATED_STORE || d->amounts;
}

void flow_replay(struct flow *out, const struct dated *d,
                 const struct flow_span *span)
{
    const struct deals *deals = d->ctx->deals;
    struct quarter_days q = quarter_days(d, span->quarter);
    struct work w = {out, d->ctx->run};
    bool now = span->until == d->ctx->as_of;

    *out = (struct flow){
        .gap = deals->amount ? GAP_NONE : GAP_NO_AMOUNTS,
        .from = span->from,
        .since = span->since,
        .until = span->until,
        .amounts_dated = amounts_dated(d, span->from),
        .quarter = q.quarter,
        .start = q.start,
        .end = q.end,
    };
    out->whole = span->since < out->start;
    for (size_t i = 0; i < deals->n; i++) {
        struct flow_deal deal = {.deal = (uint32_t)i};
        struct deal_then a, b;
        if (!dated_is_meant(d, i))
            continue;
        dated_deal(&a, d, i, span->since, span->from);
        if (now)
            dated_now(&b, d, i);
        else
            dated_deal(&b, d, i, span->until, span->from);
        follow(&w, deal, &a, &b);
    }
    for (size_t k = 0; span->from == DATED_STORE && k < d->n_gone; k++) {
        struct flow_deal deal = {.deal = FLOW_GONE, .id = d->gone[k].id};
        struct deal_then a, b;
        dated_gone(&a, &d->gone[k], span->since);
        dated_gone(&b, &d->gone[k], now ? DATE_NONE : span->until);
        follow(&w, deal, &a, &b);
    }
    for (int c = 0; c < FLOW_CLASSES; c++)
        if (out->of[c].n > 1)
            qsort(out->of[c].list, out->of[c].n, sizeof *out->of[c].list,
                  compare_deals);
    check_sum(out);
}

static void no_flow(struct flow *out, const struct dated *d,
                    enum quarter_gap gap)
{
    struct quarter_days q = quarter_now(d);

    *out = (struct flow){.gap = gap,
                         .since = DATE_NONE,
                         .until = d->ctx->as_of,
                         .quarter = q.quarter,
                         .start = q.start,
                         .end = q.end};
}

void flow_between(struct flow *out, const struct dated *d, int32_t since,
                  enum dated_from from)
{
    const struct flow_span span = {since, d->ctx->as_of, quarter_now(d).quarter,
                                   from};

    flow_replay(out, d, &span);
}

/* The store's first run in the quarter. */
static int32_t first_run(const struct dated *d, int32_t start)
{
    const struct track *t = d->track;

    for (size_t k = 0; t && k < t->n_runs; k++)
        if (t->runs[k].day >= start)
            return t->runs[k].day;
    return DATE_NONE;
}

void flow_since_start(struct flow *out, const struct dated *d)
{
    int32_t start = quarter_now(d).start;
    enum quarter_gap gap = dated_gap(d);
    enum dated_from from;
    int32_t since;

    if (gap != GAP_NONE) {
        no_flow(out, d, gap);
        return;
    }
    since = dated_near(d, start - 1, &from);
    if (since == DATE_NONE) {
        since = first_run(d, start);
        from = DATED_STORE;
    }
    if (since == DATE_NONE) {
        no_flow(out, d, GAP_NO_EDITS);
        return;
    }
    flow_between(out, d, since, from);
    out->late = !out->whole;
}

void flow_since_last(struct flow *out, const struct dated *d)
{
    const struct track *t = d->track;
    enum quarter_gap gap = dated_store_gap(d);

    if (gap == GAP_NONE)
        gap = dated_gap(d);
    if (gap != GAP_NONE)
        no_flow(out, d, gap);
    else
        flow_between(out, d, t->runs[t->n_runs - 1].day, DATED_STORE);
}

#include "scoring/quarter/restated.h"

#include <math.h>
#include <stdlib.h>

#include "scoring/quarter/flow.h"
#include "scoring/quarter/quarter_parts.h"

const char *restated_kind_name(enum restated_kind k)
{
    static const char *const NAMES[RESTATED_KINDS] = {
        [RESTATED_BACKDATED] = "backdated",
        [RESTATED_REOPENED] = "reopened",
        [RESTATED_DELETED] = "deleted",
        [RESTATED_TURNED_LOST] = "turned_lost",
        [RESTATED_TURNED_WON] = "turned_won",
        [RESTATED_AMOUNT] = "amount",
        [RESTATED_MOVED_OUT] = "moved_out",
        [RESTATED_MOVED_IN] = "moved_in",
        [RESTATED_RATE] = "rate",
    };

    return NAMES[k];
}

/* How a deal ended, as somebody was told. */
struct ending_told {
    enum state state; /* UNBORN: not in the export, or not known */
    int32_t closed;
    int64_t cents;
    double rate; /* NAN: none */
};

/* Of one deal: all that runs were told of it, and what this one is. */
struct case_of {
    const struct dated_track *t;
    struct flow_deal deal; /* for index and id */
    struct ending_told now;
};

static struct ending_told as_told(const struct told_closing *told)
{
    if (!told || told->state == CLOSING_REOPENED ||
        told->state == CLOSING_GONE)
        return (struct ending_told){told && told->state == CLOSING_REOPENED
                                        ? STATE_OPEN
                                        : STATE_UNBORN,
                                    DATE_NONE, 0, (double)NAN};
    return (struct ending_told){
        told->state == CLOSING_WON ? STATE_WON : STATE_LOST, told->closed,
        cents_of(told->amount), told->rate};
}

/* What the runs up to `run` were told of it last. */
static struct ending_told told_at(const struct dated_track *t, int32_t run)
{
    size_t n = t->n_told;

    while (n && t->told[n - 1].run > run)
        n--;
    return as_told(n ? &t->told[n - 1] : NULL);
}

static bool same_rate(double a, double b)
{
    return a == b || isnan(a) || isnan(b);
}

static bool same(const struct ending_told *a, const struct ending_told *b)
{
    return a->state == b->state && a->closed == b->closed &&
           a->cents == b->cents && same_rate(a->rate, b->rate);
}

static struct ending_told ending_now(const struct dated *d, size_t i)
{
    const struct deals *deals = d->ctx->deals;
    struct ending_told out = {deals_state(deals, i, d->ctx->as_of), DATE_NONE,
                              0, (double)NAN};

    /* Closed, and nobody knows when: it counts in no quarter. */
    if (out.state == STATE_UNBORN && deals->outcome[i] != OUTCOME_OPEN &&
        deals->closed[i] == DATE_NONE)
        out.state = deals->outcome[i] == OUTCOME_WON ? STATE_WON : STATE_LOST;
    if (!state_is_closed(out.state))
        return out;
    out.closed = deals->closed[i];
    out.cents = cents_of(deals->amount ? deals->amount[i] : (double)NAN);
    out.rate = deals->rate ? deals->rate[i] : (double)NAN;
    return out;
}

/* The run that first told it as it is now. */
static int32_t first_told_so(const struct dated *d, const struct case_of *c)
{
    size_t n = c->t->n_told;
    struct ending_told last = as_told(n ? &c->t->told[n - 1] : NULL);

    return n && same(&last, &c->now) ? c->t->told[n - 1].run : d->ctx->as_of;
}

static int64_t won_in(const struct quarter_days *q,
                      const struct ending_told *e)
{
    return e->state == STATE_WON && quarter_has(q, e->closed) ? e->cents : 0;
}

static bool counts_in(const struct quarter_days *q,
                      const struct ending_told *e)
{
    return e->state == STATE_WON && quarter_has(q, e->closed);
}

/* Is the amount the same but for the rate? */
static bool by_rate(const struct ending_told *then,
                    const struct ending_told *now)
{
    if (isnan(then->rate) || isnan(now->rate) || then->rate == now->rate ||
        !(then->rate > 0) || !(now->rate > 0))
        return false;
    return fabs((double)then->cents / then->rate -
                (double)now->cents / now->rate) < 1;
}

static enum restated_kind kind_of(const struct quarter_days *q,
                                  const struct ending_told *then,
                                  const struct ending_told *now)
{
    if (!counts_in(q, then)) {
        if (then->state == STATE_LOST)
            return RESTATED_TURNED_WON;
        return then->state == STATE_WON ? RESTATED_MOVED_IN
                                        : RESTATED_BACKDATED;
    }
    if (counts_in(q, now))
        return by_rate(then, now) ? RESTATED_RATE : RESTATED_AMOUNT;
    switch (now->state) {
    case STATE_OPEN:
        return RESTATED_REOPENED;
    case STATE_LOST:
        return RESTATED_TURNED_LOST;
    case STATE_WON:
        return RESTATED_MOVED_OUT;
    case STATE_UNBORN:
        break;
    }
    return RESTATED_DELETED;
}

static void look_at(struct restated_quarter *out, const struct dated *d,
                    const struct quarter_days *q, const struct case_of *c)
{
    struct ending_told then = told_at(c->t, out->first_run);
    bool was = counts_in(q, &then), is = counts_in(q, &c->now);
    int64_t change = won_in(q, &c->now) - won_in(q, &then);

    out->first_won += was;
    out->now_won += is;
    out->first_told += won_in(q, &then);
    out->told_now += won_in(q, &c->now);
    if (was == is && !change)
        return;
    out->changes = arena_one_more(d->ctx->run, out->changes, out->n,
                                  sizeof *out->changes);
    out->changes[out->n++] = (struct restatement){
        .kind = kind_of(q, &then, &c->now),
        .deal = c->deal.deal,
        .id = c->deal.id,
        .cents = change,
        .before = then.state == STATE_WON ? then.cents : 0,
        .after = c->now.state == STATE_WON ? c->now.cents : 0,
        .closed_then = then.closed,
        .closed_now = c->now.closed,
        .told = first_told_so(d, c),
    };
    out->by_kind[out->changes[out->n - 1].kind] += change;
}

static int compare(const void *a, const void *b)
{
    const struct restatement *x = a, *y = b;
    int64_t size_x = x->cents < 0 ? -x->cents : x->cents;
    int64_t size_y = y->cents < 0 ? -y->cents : y->cents;

    if (size_x != size_y)
        return size_x > size_y ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->deal != y->deal)
        return x->deal < y->deal ? -1 : 1;
    return sv_cmp(x->id, y->id);
}

static const struct track_run *first_run_after(const struct track *t,
                                               int32_t end)
{
    for (size_t k = 0; k < t->n_runs; k++)
        if (t->runs[k].told && t->runs[k].day > end)
            return &t->runs[k];
    return NULL;
}

/* Did no run record closings while it was still going on? */
static bool is_late(const struct track *t, int32_t end)
{
    for (size_t k = 0; k < t->n_runs; k++)
        if (t->runs[k].told && t->runs[k].day <= end)
            return false;
    return true;
}

/* Does the export still hold the closings of q? Not where it begins later: what
 * runs were told from before is then missing altogether. */
static bool is_reached(const struct dated *d, const struct quarter_days *q,
                       int32_t run)
{
    enum { FEW = 5 }; /* so few may have been deleted, one by one */
    const struct track *t = d->track;
    int32_t first = d->ctx->as_of;
    size_t before = 0;

    for (size_t i = 0; i < d->ctx->deals->n; i++)
        if (d->ctx->deals->closed[i] != DATE_NONE &&
            d->ctx->deals->closed[i] < first)
            first = d->ctx->deals->closed[i];
    if (first > q->end)
        return false;
    for (size_t k = 0; k < t->n_told; k++)
        before += t->told[k].closed != DATE_NONE && t->told[k].run <= run &&
                  t->told[k].closed >= q->start && t->told[k].closed < first;
    return before <= FEW;
}

static void reconcile(struct restated_quarter *out, const struct dated *d,
                      const struct quarter_days *q)
{
    for (size_t i = 0; i < d->ctx->deals->n; i++) {
        struct case_of c = {&d->of[i], {.deal = (uint32_t)i}, ending_now(d, i)};
        if (dated_is_meant(d, i))
            look_at(out, d, q, &c);
    }
    for (size_t k = 0; k < d->n_gone; k++) {
        struct case_of c = {&d->gone[k],
                            {.deal = FLOW_GONE, .id = d->gone[k].id},
                            {STATE_UNBORN, DATE_NONE, 0, (double)NAN}};
        look_at(out, d, q, &c);
    }
    if (out->n > 1)
        qsort(out->changes, out->n, sizeof *out->changes, compare);
}

void restated_compute(struct restated *out, const struct dated *d)
{
    const struct track *t = d->track;
    const struct track_run *last;
    struct quarter_days now = quarter_now(d);

    *out = (struct restated){.gap = dated_store_gap(d)};
    if (out->gap != GAP_NONE)
        return;
    last = &t->runs[t->n_runs - 1];
    for (int k = now.quarter - 1;
         k > now.quarter - 1 - RESTATED_PAST && k >= quarter_first(d) - 1;
         k--) {
        struct quarter_days q = quarter_days(d, k);
        const struct track_run *first = first_run_after(t, q.end);
        struct restated_quarter *at = &out->quarters[out->n];
        if (!first)
            continue;
        *at = (struct restated_quarter){
            .quarter = k,
            .start = q.start,
            .end = q.end,
            .first_run = first->day,
            .late = is_late(t, q.end),
            .settings_changed = !sv_eq(first->identity.settings,
                                       last->identity.settings),
            .reached = is_reached(d, &q, first->day)};
        if (at->reached)
            reconcile(at, d, &q);
        out->changes += at->n;
        out->n++;
    }
    if (!out->n)
        out->gap = GAP_NO_PAST;
}

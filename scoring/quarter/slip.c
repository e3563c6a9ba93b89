#include "scoring/quarter/slip.h"

#include "scoring/quarter/quarter_parts.h"

static void count(struct slip_count *c, int64_t cents, enum state end)
{
    c->due++;
    c->due_cents += cents;
    c->won += end == STATE_WON;
    c->lost += end == STATE_LOST;
    if (end == STATE_WON)
        c->won_cents += cents;
    else if (end == STATE_LOST)
        c->lost_cents += cents;
    else
        c->slipped_cents += cents;
}

static void finish(struct slip_count *c)
{
    c->slipped = c->due - c->won - c->lost;
    c->won95 = wilson95(c->won, c->due);
    c->slipped95 = wilson95(c->slipped, c->due);
}

/* The list of pushes that a deal counts in. */
static struct slip_count *pushed(struct slipping *out, int pushes)
{
    if (pushes < 0)
        return &out->not_watched;
    out->pushes_known = true;
    return &out->by_pushes[pushes < SLIP_PUSHES ? pushes : SLIP_PUSHES - 1];
}

static void look_at(struct slipping *out, struct slip_quarter *at,
                    const struct dated *d, const struct quarter_days *q)
{
    const struct deals *deals = d->ctx->deals;

    for (size_t i = 0; i < deals->n; i++) {
        struct deal_then deal;
        enum state end;
        if (!dated_is_meant(d, i))
            continue;
        dated_deal(&deal, d, i, at->since, at->from);
        end = deals_state(deals, i, q->end);
        /* One that a run saw open, and that closed before the quarter began. */
        if (deal.state != STATE_OPEN || !quarter_has(q, deal.expected) ||
            end == STATE_UNBORN ||
            (state_is_closed(end) && deals->closed[i] < q->start))
            continue;
        count(&at->count, deal.cents, end);
        count(&out->all, deal.cents, end);
        count(pushed(out, deal.pushes), deal.cents, end);
    }
    finish(&at->count);
}

void slip_compute(struct slipping *out, const struct dated *d)
{
    struct quarter_days now = quarter_now(d);
    int first = quarter_first(d);

    *out = (struct slipping){.gap = dated_gap(d)};
    if (out->gap != GAP_NONE)
        return;
    for (int k = now.quarter - 1; k >= first && out->n < SLIP_PAST; k--) {
        struct quarter_days q = quarter_days(d, k);
        struct slip_quarter at = {.quarter = k};
        at.since = dated_near(d, q.start - 1, &at.from);
        if (at.since == DATE_NONE)
            continue;
        look_at(out, &at, d, &q);
        out->quarters[out->n++] = at;
    }
    finish(&out->all);
    finish(&out->not_watched);
    for (int k = 0; k < SLIP_PUSHES; k++)
        finish(&out->by_pushes[k]);
    if (!out->n)
        out->gap = GAP_NO_PAST;
    else if (!d->ctx->deals->amount)
        out->gap = GAP_NO_AMOUNTS;
}

#include "scoring/quarter/pace.h"

#include <stdlib.h>

#include "scoring/quarter/quarter_parts.h"

/* What was won from the quarter's first day to `day`. */
static void count_won(const struct dated *d, const struct quarter_days *q,
                      int32_t day, size_t *won, int64_t *cents)
{
    const struct deals *deals = d->ctx->deals;

    *won = 0;
    *cents = 0;
    for (size_t i = 0; i < deals->n; i++) {
        if (!dated_is_meant(d, i) ||
            deals_state(deals, i, day) != STATE_WON ||
            deals->closed[i] < q->start)
            continue;
        ++*won;
        *cents += deals->amount ? cents_of(deals->amount[i]) : 0;
    }
}

static void count_due(struct pace_quarter *out, const struct dated *d,
                      const struct quarter_days *q)
{
    bool now = out->day == d->ctx->as_of;
    enum dated_from from = DATED_NOTHING;

    out->due_day = now ? out->day : dated_near(d, out->day, &from);
    /* A run of the quarter before says nothing of this one. */
    out->due_known = out->due_day != DATE_NONE && out->due_day >= q->start &&
                     dated_gap(d) != GAP_NO_EXPECTED;
    for (size_t i = 0; out->due_known && i < d->ctx->deals->n; i++) {
        struct deal_then deal;
        if (!dated_is_meant(d, i))
            continue;
        if (now)
            dated_now(&deal, d, i);
        else
            dated_deal(&deal, d, i, out->due_day, from);
        if (deal.state != STATE_OPEN || !quarter_has(q, deal.expected))
            continue;
        out->due++;
        out->due_cents += deal.cents;
    }
}

static void look_at(struct pace_quarter *out, const struct dated *d,
                    const struct quarter_days *q)
{
    *out = (struct pace_quarter){.quarter = q->quarter,
                                 .start = q->start,
                                 .end = q->end,
                                 .day = quarter_same_day(d, q)};
    count_won(d, q, out->day, &out->won, &out->won_cents);
    count_due(out, d, q);
    if (q->end < d->ctx->as_of)
        count_won(d, q, q->end, &out->final_won, &out->final_cents);
}

static int compare_cents(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static int64_t median_of(const struct pace *p)
{
    int64_t won[PACE_PAST], sum;
    size_t n = p->n;

    for (size_t k = 0; k < n; k++)
        won[k] = p->past[k].won_cents;
    if (!n)
        return 0;
    qsort(won, n, sizeof *won, compare_cents);
    if (n % 2)
        return won[n / 2];
    sum = won[n / 2 - 1] + won[n / 2];
    return sum / 2 + sum % 2;
}

void pace_compute(struct pace *out, const struct dated *d)
{
    struct quarter_days now = quarter_now(d);
    int first = quarter_first(d);
    bool due = false;

    *out = (struct pace){.day = d->ctx->as_of - now.start + 1,
                         .days = now.end - now.start + 1,
                         .days_left = now.end - d->ctx->as_of};
    look_at(&out->now, d, &now);
    for (int q = now.quarter - 1; q >= first && out->n < PACE_PAST; q--) {
        struct quarter_days days = quarter_days(d, q);
        struct pace_quarter *past = &out->past[out->n++];
        look_at(past, d, &days);
        due = due || past->due_known;
        out->ahead += past->won_cents < out->now.won_cents;
    }
    out->median_cents = median_of(out);
    out->gap = !out->n                   ? GAP_NO_PAST
               : !d->ctx->deals->amount ? GAP_NO_AMOUNTS
                                        : GAP_NONE;
    out->due_gap = dated_gap(d);
    if (out->due_gap == GAP_NONE && !due)
        out->due_gap = GAP_NO_PAST;
}

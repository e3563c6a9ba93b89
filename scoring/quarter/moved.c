#include "scoring/quarter/moved.h"

#include <math.h>
#include <stdlib.h>

#include "scoring/base/number.h"
#include "scoring/portfolio/movers.h"
#include "scoring/quarter/flow.h"
#include "scoring/quarter/quarter_parts.h"

const char *move_part_name(enum move_part p)
{
    static const char *const NAMES[MOVE_PARTS] = {
        [MOVE_NEW] = "new",         [MOVE_WON] = "won",
        [MOVE_LOST] = "lost",       [MOVE_REMOVED] = "removed",
        [MOVE_PUSHED] = "pushed",   [MOVE_AMOUNTS] = "amounts",
        [MOVE_OWN] = "own",         [MOVE_TIME] = "time",
        [MOVE_LEARNT] = "learnt",   [MOVE_UNBORN] = "unborn",
    };

    return NAMES[p];
}

/* One sum in the making. */
struct work {
    const struct dated *d;
    const struct moved_inputs *in;
    struct moved_sum *out;
    int32_t last;
    size_t n; /* of all deals and parts */
    struct move_deal *list;
};

static void add(struct work *w, const struct flow_deal *deal,
                enum move_part part, int64_t cents)
{
    if (!cents)
        return;
    w->out->part[part] += cents;
    w->out->deals[part]++;
    w->list =
        arena_one_more(w->d->ctx->scratch, w->list, w->n, sizeof *w->list);
    w->list[w->n++] =
        (struct move_deal){deal->deal, deal->id, part, cents};
}

static int compare(const void *a, const void *b)
{
    const struct move_deal *x = a, *y = b;
    int64_t size_x = x->cents < 0 ? -x->cents : x->cents;
    int64_t size_y = y->cents < 0 ? -y->cents : y->cents;

    if (size_x != size_y)
        return size_x > size_y ? -1 : 1;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    if (x->deal != y->deal)
        return x->deal < y->deal ? -1 : 1;
    return sv_cmp(x->id, y->id);
}

/* What is left is learnt; the largest are listed. */
static void finish(struct work *w)
{
    struct moved_sum *out = w->out;
    int64_t sum = out->before;

    for (int p = 0; p < MOVE_PARTS; p++)
        sum += out->part[p];
    out->part[MOVE_LEARNT] += out->after - sum;
    if (w->n > 1)
        qsort(w->list, w->n, sizeof *w->list, compare);
    out->n = w->n < MOVE_LISTED ? w->n : MOVE_LISTED;
    out->list = ARENA_ARRAY(w->d->ctx->run, out->n, struct move_deal);
    for (size_t k = 0; k < out->n; k++)
        out->list[k] = w->list[k];
}

static const struct observation *seen(const struct work *w, size_t i)
{
    const struct dated_track *t = &w->d->of[i];

    for (size_t k = t->n; k-- > 0;)
        if (t->seen[k].date <= w->last)
            return t->seen[k].date == w->last ? &t->seen[k] : NULL;
    return NULL;
}

static bool pushed(const struct observation *o, const struct score *s)
{
    return o->expected != DATE_NONE && s->expected != DATE_NONE &&
           s->expected > o->expected;
}

/* Has the deal itself changed, but for its amount? */
static bool changed(const struct work *w, const struct observation *o,
                    const struct score *s)
{
    const struct deals *d = w->d->ctx->deals;
    struct sv stage = s->stage < 0 ? (struct sv){0} : d->stage.labels[s->stage];

    return !sv_eq(stage, o->stage) || s->expected != o->expected;
}

static int64_t amount_now(const struct work *w, size_t i)
{
    const struct deals *d = w->d->ctx->deals;

    return cents_of(d->amount ? d->amount[i] : (double)NAN);
}

/* ---- at risk ---- */

static bool is_danger(enum level level)
{
    return level >= LEVEL_HIGH;
}

/* The split of each score that crossed the cut, by rank; NAN: not split. */
static struct mover *split_crossings(const struct work *w)
{
    const struct scores *scores = w->in->scores;
    struct arena *scratch = w->d->ctx->scratch;
    struct mover *of = ARENA_ARRAY(scratch, scores->n, struct mover);
    struct followup crossing = *w->in->followup;

    crossing.movers = ARENA_ARRAY(scratch, scores->n, struct mover);
    crossing.n_movers = 0;
    for (size_t k = 0; k < scores->n; k++) {
        const struct score *s = &scores->list[k];
        const struct observation *o = seen(w, s->deal);
        of[k].own = of[k].time = of[k].learnt = NAN;
        if (o && is_danger(o->level) != is_danger(s->level))
            crossing.movers[crossing.n_movers++] = (struct mover){
                (uint32_t)k, o->score, s->shown,
                number_tenth(s->shown - o->score), o->level, NAN, NAN, NAN};
    }
    if (!w->in->followup->comparable)
        return of;
    movers_split_all(&crossing, w->d->ctx, scores, w->in->model, w->d->track);
    for (size_t k = 0; k < crossing.n_movers; k++)
        of[crossing.movers[k].rank] = crossing.movers[k];
    return of;
}

/* The part at which the score goes over the cut, in their order; a part that
 * is 0 moves nothing. It may go over and back: each time counts. */
static void add_crossing(struct work *w, const struct flow_deal *deal,
                         const struct score *s, const struct observation *o,
                         const struct mover *m)
{
    double cut = w->in->scores->cuts.high;
    int64_t cents = amount_now(w, s->deal);
    bool then = is_danger(o->level), now = is_danger(s->level);
    bool own = then, time = then;
    double score;

    if (!isnan(m->own)) {
        score = m->before + m->own;
        own = m->own != 0 ? score > cut - 0.05 : then;
        score += m->time;
        time = m->time != 0 ? score > cut - 0.05 : own;
    }
    add(w, deal, pushed(o, s) ? MOVE_PUSHED : MOVE_OWN,
        (own - then) * cents);
    add(w, deal, MOVE_TIME, (time - own) * cents);
    add(w, deal, MOVE_LEARNT, (now - time) * cents);
}

static void open_at_risk(struct work *w)
{
    const struct scores *scores = w->in->scores;
    const struct mover *split = split_crossings(w);

    for (size_t k = 0; k < scores->n; k++) {
        const struct score *s = &scores->list[k];
        const struct observation *o = seen(w, s->deal);
        struct flow_deal deal = {.deal = s->deal};
        int64_t cents = amount_now(w, s->deal);
        w->out->after += is_danger(s->level) ? cents : 0;
        if (!o) {
            add(w, &deal, MOVE_NEW, is_danger(s->level) ? cents : 0);
            continue;
        }
        if (is_danger(o->level)) {
            w->out->before += cents_of(o->amount);
            add(w, &deal, MOVE_AMOUNTS, cents - cents_of(o->amount));
        }
        add_crossing(w, &deal, s, o, &split[k]);
    }
}

static void left_at_risk(struct work *w)
{
    const struct deals *d = w->d->ctx->deals;

    for (size_t i = 0; i < d->n; i++) {
        const struct observation *o = seen(w, i);
        struct flow_deal deal = {.deal = (uint32_t)i};
        enum state state = deals_state(d, i, w->d->ctx->as_of);
        if (!o || !is_danger(o->level) || !dated_is_meant(w->d, i) ||
            state == STATE_OPEN)
            continue;
        w->out->before += cents_of(o->amount);
        add(w, &deal,
            state == STATE_WON    ? MOVE_WON
            : state == STATE_LOST ? MOVE_LOST
                                  : MOVE_REMOVED,
            -cents_of(o->amount));
    }
    for (size_t k = 0; k < w->d->n_gone; k++) {
        const struct dated_track *t = &w->d->gone[k];
        const struct observation *o = t->n ? &t->seen[t->n - 1] : NULL;
        struct flow_deal deal = {.deal = FLOW_GONE, .id = t->id};
        if (!o || o->date != w->last || !is_danger(o->level))
            continue;
        w->out->before += cents_of(o->amount);
        add(w, &deal, MOVE_REMOVED, -cents_of(o->amount));
    }
}

static void move_at_risk(struct work *w)
{
    if (!w->d->ctx->deals->amount) {
        w->out->gap = GAP_NO_AMOUNTS;
        return;
    }
    open_at_risk(w);
    left_at_risk(w);
    finish(w);
}

/* ---- landing ---- */

/* Of a deal in the landing. */
struct held {
    const struct told_landing *then;
    const struct landing_money *now;
    int which; /* of won_by: that day's quarter, or the next */
    bool model; /* both runs tell the model */
    struct quarter_days quarter;
};

/* Was it told as won in the quarter? Its cents. */
static bool told_won(const struct work *w, const struct held *h,
                     const struct dated_track *t, int64_t *cents)
{
    struct deal_then deal;

    dated_gone(&deal, t, w->last);
    *cents = deal.cents;
    return deal.state == STATE_WON && quarter_has(&h->quarter, deal.closed);
}

static int64_t chance_cents(double amount, double ratio, double chance)
{
    return isnan(chance) ? 0 : cents_of(amount * ratio * chance);
}

/* What the last run held of an open deal. */
static int64_t held_then(const struct held *h, const struct observation *o)
{
    return h->model
               ? chance_cents(o->amount, h->then->ratio, o->won_by[h->which])
               : 0;
}

/* What the landing takes of an open dollar now. */
static double rate_now(const struct work *w)
{
    const struct landing *l = w->in->landing;

    return landing_rate(&l->scopes[0].quarter[THIS_QUARTER].money[ENDING_WON]);
}

/* What this one holds of it. */
static int64_t held_now(const struct work *w, const struct held *h, size_t i)
{
    const struct landing_deal *deal =
        h->model ? landing_deal_of(w->in->landing, (uint32_t)i) : NULL;

    return deal ? chance_cents(deal->amount, rate_now(w),
                               deal->by[ENDING_WON][THIS_QUARTER])
                : 0;
}

/* The chance within `days`, between the horizons beside it. */
static double chance_within(const struct horizon_chances *c,
                            const struct leaf_days *days, size_t row,
                            int32_t within)
{
    const double *p = c->chance[ENDING_WON] + row * days->n;
    double p_before = 0;
    int32_t before = 0;

    for (size_t k = 0; k < days->n; k++) {
        int32_t at = days->day[k];
        if (at >= within)
            return p_before + (p[k] - p_before) * (within - before) /
                                  (double)(at - before);
        before = at;
        p_before = p[k];
    }
    return NAN;
}

/* What fewer days left take from the deal, by today's chances; 0: not known. */
static int64_t time_passed(const struct work *w, size_t i)
{
    const struct horizons *h = w->in->horizons;
    const struct landing_deal *deal =
        landing_deal_of(w->in->landing, (uint32_t)i);
    int32_t left = quarter_now(w->d).end - w->d->ctx->as_of;
    size_t low = 0, high = h ? h->now.n : 0;
    double now, then;

    while (low < high) { /* deals_open() goes by index */
        size_t middle = low + (high - low) / 2;
        if (h->now.deal[middle] < i)
            low = middle + 1;
        else
            high = middle;
    }
    if (!deal || !h || low == h->now.n || h->now.deal[low] != i)
        return 0;
    now = chance_within(&h->now, &h->days, low, left);
    then = chance_within(&h->now, &h->days, low,
                         left + (w->d->ctx->as_of - w->last));
    return isnan(now) || isnan(then)
               ? 0
               : chance_cents(deal->amount, rate_now(w), now) -
                     chance_cents(deal->amount, rate_now(w), then);
}

/* Open then and now. */
static void stayed(struct work *w, const struct held *h, const struct score *s,
                   const struct observation *o)
{
    struct flow_deal deal = {.deal = s->deal};
    int64_t before = held_then(h, o), now = held_now(w, h, s->deal), time;
    int64_t same = h->model ? chance_cents(cents_units(amount_now(w, s->deal)),
                                           h->then->ratio, o->won_by[h->which])
                            : 0;

    add(w, &deal, MOVE_AMOUNTS, same - before);
    if (pushed(o, s)) {
        add(w, &deal, MOVE_PUSHED, now - same);
    } else if (changed(w, o, s)) {
        add(w, &deal, MOVE_OWN, now - same);
    } else {
        time = h->model ? time_passed(w, s->deal) : 0;
        add(w, &deal, MOVE_TIME, time);
        add(w, &deal, MOVE_LEARNT, now - same - time);
    }
}

/* Open then, and no more. */
static void ended(struct work *w, const struct held *h, size_t i,
                  const struct observation *o, const struct deal_then *now)
{
    struct flow_deal deal = {.deal = (uint32_t)i};
    int64_t before = held_then(h, o), same;

    if (now->state == STATE_WON && quarter_has(&h->quarter, now->closed)) {
        same = h->model ? chance_cents(cents_units(now->cents), h->then->ratio,
                                       o->won_by[h->which])
                        : 0;
        add(w, &deal, MOVE_AMOUNTS, same - before);
        add(w, &deal, MOVE_WON, now->cents - same);
        return;
    }
    add(w, &deal,
        now->state == STATE_WON    ? MOVE_WON
        : now->state == STATE_LOST ? MOVE_LOST
                                   : MOVE_REMOVED,
        -before);
}

/* Not open then. */
static void was_closed(struct work *w, const struct held *h, size_t i,
                       const struct deal_then *now)
{
    struct flow_deal deal = {.deal = (uint32_t)i};
    int64_t before, after;
    bool was = told_won(w, h, &w->d->of[i], &before);

    after = now->state == STATE_WON && quarter_has(&h->quarter, now->closed)
                ? now->cents
                : held_now(w, h, i);
    if (!was)
        add(w, &deal, MOVE_NEW, after);
    else
        add(w, &deal,
            now->state == STATE_WON    ? MOVE_AMOUNTS
            : now->state == STATE_LOST ? MOVE_LOST
            : now->state == STATE_OPEN ? MOVE_OWN
                                       : MOVE_REMOVED,
            after - before);
}

static void gone_of_landing(struct work *w, const struct held *h)
{
    for (size_t k = 0; k < w->d->n_gone; k++) {
        const struct dated_track *t = &w->d->gone[k];
        const struct observation *o = t->n ? &t->seen[t->n - 1] : NULL;
        struct flow_deal deal = {.deal = FLOW_GONE, .id = t->id};
        int64_t before = 0;
        if (o && o->date == w->last)
            before = held_then(h, o);
        else if (!told_won(w, h, t, &before))
            continue;
        add(w, &deal, MOVE_REMOVED, -before);
    }
}

/* The rank of each open deal; −1: it is not open. */
static int32_t *ranks(const struct work *w)
{
    const struct scores *scores = w->in->scores;
    size_t n = w->d->ctx->deals->n;
    int32_t *out = ARENA_ARRAY(w->d->ctx->scratch, n, int32_t);

    for (size_t i = 0; i < n; i++)
        out[i] = -1;
    for (size_t k = 0; k < scores->n; k++)
        out[scores->list[k].deal] = (int32_t)k;
    return out;
}

static void split_landing(struct work *w, const struct held *h)
{
    const int32_t *rank = ranks(w);
    int64_t rest_then = w->out->before - cents_of_total(h->then->so_far);
    int64_t rest_now = w->out->after - cents_of_total(h->now->so_far);

    for (size_t i = 0; i < w->d->ctx->deals->n; i++) {
        const struct observation *o = seen(w, i);
        struct deal_then now;
        if (o && rank[i] >= 0) {
            stayed(w, h, &w->in->scores->list[rank[i]], o);
            continue;
        }
        dated_now(&now, w->d, i);
        if (o)
            ended(w, h, i, o, &now);
        else
            was_closed(w, h, i, &now);
    }
    gone_of_landing(w, h);
    if (h->model)
        w->out->part[MOVE_UNBORN] +=
            cents_of_total(h->now->created) - cents_of_total(h->then->created);
    else if (!h->then->model && h->now->method != METHOD_MODEL)
        w->out->part[MOVE_TIME] += rest_now - rest_then;
}

static void move_landing(struct work *w, struct movement *out)
{
    const struct landing *l = w->in->landing;
    const struct track *t = w->d->track;
    const struct track_run *last = &t->runs[t->n_runs - 1];
    struct held h = {.which = -1, .quarter = quarter_now(w->d)};

    w->out->gap = GAP_NO_EDITS;
    for (int k = 0; k < 2; k++)
        if (last->landing[k].known && last->landing[k].end == h.quarter.end &&
            !isnan(last->landing[k].landing))
            h.which = k;
    if (!l || !l->n_scopes || w->d->only || h.which < 0)
        return;
    h.then = &last->landing[h.which];
    h.now = &l->scopes[0].quarter[THIS_QUARTER].money[ENDING_WON];
    if (isnan(h.now->landing))
        return;
    w->out->gap = GAP_NONE;
    h.model = h.then->model && h.now->method == METHOD_MODEL;
    out->by_model = h.now->method == METHOD_MODEL;
    out->method_changed = h.then->model != out->by_model;
    w->out->before = cents_of_total(h.then->landing);
    w->out->after = cents_of_total(h.now->landing);
    split_landing(w, &h);
    finish(w);
}

void moved_compute(struct movement *out, const struct dated *d,
                   const struct moved_inputs *in)
{
    const struct track *t = d->track;
    enum quarter_gap gap = dated_store_gap(d);
    struct work w = {.d = d, .in = in};

    *out = (struct movement){.last = DATE_NONE,
                          .landing = {.gap = gap},
                          .at_risk = {.gap = gap}};
    if (gap != GAP_NONE)
        return;
    w.last = out->last = t->runs[t->n_runs - 1].day;
    out->comparable = in->followup && in->followup->comparable;
    if (in->followup) {
        w.out = &out->at_risk;
        move_at_risk(&w);
    }
    w.out = &out->landing;
    w.n = 0;
    w.list = NULL;
    move_landing(&w, out);
}

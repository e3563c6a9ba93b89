#include "scoring/portfolio/portfolio.h"

#include <math.h>

#include "scoring/portfolio/blame.h"
#include "scoring/portfolio/cycle.h"
#include "scoring/portfolio/quality.h"
#include "scoring/portfolio/deal_states.h"

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : NAN;
}

static void totals(struct portfolio *out, const struct deal_states *s)
{
    double days = 0, won_amount = 0;
    size_t cycles = 0, priced = 0;

    for (size_t i = 0; i < s->ctx->deals->n; i++) {
        double amount = deal_states_amount(s, i);
        out->open += s->state[i] == STATE_OPEN;
        out->lost += s->state[i] == STATE_LOST;
        if (s->state[i] == STATE_WON) {
            out->won++;
            won_amount += isnan(amount) ? 0 : amount;
            priced += !isnan(amount);
        }
        if (!isnan(s->cycle[i])) {
            days += s->cycle[i];
            cycles++;
        }
    }

    size_t closed = out->won + out->lost;
    out->total = out->open + closed;
    out->win_rate = out->pvs = NAN;
    out->win_rate_ci = (struct interval){NAN, NAN};
    out->mean_cycle = share(days, (double)cycles);
    out->dqi = quality_mean(s);
    if (s->ctx->deals->rate_gap)
        return;
    out->win_rate = share((double)out->won, (double)closed);
    out->win_rate_ci = wilson95(out->won, closed);
    out->pvs = priced > 0 && out->mean_cycle > 0
                   ? won_amount / (out->mean_cycle * (double)closed)
                   : NAN;
}

/* Open deals by level, and the money in them. */
static void open_money(struct portfolio *out, const struct deal_states *s)
{
    double save_rate = s->ctx->settings->save_rate;
    struct money *m = &out->money;
    size_t unknown[LEVEL_COUNT] = {0};
    bool rate_known = false;
    struct dollars open = {0};

    for (size_t k = 0; k < s->scores->n; k++) {
        const struct score *score = &s->scores->list[k];
        struct level_total *level = &out->levels[score->level];
        double amount = deal_states_amount(s, score->deal);

        level->deals++;
        if (isnan(amount)) {
            m->without_amount++;
            unknown[score->level]++;
            continue;
        }
        level->amount += amount;
        m->pipeline += amount;
        m->at_risk += s->at_risk[score->deal];
        if (!isnan(score->expected_loss)) {
            m->expected_loss += score->expected_loss;
            rate_known = true;
            if (amount > 0)
                dollars_add(&open, amount, score->expected_loss / amount,
                            false);
        }
    }
    if (!rate_known && m->pipeline > 0)
        m->expected_loss = NAN; /* nothing has closed: no rate to expect */
    /* A sum of nothing is not known, rather than zero. */
    for (int i = 0; i < LEVEL_COUNT; i++)
        if (unknown[i] && unknown[i] == out->levels[i].deals)
            out->levels[i].amount = NAN;
    if (m->without_amount && m->without_amount == s->scores->n)
        m->pipeline = m->at_risk = m->expected_loss = NAN;
    if (!portfolio_judges(out)) /* nor of deals that no past could judge */
        m->at_risk = NAN;
    m->loss_replays = s->scores->dollars.replays;
    m->loss80 = dollars_interval(&open, &s->scores->dollars);
    m->save_rate = save_rate;
    m->protection_potential = save_rate * m->at_risk;
}

static int fiscal_quarter(const struct deal_states *s, int32_t day)
{
    return date_quarter(day, s->ctx->settings->fiscal_month);
}

/* A deal under the quarter that it counts in. */
struct dated {
    int quarter;
    size_t at;
};

static int by_quarter(const void *left, const void *right)
{
    const struct dated *a = left, *b = right;

    if (a->quarter != b->quarter)
        return a->quarter < b->quarter ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* Sorts, and returns how many quarters there are. */
static size_t sort_dated(struct dated *list, size_t n)
{
    size_t quarters = 0;

    if (n > 1)
        qsort(list, n, sizeof(*list), by_quarter);
    for (size_t i = 0; i < n; i++)
        quarters += i == 0 || list[i].quarter != list[i - 1].quarter;
    return quarters;
}

static void outcome_quarters(struct portfolio *out, const struct deal_states *s)
{
    const struct deals *d = s->ctx->deals;
    struct dated *list = ARENA_ARRAY(s->ctx->scratch, d->n, struct dated);
    size_t n = 0;

    for (size_t i = 0; i < d->n; i++)
        if (state_is_closed(s->state[i]))
            list[n++] = (struct dated){fiscal_quarter(s, d->closed[i]), i};
    out->outcomes =
        ARENA_ARRAY(s->ctx->run, sort_dated(list, n), struct outcome_quarter);

    for (size_t from = 0, to = 0; from < n; from = to) {
        struct outcome_quarter *q = &out->outcomes[out->n_outcomes++];
        double days = 0;
        size_t cycles = 0;

        q->quarter = list[from].quarter;
        for (; to < n && list[to].quarter == q->quarter; to++) {
            size_t i = list[to].at;
            double amount = deal_states_amount(s, i);
            q->closed++;
            if (s->state[i] == STATE_WON) {
                q->won++;
                q->won_amount += isnan(amount) ? 0 : amount;
            }
            if (!isnan(s->cycle[i])) {
                days += s->cycle[i];
                cycles++;
            }
        }
        q->win_rate = q->pvs = NAN;
        if (d->rate_gap)
            continue;
        q->win_rate = share((double)q->won, (double)q->closed);
        q->pvs = share(q->won_amount,
                       share(days, (double)cycles) * (double)q->closed);
    }
}

int portfolio_closes_in(const struct score *score, int fiscal_month)
{
    if (warning_holds(&score->warnings, WARNING_OVERDUE))
        return QUARTER_OVERDUE;
    return score->expected == DATE_NONE
               ? QUARTER_UNKNOWN
               : date_quarter(score->expected, fiscal_month);
}

static void at_risk_quarters(struct portfolio *out, const struct deal_states *s)
{
    size_t n = s->scores->n;
    struct dated *list = ARENA_ARRAY(s->ctx->scratch, n, struct dated);

    for (size_t k = 0; k < n; k++) {
        list[k] =
            (struct dated){portfolio_closes_in(&s->scores->list[k],
                                               s->ctx->settings->fiscal_month),
                           k};
    }
    out->at_risk =
        ARENA_ARRAY(s->ctx->run, sort_dated(list, n), struct at_risk_quarter);

    for (size_t from = 0, to = 0; from < n; from = to) {
        size_t unknown = 0;
        struct at_risk_quarter *q = &out->at_risk[out->n_at_risk++];

        q->quarter = list[from].quarter;
        for (; to < n && list[to].quarter == q->quarter; to++) {
            const struct score *score = &s->scores->list[list[to].at];
            double amount = deal_states_amount(s, score->deal);
            q->deals++;
            unknown += isnan(amount);
            q->amount += isnan(amount) ? 0 : amount;
            q->at_risk += s->at_risk[score->deal];
            if (!isnan(score->expected_loss))
                q->expected_loss += score->expected_loss;
        }
        if (unknown == q->deals)
            q->amount = q->at_risk = q->expected_loss = NAN;
        if (isnan(out->money.expected_loss))
            q->expected_loss = NAN;
        if (isnan(out->money.at_risk))
            q->at_risk = NAN;
    }
}

static void count_deal(struct concern_count *c, bool holds, double amount)
{
    c->of++;
    if (!holds)
        return;
    c->deals++;
    c->amount += isnan(amount) ? 0 : amount;
}

static void count_concerns(struct concern_count out[CONCERN_COUNT],
                           const struct deal_states *s)
{
    const struct deals *d = s->ctx->deals;
    int32_t as_of = s->ctx->as_of;

    for (size_t k = 0; k < s->scores->n; k++) {
        const struct score *score = &s->scores->list[k];
        size_t i = score->deal;
        double amount = deal_states_amount(s, i);

        count_deal(&out[CONCERN_CRITICAL], score->level == LEVEL_CRITICAL,
                   amount);
        if (score->expected != DATE_NONE)
            count_deal(&out[CONCERN_OVERDUE],
                       warning_holds(&score->warnings, WARNING_OVERDUE),
                       amount);
        if (d->last_activity != NULL && d->last_activity[i] != DATE_NONE &&
            d->last_activity[i] <= as_of && deals_current_known(d, i, as_of))
            count_deal(&out[CONCERN_QUIET],
                       warning_holds(&score->warnings, WARNING_QUIET), amount);
        count_deal(&out[CONCERN_UNPRICED], isnan(amount), NAN);
        if (d->groups[GROUP_OWNER].n_labels > 0)
            count_deal(&out[CONCERN_UNOWNED],
                       d->groups[GROUP_OWNER].code[i] < 0, amount);
        count_deal(&out[CONCERN_UNDATED], isnan(score->age), amount);
    }
}

void portfolio_compute(struct portfolio *out, const struct context *ctx,
                       const struct scores *scores, const struct leaks *leaks)
{
    struct deal_states s;

    *out = (struct portfolio){0};
    deal_states_at(&s, ctx, scores, leaks);
    totals(out, &s);
    open_money(out, &s);
    blame_compute(out, &s);
    cycle_compute(&out->cycle, &s);
    outcome_quarters(out, &s);
    at_risk_quarters(out, &s);
    count_concerns(out->concerns, &s);
    today_list(&out->today, ctx, scores);
    concentration_compute(&out->concentration, ctx, scores);
}

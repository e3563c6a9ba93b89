/* cycle.html: the cycle, told straight. */
#include "render/dashboard/dashboard_parts.h"
#include "render/words/format.h"
#include "render/dashboard/svg_charts.h"

static void put_quarters(struct dashboard *d, struct value *v)
{
    const struct cycle *c = &d->r->portfolio->cycle;
    struct arena *a = &d->page;
    struct value *list = value_add(a, v, "close", VALUE_LIST);

    for (size_t i = 0; i < c->n_close; i++) {
        struct value *row = value_add(a, list, NULL, VALUE_OBJECT);
        put_quarter(d, row, "quarter", c->close[i].quarter);
        put_count(d, row, "deals", (double)c->close[i].deals);
        put_fixed(d, row, "days", c->close[i].mean_days, 1);
    }
    list = value_add(a, v, "created", VALUE_LIST);
    for (size_t i = 0; i < c->n_created; i++) {
        const struct km_median *km = &c->created[i].km;
        struct value *row = value_add(a, list, NULL, VALUE_OBJECT);
        put_quarter(d, row, "quarter", c->created[i].quarter);
        put_count(d, row, "deals", (double)km->deals);
        put_count(d, row, "closed", (double)km->closed);
        put_fixed(d, row, "days", km->median, 0);
        put_interval(d, row, "interval", km->ci, false, 0);
    }
    put_fixed(d, v, "logrank", c->logrank_p, 2);
}

static void put_incidence(struct dashboard *d, struct value *v)
{
    const struct cycle *c = &d->r->portfolio->cycle;
    struct value *list = value_add(&d->page, v, "incidences", VALUE_LIST);

    value_bool(&d->page, v, "has_incidence", c->n_incidence > 0);
    chart_incidence(&d->svg, c, d->r->style);
    put_svg(d, v, "incidence");
    value_bool(&d->page, v, "has_fate", c->n_curve > 0);
    chart_fate(&d->svg, c, d->r->style, &d->page);
    put_svg(d, v, "fate");
    if (c->n_curve)
        put_count(d, v, "followed_to", c->curve[c->n_curve - 1].days);
    for (size_t i = 0; i < c->n_incidence; i++) {
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        put_count(d, row, "day", c->incidence[i].days);
        put_percent(d, row, "won", c->incidence[i].won, 1);
        put_percent(d, row, "lost", c->incidence[i].lost, 1);
        put_percent(d, row, "open", c->incidence[i].still_open, 1);
        put_count(d, row, "followed", (double)c->incidence[i].followed);
    }
}

static void put_outcomes(struct dashboard *d, struct value *v)
{
    const struct portfolio *p = d->r->portfolio;
    struct value *list = value_add(&d->page, v, "outcomes", VALUE_LIST);

    value_bool(&d->page, v, "has_outcomes", p->n_outcomes > 0);
    for (size_t i = 0; i < p->n_outcomes; i++) {
        const struct outcome_quarter *q = &p->outcomes[i];
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        put_quarter(d, row, "quarter", q->quarter);
        put_count(d, row, "won", (double)q->won);
        put_count(d, row, "closed", (double)q->closed);
        put_percent(d, row, "rate", q->win_rate, 1);
        put_money(d, row, "amount", q->won_amount);
        put_count(d, row, "pvs", q->pvs);
    }
}

bool dashboard_cycle(struct dashboard *d, struct err *err)
{
    struct value *v = dashboard_page(d, "cycle.html", "Cycle", "");

    put_cycle_charts(d, v);
    put_counted(d, v, "lives", d->r->portfolio->cycle.lives, "deal");
    put_counted(d, v, "closes", d->r->portfolio->cycle.closes, "deal");
    put_quarters(d, v);
    put_incidence(d, v);
    put_outcomes(d, v);
    return dashboard_put(d, PAGE_CYCLE, v, "cycle.html", err);
}

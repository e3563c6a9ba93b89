/*
 * data/quarter.js: what the panel of quarter.html reckons with. Numbers are
 * printed so that reading them gives the same bits, and deals are in the order
 * of landing.deals, which is that in which the engine adds them (spread.h).
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "render/dashboard/dashboard_parts.h"

enum { OFFERED = 20 }; /* deals that stand in the panel before one is sought */

static void set(json_t *object, const char *key, json_t *item)
{
    if (json_object_set_new(object, key, item))
        mem_fail();
}

static void append(json_t *list, json_t *item)
{
    if (json_array_append_new(list, item))
        mem_fail();
}

static json_t *text(struct sv s)
{
    json_t *j = json_stringn(s.len ? s.ptr : "", s.len);

    return j ? j : json_string(""); /* the gate lets only UTF-8 pass */
}

static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

/* [chance, amount, title, owner, link, due]: a row a deal that has both. */
static json_t *open_deals(struct dashboard *d)
{
    const struct landing *l = d->r->landing;
    struct quarter_deals deals;
    json_t *list = json_array();

    quarter_deals_fill(&deals, d);
    for (size_t i = 0; i < l->n_deals; i++) {
        const struct landing_deal *x = &l->deals[i];
        const struct report_deal *deal =
            x->deal < deals.n ? deals.of[x->deal] : NULL;
        double p = x->by[ENDING_WON][THIS_QUARTER];
        json_t *row;
        if (!deal || isnan(p) || isnan(x->amount))
            continue;
        row = json_array();
        append(row, number(p));
        append(row, number(x->amount));
        append(row, text(clipped(&d->page, deal->title)));
        append(row, text(clipped(&d->page, deal->owner)));
        append(row, text(deal_href(&d->page, deal)));
        append(row, json_boolean(x->due[THIS_QUARTER]));
        append(list, row);
    }
    return list;
}

static json_t *landing(const struct landing_quarter *q)
{
    const struct landing_money *m = &q->money[ENDING_WON];
    json_t *o = json_object();

    set(o, "so_far", number(m->so_far));
    set(o, "created", number(m->created));
    set(o, "created_variance", number(m->created_variance));
    set(o, "rate", number(landing_rate(m)));
    set(o, "scale", number(m->scale));
    set(o, "level", number(LANDING_LEVEL));
    set(o, "target", number(q->target.amount));
    /* As the engine says: what the page must find again. */
    set(o, "landing", number(m->landing));
    set(o, "low", number(m->range.lower));
    set(o, "high", number(m->range.upper));
    set(o, "chance", number(q->target.chance));
    return o;
}

bool dashboard_quarter_data(struct dashboard *d, struct err *err)
{
    const struct report *r = d->r;
    struct words w = dashboard_words(d);
    struct money_marks marks;
    json_t *root;
    char *body;

    if (!quarter_can_be_tried(r))
        return true;
    money_marks(&marks, r->style);
    root = json_object();
    set(root, "sign", json_string(marks.before));
    set(root, "sign_after", json_string(marks.after));
    set(root, "name", text(quarter_lines(r, 0, THIS_QUARTER)->name));
    set(root, "limits", text(words_quarter_panel_limits(&w)));
    set(root, "offered", json_integer(OFFERED));
    set(root, "quarter", landing(&quarter_scope(r)->quarter[THIS_QUARTER]));
    set(root, "deals", open_deals(d));
    body = json_dumps(root, JSON_COMPACT | JSON_ENSURE_ASCII |
                                JSON_ESCAPE_SLASH | JSON_REAL_PRECISION(17));
    json_decref(root);
    if (!body)
        mem_fail();
    buf_clear(&d->html);
    buf_printf(&d->html, "window.DEALSENSE_QUARTER = %s;\n", body);
    free(body);
    arena_reset(&d->page);
    return sink_put(d->out, "dashboard/data/quarter.js", buf_sv(&d->html), err);
}

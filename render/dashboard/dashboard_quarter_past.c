/* quarter.html: how right it would have been on past quarters. */
#include <math.h>

#include "render/dashboard/dashboard_parts.h"
#include "render/words/format.h"

static void put_quarters(struct dashboard *d, struct value *v,
                         const struct landing_money *m)
{
    struct value *list = value_add(&d->page, v, "past", VALUE_LIST);

    struct words w = dashboard_words(d);

    value_bool(&d->page, v, "has_past", landing_is_judged(m));
    value_text(&d->page, v, "no_past", words_no_past(&w, m));
    for (size_t i = 0; i < m->n_past; i++) {
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        struct past_row x;
        words_landing_past(&x, m, i, &d->r->style, d->r->landing->fiscal_month,
                           &d->page);
        value_text(&d->page, row, "name", x.quarter);
        put_date(d, row, "day", m->past[i].day);
        value_text(&d->page, row, "so_far", x.so_far);
        value_text(&d->page, row, "told", x.told);
        value_text(&d->page, row, "range", x.range);
        value_text(&d->page, row, "came", x.truth);
        value_text(&d->page, row, "off", x.off);
        value_text(&d->page, row, "held", x.held.len ? x.held : SV("no range"));
    }
}

/* The model beside both baselines, judged on the same quarters. */
static void put_methods(struct dashboard *d, struct value *v,
                        const struct landing_money *m)
{
    struct words w = dashboard_words(d);
    struct value *list = value_add(&d->page, v, "methods", VALUE_LIST);
    bool any = false;

    for (int k = 0; k < METHOD_COUNT; k++) {
        const struct landing_record *record = &m->record[k];
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        put_label(d, row, "label",
                  sv_from(words_method((enum landing_method)k)));
        any |= record->tells;
        value_bool(&d->page, row, "used", (int)m->method == k);
        put_count(d, row, "quarters", (double)record->n);
        put_money(d, row, "error", record->tells ? record->error : (double)NAN);
        put_percent(d, row, "share",
                    record->tells ? record->share : (double)NAN, 0);
        value_text(&d->page, row, "bias",
                   words_bias(&w, record->tells ? record->bias : (double)NAN));
        if (record->judged)
            value_format(&d->page, row, "held", "%zu of %zu", record->held,
                         record->judged);
        else
            value_text(&d->page, row, "held", SV("\xe2\x80\x93"));
        put_money(d, row, "now", m->told[k]);
    }
    value_bool(&d->page, v, "any_method", any);
}

void put_quarter_past(struct dashboard *d, struct value *v,
                      const struct landing_money *m)
{
    put_quarters(d, v, m);
    put_methods(d, v, m);
}

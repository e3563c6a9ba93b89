/* quarter.html: how right it would have been on past quarters. */
#include <math.h>

#include "render/dashboard/dashboard_parts.h"
#include "render/words/format.h"

static void put_range(struct dashboard *d, struct value *v, const char *key,
                      struct interval range)
{
    char low[FORMAT_TEXT], high[FORMAT_TEXT];

    if (isnan(range.lower) || isnan(range.upper))
        value_text(&d->page, v, key, SV("\xe2\x80\x93"));
    else
        value_format(&d->page, v, key, "%s to %s",
                     format_money_short(low, range.lower, d->r->style),
                     format_money_short(high, range.upper, d->r->style));
}

static void put_quarters(struct dashboard *d, struct value *v,
                         const struct landing_money *m)
{
    struct words w = dashboard_words(d);
    struct value *list = value_add(&d->page, v, "past", VALUE_LIST);

    value_bool(&d->page, v, "has_past", m->n_past > 0);
    for (size_t i = 0; i < m->n_past; i++) {
        const struct landing_past *p = &m->past[i];
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        put_quarter(d, row, "name", p->quarter);
        put_date(d, row, "day", p->day);
        put_money(d, row, "so_far", p->so_far);
        put_money(d, row, "told", p->told[m->method]);
        put_range(d, row, "range", p->range[m->method]);
        put_money(d, row, "came", p->truth);
        value_text(&d->page, row, "miss",
                   words_miss(&w, p->told[m->method], p->truth));
        value_text(&d->page, row, "held",
                   words_range_held(p->range[m->method], p->truth));
        put_money(d, row, "average", p->told[METHOD_AVERAGE]);
        put_money(d, row, "crm", p->told[METHOD_CRM]);
    }
}

/* The model beside both baselines, judged on the same quarters. */
static void put_methods(struct dashboard *d, struct value *v,
                        const struct landing_money *m)
{
    struct words w = dashboard_words(d);
    struct value *list = value_add(&d->page, v, "methods", VALUE_LIST);

    for (int k = 0; k < METHOD_COUNT; k++) {
        const struct landing_record *record = &m->record[k];
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        put_label(d, row, "label",
                  sv_from(words_method((enum landing_method)k)));
        value_bool(&d->page, row, "used", (int)m->method == k);
        put_count(d, row, "quarters", (double)record->n);
        put_money(d, row, "error", record->n ? record->error : (double)NAN);
        put_percent(d, row, "share", record->n ? record->share : (double)NAN,
                    0);
        value_text(&d->page, row, "bias", words_bias(&w, record->bias));
        if (record->judged)
            value_format(&d->page, row, "held", "%zu of %zu", record->held,
                         record->judged);
        else
            value_text(&d->page, row, "held", SV("\xe2\x80\x93"));
        put_money(d, row, "now", m->told[k]);
    }
}

void put_quarter_past(struct dashboard *d, struct value *v,
                      const struct landing_money *m)
{
    put_quarters(d, v, m);
    put_methods(d, v, m);
}

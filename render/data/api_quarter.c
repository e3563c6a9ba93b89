/* quarter.json: what this fiscal quarter and the next will close at. */
#include <math.h>

#include "render/data/api_parts.h"
#include "render/words/quarter.h"

enum { CENTS = 2, SHARE = 4 }; /* decimals */

static void add_range(struct json_doc *o, struct interval range)
{
    json_doc_number(o, "lower80", range.lower, CENTS);
    json_doc_number(o, "upper80", range.upper, CENTS);
}

static void add_quarter(struct json_doc *o, const char *key, int quarter)
{
    char text[DATE_TEXT];

    json_doc_text(o, key, sv_from(quarter_name(text, quarter)));
}

static void add_record(struct json_doc *out, const struct landing_money *m)
{
    struct json_doc *list = json_doc_add_object(out, "record");

    for (int by = 0; by < METHOD_COUNT; by++) {
        const struct landing_record *r = &m->record[by];
        struct json_doc *o = json_doc_add_object(
            list, landing_method_name((enum landing_method)by));

        json_doc_count(o, "quarters", r->n);
        json_doc_number(o, "bias", r->bias, CENTS);
        json_doc_number(o, "error", r->error, CENTS);
        json_doc_number(o, "error_share", r->share, SHARE);
        json_doc_count(o, "judged", r->judged);
        json_doc_count(o, "held", r->held);
    }
}

static void add_past(struct json_doc *out, const struct landing_money *m)
{
    struct json_doc *list = json_doc_add_list(out, "past");

    for (size_t k = 0; k < m->n_past; k++) {
        const struct landing_past *p = &m->past[k];
        struct json_doc *o = json_doc_add_object(list, NULL);

        add_quarter(o, "quarter", p->quarter);
        json_doc_date(o, "day", p->day);
        json_doc_date(o, "end", p->end);
        json_doc_number(o, "so_far", p->so_far, CENTS);
        json_doc_number(o, "truth", p->truth, CENTS);
        json_doc_number(o, "from_open", p->from_open, CENTS);
        json_doc_number(o, "from_created", p->from_created, CENTS);
        for (int by = 0; by < METHOD_COUNT; by++) {
            struct json_doc *told = json_doc_add_object(
                o, landing_method_name((enum landing_method)by));
            json_doc_number(told, "landing", p->told[by], CENTS);
            if (by == METHOD_CRM)
                continue;
            add_range(told, p->range[by]);
            json_doc_exact(told, "score", p->score[by]);
        }
    }
}

static void add_money(struct json_doc *out, const char *key,
                      const struct landing_money *m)
{
    struct json_doc *o = json_doc_add_object(out, key), *told;
    bool known = !isnan(m->landing);

    json_doc_text(o, "method",
                  known ? sv_from(landing_method_name(m->method))
                        : (struct sv){0});
    json_doc_number(o, "landing", m->landing, CENTS);
    add_range(o, m->range);
    json_doc_text(o, "gap", sv_from(landing_gap_name(m->gap)));
    json_doc_number(o, "so_far", m->so_far, CENTS);
    json_doc_number(o, "open", m->open, CENTS);
    json_doc_number(o, "created", m->created, CENTS);
    json_doc_exact(o, "created_variance", m->created_variance);
    json_doc_exact(o, "amount_ratio", m->ratio);
    json_doc_count(o, "amount_ratio_deals", m->ratio_deals);
    json_doc_exact(o, "level", m->level);
    json_doc_exact(o, "blend", m->blend);
    told = json_doc_add_object(o, "told");
    for (int by = 0; by < METHOD_COUNT; by++)
        json_doc_number(told, landing_method_name((enum landing_method)by),
                        m->told[by], CENTS);
    json_doc_exact(o, "scale", m->scale);
    json_doc_exact(o, "sd", m->sd);
    add_record(o, m);
    add_past(o, m);
}

static void add_cover(struct json_doc *out, const char *key,
                      const struct landing_cover *c)
{
    struct json_doc *o = json_doc_add_object(out, key);

    json_doc_number(o, "now", c->now, SHARE);
    json_doc_count(o, "quarters", c->n);
    json_doc_number(o, "median", c->median, SHARE);
    json_doc_number(o, "least", c->low, SHARE);
    json_doc_number(o, "most", c->high, SHARE);
}

static void add_target(struct json_doc *out, const struct landing_target *t)
{
    struct json_doc *o = json_doc_add_object(out, "target");

    json_doc_number(o, "amount", t->amount, CENTS);
    json_doc_number(o, "attained", t->attained, SHARE);
    json_doc_number(o, "gap", t->gap, CENTS);
    json_doc_bool(o, "reached", t->reached);
    json_doc_number(o, "chance", t->chance, SHARE);
    json_doc_number(o, "due", t->due, CENTS);
    add_cover(o, "by_due", &t->by_due);
    add_cover(o, "by_open", &t->by_open);
}

static void add_hinges(struct json_doc *out, const struct report *r,
                       const struct landing_quarter *q)
{
    struct json_doc *list = json_doc_add_list(out, "hinges");

    for (size_t k = 0; k < q->n_hinges; k++) {
        const struct landing_hinge *h = &q->hinge[k];
        struct json_doc *o = json_doc_add_object(list, NULL);

        json_doc_text(o, "id", r->quality->id[h->deal]);
        json_doc_exact(o, "p", h->p);
        json_doc_exact(o, "amount", h->amount);
        json_doc_number(o, "share", h->share, SHARE);
    }
    json_doc_number(out, "hinges_share", q->hinges_share, SHARE);
}

static void add_words(struct json_doc *out, const struct quarter_words *w)
{
    const struct {
        const char *key;
        struct sv text;
    } lines[] = {
        {"heading", w->heading},     {"landing", w->landing},
        {"parts", w->parts},         {"no_range", w->no_range},
        {"record", w->record},       {"baselines", w->baselines},
        {"method", w->method},       {"crm", w->crm},
        {"lost", w->lost},           {"hinges", w->hinges},
        {"target", w->target},       {"chance", w->chance},
        {"cover", w->cover},         {"amounts", w->amounts},
    };
    struct json_doc *o = json_doc_add_object(out, "words");

    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++)
        json_doc_text(o, lines[k].key, lines[k].text);
}

static void add_paths(struct json_doc *out, const struct landing_scope *s)
{
    struct json_doc *list = json_doc_add_list(out, "won_by_day");

    for (size_t k = 0; k < s->n_paths; k++) {
        const struct landing_path *p = &s->path[k];
        struct json_doc *o = json_doc_add_object(list, NULL), *days;

        add_quarter(o, "quarter", p->quarter);
        json_doc_date(o, "start", p->start);
        json_doc_number(o, "total", p->total, CENTS);
        days = json_doc_add_list(o, "won");
        for (size_t j = 0; j < p->n; j++)
            json_doc_number(days, NULL, p->won[j], CENTS);
    }
    list = json_doc_add_list(out, "fan");
    for (size_t k = 0; k < s->n_fan; k++) {
        struct json_doc *o = json_doc_add_object(list, NULL);

        json_doc_date(o, "day", s->fan[k].day);
        json_doc_number(o, "expected", s->fan[k].expected, CENTS);
        add_range(o, s->fan[k].range);
    }
}

static void add_scope(struct json_doc *out, const struct report *r, size_t at)
{
    const struct landing_scope *s = &r->landing->scopes[at];
    const struct quarter_words *words =
        &r->quarter_words[at * LANDING_WHENS];
    struct json_doc *o = json_doc_add_object(out, NULL), *list;

    json_doc_text(o, "of", sv_from(landing_of_name(s->of)));
    json_doc_text(o, "name", words->whose);
    json_doc_bool(o, "enough", s->enough);
    json_doc_count(o, "open_deals", s->open);
    json_doc_count(o, "deals_without_amount", s->no_amount);
    list = json_doc_add_list(o, "quarters");
    for (size_t w = 0; w < LANDING_WHENS; w++) {
        const struct landing_quarter *q = &s->quarter[w];
        struct json_doc *one = json_doc_add_object(list, NULL);

        add_quarter(one, "quarter", q->quarter);
        json_doc_date(one, "start", q->start);
        json_doc_date(one, "end", q->end);
        json_doc_count(one, "days_left", (size_t)q->days_left);
        add_money(one, "won", &q->money[ENDING_WON]);
        add_money(one, "lost", &q->money[ENDING_LOST]);
        add_target(one, &q->target);
        add_hinges(one, r, q);
        add_words(one, &words[w]);
    }
    add_paths(o, s);
}

struct json_doc *api_quarter(const struct report *r)
{
    const struct landing *l = r->landing;
    struct json_doc *out = json_doc_object(), *list;

    json_doc_count(out, "schema_version", (size_t)r->schema_version);
    json_doc_date(out, "as_of", r->as_of);
    json_doc_text(out, "currency", r->style.code);
    json_doc_count(out, "fiscal_month", (size_t)r->fiscal_month);
    json_doc_text(out, "gap",
                  sv_from(landing_gap_name(l ? l->gap : LANDING_NO_PAST)));
    json_doc_bool(out, "chances", l && l->chances);
    json_doc_bool(out, "amounts_dated", l && l->amounts_dated);
    json_doc_bool(out, "crm_known", l && l->crm_known);
    json_doc_bool(out, "crm_dated", l && l->crm_dated);
    json_doc_number(out, "level", LANDING_LEVEL, CENTS);
    list = json_doc_add_list(out, "scopes");
    for (size_t k = 0; l && k < l->n_scopes; k++)
        add_scope(list, r, k);
    api_changes(out, r);
    return out;
}

void api_quarter_deal(struct json_doc *o, const struct report *r, size_t at)
{
    const struct landing_deal *d = &r->landing->deals[at];

    json_doc_text(o, "id", r->quality->id[d->deal]);
    json_doc_exact(o, "amount", d->amount);
    json_doc_exact(o, "won_by_quarter_end", d->by[ENDING_WON][THIS_QUARTER]);
    json_doc_exact(o, "won_by_next_quarter_end",
                   d->by[ENDING_WON][NEXT_QUARTER]);
    json_doc_exact(o, "lost_by_quarter_end", d->by[ENDING_LOST][THIS_QUARTER]);
    json_doc_exact(o, "lost_by_next_quarter_end",
                   d->by[ENDING_LOST][NEXT_QUARTER]);
    json_doc_bool(o, "due_in_quarter", d->due[THIS_QUARTER]);
    json_doc_bool(o, "due_in_next_quarter", d->due[NEXT_QUARTER]);
}

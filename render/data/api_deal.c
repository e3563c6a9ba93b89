#include "render/data/api_parts.h"
#include "render/data/data.h"
#include "render/report/columns.h"

static void add_factors(struct json_doc *out, const struct report_deal *d)
{
    const struct score *s = d->score;
    struct json_doc *list = json_doc_add_list(out, "factors");

    for (size_t i = 0; i < s->n_factors; i++) {
        struct json_doc *f = json_doc_add_object(list, NULL);
        json_doc_text(f, "subject",
                      sv_from(subject_name(s->factors[i].subject)));
        json_doc_number(f, "points", s->factors[i].shown, 1);
        json_doc_text(f, "evidence", d->evidence[i]);
    }
}

static void add_outlook(struct json_doc *out, const struct outlook *outlook)
{
    static const char *const won[OUTLOOK_HORIZONS] = {"win_30", "win_60",
                                                      "win_90"};
    static const char *const lost[OUTLOOK_HORIZONS] = {"loss_30", "loss_60",
                                                       "loss_90"};
    struct json_doc *o;

    if (!outlook)
        return;
    o = json_doc_add_object(out, "outlook");
    json_doc_number(o, "days_to_close", outlook->days_to_close, 1);
    for (int h = 0; h < OUTLOOK_HORIZONS; h++)
        json_doc_number(o, won[h], outlook->won[h], 4);
    for (int h = 0; h < OUTLOOK_HORIZONS; h++)
        json_doc_number(o, lost[h], outlook->lost[h], 4);
    json_doc_text(o, "of", sv_from(outlook_of_name(outlook->of)));
    json_doc_number(o, "deals", outlook_deals(outlook), 0);
}

static void add_action(struct json_doc *out, const struct action *a)
{
    struct json_doc *o = json_doc_add_object(out, "action");

    json_doc_text(o, "text", a->text);
    json_doc_text(o, "owner", a->owner);
    json_doc_date(o, "due", a->due);
    json_doc_bool(o, "today", a->today);
}

/* Short form: lines that show 0.0 change no sum and stay out, for with
 * 50,000 deals they would be half of the file. */
static void add_receipt(struct json_doc *out, const struct report *r,
                        const struct score *s, bool full, struct arena *scratch)
{
    struct json_doc *list = json_doc_add_list(out, "receipt");

    for (size_t i = 0; i < s->n_lines; i++) {
        const struct receipt_line *line = &s->lines[i];
        if (!full && line->shown == 0)
            continue;
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_text(o, "line", report_line_name(r, line, scratch));
        json_doc_number(o, "points", line->shown, 1);
        if (!full)
            continue;
        json_doc_text(o, "label", report_line_label(r, line));
        if (line_has_subject(line->kind))
            json_doc_text(o, "subject", sv_from(subject_name(line->subject)));
        json_doc_exact(o, "exact", line->points);
    }
}

static void add_events(struct json_doc *out, const struct report_deal *d)
{
    struct json_doc *list = json_doc_add_list(out, "events");

    for (size_t i = 0; i < d->n_events; i++) {
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_date(o, "date", d->events[i].date);
        json_doc_text(o, "text", d->events[i].text);
    }
}

static void add_similar(struct json_doc *out, const struct report_deal *d)
{
    struct json_doc *o = json_doc_add_object(out, "similar"), *list;
    const struct similar *of = d->alike;

    json_doc_text(o, "text", d->similar_sentence);
    json_doc_count(o, "deals", of->n);
    json_doc_count(o, "lost", of->lost);
    json_doc_number(o, "lower95", of->lost95.lower, 4);
    json_doc_number(o, "upper95", of->lost95.upper, 4);
    list = json_doc_add_list(o, "list");
    for (size_t i = 0; i < of->n; i++) {
        const struct report_similar *s = &d->similar[i];
        struct json_doc *item = json_doc_add_object(list, NULL);
        json_doc_text(item, "deal_id", s->id);
        json_doc_text(item, "name", s->title);
        json_doc_text(item, "owner", s->owner);
        json_doc_text(item, "outcome", s->of->lost ? SV("lost") : SV("won"));
        json_doc_date(item, "closed", s->closed);
        json_doc_date(item, "alike_on", s->of->then);
        json_doc_exact(item, "age_days", s->of->age);
        json_doc_text(item, "stage", s->stage);
        json_doc_exact(item, "amount", s->amount);
        json_doc_number(item, "distance", s->of->distance, 4);
    }
}

static void add_changes(struct json_doc *out, const struct report_deal *d)
{
    const struct counterfactuals *c = d->changes;
    struct json_doc *o = json_doc_add_object(out, "counterfactuals"), *list;

    json_doc_text(o, "label",
                  sv_from(c->n ? COUNTERFACTUAL_LABEL : COUNTERFACTUAL_NONE));
    list = json_doc_add_list(o, "changes");
    for (size_t i = 0; i < c->n; i++) {
        const struct counterfactual *x = &c->list[i];
        struct json_doc *item = json_doc_add_object(list, NULL);
        json_doc_text(item, "change", sv_from(change_name(x->change)));
        json_doc_text(item, "text", d->change_words[i]);
        json_doc_number(item, "risk_score", x->score, 1);
        json_doc_number(item, "fall", x->fall, 1);
        json_doc_count(item, "training_rows", x->rows);
    }
}

/* The flat members, as the table of columns has them. */
static void add_members(struct json_doc *out, const struct report *r,
                        const struct report_deal *d, struct arena *scratch)
{
    enum deal_column columns[DEAL_COLUMNS];
    size_t n = deal_columns_of(columns, OUTPUT_JSON);

    for (size_t k = 0; k < n; k++) {
        const struct deal_column_def *def = &DEAL_COLUMN_DEFS[columns[k]];
        struct deal_value v = deal_value(r, d, columns[k], scratch);
        int decimals = TYPE_DECIMALS[def->type];

        if (def->type == TYPE_TEXT)
            json_doc_text(out, def->name, v.text);
        else if (def->type == TYPE_DATE)
            json_doc_date(out, def->name, v.date);
        else if (def->type == TYPE_BOOL)
            json_doc_bool(out, def->name, v.number != 0);
        else if (decimals < 0)
            json_doc_exact(out, def->name, v.number);
        else
            json_doc_number(out, def->name, v.number, decimals);
    }
}

void api_flags(struct json_doc *out, const struct report_deal *d)
{
    struct json_doc *list = json_doc_add_list(out, "flags");

    for (size_t k = 0; k < d->n_warnings; k++) {
        const struct report_warning *w = &d->warnings[k];
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_text(o, "flag", sv_from(warning_name(w->kind)));
        json_doc_text(o, "text", w->text);
        json_doc_text(o, "record", w->record);
    }
}

void api_deal(struct json_doc *out, const struct report *r,
              const struct report_deal *d, bool full, struct arena *scratch)
{
    const struct score *s = d->score;

    add_members(out, r, d, scratch);
    add_outlook(out, d->outlook);
    add_factors(out, d);
    api_flags(out, d);
    add_action(out, &d->action);
    add_receipt(out, r, s, full, scratch);
    if (full && d->changes)
        add_changes(out, d);
    if (full && d->alike)
        add_similar(out, d);
    if (full)
        add_events(out, d);
}

void api_deal_text(struct buf *out, const struct report *r, size_t deal,
                   struct arena *scratch)
{
    struct json_doc *row = json_doc_object();

    api_deal(row, r, &r->deals[deal], false, scratch);
    json_doc_dump(out, row, false);
    json_doc_release(row);
}

#include "render/data/api_parts.h"

static void add_factors(struct doc *out, const struct score *s)
{
    struct doc *list = doc_add_list(out, "factors");

    for (size_t i = 0; i < s->n_factors; i++) {
        struct doc *f = doc_add_object(list, NULL);
        doc_text(f, "subject", sv_from(subject_name(s->factors[i].subject)));
        doc_number(f, "points", s->factors[i].shown, 1);
        doc_text(f, "evidence", s->factors[i].evidence);
    }
}

/* Of deals of this age, not of this deal's own merits (outlook.h). */
static void add_outlook(struct doc *out, const struct outlook *outlook)
{
    static const char *const won[OUTLOOK_HORIZONS] = {"win_30", "win_60",
                                                      "win_90"};
    struct doc *o;

    if (!outlook)
        return;
    o = doc_add_object(out, "outlook");
    doc_number(o, "days_to_close", outlook->days_to_close, 1);
    for (int h = 0; h < OUTLOOK_HORIZONS; h++)
        doc_number(o, won[h], outlook->won[h], 4);
    doc_count(o, "deals", outlook->at_risk);
}

static void add_action(struct doc *out, const struct action *a)
{
    struct doc *o = doc_add_object(out, "action");

    doc_text(o, "text", a->text);
    doc_text(o, "owner", a->owner);
    doc_date(o, "due", a->due);
    doc_bool(o, "today", a->today);
}

/* Short form: lines that show 0.0 change no sum and stay out, for with
 * 50,000 deals they would be half of the file. */
static void add_receipt(struct doc *out, const struct report *r,
                        const struct score *s, bool full, struct arena *scratch)
{
    struct doc *list = doc_add_list(out, "receipt");

    for (size_t i = 0; i < s->n_lines; i++) {
        const struct receipt_line *line = &s->lines[i];
        if (!full && line->shown == 0)
            continue;
        struct doc *o = doc_add_object(list, NULL);
        doc_text(o, "line", report_line_name(r, line, scratch));
        doc_number(o, "points", line->shown, 1);
        if (!full)
            continue;
        doc_text(o, "label", report_line_label(r, line));
        if (line->kind == LINE_RULE || line->kind == LINE_FOREST)
            doc_text(o, "subject", sv_from(subject_name(line->subject)));
        doc_exact(o, "exact", line->points);
    }
}

static void add_events(struct doc *out, const struct report_deal *d)
{
    struct doc *list = doc_add_list(out, "events");

    for (size_t i = 0; i < d->n_events; i++) {
        struct doc *o = doc_add_object(list, NULL);
        doc_date(o, "date", d->events[i].date);
        doc_text(o, "text", d->events[i].text);
    }
}

static void add_similar(struct doc *out, const struct report_deal *d)
{
    struct doc *o = doc_add_object(out, "similar"), *list;
    const struct similar *of = d->alike;

    doc_text(o, "text", d->similar_sentence);
    doc_count(o, "deals", of->n);
    doc_count(o, "lost", of->lost);
    doc_number(o, "lower95", of->lost95.lower, 4);
    doc_number(o, "upper95", of->lost95.upper, 4);
    list = doc_add_list(o, "list");
    for (size_t i = 0; i < of->n; i++) {
        const struct report_similar *s = &d->similar[i];
        struct doc *item = doc_add_object(list, NULL);
        doc_text(item, "deal_id", s->id);
        doc_text(item, "name", s->title);
        doc_text(item, "owner", s->owner);
        doc_text(item, "outcome", s->of->lost ? SV("lost") : SV("won"));
        doc_date(item, "closed", s->closed);
        doc_date(item, "alike_on", s->of->then);
        doc_exact(item, "age_days", s->of->age);
        doc_text(item, "stage", s->of->stage);
        doc_exact(item, "amount", s->amount);
        doc_number(item, "distance", s->of->distance, 4);
    }
}

static void add_changes(struct doc *out, const struct counterfactuals *c)
{
    struct doc *o = doc_add_object(out, "counterfactuals"), *list;

    doc_text(o, "label",
             sv_from(c->n ? COUNTERFACTUAL_LABEL : COUNTERFACTUAL_NONE));
    list = doc_add_list(o, "changes");
    for (size_t i = 0; i < c->n; i++) {
        const struct counterfactual *x = &c->list[i];
        struct doc *item = doc_add_object(list, NULL);
        doc_text(item, "change", sv_from(change_name(x->change)));
        doc_text(item, "text", x->text);
        doc_number(item, "risk_score", x->score, 1);
        doc_number(item, "fall", x->fall, 1);
        doc_count(item, "training_rows", x->rows);
    }
}

void api_deal(struct doc *out, const struct report *r,
              const struct report_deal *d, bool full, struct arena *scratch)
{
    const struct score *s = d->score;

    doc_text(out, "deal_id", d->id);
    doc_text(out, "file_id", d->file_id);
    doc_bool(out, "has_page", d->has_page);
    doc_text(out, "name", d->name);
    doc_text(out, "account", d->account);
    doc_text(out, "owner", d->owner);
    doc_text(out, "manager", d->manager);
    doc_exact(out, "amount", d->amount);
    doc_text(out, "stage", d->stage);
    doc_exact(out, "age_days", s->age);
    doc_exact(out, "days_in_stage", s->days_in_stage);
    doc_number(out, "risk_score", s->shown, 1);
    doc_text(out, "risk_level", sv_from(level_name(s->level)));
    doc_number(out, "p_loss", s->p_loss, 4);
    doc_number(out, "rule_points", s->rule_points, 1);
    doc_number(out, "ml_points", s->ml_points, 1);
    doc_text(out, "mode", sv_from(mode_name(r->scores->mode)));
    doc_number(out, "expected_loss", s->expected_loss, 2);
    doc_date(out, "created", d->created);
    doc_date(out, "expected_close", d->expected);
    doc_date(out, "last_activity", d->last_activity);
    doc_exact(out, "push_count", d->push_count);
    doc_text(out, "industry", d->industry);
    doc_text(out, "region", d->region);
    doc_text(out, "product", d->product);
    doc_text(out, "lead_source", d->lead_source);
    doc_text(out, "next_step", d->next_step);
    doc_text(out, "crm_url", d->crm_url);
    doc_text(out, "note", s->note);
    add_outlook(out, d->outlook);
    add_factors(out, s);
    add_action(out, &s->action);
    add_receipt(out, r, s, full, scratch);
    if (full && d->changes)
        add_changes(out, d->changes);
    if (full && d->alike)
        add_similar(out, d);
    if (full)
        add_events(out, d);
}

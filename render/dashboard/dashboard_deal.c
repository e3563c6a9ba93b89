/* deal/<file_id>.html: one deal with its receipt; deal.html for the rest. */
#include <math.h>
#include <stdio.h>

#include "render/dashboard/dashboard_parts.h"
#include "render/words/format.h"
#include "render/dashboard/svg_charts.h"

static void put_factors(struct dashboard *d, struct value *v,
                        const struct report_deal *deal)
{
    struct arena *a = &d->page;
    const struct score *s = deal->score;
    struct value *list = value_add(a, v, "factors", VALUE_LIST);

    value_bool(a, v, "has_factors", s->n_factors > 0);
    value_text(a, v, "why_title",
               s->n_factors == 1 ? SV("Why: the one factor that raises it")
                                 : SV("Why: what raises it most"));
    for (size_t i = 0; i < s->n_factors; i++) {
        struct value *f = value_add(a, list, NULL, VALUE_OBJECT);
        put_fixed(d, f, "points", s->factors[i].shown, 1);
        put_label(d, f, "subject",
                  sv_from(subject_name(s->factors[i].subject)));
        value_text(a, f, "evidence", deal->evidence[i]);
    }
}

static void put_action(struct dashboard *d, struct value *v,
                       const struct action *x)
{
    struct arena *a = &d->page;
    struct value *action;

    if (!x->text.len) {
        value_bool(a, v, "action", false);
        return;
    }
    action = value_add(a, v, "action", VALUE_OBJECT);
    value_text(a, action, "text", x->text);
    value_text(a, action, "who", x->owner);
    value_bool(a, action, "today", x->today);
    if (x->due == DATE_NONE)
        value_text(a, action, "due", SV(""));
    else
        put_date(d, action, "due", x->due);
}

/* Facts beside the score, and what became of past deals that had them. */
static void put_warnings(struct dashboard *d, struct value *v,
                         const struct report_deal *deal)
{
    struct value *list = value_add(&d->page, v, "warnings", VALUE_LIST);

    value_bool(&d->page, v, "has_warnings", deal->n_warnings > 0);
    for (size_t i = 0; i < deal->n_warnings; i++) {
        struct value *w = value_add(&d->page, list, NULL, VALUE_OBJECT);
        put_label(d, w, "text", deal->warnings[i].text);
        value_text(&d->page, w, "record", deal->warnings[i].record);
    }
}

static void put_receipt(struct dashboard *d, struct value *v,
                        const struct score *s)
{
    struct arena *a = &d->page;
    struct value *list = value_add(a, v, "lines", VALUE_LIST);
    char text[FORMAT_TEXT];

    chart_waterfall(&d->svg, d->r, s);
    put_svg(d, v, "waterfall");
    for (size_t i = 0; i < s->n_lines; i++) {
        struct value *line;
        if (s->lines[i].shown == 0)
            continue; /* as on deal.html: 0.0 adds nothing */
        line = value_add(a, list, NULL, VALUE_OBJECT);
        put_label(d, line, "label", report_line_label(d->r, &s->lines[i]));
        value_text(a, line, "kind", sv_from(line_origin(s->lines[i].kind)));
        value_copy(a, line, "points",
                   format_signed(text, s->lines[i].shown, 1, d->r->style));
    }
    value_text(a, v, "formula", score_formula(d->r, a));
}

static void put_changes(struct dashboard *d, struct value *v,
                        const struct report_deal *deal)
{
    struct arena *a = &d->page;
    const struct counterfactuals *c = deal->changes;
    struct value *changes, *list;

    if (!c) {
        value_bool(a, v, "changes", false);
        return;
    }
    changes = value_add(a, v, "changes", VALUE_OBJECT);
    value_bool(a, changes, "any", c->n > 0);
    value_text(a, changes, "label", SV(COUNTERFACTUAL_LABEL));
    value_text(a, changes, "none", SV(COUNTERFACTUAL_NONE));
    list = value_add(a, changes, "list", VALUE_LIST);
    for (size_t i = 0; i < c->n; i++) {
        struct value *x = value_add(a, list, NULL, VALUE_OBJECT);
        value_text(a, x, "text", deal->change_words[i]);
        put_fixed(d, x, "then", c->list[i].score, 1);
        put_fixed(d, x, "fall", c->list[i].fall, 1);
        put_count(d, x, "rows", (double)c->list[i].rows);
    }
}

/* The closed deals that were like it, and the share of them that was lost
 * beside that of all they were chosen from. */
static void put_similar(struct dashboard *d, struct value *v,
                        const struct report_deal *deal)
{
    const struct similar *s = deal->alike;
    const struct chart_scale scale = {0, 1, d->r->similar_lost};
    struct value *similar, *list;

    if (!s) {
        value_bool(&d->page, v, "similar", false);
        return;
    }
    similar = value_add(&d->page, v, "similar", VALUE_OBJECT);
    value_text(&d->page, similar, "sentence", deal->similar_sentence);
    value_text(&d->page, similar, "how", d->r->similar_note);
    put_percent(d, similar, "all", d->r->similar_lost, 0);
    chart_interval(&d->svg, &scale, (double)s->lost / (double)s->n, s->lost95,
                   "rate");
    put_svg(d, similar, "mark");
    list = value_add(&d->page, similar, "list", VALUE_LIST);
    for (size_t i = 0; i < s->n; i++) {
        const struct report_similar *was = &deal->similar[i];
        struct value *x = value_add(&d->page, list, NULL, VALUE_OBJECT);
        value_bool(&d->page, x, "lost", was->of->lost);
        value_text(&d->page, x, "name", clipped(&d->page, was->title));
        value_text(&d->page, x, "owner", clipped(&d->page, was->owner));
        value_text(&d->page, x, "stage", was->stage);
        put_count(d, x, "age", was->of->age);
        put_money_full(d, x, "amount", was->amount);
        put_date(d, x, "then", was->of->then);
        put_date(d, x, "closed", was->closed);
        put_counted(d, x, "days", (size_t)(was->closed - was->of->then), "day");
        put_fixed(d, x, "distance", was->of->distance, 2);
    }
}

/* A fact only where it is known: a page of dashes tells nothing. */
static void fact_number(struct dashboard *d, struct value *list,
                        const char *label, double x, const char *text)
{
    if (isfinite(x))
        put_fact(d, list, label, text);
}

static void fact_date(struct dashboard *d, struct value *list,
                      const char *label, int32_t date)
{
    char text[FORMAT_TEXT];

    if (date != DATE_NONE)
        put_fact(d, list, label, format_date(text, date));
}

static void put_outlook(struct dashboard *d, struct value *list,
                        const struct outlook_words *o)
{
    for (size_t k = 0; k < o->n; k++)
        put_fact_sv(d, list, o->line[k].label.ptr, o->line[k].text);
}

/* What the deal means to this quarter and the next. */
static void put_quarter_facts(struct dashboard *d, struct value *list,
                              const struct report_deal *deal)
{
    struct words w = dashboard_words(d);
    struct deal_quarter_words q;

    words_deal_quarter(&q, &w, d->r->landing, deal->landing);
    for (int k = 0; k < LANDING_WHENS; k++)
        if (q.chance[k].len)
            put_fact_sv(d, list, q.label[k].ptr, q.chance[k]);
    put_fact_sv(d, list, "Decides the quarter", q.hinge);
}

void deal_facts(struct dashboard *d, struct value *list,
                const struct report_deal *deal)
{
    const struct score *s = deal->score;
    char x[FORMAT_TEXT];

    put_fact_sv(d, list, "Deal id", deal->id);
    put_fact(d, list, "Amount",
             format_money_full(x, deal->amount, d->r->style));
    fact_number(d, list, "Chance of loss", s->p_loss,
                format_chance(x, s->p_loss, 1, d->r->style));
    fact_number(d, list, "Expected loss", s->expected_loss,
                format_money_full(x, s->expected_loss, d->r->style));
    put_fact(d, list, "Rule points",
             format_fixed(x, s->rule_points, 1, d->r->style));
    fact_number(d, list, "Model points", s->ml_points,
                format_fixed(x, s->ml_points, 1, d->r->style));
    fact_date(d, list, "Created", deal->created);
    put_fact(d, list, "Age, days", format_count(x, s->age, d->r->style));
    put_outlook(d, list, &deal->outlook_words);
    put_quarter_facts(d, list, deal);
    put_fact_sv(d, list, "Stage", deal->stage);
    fact_number(d, list, "Days in stage", s->days_in_stage,
                format_count(x, s->days_in_stage, d->r->style));
    fact_date(d, list, "Expected close",
              s->expected != DATE_NONE ? s->expected : deal->expected);
    fact_date(d, list, "Last activity", deal->last_activity);
    fact_number(d, list, "Close date pushed", deal->push_count,
                format_count(x, deal->push_count, d->r->style));
    put_fact_sv(d, list, "Account", deal->account);
    put_fact_sv(d, list, "Owner", deal->owner);
    put_fact_sv(d, list, "Manager", deal->manager);
    put_fact_sv(d, list, "Industry", deal->industry);
    put_fact_sv(d, list, "Region", deal->region);
    put_fact_sv(d, list, "Product", deal->product);
    put_fact_sv(d, list, "Lead source", deal->lead_source);
    put_fact_sv(d, list, "Next step", deal->next_step);
}

static void put_events(struct dashboard *d, struct value *v,
                       const struct report_deal *deal)
{
    struct value *list = value_add(&d->page, v, "events", VALUE_LIST);
    char age[FORMAT_TEXT];

    value_bool(&d->page, v, "has_events", deal->n_events > 0);
    chart_timeline(&d->svg, d->r, deal);
    put_svg(d, v, "life");
    if (isnan(deal->score->age))
        value_text(&d->page, v, "life_title", SV("Timeline"));
    else
        value_format(&d->page, v, "life_title", "%s %s open",
                     format_count(age, deal->score->age, d->r->style),
                     deal->score->age == 1 ? "day" : "days");
    for (size_t i = 0; i < deal->n_events; i++) {
        struct value *e = value_add(&d->page, list, NULL, VALUE_OBJECT);
        put_date(d, e, "date", deal->events[i].date);
        value_text(&d->page, e, "text", deal->events[i].text);
    }
}

static void put_neighbour(struct dashboard *d, struct value *v, const char *key,
                          const struct report_deal *deal)
{
    struct value *link;

    if (!deal) {
        value_bool(&d->page, v, key, false);
        return;
    }
    link = value_add(&d->page, v, key, VALUE_OBJECT);
    value_text(&d->page, link, "href", deal_href(&d->page, deal));
    value_text(&d->page, link, "name", clipped(&d->page, deal->title));
}

static void put_scripts(struct dashboard *d, struct value *v,
                        const char *const *scripts, size_t n)
{
    struct value *list = value_add(&d->page, v, "scripts", VALUE_LIST);

    for (size_t i = 0; i < n; i++)
        value_text(&d->page, value_add(&d->page, list, NULL, VALUE_OBJECT),
                   "src", sv_from(scripts[i]));
}

static void put_whatif(struct dashboard *d, struct value *v,
                       const struct report_deal *deal)
{
    static const char *const scripts[] = {"../assets/score.js",
                                          "../assets/whatif.js"};
    struct value *whatif;

    if (!deal->whatif) {
        value_bool(&d->page, v, "whatif", false);
        return;
    }
    whatif = value_add(&d->page, v, "whatif", VALUE_OBJECT);
    value_text(&d->page, whatif, "deal", whatif_line(d, deal));
    put_scripts(d, v, scripts, sizeof scripts / sizeof *scripts);
}

static bool deal_page(struct dashboard *d, size_t i, struct err *err)
{
    const struct report *r = d->r;
    const struct report_deal *deal = &r->deals[i];
    const struct score *s = deal->score;
    struct arena *a = &d->page;
    struct value *v;
    struct sv file, title;

    title = sv_copy(a, clipped(a, deal->title));
    v = dashboard_page(d, "deal", title.ptr, "../");
    put_count(d, v, "rank", (double)(i + 1));
    value_text(a, v, "name", deal->title);
    value_text(a, v, "account",
               sv_eq(deal->title, deal->account) ? SV("") : deal->account);
    value_text(a, v, "owner", deal->owner);
    value_text(a, v, "stage", deal->stage);
    value_bool(a, v, "has_amount", isfinite(deal->amount));
    put_money_full(d, v, "amount", deal->amount);
    put_fixed(d, v, "score", s->shown, 1);
    put_level(d, value_add(a, v, "level", VALUE_OBJECT), s->level);
    value_text(a, v, "former", deal->former);
    value_text(a, v, "note", deal->note);
    value_text(a, v, "crm_url", deal->crm_url);
    value_text(a, v, "due", deal->due_words);
    value_bool(a, v, "late", deal_is_late(d->r, deal));
    put_action(d, v, &deal->action);
    put_warnings(d, v, deal);
    put_factors(d, v, deal);
    put_receipt(d, v, s);
    put_changes(d, v, deal);
    put_similar(d, v, deal);
    put_whatif(d, v, deal);
    deal_facts(d, value_add(a, v, "facts", VALUE_LIST), deal);
    put_events(d, v, deal);
    put_neighbour(d, v, "previous", i ? &r->deals[i - 1] : NULL);
    put_neighbour(d, v, "following",
                  i + 1 < r->n_deals ? &r->deals[i + 1] : NULL);
    file = sv_printf(a, "deal/%.*s.html", SV_ARG(deal->file_id));
    return dashboard_put(d, PAGE_DEAL, v, file.ptr, err);
}

static bool any_page(struct dashboard *d, struct err *err)
{
    static const char *const scripts[] = {"data/deal.js", "assets/score.js",
                                          "assets/whatif.js", "assets/draw.js",
                                          "assets/deal.js"};
    struct value *v = dashboard_page(d, "deal.html", "Deal", "");

    put_scripts(d, v, scripts, sizeof scripts / sizeof *scripts);
    return dashboard_put(d, PAGE_DEAL_ANY, v, "deal.html", err);
}

bool dashboard_deal_pages(struct dashboard *d, struct err *err)
{
    for (size_t i = 0; i < d->r->n_deals; i++)
        if (d->r->deals[i].has_page && !deal_page(d, i, err))
            return false;
    return any_page(d, err);
}

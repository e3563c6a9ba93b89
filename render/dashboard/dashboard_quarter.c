/* quarter.html: what will this quarter close at, and can that be relied on? */
#include <math.h>

#include "render/dashboard/dashboard_parts.h"
#include "render/base/escape.h"
#include "render/words/format.h"
#include "render/words/names.h"
#include "render/words/phrase.h"
#include "render/dashboard/svg_charts.h"

struct words dashboard_words(struct dashboard *d)
{
    return (struct words){.deals = d->r->quality,
                          .settings = d->r->settings,
                          .style = d->r->style,
                          .as_of = d->r->as_of,
                          .a = &d->page};
}

const struct landing_scope *quarter_scope(const struct report *r)
{
    return r->landing && r->landing->n_scopes ? &r->landing->scopes[0] : NULL;
}

const struct quarter_words *quarter_lines(const struct report *r, size_t scope,
                                          enum landing_when when)
{
    return &r->quarter_words[scope * LANDING_WHENS + when];
}

bool quarter_can_be_tried(const struct report *r)
{
    const struct landing_scope *s = quarter_scope(r);
    const struct landing_money *m;

    if (!s || !r->landing->chances)
        return false;
    m = &s->quarter[THIS_QUARTER].money[ENDING_WON];
    return m->method == METHOD_MODEL && isfinite(m->landing);
}

void quarter_deals_fill(struct quarter_deals *out, struct dashboard *d)
{
    const struct report *r = d->r;

    *out = (struct quarter_deals){0};
    for (size_t i = 0; i < r->n_deals; i++)
        if (r->deals[i].score->deal >= out->n)
            out->n = r->deals[i].score->deal + 1;
    out->of = ARENA_ARRAY(&d->page, out->n, const struct report_deal *);
    for (size_t i = 0; i < r->n_deals; i++)
        out->of[r->deals[i].score->deal] = &r->deals[i];
}

static const struct report_deal *open_deal(const struct quarter_deals *deals,
                                           uint32_t deal)
{
    return deal < deals->n ? deals->of[deal] : NULL;
}

void put_quarter_deal(struct dashboard *d, struct value *row,
                      const struct quarter_deals *deals, uint32_t deal,
                      struct sv id)
{
    const struct deals *all = d->r->quality;
    const struct report_deal *open = open_deal(deals, deal);
    struct sv name = id.len ? id : SV("a deleted deal"), owner = {0};

    if (open) {
        name = open->title;
        owner = open->owner;
    } else if (deal < all->n) {
        name = words_title(all, deal);
        owner = category_label(&all->groups[GROUP_OWNER], deal);
    }
    value_text(&d->page, row, "name", clipped(&d->page, name));
    value_text(&d->page, row, "owner", clipped(&d->page, owner));
    if (open)
        value_text(&d->page, row, "href", deal_href(&d->page, open));
    else
        value_bool(&d->page, row, "href", false);
}

static struct value *kpi(struct dashboard *d, struct value *list,
                         const char *label, const char *figure, struct sv note)
{
    struct value *v = value_add(&d->page, list, NULL, VALUE_OBJECT);

    value_text(&d->page, v, "label", sv_from(label));
    value_copy(&d->page, v, "figure", figure);
    value_text(&d->page, v, "note", note);
    return v;
}

static struct sv share_of_target(struct dashboard *d,
                                 const struct landing_target *t)
{
    if (isnan(t->amount) || isnan(t->attained))
        return SV("since the quarter began");
    return sv_printf(&d->page, "%.*s of the target",
                     SV_ARG(phrase_percent(t->attained, 0, d->r->style,
                                           &d->page)));
}

static struct sv chance_note(struct dashboard *d,
                             const struct landing_target *t)
{
    char text[FORMAT_TEXT];

    if (isnan(t->amount))
        return SV("none has been entered");
    if (t->reached)
        return SV("reached");
    if (isnan(t->chance))
        return SV("the chance to reach it is not known");
    return sv_printf(&d->page, "%s chance to reach it",
                     format_chance(text, t->chance, 0, d->r->style));
}

static struct sv range_text(struct dashboard *d, const struct landing_money *m)
{
    char low[FORMAT_TEXT], high[FORMAT_TEXT];

    if (m->gap == LANDING_OVER)
        return SV("the quarter ends today");
    if (isnan(m->range.lower))
        return SV("no range yet");
    return sv_printf(&d->page, "%s to %s",
                     format_money_short(low, m->range.lower, d->r->style),
                     format_money_short(high, m->range.upper, d->r->style));
}

static struct sv range_note(struct dashboard *d, const struct landing_money *m)
{
    char level[FORMAT_TEXT];

    if (isnan(m->range.lower))
        return range_text(d, m);
    return sv_printf(&d->page, "%s range %.*s",
                     format_percent(level, LANDING_LEVEL, 0, d->r->style),
                     SV_ARG(range_text(d, m)));
}

static void put_kpis(struct dashboard *d, struct value *v,
                     const struct landing_quarter *q)
{
    const struct landing_money *m = &q->money[ENDING_WON];
    const struct landing_record *record = &m->record[m->method];
    struct words w = dashboard_words(d);
    bool any = isfinite(m->landing) || m->so_far > 0 ||
               isfinite(q->target.amount);
    struct value *list = value_add(&d->page, v, "kpis", VALUE_LIST);
    char x[FORMAT_TEXT], y[FORMAT_TEXT];
    struct style style = d->r->style;

    value_bool(&d->page, v, "has_kpis", any);
    if (!any) /* dashes tell nobody anything */
        return;
    kpi(d, list, "Landing", format_money_short(x, m->landing, style),
        range_note(d, m));
    kpi(d, list, "Won so far", format_money_short(x, m->so_far, style),
        share_of_target(d, &q->target));
    if (isfinite(q->target.amount))
        kpi(d, list, "Target", format_money_short(x, q->target.amount, style),
            chance_note(d, &q->target));
    if (record->judged)
        kpi(d, list, "The range held",
            sv_printf(&d->page, "%s of %s",
                      format_count(x, (double)record->held, style),
                      format_count(y, (double)record->judged, style))
                .ptr,
            SV("past quarters, with as many days left"));
    if (record->tells && m->gap != LANDING_OVER)
        kpi(d, list, "Off by, on average",
            format_percent(x, record->share, 0, style),
            sv_printf(&d->page, "bias: %.*s",
                      SV_ARG(words_bias(&w, record->bias))));
    if (isfinite(m->told[METHOD_CRM]))
        kpi(d, list, "The CRM says",
            format_money_short(x, m->told[METHOD_CRM], style),
            SV("all that is due in the quarter, in full"));
}

/* One sentence an item; empty ones are left out. */
static void put_sentences(struct dashboard *d, struct value *v, const char *key,
                          const struct sv *lines, size_t n)
{
    struct value *list = value_add(&d->page, v, key, VALUE_LIST);

    for (size_t i = 0; i < n; i++)
        if (lines[i].len)
            value_text(&d->page, value_add(&d->page, list, NULL, VALUE_OBJECT),
                       "text", lines[i]);
    value_bool(&d->page, v, sv_printf(&d->page, "has_%s", key).ptr,
               list->first != NULL);
}

static void put_hinges(struct dashboard *d, struct value *v,
                       const struct quarter_deals *deals,
                       const struct landing_quarter *q)
{
    struct words w = dashboard_words(d);
    struct value *list = value_add(&d->page, v, "hinges", VALUE_LIST);
    char text[FORMAT_TEXT];

    value_bool(&d->page, v, "has_hinges", q->n_hinges > 0);
    value_bool(&d->page, v, "hinges_decide", q->hinges_decide);
    value_text(&d->page, v, "no_hinges",
               words_no_hinges(&w, d->r->landing, q));
    for (size_t i = 0; i < q->n_hinges; i++) {
        const struct landing_hinge *h = &q->hinge[i];
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        const struct report_deal *deal = open_deal(deals, h->deal);
        put_quarter_deal(d, row, deals, h->deal, SV(""));
        value_copy(&d->page, row, "chance",
                   format_chance(text, h->p, 0, d->r->style));
        put_money_full(d, row, "amount", h->amount);
        put_percent(d, row, "share", h->share, 0);
        put_date(d, row, "due", deal ? deal->expected : DATE_NONE);
        value_bool(&d->page, row, "late", deal && deal_is_late(d->r, deal));
        if (deal)
            put_level(d, value_add(&d->page, row, "level", VALUE_OBJECT),
                      deal->score->level);
        else
            value_bool(&d->page, row, "level", false);
    }
}

/* Managers' or owners' own landings. */
static void put_scopes(struct dashboard *d, struct value *v, const char *key,
                       enum landing_of of)
{
    const struct landing *l = d->r->landing;
    struct value *list = value_add(&d->page, v, key, VALUE_LIST);
    struct value *table = NULL, *rows = NULL;
    bool targets = false;

    for (size_t i = 1; i < l->n_scopes; i++) {
        const struct landing_scope *s = &l->scopes[i];
        const struct landing_quarter *q = &s->quarter[THIS_QUARTER];
        const struct landing_money *m = &q->money[ENDING_WON];
        const struct quarter_words *words = quarter_lines(d->r, i, THIS_QUARTER);
        struct value *row;
        char text[FORMAT_TEXT];
        if (s->of != of)
            continue;
        targets |= isfinite(q->target.amount);
        if (!table) {
            table = value_add(&d->page, list, NULL, VALUE_OBJECT);
            rows = value_add(&d->page, table, "rows", VALUE_LIST);
            value_text(&d->page, table, "noun", sv_from(landing_of_name(of)));
            put_label(d, table, "label", sv_from(landing_of_name(of)));
        }
        row = value_add(&d->page, rows, NULL, VALUE_OBJECT);
        value_text(&d->page, row, "name",
                   words->whose.len ? clipped(&d->page, words->whose)
                   : of == LANDING_MANAGER ? SV("without a manager")
                                           : SV("without an owner"));
        put_count(d, row, "open", (double)s->open);
        put_money(d, row, "so_far", m->so_far);
        put_money(d, row, "landing", s->enough ? m->landing : (double)NAN);
        value_text(&d->page, row, "range",
                   s->enough ? range_text(d, m) : SV("too few deals"));
        put_money(d, row, "target", q->target.amount);
        put_percent(d, row, "attained", q->target.attained, 0);
        value_copy(&d->page, row, "chance",
                   q->target.reached
                       ? "reached"
                       : format_chance(text, q->target.chance, 0,
                                       d->r->style));
    }
    if (table)
        value_bool(&d->page, table, "targets", targets);
}

static void put_next(struct dashboard *d, struct value *v)
{
    const struct landing_quarter *q =
        &quarter_scope(d->r)->quarter[NEXT_QUARTER];
    const struct quarter_words *words = quarter_lines(d->r, 0, NEXT_QUARTER);
    struct words w = dashboard_words(d);
    const struct sv lines[] = {words->parts,    words->no_range,
                               words->record,   words->baselines,
                               words->method,   words->crm,
                               words->lost,     words->target,
                               words->chance,   words->cover,
                               words_no_target(&w, words, &q->target)};

    bool told = landing_is_told(quarter_scope(d->r));

    /* Why there is none stands above already, of this quarter. */
    value_text(&d->page, v, "next_title", told ? words->landing : words->name);
    put_sentences(d, v, "next", lines, sizeof lines / sizeof lines[0]);
}

static void put_scripts(struct dashboard *d, struct value *v)
{
    static const char *const scripts[] = {
        "assets/landing.js", "assets/quarter.js"};
    struct value *list = value_add(&d->page, v, "scripts", VALUE_LIST);

    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
        value_text(&d->page, value_add(&d->page, list, NULL, VALUE_OBJECT),
                   "src", sv_from(scripts[i]));
}

static void put_landing(struct dashboard *d, struct value *v,
                        const struct quarter_deals *deals)
{
    const struct report *r = d->r;
    const struct landing_scope *s = quarter_scope(r);
    const struct landing_quarter *q = &s->quarter[THIS_QUARTER];
    const struct landing_money *m = &q->money[ENDING_WON];
    const struct quarter_words *words = quarter_lines(r, 0, THIS_QUARTER);
    struct words w = dashboard_words(d);
    struct sv no_target = words_no_target(&w, words, &q->target);
    const struct sv lead[] = {words->target, words->chance, words->no_range};
    const struct sv notes[] = {words->parts, words->lost, words->amounts};
    const struct sv cover[] = {words->cover, no_target};
    const struct sv record[] = {words->record, words->baselines,
                                words->method, words_why_model(&w, m)};

    value_text(&d->page, v, "headline", words->landing);
    value_text(&d->page, v, "heading", words->heading);
    value_text(&d->page, v, "name", words->name);
    put_sentences(d, v, "lead", lead, sizeof lead / sizeof lead[0]);
    put_kpis(d, v, q);
    value_bool(&d->page, v, "has_fan", landing_has_money(s));
    if (landing_has_money(s)) {
        chart_fan(&d->svg, s, words, words_fan(&w, words, s), r->style);
        put_svg(d, v, "fan");
    }
    put_sentences(d, v, "notes", notes, sizeof notes / sizeof notes[0]);
    put_sentences(d, v, "cover", cover, sizeof cover / sizeof cover[0]);
    put_sentences(d, v, "record", record, sizeof record / sizeof record[0]);
    put_quarter_past(d, v, m);
    value_text(&d->page, v, "hinges_line", words->hinges);
    value_text(&d->page, v, "hinges_title", words->hinges_title);
    value_text(&d->page, v, "won_by", words->won_by);
    value_text(&d->page, v, "hinges_nav",
               q->n_hinges && m->method == METHOD_AVERAGE ? SV("Deals\xe2\x80\x99 own chances")
                                           : SV("Deals that decide it"));
    put_hinges(d, v, deals, q);
    value_bool(&d->page, v, "tried", quarter_can_be_tried(r));
    value_text(&d->page, v, "try_about", words_quarter_panel(&w, words));
    value_text(&d->page, v, "no_panel", words_no_panel(&w, r->landing, m));
    put_scopes(d, v, "managers", LANDING_MANAGER);
    put_scopes(d, v, "owners", LANDING_OWNER);
    put_next(d, v);
}

bool dashboard_quarter(struct dashboard *d, struct err *err)
{
    struct value *v = dashboard_page(d, "quarter.html", "Quarter", "");
    const struct words w = dashboard_words(d);
    struct quarter_deals deals;

    quarter_deals_fill(&deals, d);
    value_text(&d->page, v, "then", words_then(&w));
    value_bool(&d->page, v, "has_landing", quarter_scope(d->r) != NULL);
    if (quarter_scope(d->r))
        put_landing(d, v, &deals);
    else if (d->r->landing)
        value_text(&d->page, v, "headline",
                   words_landing_gap(d->r->landing->gap));
    else
        value_text(&d->page, v, "headline",
                   SV("What the quarter will close at was not computed"));
    put_quarter_changes(d, v, &deals);
    put_scripts(d, v);
    return dashboard_put(d, PAGE_QUARTER, v, "quarter.html", err);
}

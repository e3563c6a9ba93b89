/* index.html: the overview. */
#include <math.h>

#include "render/dashboard/dashboard_parts.h"
#include "render/base/escape.h"
#include "render/words/format.h"
#include "render/words/phrase.h"
#include "render/dashboard/svg_charts.h"

enum { OWNERS_SHOWN = 10, FEATURES_SHOWN = 12 }; /* in their lists, at most */

static struct value *kpi(struct dashboard *d, struct value *list,
                         const char *label, const char *figure)
{
    struct value *v = value_add(&d->page, list, NULL, VALUE_OBJECT);

    value_text(&d->page, v, "label", sv_from(label));
    value_copy(&d->page, v, "figure", figure);
    return v;
}

/* What the last run said and, from the third run on, how it came here. */
static void put_former(struct dashboard *d, struct value *tile,
                       const char *label, enum total total)
{
    static const char *const CLASSES[] = {
        [VERDICT_NONE] = "same",
        [VERDICT_BETTER] = "better",
        [VERDICT_WORSE] = "worse",
    };
    const struct followup *c = d->r->followup;
    const struct variance *v = &d->r->news.totals[total];
    struct chart_run runs[TREND_RUNS];

    value_text(&d->page, tile, "former", v->before);
    value_text(&d->page, tile, "change", v->change);
    value_text(&d->page, tile, "verdict", sv_from(CLASSES[v->verdict]));
    if (!v->before.len || c->n_trend < 3) {
        value_bool(&d->page, tile, "spark", false);
        return;
    }
    for (size_t i = 0; i < c->n_trend; i++)
        runs[i] =
            (struct chart_run){c->trend[i].day, words_total(&c->trend[i], total)};
    chart_spark(&d->svg, label, runs, c->n_trend, d->r->style);
    put_svg(d, tile, "spark");
}

static void put_kpis(struct dashboard *d, struct value *v)
{
    const struct portfolio *p = d->r->portfolio;
    struct arena *a = &d->page;
    struct value *list = value_add(a, v, "kpis", VALUE_LIST), *k;
    char x[FORMAT_TEXT], y[FORMAT_TEXT];
    struct style style = d->r->style;

    k = kpi(d, list, "Pipeline",
            format_money_short(x, p->money.pipeline, style));
    put_former(d, k, "Pipeline", TOTAL_PIPELINE);
    format_count(x, (double)p->open, d->r->style);
    format_count(y, (double)p->money.without_amount, d->r->style);
    if (p->money.without_amount)
        value_format(a, k, "note", "%s open deal%s; %s without a known amount",
                     x, p->open == 1 ? "" : "s", y);
    else
        value_format(a, k, "note", "%s open deal%s", x,
                     p->open == 1 ? "" : "s");
    k = kpi(d, list, "At risk", format_money_short(x, p->money.at_risk, style));
    value_bool(a, k, "alert", p->money.at_risk > 0);
    put_former(d, k, "At risk", TOTAL_AT_RISK);
    value_text(a, k, "note", d->r->risk_note);
    k = kpi(d, list, "Expected loss",
            format_money_short(x, p->money.expected_loss, style));
    put_former(d, k, "Expected loss", TOTAL_EXPECTED_LOSS);
    value_text(a, k, "note",
               d->r->loss_gap.len
                   ? sv_printf(a, "not known: %.*s", SV_ARG(d->r->loss_gap))
                   : sv_printf(a, "each amount \xc3\x97 %.*s%s%.*s",
                               SV_ARG(d->r->loss_rate),
                               d->r->loss_range.len ? "; " : "",
                               SV_ARG(d->r->loss_range)));
    k = kpi(d, list, d->r->rescue.label.ptr,
            format_money_short(x, d->r->rescue.amount, style));
    value_text(a, k, "note", d->r->rescue.note);
    k = kpi(d, list, "Win rate",
            format_percent(x, p->win_rate, 1, d->r->style));
    format_count(x, (double)p->won, d->r->style);
    format_count(y, (double)(p->won + p->lost), d->r->style);
    if (d->r->rate_note.len)
        value_text(a, k, "note", d->r->rate_note);
    else if (p->won + p->lost)
        value_format(a, k, "note", "%s of %s closed deal%s", x, y,
                     p->won + p->lost == 1 ? "" : "s");
    else
        value_text(a, k, "note", SV("no deal has closed"));
    k = kpi(d, list, "Mean cycle",
            format_fixed(x, p->mean_cycle, 0, d->r->style));
    format_count(y, (double)p->cycle.closes, d->r->style);
    value_format(a, k, "note", "days, of %s closed deal%s", y,
                 p->cycle.closes == 1 ? "" : "s");
}

static void put_caveats(struct dashboard *d, struct value *v)
{
    const struct report *r = d->r;
    struct value *list = value_add(&d->page, v, "caveats", VALUE_LIST);

    value_bool(&d->page, v, "has_caveats", r->n_caveats > 0);
    for (size_t i = 0; i < r->n_caveats; i++)
        value_text(&d->page, value_add(&d->page, list, NULL, VALUE_OBJECT),
                   "text", r->caveats[i]);
}

/* What to do today: n deals from the from-th. */
static void put_asks(struct dashboard *d, struct value *v, const char *key,
                     size_t from, size_t n)
{
    const struct report *r = d->r;
    struct value *list = value_add(&d->page, v, key, VALUE_LIST);
    char day[FORMAT_TEXT];

    for (size_t i = from; i < from + n; i++) {
        const struct report_deal *deal = &r->deals[r->today.deals[i]];
        const struct action *x = &deal->action;
        put_deal_row(d, list, deal);
        put_label(d, list->last, "fact", deal->why);
        put_label(d, list->last, "reason", deal->reason);
        value_text(&d->page, list->last, "who", x->owner);
        value_bool(&d->page, list->last, "now", x->today);
        value_copy(&d->page, list->last, "when",
                   x->due == DATE_NONE ? "\xe2\x80\x93"
                                       : format_weekday(day, x->due));
    }
}

static void put_today(struct dashboard *d, struct value *v)
{
    const struct report_today *t = &d->r->today;

    value_text(&d->page, v, "today_heading", t->heading);
    value_text(&d->page, v, "more_heading", t->more_heading);
    value_bool(&d->page, v, "has_today", t->first > 0);
    put_asks(d, v, "today", 0, t->first);
    put_asks(d, v, "more", t->first, t->more);
}

static void put_levels(struct dashboard *d, struct value *v)
{
    static const char *const classes[LEVEL_COUNT] = {
        "level-low", "level-medium", "level-high", "level-critical"};
    const struct portfolio *p = d->r->portfolio;
    struct arena *a = &d->page;
    struct value *list = value_add(a, v, "levels", VALUE_LIST);
    size_t most = 1;
    char x[FORMAT_TEXT], y[FORMAT_TEXT];

    for (int l = 0; l < LEVEL_COUNT; l++)
        if (p->levels[l].deals > most)
            most = p->levels[l].deals;
    for (int l = LEVEL_CRITICAL; l >= LEVEL_LOW; l--) {
        struct value *row = value_add(a, list, NULL, VALUE_OBJECT);
        put_level(d, row, (enum level)l);
        put_count(d, row, "deals", (double)p->levels[l].deals);
        put_money(d, row, "amount", p->levels[l].amount);
        chart_bar(&d->svg, (double)p->levels[l].deals / (double)most, NAN,
                  classes[l]);
        put_svg(d, row, "bar");
    }
    format_count(x, (double)p->levels[LEVEL_CRITICAL].deals, d->r->style);
    format_count(y, (double)p->levels[LEVEL_HIGH].deals, d->r->style);
    value_format(a, v, "levels_finding", "%s CRITICAL, %s HIGH", x, y);
    if (d->r->levels_finding.len)
        value_format(a, v, "cuts_note",
                     "More than half of the deals are HIGH or above: the cuts "
                     "no longer sort. %.*s",
                     SV_ARG(d->r->levels_finding));
    else
        value_text(a, v, "cuts_note", SV(""));
}

/* What assets/deals.js calls these deals in its address. */
static void put_due_link(struct dashboard *d, struct value *row, int quarter)
{
    char label[FORMAT_TEXT];
    struct buf link;

    buf_init(&link);
    escape_url(&link, quarter == QUARTER_OVERDUE ? SV("overdue")
                      : quarter == QUARTER_UNKNOWN
                          ? SV("without a date")
                          : sv_from(format_quarter(label, quarter,
                                                   d->r->fiscal_month)));
    value_text(&d->page, row, "due", sv_copy(&d->page, buf_sv(&link)));
    buf_release(&link);
}

static void put_quarters(struct dashboard *d, struct value *v)
{
    const struct portfolio *p = d->r->portfolio;
    struct value *list = value_add(&d->page, v, "quarters", VALUE_LIST);
    double most = 0;

    for (size_t i = 0; i < p->n_at_risk; i++)
        most = fmax(most, p->at_risk[i].amount);
    /* All of it at no known date, or none of it: nothing to compare. */
    value_bool(&d->page, v, "has_quarters",
               most > 0 && (p->n_at_risk > 1 ||
                            p->at_risk[0].quarter != QUARTER_UNKNOWN));
    for (size_t i = 0; i < p->n_at_risk; i++) {
        const struct at_risk_quarter *q = &p->at_risk[i];
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        put_quarter(d, row, "name", q->quarter);
        put_due_link(d, row, q->quarter);
        value_bool(&d->page, row, "overdue", q->quarter == QUARTER_OVERDUE);
        put_counted(d, row, "deals", q->deals, "deal");
        put_money(d, row, "amount", q->amount);
        put_money(d, row, "at_risk", q->at_risk);
        chart_bar(&d->svg, q->amount / most, q->at_risk / most, "money");
        put_svg(d, row, "bar");
    }
}

/* The map of the deals, and the largest of them as a table. */
static void put_scatter(struct dashboard *d, struct value *v)
{
    enum { DRAWN = 400, ROWS = 10 };
    const struct report_deal **deals;
    size_t all = chart_scatter_deals(&deals, d->r, &d->page);
    size_t n = all < DRAWN ? all : DRAWN;
    struct value *list;

    value_bool(&d->page, v, "has_scatter", n > 1);
    if (n < 2)
        return;
    chart_scatter(&d->svg, d->r, deals, n, &d->page);
    put_svg(d, v, "scatter");
    put_counted(d, v, "scatter_all", all, "deal");
    put_count(d, v, "scatter_drawn", (double)n);
    value_bool(&d->page, v, "scatter_cut", n < all);
    list = value_add(&d->page, v, "largest", VALUE_LIST);
    for (size_t i = 0; i < n && i < ROWS; i++)
        put_deal_row(d, list, deals[i]);
}

/* "16 more owners": what a list of `most` leaves for another page. */
static void put_left(struct dashboard *d, struct value *v, const char *key,
                     size_t n, size_t most, const char *noun)
{
    if (n > most)
        put_counted(d, v, key, n - most, noun);
    else
        value_bool(&d->page, v, key, false);
}

static void put_owners(struct dashboard *d, struct value *v)
{
    const struct report *r = d->r;
    struct arena *a = &d->page;
    struct value *list = value_add(a, v, "owners", VALUE_LIST);

    value_bool(a, v, "has_owners", r->n_owners > 0);
    put_left(d, v, "more_owners", r->n_owners, OWNERS_SHOWN, "more owner");
    for (size_t i = 0; i < r->n_owners && i < OWNERS_SHOWN; i++) {
        const struct report_owner_week *o = &r->owners[i];
        struct value *row = value_add(a, list, NULL, VALUE_OBJECT);
        struct buf link;
        buf_init(&link);
        buf_add_str(&link, "owner=");
        escape_url(&link, o->owner);
        value_text(a, row, "link", sv_copy(a, buf_sv(&link)));
        buf_release(&link);
        value_text(a, row, "name",
                   o->owner.len ? clipped(a, o->owner)
                                : SV("without an owner"));
        put_count(d, row, "critical", (double)o->critical);
        put_count(d, row, "high", (double)o->high);
        put_money(d, row, "at_risk", o->at_risk);
        if (o->n_deals) {
            const struct report_deal *deal = &r->deals[o->deals[0]];
            struct value *first = value_add(a, row, "first", VALUE_OBJECT);
            value_text(a, first, "href", deal_href(a, deal));
            value_text(a, first, "name", clipped(a, deal->title));
            value_text(a, first, "action", deal->action.text);
        } else {
            value_bool(a, row, "first", false);
        }
    }
}

/* `bar`: how much of the largest. */
static void importance_row(struct dashboard *d, struct value *list,
                           struct sv label, double bar, double shown,
                           bool percent)
{
    struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);

    put_label(d, row, "label", label);
    if (percent)
        put_percent(d, row, "value", shown, 0);
    else
        put_fixed(d, row, "value", shown, 1);
    chart_bar(&d->svg, bar, NAN, "accent");
    put_svg(d, row, "bar");
}

/* Rules only: mean points a rule, most first; ties in the rules' order. */
static bool put_rule_means(struct dashboard *d, struct value *list)
{
    const double *means = d->r->rule_means;
    bool done[RULE_COUNT] = {false};
    double most = 0;

    for (int k = 0; k < RULE_COUNT; k++) {
        int best = -1;
        for (int i = 0; i < RULE_COUNT; i++)
            if (!done[i] && isfinite(means[i]) &&
                (best < 0 || means[i] > means[best]))
                best = i;
        if (best < 0)
            break;
        done[best] = true;
        most = fmax(most, means[best]);
        importance_row(d, list, sv_from(RULES[best].label),
                       means[best] / (most > 0 ? most : 1), means[best], false);
    }
    return most > 0;
}

static void put_importance(struct dashboard *d, struct value *v)
{
    const struct report *r = d->r;
    struct value *list = value_add(&d->page, v, "importance", VALUE_LIST);
    bool forest = r->scores->mode == MODE_HYBRID && r->n_features &&
                  isfinite(r->features[0].importance);
    double most = forest ? r->features[0].importance : 0;
    bool has = forest;

    value_text(&d->page, v, "importance_title",
               forest ? SV("What moves the model")
                      : SV("Which rules added points"));
    value_text(&d->page, v, "importance_caption",
               forest ? SV("Share of the mean absolute contribution (SHAP) "
                           "over the open deals")
                      : SV("Mean points an open deal, by rule, before the "
                           "cap"));
    value_text(&d->page, v, "importance_unit",
               forest ? SV("Share") : SV("Points"));
    put_left(d, v, "more_features", forest ? r->n_features : 0, FEATURES_SHOWN,
             "more feature");
    if (!forest)
        has = put_rule_means(d, list);
    for (size_t i = 0; forest && i < r->n_features && i < FEATURES_SHOWN; i++)
        if (isfinite(r->features[i].importance))
            importance_row(d, list, r->features[i].label,
                           r->features[i].importance / (most > 0 ? most : 1),
                           r->features[i].share, true);
    value_bool(&d->page, v, "has_importance", has);
    value_bool(&d->page, v, "crm_update", r->update.written);
}

/* One of the first things to know, and where the rest of it stands. */
static void put_first(struct dashboard *d, struct value *list,
                      const char *label, struct sv text, const char *href)
{
    struct value *v;

    if (!text.len)
        return;
    v = value_add(&d->page, list, NULL, VALUE_OBJECT);
    value_text(&d->page, v, "label", sv_from(label));
    value_text(&d->page, v, "text", text);
    value_text(&d->page, v, "href", sv_from(href));
}

/* "What to do today: 5 deals, $15.1M" under a label that says the first half.
 */
static struct sv after_colon(struct sv heading)
{
    struct sv rest = heading, head = sv_cut(&rest, ':');

    return rest.len ? sv_trim(rest) : head;
}

/* After the headline, and in this order in every format: where the quarter
 * lands, what moved, what to do today, what to know before relying on it. */
static void put_firsts(struct dashboard *d, struct value *v)
{
    const struct report *r = d->r;
    struct value *list = value_add(&d->page, v, "firsts", VALUE_LIST);
    const struct report_changes *c = &r->change_words;
    struct sv lands = {0}, moved = words_sentences(
        r->news.n ? (struct sv[]){c->landing.head, r->news.line}
                  : (struct sv[]){c->landing.gap, c->first_run},
        2, &d->page);

    if (quarter_scope(r))
        lands = words_landing_line(quarter_lines(r, 0, THIS_QUARTER), &d->page);
    else if (r->landing)
        lands = phrase_ended(words_landing_gap(r->landing->gap), &d->page);
    put_first(d, list, "The quarter", lands, "quarter.html");
    put_first(d, list, "What moved", moved, r->news.n ? "#news" : "");
    put_first(d, list, "What to do today",
              phrase_ended(after_colon(r->today.heading), &d->page), "#today");
    put_first(d, list, "What to know first", r->know_first, "#know");
    value_bool(&d->page, v, "has_firsts", list->first != NULL);
}

bool dashboard_index(struct dashboard *d, struct err *err)
{
    const struct report *r = d->r;
    struct value *v = dashboard_page(d, "index.html", "Overview", "");

    /* The news stand under it. */
    value_text(&d->page, v, "headline",
               r->news.n && r->lead.len ? r->lead : r->headline);
    put_lines(d, v, "news", r->news.list, r->news.n);
    value_text(&d->page, v, "news_title", r->news.title);
    value_text(&d->page, v, "news_line", r->news.line);
    put_firsts(d, v);
    put_deal_columns(d, v);
    put_today(d, v);
    put_caveats(d, v);
    put_kpis(d, v);
    put_levels(d, v);
    put_quarters(d, v);
    put_scatter(d, v);
    put_owners(d, v);
    put_prescriptions(d, v, PRESCRIPTIONS_ALL);
    put_cycle_charts(d, v);
    put_importance(d, v);
    return dashboard_put(d, PAGE_INDEX, v, "index.html", err);
}

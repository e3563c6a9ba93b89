/* Figures, levels and rows as values of a page. */
#include <math.h>
#include <stdio.h>

#include "render/dashboard/dashboard_parts.h"
#include "render/words/format.h"
#include "render/dashboard/svg_charts.h"
#include "render/base/theme.h"
#include "scoring/stats/psi.h"

void put_money(struct dashboard *d, struct value *v, const char *key, double x)
{
    char text[FORMAT_TEXT];

    value_copy(&d->page, v, key, format_money_short(text, x, d->r->style));
}

void put_money_full(struct dashboard *d, struct value *v, const char *key,
                    double x)
{
    char text[FORMAT_TEXT];

    value_copy(&d->page, v, key, format_money_full(text, x, d->r->style));
}

void put_count(struct dashboard *d, struct value *v, const char *key, double x)
{
    char text[FORMAT_TEXT];

    value_copy(&d->page, v, key, format_count(text, x, d->r->style));
}

void put_counted(struct dashboard *d, struct value *v, const char *key,
                 size_t n, const char *noun)
{
    char text[FORMAT_TEXT];

    value_format(&d->page, v, key, "%s %s%s",
                 format_count(text, (double)n, d->r->style), noun,
                 n == 1 ? "" : "s");
}

void put_fixed(struct dashboard *d, struct value *v, const char *key, double x,
               int decimals)
{
    char text[FORMAT_TEXT];

    value_copy(&d->page, v, key, format_fixed(text, x, decimals, d->r->style));
}

void put_percent(struct dashboard *d, struct value *v, const char *key,
                 double share, int decimals)
{
    char text[FORMAT_TEXT];

    value_copy(&d->page, v, key,
               format_percent(text, share, decimals, d->r->style));
}

void put_exact(struct dashboard *d, struct value *v, const char *key, double x)
{
    char text[FORMAT_TEXT];

    value_copy(&d->page, v, key, number_exact(text, x));
}

void put_setting(struct dashboard *d, struct value *v, const char *key,
                 double x)
{
    char text[FORMAT_TEXT];

    value_copy(&d->page, v, key, format_setting(text, x, d->r->style));
}

void put_date(struct dashboard *d, struct value *v, const char *key,
              int32_t date)
{
    char text[FORMAT_TEXT];

    value_copy(&d->page, v, key, format_date(text, date));
}

void put_quarter(struct dashboard *d, struct value *v, const char *key,
                 int quarter)
{
    char text[FORMAT_TEXT];

    value_copy(&d->page, v, key,
               format_quarter(text, quarter, d->r->fiscal_month));
}

void put_interval(struct dashboard *d, struct value *v, const char *key,
                  struct interval ci, bool percent, int decimals)
{
    char low[FORMAT_TEXT], high[FORMAT_TEXT];

    if (percent) {
        format_percent(low, ci.lower, decimals, d->r->style);
        format_percent(high, ci.upper, decimals, d->r->style);
    } else {
        format_fixed(low, ci.lower, decimals, d->r->style);
        format_fixed(high, ci.upper, decimals, d->r->style);
    }
    if (isnan(ci.lower) && isnan(ci.upper))
        value_copy(&d->page, v, key, low);
    else
        value_format(&d->page, v, key,
                     isnan(ci.upper) ? "%s or more" : "%s to %s", low, high);
}

void put_svg(struct dashboard *d, struct value *v, const char *key)
{
    value_text(&d->page, v, key, sv_copy(&d->page, buf_sv(&d->svg)));
    buf_clear(&d->svg);
}

void put_level(struct dashboard *d, struct value *v, enum level level)
{
    static const char *const classes[LEVEL_COUNT] = {[LEVEL_LOW] = "low",
                                                     [LEVEL_MEDIUM] = "medium",
                                                     [LEVEL_HIGH] = "high",
                                                     [LEVEL_CRITICAL] =
                                                         "critical"};

    value_text(&d->page, v, "word", sv_from(THEME_LEVELS[level].word));
    value_text(&d->page, v, "shape", sv_from(THEME_LEVELS[level].shape));
    value_text(&d->page, v, "class", sv_from(classes[level]));
}

void put_fact_sv(struct dashboard *d, struct value *list, const char *label,
                 struct sv text)
{
    struct value *fact;

    if (!text.len)
        return;
    fact = value_add(&d->page, list, NULL, VALUE_OBJECT);
    value_text(&d->page, fact, "label", sv_from(label));
    value_text(&d->page, fact, "value", text);
}

void put_lines(struct dashboard *d, struct value *v, const char *key,
               const struct text_line *lines, size_t n)
{
    struct value *list = value_add(&d->page, v, key, VALUE_LIST);

    value_bool(&d->page, v, sv_printf(&d->page, "has_%s", key).ptr, n > 0);
    for (size_t i = 0; i < n; i++) {
        struct value *o = value_add(&d->page, list, NULL, VALUE_OBJECT);
        value_text(&d->page, o, "label", lines[i].label);
        value_text(&d->page, o, "value", lines[i].text);
    }
}

struct value *put_fact(struct dashboard *d, struct value *list,
                       const char *label, const char *text)
{
    put_fact_sv(d, list, label, sv_copy(&d->page, sv_from(text)));
    return list->last;
}

void put_known(struct dashboard *d, struct value *v)
{
    static const struct {
        const char *key;
        double x;
        int decimals;
    } known[] = {
        {"n_planted", 100000, 0},  {"n_coin", 0.5, 1},
        {"n_scale_low", 0.4, 1},   {"n_scale_high", 0.9, 1},
        {"n_drift", PSI_DRIFT, 2}, {"n_noise_claimed", 0.54, 2},
        {"n_noise_true", 0.47, 2},
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        put_fixed(d, v, known[i].key, known[i].x, known[i].decimals);
}

void put_fact_count(struct dashboard *d, struct value *list, const char *label,
                    size_t n)
{
    char text[FORMAT_TEXT];

    put_fact(d, list, label, format_count(text, (double)n, d->r->style));
}

struct sv deal_href(struct arena *a, const struct report_deal *deal)
{
    return sv_printf(a, deal->has_page ? "deal/%.*s.html" : "deal.html#%.*s",
                     SV_ARG(deal->file_id));
}

/* Columns of the deals table, and what fills each. A column that is empty for
 * every deal tells nothing, and is left out. */
static bool has_owner(const struct report_deal *deal)
{
    return deal->owner.len > 0;
}

static bool has_manager(const struct report_deal *deal)
{
    return deal->manager.len > 0;
}

static bool has_stage(const struct report_deal *deal)
{
    return deal->stage.len > 0;
}

static bool has_category(const struct report_deal *deal)
{
    return deal->category.len > 0;
}

static bool has_region(const struct report_deal *deal)
{
    return deal->region.len > 0;
}

static bool has_product(const struct report_deal *deal)
{
    return deal->product.len > 0;
}

static bool has_amount(const struct report_deal *deal)
{
    return isfinite(deal->amount);
}

static bool has_loss(const struct report_deal *deal)
{
    return isfinite(deal->score->expected_loss);
}

static bool has_age(const struct report_deal *deal)
{
    return isfinite(deal->score->age);
}

static bool has_due(const struct report_deal *deal)
{
    return deal->expected != DATE_NONE;
}

static bool has_why(const struct report_deal *deal)
{
    return deal->why.len > 0;
}

static bool has_action(const struct report_deal *deal)
{
    return deal->action.text.len > 0;
}

void put_deal_columns(struct dashboard *d, struct value *v)
{
    static const struct {
        const char *key;
        bool (*filled)(const struct report_deal *deal);
    } columns[] = {{"has_owner", has_owner},       {"has_manager", has_manager},
                   {"has_stage", has_stage},       {"has_region", has_region},
                   {"has_product", has_product},   {"has_amount", has_amount},
                   {"has_category", has_category}, {"has_loss", has_loss},
                   {"has_age", has_age},           {"has_due", has_due},
                   {"has_why", has_why},           {"has_action", has_action}};

    for (size_t k = 0; k < sizeof columns / sizeof columns[0]; k++) {
        bool any = false;
        for (size_t i = 0; !any && i < d->r->n_deals; i++)
            any = columns[k].filled(&d->r->deals[i]);
        value_bool(&d->page, v, columns[k].key, any);
    }
}

bool deal_is_late(const struct report *r, const struct report_deal *deal)
{
    return deal->expected != DATE_NONE && deal->expected < r->as_of;
}

struct sv deal_why(const struct report_deal *deal)
{
    return deal->reason.len ? deal->reason : deal->why;
}

void put_deal_row(struct dashboard *d, struct value *list,
                  const struct report_deal *deal)
{
    struct arena *a = &d->page;
    const struct score *s = deal->score;
    struct value *row = value_add(a, list, NULL, VALUE_OBJECT);
    char chance[FORMAT_TEXT];

    put_level(d, value_add(a, row, "level", VALUE_OBJECT), s->level);
    put_fixed(d, row, "score", s->shown, 1);
    value_copy(a, row, "p_loss",
               format_chance(chance, s->p_loss, 0, d->r->style));
    value_text(a, row, "name", clipped(a, deal->title));
    value_text(a, row, "account", /* most names begin with it */
               sv_starts(deal->title, deal->account)
                   ? SV("")
                   : clipped(a, deal->account));
    value_text(a, row, "owner", clipped(a, deal->owner));
    value_text(a, row, "manager", clipped(a, deal->manager));
    value_text(a, row, "stage", clipped(a, deal->stage));
    value_text(a, row, "category", clipped(a, deal->category));
    put_money_full(d, row, "amount", deal->amount);
    put_money_full(d, row, "loss", s->expected_loss);
    put_count(d, row, "age", s->age);
    put_date(d, row, "due", deal->expected);
    value_bool(a, row, "late", deal_is_late(d->r, deal));
    put_label(d, row, "why", deal_why(deal));
    value_text(a, row, "action", deal->action.text);
    value_text(a, row, "href", deal_href(a, deal));
}

enum { CLIP = 240 }; /* bytes; a row shows two lines of some 40 letters */

struct sv clipped(struct arena *a, struct sv text)
{
    size_t len = CLIP;

    if (text.len <= CLIP)
        return text;
    while (len && ((unsigned char)text.ptr[len] & 0xc0) == 0x80)
        len--; /* never within a character */
    return sv_printf(a, "%.*s\xe2\x80\xa6", (int)len, text.ptr);
}

struct sv capitalised(struct arena *a, struct sv text)
{
    struct sv copy = sv_copy(a, text);

    /* Words of a sentence; on their own they start one. */
    if (copy.len && copy.ptr[0] >= 'a' && copy.ptr[0] <= 'z')
        ((char *)copy.ptr)[0] -= 'a' - 'A';
    return copy;
}

void put_label(struct dashboard *d, struct value *v, const char *key,
               struct sv label)
{
    value_text(&d->page, v, key, capitalised(&d->page, label));
}

const char *line_origin(enum line_kind kind)
{
    static const char *const origins[] = {[LINE_BASE] = "model, start",
                                          [LINE_RULE] = "rule",
                                          [LINE_CAP] = "rules",
                                          [LINE_FOREST] = "forest",
                                          [LINE_ADDITIVE] = "additive",
                                          [LINE_ROUNDING] = "to one decimal"};

    return origins[kind];
}

struct sv score_formula(const struct report *r, struct arena *a)
{
    const struct settings *s = r->settings;
    char cap[FORMAT_TEXT], rule[FORMAT_TEXT], forest[FORMAT_TEXT];

    format_setting(cap, s->rules.cap, r->style);
    if (r->scores->mode != MODE_HYBRID)
        return sv_printf(a,
                         "Score = rule points, capped at %s; no model adds "
                         "to them. %.*s.",
                         cap, SV_ARG(r->model_finding));
    return sv_printf(a,
                     "Score = %s \xc3\x97 rule points (capped at %s) + "
                     "%s \xc3\x97 chance of loss. What the model finds is "
                     "split over its features exactly: the forest\xe2\x80\x99s "
                     "part by TreeSHAP, the additive model\xe2\x80\x99s as "
                     "its terms are.",
                     format_setting(rule, s->rule_weight, r->style), cap,
                     format_setting(forest, s->forest_weight, r->style));
}

/* "No change shown: the median …": the finding as a heading, the figures
 * under it. */
static void put_verdict(struct dashboard *d, struct value *v, struct sv verdict)
{
    struct sv rest = verdict, head = sv_cut(&rest, ':');

    if (head.len > 80 || !rest.len) {
        head = verdict;
        rest = (struct sv){0};
    }
    value_text(&d->page, v, "cycle_verdict",
               head.len ? head : SV("Cycle length"));
    put_label(d, v, "cycle_figures", sv_trim(rest));
}

void put_cycle_charts(struct dashboard *d, struct value *v)
{
    const struct cycle *c = &d->r->portfolio->cycle;
    char text[FORMAT_TEXT];

    put_verdict(d, v, d->r->cycle_verdict);
    value_bool(&d->page, v, "has_cycle", c->n_close > 0);
    value_bool(&d->page, v, "none_closed",
               !d->r->portfolio->won && !d->r->portfolio->lost);
    if (isnan(c->naive_change_pct))
        value_text(&d->page, v, "naive", SV(""));
    else
        value_format(&d->page, v, "naive", "%s%% from first to last",
                     format_signed(text, c->naive_change_pct, 0, d->r->style));
    chart_cycle_close(&d->svg, c, d->r->style);
    put_svg(d, v, "cycle_close");
    chart_cycle_created(&d->svg, c, d->r->style);
    put_svg(d, v, "cycle_created");
}

/* Reps on their page, segments and teams on theirs, as many as the head counts;
 * what the whole pipeline asks for (dates, amounts) stands on neither. */
void put_prescriptions(struct dashboard *d, struct value *v,
                       enum prescriptions_of which)
{
    static const enum prescription_of ASKED[] = {
        [PRESCRIPTIONS_REPS] = PRESCRIBED_REP,
        [PRESCRIPTIONS_SEGMENTS] = PRESCRIBED_SEGMENT};
    const struct prescriptions *p = &d->r->prescriptions;
    struct value *list = value_add(&d->page, v, "prescriptions", VALUE_LIST);

    for (size_t i = 0; i < p->n; i++) {
        if (which != PRESCRIPTIONS_ALL && p->list[i].of != ASKED[which])
            continue;
        struct value *item = value_add(&d->page, list, NULL, VALUE_OBJECT);
        value_text(&d->page, item, "text", p->list[i].text);
        value_text(&d->page, item, "evidence", p->list[i].evidence);
    }
    value_bool(&d->page, v, "has_prescriptions", list->first != NULL);
}

/*
 * What the panel of a deal page needs to score a changed deal: data/whatif.js
 * for the company, a line of numbers for each deal, and data/forest.js. All
 * numbers are printed so that reading them gives the same bits.
 *
 * The line: "scalars;points of the rules;row of features", blanks between
 * numbers, "-" for one that is not known; then "stays;sizes", of each stay
 * behind it the place and how many days ago it began and ended, of each pair
 * with the deal size its rates up to the median and above. Scalars: score,
 * stage, forest_stage,
 * days, forest_days, age, amount, close, pushes, last (scoring/score/whatif.h).
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "render/dashboard/dashboard_parts.h"
#include "render/words/format.h"

static void add_blank(struct buf *out)
{
    if (out->len > 0 && out->ptr[out->len - 1] != ';')
        buf_add_char(out, ' ');
}

/* As few digits as give the same bits again: 75.3, not 75.299999999999997. */
static void add_number(struct buf *out, double x)
{
    char text[32];

    add_blank(out);
    if (!isfinite(x)) {
        buf_add_char(out, '-');
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            break;
    }
    buf_add_str(out, text);
}

static void add_float(struct buf *out, float x)
{
    char text[32];

    add_blank(out);
    if (!isfinite(x)) {
        buf_add_char(out, '-');
        return;
    }
    for (int digits = 6; digits <= 9; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)x);
        if (strtof(text, NULL) == x)
            break;
    }
    buf_add_str(out, text);
}

struct sv whatif_line(struct dashboard *d, const struct report_deal *deal)
{
    const struct whatif_deal *w = deal->whatif;
    const double scalars[] = {
        deal->score->shown, w->stage, w->forest_stage, w->days,
        w->forest_days,     w->age,   w->amount,       w->close,
        w->pushes,          w->last};
    struct buf line;
    struct sv text;

    buf_init(&line);
    for (size_t k = 0; k < sizeof scalars / sizeof *scalars; k++)
        add_number(&line, scalars[k]);
    buf_add_char(&line, ';');
    for (size_t k = 0; k < RULE_COUNT; k++)
        add_number(&line, w->points[k]);
    buf_add_char(&line, ';');
    for (size_t c = 0; w->row && c < d->r->whatif->x.cols; c++)
        add_float(&line, w->row[c * d->r->whatif->x.rows]);
    buf_add_char(&line, ';');
    for (size_t k = 0; k < w->n_stays; k++) {
        add_number(&line, w->stays[k].place);
        add_number(&line, w->stays[k].began);
        add_number(&line, w->stays[k].ended);
    }
    buf_add_char(&line, ';');
    for (size_t k = 0; w->row && k < d->r->whatif->n_sized; k++) {
        add_float(&line, (float)w->sized[k][0]);
        add_float(&line, (float)w->sized[k][1]);
    }
    text = sv_copy(&d->page, buf_sv(&line));
    buf_release(&line);
    return text;
}

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

static json_t *numbers(const double *x, size_t n)
{
    json_t *list = json_array();

    for (size_t k = 0; k < n; k++)
        append(list, number(x[k]));
    return list;
}

static json_t *steps(const struct whatif_steps *s)
{
    json_t *list;

    if (!s->known)
        return json_null();
    list = json_array();
    for (size_t k = 0; k < s->n; k++)
        append(list, numbers((double[]){s->list[k].from, s->list[k].rank}, 2));
    return list;
}

static json_t *stages(const struct report *r)
{
    const struct whatif *w = r->whatif;
    json_t *list = json_array();

    for (size_t k = 0; k < w->n_stages; k++) {
        json_t *stage = json_object();
        set(stage, "name", text(r->quality->stage.labels[w->stages[k].code]));
        set(stage, "limit", number(w->stages[k].limit));
        set(stage, "rank", steps(&w->stages[k].rank));
        append(list, stage);
    }
    return list;
}

static json_t *rules(const struct report *r)
{
    const struct rule_settings *s = &r->settings->rules;
    const struct rule_limits *l = &r->scores->limits;
    json_t *rules = json_object(), *labels = json_array();

    for (int k = 0; k < RULE_COUNT; k++)
        append(labels, json_string(RULES[k].label));
    set(rules, "labels", labels);
    set(rules, "cycle_limits", numbers(l->cycle, 3));
    set(rules, "cycle_points", numbers(s->cycle_points, 3));
    set(rules, "stage_points", number(s->stage_points));
    set(rules, "age_for_days", json_boolean(r->whatif->age_for_days));
    set(rules, "amount_limit", number(l->amount));
    set(rules, "amount_points", number(s->amount_points));
    set(rules, "cap", number(s->cap));
    return rules;
}

/* Own columns are the company's words and never change here: left empty. */
static json_t *columns(const struct report *r)
{
    const struct feature_set *set = &r->model->features;
    json_t *list = json_array();

    for (size_t c = 0; r->whatif->cuts && c < set->n; c++)
        append(list, json_string(set->columns[c].feature
                                     ? set->columns[c].feature->name
                                     : ""));
    return list;
}

static json_t *sized(const struct whatif *w)
{
    json_t *list = json_array();

    for (size_t k = 0; k < w->n_sized; k++)
        append(list, json_integer((json_int_t)w->sized[k]));
    return list;
}

static json_t *fields(const struct whatif *w)
{
    json_t *fields = json_object();

    set(fields, "stage", json_boolean(w->stage));
    set(fields, "amount", json_boolean(w->amount));
    set(fields, "close", json_boolean(w->close));
    set(fields, "pushes", json_boolean(w->pushes));
    return fields;
}

/* Names of the own fields that the model reads: ", Competitor, Route". */
static struct sv own_fields(const struct report *r, struct arena *a)
{
    const struct feature_set *set = &r->model->features;
    struct sv names = SV("");

    for (size_t c = 0; r->whatif->cuts && c < set->n; c++)
        if (!set->columns[c].feature && !set->columns[c].is_pair)
            names = sv_printf(a, "%.*s, %.*s", SV_ARG(names),
                              SV_ARG(clipped(a, set->columns[c].label)));
    return names;
}

static json_t *left_out(const struct report *r, struct arena *a)
{
    const struct whatif *w = r->whatif;
    struct sv not_read = SV("last activity, next step, forecast category");

    if (!w->pushes)
        not_read = sv_printf(a, "times pushed, %.*s", SV_ARG(not_read));
    if (!w->close)
        not_read = sv_printf(a, "expected close, %.*s", SV_ARG(not_read));
    return text(sv_printf(
        a,
        "Left out on purpose: rep, region, industry, lead source, product, "
        "account%.*s. The deal came with them, and the score reads them as "
        "what became of other deals that had them: another name on this deal "
        "would not make it one of those. Not here, because this score does "
        "not read them: %.*s. What is known of the company stays as it was on "
        "the day of the report.",
        SV_ARG(own_fields(r, a)), SV_ARG(not_read)));
}

static json_t *range(const struct value_range *s)
{
    return isnan(s->low) ? json_null()
                         : numbers((double[]){s->low, s->high}, 2);
}

/* From where to where the model has seen values, by field; null: none. */
static json_t *seen(const struct whatif *w)
{
    json_t *seen = json_object(), *days = json_array();

    if (!w->cuts) {
        json_decref(days);
        json_decref(seen);
        return json_null();
    }
    for (size_t k = 0; k < w->seen.n_stages; k++)
        append(days, range(&w->seen.days[k]));
    set(seen, "days", days);
    set(seen, "amount", range(&w->seen.amount));
    set(seen, "age", range(&w->seen.age));
    set(seen, "close", range(&w->seen.close));
    set(seen, "pushes", range(&w->seen.pushes));
    return seen;
}

static json_t *calibrator(const struct calibrator *c)
{
    return c->used ? numbers((double[]){c->a, c->b}, 2) : json_null();
}

static json_t *levels_of(const struct additive_column *c)
{
    json_t *list = json_array();

    for (size_t k = 0; k < c->n_levels; k++)
        append(list, numbers((double[]){(double)c->levels[k].value,
                                        c->levels[k].term},
                             2));
    return list;
}

/* The terms of the additive model, as scoring/additive/additive.h has them. */
static json_t *additive(const struct model *m)
{
    static const char *const kinds[ADDITIVE_KINDS] = {
        [ADDITIVE_LEFT_OUT] = "none",   [ADDITIVE_NUMBER] = "number",
        [ADDITIVE_AMOUNT] = "amount",   [ADDITIVE_RANK] = "rank",
        [ADDITIVE_LEVELS] = "levels"};
    json_t *out = json_object(), *columns = json_array(), *cuts = json_array();

    for (size_t c = 0; c < m->additive.n_columns; c++) {
        const struct additive_column *of = &m->additive.columns[c];
        json_t *o = json_object();
        set(o, "kind", json_string(kinds[of->kind]));
        set(o, "low", number(of->spline.low));
        set(o, "high", number(of->spline.high));
        set(o, "knots", numbers(of->spline.knot, of->spline.n_knots));
        set(o, "beta", numbers(of->beta, spline_terms(&of->spline)));
        set(o, "centre", number(of->centre));
        set(o, "levels", levels_of(of));
        set(o, "rare", number(of->rare));
        set(o, "missing", number(of->missing));
        append(columns, o);
    }
    for (size_t k = 1; k < RANK_STEPS; k++)
        append(cuts, number((double)additive_rank_cut(k)));
    set(out, "base", number(m->additive.base));
    set(out, "rank_cuts", cuts);
    set(out, "columns", columns);
    return out;
}

static bool put_company(struct dashboard *d, struct err *err)
{
    const struct report *r = d->r;
    const struct whatif *w = r->whatif;
    const struct level_cuts *cuts = &r->scores->cuts;
    struct money_marks marks;
    json_t *root = json_object();
    char iso[DATE_TEXT], *body;

    money_marks(&marks, r->style);
    set(root, "as_of", json_string(date_iso(iso, r->as_of)));
    set(root, "sign", json_string(marks.before));
    set(root, "sign_after", json_string(marks.after));
    set(root, "label", json_string(COUNTERFACTUAL_LABEL));
    set(root, "left_out", left_out(r, &d->page));
    set(root, "hybrid", json_boolean(w->cuts != NULL));
    set(root, "rule_weight", number(w->cuts ? r->settings->rule_weight : 1));
    set(root, "forest_weight", number(r->settings->forest_weight));
    set(root, "calibrator", calibrator(&r->model->calibrator));
    set(root, "shares", numbers(r->model->stack.share, LEARNERS));
    set(root, "additive",
        w->cuts ? additive(r->model) : json_null());
    set(root, "levels",
        numbers((double[]){cuts->medium, cuts->high, cuts->critical}, 3));
    set(root, "fields", fields(w));
    set(root, "seen", seen(w));
    set(root, "columns", columns(r));
    set(root, "tracked", json_boolean(w->tracked));
    set(root, "amount_counts", json_boolean(w->amount_counts));
    set(root, "large_amount", number(w->large_amount));
    set(root, "long_cycle", number(w->long_cycle));
    set(root, "won_median", number(w->won_median));
    set(root, "sized", sized(w));
    set(root, "half", number(w->half));
    set(root, "amounts", steps(&w->amounts));
    set(root, "cycles", steps(&w->cycles));
    set(root, "stages", stages(r));
    set(root, "rules", rules(r));
    body = json_dumps(root, JSON_COMPACT | JSON_ENSURE_ASCII |
                                JSON_ESCAPE_SLASH | JSON_REAL_PRECISION(17));
    json_decref(root);
    if (!body)
        mem_fail();
    buf_clear(&d->html);
    buf_printf(&d->html, "window.DEALSENSE_WHATIF = %s;\n", body);
    free(body);
    arena_reset(&d->page);
    return sink_put(d->out, "dashboard/data/whatif.js", buf_sv(&d->html), err);
}

bool dashboard_whatif(struct dashboard *d, struct err *err)
{
    if (!d->r->whatif)
        return true;
    return put_company(d, err) &&
           (!d->r->whatif->cuts || dashboard_forest(d, err));
}

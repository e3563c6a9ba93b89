/* trust.html: how often was this right before? */
#include <math.h>

#include "render/dashboard/dashboard_parts.h"
#include "render/words/format.h"
#include "render/dashboard/svg_charts.h"

static void known_or(struct dashboard *d, struct value *v, const char *key,
                     double x, const char *text)
{
    if (isfinite(x))
        value_copy(&d->page, v, key, text);
    else
        value_text(&d->page, v, key, SV("not yet computed"));
}

static enum scorer scorer_in_use(const struct report *r)
{
    return r->scores->mode == MODE_HYBRID ? SCORER_HYBRID : SCORER_RULES;
}

/* Where the score in use ranks no better than chance the first caveat says
 * so, with its figures. */
static void put_chance(struct dashboard *d, struct value *v)
{
    const struct holdout *h = &d->r->model->holdout;
    bool known =
        h->n_replays && h->figures[scorer_in_use(d->r)].auc.lower95 <= 0.5;

    value_text(&d->page, v, "at_chance",
               known && d->r->n_caveats ? d->r->caveats[0] : SV(""));
}

/* The same rows judged by two scores. */
static void put_differences(struct dashboard *d, struct value *v)
{
    const struct holdout *h = &d->r->model->holdout;
    const struct {
        const char *label;
        const struct auc *a;
    } pairs[] = {{"Hybrid minus model", &h->hybrid_minus_ml},
                 {"Hybrid minus rules", &h->hybrid_minus_rules},
                 {"Model minus rules", &h->ml_minus_rules}};
    struct value *list = value_add(&d->page, v, "differences", VALUE_LIST);
    char x[FORMAT_TEXT], low[FORMAT_TEXT], high[FORMAT_TEXT];

    for (size_t k = 0; k < sizeof pairs / sizeof pairs[0]; k++) {
        const struct auc *a = pairs[k].a;
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        value_text(&d->page, row, "label", sv_from(pairs[k].label));
        if (isfinite(a->auc))
            value_format(&d->page, row, "difference",
                         "%s (95%% interval %s to %s)",
                         format_signed(x, a->auc, 3, d->r->style),
                         format_signed(low, a->lower95, 3, d->r->style),
                         format_signed(high, a->upper95, 3, d->r->style));
        else
            value_text(&d->page, row, "difference", SV("not yet computed"));
    }
    value_bool(&d->page, v, "hybrid_worse", h->hybrid_minus_ml.upper95 < 0);
}

static void put_figures(struct dashboard *d, struct value *v)
{
    static const char *const labels[MODE_COUNT][SCORER_COUNT] = {
        [MODE_HYBRID] = {[SCORER_HYBRID] = "Hybrid (as shown)",
                         [SCORER_ML] = "Model alone, chance of loss",
                         [SCORER_RULES] = "Rules alone",
                         [SCORER_FOREST] = "Random forest alone",
                         [SCORER_ADDITIVE] = "Additive model alone"},
        [MODE_RULES_ONLY] = {[SCORER_HYBRID] = "Hybrid (not in use)",
                             [SCORER_ML] = "Model alone (not in use)",
                             [SCORER_RULES] = "Rules alone (as shown)",
                             [SCORER_FOREST] = "Random forest alone",
                             [SCORER_ADDITIVE] = "Additive model alone"}};
    const struct holdout *h = &d->r->model->holdout;
    struct arena *a = &d->page;
    struct value *list = value_add(a, v, "figures", VALUE_LIST);
    struct chart_scale scale = {0.4, 0.9, 0.5};
    char x[FORMAT_TEXT];

    for (int k = 0; k < SCORER_COUNT; k++) {
        const struct scorer_figures *f = &h->figures[k];
        struct interval ci = {f->auc.lower95, f->auc.upper95};
        struct value *row = value_add(a, list, NULL, VALUE_OBJECT);
        value_text(a, row, "label", sv_from(labels[d->r->scores->mode][k]));
        value_bool(a, row, "used", k == (int)scorer_in_use(d->r));
        known_or(d, row, "auc", f->auc.auc,
                 format_fixed(x, f->auc.auc, 3, d->r->style));
        put_interval(d, row, "interval", ci, false, 3);
        put_interval(d, row, "today", d->r->scores->ahead.auc[k], false, 2);
        chart_interval(&d->svg, &scale, f->auc.auc, ci, "rate");
        put_svg(d, row, "mark");
        if (k != SCORER_HYBRID && k != SCORER_RULES)
            known_or(d, row, "brier", f->brier,
                     format_fixed(x, f->brier, 4, d->r->style));
        else /* points are no probability */
            value_text(a, row, "brier", SV("\xe2\x80\x93"));
        put_fixed(d, row, "lift", f->lift, 2);
        put_percent(d, row, "capture", f->capture, 0);
    }
    put_count(d, v, "scored_rows", (double)h->rows);
    put_count(d, v, "scored_deals", (double)h->deals);
    put_fixed(d, v, "base_brier", h->base_brier, 4);
    value_text(&d->page, v, "learners", d->r->learners_finding);
    value_text(&d->page, v, "order", d->r->order_finding);
    put_differences(d, v);
}

static void kpi(struct dashboard *d, struct value *list, const char *label,
                double x, const char *text, const char *note)
{
    struct value *k = value_add(&d->page, list, NULL, VALUE_OBJECT);

    value_text(&d->page, k, "label", sv_from(label));
    known_or(d, k, "figure", x, text);
    value_bool(&d->page, k, "unknown", !isfinite(x));
    value_text(&d->page, k, "note", sv_from(note));
}

static void put_kpis(struct dashboard *d, struct value *v)
{
    const struct holdout *h = &d->r->model->holdout;
    const struct scorer_figures *f = &h->figures[scorer_in_use(d->r)];
    bool hybrid = d->r->scores->mode == MODE_HYBRID;
    struct value *list = value_add(&d->page, v, "kpis", VALUE_LIST);
    char x[FORMAT_TEXT];

    kpi(d, list, "Lift of the top tenth", f->lift,
        format_fixed(x, f->lift, 2, d->r->style),
        "times the overall share lost");
    kpi(d, list, "Lost amount caught", f->capture,
        format_percent(x, f->capture, 0, d->r->style),
        "in the top tenth by score");
    kpi(d, list, "Calibration error", h->calibration_error,
        format_percent(x, h->calibration_error, 1, d->r->style),
        hybrid ? "mean gap of the chance and the share lost"
               : "of the model, which is not in use");
}

static void put_bins(struct dashboard *d, struct value *v)
{
    const struct holdout *h = &d->r->model->holdout;
    struct arena *a = &d->page;
    struct value *list = value_add(a, v, "bins", VALUE_LIST);
    char low[FORMAT_TEXT], high[FORMAT_TEXT];
    bool any = false;

    for (size_t i = 0; i < RELIABILITY_BINS; i++) {
        const struct reliability_bin *b = &h->reliability[i];
        struct value *row;
        if (!b->deals)
            continue;
        any = true;
        row = value_add(a, list, NULL, VALUE_OBJECT);
        value_format(a, row, "range", "%s to %s",
                     format_percent(low, b->low, 0, d->r->style),
                     format_percent(high, b->high, 0, d->r->style));
        put_count(d, row, "deals", (double)b->deals);
        put_count(d, row, "lost", (double)b->lost);
        put_percent(d, row, "mean", b->mean_p, 0);
        put_percent(d, row, "observed", b->observed, 0);
    }
    value_bool(a, v, "has_reliability", any);
    chart_reliability(&d->svg, h, d->r->style);
    put_svg(d, v, "reliability");
}

static void put_lift(struct dashboard *d, struct value *v)
{
    const struct holdout *h = &d->r->model->holdout;
    enum scorer scorer = scorer_in_use(d->r);
    bool has = h->tenths && isfinite(h->figures[scorer].lift);
    struct value *list = value_add(&d->page, v, "tenths", VALUE_LIST);

    value_bool(&d->page, v, "has_lift", has);
    if (!has)
        return;
    put_fixed(d, v, "lift_times", h->figures[scorer].lift, 2);
    chart_lift(&d->svg, h->tenths + scorer * TENTHS, h->share_lost,
               d->r->style);
    put_svg(d, v, "lift");
    for (int k = 0; k < TENTHS; k++) {
        const struct tenth *t = &h->tenths[scorer * TENTHS + k];
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        put_count(d, row, "tenth", k + 1);
        put_fixed(d, row, "deals", t->deals, 1);
        put_fixed(d, row, "lost", t->lost, 1);
        put_percent(d, row, "share", t->share, 0);
    }
}

static void put_replays(struct dashboard *d, struct value *v)
{
    const struct holdout *h = &d->r->model->holdout;
    struct value *list = value_add(&d->page, v, "replays", VALUE_LIST);

    value_bool(&d->page, v, "has_replays", h->n_replays > 0);
    for (size_t i = 0; i < h->n_replays; i++) {
        const struct replay *p = &h->replays[i];
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        put_date(d, row, "date", p->day);
        put_count(d, row, "open", (double)p->open);
        put_count(d, row, "won", (double)p->won);
        put_count(d, row, "lost", (double)p->lost);
        put_count(d, row, "unresolved", (double)p->unresolved);
        put_count(d, row, "rows", (double)p->training_rows);
        const struct dollars *m = &p->dollars[d->r->scores->mode];
        put_money(d, row, "expected", m->deals ? m->expected : (double)NAN);
        put_money(d, row, "realised", m->deals ? m->realised : (double)NAN);
    }
}

static void put_record(struct dashboard *d, struct value *list, struct sv name,
                       const struct flags *f)
{
    struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);

    value_text(&d->page, row, "name", name);
    value_bool(&d->page, row, "all", f == d->r->record);
    put_count(d, row, "flagged", (double)f->flagged.rows);
    put_count(d, row, "lost", (double)f->flagged.lost);
    put_count(d, row, "won", (double)f->flagged.won);
    put_percent(d, row, "share", f->flagged.lost_share, 0);
    put_interval(d, row, "interval", f->flagged.ci, true, 0);
    put_count(d, row, "others", (double)f->other.rows);
    put_percent(d, row, "other_share", f->other.lost_share, 0);
    put_money(d, row, "caught", f->caught);
    put_money(d, row, "missed", f->missed);
    put_money(d, row, "alarmed", f->alarmed);
}

static void put_records(struct dashboard *d, struct value *v)
{
    const struct holdout *h = &d->r->model->holdout;
    struct value *list = value_add(&d->page, v, "records", VALUE_LIST);
    char day[FORMAT_TEXT];

    value_text(&d->page, v, "record", d->r->record_sentence);
    value_text(&d->page, v, "ahead", d->r->ahead_sentence);
    for (size_t i = 0; i < h->n_replays; i++) {
        format_date(day, h->replays[i].day);
        put_record(d, list, sv_copy(&d->page, sv_from(day)),
                   &h->replays[i].flags[d->r->scores->mode]);
    }
    /* A table of nothing flagged says no more than its sentence. */
    value_bool(&d->page, v, "any_flagged",
               d->r->record && d->r->record->flagged.rows > 0);
    if (d->r->record)
        put_record(d, list, SV("All dates"), d->r->record);
}

static void put_horizons(struct dashboard *d, struct value *v)
{
    struct value *list = value_add(&d->page, v, "horizons", VALUE_LIST);

    value_bool(&d->page, v, "has_horizons", d->r->n_horizons > 0);
    value_text(&d->page, v, "horizons_finding", d->r->horizons_finding);
    for (size_t i = 0; i < d->r->n_horizons; i++) {
        const struct report_horizon *h = &d->r->horizon[i];
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        value_text(&d->page, row, "label", h->label);
        value_text(&d->page, row, "method", h->method);
        put_count(d, row, "rows", (double)h->of->rows);
        put_percent(d, row, "mean", h->of->mean, 1);
        put_percent(d, row, "happened", h->of->happened, 1);
        put_percent(d, row, "error", h->of->calibration_error, 1);
        put_fixed(d, row, "brier", h->of->brier, 4);
        put_fixed(d, row, "base_brier", h->of->base_brier, 4);
    }
}

static void put_features(struct dashboard *d, struct value *v)
{
    const struct report *r = d->r;
    struct value *list = value_add(&d->page, v, "features", VALUE_LIST);
    bool any = r->n_features && isfinite(r->features[0].importance);

    value_bool(&d->page, v, "has_features", any);
    for (size_t i = 0; any && i < r->n_features; i++) {
        const struct report_feature *f = &r->features[i];
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        put_label(d, row, "label", f->label);
        put_fixed(d, row, "shap", f->importance, 4);
        put_interval(d, row, "shap_interval", f->importance95, false, 4);
        put_fixed(d, row, "fall", f->fall, 4);
        put_interval(d, row, "fall_interval", f->fall95, false, 4);
    }
}

static const char *verdict(const struct drift_row *row)
{
    if (row->acts)
        return "drifted: the model adds no points";
    if (isnan(row->psi))
        return "not measured";
    return row->drifted ? "drifted" : "no drift shown";
}

static void put_drift(struct dashboard *d, struct value *v)
{
    const struct drift *drift = &d->r->model->drift;
    struct value *list = value_add(&d->page, v, "drift", VALUE_LIST);

    value_bool(&d->page, v, "has_drift", drift->n > 0);
    value_bool(&d->page, v, "score_drifted", drift->score_drifted);
    value_text(&d->page, v, "drift_finding", d->r->drift_finding);
    value_text(&d->page, v, "outcomes_finding", d->r->outcomes_finding);
    value_text(&d->page, v, "undated_amounts", d->r->undated_amounts);
    put_fixed(d, v, "score_psi", drift->score_psi, 2);
    put_fixed(d, v, "score_chance", drift->score_chance, 2);
    put_date(d, v, "score_then", drift->score_then);
    for (size_t i = 0; i < drift->n; i++) {
        const struct drift_row *from = &drift->rows[i];
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        put_label(d, row, "input", d->r->drift_inputs[i]);
        put_percent(d, row, "share", from->share, 0);
        put_fixed(d, row, "psi", from->psi, 2);
        put_fixed(d, row, "chance", from->chance, 2);
        put_count(d, row, "bins", (double)from->bins);
        value_text(&d->page, row, "verdict", sv_from(verdict(from)));
    }
}

/* What the model learnt from; where none was trained, what there is. */
static void put_facts(struct dashboard *d, struct value *v)
{
    const struct model *m = d->r->model;
    struct value *list = value_add(&d->page, v, "facts", VALUE_LIST);
    char day[FORMAT_TEXT];

    value_bool(&d->page, v, "is_trained", m->forest.n_trees > 0);
    put_fact(d, list, "Mode",
             d->r->scores->mode == MODE_HYBRID ? "hybrid, rules and model"
                                               : "rules only");
    put_fact_count(d, list, "Won deals", m->won_deals);
    put_fact_count(d, list, "Lost deals", m->lost_deals);
    if (!m->forest.n_trees)
        return;
    put_fact_count(d, list, "Training rows", m->training_rows);
    put_fact_count(d, list, "Trees", m->forest.n_trees);
    if (d->r->forest_error.len)
        put_fact_sv(d, list, "Another draw of the forest moves a chance by",
                    d->r->forest_error);
    put_fact_count(d, list, "Features", m->features.n);
    put_fact(d, list, "Trained as of", format_date(day, m->trained_as_of));
    put_fact(d, list, "Calibrated",
             m->calibrator.used ? "yes" : "no: it would not have helped");
}

bool dashboard_trust(struct dashboard *d, struct err *err)
{
    struct value *v = dashboard_page(d, "trust.html", "Trust", "");

    value_text(&d->page, v, "trust_title", d->r->model_finding);
    put_known(d, v);
    put_chance(d, v);
    put_records(d, v);
    put_figures(d, v);
    put_kpis(d, v);
    put_lines(d, v, "flags", d->r->news.flags, d->r->news.n_flags);
    put_bins(d, v);
    put_lift(d, v);
    put_replays(d, v);
    put_horizons(d, v);
    put_drift(d, v);
    put_features(d, v);
    put_facts(d, v);
    return dashboard_put(d, PAGE_TRUST, v, "trust.html", err);
}

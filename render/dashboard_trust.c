/* trust.html: how often was this right before? */
#include <math.h>

#include "render/dashboard.h"
#include "render/format.h"
#include "render/svg_charts.h"

static void known_or(struct dashboard *d, struct value *v, const char *key,
                     double x, const char *text)
{
    if (isfinite(x))
        value_copy(&d->page, v, key, text);
    else
        value_text(&d->page, v, key, SV("not yet computed"));
}

static void put_figures(struct dashboard *d, struct value *v)
{
    static const char *const labels[SCORER_COUNT] = {
        [SCORER_HYBRID] = "Hybrid (as shown)",
        [SCORER_ML] = "Forest alone, P(lost)",
        [SCORER_RULES] = "Rules alone"};
    const struct holdout *h = &d->r->model->holdout;
    struct arena *a = &d->page;
    struct value *list = value_add(a, v, "figures", VALUE_LIST);
    struct chart_scale scale = {0.4, 0.9, 0.5};
    char x[FORMAT_TEXT], low[FORMAT_TEXT], high[FORMAT_TEXT];

    for (int k = 0; k < SCORER_COUNT; k++) {
        const struct scorer_figures *f = &h->figures[k];
        struct interval ci = {f->auc.lower95, f->auc.upper95};
        struct value *row = value_add(a, list, NULL, VALUE_OBJECT);
        value_text(a, row, "label", sv_from(labels[k]));
        known_or(d, row, "auc", f->auc.auc, format_fixed(x, f->auc.auc, 3));
        put_interval(d, row, "interval", ci, false, 3);
        chart_interval(&d->svg, &scale, f->auc.auc, ci, "rate");
        put_svg(d, row, "mark");
        if (k == SCORER_RULES)
            value_text(a, row, "brier", SV("\xe2\x80\x93"));
        else
            known_or(d, row, "brier", f->brier, format_fixed(x, f->brier, 4));
    }
    put_count(d, v, "scored_rows", (double)h->rows);
    put_count(d, v, "scored_deals", (double)h->deals);
    put_fixed(d, v, "base_brier", h->base_brier, 4);
    if (isfinite(h->hybrid_minus_ml.auc))
        value_format(a, v, "difference", "%s (95%% interval %s to %s)",
                     format_signed(x, h->hybrid_minus_ml.auc, 3),
                     format_signed(low, h->hybrid_minus_ml.lower95, 3),
                     format_signed(high, h->hybrid_minus_ml.upper95, 3));
    else
        value_text(a, v, "difference", SV("not yet computed"));
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
    struct value *list = value_add(&d->page, v, "kpis", VALUE_LIST);
    char x[FORMAT_TEXT];

    kpi(d, list, "Lift of the top tenth", h->lift, format_fixed(x, h->lift, 2),
        "times the overall share lost");
    kpi(d, list, "Lost amount caught", h->capture,
        format_percent(x, h->capture, 0), "in the top tenth by score");
    kpi(d, list, "Calibration error", h->calibration_error,
        format_percent(x, h->calibration_error, 1),
        "mean gap of predicted and observed");
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
                     format_percent(low, b->low, 0),
                     format_percent(high, b->high, 0));
        put_count(d, row, "deals", (double)b->deals);
        put_count(d, row, "lost", (double)b->lost);
        put_percent(d, row, "mean", b->mean_p, 0);
        put_percent(d, row, "observed", b->observed, 0);
    }
    value_bool(a, v, "has_reliability", any);
    chart_reliability(&d->svg, h);
    put_svg(d, v, "reliability");
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
    }
}

static void put_record(struct dashboard *d, struct value *list, struct sv name,
                       const struct flags *f)
{
    struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);

    value_text(&d->page, row, "name", name);
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
    for (size_t i = 0; i < h->n_replays; i++) {
        format_date(day, h->replays[i].day);
        put_record(d, list, sv_copy(&d->page, sv_from(day)),
                   &h->replays[i].flags[d->r->scores->mode]);
    }
    if (d->r->record)
        put_record(d, list, SV("All dates"), d->r->record);
}

bool dashboard_trust(struct dashboard *d, struct err *err)
{
    const struct model *m = d->r->model;
    struct value *v = dashboard_page(d, "trust.html", "Trust", ""), *list;
    char x[FORMAT_TEXT];

    value_text(&d->page, v, "trust_title",
               d->r->scores->mode == MODE_HYBRID
                   ? SV("The forest has earned its say")
                   : SV("Rules only: the forest has not earned its say"));
    put_records(d, v);
    put_figures(d, v);
    put_kpis(d, v);
    put_lines(d, v, "flags", d->r->flags, d->r->n_flags);
    put_bins(d, v);
    put_replays(d, v);
    list = value_add(&d->page, v, "facts", VALUE_LIST);
    put_fact(d, list, "Mode", mode_name(d->r->scores->mode));
    put_fact(d, list, "Training rows",
             format_count(x, (double)m->training_rows));
    put_fact(d, list, "Won deals", format_count(x, (double)m->won_deals));
    put_fact(d, list, "Lost deals", format_count(x, (double)m->lost_deals));
    put_fact(d, list, "Trees", format_count(x, (double)m->forest.n_trees));
    put_fact(d, list, "Features", format_count(x, (double)m->features.n));
    put_fact(d, list, "Trained as of", format_date(x, m->trained_as_of));
    put_fact(d, list, "Calibrated",
             m->calibrator.used   ? "yes"
             : !m->forest.n_trees ? "no: no forest is used"
                                  : "no: it would not have helped");
    return dashboard_put(d, PAGE_TRUST, v, "trust.html", err);
}

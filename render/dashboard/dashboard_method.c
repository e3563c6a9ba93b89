/* method.html: how a score comes about, walked through with a real deal. */
#include <math.h>

#include "render/dashboard/dashboard_parts.h"
#include "render/words/format.h"
#include "render/dashboard/svg_charts.h"

static void put_walk(struct dashboard *d, struct value *v)
{
    const struct report *r = d->r;
    struct arena *a = &d->page;
    struct value *walk, *list;
    const struct score *s;

    if (!r->n_deals) {
        value_bool(a, v, "walk", false);
        return;
    }
    s = r->deals[0].score;
    walk = value_add(a, v, "walk", VALUE_OBJECT);
    value_text(a, walk, "name", clipped(a, r->deals[0].title));
    value_text(a, walk, "href", deal_href(a, &r->deals[0]));
    put_fixed(d, walk, "score", s->shown, 1);
    chart_waterfall(&d->svg, r, s);
    put_svg(d, walk, "waterfall");
    list = value_add(a, walk, "factors", VALUE_LIST);
    for (size_t i = 0; i < s->n_factors; i++) {
        struct value *f = value_add(a, list, NULL, VALUE_OBJECT);
        put_label(d, f, "subject",
                  sv_from(subject_name(s->factors[i].subject)));
        put_fixed(d, f, "points", s->factors[i].shown, 1);
        value_text(a, f, "evidence", r->deals[0].evidence[i]);
    }
}

/* What this run's data says of the method itself. */
static void put_evidence(struct dashboard *d, struct value *v)
{
    const struct model *m = d->r->model;
    const struct auc *a = &m->holdout.figures[SCORER_ML].auc;
    bool used = m->forest.n_trees > 0;

    put_count(d, v, "rejected", (double)d->r->rejected);
    put_count(d, v, "won", (double)m->won_deals);
    put_count(d, v, "lost", (double)m->lost_deals);
    put_count(d, v, "min_won", m->settings.min_won);
    put_count(d, v, "min_lost", m->settings.min_lost);
    if (used)
        put_count(d, v, "training_rows", (double)m->training_rows);
    else
        value_bool(&d->page, v, "training_rows", false);
    if (used && isfinite(a->auc) && isfinite(a->lower95)) {
        put_fixed(d, v, "auc", 100 * a->auc, 0);
        put_fixed(d, v, "auc_low", 100 * a->lower95, 0);
        put_fixed(d, v, "auc_high", 100 * a->upper95, 0);
    } else {
        value_bool(&d->page, v, "auc", false);
    }
}

bool dashboard_method(struct dashboard *d, struct err *err)
{
    const struct report *r = d->r;
    const struct settings *s = r->settings;
    struct arena *a = &d->page;
    struct value *v = dashboard_page(d, "method.html", "Method", "");
    bool hybrid = r->scores->mode == MODE_HYBRID;

    put_known(d, v);
    put_setting(d, v, "cap", s->rules.cap);
    value_text(a, v, "preset",
               s->rules.preset == PRESET_SEED
                   ? SV("the fixed preset of the configuration")
                   : SV("the company\xe2\x80\x99s own deals"));
    value_format(a, v, "landmark_days", "%d", s->forest.landmark_days);
    value_text(a, v, "mode",
               hybrid ? SV("hybrid, rules and model") : SV("rules only"));
    value_text(a, v, "formula", score_formula(r, a));
    put_setting(d, v, "critical", r->scores->cuts.critical);
    put_setting(d, v, "high", r->scores->cuts.high);
    put_setting(d, v, "medium", r->scores->cuts.medium);
    value_bool(a, v, "from_shares", r->scores->cuts.from_shares);
    put_percent(d, v, "save_rate", r->portfolio->money.save_rate, 0);
    value_text(a, v, "loss_rate_words",
               hybrid ? r->loss_rate
                      : sv_printf(a, "%.*s: rules give no probability",
                                  SV_ARG(r->loss_rate)));
    value_bool(a, v, "has_whatif", r->whatif != NULL);
    put_evidence(d, v);
    put_walk(d, v);
    return dashboard_put(d, PAGE_METHOD, v, "method.html", err);
}

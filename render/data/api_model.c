#include <math.h>

#include "render/data/api_parts.h"

enum { RATE = 4, FINE = 6 }; /* decimals */

static const char *const SCORERS[SCORER_COUNT] = {
    [SCORER_HYBRID] = "hybrid",
    [SCORER_ML] = "ml",
    [SCORER_RULES] = "rules",
    [SCORER_FOREST] = "forest",
    [SCORER_ADDITIVE] = "additive"};
static const char *const SIDES[FLAG_SIDES] = {
    [FLAGGED] = "flagged", [NOT_FLAGGED] = "not_flagged"};

static void add_scorer(struct json_doc *parent, const struct report *r,
                       enum scorer scorer)
{
    struct json_doc *o = json_doc_add_object(parent, SCORERS[scorer]);
    const struct holdout *h = &r->model->holdout;
    const struct scorer_figures *f = &h->figures[scorer];
    const struct interval *today = &r->scores->ahead.auc[scorer];

    json_doc_number(o, "auc", f->auc.auc, RATE);
    json_doc_number(o, "lower95", f->auc.lower95, RATE);
    json_doc_number(o, "upper95", f->auc.upper95, RATE);
    json_doc_number(o, "today_lower95", today->lower, RATE);
    json_doc_number(o, "today_upper95", today->upper, RATE);
    json_doc_number(o, "brier", f->brier, RATE);
    json_doc_number(o, "base_brier", h->base_brier, RATE);
    json_doc_number(o, "lift", f->lift, RATE);
    json_doc_number(o, "capture", f->capture, RATE);
    json_doc_count(o, "deals", h->deals);
}

void api_holdout(struct json_doc *parent, const struct report *r)
{
    struct json_doc *o = json_doc_add_object(parent, "holdout");

    for (int k = 0; k < SCORER_COUNT; k++)
        add_scorer(o, r, (enum scorer)k);
}

static void add_difference(struct json_doc *out, const char *key,
                           const struct auc *a)
{
    struct json_doc *o = json_doc_add_object(out, key);

    json_doc_number(o, "auc", a->auc, RATE);
    json_doc_number(o, "lower95", a->lower95, RATE);
    json_doc_number(o, "upper95", a->upper95, RATE);
}

/* How the model is put together, and what each learner adds to the other. */
static void add_learners(struct json_doc *out, const struct report *r)
{
    static const char *const names[LEARNERS] = {
        [LEARNER_FOREST] = "forest", [LEARNER_ADDITIVE] = "additive"};
    const struct model *m = r->model;
    struct json_doc *list = json_doc_add_list(out, "learners");

    for (int k = 0; k < LEARNERS; k++) {
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_text(o, "name", sv_from(names[k]));
        json_doc_number(o, "share", m->holdout.stack.share[k], RATE);
        json_doc_number(o, "expected_logit",
                        k == LEARNER_ADDITIVE ? m->additive.base
                        : isnan(m->base)      ? (double)NAN
                                              : logit_cut(m->base),
                        FINE);
        add_difference(o, "adds", &m->holdout.adds[k]);
    }
    json_doc_text(out, "learners_finding", r->learners_finding);
    json_doc_text(out, "order_finding", r->order_finding);
}

static void add_features(struct json_doc *out, const struct report *r)
{
    struct json_doc *list = json_doc_add_list(out, "features");

    for (size_t i = 0; i < r->n_features; i++) {
        const struct report_feature *f = &r->features[i];
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_text(o, "name", f->name);
        json_doc_text(o, "label", f->label);
        json_doc_text(o, "subject", sv_from(subject_name(f->subject)));
        json_doc_number(o, "importance", f->importance, FINE);
        json_doc_number(o, "importance_lower95", f->importance95.lower, FINE);
        json_doc_number(o, "importance_upper95", f->importance95.upper, FINE);
        json_doc_number(o, "share", f->share, RATE);
        json_doc_number(o, "auc_fall", f->fall, FINE);
        json_doc_number(o, "auc_fall_lower95", f->fall95.lower, FINE);
        json_doc_number(o, "auc_fall_upper95", f->fall95.upper, FINE);
    }
}

/* What the rules give the open deals: rules only, that is what moves a score.
 */
static void add_rules(struct json_doc *out, const struct report *r)
{
    struct json_doc *list = json_doc_add_list(out, "rules");

    for (int i = 0; i < RULE_COUNT; i++) {
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_text(o, "name", sv_from(RULES[i].name));
        json_doc_text(o, "label", sv_from(RULES[i].label));
        json_doc_number(o, "mean_points", r->rule_means[i], RATE);
    }
}

static void add_side(struct json_doc *parent, const char *key,
                     const struct flag_side *s)
{
    struct json_doc *o = json_doc_add_object(parent, key);

    json_doc_count(o, "rows", s->rows);
    json_doc_count(o, "lost", s->lost);
    json_doc_count(o, "won", s->won);
    json_doc_number(o, "lost_share", s->lost_share, RATE);
    json_doc_number(o, "lower95", s->ci.lower, RATE);
    json_doc_number(o, "upper95", s->ci.upper, RATE);
}

/* What became of the deals that this mode would have flagged. */
static void add_flags(struct json_doc *parent, const char *key,
                      const struct flags *f)
{
    struct json_doc *o = json_doc_add_object(parent, key);

    add_side(o, "flagged", &f->flagged);
    add_side(o, "not_flagged", &f->other);
    json_doc_count(o, "deals", f->deals);
    json_doc_count(o, "flagged_deals", f->flagged_deals);
    json_doc_number(o, "caught", f->caught, 2);
    json_doc_number(o, "missed", f->missed, 2);
    json_doc_number(o, "false_alarms", f->alarmed, 2);
}

/* What the replays let one expect of the deals open now. */
static void add_ahead(struct json_doc *parent, const struct report *r)
{
    struct json_doc *o = json_doc_add_object(parent, "today");

    json_doc_text(o, "sentence", r->ahead_sentence);
    for (int k = 0; k < FLAG_SIDES; k++) {
        const struct ahead_side *s = &r->scores->ahead.sides[k];
        struct json_doc *one = json_doc_add_object(o, SIDES[k]);
        json_doc_count(one, "deals", s->deals);
        json_doc_number(one, "lost_share", s->share, RATE);
        json_doc_number(one, "lower95", s->range.lower, RATE);
        json_doc_number(one, "upper95", s->range.upper, RATE);
    }
}

static void add_record(struct json_doc *out, const struct report *r)
{
    struct json_doc *o = json_doc_add_object(out, "record");

    json_doc_text(o, "mode", sv_from(mode_name(r->scores->mode)));
    json_doc_text(o, "sentence", r->record_sentence);
    if (r->record)
        add_flags(o, "flags", r->record);
    add_ahead(o, r);
}

/* The loss that the mode in force expected of the deals with an amount. */
static void add_dollars(struct json_doc *parent, const struct dollars *d)
{
    struct json_doc *o = json_doc_add_object(parent, "money");

    json_doc_count(o, "deals", d->deals);
    json_doc_number(o, "amount", d->stake, 2);
    json_doc_number(o, "expected_loss", d->expected, 2);
    json_doc_number(o, "lost", d->realised, 2);
}

/* How that day alone ranked, by each score. */
static void add_aucs(struct json_doc *parent, const struct replay *r)
{
    struct json_doc *o = json_doc_add_object(parent, "auc");

    for (int k = 0; k < SCORER_COUNT; k++) {
        struct json_doc *one = json_doc_add_object(o, SCORERS[k]);
        json_doc_exact(one, "auc", r->auc[k].auc);
        json_doc_exact(one, "variance", r->auc[k].variance);
    }
}

/* What P(lost) led to expect of the hybrid's flags, and what came. */
static void add_expected(struct json_doc *parent, const struct replay *r)
{
    struct json_doc *o = json_doc_add_object(parent, "expected");

    for (int k = 0; k < FLAG_SIDES; k++) {
        struct json_doc *one = json_doc_add_object(o, SIDES[k]);
        json_doc_count(one, "deals", r->sides[k].deals);
        json_doc_count(one, "lost", r->sides[k].lost);
        json_doc_exact(one, "losses", r->sides[k].losses);
        json_doc_exact(one, "variance", r->sides[k].variance);
    }
}

static void add_replays(struct json_doc *out, const struct report *r)
{
    const struct holdout *h = &r->model->holdout;
    struct json_doc *list = json_doc_add_list(out, "replays");

    for (size_t i = 0; i < h->n_replays; i++) {
        const struct replay *p = &h->replays[i];
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_date(o, "day", p->day);
        json_doc_count(o, "open", p->open);
        json_doc_count(o, "resolved", p->resolved);
        json_doc_count(o, "unresolved", p->unresolved);
        json_doc_count(o, "won", p->won);
        json_doc_count(o, "lost", p->lost);
        json_doc_count(o, "training_rows", p->training_rows);
        for (int mode = 0; mode < MODE_COUNT; mode++)
            add_flags(o, mode_name((enum mode)mode), &p->flags[mode]);
        add_dollars(o, &p->dollars[r->scores->mode]);
        add_aucs(o, p);
        add_expected(o, p);
    }
}

static void add_reliability(struct json_doc *out, const struct holdout *h)
{
    struct json_doc *list = json_doc_add_list(out, "reliability");

    for (size_t i = 0; h->n_replays && i < RELIABILITY_BINS; i++) {
        const struct reliability_bin *b = &h->reliability[i];
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_number(o, "low", b->low, RATE);
        json_doc_number(o, "high", b->high, RATE);
        json_doc_number(o, "mean_p", b->mean_p, RATE);
        json_doc_number(o, "observed", b->observed, RATE);
        json_doc_count(o, "deals", b->deals);
        json_doc_count(o, "lost", b->lost);
    }
}

static void add_side_counts(struct json_doc *parent, const char *key,
                            const struct outcome_side *s)
{
    struct json_doc *o = json_doc_add_object(parent, key);

    json_doc_count(o, "closed", s->closed);
    json_doc_count(o, "lost", s->lost);
}

static void add_outcomes(struct json_doc *out, const struct report *r)
{
    const struct outcome_drift *d = &r->scores->outcomes;
    struct json_doc *o = json_doc_add_object(out, "outcomes");

    json_doc_date(o, "since", d->since);
    add_side_counts(o, "before", &d->before);
    add_side_counts(o, "recent", &d->recent);
    json_doc_number(o, "shift", d->shift, 9);
    json_doc_number(o, "p", d->p, 9);
    json_doc_bool(o, "moved", d->moved);
    json_doc_bool(o, "recalibrated", r->model->holdout.recalibrated);
    json_doc_text(o, "finding", r->outcomes_finding);
}

/* How right the outlook of deals was on past days. */
static void add_horizons(struct json_doc *out, const struct report *r)
{
    struct json_doc *list = json_doc_add_list(out, "horizons");

    for (size_t i = 0; i < r->n_horizons; i++) {
        const struct report_horizon *h = &r->horizon[i];
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_text(o, "ending",
                      h->ending == ENDING_WON ? SV("won") : SV("lost"));
        json_doc_count(o, "days", (size_t)h->days);
        json_doc_count(o, "replays", h->of->replays);
        json_doc_count(o, "deals", h->of->rows);
        json_doc_bool(o, "by_deal", h->of->own);
        json_doc_number(o, "mean_p", h->of->mean, RATE);
        json_doc_number(o, "observed", h->of->happened, RATE);
        json_doc_number(o, "calibration_error", h->of->calibration_error, RATE);
        json_doc_number(o, "brier", h->of->brier, RATE);
        json_doc_number(o, "base_brier", h->of->base_brier, RATE);
    }
}

void api_drift(struct json_doc *out, const struct report *r)
{
    const struct drift *drift = &r->model->drift;
    struct json_doc *d = json_doc_add_object(out, "drift"), *list;

    json_doc_date(d, "then", drift->then);
    json_doc_date(d, "now", drift->now);
    json_doc_count(d, "deals_then", drift->deals_then);
    json_doc_count(d, "deals_now", drift->deals_now);
    json_doc_text(d, "finding", r->drift_finding);
    json_doc_bool(d, "gates", drift->gates);
    json_doc_date(d, "score_then", drift->score_then);
    json_doc_number(d, "score_psi", drift->score_psi, RATE);
    json_doc_number(d, "score_chance", drift->score_chance, RATE);
    json_doc_bool(d, "score_drifted", drift->score_drifted);
    list = json_doc_add_list(d, "inputs");
    for (size_t i = 0; i < drift->n; i++) {
        const struct drift_row *row = &drift->rows[i];
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_text(o, "input", row->input);
        json_doc_number(o, "psi", row->psi, RATE);
        json_doc_number(o, "chance", row->chance, RATE);
        json_doc_number(o, "unseen", row->unseen, RATE);
        json_doc_count(o, "bins", row->bins);
        json_doc_number(o, "share", row->share, RATE);
        json_doc_bool(o, "drifted", row->drifted);
        json_doc_bool(o, "acts", row->acts);
    }
}

static void add_leaks(struct json_doc *out, const struct report *r)
{
    struct json_doc *list = json_doc_add_list(out, "leaks");

    for (size_t i = 0; r->leaks && i < r->leaks->n; i++) {
        const struct leak *l = &r->leaks->fields[i];
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_text(o, "field", l->field);
        json_doc_bool(o, "leaks", l->kind != LEAK_NONE);
        json_doc_text(o, "kind", sv_from(leak_kind_name(l->kind)));
        json_doc_number(o, "auc", l->auc, RATE);
        json_doc_number(o, "in_sample_auc", l->naive_auc, RATE);
        json_doc_number(o, "empty_auc", l->empty_auc, RATE);
        json_doc_number(o, "empty_closed", l->empty_closed, RATE);
        json_doc_number(o, "empty_open", l->empty_open, RATE);
        json_doc_count(o, "won", l->won);
        json_doc_count(o, "lost", l->lost);
        json_doc_text(o, "word", l->word.word);
        json_doc_text(o, "finding", r->leak_words[i].finding);
        json_doc_text(o, "done", r->leak_words[i].done);
    }
}

static void add_stage_end(struct json_doc *out, const struct report *r)
{
    const struct stage_end *e = r->leaks ? &r->leaks->stage : NULL;
    struct json_doc *o;

    if (!e || !e->known)
        return;
    o = json_doc_add_object(out, "stage_of_closed_deals");
    json_doc_count(o, "closed", e->closed);
    json_doc_count(o, "where_no_open_deal_stands", e->apart);
    json_doc_count(o, "entered_on_closing", e->on_closing);
    json_doc_number(o, "auc", e->auc, RATE);
    json_doc_text(o, "finding", r->stage_end.finding);
    json_doc_text(o, "done", r->stage_end.done);
}

static void add_off(struct json_doc *out, const struct report *r)
{
    struct json_doc *list = json_doc_add_list(out, "switched_off");

    for (size_t i = 0; i < r->n_off; i++) {
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_text(o, "name", sv_from(r->off[i].name));
        json_doc_text(o, "reason", r->off_reasons[i]);
    }
}

struct json_doc *api_model(const struct report *r)
{
    const struct model *m = r->model;
    const struct holdout *h = &m->holdout;
    struct json_doc *out = json_doc_object(), *o;

    json_doc_count(out, "schema_version", (size_t)r->schema_version);
    json_doc_date(out, "as_of", r->as_of);
    json_doc_text(out, "mode", sv_from(mode_name(m->mode)));
    json_doc_text(out, "reason", r->reason);
    json_doc_date(out, "trained_as_of", m->trained_as_of);
    json_doc_count(out, "seed", (size_t)m->seed);
    json_doc_count(out, "training_rows", m->training_rows);
    json_doc_count(out, "won_deals", m->won_deals);
    json_doc_count(out, "lost_deals", m->lost_deals);
    json_doc_count(out, "trees", m->forest.n_trees);
    json_doc_number(out, "expected_value", logistic(model_base(m)), FINE);
    json_doc_number(out, "p_loss_error", r->scores->p_loss_error, FINE);
    o = json_doc_add_object(out, "calibrator");
    json_doc_bool(o, "used", m->calibrator.used);
    json_doc_number(o, "a", m->calibrator.a, FINE);
    json_doc_number(o, "b", m->calibrator.b, FINE);
    add_learners(out, r);
    add_features(out, r);
    add_rules(out, r);
    api_holdout(out, r);
    add_difference(out, "hybrid_minus_ml", &h->hybrid_minus_ml);
    add_difference(out, "hybrid_minus_rules", &h->hybrid_minus_rules);
    add_difference(out, "ml_minus_rules", &h->ml_minus_rules);
    json_doc_number(out, "calibration_error", h->calibration_error, RATE);
    add_reliability(out, h);
    add_replays(out, r);
    add_horizons(out, r);
    add_outcomes(out, r);
    api_drift(out, r);
    add_record(out, r);
    add_leaks(out, r);
    add_stage_end(out, r);
    add_off(out, r);
    return out;
}

#include "scoring/trust/trust_file.h"

#include <math.h>

enum { ROWS_MOST = 4096 };

void code_calibrator(struct codec *c, struct calibrator *g)
{
    code_flag(c, &g->used);
    code_f64(c, &g->a);
    code_f64(c, &g->b);
    if (!isfinite(g->a) || !isfinite(g->b) || !(g->b > 0))
        c->ok = false;
}

static void code_auc(struct codec *c, struct auc *a)
{
    code_f64(c, &a->auc);
    code_f64(c, &a->lower95);
    code_f64(c, &a->upper95);
    code_f64(c, &a->variance);
    code_size(c, &a->pairs, SIZE_MAX);
}

static void code_flags(struct codec *c, struct flags *f)
{
    struct flag_side *sides[] = {&f->flagged, &f->other};
    size_t *counts[] = {&f->deals, &f->flagged_deals, &f->caught_deals,
                        &f->missed_deals, &f->alarmed_deals};

    for (size_t k = 0; k < sizeof sides / sizeof *sides; k++) {
        code_size(c, &sides[k]->rows, UINT32_MAX);
        code_size(c, &sides[k]->lost, UINT32_MAX);
        code_size(c, &sides[k]->won, UINT32_MAX);
        code_size(c, &sides[k]->open, UINT32_MAX);
        code_f64(c, &sides[k]->lost_share);
        code_f64(c, &sides[k]->ci.lower);
        code_f64(c, &sides[k]->ci.upper);
    }
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
        code_size(c, counts[k], UINT32_MAX);
    code_f64(c, &f->caught);
    code_f64(c, &f->missed);
    code_f64(c, &f->alarmed);
}

static void code_dollars(struct codec *c, struct dollars *d)
{
    code_size(c, &d->deals, UINT32_MAX);
    code_f64(c, &d->stake);
    code_f64(c, &d->expected);
    code_f64(c, &d->realised);
    code_f64(c, &d->variance);
    if (!isfinite(d->stake) || !isfinite(d->expected) ||
        !isfinite(d->realised) || !(d->variance >= 0))
        c->ok = false;
}

static void code_expected(struct codec *c, struct expected *e)
{
    code_size(c, &e->deals, UINT32_MAX);
    code_size(c, &e->lost, UINT32_MAX);
    code_f64(c, &e->losses);
    code_f64(c, &e->variance);
    if (!(e->losses >= 0) || !(e->variance >= 0))
        c->ok = false;
}

static void code_replay(struct codec *c, struct replay *r)
{
    size_t *counts[] = {&r->open, &r->resolved, &r->unresolved,
                        &r->won,  &r->lost,     &r->training_rows};

    code_i32(c, &r->day);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        code_size(c, counts[i], UINT32_MAX);
    for (int mode = 0; mode < MODE_COUNT; mode++) {
        code_flags(c, &r->flags[mode]);
        code_dollars(c, &r->dollars[mode]);
    }
    for (int k = 0; k < SCORER_COUNT; k++)
        code_auc(c, &r->auc[k]);
    for (int k = 0; k < FLAG_SIDES; k++)
        code_expected(c, &r->sides[k]);
}

void code_holdout(struct codec *c, struct holdout *h)
{
    code_size(c, &h->n_replays, REPLAYS_MAX);
    for (size_t k = 0; k < h->n_replays; k++)
        code_replay(c, &h->replays[k]);
    code_size(c, &h->rows, UINT32_MAX);
    code_size(c, &h->deals, UINT32_MAX);
    for (int mode = 0; mode < MODE_COUNT; mode++)
        code_flags(c, &h->flags[mode]);
    for (int k = 0; k < SCORER_COUNT; k++) {
        code_auc(c, &h->figures[k].auc);
        code_f64(c, &h->figures[k].brier);
        code_f64(c, &h->figures[k].lift);
        code_f64(c, &h->figures[k].capture);
    }
    code_f64(c, &h->base_brier);
    code_auc(c, &h->hybrid_minus_ml);
    code_auc(c, &h->hybrid_minus_rules);
    code_auc(c, &h->ml_minus_rules);
    for (int k = 0; k < RELIABILITY_BINS; k++) {
        struct reliability_bin *bin = &h->reliability[k];
        code_f64(c, &bin->low);
        code_f64(c, &bin->high);
        code_f64(c, &bin->mean_p);
        code_f64(c, &bin->observed);
        code_size(c, &bin->deals, UINT32_MAX);
        code_size(c, &bin->lost, UINT32_MAX);
    }
    code_f64(c, &h->calibration_error);
    for (int m = 0; m < LEARNERS; m++)
        code_auc(c, &h->adds[m]);
    code_stack(c, &h->stack);
    code_size(c, &h->ridge, RIDGES - 1);
    code_calibrator(c, &h->calibrator);
    code_flag(c, &h->recalibrated);
}

void code_importance(struct codec *c, struct importance *w)
{
    double *fields[] = {&w->shap, &w->shap_lower95, &w->shap_upper95,
                        &w->fall, &w->fall_lower95, &w->fall_upper95};

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        code_f64(c, fields[i]);
    if (!(w->shap >= 0))
        c->ok = false;
}

static void code_drift_row(struct codec *c, struct drift_row *row)
{
    code_text(c, &row->input);
    code_f64(c, &row->psi);
    code_f64(c, &row->chance);
    code_size(c, &row->bins, UINT32_MAX);
    code_f64(c, &row->share);
    code_flag(c, &row->drifted);
    code_flag(c, &row->acts);
}

void code_drift(struct codec *c, struct drift *drift)
{
    code_i32(c, &drift->then);
    code_i32(c, &drift->now);
    code_size(c, &drift->deals_then, UINT32_MAX);
    code_size(c, &drift->deals_now, UINT32_MAX);
    code_size(c, &drift->n, ROWS_MOST);
    if (!c->out)
        drift->rows = ARENA_ARRAY(c->run, drift->n, struct drift_row);
    for (size_t k = 0; k < drift->n; k++)
        code_drift_row(c, &drift->rows[k]);
    code_i32(c, &drift->score_then);
    code_f64(c, &drift->score_psi);
    code_f64(c, &drift->score_chance);
    code_flag(c, &drift->score_drifted);
    code_flag(c, &drift->gates);
}

#include "scoring/trust/model.h"

#include <math.h>

#include "scoring/features/landmarks.h"
#include "scoring/features/snapshot.h"
#include "scoring/settings/settings.h"
#include "scoring/trust/learners.h"

/* Half the width of a 95% interval in standard errors. */
static const double Z95 = 1.959963984540054;

enum { EXPLAIN_ROWS = 4096, WEIGH_ROWS = 1000, OOB_ROWS = 1000 };

static void report(const struct progress *p, const char *stage, size_t done,
                   size_t total)
{
    if (p && p->fn)
        p->fn(p->ctx, stage, done, total);
}

void model_asks(size_t *won, size_t *lost, const struct model *m)
{
    *won = (size_t)fmax(m->settings.min_won, 1);
    *lost = (size_t)fmax(m->settings.min_lost, 1);
}

/* Too few closed deals, or nothing to learn from; REASON_NONE when there is
 * enough to try. */
static enum mode_reason too_little(const struct model *m)
{
    size_t won, lost;

    model_asks(&won, &lost, m);
    if (m->won_deals < won || m->lost_deals < lost)
        return REASON_FEW_CLOSED;
    return m->features.n ? REASON_NONE : REASON_NO_FEATURE;
}

/* What the gate finds on the forward holdout: the model has earned its
 * points where the lower bound of its AUC is above chance. */
static enum mode_reason gate(const struct holdout *h)
{
    const struct auc *a = &h->figures[SCORER_ML].auc;

    if (!h->n_replays)
        return REASON_NO_REPLAY;
    if (isnan(a->lower95))
        return REASON_FEW_REPLAYED;
    if (a->lower95 > 0.5)
        return REASON_EARNED;
    return a->upper95 < 0.5 ? REASON_WORSE : REASON_CHANCE;
}

enum mode_reason model_reason(const struct model *m)
{
    enum mode_reason little = too_little(m);

    return m->drift.gates ? REASON_DRIFTED
           : little       ? little
                          : gate(&m->holdout);
}

/* The features of the deals open on as_of. */
static struct matrix open_rows(const struct model *m, const struct context *ctx,
                               struct arena *a)
{
    struct matrix out = {0, m->features.n, NULL};
    const uint32_t *open = deals_open(ctx->deals, ctx->as_of, &out.rows, a);
    struct snapshot now;

    feature_snapshot(&now, &m->features, ctx->deals, ctx->as_of, a);
    out.x = ARENA_ARRAY(a, out.rows * out.cols, float);
    features_fill(&out, 0, &m->features, ctx->deals, &now, open, out.rows);
    return out;
}

/* Mean model_error() of the open deals. */
static double error_of_open(const struct model *m, const struct context *ctx,
                            struct arena *a)
{
    const struct matrix x = open_rows(m, ctx, a);
    double *forest = ARENA_ARRAY(a, x.rows, double), sum = 0;
    double *raw = ARENA_ARRAY(a, x.rows, double);
    double *error = ARENA_ARRAY(a, x.rows, double);

    forest_predict(forest, &m->forest, &x, ctx->threads);
    forest_error(error, &m->forest, &x, ctx->threads);
    model_predict(raw, m, &x, ctx->threads);
    for (size_t i = 0; i < x.rows; i++)
        sum += model_error(m, forest[i], raw[i], error[i]);
    return x.rows ? sum / (double)x.rows : 0;
}

/* Chance alone shall not move P(lost) by MODEL_ERROR; the error falls with the
 * root of the trees. A tenth more than that asks for: it is an estimate. */
static int trees_wanted(double error, int trees)
{
    double times = 1.1 * (error / MODEL_ERROR) * (error / MODEL_ERROR);

    return (int)ceil(trees * fmin(times, MODEL_TREES_MOST));
}

/* With the shares and the calibrator of the holdout, by which a forest that
 * errs too much is grown anew. */
static void train_learners(struct model *m, const struct context *ctx)
{
    const struct forest_settings *s = &ctx->settings->forest;
    struct forest_params params =
        forest_params_from(s, ctx->seed, ctx->threads);
    struct matrix none = {0, m->features.n, NULL};
    struct landmarks marks;
    struct arena work;

    double error;

    params.oob_rows = OOB_ROWS;
    m->stack = m->holdout.stack;
    m->calibrator = m->holdout.calibrator;
    arena_init(&work);
    landmarks_build(&marks, ctx->deals, &m->features, ctx->as_of, s, &work);
    m->training_rows = marks.m.rows;
    forest_train(&m->forest, &marks.m, marks.lost, marks.weight, &params);
    additive_train_at(&m->additive, &marks, &m->features, m->holdout.ridge, 1,
                      ctx->threads);
    error = stack_has(&m->stack, LEARNER_FOREST)
                ? error_of_open(m, ctx, &work)
                : 0;
    if (error >= MODEL_ERROR) {
        params.trees = trees_wanted(error, params.trees);
        forest_release(&m->forest);
        forest_train(&m->forest, &marks.m, marks.lost, marks.weight, &params);
    }
    arena_release(&work);
    forest_explain(NULL, &m->base, &m->forest, &none, ctx->threads);
}

/* 95% interval of a mean of n numbers ≥ 0 from the sum of their squares. */
static void shap_interval(struct importance *out, double square, size_t n)
{
    double mean = out->shap, half;

    out->shap_lower95 = out->shap_upper95 = NAN;
    if (n < 2)
        return;
    half =
        Z95 * sqrt(fmax(square / (double)n - mean * mean, 0) / ((double)n - 1));
    out->shap_lower95 = fmax(mean - half, 0);
    out->shap_upper95 = mean + half;
}

/* Explains n deals as they stand on as_of, in pieces: n × features each. */
static void explain_deals(double *const parts[LEARNERS],
                          const struct context *ctx, const struct model *m,
                          const uint32_t *deals, size_t n)
{
    struct snapshot then;
    size_t cols = m->features.n, room = n < EXPLAIN_ROWS ? n : EXPLAIN_ROWS;
    float *x = ARENA_ARRAY(ctx->scratch, room * cols, float);

    feature_snapshot(&then, &m->features, ctx->deals, ctx->as_of, ctx->scratch);
    for (size_t from = 0; from < n; from += room) {
        size_t rows = n - from < room ? n - from : room;
        struct matrix piece = {rows, cols, x};
        double *to[LEARNERS];
        features_fill(&piece, 0, &m->features, ctx->deals, &then, deals + from,
                      rows);
        for (int k = 0; k < LEARNERS; k++)
            to[k] = parts[k] ? parts[k] + from * cols : NULL;
        model_explain(to, m, &piece, ctx->threads);
    }
}

/* Mean |contribution| to the logit of n deals, with its interval, into
 * out[features]. */
static void mean_shap(struct importance *out, double *const parts[LEARNERS],
                      size_t n, const struct model *m, struct arena *scratch)
{
    size_t cols = m->features.n;
    double *square = ARENA_ARRAY(scratch, cols, double);

    for (size_t i = 0; i < n; i++) {
        double scale[LEARNERS], forest = m->base;
        for (size_t k = 0; parts[LEARNER_FOREST] && k < cols; k++)
            forest += parts[LEARNER_FOREST][i * cols + k];
        model_scales(scale, m, forest);
        for (size_t k = 0; k < cols; k++) {
            double part = 0;
            for (int l = 0; l < LEARNERS; l++)
                part += parts[l] ? scale[l] * parts[l][i * cols + k] : 0;
            out[k].shap += fabs(part) / (double)n;
            square[k] += part * part;
        }
    }
    for (size_t k = 0; k < cols; k++)
        shap_interval(&out[k], square[k], n);
}

/* Room for the parts of n deals. */
static void make_parts(double *parts[LEARNERS], const struct model *m, size_t n,
                       struct arena *a)
{
    for (int l = 0; l < LEARNERS; l++)
        parts[l] = stack_has(&m->stack, (enum learner)l)
                       ? ARENA_ARRAY(a, n * m->features.n, double)
                       : NULL;
}

/* Mean |SHAP| of WEIGH_ROWS deals spread over those open on the day of
 * `then`. */
static void past_shap(struct importance *out, const struct context *then,
                      const struct model *m)
{
    size_t n, kept = 0;
    uint32_t *open = deals_open(then->deals, then->as_of, &n, then->scratch);
    size_t step = n > WEIGH_ROWS ? n / WEIGH_ROWS : 1;
    double *parts[LEARNERS];

    for (size_t i = 0; i < n && kept < WEIGH_ROWS; i += step)
        open[kept++] = open[i];
    make_parts(parts, m, kept, then->scratch);
    explain_deals(parts, then, m, open, kept);
    mean_shap(out, parts, kept, m, then->scratch);
}

/* The model is gone, and with it what it says of its features. */
static void unweigh(struct model *m)
{
    for (size_t k = 0; k < m->features.n; k++)
        m->importance[k] = (struct importance){0, NAN, NAN, NAN, NAN, NAN};
    m->explained = (struct explained){0};
}

static void weigh_features(struct model *m, const struct context *ctx)
{
    struct explained *e = &m->explained;
    uint32_t *open = deals_open(ctx->deals, ctx->as_of, &e->n, ctx->scratch);

    e->of = ctx->deals;
    make_parts(e->parts, m, e->n, ctx->run);
    explain_deals(e->parts, ctx, m, open, e->n);
    mean_shap(m->importance, e->parts, e->n, m, ctx->scratch);
    for (size_t k = 0; m->holdout.falls && k < m->features.n; k++) {
        const struct auc *fall = &m->holdout.falls[k];
        m->importance[k].fall = fall->auc;
        m->importance[k].fall_lower95 = fall->lower95;
        m->importance[k].fall_upper95 = fall->upper95;
    }
}

/* What the model says of the deals open on as_of; work memory is released. */
static void predict_open(struct predictions *out, const struct context *ctx,
                         const struct model *m)
{
    struct matrix x;
    struct arena work;

    arena_init(&work);
    x = open_rows(m, ctx, &work);
    out->n = x.rows;
    out->p = ARENA_ARRAY(ctx->run, x.rows, double);
    model_predict(out->p, m, &x, ctx->threads);
    arena_release(&work);
}

/* The score of a model that has aged: its own predictions for the deals
 * open when it was trained and now, whose outcomes it knew in neither case. */
static void drift_aged(struct model *m, const struct context *ctx)
{
    struct context now = *ctx, then;
    struct predictions p_now, p_then;

    now.run = ctx->scratch; /* the predictions themselves are not kept */
    then = now;
    then.as_of = m->trained_as_of;
    predict_open(&p_then, &then, m);
    predict_open(&p_now, &now, m);
    drift_score(&m->drift, then.as_of, &p_then, &p_now, ctx->scratch);
}

/*
 * Where outcomes moved, so does P(lost): by what is missing of the shift.
 * Today's learners know some of it, by what has closed since and by the win
 * rates among their features: as far as their mean chance of today's deals
 * stands, in log odds, beyond what the replays lost.
 */
static void move_to_recent(struct model *m, const struct context *ctx)
{
    const struct holdout *h = &m->holdout;
    struct predictions open;
    struct context work = *ctx;
    double sum = 0, known, left = h->shift;

    if (!h->recalibrated)
        return;
    work.run = ctx->scratch; /* the predictions are not kept */
    predict_open(&open, &work, m);
    for (size_t i = 0; i < open.n; i++)
        sum += calibrate(&m->calibrator, open.p[i]);
    if (open.n) {
        known = logit_cut(sum / (double)open.n) - logit_cut(h->share_lost);
        left = h->shift > 0 ? fmax(0, h->shift - fmax(0, known))
                            : fmin(0, h->shift - fmin(0, known));
    }
    m->calibrator.used = true;
    m->calibrator.a += left;
    m->holdout.calibrator = m->calibrator;
}

void model_drift(struct model *m, const struct context *ctx)
{
    const struct holdout *h = &m->holdout;
    struct drift trained = m->drift;
    struct importance *past =
        ARENA_ARRAY(ctx->scratch, m->features.n, struct importance);
    struct context then = *ctx;

    if (m->mode != MODE_HYBRID || !h->n_replays)
        return;
    then.as_of = h->replays[0].day;
    past_shap(past, &then, m);
    drift_compute(&m->drift, ctx, then.as_of, &m->features, past,
                  m->importance);
    if (h->then.p)
        drift_score(&m->drift, then.as_of, &h->then, &h->now, ctx->scratch);
    else if (ctx->as_of > m->trained_as_of)
        drift_aged(m, ctx);
    else {
        m->drift.score_then = trained.score_then;
        m->drift.score_psi = trained.score_psi;
        m->drift.score_chance = trained.score_chance;
        m->drift.score_drifted = trained.score_drifted;
    }
    if (!m->drift.gates)
        return;
    m->mode = MODE_RULES_ONLY;
    m->reason = REASON_DRIFTED;
    model_no_learners(m);
    unweigh(m);
}

void model_train(struct model *out, const struct context *ctx,
                 const struct leaks *leaks, const struct progress *progress)
{
    *out = (struct model){.mode = MODE_RULES_ONLY,
                          .trained_as_of = ctx->as_of,
                          .seed = ctx->seed,
                          .settings = ctx->settings->forest};
    model_no_learners(out);
    holdout_none(&out->holdout);
    drift_none(&out->drift, ctx->as_of);
    feature_set_choose(&out->features, ctx->deals, leaks, ctx->run);
    feature_set_add_pairs(&out->features, ctx->deals, ctx->as_of, ctx->run);
    out->importance = ARENA_ARRAY(ctx->run, out->features.n, struct importance);
    unweigh(out);
    deals_count_closed(ctx->deals, ctx->as_of, &out->won_deals,
                       &out->lost_deals);
    out->reason = model_reason(out);
    if (ctx->deals->rate_gap == RATE_UNDATED)
        out->reason = REASON_ONE_SIDED;
    if (too_little(out) || out->reason == REASON_ONE_SIDED)
        return;
    report(progress, "replaying past quarters", 0, 3);
    holdout_run(&out->holdout, ctx, &out->features);
    out->reason = model_reason(out);
    if (out->reason == REASON_EARNED) {
        out->mode = MODE_HYBRID;
        report(progress, "training the model", 1, 3);
        train_learners(out, ctx);
        move_to_recent(out, ctx);
        report(progress, "weighing the features", 2, 3);
        weigh_features(out, ctx);
        model_drift(out, ctx);
    }
    report(progress, "model done", 3, 3);
}

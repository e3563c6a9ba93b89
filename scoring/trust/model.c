#include "scoring/trust/model.h"

#include <math.h>

#include "scoring/features/landmarks.h"
#include "render/words/phrase.h"
#include "scoring/features/snapshot.h"
#include "scoring/settings/settings.h"

/* Half the width of a 95% interval in standard errors. */
static const double Z95 = 1.959963984540054;

enum { EXPLAIN_ROWS = 4096, WEIGH_ROWS = 1000, OOB_ROWS = 1000 };

static void report(const struct progress *p, const char *stage, size_t done,
                   size_t total)
{
    if (p && p->fn)
        p->fn(p->ctx, stage, done, total);
}

static void count_closed(struct model *out, const struct deals *d,
                         int32_t as_of)
{
    for (size_t i = 0; i < d->n; i++) {
        enum state state = deals_state(d, i, as_of);
        out->won_deals += state == STATE_WON;
        out->lost_deals += state == STATE_LOST;
    }
}

/* Too few closed deals, or nothing to learn from: NULL when there is enough
 * to try. */
static const char *too_little(const struct model *m, struct style style,
                              struct arena *run)
{
    size_t min_won = (size_t)fmax(m->settings.min_won, 1);
    size_t min_lost = (size_t)fmax(m->settings.min_lost, 1);
    char day[DATE_TEXT];

    if (m->won_deals < min_won || m->lost_deals < min_lost)
        return sv_printf(run,
                         "Rules only: %.*s won and %.*s lost deals had closed "
                         "by %s; the forest asks for %.*s and %.*s. No past "
                         "quarter was replayed.",
                         SV_ARG(phrase_count(m->won_deals, style, run)),
                         SV_ARG(phrase_count(m->lost_deals, style, run)),
                         date_said(day, m->trained_as_of),
                         SV_ARG(phrase_count(min_won, style, run)),
                         SV_ARG(phrase_count(min_lost, style, run)))
            .ptr;
    if (!m->features.n)
        return "Rules only: the export has no column that the forest could "
               "learn from.";
    return NULL;
}

/* What the replays showed, for either mode. */
static struct sv replayed(const struct holdout *h, const char *mode,
                          const char *verdict, struct style style,
                          struct arena *run)
{
    const struct auc *a = &h->figures[SCORER_ML].auc;

    return sv_printf(run,
                     "%s: on %.*s deals of %zu replayed quarter%s the forest "
                     "ranked %s (AUC %.*s, 95%% interval %.*s to %.*s).",
                     mode, SV_ARG(phrase_count(h->deals, style, run)),
                     h->n_replays, h->n_replays == 1 ? "" : "s", verdict,
                     SV_ARG(phrase_fixed(a->auc, 3, style, run)),
                     SV_ARG(phrase_fixed(a->lower95, 3, style, run)),
                     SV_ARG(phrase_fixed(a->upper95, 3, style, run)));
}

/* What the gate of trust found on the forward holdout. */
static struct sv gate_words(const struct model *m, struct style style,
                            struct arena *run)
{
    const struct holdout *h = &m->holdout;
    const struct auc *a = &h->figures[SCORER_ML].auc;

    if (!h->n_replays)
        return sv_printf(
            run,
            "Rules only: no past quarter start could be replayed; one counts "
            "once %.*s of the deals open on it are closed and %d won and %d "
            "lost deals had closed before it.",
            SV_ARG(phrase_percent(m->settings.resolved_share, 0, style, run)),
            REPLAY_LEAST, REPLAY_LEAST);
    if (isnan(a->lower95))
        return sv_printf(
            run,
            "Rules only: the %.*s deals of %zu replayed quarter%s hold too "
            "few wins or losses to say how well the forest ranks.",
            SV_ARG(phrase_count(h->deals, style, run)), h->n_replays,
            h->n_replays == 1 ? "" : "s");
    if (a->lower95 > 0.5)
        return replayed(h, "Hybrid", "better than chance", style, run);
    return replayed(h, "Rules only",
                    a->upper95 < 0.5 ? "worse than chance"
                                     : "no better than chance",
                    style, run);
}

static struct sv drifted(const struct drift *drift, struct arena *run)
{
    return sv_printf(run,
                     "Rules only: the open deals are no longer those that the "
                     "forest was tested on. %.*s",
                     SV_ARG(drift->finding));
}

void model_say(struct model *m, struct style style, struct arena *run)
{
    const char *little = too_little(m, style, run);

    drift_say(&m->drift, style, run);
    m->reason = m->drift.gates ? drifted(&m->drift, run)
                : little       ? sv_from(little)
                               : gate_words(m, style, run);
}

static void train_forest(struct model *m, const struct deals *d,
                         const struct settings *s, int threads)
{
    struct forest_params params =
        forest_params_from(&s->forest, m->seed, threads);
    struct matrix none = {0, m->features.n, NULL};
    struct landmarks marks;
    struct arena work, scratch;

    params.oob_rows = OOB_ROWS;
    arena_init(&work);
    arena_init(&scratch);
    landmarks_build(&marks, d, &m->features, m->trained_as_of, &s->forest,
                    &work, &scratch);
    arena_release(&scratch);
    m->training_rows = marks.m.rows;
    forest_train(&m->forest, &marks.m, marks.lost, marks.weight, &params);
    arena_release(&work);
    forest_explain(NULL, &m->base, &m->forest, &none, threads);
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

/* Explains n deals as they stood on a day, in pieces: phi is n × features. */
static void explain_deals(double *phi, double *base, const struct model *m,
                          const struct deals *d, int32_t day,
                          const uint32_t *deals, size_t n, int threads,
                          struct arena *scratch)
{
    struct snapshot then;
    size_t cols = m->features.n, room = n < EXPLAIN_ROWS ? n : EXPLAIN_ROWS;
    float *x = ARENA_ARRAY(scratch, room * cols, float);

    snapshot_at(&then, d, day, scratch);
    for (size_t from = 0; from < n; from += room) {
        size_t rows = n - from < room ? n - from : room;
        struct matrix piece = {rows, cols, x};
        features_fill(&piece, 0, &m->features, d, &then, deals + from, rows);
        forest_explain(phi + from * cols, base, &m->forest, &piece, threads);
    }
}

/* Mean |SHAP| of n deals, with its interval, into out[cols]. */
static void mean_shap(struct importance *out, const double *phi, size_t n,
                      size_t cols, struct arena *scratch)
{
    double *square = ARENA_ARRAY(scratch, cols, double);

    for (size_t i = 0; i < n * cols; i++) {
        out[i % cols].shap += fabs(phi[i]) / (double)n;
        square[i % cols] += phi[i] * phi[i];
    }
    for (size_t k = 0; k < cols; k++)
        shap_interval(&out[k], square[k], n);
}

/* Mean |SHAP| on a day of WEIGH_ROWS deals spread over those then open. */
static void past_shap(struct importance *out, const struct model *m,
                      const struct deals *d, int32_t day, int threads,
                      struct arena *scratch)
{
    size_t n, kept = 0;
    uint32_t *open = deals_open(d, day, &n, scratch);
    size_t step = n > WEIGH_ROWS ? n / WEIGH_ROWS : 1;
    double *phi, base;

    for (size_t i = 0; i < n && kept < WEIGH_ROWS; i += step)
        open[kept++] = open[i];
    phi = ARENA_ARRAY(scratch, kept * m->features.n, double);
    explain_deals(phi, &base, m, d, day, open, kept, threads, scratch);
    mean_shap(out, phi, kept, m->features.n, scratch);
}

/* The forest is gone, and with it what it says of its features. */
static void unweigh(struct model *m)
{
    for (size_t k = 0; k < m->features.n; k++)
        m->importance[k] = (struct importance){0, NAN, NAN, NAN, NAN, NAN};
    m->explained = (struct explained){0};
}

static void weigh_features(struct model *m, const struct deals *d, int threads,
                           struct arena *run, struct arena *scratch)
{
    struct explained *e = &m->explained;
    uint32_t *open = deals_open(d, m->trained_as_of, &e->n, scratch);

    e->of = d;
    e->base = m->base;
    e->phi = ARENA_ARRAY(run, e->n * m->features.n, double);
    explain_deals(e->phi, &e->base, m, d, m->trained_as_of, open, e->n, threads,
                  scratch);
    mean_shap(m->importance, e->phi, e->n, m->features.n, scratch);
    for (size_t k = 0; m->holdout.falls && k < m->features.n; k++) {
        const struct auc *fall = &m->holdout.falls[k];
        m->importance[k].fall = fall->auc;
        m->importance[k].fall_lower95 = fall->lower95;
        m->importance[k].fall_upper95 = fall->upper95;
    }
}

/* The score of a model that has aged: its own predictions for the deals
 * open when it was trained and now, whose outcomes it knew in neither case. */
static void drift_aged(struct model *m, const struct deals *d, int32_t as_of,
                       int threads, struct arena *scratch)
{
    double *p[2];
    size_t n[2];

    for (int k = 0; k < 2; k++)
        p[k] = holdout_predict_open(&n[k], &m->forest, &m->features, d,
                                    k ? as_of : m->trained_as_of, threads,
                                    scratch);
    drift_score(&m->drift, m->trained_as_of, p[0], n[0], p[1], n[1], scratch);
}

void model_drift(struct model *m, const struct deals *d, int32_t as_of,
                 int threads, struct arena *run, struct arena *scratch)
{
    const struct holdout *h = &m->holdout;
    struct drift trained = m->drift;
    struct importance *past =
        ARENA_ARRAY(scratch, m->features.n, struct importance);
    int32_t then;

    if (m->mode != MODE_HYBRID || !h->n_replays)
        return;
    then = h->replays[0].day;
    past_shap(past, m, d, then, threads, scratch);
    drift_compute(&m->drift, d, then, as_of, &m->features, past, m->importance,
                  run, scratch);
    if (h->p_then)
        drift_score(&m->drift, then, h->p_then, h->n_then, h->p_now, h->n_now,
                    scratch);
    else if (as_of > m->trained_as_of)
        drift_aged(m, d, as_of, threads, scratch);
    else {
        m->drift.score_then = trained.score_then;
        m->drift.score_psi = trained.score_psi;
        m->drift.score_chance = trained.score_chance;
        m->drift.score_drifted = trained.score_drifted;
    }
    if (!m->drift.gates)
        return;
    m->mode = MODE_RULES_ONLY;
    m->reason = drifted(&m->drift, run);
    forest_release(&m->forest);
    m->forest.oob_auc = NAN;
    m->base = NAN;
    m->calibrator = (struct calibrator){false, 0, 1};
    unweigh(m);
}

void model_train(struct model *out, const struct deals *d, int32_t as_of,
                 const struct leaks *leaks, const struct settings *s,
                 uint64_t seed, int threads, const struct progress *progress,
                 struct arena *run, struct arena *scratch)
{
    *out = (struct model){.mode = MODE_RULES_ONLY,
                          .trained_as_of = as_of,
                          .seed = seed,
                          .settings = s->forest,
                          .base = NAN,
                          .calibrator = {false, 0, 1}};
    out->forest.oob_auc = NAN;
    holdout_none(&out->holdout);
    drift_none(&out->drift, as_of);
    feature_set_choose(&out->features, d, leaks, run);
    out->importance = ARENA_ARRAY(run, out->features.n, struct importance);
    unweigh(out);
    count_closed(out, d, as_of);
    model_say(out, d->style, run);
    if (too_little(out, d->style, run))
        return;
    report(progress, "replaying past quarters", 0, 3);
    holdout_run(&out->holdout, d, as_of, &out->features, s, seed, threads, run,
                scratch);
    model_say(out, d->style, run);
    if (out->holdout.n_replays &&
        out->holdout.figures[SCORER_ML].auc.lower95 > 0.5)
        out->mode = MODE_HYBRID;
    if (out->mode == MODE_HYBRID) {
        report(progress, "training the forest", 1, 3);
        train_forest(out, d, s, threads);
        out->calibrator = out->holdout.calibrator;
        report(progress, "weighing the features", 2, 3);
        weigh_features(out, d, threads, run, scratch);
        model_drift(out, d, as_of, threads, run, scratch);
    }
    report(progress, "forest done", 3, 3);
}

void model_release(struct model *m)
{
    if (m)
        forest_release(&m->forest);
}

struct sv model_why(const struct model *m)
{
    static const char *const modes[] = {"Hybrid: ", "Rules only: "};
    struct sv why = m->reason;

    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (sv_starts(why, sv_from(modes[i])))
            return (struct sv){why.ptr + strlen(modes[i]),
                               why.len - strlen(modes[i])};
    return why;
}

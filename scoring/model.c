#include "scoring/model.h"

#include <math.h>

#include "scoring/landmarks.h"
#include "scoring/phrase.h"
#include "scoring/snapshot.h"

enum { EXPLAIN_ROWS = 4096, OOB_ROWS = 1000 };

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
static const char *too_little(const struct model *m, struct arena *run)
{
    size_t min_won = (size_t)fmax(m->settings.min_won, 1);
    size_t min_lost = (size_t)fmax(m->settings.min_lost, 1);
    char day[DATE_TEXT];

    if (m->won_deals < min_won || m->lost_deals < min_lost)
        return sv_printf(run,
                         "Rules only: %.*s won and %.*s lost deals had closed "
                         "by %s; the forest asks for %.*s and %.*s. No past "
                         "quarter was replayed.",
                         SV_ARG(phrase_count(m->won_deals, run)),
                         SV_ARG(phrase_count(m->lost_deals, run)),
                         date_iso(day, m->trained_as_of),
                         SV_ARG(phrase_count(min_won, run)),
                         SV_ARG(phrase_count(min_lost, run)))
            .ptr;
    if (!m->features.n)
        return "Rules only: the export has no column that the forest could "
               "learn from.";
    return NULL;
}

/* What the replays showed, for either mode. */
static struct sv replayed(const struct holdout *h, const char *mode,
                          const char *verdict, struct arena *run)
{
    const struct auc *a = &h->figures[SCORER_ML].auc;

    return sv_printf(run,
                     "%s: on %.*s deals of %zu replayed quarter%s the forest "
                     "ranked %s (AUC %.3f, 95%% interval %.3f to %.3f).",
                     mode, SV_ARG(phrase_count(h->deals, run)), h->n_replays,
                     h->n_replays == 1 ? "" : "s", verdict, a->auc, a->lower95,
                     a->upper95);
}

/* The gate of DESIGN.md §5 on the forward holdout. */
static void pass_gate(struct model *m, struct arena *run)
{
    const struct holdout *h = &m->holdout;
    const struct auc *a = &h->figures[SCORER_ML].auc;

    m->mode = MODE_RULES_ONLY;
    if (!h->n_replays) {
        m->reason = sv_printf(
            run,
            "Rules only: no past quarter start could be replayed; one counts "
            "once %.0f%% of the deals open on it are closed and %d won and %d "
            "lost deals had closed before it.",
            m->settings.resolved_share * 100, REPLAY_LEAST, REPLAY_LEAST);
    } else if (isnan(a->lower95)) {
        m->reason = sv_printf(
            run,
            "Rules only: the %.*s deals of %zu replayed quarter%s hold too "
            "few wins or losses to say how well the forest ranks.",
            SV_ARG(phrase_count(h->deals, run)), h->n_replays,
            h->n_replays == 1 ? "" : "s");
    } else if (!(a->lower95 > 0.5)) {
        m->reason = replayed(h, "Rules only",
                             a->upper95 < 0.5 ? "worse than chance"
                                              : "no better than chance",
                             run);
    } else {
        m->mode = MODE_HYBRID;
        m->reason = replayed(h, "Hybrid", "better than chance", run);
    }
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

/* Mean |SHAP| of the deals open on the training day, in pieces. */
static void weigh_features(struct model *m, const struct deals *d, int threads,
                           struct arena *scratch)
{
    struct snapshot now;
    size_t n, cols = m->features.n;
    uint32_t *open = deals_open(d, m->trained_as_of, &n, scratch);
    size_t room = n < EXPLAIN_ROWS ? n : EXPLAIN_ROWS;
    float *x = ARENA_ARRAY(scratch, room * cols, float);
    double *phi = ARENA_ARRAY(scratch, room * cols, double), base;

    snapshot_at(&now, d, m->trained_as_of, scratch);
    for (size_t from = 0; from < n; from += room) {
        size_t rows = n - from < room ? n - from : room;
        struct matrix piece = {rows, cols, x};
        features_fill(&piece, 0, &m->features, d, &now, open + from, rows);
        forest_explain(phi, &base, &m->forest, &piece, threads);
        for (size_t i = 0; i < rows * cols; i++)
            m->importance[i % cols] += fabs(phi[i]) / (double)n;
    }
}

void model_train(struct model *out, const struct deals *d, int32_t as_of,
                 const struct leaks *leaks, const struct settings *s,
                 uint64_t seed, int threads, const struct progress *progress,
                 struct arena *run, struct arena *scratch)
{
    const char *reason;

    *out = (struct model){.mode = MODE_RULES_ONLY,
                          .trained_as_of = as_of,
                          .seed = seed,
                          .settings = s->forest,
                          .base = NAN,
                          .calibrator = {false, 0, 1}};
    out->forest.oob_auc = NAN;
    holdout_none(&out->holdout);
    feature_set_choose(&out->features, d, leaks, run);
    out->importance = ARENA_ARRAY(run, out->features.n, double);
    count_closed(out, d, as_of);
    reason = too_little(out, run);
    if (reason) {
        out->reason = sv_from(reason);
        return;
    }
    report(progress, "replaying past quarters", 0, 3);
    holdout_run(&out->holdout, d, as_of, &out->features, s, seed, threads, run,
                scratch);
    pass_gate(out, run);
    if (out->mode == MODE_HYBRID) {
        report(progress, "training the forest", 1, 3);
        train_forest(out, d, s, threads);
        out->calibrator = out->holdout.calibrator;
        report(progress, "weighing the features", 2, 3);
        weigh_features(out, d, threads, scratch);
    }
    report(progress, "forest done", 3, 3);
}

void model_release(struct model *m)
{
    if (m)
        forest_release(&m->forest);
}

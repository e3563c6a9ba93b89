#include "scoring/score/counterfactual.h"

#include <math.h>

#include "scoring/score/changeable.h"
#include "scoring/score/receipt.h"
#include "scoring/features/variants.h"

/* Variants scored at a time, so that memory does not grow with the file. */
enum { CHUNK = 2048 };

/* What stays the same for every deal of a run. */
struct desk {
    const struct context *ctx;
    const struct scores *scores;
    const struct model *model;
    struct changeable seen;
    bool hybrid;
};

/* A change to try on one deal, before and after it is scored. */
struct trial {
    size_t at; /* index in scores */
    enum change change;
    size_t rows;
    double score; /* shown, after the change */
};

const char *change_name(enum change change)
{
    static const char *const names[CHANGE_COUNT] = {
        [CHANGE_STAGE] = "stage",
        [CHANGE_ACTIVITY] = "activity",
        [CHANGE_EXPECTED] = "expected_close",
    };

    return names[change];
}

/* Ordinal of the stage that a deal stands in; −1: not known, or closed. */
static int32_t ordinal_now(const struct desk *w, const struct score *score)
{
    return score->stage >= 0 ? w->ctx->deals->stage_ordinal[score->stage] : -1;
}

static size_t try_stage(struct variant *v, const struct desk *w,
                        const struct score *score)
{
    int32_t next = ordinal_now(w, score) + 1;

    if (next < 1 || (size_t)next >= w->seen.n_stages)
        return 0;
    v->stage = w->seen.stage[next].code;
    return w->seen.stage[next].fresh;
}

static size_t try_activity(struct variant *v, const struct desk *w,
                           const struct score *score)
{
    if (!w->ctx->deals->last_activity ||
        !deals_current_known(w->ctx->deals, score->deal, w->ctx->as_of))
        return 0;
    v->activity = true;
    return w->seen.active;
}

static size_t try_expected(struct variant *v, const struct desk *w,
                           const struct score *score)
{
    int32_t stage = ordinal_now(w, score);

    if (stage < 0 || (size_t)stage >= w->seen.n_stages ||
        isnan(w->seen.stage[stage].remaining))
        return 0;
    v->expected =
        w->ctx->as_of + (int32_t)lround(w->seen.stage[stage].remaining);
    return v->expected == score->expected ? 0 : w->seen.stage[stage].expected;
}

/* What may be changed, and how many training rows hold the new value. */
static size_t (*const TRIES[CHANGE_COUNT])(struct variant *v,
                                           const struct desk *w,
                                           const struct score *score) = {
    [CHANGE_STAGE] = try_stage,
    [CHANGE_ACTIVITY] = try_activity,
    [CHANGE_EXPECTED] = try_expected,
};

/* Rules, model and calibration anew, for the first n variants. */
static void score_variants(struct trial *trials, const struct variant *variants,
                           size_t n, const struct desk *w, struct arena *a)
{
    const struct settings *s = w->ctx->settings;
    const struct feature_set *set = &w->model->features;
    struct matrix m = {n, set->n, NULL};
    uint32_t *all = ARENA_ARRAY(a, n, uint32_t);
    double *raw = ARENA_ARRAY(a, n, double);
    struct deals changed;

    variants_build(&changed, w->ctx->deals, variants, n, w->ctx->as_of, a);
    for (size_t k = 0; k < n; k++)
        all[k] = (uint32_t)k;
    if (w->hybrid) {
        m.x = ARENA_ARRAY(a, n * set->n, float);
        features_fill(&m, 0, set, &changed, w->scores->now, all, n);
        model_predict(raw, w->model, &m, 1);
    }
    for (size_t k = 0; k < n; k++) {
        struct rule_facts facts;
        struct rule_points points;

        rule_facts_at(&facts, &changed, w->scores->now, &s->rules, k);
        rules_judge(&points, &facts, &w->scores->limits, &s->rules);
        trials[k].score = receipt_score(
            &points, w->hybrid ? &w->model->calibrator : NULL, raw[k], s);
    }
}

/* Largest fall first; equal ones keep the order of enum change. */
static void keep(struct counterfactuals *out, const struct trial *t,
                 const struct variant *v, const struct desk *w)
{
    double fall = number_tenth(w->scores->list[t->at].shown - t->score);
    size_t k = out->n;

    if (!(fall >= COUNTERFACTUAL_FALL))
        return;
    for (; k > 0 && out->list[k - 1].fall < fall; k--)
        out->list[k] = out->list[k - 1];
    out->list[k] = (struct counterfactual){
        .change = t->change,
        .stage = v->stage,
        .expected = v->expected,
        .score = t->score,
        .fall = fall,
        .rows = t->rows,
    };
    out->n++;
}

static void settle(struct counterfactuals *out, struct trial *trials,
                   const struct variant *variants, size_t n,
                   const struct desk *w)
{
    struct arena work; /* of one chunk; the caller's scratch is not reset */

    arena_init(&work);
    score_variants(trials, variants, n, w, &work);
    arena_release(&work);
    for (size_t k = 0; k < n; k++)
        keep(&out[trials[k].at], &trials[k], &variants[k], w);
}

struct counterfactuals *counterfactuals_compute(const struct context *ctx,
                                                const struct scores *scores,
                                                const struct model *model)
{
    struct desk w = {.ctx = ctx,
                     .scores = scores,
                     .model = model,
                     .hybrid = scores->mode == MODE_HYBRID};
    struct counterfactuals *out =
        ARENA_ARRAY(ctx->run, scores->n, struct counterfactuals);
    struct trial *trials = ARENA_ARRAY(ctx->scratch, CHUNK, struct trial);
    struct variant *variants = ARENA_ARRAY(ctx->scratch, CHUNK, struct variant);
    size_t n = 0, high = 0;

    for (size_t i = 0; i < scores->n; i++)
        high += scores->list[i].level >= LEVEL_HIGH;
    if (high == 0)
        return out;
    changeable_count(
        &w.seen, ctx->deals, w.hybrid ? model->trained_as_of : ctx->as_of,
        w.hybrid ? &model->settings : &ctx->settings->forest, ctx->scratch);
    for (size_t i = 0; i < scores->n; i++) {
        if (scores->list[i].level < LEVEL_HIGH)
            continue;
        for (int c = 0; c < CHANGE_COUNT; c++) {
            struct variant v = {.deal = scores->list[i].deal,
                                .stage = -1,
                                .expected = DATE_NONE};
            size_t rows = TRIES[c](&v, &w, &scores->list[i]);

            if (rows < COUNTERFACTUAL_ROWS)
                continue;
            trials[n] = (struct trial){i, (enum change)c, rows, NAN};
            variants[n++] = v;
            if (n == CHUNK) {
                settle(out, trials, variants, n, &w);
                n = 0;
            }
        }
    }
    settle(out, trials, variants, n, &w);
    return out;
}

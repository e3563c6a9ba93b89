#include "scoring/score/score.h"

#include <math.h>

#include "scoring/features/landmarks.h"
#include "scoring/rules/levels.h"
#include "scoring/score/receipt.h"

/* Deals explained at a time, so that memory does not grow with the file. */
enum { CHUNK = 2048 };

/* What stays the same for every deal of a run. */
struct scoring {
    const struct context *ctx;
    const struct model *model;
    const struct snapshot *now;
    struct scores *out;
    bool hybrid, error; /* is p_loss_error asked for? */
    struct warning_rules warnings;
};

static double amount_of(const struct deals *d, size_t i)
{
    return d->amount != NULL ? d->amount[i] : NAN;
}

/* All that is known of the deal itself and needs no other deal's score. */
static void describe(struct score *score, const struct scoring *w, size_t i)
{
    const struct deals *d = w->ctx->deals;
    int32_t entered, day = w->ctx->as_of;

    score->deal = (uint32_t)i;
    deals_stage_at(d, i, day, &score->stage, &entered);
    score->days_in_stage =
        entered != DATE_NONE && entered <= day ? day - entered : NAN;
    score->age = d->created != NULL && d->created[i] != DATE_NONE
                     ? day - d->created[i]
                     : NAN;
    score->expected = deals_expected_at(d, i, day);
    warnings_at(&score->warnings, d, w->now, &w->warnings, i);
}

static void build(struct score *score, const struct scoring *w, size_t i,
                  const struct model_share *share)
{
    const struct deals *d = w->ctx->deals;
    const struct settings *s = w->ctx->settings;
    struct rule_facts facts;
    struct rule_points points;

    describe(score, w, i);
    rule_facts_at(&facts, d, w->now, &s->rules, i);
    rules_judge(&points, &facts, &w->out->limits, &s->rules);
    receipt_build(score, &points, share, s, w->ctx->run);

    score->loss_rate = share ? score->p_loss : w->out->open_loss_rate;
    score->expected_loss = amount_of(d, i) * score->loss_rate;
}

/* One deal after the other, from its rows of the parts. */
static void build_rows(const struct scoring *w, const uint32_t *open,
                       size_t from, size_t rows, double *const parts[LEARNERS])
{
    size_t columns = w->model->features.n;

    for (size_t r = 0; r < rows; r++) {
        struct model_share share = {.model = w->model};
        for (int m = 0; m < LEARNERS; m++)
            share.parts[m] = parts[m] ? parts[m] + r * columns : NULL;
        build(&w->out->list[from + r], w, open[from + r], &share);
    }
}

/* Also how far another draw of the forest would move P(lost), on average. */
static void build_hybrid(const struct scoring *w, const uint32_t *open,
                         size_t n)
{
    struct arena *scratch = w->ctx->scratch;
    const struct model *model = w->model;
    const struct explained *known = &model->explained;
    bool is_known = known->of == w->ctx->deals &&
                    model->trained_as_of == w->ctx->as_of && known->n == n;
    size_t columns = model->features.n, rows = n < CHUNK ? n : CHUNK;
    struct matrix m = {0, columns, ARENA_ARRAY(scratch, rows * columns, float)};
    double *error = ARENA_ARRAY(scratch, rows, double), sum = 0;
    double *parts[LEARNERS] = {0}, *own[LEARNERS] = {0};

    for (int l = 0; l < LEARNERS; l++)
        if (!is_known && stack_has(&model->stack, (enum learner)l))
            own[l] = ARENA_ARRAY(scratch, rows * columns, double);
    for (size_t from = 0; from < n; from += rows) {
        m.rows = n - from < rows ? n - from : rows;
        for (int l = 0; l < LEARNERS; l++)
            parts[l] = is_known && known->parts[l]
                           ? known->parts[l] + from * columns
                           : own[l];
        features_fill(&m, 0, &model->features, w->ctx->deals, w->now,
                      open + from, m.rows);
        if (!is_known)
            model_explain(parts, model, &m, w->ctx->threads);
        build_rows(w, open, from, m.rows, parts);
        if (!w->error || !stack_has(&model->stack, LEARNER_FOREST))
            continue;
        forest_error(error, &model->forest, &m, w->ctx->threads);
        for (size_t r = 0; r < m.rows; r++) {
            const struct score *s = &w->out->list[from + r];
            sum += model_error(model, s->forest, s->raw, error[r]);
        }
    }
    w->out->p_loss_error = n ? sum / (double)n : (double)NAN;
}

/* By what deals are sorted. */
struct sorting {
    const struct deals *deals;
    enum list_order order;
};

static int riskiest_first(const void *left, const void *right, void *sorting)
{
    const struct score *a = left, *b = right;
    const struct sorting *w = sorting;
    const struct deals *d = w->deals;

    if (w->order == ORDER_P_LOST && a->p_loss != b->p_loss)
        return a->p_loss > b->p_loss ? -1 : 1;
    if (a->shown != b->shown)
        return a->shown > b->shown ? -1 : 1;
    if (a->exact != b->exact)
        return a->exact > b->exact ? -1 : 1;

    /* The older one; an unknown age comes last. */
    double older = isnan(a->age) ? -1 : a->age,
           than = isnan(b->age) ? -1 : b->age;
    if (older != than)
        return older > than ? -1 : 1;

    double x = amount_of(d, a->deal), y = amount_of(d, b->deal);
    x = isnan(x) ? -INFINITY : x;
    y = isnan(y) ? -INFINITY : y;
    if (x != y)
        return x > y ? -1 : 1;

    int by_id = sv_cmp(d->id[a->deal], d->id[b->deal]);
    return by_id != 0 ? by_id : a->deal < b->deal ? -1 : a->deal > b->deal;
}

/* By the landmark rows of all that is known. */
static void find_open_losses(struct scores *out, const struct context *ctx,
                             const struct landmarks *l)
{
    bool *counted = ARENA_ARRAY(ctx->scratch, ctx->deals->n, bool);
    const struct calibrator of_late = outcome_drift_calibrator(&out->outcomes);
    double lost = 0, all = 0, n;

    out->open_loss_rate = out->overall_loss_rate;
    if (isnan(out->overall_loss_rate) || !l->m.rows)
        return;
    for (size_t r = 0; r < l->m.rows; r++) {
        all += (double)l->weight[r];
        lost += l->lost[r] ? (double)l->weight[r] : 0;
        out->open_loss_deals += !counted[l->deal[r]];
        counted[l->deal[r]] = true;
    }
    n = (double)out->open_loss_deals;
    out->open_loss_rate = calibrate(&of_late, (lost / all * n + 1) / (n + 2));
}

/* After the levels. */
static void look_ahead(struct scores *out, const struct model *model)
{
    struct expected now[FLAG_SIDES] = {0};

    for (size_t i = 0; i < out->n; i++) {
        const struct score *s = &out->list[i];
        expected_add(&now[s->level >= LEVEL_HIGH ? FLAGGED : NOT_FLAGGED],
                     s->loss_rate);
    }
    ahead_find(&out->ahead, &model->holdout, out->mode, now,
               out->outcomes.moved);
}

void scores_sort(struct scores *s, const struct deals *d)
{
    struct sorting sorting = {d, s->order};

    if (s->n > 1)
        qsort_r(s->list, s->n, sizeof *s->list, riskiest_first, &sorting);
}

void scores_compute(struct scores *out, const struct context *ctx,
                    const struct model *model)
{
    struct snapshot *now = ARENA_NEW(ctx->run, struct snapshot);
    struct scoring w = {
        .ctx = ctx,
        .model = model,
        .out = out,
        .hybrid = model->mode == MODE_HYBRID && model->forest.n_trees > 0,
        .error = true,
    };

    *out = (struct scores){.as_of = ctx->as_of};
    out->mode = w.hybrid ? MODE_HYBRID : MODE_RULES_ONLY;
    out->order = w.hybrid ? ctx->settings->order : ORDER_SCORE;
    outcome_drift_find(&out->outcomes, ctx);
    out->dollars = holdout_dollars(&model->holdout, out->mode);
    feature_snapshot(now, &model->features, ctx->deals, ctx->as_of, ctx->run);
    out->now = w.now = now;
    rule_limits_at(&out->limits, now, &ctx->settings->rules);

    double closed = (double)w.now->won + w.now->lost;
    out->overall_loss_rate = closed > 0 && !ctx->deals->rate_gap
                                 ? ((double)w.now->lost + 1) / (closed + 2)
                                 : NAN;

    const struct feature_set none = {0, NULL};
    struct landmarks past;
    landmarks_build(&past, ctx->deals, &none, ctx->as_of,
                    &ctx->settings->forest, ctx->scratch);
    find_open_losses(out, ctx, &past);

    const uint32_t *open =
        deals_open(ctx->deals, ctx->as_of, &out->n, ctx->scratch);
    warning_rules_init(&w.warnings, &ctx->settings->warnings,
                       warnings_use_steps(ctx->deals, open, out->n));
    out->warning_rules = w.warnings;
    out->list = ARENA_ARRAY(ctx->run, out->n, struct score);
    out->p_loss_error = NAN;
    if (w.hybrid)
        build_hybrid(&w, open, out->n);
    else
        for (size_t i = 0; i < out->n; i++)
            build(&out->list[i], &w, open[i], NULL);

    double *shown = ARENA_ARRAY(ctx->scratch, out->n, double);
    for (size_t i = 0; i < out->n; i++)
        shown[i] = out->list[i].shown;
    levels_cut(&out->cuts, shown, out->n, &ctx->settings->levels, ctx->scratch);
    for (size_t i = 0; i < out->n; i++) {
        struct score *score = &out->list[i];
        score->level = level_of(&out->cuts, score->shown);
        receipt_factors(score);
    }
    look_ahead(out, model);
    scores_sort(out, ctx->deals);
    warning_records(out->records, ctx, &past);
}

void scores_more(struct scores *out, const struct scores *base,
                 const struct context *ctx, const struct model *model,
                 size_t first)
{
    struct scoring w = {
        .ctx = ctx,
        .model = model,
        .now = base->now,
        .out = out,
        .hybrid = base->mode == MODE_HYBRID,
        .warnings = base->warning_rules,
    };
    uint32_t *list;

    *out = *base;
    out->n = ctx->deals->n - first;
    out->list = ARENA_ARRAY(ctx->run, out->n, struct score);
    list = ARENA_ARRAY(ctx->scratch, out->n, uint32_t);
    for (size_t k = 0; k < out->n; k++)
        list[k] = (uint32_t)(first + k);
    if (w.hybrid)
        build_hybrid(&w, list, out->n);
    else
        for (size_t k = 0; k < out->n; k++)
            build(&out->list[k], &w, list[k], NULL);
    out->p_loss_error = base->p_loss_error;
    for (size_t k = 0; k < out->n; k++) {
        out->list[k].level = level_of(&out->cuts, out->list[k].shown);
        receipt_factors(&out->list[k]);
    }
}

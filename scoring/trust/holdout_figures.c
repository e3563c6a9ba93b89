#include "scoring/trust/holdout_figures.h"
#include "scoring/settings/settings.h"

#include <assert.h>
#include <math.h>

#include "scoring/stats/calibrate.h"

void pooled_init(struct pooled *out, size_t rows, struct arena *a)
{
    *out = (struct pooled){
        .room = rows,
        .lost = ARENA_ARRAY(a, rows, uint8_t),
        .deal = ARENA_ARRAY(a, rows, uint32_t),
        .stratum = ARENA_ARRAY(a, rows, uint8_t),
        .amount = ARENA_ARRAY(a, rows, double),
        .raw = ARENA_ARRAY(a, rows, double),
        .points = ARENA_ARRAY(a, rows, double),
        .base_rate = ARENA_ARRAY(a, rows, double),
    };
}

void holdout_none(struct holdout *out)
{
    static const struct auc unknown = {NAN, NAN, NAN, NAN, 0};

    const struct flag_history nothing = {0};

    *out = (struct holdout){.share_lost = NAN,
                            .base_brier = NAN,
                            .hybrid_minus_ml = unknown,
                            .hybrid_minus_rules = unknown,
                            .ml_minus_rules = unknown,
                            .calibration_error = NAN,
                            .adds = {unknown, unknown},
                            .ridge = RIDGE_USUAL,
                            .calibrator = {false, 0, 1}};
    stack_equal(&out->stack);
    for (int k = 0; k < SCORER_COUNT; k++)
        out->figures[k] = (struct scorer_figures){unknown, NAN, NAN, NAN};
    for (int k = 0; k < MODE_COUNT; k++)
        flags_count(&out->flags[k], &nothing);
    for (int k = 0; k < RELIABILITY_BINS; k++)
        out->reliability[k] =
            (struct reliability_bin){.low = (double)k / RELIABILITY_BINS,
                                     .high = (k + 1.0) / RELIABILITY_BINS,
                                     .mean_p = NAN,
                                     .observed = NAN};
}

/* Each T predicted by a calibrator fitted on the others, and by their shares,
 * into out; false where one of them cannot be fitted. */
static bool cross_fit(double *out, const struct pooled *p, size_t replays,
                      struct arena *scratch)
{
    double *own = ARENA_ARRAY(scratch, p->n, double);
    const double *raw = p->stacks ? own : p->raw;

    if (replays < 2)
        return false;
    for (size_t k = 0; k < replays; k++) {
        struct calibrator c;
        if (p->stacks)
            pooled_combine(own, p, &p->stacks[k]);
        if (!calibrator_fit(&c, p->lost, raw, p->n, p->stratum, (uint8_t)k))
            return false;
        for (size_t i = 0; i < p->n; i++)
            if (p->stratum[i] == k)
                out[i] = calibrate(&c, raw[i]);
    }
    return true;
}

/* P(lost) as the pack would have printed it; sets out->calibrator. */
static const double *published(struct holdout *out, const struct pooled *p,
                               struct arena *scratch)
{
    double *crossed = ARENA_ARRAY(scratch, p->n, double);
    double *whole = ARENA_ARRAY(scratch, p->n, double);
    struct calibrator c;

    if (p->stacks)
        pooled_combine(whole, p, &p->stacks[out->n_replays]);
    if (!cross_fit(crossed, p, out->n_replays, scratch) ||
        !(brier(p->lost, crossed, p->n) < brier(p->lost, p->raw, p->n)) ||
        !calibrator_fit(&c, p->lost, p->stacks ? whole : p->raw, p->n, NULL, 0))
        return p->raw;
    out->calibrator = c;
    return crossed;
}

static void fill_reliability(struct holdout *out, const uint8_t *lost,
                             const double *p, size_t n)
{
    double sum[RELIABILITY_BINS] = {0}, error = 0;

    for (size_t i = 0; i < n; i++) {
        int k = (int)(p[i] * RELIABILITY_BINS);
        k = k < 0 ? 0 : k < RELIABILITY_BINS ? k : RELIABILITY_BINS - 1;
        out->reliability[k].deals++;
        out->reliability[k].lost += lost[i] != 0;
        sum[k] += p[i];
    }
    for (int k = 0; k < RELIABILITY_BINS; k++) {
        struct reliability_bin *bin = &out->reliability[k];
        if (!bin->deals)
            continue;
        bin->mean_p = sum[k] / (double)bin->deals;
        bin->observed = (double)bin->lost / (double)bin->deals;
        error += (double)bin->deals * fabs(bin->mean_p - bin->observed);
    }
    out->calibration_error = error / (double)n;
}

struct ranked {
    double score, amount;
    uint32_t index;
    uint8_t lost, stratum;
};

static int by_score(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->stratum != y->stratum)
        return x->stratum < y->stratum ? -1 : 1;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

struct tally {
    double deals, lost, lost_amount;
};

/* Adds r[from … to) times `share`. */
static void tally_add(struct tally *t, const struct ranked *r, size_t from,
                      size_t to, double share)
{
    for (size_t i = from; i < to; i++) {
        t->deals += share;
        if (!r[i].lost)
            continue;
        t->lost += share;
        t->lost_amount += isnan(r[i].amount) ? 0 : share * r[i].amount;
    }
}

/* Where tenth k of n rows starts: the first holds a tenth, rounded up. */
static size_t cut_of(size_t n, size_t k)
{
    return (n * k + TENTHS - 1) / TENTHS;
}

/* Adds n rows sorted by score to the tenths in which they stand. */
static void tally_tenths(struct tally tenths[TENTHS], const struct ranked *r,
                         size_t n)
{
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i; j < n && r[j].score == r[i].score; j++)
            ;
        for (size_t k = 0; k < TENTHS; k++) {
            size_t from = cut_of(n, k), to = cut_of(n, k + 1);
            from = from > i ? from : i;
            to = to < j ? to : j;
            if (from < to)
                tally_add(&tenths[k], r, i, j,
                          (double)(to - from) / (double)(j - i));
        }
    }
}

static void fill_tenths(struct scorer_figures *out, struct tenth *tenths,
                        const struct pooled *p, const double *score,
                        struct arena *scratch)
{
    struct ranked *r = ARENA_ARRAY(scratch, p->n, struct ranked);
    struct tally part[TENTHS] = {0}, all = {0};

    for (size_t i = 0; i < p->n; i++)
        r[i] = (struct ranked){score[i], p->amount[i], (uint32_t)i,
                               p->lost[i] != 0, p->stratum[i]};
    qsort(r, p->n, sizeof *r, by_score);
    tally_add(&all, r, 0, p->n, 1);
    for (size_t i = 0, j; i < p->n; i = j) {
        for (j = i; j < p->n && r[j].stratum == r[i].stratum; j++)
            ;
        tally_tenths(part, r + i, j - i);
    }
    for (size_t k = 0; k < TENTHS; k++)
        tenths[k] = (struct tenth){
            part[k].deals, part[k].lost,
            part[k].deals > 0 ? part[k].lost / part[k].deals : (double)NAN};
    if (all.lost > 0)
        out->lift = part[0].lost / part[0].deals / (all.lost / all.deals);
    if (all.lost_amount > 0)
        out->capture = part[0].lost_amount / all.lost_amount;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static size_t distinct(const uint32_t *deal, size_t n, struct arena *scratch)
{
    uint32_t *sorted = ARENA_ARRAY(scratch, n, uint32_t);
    size_t count = 0;

    memcpy(sorted, deal, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_number);
    for (size_t i = 0; i < n; i++)
        count += i == 0 || sorted[i] != sorted[i - 1];
    return count;
}

/* What the ranking loses with a column permuted. */
static void fill_falls(struct holdout *out, const struct context *ctx,
                       const struct pooled *p, const struct outcome_rows *rows)
{
    if (!p->permuted)
        return;
    assert(p->n == p->room);
    double *logit = ARENA_ARRAY(ctx->scratch, p->n, double);
    for (size_t i = 0; i < p->n; i++) {
        const struct stack *s = &p->stacks[p->stratum[i]];
        logit[i] = stack_logit(s, p->logit[LEARNER_FOREST][i],
                               p->logit[LEARNER_ADDITIVE][i]);
    }
    out->falls = ARENA_ARRAY(ctx->run, p->cols, struct auc);
    importance_falls(out->falls, rows, logit, p->permuted, p->cols, p->repeats,
                     ctx->threads);
}

/* What each replay expected to lose, by P(lost) and, where the rules stand
 * alone, by the share lost that was known then. */
static void fill_dollars(struct holdout *out, const struct pooled *p,
                         const double *loss)
{
    for (size_t i = 0; i < p->n; i++) {
        struct replay *r = &out->replays[p->stratum[i]];
        dollars_add(&r->dollars[MODE_HYBRID], p->amount[i], loss[i],
                    p->lost[i] != 0);
        dollars_add(&r->dollars[MODE_RULES_ONLY], p->amount[i], p->base_rate[i],
                    p->lost[i] != 0);
    }
}

struct dollars_record holdout_dollars(const struct holdout *h, enum mode mode)
{
    const struct dollars *list[REPLAYS_MAX];

    for (size_t k = 0; k < h->n_replays; k++)
        list[k] = &h->replays[k].dollars[mode];
    return dollars_record(list, h->n_replays);
}

/* The shares, and what the learners alone are worth. */
static void fill_learners(struct holdout *out, const struct pooled *p,
                          struct arena *scratch)
{
    static const enum scorer alone[LEARNERS] = {SCORER_FOREST, SCORER_ADDITIVE};
    double *chance = ARENA_ARRAY(scratch, p->n, double);

    if (!p->stacks)
        return;
    out->stack = p->stacks[out->n_replays];
    for (int m = 0; m < LEARNERS; m++) {
        out->adds[m] = p->adds[m];
        for (size_t i = 0; i < p->n; i++)
            chance[i] = logistic(p->logit[m][i]);
        out->figures[alone[m]].brier = brier(p->lost, chance, p->n);
    }
}

/* The AUC of each day alone; the rows of a day stand together. */
static void fill_days(struct holdout *out, enum scorer k,
                      const struct outcome_rows *rows, const double *score,
                      struct arena *scratch)
{
    for (size_t from = 0, to; from < rows->n; from = to) {
        struct outcome_rows day = *rows;
        for (to = from;
             to < rows->n && rows->stratum[to] == rows->stratum[from];)
            to++;
        day.n = to - from;
        day.lost += from;
        day.deal += from;
        day.stratum += from;
        day.amount += from;
        for (size_t g = 0; g < day.n_groupings; g++)
            day.grouping[g].of += from;
        out->replays[rows->stratum[from]].auc[k] =
            auc_clustered(&day, score + from, scratch);
    }
}

void holdout_figures(struct holdout *out, const struct context *ctx,
                     const struct pooled *p)
{
    const struct settings *s = ctx->settings;
    struct arena *scratch = ctx->scratch;
    struct outcome_rows rows = {.n = p->n,
                                .lost = p->lost,
                                .deal = p->deal,
                                .stratum = p->stratum,
                                .amount = p->amount};
    double *hybrid = ARENA_ARRAY(scratch, p->n, double);
    const double *score[SCORER_COUNT] = {
        [SCORER_HYBRID] = hybrid,
        [SCORER_ML] = p->raw,
        [SCORER_RULES] = p->points,
        [SCORER_FOREST] = p->logit[LEARNER_FOREST],
        [SCORER_ADDITIVE] = p->logit[LEARNER_ADDITIVE]};
    const double *loss;

    out->rows = p->n;
    if (!p->n)
        return;
    rows.n_groupings = p->n_groupings;
    memcpy(rows.grouping, p->grouping, sizeof rows.grouping);
    out->deals = distinct(p->deal, p->n, scratch);
    out->share_lost = 0;
    for (size_t i = 0; i < p->n; i++)
        out->share_lost += p->lost[i] != 0;
    out->share_lost /= (double)p->n;
    loss = published(out, p, scratch);
    for (size_t i = 0; i < p->n; i++)
        hybrid[i] = s->rule_weight * p->points[i] + s->forest_weight * loss[i];
    out->tenths = ARENA_ARRAY(ctx->run, SCORER_COUNT * TENTHS, struct tenth);
    for (size_t k = 0; k < SCORER_COUNT; k++) {
        if (!score[k])
            continue;
        out->figures[k].auc = auc_clustered(&rows, score[k], scratch);
        fill_days(out, (enum scorer)k, &rows, score[k], scratch);
        fill_tenths(&out->figures[k], out->tenths + k * TENTHS, p, score[k],
                    scratch);
    }
    out->figures[SCORER_ML].brier = brier(p->lost, loss, p->n);
    fill_learners(out, p, scratch);
    out->base_brier = brier(p->lost, p->base_rate, p->n);
    out->hybrid_minus_ml = auc_difference(&rows, hybrid, p->raw, scratch);
    out->hybrid_minus_rules = auc_difference(&rows, hybrid, p->points, scratch);
    out->ml_minus_rules = auc_difference(&rows, p->raw, p->points, scratch);
    fill_reliability(out, p->lost, loss, p->n);
    holdout_flags(out, p, hybrid, loss, ctx);
    fill_dollars(out, p, loss);
    fill_falls(out, ctx, p, &rows);
}

#include "scoring/score/similar.h"

#include <math.h>
#include <string.h>

#include "scoring/features/landmarks.h"
#include "scoring/base/ecdf.h"
#include "scoring/base/threads.h"

/* Stands for a missing value among ranks of 0 … 1: further than 1 from each
 * of them, and nowhere from itself. */
static const float MISSING = 3;

enum { BLOCK = 64 }; /* open deals whose features are held at a time */

/* The moments compared with. */
struct moments {
    size_t n, cols;
    uint32_t *deal;
    int32_t *then;
    uint8_t *lost;
    float *rank;          /* cols × n */
    float *weight;        /* cols */
    struct ecdf *columns; /* cols; the values, for ranks */
};

/* The moments, evenly spread over the rows that count. */
static void pick_moments(struct moments *m, const struct context *ctx)
{
    const struct deals *d = ctx->deals;
    const struct forest_settings *s = &ctx->settings->forest;
    struct arena *scratch = ctx->scratch;
    const struct feature_set none = {0, NULL};
    struct landmarks l;
    size_t skip, rows;

    landmarks_build(&l, d, &none, ctx->as_of, s, scratch);
    landmarks_resolved(&skip, &rows, &l, d, s->resolved_share, SIMILAR_DATES);
    m->n = rows < SIMILAR_ROWS ? rows : SIMILAR_ROWS;
    m->deal = ARENA_ARRAY(scratch, m->n, uint32_t);
    m->then = ARENA_ARRAY(scratch, m->n, int32_t);
    m->lost = ARENA_ARRAY(scratch, m->n, uint8_t);
    for (size_t i = 0; i < m->n; i++) {
        size_t at = skip + i * rows / m->n;
        m->deal[i] = l.deal[at];
        m->then[i] = l.date[at];
        m->lost[i] = l.lost[at];
    }
}

static void weigh(struct moments *m, const struct model *model, bool forest,
                  struct arena *scratch)
{
    const struct feature_column *c = model->features.columns;
    size_t alike[SUBJECT_COUNT] = {0}, subjects = 0;
    double sum = 0;

    m->weight = ARENA_ARRAY(scratch, m->cols, float);
    for (size_t j = 0; j < m->cols; j++) {
        subjects += !alike[c[j].subject]++;
        sum += forest ? model->importance[j].shap : 0;
    }
    for (size_t j = 0; j < m->cols; j++)
        m->weight[j] =
            (float)(forest ? model->importance[j].shap / sum
                           : 1 / (double)(alike[c[j].subject] * subjects));
}

/* Values of n rows of a column-major matrix as ranks among the moments. */
static void to_ranks(float *x, const struct ecdf *column, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] =
            isfinite(x[i]) ? (float)ecdf_rank(column, (double)x[i]) : MISSING;
}

/* The win rate of a group, as opposed to a percentile. */
static bool is_rate(const struct feature_column *c)
{
    if (!c->feature)
        return c->own_category >= 0 || c->is_pair;
    return !strcmp(c->feature->unit, "share") && c->subject != SUBJECT_AGE &&
           c->subject != SUBJECT_AMOUNT && c->subject != SUBJECT_STAGE;
}

/* Features of n deals on the snapshot's day, from row `at` of x on. All rates
 * move together from date to date, and what tells two deals apart is where
 * theirs stands among them. */
static void fill_features(struct matrix *x, size_t at,
                          const struct feature_set *set, const struct deals *d,
                          const struct snapshot *day, const uint32_t *deal,
                          size_t n)
{
    features_fill(x, at, set, d, day, deal, n);
    for (size_t j = 0; j < set->n; j++) {
        if (!is_rate(&set->columns[j]))
            continue;
        for (size_t i = at; i < at + n; i++)
            x->x[j * x->rows + i] -= (float)day->win_rate;
    }
}

static void rank_moments(struct moments *m, const struct context *ctx,
                         const struct feature_set *set)
{
    const struct deals *d = ctx->deals;
    struct arena *scratch = ctx->scratch;
    struct matrix x = {m->n, m->cols, NULL};
    double *work = ARENA_ARRAY(scratch, m->n, double);
    struct arena day; /* one snapshot at a time */

    x.x = ARENA_ARRAY(scratch, m->n * m->cols, float);
    arena_init(&day);
    for (size_t at = 0, end; at < m->n; at = end) {
        struct snapshot then;
        for (end = at; end < m->n && m->then[end] == m->then[at];)
            end++;
        feature_snapshot(&then, set, d, m->then[at], &day);
        fill_features(&x, at, set, d, &then, m->deal + at, end - at);
        arena_reset(&day);
    }
    arena_release(&day);
    m->columns = ARENA_ARRAY(scratch, m->cols, struct ecdf);
    for (size_t j = 0; j < m->cols; j++) {
        struct ecdf *column = &m->columns[j];
        float *values = x.x + j * m->n;
        column->sorted = ARENA_ARRAY(scratch, m->n, double);
        for (size_t i = 0; i < m->n; i++)
            if (isfinite(values[i]))
                column->sorted[column->n++] = values[i];
        ecdf_sort(column, work);
        to_ranks(values, column, m->n);
    }
    m->rank = x.x;
}

/* Distances of one open deal, whose ranks are x[j × stride], to all moments.
 * Column by column, so that the compiler can take several at once. */
static void measure(float *restrict distance, const struct moments *m,
                    const float *x, size_t stride)
{
    for (size_t i = 0; i < m->n; i++)
        distance[i] = 0;
    for (size_t j = 0; j < m->cols; j++) {
        const float *restrict y = m->rank + j * m->n;
        float at = x[j * stride], weight = m->weight[j];
        if (!(weight > 0))
            continue;
        for (size_t i = 0; i < m->n; i++) {
            float apart = fabsf(y[i] - at);
            distance[i] += weight * (apart < 1 ? apart : 1);
        }
    }
}

/* Puts moment i at its place among the nearest; each deal stands once. The
 * moments come in the order of ties, so an equal one goes behind. */
static void keep(size_t list[SIMILAR], size_t *n, size_t i,
                 const float *distance, const struct moments *m)
{
    size_t to = *n;

    for (size_t k = 0; k < *n; k++)
        if (m->deal[list[k]] == m->deal[i]) {
            if (distance[list[k]] <= distance[i])
                return;
            to = k;
        }
    if (to == SIMILAR)
        to--;
    else if (to == *n)
        ++*n;
    for (; to > 0 && distance[list[to - 1]] > distance[i]; to--)
        list[to] = list[to - 1];
    list[to] = i;
}

static size_t nearest(size_t list[SIMILAR], const float *distance,
                      const struct moments *m)
{
    size_t n = 0;

    for (size_t i = 0; i < m->n; i++)
        if (n < SIMILAR || distance[i] < distance[list[n - 1]])
            keep(list, &n, i, distance, m);
    return n;
}

/* Log-likelihood of trials by how many of their nearest were lost: of the
 * trials with k lost, tally[k][1] were lost themselves and tally[k][0] not. */
static double likelihood(size_t tally[SIMILAR + 1][2], double p, double m)
{
    double sum = 0;

    for (int k = 0; k <= SIMILAR; k++) {
        double of = (k + m * p) / (SIMILAR + m);
        for (int lost = 0; lost < 2; lost++)
            if (tally[k][lost])
                sum += (double)tally[k][lost] * log(lost ? of : 1 - of);
    }
    return sum;
}

/* The prior that makes the trials likeliest, in steps of a tenth. */
static double prior_of(size_t tally[SIMILAR + 1][2], double p)
{
    double best = -INFINITY, at = SIMILAR_PRIOR;

    for (double m = 0.25; m <= SIMILAR_PRIOR; m *= 1.1) {
        double now = likelihood(tally, p, m);
        if (now > best) {
            best = now;
            at = m;
        }
    }
    return at;
}

/* What the outcomes of moments have to do with those of their nearest. */
static void find_prior(struct similars *out, const struct context *ctx,
                       const struct moments *m)
{
    size_t trials = m->n < SIMILAR_TRIALS ? m->n : SIMILAR_TRIALS;
    uint8_t *found = ARENA_ARRAY(ctx->scratch, trials, uint8_t);
    size_t tally[SIMILAR + 1][2] = {0}, lost = 0;

#pragma omp parallel num_threads(threads_count(ctx->threads))
    {
        float *distance = mem_alloc(m->n, sizeof *distance);
#pragma omp for schedule(dynamic, 1)
        for (size_t t = 0; t < trials; t++) {
            size_t i = t * m->n / trials, list[SIMILAR], n;
            measure(distance, m, m->rank + i, m->n);
            for (size_t j = 0; j < m->n; j++)
                if (m->deal[j] == m->deal[i])
                    distance[j] = INFINITY;
            n = nearest(list, distance, m);
            for (size_t k = 0; k < n; k++)
                found[t] += m->lost[list[k]];
        }
        free(distance);
    }
    for (size_t i = 0; i < m->n; i++)
        lost += m->lost[i];
    out->rate = (double)lost / (double)m->n;
    for (size_t t = 0; t < trials; t++)
        tally[found[t]][m->lost[t * m->n / trials]]++;
    out->prior = lost && lost < m->n ? prior_of(tally, out->rate) : SIMILAR;
}

static struct interval interval_of(const struct similars *all,
                                   const struct similar *s)
{
    double m = all->prior, p = fmin(fmax(all->rate, 0.01), 0.99);
    double n = (double)s->n, size = fmax(n - 1, 1);
    double mean = ((double)s->lost + m * p) / (n + m);

    return beta95(size * mean, size * (1 - mean));
}

static void fill(struct similar *out, const struct moments *m,
                 const struct deals *d, const float *distance)
{
    size_t list[SIMILAR];

    out->n = nearest(list, distance, m);
    for (size_t k = 0; k < out->n; k++) {
        size_t i = list[k];
        int32_t stage, entered;
        deals_stage_at(d, m->deal[i], m->then[i], &stage, &entered);
        out->lost += m->lost[i];
        out->list[k] = (struct similar_deal){
            .deal = m->deal[i],
            .then = m->then[i],
            .age = m->then[i] - d->created[m->deal[i]],
            .stage = stage,
            .lost = m->lost[i],
            .distance = (double)distance[i],
        };
    }
}

/* Distinct deals among the moments, and how many of them were lost. */
static void count(struct similars *out, const struct moments *m, size_t deals,
                  struct arena *scratch)
{
    uint8_t *seen = ARENA_ARRAY(scratch, deals, uint8_t);

    out->rows = m->n;
    for (size_t i = 0; i < m->n; i++) {
        out->from = i && out->from < m->then[i] ? out->from : m->then[i];
        out->to = i && out->to > m->then[i] ? out->to : m->then[i];
        if (seen[m->deal[i]]++)
            continue;
        out->deals++;
        out->lost += m->lost[i];
    }
}

/* Those of scores->list whose neighbours are sought; n in *n. */
static uint32_t *sought(size_t *n, const struct scores *scores, struct arena *a)
{
    uint32_t *at = ARENA_ARRAY(a, scores->n, uint32_t);

    *n = 0;
    for (size_t i = 0; i < scores->n; i++)
        if (scores->n <= SIMILAR_SCORED || scores->list[i].level >= LEVEL_HIGH)
            at[(*n)++] = (uint32_t)i;
    return at;
}

/* All deals sought, in blocks; a thread has its own ranks and distances. */
static void seek(struct similars *out, const struct context *ctx,
                 const struct moments *m, const struct scores *scores,
                 const struct feature_set *set)
{
    const struct deals *d = ctx->deals;
    size_t n;
    const uint32_t *at = sought(&n, scores, ctx->scratch);

    for (size_t k = 0; k < n; k++)
        out->of[at[k]].list =
            ARENA_ARRAY(ctx->run, SIMILAR, struct similar_deal);
#pragma omp parallel num_threads(threads_count(ctx->threads))
    {
        float *distance = mem_alloc(m->n, sizeof *distance);
        float *x = mem_alloc(BLOCK * m->cols, sizeof *x);
#pragma omp for schedule(dynamic, 1)
        for (size_t from = 0; from < n; from += BLOCK) {
            size_t rows = n - from < BLOCK ? n - from : BLOCK;
            struct matrix block = {rows, m->cols, x};
            uint32_t deal[BLOCK];
            for (size_t k = 0; k < rows; k++)
                deal[k] = scores->list[at[from + k]].deal;
            fill_features(&block, 0, set, d, scores->now, deal, rows);
            for (size_t j = 0; j < m->cols; j++)
                to_ranks(x + j * rows, &m->columns[j], rows);
            for (size_t k = 0; k < rows; k++) {
                measure(distance, m, x + k, rows);
                fill(&out->of[at[from + k]], m, d, distance);
            }
        }
        free(x);
        free(distance);
    }
}

void similars_compute(struct similars *out, const struct context *ctx,
                      const struct scores *scores, const struct model *model)
{
    const struct deals *d = ctx->deals;
    struct moments m = {.cols = model->features.n};
    bool forest = scores->mode == MODE_HYBRID && model->importance;

    *out = (struct similars){
        .n = scores->n, .weighted = forest, .rate = NAN, .prior = NAN};
    out->of = ARENA_ARRAY(ctx->run, scores->n, struct similar);
    if (!d->created || !m.cols || !scores->n || d->rate_gap)
        return; /* with a gap, the share lost of any deals would be wrong */
    pick_moments(&m, ctx);
    count(out, &m, d->n, ctx->scratch);
    if (out->deals < SIMILAR_LEAST) {
        out->deals = out->lost = out->rows = 0;
        return;
    }
    weigh(&m, model, forest, ctx->scratch);
    rank_moments(&m, ctx, &model->features);
    find_prior(out, ctx, &m);
    seek(out, ctx, &m, scores, &model->features);
    for (size_t i = 0; i < out->n; i++)
        if (out->of[i].n)
            out->of[i].lost95 = interval_of(out, &out->of[i]);
}

/*
 * The fit: Newton's method on the weighted deviance, with the curvature kept
 * for as long as it still brings the gradient down fast; it changes little
 * from one ridge to the next, and costs ten times as much as a gradient.
 */
#include "scoring/additive/additive_parts.h"

#include <math.h>
#include <string.h>

#include "scoring/base/threads.h"
#include "scoring/stats/calibrate.h"

enum { STEPS_MAX = 100, HALVINGS_MAX = 30 };

static const double STEP_LEAST = 1e-8;   /* of a coefficient */
static const double FALL_LEAST = 0.1;    /* else the curvature is made anew */
static const double PIVOT_LEAST = 1e-10; /* of its column's sum of squares */

struct sums {
    double loss;
    double *gradient;  /* n */
    double *curvature; /* n × n, lower triangle; NULL: not asked for */
};

/* What one fit needs, made once. */
struct fit {
    const struct design *d;
    double ridge;
    int threads;
    struct sums slab[SLABS];
    struct block block[SLABS];
    struct sums total;
    double *factor, *step, *trial; /* n × n, n, n */
    bool *free_pivot;              /* n: its column stands by itself */
};

/* log(1 + exp η) − yη */
static double row_loss(double y, double eta)
{
    return eta >= 0 ? log1p(exp(-eta)) + (1 - y) * eta
                    : log1p(exp(eta)) - y * eta;
}

static double row_eta(const struct block *b, size_t r, const double *beta,
                      const struct design *d)
{
    const double *z = b->dense + r * d->n_dense;
    const int *hits = b->hits + r * d->m->cols;
    double eta = 0;

    for (size_t k = 0; k < d->n_dense; k++)
        eta += z[k] * beta[k];
    for (size_t h = 0; h < b->n_hits[r]; h++)
        eta += beta[hits[h]];
    return eta;
}

static void add_scaled(double *out, const double *z, double by, size_t n)
{
#pragma omp simd
    for (size_t k = 0; k < n; k++)
        out[k] += by * z[k];
}

/* Four rows at a time: what is added to is read and written once. */
static void add_dense(double *curvature, const struct block *b,
                      const double *by, const struct design *d)
{
    size_t wide = d->n_dense, r = 0;

    for (; r + 4 <= b->rows; r += 4) {
        const double *z0 = b->dense + r * wide, *z1 = z0 + wide,
                     *z2 = z1 + wide, *z3 = z2 + wide;
        for (size_t i = 0; i < wide; i++) {
            double a0 = by[r] * z0[i], a1 = by[r + 1] * z1[i];
            double a2 = by[r + 2] * z2[i], a3 = by[r + 3] * z3[i];
            double *out = curvature + i * d->n;
#pragma omp simd
            for (size_t j = 0; j <= i; j++)
                out[j] += (a0 * z0[j] + a1 * z1[j]) + (a2 * z2[j] + a3 * z3[j]);
        }
    }
    for (; r < b->rows; r++) {
        const double *z = b->dense + r * wide;
        for (size_t i = 0; i < wide; i++)
            add_scaled(curvature + i * d->n, z, by[r] * z[i], i + 1);
    }
}

static void add_indicators(double *curvature, const struct block *b,
                           const double *by, const struct design *d)
{
    for (size_t r = 0; r < b->rows; r++) {
        const double *z = b->dense + r * d->n_dense;
        const int *hits = b->hits + r * d->m->cols;
        for (size_t h = 0; h < b->n_hits[r]; h++) {
            double *out = curvature + (size_t)hits[h] * d->n;
            add_scaled(out, z, by[r], d->n_dense);
            for (size_t k = 0; k <= h; k++)
                out[hits[k]] += by[r];
        }
    }
}

static void sum_slab(struct sums *out, const struct block *slab,
                     const double *beta, const struct design *d)
{
    size_t end = slab->first + slab->rows;
    double by[BLOCK_ROWS];

    out->loss = 0;
    memset(out->gradient, 0, d->n * sizeof(double));
    if (out->curvature)
        memset(out->curvature, 0, d->n * d->n * sizeof(double));
    for (size_t at = slab->first; at < end; at += BLOCK_ROWS) {
        struct block b = block_part(slab, d, at);
        for (size_t r = 0; r < b.rows; r++) {
            double w = design_weight(d, at + r);
            double y = d->lost[(at + r) * d->step] != 0;
            double eta = row_eta(&b, r, beta, d), p = logistic(eta);
            const int *hits = b.hits + r * d->m->cols;
            out->loss += w * row_loss(y, eta);
            add_scaled(out->gradient, b.dense + r * d->n_dense, w * (p - y),
                       d->n_dense);
            for (size_t h = 0; h < b.n_hits[r]; h++)
                out->gradient[hits[h]] += w * (p - y);
            by[r] = w * p * (1 - p);
        }
        if (!out->curvature)
            continue;
        add_dense(out->curvature, &b, by, d);
        add_indicators(out->curvature, &b, by, d);
    }
}

/* Loss and gradient at beta, with the ridge; the curvature if asked for,
 * without. */
static void sum_up(struct fit *f, const double *beta, bool curvature)
{
    const struct design *d = f->d;
    struct sums *t = &f->total;
    size_t cells = d->n * d->n;
    double *keep[SLABS];

    for (int s = 0; s < SLABS; s++) {
        keep[s] = f->slab[s].curvature;
        if (!curvature)
            f->slab[s].curvature = NULL;
    }
#pragma omp parallel for num_threads(f->threads) schedule(dynamic, 1)
    for (int s = 0; s < SLABS; s++)
        sum_slab(&f->slab[s], &f->block[s], beta, d);
    t->loss = 0;
    memset(t->gradient, 0, d->n * sizeof(double));
    if (curvature)
        memset(t->curvature, 0, cells * sizeof(double));
    for (int s = 0; s < SLABS; s++) {
        t->loss += f->slab[s].loss;
        add_scaled(t->gradient, f->slab[s].gradient, 1, d->n);
        if (curvature)
            add_scaled(t->curvature, f->slab[s].curvature, 1, cells);
        f->slab[s].curvature = keep[s];
    }
    for (size_t k = 1; k < d->n; k++) {
        t->loss += f->ridge / 2 * beta[k] * beta[k];
        t->gradient[k] += f->ridge * beta[k];
    }
}

/* Cholesky's factor of curvature + ridge. A column that those before it
 * determine is left out. */
static void factorise(struct fit *f)
{
    size_t n = f->d->n;
    double *l = f->factor;

    memcpy(l, f->total.curvature, n * n * sizeof *l);
    for (size_t i = 0; i < n; i++) {
        double whole = l[i * n + i];
        for (size_t j = 0; j <= i; j++) {
            double x = l[i * n + j] + (i == j && i ? f->ridge : 0);
            for (size_t k = 0; k < j; k++)
                x -= l[i * n + k] * l[j * n + k];
            if (j < i) {
                l[i * n + j] = f->free_pivot[j] ? x / l[j * n + j] : 0;
                continue;
            }
            f->free_pivot[i] = x > PIVOT_LEAST * whole;
            l[i * n + i] = f->free_pivot[i] ? sqrt(x) : 1;
        }
    }
}

/* step = −(curvature + ridge)⁻¹ gradient */
static void solve(struct fit *f)
{
    size_t n = f->d->n;
    const double *l = f->factor;
    double *x = f->step;

    for (size_t i = 0; i < n; i++) {
        x[i] = f->free_pivot[i] ? -f->total.gradient[i] : 0;
        for (size_t k = 0; f->free_pivot[i] && k < i; k++)
            x[i] -= l[i * n + k] * x[k];
        x[i] /= l[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            x[i] -= l[k * n + i] * x[k];
        x[i] = f->free_pivot[i] ? x[i] / l[i * n + i] : 0;
    }
}

static double largest(const double *x, size_t n)
{
    double most = 0;

    for (size_t k = 0; k < n; k++)
        most = fmax(most, fabs(x[k]));
    return most;
}

/* Goes along the step as far as the loss does not rise; false: nowhere. */
static bool advance(struct fit *f, double *beta)
{
    size_t n = f->d->n;
    double before = f->total.loss, scale = 1;

    for (int k = 0; k < HALVINGS_MAX; k++, scale /= 2) {
        for (size_t j = 0; j < n; j++)
            f->trial[j] = beta[j] + scale * f->step[j];
        sum_up(f, f->trial, false);
        if (f->total.loss <= before + 1e-14) {
            memcpy(beta, f->trial, n * sizeof *beta);
            return true;
        }
    }
    return false;
}

static void fill_slab(const struct block *slab, const struct design *d)
{
    for (size_t k = 0; k < slab->rows; k += BLOCK_ROWS) {
        struct block b = block_part(slab, d, slab->first + k);
        block_fill(&b, d);
    }
}

static void fit_init(struct fit *out, const struct design *d, int threads)
{
    size_t n = d->n;

    *out = (struct fit){.d = d, .threads = threads_count(threads)};
    for (int s = 0; s < SLABS; s++) {
        block_init(&out->block[s], d, d->rows * (size_t)s / SLABS,
                   d->rows * (size_t)(s + 1) / SLABS);
        out->slab[s].gradient = ARENA_ARRAY(d->arena, n, double);
        out->slab[s].curvature = ARENA_ARRAY(d->arena, n * n, double);
    }
    out->total.gradient = ARENA_ARRAY(d->arena, n, double);
    out->total.curvature = ARENA_ARRAY(d->arena, n * n, double);
    out->factor = ARENA_ARRAY(d->arena, n * n, double);
    out->step = ARENA_ARRAY(d->arena, n, double);
    out->trial = ARENA_ARRAY(d->arena, n, double);
    out->free_pivot = ARENA_ARRAY(d->arena, n, bool);
#pragma omp parallel for num_threads(out->threads) schedule(dynamic, 1)
    for (int s = 0; s < SLABS; s++)
        fill_slab(&out->block[s], d);
}

/* From beta to the least loss of one ridge. The curvature that is there, of
 * another beta perhaps, serves as long as steps shrink fast. */
static void descend(struct fit *f, double *beta, bool curved)
{
    size_t n = f->d->n;
    double before = INFINITY;
    bool fresh = !curved;

    sum_up(f, beta, fresh);
    factorise(f);
    for (int k = 0; k < STEPS_MAX; k++) {
        double size;
        solve(f);
        size = largest(f->step, n);
        if (!fresh && size > FALL_LEAST * before) {
            sum_up(f, beta, true);
            factorise(f);
            solve(f);
            size = largest(f->step, n);
            fresh = true;
        }
        if (!advance(f, beta)) {
            if (fresh)
                return;
            before = 0; /* the curvature is of no use here */
            continue;
        }
        if (size < STEP_LEAST)
            return;
        before = size;
        fresh = false;
    }
}

void fit_path(double *beta, const struct design *d,
              const struct additive_params *params)
{
    struct fit f;

    fit_init(&f, d, params->threads);
    for (size_t k = 0; k < params->n_ridges; k++) {
        double *at = beta + k * d->n;
        if (k)
            memcpy(at, at - d->n, d->n * sizeof *at);
        f.ridge = params->ridges[k];
        descend(&f, at, k > 0);
    }
}

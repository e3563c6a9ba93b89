#include "scoring/additive/additive_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

float additive_rank_cut(size_t k)
{
    return (float)k / (float)RANK_STEPS;
}

double additive_scale(enum additive_kind kind, double x)
{
    size_t above = 0;

    switch (kind) {
    case ADDITIVE_AMOUNT:
        return asinh(x);
    case ADDITIVE_RANK:
        while (above + 1 < RANK_STEPS &&
               x > (double)additive_rank_cut(above + 1))
            above++;
        return (double)above;
    default:
        return x;
    }
}

static const float *column_of(const struct design *d, size_t c)
{
    return d->m->x + c * d->m->rows;
}

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

struct counted {
    float value;
    size_t rows;
};

static int most_first(const void *a, const void *b)
{
    const struct counted *x = a, *y = b;

    if (x->rows != y->rows)
        return x->rows > y->rows ? -1 : 1;
    return (x->value > y->value) - (x->value < y->value);
}

/* The finite values of a column in ascending order, in x[rows]. */
static size_t sorted_values(float *x, const struct design *d, size_t c)
{
    const float *from = column_of(d, c);
    size_t n = 0;

    for (size_t r = 0; r < d->rows; r++)
        if (isfinite(from[r * d->step]))
            x[n++] = from[r * d->step];
    if (n)
        qsort(x, n, sizeof *x, by_value);
    return n;
}

/* The levels that have a term of their own; returns the rows of all others. */
static size_t find_levels(struct design_column *out, const struct design *d,
                          size_t c)
{
    float *x = mem_alloc(d->rows, sizeof *x);
    size_t n = sorted_values(x, d, c), distinct = 0, others = 0;
    struct counted *counts = mem_alloc(n, sizeof *counts);

    for (size_t i = 0; i < n; i++) {
        if (i == 0 || x[i] != x[i - 1])
            counts[distinct++] = (struct counted){x[i], 0};
        counts[distinct - 1].rows++;
    }
    if (distinct)
        qsort(counts, distinct, sizeof *counts, most_first);
    out->levels = ARENA_ARRAY(d->arena, LEVELS_MAX, float);
    for (size_t i = 0; i < distinct; i++) {
        if (i < LEVELS_MAX && counts[i].rows >= LEVEL_ROWS)
            out->levels[out->n_levels++] = counts[i].value;
        else
            others += counts[i].rows;
    }
    if (out->n_levels)
        qsort(out->levels, out->n_levels, sizeof(float), by_value);
    free(counts);
    free(x);
    return others;
}

static void find_knots(struct design_column *out, const struct design *d,
                       size_t c)
{
    const float *x = column_of(d, c);
    size_t step = (d->rows + KNOT_ROWS - 1) / KNOT_ROWS, n = 0;
    double *values = mem_alloc(KNOT_ROWS, sizeof *values);

    for (size_t r = 0; r < d->rows; r += step)
        if (isfinite(x[r * d->step]))
            values[n++] = additive_scale(out->kind, (double)x[r * d->step]);
    if (n)
        qsort(values, n, sizeof *values, by_number);
    spline_knots(&out->spline, values, n);
    free(values);
}

/* Is a value missing in some rows, and not in all? */
static bool some_missing(const struct design *d, size_t c)
{
    const float *x = column_of(d, c);
    size_t missing = 0;

    for (size_t r = 0; r < d->rows; r++)
        missing += !isfinite(x[r * d->step]);
    return missing > 0 && missing < d->rows;
}

static void place_terms(struct design *d, const enum additive_kind *kinds)
{
    size_t n = 1, indicators;
    size_t *others = mem_alloc(d->m->cols, sizeof *others);

    for (size_t c = 0; c < d->m->cols; c++) {
        struct design_column *to = &d->columns[c];
        *to =
            (struct design_column){kinds[c], .first = NO_TERM, .level = NO_TERM,
                                   .rare = NO_TERM, .missing = NO_TERM};
        if (to->kind == ADDITIVE_LEFT_OUT)
            continue;
        if (to->kind == ADDITIVE_LEVELS)
            others[c] = find_levels(to, d, c);
        else
            find_knots(to, d, c);
        to->first = spline_terms(&to->spline) ? (int)n : NO_TERM;
        n += spline_terms(&to->spline);
    }
    d->n_dense = n;
    for (size_t c = 0; c < d->m->cols; c++) {
        struct design_column *to = &d->columns[c];
        bool missing = to->kind != ADDITIVE_LEFT_OUT && some_missing(d, c);
        indicators = to->n_levels + (others[c] > 0) + missing;
        if (to->kind == ADDITIVE_LEVELS && indicators < 2) {
            to->n_levels = 0; /* all rows are alike */
            continue;
        }
        if (to->n_levels)
            to->level = (int)n;
        n += to->n_levels;
        if (others[c])
            to->rare = (int)n++;
        if (missing)
            to->missing = (int)n++;
    }
    d->n = n;
    free(others);
}

static int level_of(const struct design_column *c, float x)
{
    size_t low = 0, high = c->n_levels;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->levels[middle] < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->n_levels && c->levels[low] == x ? c->level + (int)low
                                                    : c->rare;
}

double design_weight(const struct design *d, size_t r)
{
    double w = d->weight ? (double)d->weight[r * d->step] : 1;

    return w / d->weights;
}

void block_init(struct block *out, const struct design *d, size_t first,
                size_t end)
{
    size_t rows = end - first;

    *out = (struct block){
        .first = first,
        .rows = rows,
        .dense = ARENA_ARRAY(d->arena, rows * d->n_dense, double),
        .hits = ARENA_ARRAY(d->arena, rows * d->m->cols, int),
        .n_hits = ARENA_ARRAY(d->arena, rows, size_t),
    };
}

struct block block_part(const struct block *b, const struct design *d,
                        size_t first)
{
    size_t skip = first - b->first, left = b->rows - skip;

    return (struct block){.first = first,
                          .rows = left < BLOCK_ROWS ? left : BLOCK_ROWS,
                          .dense = b->dense + skip * d->n_dense,
                          .hits = b->hits + skip * d->m->cols,
                          .n_hits = b->n_hits + skip};
}

/* One column of the matrix for all rows of a block. */
static void fill_column(struct block *b, const struct design *d, size_t c)
{
    const struct design_column *of = &d->columns[c];
    const float *x = column_of(d, c) + b->first * d->step;
    size_t terms = spline_terms(&of->spline);
    double basis[SPLINE_TERMS];

    for (size_t r = 0; r < b->rows; r++) {
        float value = x[r * d->step];
        double *to = b->dense + r * d->n_dense + of->first;
        int hit = NO_TERM;
        if (!isfinite(value))
            hit = of->missing;
        else if (of->kind == ADDITIVE_LEVELS)
            hit = level_of(of, value);
        else
            spline_basis(basis, &of->spline,
                         additive_scale(of->kind, (double)value));
        for (size_t k = 0; of->first != NO_TERM && k < terms; k++) {
            size_t at = (size_t)of->first + k;
            to[k] =
                isfinite(value) ? (basis[k] - d->mean[at]) / d->scale[at] : 0;
        }
        if (hit != NO_TERM)
            b->hits[r * d->m->cols + b->n_hits[r]++] = hit;
    }
}

void block_fill(struct block *b, const struct design *d)
{
    for (size_t r = 0; r < b->rows; r++) {
        b->n_hits[r] = 0;
        b->dense[r * d->n_dense] = 1;
    }
    for (size_t c = 0; c < d->m->cols; c++)
        if (d->columns[c].kind != ADDITIVE_LEFT_OUT)
            fill_column(b, d, c);
}

/* Means and deviations of the functions over the rows that have a value, and
 * the share of each indicator; until then mean 0 and scale 1 stand. */
static void standardise(struct design *d)
{
    double *sum = ARENA_ARRAY(d->arena, d->n_dense, double);
    double *square = ARENA_ARRAY(d->arena, d->n_dense, double);
    struct block b;

    block_init(&b, d, 0, d->rows < BLOCK_ROWS ? d->rows : BLOCK_ROWS);
    for (size_t first = 0; first < d->rows; first += BLOCK_ROWS) {
        b.first = first;
        b.rows = d->rows - first < BLOCK_ROWS ? d->rows - first : BLOCK_ROWS;
        block_fill(&b, d);
        for (size_t r = 0; r < b.rows; r++) {
            const double *z = b.dense + r * d->n_dense;
            double w = design_weight(d, first + r);
            for (size_t k = 0; k < d->n_dense; k++) {
                sum[k] += w * z[k];
                square[k] += w * z[k] * z[k];
            }
            for (size_t h = 0; h < b.n_hits[r]; h++)
                d->share[b.hits[r * d->m->cols + h]] += w;
        }
    }
    for (size_t c = 0; c < d->m->cols; c++) {
        const struct design_column *of = &d->columns[c];
        double known = 1 - (of->missing == NO_TERM ? 0 : d->share[of->missing]);
        for (size_t k = 0; k < spline_terms(&of->spline); k++) {
            size_t at = (size_t)of->first + k;
            double mean = sum[at] / known, variance;
            variance = square[at] / known - mean * mean;
            d->mean[at] = mean;
            d->scale[at] = variance > 0 ? sqrt(variance) : 1;
        }
    }
}

void design_init(struct design *out, const struct matrix *m,
                 const uint8_t *lost, const float *weight,
                 const struct additive_params *params, struct arena *a)
{
    struct design d = {.m = m, .lost = lost, .weight = weight, .arena = a};

    d.step = (m->rows + ADDITIVE_ROWS - 1) / ADDITIVE_ROWS;
    d.step = d.step ? d.step : 1;
    d.rows = (m->rows + d.step - 1) / d.step;
    d.weights = 1;
    d.columns = ARENA_ARRAY(a, m->cols, struct design_column);
    for (size_t r = 0, done = 0; r < d.rows; r++, done = 1)
        d.weights =
            (done ? d.weights : 0) + (weight ? (double)weight[r * d.step] : 1);
    place_terms(&d, params->kinds);
    d.mean = ARENA_ARRAY(a, d.n_dense, double);
    d.scale = ARENA_ARRAY(a, d.n_dense, double);
    d.share = ARENA_ARRAY(a, d.n, double);
    for (size_t k = 0; k < d.n_dense; k++)
        d.scale[k] = 1;
    standardise(&d);
    *out = d;
}

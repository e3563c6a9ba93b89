#include "scoring/forest/bins.h"

#include <math.h>

#include "scoring/base/rng.h"

enum { CUTS = BINS_MAX + 1, BLOCK_ROWS = 1024 };

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

/* A float in [low, high), as near the middle as floats allow. */
static float between(float low, float high)
{
    float middle = low / 2 + high / 2;

    return middle >= low && middle < high ? middle : low;
}

/* Cuts of one column from n sorted finite values; returns the bins. */
static size_t cut_column(float *cut, const float *sorted, size_t n)
{
    size_t distinct = 0, bins = 0, filled = 0, done = 0;

    for (size_t i = 0; i < n; i++)
        distinct += i == 0 || sorted[i] != sorted[i - 1];
    if (!distinct)
        return 0;
    for (size_t i = 1; i < n; i++) {
        filled++;
        if (sorted[i] == sorted[i - 1])
            continue;
        /* Close the bin once it holds its part of what is left. */
        if (distinct <= BINS_MAX ||
            (bins + 1 < BINS_MAX && filled * (BINS_MAX - bins) >= n - done)) {
            cut[bins++] = between(sorted[i - 1], sorted[i]);
            done += filled;
            filled = 0;
        }
    }
    return bins + 1;
}

static void column_bins(struct bins *b, const struct matrix *m, size_t col,
                        uint64_t seed, float *values)
{
    const float *x = m->x + col * m->rows;
    float *cut = b->cut + col * CUTS;
    struct rng r;
    size_t n = 0;

    rng_init(&r, seed, (uint64_t)col);
    if (m->rows <= BINS_SAMPLE) {
        for (size_t i = 0; i < m->rows; i++)
            if (isfinite(x[i]))
                values[n++] = x[i];
    } else {
        for (size_t i = 0; i < BINS_SAMPLE; i++) {
            float v = x[rng_below(&r, (uint32_t)m->rows)];
            if (isfinite(v))
                values[n++] = v;
        }
    }
    qsort(values, n, sizeof *values, by_value);
    for (size_t i = 0; i < CUTS; i++)
        cut[i] = INFINITY;
    b->count[col] = (uint8_t)cut_column(cut, values, n);
    /* A column too sparse for the sample still has one bin. */
    for (size_t i = 0; !b->count[col] && i < m->rows; i++)
        b->count[col] = isfinite(x[i]);
}

/* 1 + the number of cuts below x, in six steps without a branch. */
static uint8_t code_of(const float *cut, float x)
{
    unsigned at = 0;

    if (!isfinite(x))
        return 0;
    for (unsigned step = CUTS / 2; step; step /= 2)
        at += x > cut[at + step - 1] ? step : 0;
    return (uint8_t)(at + 1);
}

void bins_make(struct bins *out, const struct matrix *m, uint64_t seed,
               int threads)
{
    size_t blocks = (m->rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
    float *values = mem_alloc(m->cols, BINS_SAMPLE * sizeof *values);

    out->rows = m->rows;
    out->cols = m->cols;
    out->stride = (m->cols + 7) / 8 * 8;
    out->code = mem_alloc(m->rows, out->stride);
    out->count = mem_alloc(m->cols, sizeof *out->count);
    out->cut = mem_alloc(m->cols, CUTS * sizeof *out->cut);
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
    for (size_t col = 0; col < m->cols; col++)
        column_bins(out, m, col, seed, values + col * BINS_SAMPLE);
#pragma omp parallel for num_threads(threads) schedule(static)
    for (size_t block = 0; block < blocks; block++) {
        size_t first = block * BLOCK_ROWS, end = first + BLOCK_ROWS;

        end = end < m->rows ? end : m->rows;
        for (size_t col = 0; col < m->cols; col++) {
            const float *x = m->x + col * m->rows;
            const float *cut = out->cut + col * CUTS;
            for (size_t i = first; i < end; i++)
                out->code[i * out->stride + col] = code_of(cut, x[i]);
        }
    }
    free(values);
}

void bins_release(struct bins *b)
{
    if (!b)
        return;
    free(b->code);
    free(b->count);
    free(b->cut);
    *b = (struct bins){0};
}

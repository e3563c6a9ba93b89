#include "scoring/quarter/spread.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A part with its place in the list, for a stable order. */
struct ranked {
    double variance;
    size_t at;
};

static double value_of(const struct spread_part *part)
{
    return part->amount > 0 ? part->amount : 0;
}

static double variance_of(const struct spread_part *part)
{
    double a = value_of(part);

    return part->p * (1 - part->p) * a * a;
}

static int by_variance(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;

    if (a->variance != b->variance)
        return a->variance < b->variance ? 1 : -1;
    return (a->at > b->at) - (a->at < b->at);
}

/* The uncertain parts, the largest variance first; n in *count. */
static struct ranked *rank(const struct spread_part *parts, size_t n,
                           size_t *count, struct arena *a)
{
    struct ranked *out = ARENA_ARRAY(a, n, struct ranked);

    *count = 0;
    for (size_t i = 0; i < n; i++) {
        double variance = variance_of(&parts[i]);
        if (variance > 0)
            out[(*count)++] = (struct ranked){variance, i};
    }
    qsort(out, *count, sizeof *out, by_variance);
    return out;
}

static double normal_below(double z)
{
    return erfc(-z / sqrt(2)) / 2;
}

/* The normal rest in the first `n` cells; all in one where it is certain. */
static void start(double *mass, size_t n, const struct spread *s, double mean,
                  double sd)
{
    double all = 0;

    for (size_t k = 0; k < n; k++) {
        double edge = s->low + (double)k * s->step;
        mass[k] = sd > 0 && n > 1
                      ? normal_below((edge + s->step - mean) / sd) -
                            normal_below((edge - mean) / sd)
                      : 1;
        all += mass[k];
    }
    for (size_t k = 0; k < n; k++)
        mass[k] /= all;
}

/* One amount more: it comes in, and moves mass up, or does not. */
static size_t convolve(double *restrict to, const double *restrict from,
                       size_t n, const struct spread_part *part, double step)
{
    double cells = value_of(part) / step, whole = floor(cells);
    size_t shift = (size_t)whole;
    double far = part->p * (cells - whole), near = part->p - far;

    memset(to, 0, (n + shift + 1) * sizeof *to);
    for (size_t k = 0; k < n; k++)
        to[k] = (1 - part->p) * from[k];
    for (size_t k = 0; k < n; k++)
        to[k + shift] += near * from[k];
    for (size_t k = 0; k < n; k++)
        to[k + shift + 1] += far * from[k];
    return n + shift + 1;
}

void spread_of(struct spread *out, const struct spread_part *parts, size_t n,
               double more_mean, double more_variance, struct arena *a)
{
    size_t uncertain, most, filled;
    struct ranked *ranked = rank(parts, n, &uncertain, a);
    double mean = more_mean, variance = more_variance, top = 0, sd;
    double *now, *next;

    *out = (struct spread){.mean = more_mean};
    most = uncertain < SPREAD_DEALS ? uncertain : SPREAD_DEALS;
    for (size_t i = 0; i < n; i++)
        out->mean += parts[i].p * value_of(&parts[i]);
    mean = out->mean;
    for (size_t k = 0; k < most; k++) {
        const struct spread_part *part = &parts[ranked[k].at];
        mean -= part->p * value_of(part);
        top += value_of(part);
    }
    for (size_t k = most; k < uncertain; k++)
        variance += ranked[k].variance;
    sd = sqrt(variance);
    for (size_t k = 0; k < most; k++)
        variance += ranked[k].variance;
    out->sd = sqrt(variance);
    if (!(out->sd > 0))
        return;
    /* A cell more for each amount, which may fall between two. */
    out->step = (top + 2 * SPREAD_SDS * sd) / (SPREAD_CELLS - SPREAD_DEALS - 2);
    filled = (size_t)fmax(1, ceil(2 * SPREAD_SDS * sd / out->step));
    out->low = mean - (double)filled * out->step / 2;
    now = ARENA_ARRAY(a, SPREAD_CELLS + 1, double);
    next = ARENA_ARRAY(a, SPREAD_CELLS + 1, double);
    start(now, filled, out, mean, sd);
    for (size_t k = 0; k < most; k++) {
        double *last = now;
        filled = convolve(next, now, filled, &parts[ranked[k].at], out->step);
        now = next;
        next = last;
    }
    out->below = next;
    out->below[0] = 0;
    for (size_t k = 0; k < SPREAD_CELLS; k++)
        out->below[k + 1] = out->below[k] + (k < filled ? now[k] : 0);
}

double spread_below(const struct spread *s, double x)
{
    double cell;
    size_t k;

    if (!s->below)
        return x >= s->mean;
    cell = (x - s->low) / s->step;
    if (!(cell > 0))
        return 0;
    if (cell >= SPREAD_CELLS)
        return 1;
    k = (size_t)cell;
    return s->below[k] + (cell - (double)k) * (s->below[k + 1] - s->below[k]);
}

double spread_quantile(const struct spread *s, double p)
{
    size_t low = 0, high = SPREAD_CELLS;

    if (!s->below)
        return s->mean;
    /* below[low] < p ≤ below[high] */
    while (high - low > 1) {
        size_t mid = (low + high) / 2;
        if (s->below[mid] < p)
            low = mid;
        else
            high = mid;
    }
    return s->low + s->step * ((double)low + (p - s->below[low]) /
                                                 (s->below[high] -
                                                  s->below[low]));
}

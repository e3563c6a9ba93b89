#include "scoring/base/ecdf.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 6, BUCKETS = 1 << DIGIT_BITS, SMALL = 64 };

/* An unsigned key that orders as the double does (Herf 2001). */
static uint64_t key_of(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 ? ~bits : bits | (UINT64_C(1) << 63);
}

static void sort_small(double *x, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double v = x[i];
        size_t j = i;

        for (; j > 0 && x[j - 1] > v; j--)
            x[j] = x[j - 1];
        x[j] = v;
    }
}

/* One stable pass by the digit at `shift`; false if all share one digit, and
 * nothing was moved: whole days leave most digits equal. */
static bool pass_by_digit(double *to, const double *from, size_t n, int shift)
{
    size_t start[BUCKETS] = {0};
    size_t at = 0;

    for (size_t i = 0; i < n; i++)
        start[key_of(from[i]) >> shift & (BUCKETS - 1)]++;
    if (start[key_of(from[0]) >> shift & (BUCKETS - 1)] == n)
        return false;
    for (size_t b = 0; b < BUCKETS; b++) {
        size_t count = start[b];
        start[b] = at;
        at += count;
    }
    for (size_t i = 0; i < n; i++)
        to[start[key_of(from[i]) >> shift & (BUCKETS - 1)]++] = from[i];
    return true;
}

void ecdf_sort(struct ecdf *s, double *work)
{
    double *from = s->sorted, *to = work;

    if (s->n < SMALL) {
        sort_small(s->sorted, s->n);
        return;
    }
    for (int digit = 0; digit < DIGITS; digit++) {
        if (pass_by_digit(to, from, s->n, digit * DIGIT_BITS)) {
            double *swap = from;
            from = to;
            to = swap;
        }
    }
    if (from != s->sorted)
        memcpy(s->sorted, from, s->n * sizeof *from);
}

size_t ecdf_below(const struct ecdf *s, double x)
{
    size_t low = 0, high = s->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (s->sorted[mid] < x)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

size_t ecdf_tenth(const struct ecdf *s, double x)
{
    return 10 * ecdf_below(s, x) / s->n;
}

size_t ecdf_at_most(const struct ecdf *s, double x)
{
    size_t low = 0, high = s->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (s->sorted[mid] <= x)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

double ecdf_rank(const struct ecdf *s, double x)
{
    if (s->n == 0 || isnan(x))
        return NAN;
    return (double)ecdf_at_most(s, x) / (double)s->n;
}

double ecdf_quantile(const struct ecdf *s, double p)
{
    double place, part, low;
    size_t index;

    if (s->n == 0 || isnan(p))
        return NAN;
    p = p < 0 ? 0 : p > 1 ? 1 : p;
    place = p * (double)(s->n - 1);
    index = (size_t)place;
    part = place - (double)index;
    low = s->sorted[index];
    if (part == 0 || index + 1 >= s->n)
        return low;
    return low + part * (s->sorted[index + 1] - low);
}

double ecdf_mean(const struct ecdf *s)
{
    double sum = 0;

    for (size_t i = 0; i < s->n; i++)
        sum += s->sorted[i];
    return s->n ? sum / (double)s->n : NAN;
}

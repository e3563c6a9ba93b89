#include "scoring/stats/poisson_binomial.h"

#include <math.h>

struct pb_sum pb_sum_of(const double *p, size_t n)
{
    struct pb_sum s = {.n = n};

    for (size_t i = 0; i < n; i++) {
        double q = 1 - p[i];
        s.mean += p[i];
        s.variance += p[i] * q;
        s.skew += p[i] * q * (q - p[i]);
    }
    return s;
}

/* P(K = k) for k = 0 … n into `mass`. */
static void convolve(double *mass, const double *p, size_t n)
{
    mass[0] = 1;
    for (size_t i = 0; i < n; i++) {
        mass[i + 1] = mass[i] * p[i];
        for (size_t k = i; k > 0; k--)
            mass[k] = mass[k] * (1 - p[i]) + mass[k - 1] * p[i];
        mass[0] *= 1 - p[i];
    }
}

static double normal_lower(double z)
{
    return erfc(-z / sqrt(2)) / 2;
}

/* P(K ≤ k), refined by the skewness. */
static double lower_tail(double k, const struct pb_sum *s)
{
    double sd = sqrt(s->variance), z = (k + 0.5 - s->mean) / sd;
    double density = exp(-z * z / 2) / sqrt(2 * acos(-1));
    double g = s->skew / (sd * sd * sd);

    return fmin(1, fmax(0, normal_lower(z) + g * (1 - z * z) * density / 6));
}

double pb_two_sided(size_t won, const double *p, size_t n,
                    struct arena *scratch)
{
    double *mass, sum = 0, limit;

    if (!n)
        return NAN;
    if (n > PB_EXACT) {
        struct pb_sum s = pb_sum_of(p, n);
        double below = lower_tail((double)won, &s);
        double above = 1 - lower_tail((double)won - 1, &s);
        return fmin(1, 2 * fmin(below, above));
    }
    mass = ARENA_ARRAY(scratch, n + 1, double);
    convolve(mass, p, n);
    limit = mass[won] * (1 + 1e-7);
    for (size_t k = 0; k <= n; k++)
        if (mass[k] <= limit)
            sum += mass[k];
    return fmin(1, sum);
}

double pb_dispersed(size_t won, const struct pb_sum *s, double dispersion)
{
    double z = fabs((double)won - s->mean) / sqrt(s->variance * dispersion);

    return s->variance > 0 ? erfc(z / sqrt(2)) : 1;
}

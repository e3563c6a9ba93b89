#include "scoring/additive/spline.h"

static const double KNOT_AT[KNOTS_MAX] = {0.05, 0.275, 0.5, 0.725, 0.95};
static const double BOUND_AT = 0.005;

/* Between the two nearest values (Hyndman and Fan 1996, type 7). */
static double quantile(const double *sorted, size_t n, double share)
{
    double at = share * (double)(n - 1);
    size_t k = (size_t)at;

    if (k + 1 >= n)
        return sorted[n - 1];
    return sorted[k] + (at - (double)k) * (sorted[k + 1] - sorted[k]);
}

void spline_knots(struct spline *out, const double *sorted, size_t n)
{
    struct spline s = {0};

    *out = s;
    if (n == 0)
        return;
    s.low = quantile(sorted, n, BOUND_AT);
    s.high = quantile(sorted, n, 1 - BOUND_AT);
    if (!(s.low < s.high)) {
        s.low = sorted[0];
        s.high = sorted[n - 1];
    }
    for (size_t k = 0; s.low < s.high && k < KNOTS_MAX; k++) {
        double x = quantile(sorted, n, KNOT_AT[k]);
        double u = (x - s.low) / (s.high - s.low);
        if (s.n_knots == 0 || u > s.knot[s.n_knots - 1])
            s.knot[s.n_knots++] = u;
    }
    *out = s;
}

size_t spline_terms(const struct spline *s)
{
    if (!(s->low < s->high))
        return 0;
    return s->n_knots < 3 ? 1 : s->n_knots - 1;
}

static double cube_above(double u, double knot)
{
    double over = u - knot;

    return over > 0 ? over * over * over : 0;
}

void spline_basis(double *out, const struct spline *s, double x)
{
    size_t terms = spline_terms(s), last = s->n_knots - 1;
    double u, end, cube_last, before;

    if (terms == 0)
        return;
    x = x < s->low ? s->low : x > s->high ? s->high : x;
    u = out[0] = (x - s->low) / (s->high - s->low);
    if (terms == 1)
        return;
    end = s->knot[last];
    cube_last = cube_above(u, end);
    before = (cube_above(u, s->knot[last - 1]) - cube_last) /
             (end - s->knot[last - 1]);
    for (size_t k = 0; k + 1 < terms; k++)
        out[k + 1] =
            (cube_above(u, s->knot[k]) - cube_last) / (end - s->knot[k]) -
            before;
}

void spline_cubes(double cube[KNOTS_MAX], const struct spline *s,
                  const double *beta)
{
    size_t terms = spline_terms(s), last = s->n_knots - 1;
    double end, before;

    for (size_t k = 0; k < KNOTS_MAX; k++)
        cube[k] = 0;
    if (terms < 2)
        return;
    end = s->knot[last];
    before = 1 / (end - s->knot[last - 1]);
    for (size_t k = 0; k + 1 < terms; k++) {
        double by = beta[k + 1], own = 1 / (end - s->knot[k]);
        cube[k] += by * own;
        cube[last - 1] -= by * before;
        cube[last] += by * (before - own);
    }
}

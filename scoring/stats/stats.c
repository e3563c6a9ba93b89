#include "scoring/stats/stats.h"

#include <math.h>

static const double Z95 = 1.9599639845400542; /* normal_quantile(0.975) */

struct interval wilson95_share(double share, double size)
{
    if (!(size > 0))
        return (struct interval){NAN, NAN};

    double z2 = Z95 * Z95;
    double middle = share + z2 / (2 * size);
    double half =
        Z95 * sqrt(share * (1 - share) / size + z2 / (4 * size * size));
    double scale = 1 + z2 / size;

    /* Of none and of all the bounds are 0 and 1, but for rounding. */
    return (struct interval){share > 0 ? fmax(0, (middle - half) / scale) : 0,
                             share < 1 ? fmin(1, (middle + half) / scale) : 1};
}

struct interval wilson95(size_t won, size_t n)
{
    double size = (double)n;

    return wilson95_share((double)won / size, size);
}

/*
 * Probabilities are walked outwards from the mode by their ratios and
 * normalised by their own sum, so no gamma function loses digits at large n.
 */
double binomial_exact(size_t won, size_t n, double rate)
{
    if (n == 0 || won > n || !(rate >= 0 && rate <= 1))
        return NAN;
    if (rate <= 0)
        return won == 0 ? 1 : 0;
    if (rate >= 1)
        return won == n ? 1 : 0;

    double odds = rate / (1 - rate);
    size_t mode = (size_t)floor(((double)n + 1) * rate);
    if (mode > n)
        mode = n;

    /* The observed outcome, relative to the mode. */
    double seen = 1;
    for (size_t k = mode; k < won && seen > 0; k++)
        seen *= (double)(n - k) / (double)(k + 1) * odds;
    for (size_t k = mode; k > won && seen > 0; k--)
        seen *= (double)k / (double)(n - k + 1) / odds;

    double limit = seen * (1 + 1e-7), all = 0, rare = 0, q = 1;
    for (size_t k = mode; q > 0; k++) {
        all += q;
        rare += q <= limit ? q : 0;
        if (k == n)
            break;
        q *= (double)(n - k) / (double)(k + 1) * odds;
    }
    q = 1;
    for (size_t k = mode; k > 0; k--) {
        q *= (double)k / (double)(n - k + 1) / odds;
        if (!(q > 0))
            break;
        all += q;
        rare += q <= limit ? q : 0;
    }
    return fmin(1, rare / all);
}

double fisher_exact(size_t a, size_t n, size_t b, size_t m)
{
    if (n == 0 || m == 0 || a > n || b > m)
        return NAN;

    /* x of n where all a + b are dealt by chance; relative to the observed. */
    size_t both = a + b, least = both > m ? both - m : 0;
    size_t most = both < n ? both : n;
    const double limit = 1 + 1e-7;
    double all = 1, rare = 1, q = 1;

    for (size_t x = a; x < most; x++) {
        q *= (double)(n - x) / (double)(x + 1) * (double)(both - x) /
             (double)(m - both + x + 1);
        all += q;
        rare += q <= limit ? q : 0;
    }
    q = 1;
    for (size_t x = a; x > least; x--) {
        q *= (double)x / (double)(n - x + 1) * (double)(m - both + x) /
             (double)(both - x + 1);
        all += q;
        rare += q <= limit ? q : 0;
    }
    return isfinite(all) ? fmin(1, rare / all) : 0;
}

struct ranked {
    double p;
    size_t at;
};

static int by_p_descending(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;

    if (a->p != b->p)
        return a->p < b->p ? 1 : -1;
    return a->at < b->at ? -1 : a->at > b->at;
}

void benjamini_hochberg(double *adjusted, const double *p, size_t n,
                        struct arena *scratch)
{
    struct ranked *rank = ARENA_ARRAY(scratch, n, struct ranked);

    for (size_t i = 0; i < n; i++)
        rank[i] = (struct ranked){p[i], i};
    qsort(rank, n, sizeof(*rank), by_p_descending);

    double least = 1;
    for (size_t i = 0; i < n; i++) {
        least = fmin(least, rank[i].p * (double)n / (double)(n - i));
        adjusted[rank[i].at] = least;
    }
}

/* Regularised upper incomplete gamma Q(a, x): the power series of P below
 * a + 1, the continued fraction above (DLMF 8.11.4 and 8.9.2, by Lentz). */
double chi_squared_upper(double x, double df)
{
    if (!(df > 0) || isnan(x))
        return NAN;
    if (x <= 0)
        return 1;
    if (isinf(x))
        return 0;

    double a = df / 2, y = x / 2;
    int sign;
    double front = exp(a * log(y) - y - lgamma_r(a, &sign));

    if (y < a + 1) {
        double term = 1 / a, sum = term;
        for (int k = 1; k < 100000 && term > sum * 1e-17; k++) {
            term *= y / (a + k);
            sum += term;
        }
        return fmax(0, 1 - sum * front);
    }

    const double tiny = 1e-300;
    double b = y + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
    for (int k = 1; k < 100000; k++) {
        double an = -k * (k - a);
        b += 2;
        d = an * d + b;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = b + an / c;
        c = fabs(c) < tiny ? tiny : c;
        h *= d * c;
        if (fabs(d * c - 1) < 1e-16)
            break;
    }
    return fmin(1, front * h);
}

/* The continued fraction of the incomplete beta (DLMF 8.17.22), by Lentz. */
static double beta_fraction(double x, double a, double b)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1), h;

    d = 1 / (fabs(d) < tiny ? tiny : d);
    h = d;
    for (int m = 1; m < 100000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd =
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double before = h;
        for (int k = 0; k < 2; k++) {
            double term = k ? odd : even;
            d = 1 + term * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + term / c;
            c = fabs(c) < tiny ? tiny : c;
            h *= d * c;
        }
        if (fabs(h - before) < fabs(h) * 1e-16)
            break;
    }
    return h;
}

double beta_cdf(double x, double a, double b)
{
    double front;
    int sign;

    if (!(a > 0) || !(b > 0) || isnan(x))
        return NAN;
    if (x <= 0)
        return 0;
    if (x >= 1)
        return 1;
    front = exp(lgamma_r(a + b, &sign) - lgamma_r(a, &sign) -
                lgamma_r(b, &sign) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(x, a, b) / a;
    return 1 - front * beta_fraction(1 - x, b, a) / b;
}

/* Horner's scheme, highest power last in c[8]. */
static double polynomial(const double c[8], double x)
{
    double sum = 0;

    for (int k = 7; k >= 0; k--)
        sum = sum * x + c[k];
    return sum;
}

static double beta_quantile(double p, double a, double b)
{
    double low = 0, high = 1;

    for (int step = 0; step < 60; step++) {
        double middle = (low + high) / 2;
        if (beta_cdf(middle, a, b) < p)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

struct interval beta95(double a, double b)
{
    if (!(a > 0 && b > 0))
        return (struct interval){NAN, NAN};
    return (struct interval){beta_quantile(0.025, a, b),
                             beta_quantile(0.975, a, b)};
}

double student_quantile(double p, double df)
{
    double x = beta_quantile(2 * (1 - p), df / 2, 0.5);

    return sqrt(df * (1 - x) / x);
}

double normal_quantile(double p)
{
    static const double a[8] = {
        3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427,
        13731.693765509461125, 45921.953931549871457, 67265.770927008700853,
        33430.575583588128105, 2509.0809287301226727,
    };
    static const double b[8] = {
        1.0,
        42.313330701600911252,
        687.18700749205790830,
        5394.1960214247511077,
        21213.794301586595867,
        39307.895800092710610,
        28729.085735721942674,
        5226.4952788528545610,
    };
    static const double c[8] = {
        1.42343711074968357734,   4.63033784615654529590,
        5.76949722146069140550,   3.64784832476320460504,
        1.27045825245236838258,   0.241780725177450611770,
        0.0227238449892691845833, 0.000774545014278341407640,
    };
    static const double d[8] = {
        1.0,
        2.05319162663775882187,
        1.67638483018380384940,
        0.689767334985100004550,
        0.148103976427480074590,
        0.0151986665636164571966,
        0.000547593808499534494600,
        1.05075007164441684324e-9,
    };
    static const double e[8] = {
        6.65790464350110377720,    5.46378491116411436990,
        1.78482653991729133580,    0.296560571828504891230,
        0.0265321895265761230930,  0.00124266094738807843860,
        2.71155556874348757815e-5, 2.01033439929228813265e-7,
    };
    static const double f[8] = {
        1.0,
        0.599832206555887937690,
        0.136929880922735805310,
        0.0148753612908506148525,
        0.000786869131145613259100,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    };

    if (!(p > 0 && p < 1))
        return p == 0 ? -INFINITY : p == 1 ? INFINITY : NAN;

    double q = p - 0.5;
    if (fabs(q) <= 0.425) {
        double r = 0.180625 - q * q;
        return q * polynomial(a, r) / polynomial(b, r);
    }

    double r = sqrt(-log(q < 0 ? p : 1 - p)), z;
    if (r <= 5)
        z = polynomial(c, r - 1.6) / polynomial(d, r - 1.6);
    else
        z = polynomial(e, r - 5) / polynomial(f, r - 5);
    return q < 0 ? -z : z;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return a < b ? -1 : a > b;
}

void sort_doubles(double *x, size_t n)
{
    if (n > 1)
        qsort(x, n, sizeof(*x), by_value);
}

double quantile(const double *x, size_t n, double p, struct arena *scratch)
{
    if (n == 0)
        return NAN;

    double *sorted = ARENA_ARRAY(scratch, n, double);
    memcpy(sorted, x, n * sizeof(*x));
    sort_doubles(sorted, n);

    double at = fmin(fmax(p, 0), 1) * (double)(n - 1);
    size_t low = (size_t)floor(at);
    if (low + 1 >= n)
        return sorted[n - 1];
    return sorted[low] + (at - (double)low) * (sorted[low + 1] - sorted[low]);
}

#include "scoring/stats/psi.h"

#include <math.h>

#include "scoring/base/ecdf.h"
#include "scoring/stats/stats.h"

enum { TENTHS = 10 };

/* What an empty bin counts, so that its logarithm exists. */
static const double EMPTY = 0.5;

/* then and now: deals in each of `bins` bins. */
static double psi_of(const double *then, const double *now, size_t bins,
                     double *chance, size_t *used)
{
    double n = 0, m = 0, psi = 0;

    *used = 0;
    *chance = NAN;
    for (size_t k = 0; k < bins; k++) {
        n += then[k];
        m += now[k];
    }
    if (!(n > 0) || !(m > 0))
        return NAN;
    for (size_t k = 0; k < bins; k++) {
        double p = fmax(then[k], EMPTY) / n, q = fmax(now[k], EMPTY) / m;
        if (!(then[k] + now[k] > 0))
            continue;
        ++*used;
        psi += (p - q) * log(p / q);
    }
    *chance = ((double)*used - 1) * (1 / n + 1 / m);
    return psi;
}

/* The bin of x: tenths by their upper cuts, then "none". */
static size_t tenth_of(double x, const double *cut, size_t cuts)
{
    size_t k = 0;

    if (isnan(x))
        return cuts + 1;
    while (k < cuts && x > cut[k])
        k++;
    return k;
}

double psi_number(const double *then, size_t n_then, const double *now,
                  size_t n_now, double *chance, size_t *bins,
                  struct arena *scratch)
{
    struct ecdf known = {0, ARENA_ARRAY(scratch, n_then, double)};
    double *work = ARENA_ARRAY(scratch, n_then, double);
    double cut[TENTHS - 1], before[TENTHS + 1] = {0}, after[TENTHS + 1] = {0};
    size_t cuts = 0;

    for (size_t i = 0; i < n_then; i++)
        if (!isnan(then[i]))
            known.sorted[known.n++] = then[i];
    ecdf_sort(&known, work);
    for (int k = 1; k < TENTHS && known.n; k++) {
        double q = ecdf_quantile(&known, (double)k / TENTHS);
        if (!cuts || q > cut[cuts - 1])
            cut[cuts++] = q;
    }
    for (size_t i = 0; i < n_then; i++)
        before[tenth_of(then[i], cut, cuts)]++;
    for (size_t i = 0; i < n_now; i++)
        after[tenth_of(now[i], cut, cuts)]++;
    return psi_of(before, after, cuts + 2, chance, bins);
}

double psi_label(const int32_t *then, size_t n_then, const int32_t *now,
                 size_t n_now, size_t n_labels, double *chance, size_t *bins,
                 struct arena *scratch)
{
    /* Bin 0: none; 1 …: the labels; the last: all that are rare. */
    size_t rare = n_labels + 1;
    double *before = ARENA_ARRAY(scratch, rare + 1, double);
    double *after = ARENA_ARRAY(scratch, rare + 1, double);

    for (size_t i = 0; i < n_then; i++)
        before[then[i] + 1]++;
    for (size_t i = 0; i < n_now; i++)
        after[now[i] + 1]++;
    for (size_t k = 0; k < rare; k++) {
        if (before[k] + after[k] >= PSI_RARE)
            continue;
        before[rare] += before[k];
        after[rare] += after[k];
        before[k] = after[k] = 0;
    }
    return psi_of(before, after, rare + 1, chance, bins);
}

bool psi_drifted(double psi, double chance, size_t bins)
{
    double df = (double)bins - 1;

    return psi - chance > PSI_DRIFT && df > 0 &&
           chi_squared_upper(psi * df / chance, df) < PSI_P;
}

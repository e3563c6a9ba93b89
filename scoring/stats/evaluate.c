#include "scoring/stats/evaluate.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

/* Half the width of a 95% interval in standard errors. */
static const double Z95 = 1.959963984540054;

/* A row as the sorts see it. The index makes the order total. */
struct entry {
    double score;
    double placement; /* rows of the other class ranked right, minus what
                         the stratum's AUC leads to expect */
    uint32_t index, deal;
    uint8_t lost, stratum;
};

static int by_rank(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->stratum != y->stratum)
        return x->stratum < y->stratum ? -1 : 1;
    if (x->score != y->score)
        return x->score < y->score ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static int by_deal(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->lost != y->lost)
        return x->lost < y->lost ? -1 : 1;
    if (x->deal != y->deal)
        return x->deal < y->deal ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/*
 * Placement values of one stratum, sorted by score: for a lost row the won
 * rows below it, for a won row the lost rows above it, ties at ½. Adds the
 * stratum's pairs and those ranked right.
 */
static void place_stratum(struct entry *e, size_t n, double *right,
                          double *pairs)
{
    double lost = 0, won, lost_below = 0, won_below = 0, ranked = 0;

    for (size_t i = 0; i < n; i++)
        lost += e[i].lost;
    won = (double)n - lost;
    for (size_t i = 0, j; i < n; i = j) {
        double lost_tied = 0, won_tied;
        for (j = i; j < n && e[j].score == e[i].score; j++)
            lost_tied += e[j].lost;
        won_tied = (double)(j - i) - lost_tied;
        for (size_t k = i; k < j; k++)
            e[k].placement = e[k].lost ? won_below + won_tied / 2
                                       : lost - lost_below - lost_tied / 2;
        ranked += lost_tied * (won_below + won_tied / 2);
        lost_below += lost_tied;
        won_below += won_tied;
    }
    for (size_t i = 0; i < n && lost > 0 && won > 0; i++)
        e[i].placement -= ranked / (e[i].lost ? lost : won);
    *right += ranked;
    *pairs += lost * won;
}

/* Entries with their placements; by index again. */
static double place(struct entry *out, const struct outcome_rows *rows,
                    const double *score, double *pairs, struct arena *scratch)
{
    struct entry *e = ARENA_ARRAY(scratch, rows->n, struct entry);
    double right = 0;

    *pairs = 0;
    for (size_t i = 0; i < rows->n; i++) {
        assert(!isnan(score[i]));
        e[i] = (struct entry){.score = score[i],
                              .index = (uint32_t)i,
                              .deal = rows->deal[i],
                              .lost = rows->lost[i] != 0,
                              .stratum = rows->stratum[i]};
    }
    if (rows->n)
        qsort(e, rows->n, sizeof *e, by_rank);
    for (size_t i = 0, j; i < rows->n; i = j) {
        for (j = i; j < rows->n && e[j].stratum == e[i].stratum; j++)
            ;
        place_stratum(e + i, j - i, &right, pairs);
    }
    for (size_t i = 0; i < rows->n; i++)
        out[e[i].index] = e[i];
    return right;
}

/*
 * Variance of Σ placement ÷ pairs: within each class, the placements of a
 * deal are summed, squared, and scaled by n ÷ (n − 1) deals as DeLong does.
 */
static double clustered_variance(struct entry *e, size_t n, double pairs)
{
    double squares[2] = {0, 0}, deals[2] = {0, 0}, variance = 0;

    qsort(e, n, sizeof *e, by_deal);
    for (size_t i = 0, j; i < n; i = j) {
        double sum = 0;
        for (j = i; j < n && e[j].deal == e[i].deal && e[j].lost == e[i].lost;
             j++)
            sum += e[j].placement / pairs;
        squares[e[i].lost] += sum * sum;
        deals[e[i].lost]++;
    }
    for (int k = 0; k < 2; k++) {
        if (deals[k] < 2)
            return NAN;
        variance += squares[k] * deals[k] / (deals[k] - 1);
    }
    return variance;
}

/* The same by groups that hold won and lost rows. Entry k is row k. */
static double grouped_variance(const struct entry *e, size_t n,
                               const struct grouping *by, double pairs,
                               struct arena *scratch)
{
    double *sum = ARENA_ARRAY(scratch, by->groups, double);
    bool *filled = ARENA_ARRAY(scratch, by->groups, bool);
    double squares = 0, groups = 0;

    for (size_t i = 0; i < n; i++) {
        sum[by->of[i]] += e[i].placement / pairs;
        filled[by->of[i]] = true;
    }
    for (size_t g = 0; g < by->groups; g++) {
        squares += sum[g] * sum[g];
        groups += filled[g];
    }
    return groups > 1 ? squares * groups / (groups - 1) : (double)NAN;
}

/* By deal, or by what is wider; NAN: not known. The entries are sorted. */
static double widest_variance(struct entry *e, const struct outcome_rows *rows,
                              double pairs, struct arena *scratch)
{
    double widest = 0, by_deals;

    for (size_t k = 0; k < rows->n_groupings; k++)
        widest = fmax(widest, grouped_variance(e, rows->n, &rows->grouping[k],
                                               pairs, scratch));
    by_deals = clustered_variance(e, rows->n, pairs);
    return isnan(by_deals) ? by_deals : fmax(widest, by_deals);
}

static struct auc with_interval(double auc, double variance, double pairs,
                                double least)
{
    struct auc out = {auc, NAN, NAN, variance, (size_t)pairs};

    if (!isnan(variance)) {
        out.lower95 = fmax(auc - Z95 * sqrt(variance), least);
        out.upper95 = fmin(auc + Z95 * sqrt(variance), 1);
    }
    return out;
}

static const struct auc AUC_UNKNOWN = {NAN, NAN, NAN, NAN, 0};

struct auc auc_clustered(const struct outcome_rows *rows, const double *score,
                         struct arena *scratch)
{
    struct entry *e = ARENA_ARRAY(scratch, rows->n, struct entry);
    double pairs, right = place(e, rows, score, &pairs, scratch);

    if (!(pairs > 0))
        return AUC_UNKNOWN;
    return with_interval(right / pairs,
                         widest_variance(e, rows, pairs, scratch), pairs, 0);
}

struct auc auc_fall(const struct outcome_rows *rows, const double *score,
                    const double *other, size_t repeats, struct arena *scratch)
{
    struct entry *e = ARENA_ARRAY(scratch, rows->n, struct entry);
    struct entry *f = ARENA_ARRAY(scratch, rows->n, struct entry);
    double pairs, right = place(e, rows, score, &pairs, scratch);

    if (!(pairs > 0))
        return AUC_UNKNOWN;
    for (size_t k = 0; k < repeats; k++) {
        right -= place(f, rows, other + k * rows->n, &pairs, scratch) /
                 (double)repeats;
        for (size_t i = 0; i < rows->n; i++)
            e[i].placement -= f[i].placement / (double)repeats;
    }
    return with_interval(right / pairs,
                         widest_variance(e, rows, pairs, scratch), pairs, -1);
}

struct auc auc_difference(const struct outcome_rows *rows, const double *a,
                          const double *b, struct arena *scratch)
{
    return auc_fall(rows, a, b, 1, scratch);
}

double auc_plain(const uint8_t *lost, const double *score, size_t n,
                 struct arena *scratch)
{
    uint32_t *deal = ARENA_ARRAY(scratch, n, uint32_t);
    uint8_t *stratum = ARENA_ARRAY(scratch, n, uint8_t);
    struct entry *e = ARENA_ARRAY(scratch, n, struct entry);
    struct outcome_rows rows = {
        .n = n, .lost = lost, .deal = deal, .stratum = stratum};
    double pairs, right = place(e, &rows, score, &pairs, scratch);

    return pairs > 0 ? right / pairs : NAN;
}

double brier(const uint8_t *lost, const double *p, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += (p[i] - lost[i]) * (p[i] - lost[i]);
    return n ? sum / (double)n : NAN;
}

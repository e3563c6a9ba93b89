#include "scoring/rules/levels.h"

#include <math.h>

#include "scoring/base/number.h"
#include "scoring/stats/stats.h"

/* Scores are tenths; half of one keeps a comparison clear of rounding. */
static const double HALF_TENTH = 0.05;

enum level level_of(const struct level_cuts *cuts, double shown)
{
    if (shown >= cuts->critical - HALF_TENTH)
        return LEVEL_CRITICAL;
    if (shown >= cuts->high - HALF_TENTH)
        return LEVEL_HIGH;
    return shown >= cuts->medium - HALF_TENTH ? LEVEL_MEDIUM : LEVEL_LOW;
}

/* The lowest score with at most `share` of the ascending scores at or over
 * it; above the largest when even its ties are too many. */
static double cut_at(const double *ascending, size_t n, double share)
{
    size_t room = (size_t)floor(fmin(share, 1) * (double)n + 1e-9);

    if (n == 0)
        return 100;
    if (room >= n)
        return ascending[0];

    double cut = ascending[n - 1] + 0.1;
    for (size_t taken = 0; taken < room;) {
        double next = ascending[n - 1 - taken];
        while (taken < n && ascending[n - 1 - taken] >= next - HALF_TENTH)
            taken++;
        if (taken <= room)
            cut = next;
    }
    return number_tenth(cut);
}

static void cuts_from_shares(struct level_cuts *out, const double *ascending,
                             size_t n, const double share[3])
{
    double *const cut[3] = {&out->critical, &out->high, &out->medium};
    double sum = 0, above = INFINITY;

    for (int k = 0; k < 3; k++) {
        if (share[k] > 0) {
            sum += share[k];
            *cut[k] = cut_at(ascending, n, sum);
        }
        *cut[k] = above = fmin(*cut[k], above);
    }
}

/* A level that has a share of at least one deal, and no deal. */
static void find_ties(struct level_cuts *out, const double *ascending, size_t n,
                      const double share[3])
{
    static const enum level LEVELS[] = {LEVEL_CRITICAL, LEVEL_HIGH,
                                        LEVEL_MEDIUM};

    for (int k = 0; k < 3; k++) {
        size_t room = (size_t)floor(share[k] * (double)n + 1e-9);
        size_t next = n; /* the highest score below the levels above */
        bool has = false;
        for (size_t i = 0; i < n; i++) {
            enum level level = level_of(out, ascending[i]);
            has = has || level == LEVELS[k];
            if (level < LEVELS[k])
                next = i;
        }
        if (!room || has || next == n)
            continue;
        out->room[k] = room;
        out->tied_at[k] = ascending[next];
        for (size_t i = 0; i < n; i++)
            out->tied[k] += fabs(ascending[i] - ascending[next]) < HALF_TENTH;
    }
}

void levels_cut(struct level_cuts *out, const double *shown, size_t n,
                const struct level_settings *s, struct arena *scratch)
{
    static const double usual[3] = {0.05, 0.15, 0.30};
    const double set[3] = {s->critical_share, s->high_share, s->medium_share};
    double *ascending = ARENA_ARRAY(scratch, n, double);

    if (n > 0)
        memcpy(ascending, shown, n * sizeof(*shown));
    sort_doubles(ascending, n);

    *out = (struct level_cuts){
        .critical = s->critical, .high = s->high, .medium = s->medium, .n = n};
    if (set[0] > 0 || set[1] > 0 || set[2] > 0) {
        out->from_shares = true;
        cuts_from_shares(out, ascending, n, set);
        find_ties(out, ascending, n, set);
    }

    for (size_t i = 0; i < n; i++)
        out->n_high += level_of(out, shown[i]) >= LEVEL_HIGH;
    if (n < LEVELS_JUDGED || 2 * out->n_high <= n)
        return;

    struct level_cuts better = {0};
    cuts_from_shares(&better, ascending, n, usual);
    out->no_longer_sort = true;
    memcpy(out->better_share, usual, sizeof usual);
    out->better_cut[0] = better.critical;
    out->better_cut[1] = better.high;
    out->better_cut[2] = better.medium;
}

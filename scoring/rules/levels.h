/*
 * Levels: the cuts of the score that are in force, set or found from shares
 * of the open deals, and whether they still sort.
 *
 * critical_share, high_share and medium_share are each level's own share of
 * the open deals. A cut from shares is the lowest shown score that leaves at
 * most that share (with those above it) at or over it; ties that would not
 * fit stay below. A level without a share keeps its set cut, lowered to the
 * cut above it where need be.
 *
 * The cuts no longer sort when more than half of at least LEVELS_JUDGED open
 * deals are HIGH or above.
 */
#ifndef SCORING_RULES_LEVELS_H
#define SCORING_RULES_LEVELS_H

#include "scoring/base/subject.h"
#include "scoring/settings/settings.h"

enum { LEVELS_JUDGED = 20 };

struct level_cuts {
    double critical, high, medium; /* in force: set or from shares */
    bool from_shares;
    size_t n, n_high; /* scores; HIGH or above */
    bool no_longer_sort; /* more than half of them are */
    /* From shares: deals at one score, more than a level's share has room
     * for, because of which it has none. By level, CRITICAL first; 0: not so. */
    size_t tied[3], room[3];
    double tied_at[3];
    /* When no longer sorted: the shares that would sort, of CRITICAL, HIGH and MEDIUM, and the
     * cuts that they give today. */
    double better_share[3], better_cut[3];
};

/* shown[n]: the shown scores, in any order. */
void levels_cut(struct level_cuts *out, const double *shown, size_t n,
                const struct level_settings *s, struct arena *scratch);

enum level level_of(const struct level_cuts *cuts, double shown);

#endif

/*
 * Ahead: what the replays let one expect of the deals that are open now.
 *
 * The interval of a replayed figure is of the replays: it says how well four
 * past days told it. The deals open today are another sample of another day, so
 * what they will show lies in a wider range (a prediction interval; Higgins,
 * Thompson and Spiegelhalter 2009):
 *
 *   AUC ± t·√(v + v′ + τ²·(1 + 1/K))
 *
 * v is the variance of the pooled AUC; v′ the sampling variance of today's
 * deals: that of the days vₖ by their 1/won + 1/lost, times what that is
 * expected to be today; τ² how much K days differ beyond their own vₖ
 * (DerSimonian and Laird 1986), at least one standard error of it where they do
 * not differ at all: K days that agree do not show that τ² is nought.
 *
 * Of the deals that are flagged today, and of those that are not, the share
 * that will be lost is
 *
 *   Σp ÷ n ± t·√(Σp(1 − p)·(1 + b)) ÷ n
 *
 * from the chances that are printed today; 1 + b is the mean square of the same
 * measure's errors on K replays in standard deviations, b at least its standard
 * error √(2/K) likewise. Where the rules stand alone, p is the share that was
 * lost on that side of the replays, each held against the others; where
 * outcomes moved, its odds move as those of all open deals do.
 *
 * t is Student's at 0.975: the last term has K − 1 degrees of freedom, b K, the
 * others are taken as known, and the sum has those of Satterthwaite (1946).
 * NAN where one replay or none can tell.
 */
#ifndef SCORING_TRUST_AHEAD_H
#define SCORING_TRUST_AHEAD_H

#include "scoring/trust/holdout.h"

struct ahead_side {
    size_t deals;          /* open now, on that side */
    double share;          /* of them, expected to be lost; NAN: not known */
    struct interval range; /* 95%; NAN: not known */
};

struct ahead {
    size_t replays;
    struct interval auc[SCORER_COUNT]; /* 95%; NAN: not known */
    struct ahead_side sides[FLAG_SIDES];
};

/* The deals open now: by each side of the flags of the mode in force the
 * chances of loss that are printed, rules only the loss rate of open deals.
 * `moved`: outcomes did. */
void ahead_find(struct ahead *out, const struct holdout *h, enum mode mode,
                const struct expected now[FLAG_SIDES], bool moved);

#endif

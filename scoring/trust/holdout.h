/*
 * Forward holdout: replays of past days T = as_of − 91·k, the same day of
 * past quarters (clean-ups and pushes come at their ends: a record of their
 * starts alone would be that of another day). Train only on what was known at
 * T, score the deals open at T, compare with what
 * happened. T counts once ≥ 95% of the deals open on it are resolved by
 * as-of; the latest four that count. Unresolved deals are left out, counted.
 * A T on which fewer than REPLAY_LEAST won or lost deals were known could
 * train nothing and is passed over.
 *
 * What the learners' shares are, and the additive model's ridge, is decided
 * here (stack.h, learners.h), and for each T by the others, so that the figures
 * are those of what would have been printed on it. With a single T the shares
 * are equal and the ridge is the usual one. P(lost) is calibrated, on ≥ 2
 * replays, when the Brier score falls with each T predicted by a calibrator
 * fitted on the others. P(lost) below means those predictions then, the raw
 * ones else.
 *
 * Flags: which of the resolved deals each mode would have called HIGH or
 * CRITICAL on T, by the cuts in the settings, and what became of them.
 */
#ifndef SCORING_TRUST_HOLDOUT_H
#define SCORING_TRUST_HOLDOUT_H

#include "scoring/stats/calibrate.h"
#include "scoring/intake/deals.h"
#include "scoring/stats/evaluate.h"
#include "scoring/features/features.h"
#include "scoring/trust/dollars.h"
#include "scoring/trust/flags.h"
#include "scoring/trust/learners.h"
#include "scoring/trust/outcome_drift.h"
#include "scoring/trust/stack.h"
#include "scoring/forest/forest.h"
#include "scoring/forest/importance.h"
#include "scoring/leaks/linter.h"
#include "scoring/settings/settings.h"

enum {
    REPLAYS_MAX = 16,
    REPLAY_DAYS = 91, /* a quarter, whole weeks */
    REPLAY_LEAST = 30,
    RELIABILITY_BINS = 10,
    TENTHS = 10
};

/* Which score a figure speaks of. */
enum scorer {
    SCORER_HYBRID,
    SCORER_ML, /* P(lost): the learners by their shares */
    SCORER_RULES,
    SCORER_FOREST, /* a learner alone */
    SCORER_ADDITIVE,
    SCORER_COUNT
};

/* Of the resolved deals on one side of the flags: what P(lost) led to expect of
 * them, and what came. */
struct expected {
    size_t deals, lost;
    double losses, variance; /* Σp; Σp(1 − p) */
};

struct replay {
    int32_t day;
    size_t open, resolved, unresolved;
    size_t won, lost;     /* of the resolved */
    size_t training_rows; /* landmark rows known on that day */
    struct flags flags[MODE_COUNT];
    struct dollars dollars[MODE_COUNT]; /* lost, as expected and as it came */
    struct auc auc[SCORER_COUNT];       /* of that day alone */
    struct expected sides[FLAG_SIDES];  /* of the hybrid's flags */
};

struct scorer_figures {
    struct auc auc;
    double brier; /* of P(lost), and of what a learner alone says: NAN for
                     rules and hybrid, whose points are no probability */
    /* Of the top tenth of each T by this score; ties at the cut count by
     * their share. */
    double lift;    /* share lost in it ÷ share lost overall */
    double capture; /* share of the lost amount in it; NAN: no amounts */
};

/* For the deals open on a day, in the order of deals_open(). */
struct predictions {
    size_t n;
    double *p; /* n, raw; NULL: none were made */
};

/* Scores of one tenth of each T by a ranking; ties at a cut count by their
 * share, so neither need be whole. */
struct tenth {
    double deals, lost, share; /* share: lost ÷ deals; NAN: no deals */
};

struct reliability_bin {
    double low, high, mean_p, observed; /* shares; NAN: empty */
    size_t deals, lost;
};

struct holdout {
    size_t n_replays;
    struct replay replays[REPLAYS_MAX]; /* newest first */
    size_t rows, deals;                 /* pooled rows, distinct deals */
    struct flags flags[MODE_COUNT];     /* over the pooled rows */
    struct scorer_figures figures[SCORER_COUNT];
    double base_brier; /* of predicting the share lost that was known on T */
    struct auc hybrid_minus_ml, hybrid_minus_rules, ml_minus_rules;
    struct reliability_bin reliability[RELIABILITY_BINS];
    double calibration_error; /* weighted mean |mean_p − observed| */
    /* What each learner adds: the AUC of both together minus that of the other
     * alone. NAN: fewer than two replays, which cannot say. */
    struct auc adds[LEARNERS];
    struct stack stack;           /* shares, by all replays */
    size_t ridge;                 /* of RIDGE_DEALS, by all replays */
    struct calibrator calibrator; /* of the raw combination */
    /* P(lost) is to be moved to the outcomes of the last 180 days
     * (model_train()), since that lowers the Brier score of the replayed deals
     * that closed in them; the figures above are of chances that are not moved.
     * `shift`: of the log odds of a loss, from what the replays saw to what is
     * so of late; 0: not moved, or read from a model file. */
    bool recalibrated;
    double shift;
    /* By the latest replay's learners, for the deals open on that day and at
     * as-of; they saw the outcome of neither. None without a replay, or read
     * from a model file. */
    struct predictions then, now;
    /* Of each scorer, the riskiest tenth first, whose lift is that of
     * `figures`: SCORER_COUNT × TENTHS; NULL as above. */
    struct tenth *tenths;
    double share_lost; /* of all rows; NAN as above */
    /* Fall in the AUC by column of the feature set (importance.h);
     * NULL as above. */
    struct auc *falls;
};

/* No replay, every figure NAN, no calibration. */
void holdout_none(struct holdout *out);

/* One more deal of this chance of loss. */
void expected_add(struct expected *e, double p);

/* The errors in money of one mode. */
struct dollars_record holdout_dollars(const struct holdout *h, enum mode mode);

/* Runs the replays. With none that counts, n_replays is 0 and every figure
 * NAN. */
void holdout_run(struct holdout *out, const struct context *ctx,
                 const struct feature_set *set);

#endif

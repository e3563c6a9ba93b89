/*
 * Follow-up: what changed since the last run, and what became of the deals
 * that were flagged (HIGH or CRITICAL) 4, 8 and 12 weeks ago.
 *
 * The last run is the newest one in the track, which holds only runs dated
 * before as-of. Deals come, close, slip and change their amount whatever the
 * scores are made of; but scores are compared only where both runs made them
 * alike: same mode, settings, forest fields and kind of model. A forest that
 * was trained anew on this week's export by the same recipe is alike.
 *
 * Amounts of deals that closed are those of the last sighting while open:
 * what was at stake, not what the CRM holds of a lost deal.
 */
#ifndef SCORING_PORTFOLIO_FOLLOWUP_H
#define SCORING_PORTFOLIO_FOLLOWUP_H

#include "scoring/intake/track.h"
#include "scoring/portfolio/portfolio.h"
#include "scoring/score/score.h"

enum { FOLLOWUP_LOOKS = 3, FOLLOWUP_NEAR = 3 };
#define FOLLOWUP_MOVED 5.0 /* points: a smaller change is no news */

struct mover {
    uint32_t rank;        /* index in scores.list */
    double before, after; /* shown scores */
    double change;        /* between them, in tenths */
    enum level level_before;
    /* Of the change, by movers_split() (movers.h); NAN: not split. Shown in
     * tenths, the three add up to it. */
    double own, time, learnt;
};

/* A deal of the last run that has closed since. */
struct closed_since {
    uint32_t deal; /* index in deals */
    bool won;
    double amount; /* as the last run saw it; NAN: not known */
    enum level level_before;
};

/* What a run said of the whole: this one and those before it. */
enum { TREND_RUNS = 12 };
struct trend_point {
    int32_t day;
    size_t open, critical, high;             /* deals */
    double pipeline, at_risk, expected_loss; /* NAN: not known */
};

struct slip {
    uint32_t rank;
    int32_t before, after; /* expected close */
};

struct amount_change {
    uint32_t rank;
    double before, after;
};

struct flagged_then {
    int weeks;      /* 4, 8, 12 */
    int32_t day;    /* the run nearest to it within FOLLOWUP_NEAR days, the
                       earlier of two; DATE_NONE: there is none */
    size_t flagged; /* HIGH or CRITICAL then */
    size_t lost, won, open, gone; /* gone: no longer in the export */
    double lost_amount, won_amount;
    size_t other; /* the deals not flagged then, and what became of them */
    size_t other_lost, other_won, other_open, other_gone;
};

/* What of the last run's scores was made otherwise; the first that holds. */
enum followup_break {
    BREAK_NONE,
    BREAK_MODE,
    BREAK_SETTINGS,
    BREAK_MODEL,
    BREAK_FEATURES /* the forest learns from other fields */
};

struct followup {
    int32_t last;    /* day of the last run; DATE_NONE: the first run */
    bool comparable; /* scores of the last run were made alike */
    enum followup_break broken_by; /* why not */
    enum mode mode_then, mode_now;
    struct sv trouble;      /* why the store could not be read, or empty */
    size_t n_foreign;       /* runs before in another currency … */
    struct sv foreign;      /* … and which */
    size_t n_movers;        /* |change| ≥ 5 points; none unless comparable */
    struct mover *movers;   /* by |change|, then rank */
    double *former; /* scores->n: the last run's score of each, by rank; NAN: none
                       to compare with */
    /* scores->n: what the last run recorded of each, by rank; NULL: it did not
     * see it. The list is NULL on a first run. */
    const struct observation **sighted;
    size_t n_new;           /* open now, not seen by the last run */
    uint32_t *new_deals;    /* ranks */
    size_t won, lost, gone; /* open at the last run, closed or gone since */
    double won_amount, lost_amount;
    struct closed_since *closed; /* won + lost; by amount, then deal */
    size_t n_trend; /* ≤ TREND_RUNS, oldest first; the last is this run, the
                       one before it the last run; 1: a first run */
    struct trend_point trend[TREND_RUNS];
    size_t n_slips;
    struct slip *slips; /* expected close moved later; by rank */
    size_t n_amounts;
    struct amount_change *amounts; /* by |change|, then rank */
    struct flagged_then then[FOLLOWUP_LOOKS];
    int32_t tracked_from; /* the stage history is the store's, from this day
                             on; DATE_NONE: it is not */
};

/* What the scores of this run are made of. `model_sha256` is NULL or "" when
 * the forest was trained in the run. */
void scoring_identity(struct scoring_identity *out, const struct model *model,
                      const struct settings *s, const char *model_sha256,
                      struct arena *run);

void followup_compute(struct followup *out, const struct context *ctx,
                      const struct scores *scores,
                      const struct portfolio *portfolio,
                      const struct track *track,
                      const struct scoring_identity *identity);

#endif

/*
 * Scorecard: what changed since the last run, and what became of the deals
 * that were flagged 4, 8 and 12 weeks ago.
 */
#ifndef SCORING_SCORECARD_H
#define SCORING_SCORECARD_H

#include "scoring/score.h"
#include "scoring/track.h"

struct mover {
    uint32_t rank;        /* index in scores.list */
    double before, after; /* shown scores */
    enum level level_before;
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
    int32_t day;    /* the run nearest to it within 3 days; DATE_NONE */
    size_t flagged; /* HIGH or CRITICAL then */
    size_t lost, won, open, gone; /* gone: no longer in the export */
    double lost_amount, won_amount;
    size_t other_lost, other_won; /* of the deals not flagged then */
};

struct scorecard {
    int32_t last;           /* day of the last run; DATE_NONE: the first run */
    bool comparable;        /* same mode, model and settings as the last run */
    struct sv break_reason; /* why not, in a sentence */
    size_t n_movers;        /* |change| ≥ 5 points; none unless comparable */
    struct mover *movers;   /* by |change| */
    size_t n_new;           /* open now, not seen by the last run */
    uint32_t *new_deals;    /* ranks */
    size_t won, lost;       /* open at the last run, closed since */
    double won_amount, lost_amount;
    size_t n_slips;
    struct slip *slips; /* expected close moved later */
    size_t n_amounts;
    struct amount_change *amounts;
    struct flagged_then then[3];
    struct sv sentence; /* the news in one sentence, for the headline */
};

void scorecard_compute(struct scorecard *out, const struct deals *d,
                       const struct scores *scores, const struct track *track,
                       struct sv model_identity, struct arena *run,
                       struct arena *scratch);

#endif

/*
 * Moved: why the landing and the amount at risk are not what the last run said,
 * split into parts that add up to the difference to the cent:
 *
 *   new      deals that the last run did not know
 *   won      deals that were open then and are won now
 *   lost     … and are lost now
 *   removed  … and are in the export no more
 *   pushed   open both times, and the expected close has moved later
 *   amounts  open both times: what the change of the amount alone does, at the
 *            chance (the level) of the last run
 *   own      open both times: the deal's other changes (stage, an earlier
 *            close, pushes, fields that were empty)
 *   time     days that passed
 *   learnt   the rest: what deals that closed have taught model, win rates and
 *            limits; of the landing also another method
 *   unborn   of the landing: business that is not in the CRM yet
 *
 * At risk. A deal counts with its amount while it is HIGH or CRITICAL. Of a
 * deal that crossed that cut, its score's own, time and learnt parts
 * (movers.h) are gone through in this order; the part at which the score
 * crosses takes the amount. Where the scores of the two runs are not comparable
 * (followup.h), the crossing counts as learnt, and `comparable` is false.
 *
 * Landing, of the company and of the quarter in which as-of lies: a won deal
 * counts with its amount, an open one with amount × ratio × the chance that it
 * is won by the quarter's end (landing.h; both recorded by the last run). Where
 * the last run was in the quarter before, what it said of its next quarter is
 * taken. The change of a deal's chance is `pushed` or `own` where the deal
 * itself has changed. Of the others `time` is what fewer days left take away: by
 * today's chances (horizons.h) the chance within the days that were left then,
 * less that within the days that are left now; the rest is `learnt`, with the
 * change of `ratio` and what recorded chances were rounded by. Where a run told
 * the average instead of the model, wins are told by deal, and all else of the
 * average is `time`; where the two runs told different methods, all else is
 * `learnt`. A pack of one manager has no landing part: the last run recorded
 * the company's.
 */
#ifndef SCORING_QUARTER_MOVED_H
#define SCORING_QUARTER_MOVED_H

#include "scoring/portfolio/followup.h"
#include "scoring/quarter/dated.h"
#include "scoring/quarter/landing.h"
#include "scoring/trust/model.h"

enum move_part {
    MOVE_NEW,
    MOVE_WON,
    MOVE_LOST,
    MOVE_REMOVED,
    MOVE_PUSHED,
    MOVE_AMOUNTS,
    MOVE_OWN,
    MOVE_TIME,
    MOVE_LEARNT,
    MOVE_UNBORN,
    MOVE_PARTS
};
const char *move_part_name(enum move_part p); /* "new", "time", … */

enum { MOVE_LISTED = 50 };

/* What a deal brings to a part. */
struct move_deal {
    uint32_t deal; /* index in deals; FLOW_GONE (flow.h) */
    struct sv id;  /* of one that is gone */
    enum move_part part;
    int64_t cents; /* signed */
};

/* before + Σ parts = after, in cents. */
struct moved_sum {
    enum quarter_gap gap; /* GAP_FIRST_RUN, GAP_NO_HISTORY (no store),
                             GAP_NO_EDITS (the last run did not record it, or of
                             another quarter), GAP_NO_AMOUNTS */
    int64_t before, after;
    int64_t part[MOVE_PARTS]; /* signed */
    size_t deals[MOVE_PARTS]; /* that are behind each */
    size_t n;                  /* the largest of them: ≤ MOVE_LISTED, by |cents|,
                                  then part, index and id */
    struct move_deal *list;
};

struct movement {
    int32_t last;    /* day of the last run; DATE_NONE: there is none */
    bool comparable; /* scores of both runs were made alike */
    bool method_changed; /* one landing is the model's, the other the average's:
                            MOVE_LEARNT is the difference of the two */
    bool by_model;       /* this run's landing is the model's */
    struct moved_sum landing; /* of the quarter in which as-of lies */
    struct moved_sum at_risk;
};

struct moved_inputs {
    const struct scores *scores;
    const struct followup *followup;
    const struct model *model;
    const struct landing *landing;   /* NULL: not computed */
    const struct horizons *horizons; /* that it is of; or NULL */
};

void moved_compute(struct movement *out, const struct dated *d,
                   const struct moved_inputs *in);

#endif

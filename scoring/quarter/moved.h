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
 * itself has changed. Of the others the part that all of them share, in
 * proportion to what each held, is `time`: fewer days are left; what a deal
 * moved otherwise is `learnt`. Where a run told the average instead of the model
 * (METHOD_AVERAGE), wins are told by deal, and all else of the average is
 * `time`; where the runs told different methods, the difference of the two is
 * `learnt`.
 */
#ifndef SCORING_QUARTER_MOVED_H
#define SCORING_QUARTER_MOVED_H

#include "scoring/portfolio/followup.h"
#include "scoring/quarter/dated.h"
#include "scoring/trust/model.h"

struct landing; /* landing.h */

enum moved_part {
    MOVED_NEW,
    MOVED_WON,
    MOVED_LOST,
    MOVED_REMOVED,
    MOVED_PUSHED,
    MOVED_AMOUNTS,
    MOVED_OWN,
    MOVED_TIMED,
    MOVED_LEARNT,
    MOVED_UNBORN,
    MOVED_PARTS
};
const char *moved_part_name(enum moved_part p); /* "new", "time", … */

/* Of one deal; 0 where a figure is not of it. */
struct moved_deal_part {
    uint32_t deal; /* index in deals; FLOW_GONE (flow.h) */
    struct sv id;  /* of one that is gone */
    enum moved_part part;
    int64_t cents; /* signed */
};

/* before + Σ parts = after, in cents. */
struct moved_sum {
    enum quarter_gap gap; /* GAP_FIRST_RUN, GAP_NO_HISTORY (no store),
                             GAP_NO_EDITS (the last run did not record it, or of
                             another quarter), GAP_NO_AMOUNTS */
    int64_t before, after;
    int64_t part[MOVED_PARTS]; /* signed */
    size_t deals[MOVED_PARTS]; /* that are behind each */
    size_t n;                  /* the largest of them, by |cents| */
    struct moved_deal_part *list; /* ≤ MOVED_LISTED */
};
enum { MOVED_LISTED = 50 };

struct moved {
    int32_t last;    /* day of the last run; DATE_NONE: there is none */
    bool comparable; /* scores of both runs were made alike */
    struct moved_sum landing; /* of the quarter in which as-of lies */
    struct moved_sum at_risk;
};

struct moved_inputs {
    const struct scores *scores;
    const struct followup *followup;
    const struct model *model;
    const struct landing *landing; /* NULL: not computed */
};

void moved_compute(struct moved *out, const struct dated *d,
                   const struct moved_inputs *in);

#endif

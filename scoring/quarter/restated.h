/*
 * Restated: the past that changed. The store knows what earlier runs were told
 * of each closing; here that is compared with what the export says today, and
 * the won total of each past quarter is reconciled:
 *
 *   as first told + Σ changes = as told now, to the cent
 *
 * As first told: the wins of the quarter as the first run after its end was
 * told of them (`first_run`); of a quarter that had ended before the store
 * began, the store's first run. What differs today is a change of one deal:
 *
 *   backdated   won in the quarter, and the first run did not know it: it was
 *               open then, or not in the export; entered or dated back later
 *   reopened    it was won, and is open now
 *   deleted     it was won, and the export has it no more
 *   turned lost it was won, and is lost now
 *   turned won  it was lost, and is won now
 *   amount      won both times, in the same quarter, with another amount
 *   moved out   won both times, and dated into another quarter now
 *   moved in    the same, seen from the quarter that has it now
 *   rate        won both times with the same amount in its own currency: the
 *               rate of [rates] is another
 *
 * A deal changes a quarter's total at most once. What was changed and changed
 * back before this run is no change. Quarters: up to RESTATED_PAST that have
 * ended, and that the store tells of. One whose closings the export does not
 * reach back to any more (it holds only the last two years, say) is not
 * reconciled: nothing was deleted. `deleted` also counts deals that a setting
 * of [filter] leaves out since; `settings_changed` says that settings differ
 * from those of the first run.
 *
 * A pack of one manager reconciles the deals of today's export that are theirs;
 * whose a deleted deal was, nobody can tell, and it is left out of both totals.
 */
#ifndef SCORING_QUARTER_RESTATED_H
#define SCORING_QUARTER_RESTATED_H

#include "scoring/quarter/dated.h"

enum { RESTATED_PAST = 8 };

enum restated_kind {
    RESTATED_BACKDATED,
    RESTATED_REOPENED,
    RESTATED_DELETED,
    RESTATED_TURNED_LOST,
    RESTATED_TURNED_WON,
    RESTATED_AMOUNT,
    RESTATED_MOVED_OUT,
    RESTATED_MOVED_IN,
    RESTATED_RATE,
    RESTATED_KINDS
};
const char *restated_kind_name(enum restated_kind k); /* "moved_out" */

struct restatement {
    enum restated_kind kind;
    uint32_t deal; /* index in deals; FLOW_GONE (flow.h): in it no more */
    struct sv id;  /* of one that is gone; else empty */
    int64_t cents; /* what it adds to the quarter's won total, signed */
    int64_t before, after;  /* its won amount then and now, in any quarter; 0:
                               not won */
    int32_t closed_then, closed_now; /* DATE_NONE: it was not closed */
    int32_t told;  /* the run that first told it so; this one: as-of */
};

struct restated_quarter {
    int quarter;
    int32_t start, end;
    int32_t first_run;    /* whose word `first_told` is */
    bool late; /* no run recorded closings before the quarter had ended */
    bool settings_changed; /* between first_run and the last run */
    bool reached; /* the export reaches back to it; else nothing is compared */
    size_t first_won, now_won; /* deals */
    int64_t first_told, told_now; /* cents */
    int64_t by_kind[RESTATED_KINDS]; /* signed; they sum to the difference */
    size_t n;
    struct restatement *changes; /* by |cents|, then kind, index and id */
};

struct restated {
    enum quarter_gap gap; /* GAP_NO_HISTORY: no store; GAP_FIRST_RUN;
                             GAP_NO_PAST: no quarter has ended since */
    size_t n;
    struct restated_quarter quarters[RESTATED_PAST]; /* the newest first */
    size_t changes; /* in all of them */
};

void restated_compute(struct restated *out, const struct dated *d);

#endif

/*
 * Pace: this quarter on this day beside past quarters on the same day of
 * theirs: what was won by then, what was still open and due in the quarter, and
 * what the quarter won in the end.
 *
 * The same day: the one with as many days left, not before the quarter's first,
 * as the landing counts it, so that a past quarter has one figure for both.
 * Past quarters: up to PACE_PAST, the newest ones, from the first after the
 * quarter of the export's first closing (of that one the export may hold only a
 * part). What was won is counted by the dates on which deals closed as the
 * export tells them today (restated.h tells how they have changed since); what
 * was open and due needs a day that is told of (dated.h).
 */
#ifndef SCORING_QUARTER_PACE_H
#define SCORING_QUARTER_PACE_H

#include "scoring/quarter/dated.h"

enum { PACE_PAST = 8 };

struct pace_quarter {
    int quarter;
    int32_t start, end, day; /* day: the same day of this quarter */
    size_t won;              /* deals, by the end of `day` */
    int64_t won_cents;
    bool due_known; /* what was open and due could be told; of this quarter:
                       the export has expected closes */
    int32_t due_day; /* the day that tells of it: `day`, or a run shortly before
                        it */
    size_t due;     /* open on due_day, expected in the quarter */
    int64_t due_cents;
    size_t final_won; /* by the quarter's end; of this quarter: 0 */
    int64_t final_cents;
};

struct pace {
    enum quarter_gap gap; /* GAP_NO_PAST: no past quarter, `now` is there;
                             GAP_NO_AMOUNTS: deals are counted, sums are 0 */
    enum quarter_gap due_gap; /* why no past quarter tells what was due */
    int day, days;            /* "day 45 of 92" of this quarter, from 1 */
    int days_left;            /* days − day, on the same day of past ones too */
    struct pace_quarter now;
    size_t n;
    struct pace_quarter past[PACE_PAST]; /* the newest first */
    size_t ahead;   /* past quarters that had won less by the same day */
    int64_t median_cents; /* of the past quarters' won by the same day; of an
                             even number the mean of the middle two, rounded to
                             the cent away from 0; 0: none */
};

void pace_compute(struct pace *out, const struct dated *d);

#endif

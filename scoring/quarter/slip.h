/*
 * Slip: what became of the deals that were open and due in a past quarter when
 * it began: won in it, lost in it, or slipped (still open at its end, whatever
 * day it was due by then); by how often their expected close had been pushed by
 * then. A deal that closed after the quarter slipped out of it.
 *
 * Past quarters: up to SLIP_PAST, whose first day is told of (dated.h).
 */
#ifndef SCORING_QUARTER_SLIP_H
#define SCORING_QUARTER_SLIP_H

#include "scoring/quarter/dated.h"
#include "scoring/stats/stats.h"

enum { SLIP_PAST = 8, SLIP_PUSHES = 4 /* 0, 1, 2, 3 and more */ };

struct slip_count {
    size_t due, won, lost, slipped; /* due = won + lost + slipped */
    int64_t due_cents, won_cents, lost_cents, slipped_cents; /* as due then */
    struct interval won95, slipped95; /* Wilson, of due deals; NAN: none due */
};

struct slip_quarter {
    int quarter;
    int32_t since; /* the day that told what was due */
    enum dated_from from;
    struct slip_count count;
};

struct slipping {
    enum quarter_gap gap;
    size_t n;
    struct slip_quarter quarters[SLIP_PAST]; /* the newest first */
    struct slip_count all;                   /* of them all */
    bool pushes_known; /* were they counted for any deal? */
    struct slip_count by_pushes[SLIP_PUSHES];
    struct slip_count not_watched; /* deals whose pushes are not known */
};

void slip_compute(struct slipping *out, const struct dated *d);

#endif

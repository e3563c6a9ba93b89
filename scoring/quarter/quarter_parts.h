/* Quarters as the parts of this room count them. Private to it. */
#ifndef SCORING_QUARTER_QUARTER_PARTS_H
#define SCORING_QUARTER_QUARTER_PARTS_H

#include "scoring/quarter/dated.h"

struct quarter_days {
    int quarter;
    int32_t start, end; /* first and last day */
};

/* Of the settings' fiscal year. */
struct quarter_days quarter_days(const struct dated *d, int quarter);
/* The one in which as-of lies. */
struct quarter_days quarter_now(const struct dated *d);

/* The day of `q` with as many days left as as-of has in its own quarter, as the
 * landing counts them (landing.h); not before its first. */
int32_t quarter_same_day(const struct dated *d, const struct quarter_days *q);

/* The first quarter that the export holds whole, as far as closings tell: the
 * one after that of the first closing. */
int quarter_first(const struct dated *d);

static inline bool quarter_has(const struct quarter_days *q, int32_t day)
{
    return day != DATE_NONE && day >= q->start && day <= q->end;
}

#endif

/*
 * Money: how amounts are written for people. JSON and CSV stay plain numbers
 * beside the code.
 */
#ifndef SCORING_MONEY_H
#define SCORING_MONEY_H

#include "scoring/base/sv.h"

enum { MONEY_SIGN = 8 }; /* bytes of a company's own sign, at most */

struct currency {
    struct sv code; /* "USD"; empty: not known */
    struct sv sign; /* a company's own ([report] symbol); empty: the usual */
    bool after;     /* "1,200 kr" rather than "kr 1,200" */
};

/* What stands before and after a number, blanks included: "$" and nothing,
 * "CHF " and nothing, nothing and " kr" (with a blank that does not break). */
struct money_marks {
    char before[MONEY_SIGN + 4], after[MONEY_SIGN + 4]; /* terminated */
};
void money_marks(struct money_marks *out, struct currency c);

/* The sign alone: "$", "€", the code where no sign is usual; may be empty. */
struct sv money_sign(struct currency c);

#endif

/*
 * Style: how amounts and numbers are written for people, in one value that
 * travels beside them: struct deals and struct report hold the one of the
 * run, and whoever writes a number takes it. Zeroed it is no currency and
 * English marks. JSON and CSV stay plain numbers beside the code.
 */
#ifndef RENDER_WORDS_STYLE_H
#define RENDER_WORDS_STYLE_H

#include "scoring/base/number.h"

struct style {
    struct sv code; /* of the currency, "USD"; empty: not known */
    struct sv sign; /* a company's own ([report] symbol); empty: the usual */
    bool after;     /* "1,200 kr" rather than "kr 1,200" */
    enum numbers numbers;
};

/* What stands before and after a number, blanks included: "$" and nothing,
 * "CHF " and nothing, nothing and " kr" (with a blank that does not break). */
struct money_marks {
    char before[MONEY_SIGN + 4], after[MONEY_SIGN + 4]; /* terminated */
};
void money_marks(struct money_marks *out, struct style s);

/* The sign alone: "$", "€", the code where no sign is usual; may be empty. */
struct sv money_sign(struct style s);

#endif

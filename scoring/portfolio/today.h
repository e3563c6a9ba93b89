/*
 * Today: the open deals that ask for something, by the money in them. HIGH and
 * CRITICAL ones, and those with a warning, by expected loss (amount × P(lost));
 * where none is known by amount; the older first among equals. The first
 * TODAY_FIRST stand on the first page of every format. Below them TODAY_MORE
 * by the same order, and there one of the TODAY_LARGEST losses of all stands
 * as well if it asks for nothing: no large loss is out of sight for being
 * unlikely. The list by score stays in the tables.
 */
#ifndef SCORING_PORTFOLIO_TODAY_H
#define SCORING_PORTFOLIO_TODAY_H

#include "scoring/score/score.h"

enum { TODAY_FIRST = 5, TODAY_MORE = 10, TODAY_LARGEST = 10 };

struct today {
    size_t n;
    uint32_t *ranks;    /* n, indices in scores.list */
    uint32_t shown[TODAY_FIRST + TODAY_MORE]; /* the first, then more */
    size_t first, more;                       /* how many stand in each part */
    size_t silent; /* of more: how many ask for nothing */
    /* Known money of the first; NAN: of none. */
    double first_amount, first_loss;
    double first_share; /* of the amount of all open deals */
    double amount;      /* of all n */
};

void today_list(struct today *out, const struct context *ctx,
                const struct scores *scores);

#endif

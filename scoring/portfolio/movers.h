/*
 * Movers: why the score of a deal has changed since the last run, in three
 * parts that add up to the change:
 *
 *   own     what changed in the CRM: stage, amount, expected close, pushes,
 *           empty fields
 *   time    days that passed: the age, and the stay in a stage or the wait for
 *           a close date that did not change
 *   learnt  the rest: what others' deals that closed have taught model, win
 *           rates and limits
 *
 * With today's model, the deal is scored as it stood on the last day; then its
 * own fields are brought up to today, then those that time moves. What was
 * seen that day is taken from the store (stage, amount), and from the stage
 * history where the export has one.
 */
#ifndef SCORING_PORTFOLIO_MOVERS_H
#define SCORING_PORTFOLIO_MOVERS_H

#include "scoring/portfolio/followup.h"

enum { MOVERS_SPLIT = 100 }; /* the largest; the others stay NAN */

/* The same of all of them, however many. */
void movers_split_all(struct followup *c, const struct context *ctx,
                      const struct scores *scores, const struct model *model,
                      const struct track *track);

/* Fills own, time and learnt of c->movers. */
void movers_split(struct followup *c, const struct context *ctx,
                  const struct scores *scores, const struct model *model,
                  const struct track *track);

#endif

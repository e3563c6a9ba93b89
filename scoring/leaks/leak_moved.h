/*
 * Amounts that move at the close: a deal that is signed at less than it stood
 * at gives away that it was won, as soon as its last amount is taken for that
 * of a past day. Asked where the history does not date amounts.
 *
 * A large deal that is lost more often is no such thing. What tells the two
 * apart is the deals that are open now: had no amount moved, they would be of
 * the size that deals open on past days were of. So, on the logarithm of the
 * amount, with stage (where it is dated), age, product, region, industry and a
 * straight line over time taken out (Frisch and Waugh 1933; errors clustered
 * by deal: Liang and Zeger 1986):
 *
 *   won    how much larger the won deals were than the lost, all open on days
 *          91·k before as-of of which nearly all deals have closed
 *   now    how much larger the deals open now are than those were
 *
 * Amounts move where both are MOVED_ERRORS standard errors from 0, the deals of
 * today stand further apart than those of any of the past days do from the
 * others, and by at least MOVED_SHARE of what moving amounts of won, or of
 * lost, deals would put between them.
 */
#ifndef SCORING_LEAKS_LEAK_MOVED_H
#define SCORING_LEAKS_LEAK_MOVED_H

#include "scoring/leaks/linter.h"

enum { MOVED_DAYS = 91, MOVED_PAST = 8, MOVED_LEAST = 3, MOVED_DEALS = 60 };
#define MOVED_RESOLVED 0.95 /* of a past day's deals have closed */
#define MOVED_ERRORS 3.0
#define MOVED_SHARE 0.5

/* NAN: not known, for amounts are dated, or too little has closed. `found`
 * says whether amounts move. */
void leak_moved(struct leak_moved *out, const struct context *ctx);

#endif

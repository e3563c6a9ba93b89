/*
 * Blame: reps and segments with their records, and which of them does worse
 * than the company beyond chance.
 *
 * Each group with at least BLAME_CLOSED closed deals is tested against the
 * overall win rate (which includes it) by a two-sided exact binomial test;
 * Benjamini and Hochberg (1995) adjust all reps and segments as one family.
 * Flagged: adjusted p < 0.05, on the worse side.
 */
#ifndef SCORING_PORTFOLIO_BLAME_H
#define SCORING_PORTFOLIO_BLAME_H

#include "scoring/portfolio/portfolio.h"
#include "scoring/portfolio/deal_states.h"

enum { BLAME_CLOSED = 10, SEGMENT_LABELS = 50 };

/* Fills reps, segments, family, the counts of flagged and smallest_p.
 * out->won, lost and win_rate are already there. */
void blame_compute(struct portfolio *out, const struct deal_states *s);

#endif

/*
 * Blame: reps and segments with their records, and which of them does worse
 * than the company beyond chance.
 *
 * Each group with at least BLAME_CLOSED closed deals is tested: its wins
 * against Σ P(won | closed, quarter of closing, decile of duration) over its
 * closed deals, by the two-sided Poisson-binomial test. A plain binomial
 * against the all-time rate blames whoever joined when the company's rate
 * fell, or whose deals are young where losses come sooner. The chance of a
 * cell is its share won, shrunk to that of its quarter, and that to the
 * overall one, by BLAME_SHRINK deals each.
 *
 * Where the wins of one label scatter between quarters more than independent
 * deals do (χ² over all labels of the category, p < 0.01), quarters shock
 * whole groups, and the test is widened by that much (quasi-binomial;
 * McCullagh and Nelder 1989). It then finds fewer of those that truly differ:
 * in planted companies about a third fewer.
 *
 * Benjamini and Hochberg (1995) adjust all reps and segments as one family.
 * Flagged: adjusted p < 0.05 on the worse side; better: on the other.
 */
#ifndef SCORING_PORTFOLIO_BLAME_H
#define SCORING_PORTFOLIO_BLAME_H

#include "scoring/portfolio/portfolio.h"
#include "scoring/portfolio/deal_states.h"

enum { BLAME_CLOSED = 10, SEGMENT_LABELS = 50, BLAME_SHRINK = 5 };

/* Fills reps, segments, family, the counts of flagged and smallest_p.
 * out->won, lost and win_rate are already there. */
void blame_compute(struct portfolio *out, const struct deal_states *s);

#endif

/*
 * Cycle, told straight: mean days by the quarter of closing,
 * which early quarters bend, beside Kaplan–Meier medians by the quarter of
 * creation, which they do not.
 *
 * The interval of the difference of two medians is that of Zou and Donner
 * (2008, "MOVER"), from the two log-log intervals: with medians m and limits
 * l, u of the newest (1) and oldest (0) cohort that have all three,
 *   lower = d − √((m₁ − l₁)² + (u₀ − m₀)²), d = m₁ − m₀,
 *   upper = d + √((u₁ − m₁)² + (m₀ − l₀)²).
 * Cohorts with fewer than CYCLE_CLOSED closed deals (a first or last quarter
 * that is cut off) are compared only where no two larger ones are there.
 * The log-rank test takes the newest CYCLE_COHORTS created quarters; they
 * differ where p < CYCLE_P. It is looked at beside the 95% interval, and a
 * verdict speaks where either does: at 5% each, it would be wrong in one of ten
 * companies whose cycle does not change.
 *
 * Both take only quarters that the export holds whole. "Closed this year, and
 * open" lacks the quick deals of the years before, "closed" the slow ones of
 * the last months; either bends the medians as the naive mean is bent. So a
 * quarter is not compared
 *   - where its first deal was created more than a lower quartile of the
 *     closed cycles before the first closing of all, or
 *   - where no deal is open, and its last deal was created less than the
 *     ninth decile of the closed cycles before as_of, or
 *   - where it holds less than half the deals that the quarters before it do
 *     (their median; of a quarter that is not over its part so far), or, after
 *     four of them, fewer by three standard deviations (of the middle half of
 *     them; at least a tenth of the median, and that of a Poisson count), or
 *   - where the open deals without a start date, which may all be its own, are
 *     more than a fifth of those it holds.
 */
#ifndef SCORING_PORTFOLIO_CYCLE_H
#define SCORING_PORTFOLIO_CYCLE_H

#include "scoring/portfolio/portfolio.h"
#include "scoring/portfolio/deal_states.h"

enum { CYCLE_COHORTS = 40, CYCLE_CLOSED = 30 };
#define CYCLE_P 0.01

void cycle_compute(struct cycle *out, const struct deal_states *s);

#endif

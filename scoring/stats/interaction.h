/*
 * Interaction: do two fields decide an outcome together, beyond what each does
 * by itself? A log-linear model without the three-way term (Bishop, Fienberg
 * and Holland 1975), fitted by iterative proportional fitting to the table of
 * rows × columns × outcome, and Pearson's chi-squared of its residuals.
 */
#ifndef SCORING_STATS_INTERACTION_H
#define SCORING_STATS_INTERACTION_H

#include <stddef.h>
#include <stdint.h>

#include "scoring/base/mem.h"

/* Of rows × columns cells, cell (r, c) at r × columns + c. */
struct outcome_table {
    size_t rows, columns;
    const uint32_t *won, *all;
};

/* p of no interaction. Rows, columns and cells without a case count for
 * nothing; 1 where no degree of freedom is left. */
double interaction_p(const struct outcome_table *t, struct arena *scratch);

#endif

/*
 * Receipt: the lines that add up to a score, and the factors drawn from
 * them. Pure: nothing but its arguments decides the result.
 *
 * Order of the lines: base (hybrid only), rules with points in the order of
 * enum rule, the cap where it takes something off, forest columns by
 * |points| (ties: column order), rounding where one is due. The exact points
 * sum to score.exact to 1e-9, the shown ones to score.shown in tenths.
 */
#ifndef SCORING_SCORE_RECEIPT_H
#define SCORING_SCORE_RECEIPT_H

#include "scoring/score/score.h"

/* What the forest says of one deal; phi NULL: rules only. */
struct forest_share {
    const struct feature_set *features;
    const struct calibrator *calibrator;
    double base;       /* φ₀ */
    const double *phi; /* features->n */
};

/* Fills exact, shown, p_loss, raw, rule_points, ml_points and the lines. */
void receipt_build(struct score *out, const struct rule_points *rules,
                   const struct forest_share *forest, const struct settings *s,
                   struct arena *a);

/* The shown score alone, as the receipt would have it; calibrator NULL:
 * rules only. */
double receipt_score(const struct rule_points *rules,
                     const struct calibrator *calibrator, double raw,
                     const struct settings *s);

/* Sums the lines by subject: the largest FACTORS that raise the score by
 * more than 0.05 points. Evidence is left empty. */
void receipt_factors(struct score *score);

#endif

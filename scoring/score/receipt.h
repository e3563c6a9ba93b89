/*
 * Receipt: the lines that add up to a score, and the factors drawn from
 * them. Pure: nothing but its arguments decides the result.
 *
 * Order of the lines: base (hybrid only), rules with points in the order of
 * enum rule, the cap where it takes something off, what the learners say by
 * |points| (ties: forest first, then column order), rounding where one is due.
 * The exact points sum to score.exact to 1e-9, the shown ones to score.shown in
 * tenths.
 */
#ifndef SCORING_SCORE_RECEIPT_H
#define SCORING_SCORE_RECEIPT_H

#include "scoring/score/score.h"

/* What the model says of one deal. */
struct model_share {
    const struct model *model;
    const double *parts[LEARNERS]; /* model->features.n each; NULL: none */
};

/* Fills exact, shown, p_loss, raw, forest, rule_points, ml_points and the
 * lines; share NULL: rules only. */
void receipt_build(struct score *out, const struct rule_points *rules,
                   const struct model_share *share, const struct settings *s,
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

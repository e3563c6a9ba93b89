/*
 * Calibrate: Platt's sigmoid (1999) on the logit of a raw probability, with
 * a positive slope, so that calibration never changes a ranking.
 *
 *   g(p) = 1 ÷ (1 + exp(−(a + b·logit p))), b > 0; the identity when !used
 *
 * logit p is cut at p = 1e-6 and 1 − 1e-6.
 */
#ifndef SCORING_STATS_CALIBRATE_H
#define SCORING_STATS_CALIBRATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

double logit_cut(double p); /* cut as above */
double calibrate_least(void); /* where it is cut: 1e-6 */
double logistic(double x);  /* 1 ÷ (1 + exp(−x)) */

struct calibrator {
    bool used;
    double a, b;
};

double calibrate(const struct calibrator *c, double raw);
double calibrate_slope(const struct calibrator *c, double raw); /* g′ */

/* Fits by Newton's method with backtracking (Lin, Lin and Weng 2007) to
 * Platt's smoothed targets. Rows with skip[i] = `left_out` do not count;
 * skip may be NULL. False, and the identity, without both outcomes or where
 * the best slope is not positive. */
bool calibrator_fit(struct calibrator *out, const uint8_t *lost,
                    const double *raw, size_t n, const uint8_t *skip,
                    uint8_t left_out);

#endif

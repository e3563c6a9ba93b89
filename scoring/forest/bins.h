/*
 * Bins: a feature matrix as small integers, for histogram splits. Each
 * column gets at most BINS_MAX quantile bins, cut once per matrix (from a
 * seeded sample of BINS_SAMPLE rows when it has more); code 0 is a missing
 * value, code b ≥ 1 the b-th bin. The codes lie row by row, because a tree
 * copies whole rows.
 *
 * A cut lies between two values of the column, so a split after bin b is
 * the test x ≤ cut[b − 1] on the raw value, and nobody who predicts needs
 * bins. Values that are not finite are missing.
 */
#ifndef SCORING_FOREST_BINS_H
#define SCORING_FOREST_BINS_H

#include <stdint.h>

#include "scoring/base/mem.h"
#include "scoring/base/matrix.h"

enum { BINS_MAX = 63, BINS_SAMPLE = 4096 };

struct bins {
    size_t rows, cols, stride;
    uint8_t *code;  /* rows × stride; 0: missing */
    uint8_t *count; /* cols; bins of the column, 0: no value at all */
    float *cut; /* cols × (BINS_MAX + 1); count − 1 cuts, then INFINITY */
};

void bins_make(struct bins *out, const struct matrix *m, uint64_t seed,
               int threads);
void bins_release(struct bins *b); /* accepts NULL or zeroed */

#endif

/*
 * Matrix: what a learner is trained on and asked about, one row a deal (or a
 * deal on a landmark date), one column a feature. Whoever makes it owns it.
 */
#ifndef SCORING_BASE_MATRIX_H
#define SCORING_BASE_MATRIX_H

#include <stddef.h>

/* Rows × cols of features, column-major: x[col * rows + row]. */
struct matrix {
    size_t rows, cols;
    float *x; /* NAN: missing */
};

#endif

/*
 * Additive model for P(lost): ridge logistic regression (Hoerl and Kennard
 * 1970; le Cessie and van Houwelingen 1992) on natural cubic splines of the
 * numbers (spline.h) and on one indicator a level of what is no number. What
 * a forest must build from many splits, a sum says at once; interactions are
 * the forest's.
 *
 *   logit P(lost) = base + Σ_j term_j(x_j)
 *
 * A term is centred: its mean over the training rows, by their weights, is 0,
 * so that `base` is the expected logit and the terms are a row's own
 * contributions, exactly. A missing value is a level of its own, and so is,
 * of what is no number, all that fewer than LEVEL_ROWS rows hold together. A
 * level that the training did not have counts as such a rare one.
 *
 * Fitted is the mean of the weighted deviance ÷ 2 plus ridge ÷ 2 × Σβ²,
 *   Σw(log(1 + exp η) − yη) ÷ Σw + ridge ÷ 2 × Σβ²,
 * with β of the functions of a spline divided by their standard deviations,
 * and of the indicators as they are: the deviations of levels have one prior,
 * however many rows a level has. The intercept is not shrunk. Newton's method
 * with Cholesky factors, which is iteratively reweighted least squares (IRLS;
 * Friedman, Hastie and Tibshirani 2010 for the path of ridges). Without ridge
 * a column that the ones before it determine has the coefficient 0, as in R.
 *
 * The same bytes whatever the thread count: rows are summed in SLABS pieces
 * of fixed bounds, and the pieces in their order. From more than
 * ADDITIVE_ROWS rows every k-th is taken, so that there are at most as many.
 */
#ifndef SCORING_ADDITIVE_ADDITIVE_H
#define SCORING_ADDITIVE_ADDITIVE_H

#include <stdint.h>

#include "scoring/additive/spline.h"
#include "scoring/base/matrix.h"

enum {
    ADDITIVE_ROWS = 60000,
    KNOT_ROWS = 8192, /* that knots are cut from, at most */
    LEVEL_ROWS = 50,
    LEVELS_MAX = 64, /* of a column, the most frequent */
    RANK_STEPS = 20,
    RIDGES_MAX = 16
};

enum additive_kind {
    ADDITIVE_LEFT_OUT, /* not read: its term is 0 */
    ADDITIVE_NUMBER,
    ADDITIVE_AMOUNT, /* by its inverse hyperbolic sine, a logarithm that
                        knows 0 and minus */
    ADDITIVE_RANK,   /* a share of a sample, 0 … 1, read as how many of k ÷
                        RANK_STEPS it is above: then RANK_STEPS numbers of the
                        sample are enough for somebody who has no more */
    ADDITIVE_LEVELS, /* each value stands for itself */
    ADDITIVE_KINDS
};

struct additive_level {
    float value;
    double term;
};

struct additive_column {
    enum additive_kind kind;
    struct spline spline;
    double beta[SPLINE_TERMS]; /* of the functions as spline.h has them */
    double centre;             /* term = Σ β·N − centre */
    size_t n_levels;
    struct additive_level *levels; /* ascending; owned by the model */
    double rare;                   /* term of any other level */
    double missing;                /* term of a missing value */
};

struct additive {
    size_t n_columns;
    struct additive_column *columns;
    double base;  /* expected logit; NAN: no model */
    double ridge; /* that it was fitted with */
};

struct additive_params {
    const enum additive_kind *kinds; /* columns of the matrix */
    size_t n_ridges;                 /* 1 … RIDGES_MAX */
    double ridges[RIDGES_MAX];       /* ≥ 0, descending */
    int threads;                     /* 0: as many as the machine has */
};

/* One model a ridge into out[n_ridges], each owned by the caller. weight may
 * be NULL (all 1). Where a class is missing every term is 0, and without rows
 * `base` too. A row is missing a value that is not finite. */
void additive_train(struct additive *out, const struct matrix *m,
                    const uint8_t *lost, const float *weight,
                    const struct additive_params *params);
void additive_release(struct additive *a); /* accepts NULL or zeroed */

/* The term of a column for one of its values. */
double additive_term(const struct additive_column *c, float x);

/* The k-th bound of a rank's steps, 1 … RANK_STEPS − 1: above it is a step. */
float additive_rank_cut(size_t k);

/* What a spline of such a column is a function of; x is finite. */
double additive_scale(enum additive_kind kind, double x);

/* terms[row × n_columns + col] of every row, in the columns' order. */
void additive_explain(double *terms, const struct additive *a,
                      const struct matrix *m, int threads);

/* The logit of every row into out[m->rows]: base + its terms. */
void additive_predict(double *out, const struct additive *a,
                      const struct matrix *m, int threads);

#endif

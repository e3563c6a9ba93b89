/*
 * Design: the rows that are fitted, as columns of numbers, and the fit. For
 * additive.c, design.c and fit.c; everybody else sees additive.h.
 *
 * A column of the design is dense (the intercept, then the functions of the
 * splines, centred at their means and divided by their standard deviations)
 * or an indicator (levels, rare ones, missing values) of which a row has at
 * most one for each column of the matrix. The fit makes every row once and
 * keeps it: at most ADDITIVE_ROWS of them, of n_dense numbers each.
 */
#ifndef SCORING_ADDITIVE_ADDITIVE_PARTS_H
#define SCORING_ADDITIVE_ADDITIVE_PARTS_H

#include <stdbool.h>

#include "scoring/additive/additive.h"
#include "scoring/base/mem.h"

enum { SLABS = 8, BLOCK_ROWS = 64, NO_TERM = -1 };

/* Where the coefficients of a column of the matrix stand; NO_TERM: none. */
struct design_column {
    enum additive_kind kind;
    struct spline spline;
    int first;   /* of the functions of the spline */
    int level;   /* of the first level */
    int rare;    /* of the rare levels together */
    int missing; /* of missing values */
    size_t n_levels;
    float *levels; /* ascending */
};

struct design {
    const struct matrix *m;
    const uint8_t *lost;
    const float *weight; /* NULL: all 1 */
    size_t step, rows;   /* row r is row r × step of the matrix */
    double weights;      /* their sum */
    size_t n_dense, n;   /* columns of the design; indicators come last */
    struct design_column *columns; /* m->cols */
    double *mean, *scale;          /* n_dense; 0 and 1 of the intercept */
    double *share;                 /* n; weighted share of each indicator */
    struct arena *arena;
};

/* A run of rows. */
struct block {
    size_t first, rows;
    double *dense;      /* rows × n_dense */
    int *hits;          /* rows × m->cols: indicators that are 1 … */
    size_t *n_hits;     /* rows; … and how many */
};

/* Everything lives in `a`. */
void design_init(struct design *out, const struct matrix *m,
                 const uint8_t *lost, const float *weight,
                 const struct additive_params *params, struct arena *a);
/* Room for the rows first to end, in the design's arena. */
void block_init(struct block *out, const struct design *d, size_t first,
                size_t end);
/* Its rows from `first` on, at most BLOCK_ROWS: what a cache holds. */
struct block block_part(const struct block *b, const struct design *d,
                        size_t first);
void block_fill(struct block *b, const struct design *d);

/* Weight of row r, 1 ÷ the sum of all. */
double design_weight(const struct design *d, size_t r);

/* Coefficients of every ridge into beta[n_ridges × d->n], which is 0 but for
 * the intercept of the first: each ridge starts where the one before ended. */
void fit_path(double *beta, const struct design *d,
              const struct additive_params *params);

#endif

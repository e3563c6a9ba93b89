/*
 * Leaf curves: what became of the training rows of each leaf, and when, so
 * that a forest whose splits were learnt from one question (did it end within
 * 60 days?) answers it for every horizon, in two ways of ending that compete.
 *
 * A life table in each leaf (discrete-time competing risks; Prentice and
 * Gloeckler 1978, Ishwaran et al. 2014 for the forest): a row counts in the
 * interval (days[k − 1], days[k]] if it had not ended before and is known for
 * the whole of it. What is known ends with the last day of the data, whatever
 * the row does, so nothing is censored by its own fate and no weight is
 * needed. The share that ends in an interval is drawn towards that of all rows
 * as if LEAF_PRIOR of them stood in the leaf as well: none is 0 or 1, and an
 * interval that no row of a leaf is known for has that of all rows.
 *
 * The curves of a row are the means of its leaves, summed in tree order: they
 * rise with the days, and first + second ≤ 1.
 */
#ifndef SCORING_FOREST_LEAF_CURVES_H
#define SCORING_FOREST_LEAF_CURVES_H

#include "scoring/forest/forest.h"

enum { LEAF_DAYS_MAX = 24, LEAF_PRIOR = 2 };

/* The days that are asked about, ascending, from 1 on. */
struct leaf_days {
    size_t n;
    int32_t day[LEAF_DAYS_MAX];
};

/* What became of each row. */
struct endings {
    size_t rows;
    const int32_t *known;  /* rows; days from the row to the end of the data */
    const int32_t *ended;  /* rows; days until it ended; > known: not yet */
    const uint8_t *second; /* rows; 0: the first way, 1: the second */
};

struct leaf_curves {
    size_t n_days;
    float *first, *second; /* n_nodes × n_days; shares that have ended so by
                              then; 0 for an inner node */
};

/* From the rows of `m`, all of them, whatever each tree had drawn. Owned by
 * the caller. */
void leaf_curves_fit(struct leaf_curves *out, const struct forest *f,
                     const struct matrix *m, const struct endings *ends,
                     const struct leaf_days *days, int threads);
/* The same of all rows as one leaf, into first[days->n] and second. */
void leaf_curves_all(double *first, double *second, const struct endings *ends,
                     const struct leaf_days *days);
void leaf_curves_release(struct leaf_curves *c); /* accepts NULL or zeroed */

/* Of every row, into first[m->rows × n_days] and second. */
void leaf_curves_predict(double *first, double *second,
                         const struct leaf_curves *c, const struct forest *f,
                         const struct matrix *m, int threads);

#endif

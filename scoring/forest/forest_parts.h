/*
 * Tree: one tree of the forest, grown on a bootstrap of binned rows. For
 * forest.c, shap.c and importance.c; everybody else sees forest.h.
 *
 * A row drawn k times counts k; min_leaf counts distinct rows, as
 * scikit-learn does. Weighted rows are drawn in proportion to their weight,
 * so that histograms hold whole numbers and are exact in any order.
 */
#ifndef SCORING_FOREST_FOREST_PARTS_H
#define SCORING_FOREST_FOREST_PARTS_H

#include <math.h>

#include "scoring/base/rng.h"
#include "scoring/forest/bins.h"
#include "scoring/forest/forest.h"

enum { SAMPLE_ROWS_MAX = 1 << 20 };

/* Walker's alias table (Vose 1991): draws rows in proportion to weight. */
struct draw_table {
    size_t rows;
    uint32_t *keep;  /* rows; of 2^32, how often row i stays i; NULL: all */
    uint32_t *alias; /* rows; else it becomes this one */
};

void draw_table_make(struct draw_table *out, const float *weight, size_t rows);
void draw_table_release(struct draw_table *t);
uint32_t draw_row(const struct draw_table *t, struct rng *r);

/* What one thread needs to grow trees, one after the other. */
struct grower {
    const struct bins *bins;
    const uint8_t *lost; /* bins->rows */
    const struct draw_table *draws;
    const struct forest_params *params;
    size_t mtry, sample, room; /* columns a node; rows drawn; nodes */
    uint32_t *times;           /* bins->rows; how often each row was drawn */
    uint32_t *row;             /* sample; distinct rows of this tree */
    uint64_t *tally;           /* sample; see tree.c */
    uint8_t *code;             /* sample × stride */
    uint32_t *order, *spare;   /* sample; rows of a node are a run of order */
    uint64_t *histogram;       /* mtry × (BINS_MAX + 1) */
    size_t usable;             /* columns that hold any value */
    uint32_t *column;          /* cols; those first, shuffled at each node */
    struct span {
        uint32_t first, end, depth;
    } * span;                  /* room */
    struct forest_node *nodes; /* room; the tree, parents before children */
    size_t n_nodes, n_rows;
};

void grower_init(struct grower *g, const struct bins *bins, const uint8_t *lost,
                 const struct draw_table *draws,
                 const struct forest_params *params);
void grower_release(struct grower *g);

/* Grows tree number t into g->nodes; g->row[g->n_rows] are its rows. */
void tree_grow(struct grower *g, uint64_t t);

/* n rows of m, from `first`, every step-th, row by row: x[k * cols + col]. */
void matrix_rows(float *x, const struct matrix *m, size_t first, size_t step,
                 size_t n);

static inline bool tree_goes_left(const struct forest_node *node, float x)
{
    return isfinite(x) ? x <= node->threshold : node->missing_left;
}

/* The leaf that row x[columns] falls into. */
static inline const struct forest_node *
tree_leaf(const struct forest_node *nodes, const float *x)
{
    const struct forest_node *node = nodes;

    while (node->left >= 0)
        node = nodes + node->left + !tree_goes_left(node, x[node->column]);
    return node;
}

#endif

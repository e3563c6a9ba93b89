/*
 * Random forest (Breiman 2001) for P(lost): histogram splits on at most
 * BINS_MAX bins a column (bins.h), Gini gain on weighted rows, a learned side
 * for missing values, bootstrap of at most sample_rows rows a tree, mtry
 * columns a node, OpenMP across trees. For a seed the bytes are the same
 * whatever the thread count: tree t draws from the stream (seed, t) and
 * predictions are summed in tree order. No class weights: they break
 * calibration.
 *
 * A forest has at most FOREST_NODES nodes, whatever the settings ask for:
 * a tree may have FOREST_NODES ÷ trees, and once it has as many it splits no
 * more, so the nodes nearest the root stand. At the usual settings the rows
 * of a leaf end it long before (100 trees × 401 nodes). The bound is what a
 * dashboard can load: its forest.js takes under 5 bytes a node, thresholds
 * and all under 4 MB (render/dashboard/dashboard_forest.c).
 */
#ifndef SCORING_FOREST_FOREST_H
#define SCORING_FOREST_FOREST_H

#include <stdint.h>

#include "scoring/base/err.h"
#include "scoring/base/mem.h"
#include "scoring/base/matrix.h"

enum { FOREST_NODES = 700000, DEPTH_MAX = 64 };

struct forest_node {
    int32_t left; /* index in the tree of the left child; the right one
                     is left + 1; −1: a leaf */
    uint16_t column;
    uint8_t missing_left;
    float threshold; /* x ≤ threshold goes left */
    float value;     /* weighted share lost of the training rows here */
    float cover;     /* weight of the training rows here */
};

struct forest {
    size_t n_trees, n_columns, n_nodes;
    uint32_t *tree_start; /* n_trees + 1 into nodes */
    struct forest_node *nodes;
    double oob_auc; /* of oob_rows rows; printed as a warning example, never
                       as evidence; NAN: not asked for */
};

struct forest_params {
    int trees, min_leaf, max_depth, mtry, sample_rows; /* see settings.h */
    uint64_t seed;
    int threads;  /* 0: as many as the machine has */
    int oob_rows; /* rows judged out of bag, at most; 0: none */
};

/* weight may be NULL (all 1). Needs at least one row of each class; else
 * the forest is a single leaf a tree, and without rows its value is ½. The
 * forest is owned by the caller. A row is missing a value that is not
 * finite. */
void forest_train(struct forest *out, const struct matrix *m,
                  const uint8_t *lost, const float *weight,
                  const struct forest_params *params);
void forest_release(struct forest *f); /* accepts NULL or zeroed */

/* Mean over trees, P(lost) raw, for every row into out[m->rows]. */
void forest_predict(double *out, const struct forest *f, const struct matrix *m,
                    int threads);

/* The Monte Carlo error of each prediction: how far another draw of as many
 * trees would move it, one standard deviation; the spread of the trees ÷ √trees.
 * 0 for a single tree, whose spread is not known. */
void forest_error(double *out, const struct forest *f, const struct matrix *m,
                  int threads);

/*
 * Path-dependent TreeSHAP: the values of Lundberg et al. 2018, algorithm 2,
 * exactly, by the faster way that shap.c describes. phi[row * n_columns +
 * col], and *base, the expected value, the same for all rows. base + Σ phi
 * = prediction to 1e-9. base may be asked for alone (m->rows 0).
 */
void forest_explain(double *phi, double *base, const struct forest *f,
                    const struct matrix *m, int threads);

#endif

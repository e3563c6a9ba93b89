/*
 * Export: the model of model.dsm in forms that others compute with, so that a
 * warehouse scores what no file holds. Each gives the P(lost) of `dealsense
 * score` to 1e-6 for the same features:
 *
 *   features x, as float32, NAN or NULL: missing
 *   forest    mean over the trees of the leaf's value; x ≤ threshold goes
 *             left, a missing x where missing_left says     (forest.h)
 *   additive  base + Σ term_j(x_j)                          (additive.h)
 *   z         Σ share × logit, the forest's cut at 1e-6     (stack.h)
 *   P(lost)   1 ÷ (1 + exp(−(a + b·z))), z cut likewise; without
 *             a calibrator 1 ÷ (1 + exp(−z))                (calibrate.h)
 *
 * ONNX (export_onnx): the features come as float32, and all is computed in
 * double, but for the mean of the trees, which the runtime hands on as
 * float32. SQL has doubles alone; so a threshold t is written as the largest
 * double that float32 rounds to t or below it (export_split): each double
 * then goes where its float32 would, and no training changes.
 *
 * Names in SQL are ours: of a feature of the table its name, of a field of
 * the company's own `own_` and of a pair `pair_` with its place among the
 * features. Text of the export stands in comments alone, without control
 * characters. The bytes depend on the model, and those of features.sql and
 * stages.csv on the export, and on nothing else.
 */
#ifndef RENDER_EXPORT_EXPORT_H
#define RENDER_EXPORT_EXPORT_H

#include "scoring/base/buf.h"
#include "scoring/trust/model.h"

struct export_model {
    const struct model *model; /* hybrid */
    const char *sha256;        /* of its file */
    const struct deals *deals; /* NULL: the model file alone is known */
    int32_t as_of;             /* with deals */
};

/* model.onnx; opset 15 and ai.onnx.ml 3. */
void export_onnx(struct buf *out, const struct export_model *e);

/* The forest as a table, a row a node, its columns named in the first line. */
void export_nodes(struct buf *out, const struct export_model *e);

/* The tables that the queries read. */
void export_tables(struct buf *out, const struct export_model *e);

/* The query that walks the table of nodes, and the one that has the trees in
 * its text, for databases that take so long a query and have a long table. */
void export_score(struct buf *out, const struct export_model *e);
void export_score_inline(struct buf *out, const struct export_model *e);

/* Why the features cannot be computed by a script: where the stage history is
 * what earlier runs saw (track.h); else NULL. Needs deals. */
const char *export_features_not(const struct export_model *e);

/* The script that computes the features from the deals and their history, and
 * the table of the stages that it reads, a row a stage. Labels stand in the
 * table alone: not every dialect ends a literal at the same quote. */
void export_features(struct buf *out, const struct export_model *e);
void export_stages(struct buf *out, const struct export_model *e);

#endif

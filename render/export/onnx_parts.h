/*
 * A graph of operators of ONNX, built from first to last. Values go by their
 * names, which the arena holds; the last operator gives what comes out. For
 * onnx.c alone.
 */
#ifndef RENDER_EXPORT_ONNX_PARTS_H
#define RENDER_EXPORT_ONNX_PARTS_H

#include "render/export/export_parts.h"

struct graph;
struct graph *graph_new(struct arena *a);
struct arena *graph_arena(const struct graph *g);

/* The features as float64, what is not finite as NAN, and where that is so. */
const char *graph_features(struct graph *g, const char **missing);

/* Constants of float64: rows × columns, or rows where columns is 0. */
const char *graph_numbers(struct graph *g, const double *x, size_t rows,
                          size_t columns);
const char *graph_number(struct graph *g, double x);
const char *graph_whole(struct graph *g, const int64_t *x, size_t n);

/* Operators by their names, of one to three values. */
const char *graph_op1(struct graph *g, const char *type, const char *x);
const char *graph_op2(struct graph *g, const char *type, const char *x,
                      const char *y);
const char *graph_op3(struct graph *g, const char *type, const char *x,
                      const char *y, const char *z);
const char *graph_cast(struct graph *g, const char *x); /* to float64 */
/* The columns `at` of x, and those of x and y beside each other. */
const char *graph_gather(struct graph *g, const char *x, const int64_t *at,
                         size_t n);
const char *graph_beside(struct graph *g, const char *x, const char *y);

/* The mean of the trees, as float64. */
const char *graph_forest(struct graph *g, const struct forest *f,
                         const char *x);

/* The bytes of model.onnx, with what e says of the model. */
void graph_write(struct buf *out, struct graph *g,
                 const struct export_model *e);

#endif

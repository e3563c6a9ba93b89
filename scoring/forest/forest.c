#include "scoring/forest/forest.h"

#include "scoring/stats/evaluate.h"
#include "scoring/base/threads.h"
#include "scoring/forest/forest_parts.h"

enum { PREDICT_BLOCK = 64 };

void matrix_rows(float *x, const struct matrix *m, size_t first, size_t step,
                 size_t n)
{
    for (size_t col = 0; col < m->cols; col++)
        for (size_t k = 0; k < n; k++)
            x[k * m->cols + col] = m->x[col * m->rows + first + k * step];
}

/* Which rows are judged out of bag: n, every step-th from 0. */
struct oob {
    size_t n, step;
    uint8_t *in_bag; /* trees × n */
};

static void mark_in_bag(struct oob *oob, const struct grower *g, size_t t)
{
    for (size_t i = 0; oob->n && i < g->n_rows; i++)
        if (g->row[i] % oob->step == 0 && g->row[i] / oob->step < oob->n)
            oob->in_bag[t * oob->n + g->row[i] / oob->step] = 1;
}

static double oob_auc(const struct forest *f, const struct oob *oob,
                      const struct matrix *m, const uint8_t *lost)
{
    struct arena scratch;
    float *x;
    uint8_t *y;
    double *p, auc;
    size_t n = 0;

    if (!oob->n)
        return NAN;
    arena_init(&scratch);
    x = ARENA_ARRAY(&scratch, oob->n * m->cols, float);
    y = ARENA_ARRAY(&scratch, oob->n, uint8_t);
    p = ARENA_ARRAY(&scratch, oob->n, double);
    matrix_rows(x, m, 0, oob->step, oob->n);
    for (size_t i = 0; i < oob->n; i++) {
        double sum = 0;
        size_t trees = 0;
        for (size_t t = 0; t < f->n_trees; t++) {
            if (oob->in_bag[t * oob->n + i])
                continue;
            sum +=
                tree_leaf(f->nodes + f->tree_start[t], x + i * m->cols)->value;
            trees++;
        }
        if (!trees)
            continue;
        y[n] = lost[i * oob->step];
        p[n++] = sum / (double)trees;
    }
    auc = auc_plain(y, p, n, &scratch);
    arena_release(&scratch);
    return auc;
}

/* Lays the trees one behind the other. */
static void join_trees(struct forest *out, struct forest_node **tree,
                       const size_t *size)
{
    out->tree_start = mem_alloc(out->n_trees + 1, sizeof *out->tree_start);
    for (size_t t = 0; t < out->n_trees; t++)
        out->tree_start[t + 1] = out->tree_start[t] + (uint32_t)size[t];
    out->n_nodes = out->tree_start[out->n_trees];
    out->nodes = mem_alloc(out->n_nodes, sizeof *out->nodes);
    for (size_t t = 0; t < out->n_trees; t++) {
        memcpy(out->nodes + out->tree_start[t], tree[t],
               size[t] * sizeof *out->nodes);
        free(tree[t]);
    }
}

static void grow_trees(struct forest *out, const struct bins *bins,
                       const uint8_t *lost, const struct draw_table *draws,
                       const struct forest_params *params, struct oob *oob)
{
    struct forest_node **tree = mem_alloc(out->n_trees, sizeof *tree);
    size_t *size = mem_alloc(out->n_trees, sizeof *size);

#pragma omp parallel num_threads(threads_count(params->threads))
    {
        struct grower g;

        grower_init(&g, bins, lost, draws, params);
#pragma omp for schedule(dynamic, 1)
        for (size_t t = 0; t < out->n_trees; t++) {
            tree_grow(&g, t);
            size[t] = g.n_nodes;
            tree[t] = mem_alloc(g.n_nodes, sizeof **tree);
            memcpy(tree[t], g.nodes, g.n_nodes * sizeof **tree);
            mark_in_bag(oob, &g, t);
        }
        grower_release(&g);
    }
    join_trees(out, tree, size);
    free(tree);
    free(size);
}

/* Without rows there is nothing to grow: one leaf a tree that knows nothing. */
static void plant_leaves(struct forest *out)
{
    out->n_nodes = out->n_trees;
    out->nodes = mem_alloc(out->n_trees, sizeof *out->nodes);
    out->tree_start = mem_alloc(out->n_trees + 1, sizeof *out->tree_start);
    for (size_t t = 0; t < out->n_trees; t++) {
        out->nodes[t] =
            (struct forest_node){.left = -1, .value = 0.5f, .cover = 1};
        out->tree_start[t + 1] = (uint32_t)t + 1;
    }
}

void forest_train(struct forest *out, const struct matrix *m,
                  const uint8_t *lost, const float *weight,
                  const struct forest_params *params)
{
    struct bins bins;
    struct draw_table draws;
    struct oob oob = {0};

    *out = (struct forest){.n_trees =
                               params->trees > 0 ? (size_t)params->trees : 1,
                           .n_columns = m->cols,
                           .oob_auc = NAN};
    if (!m->rows) {
        plant_leaves(out);
        return;
    }
    if (params->oob_rows > 0) {
        size_t asked = (size_t)params->oob_rows;
        oob.step = m->rows > asked ? m->rows / asked : 1;
        oob.n = m->rows > asked ? asked : m->rows;
        oob.in_bag = mem_alloc(out->n_trees, oob.n);
    }
    bins_make(&bins, m, params->seed, threads_count(params->threads));
    draw_table_make(&draws, weight, m->rows);
    grow_trees(out, &bins, lost, &draws, params, &oob);
    out->oob_auc = oob_auc(out, &oob, m, lost);
    draw_table_release(&draws);
    bins_release(&bins);
    free(oob.in_bag);
}

void forest_release(struct forest *f)
{
    if (!f)
        return;
    free(f->tree_start);
    free(f->nodes);
    *f = (struct forest){0};
}

static void predict_block(double *out, const struct forest *f, const float *x,
                          size_t n)
{
    double sum[PREDICT_BLOCK] = {0};

    for (size_t t = 0; t < f->n_trees; t++) {
        const struct forest_node *tree = f->nodes + f->tree_start[t];
        for (size_t k = 0; k < n; k++)
            sum[k] += tree_leaf(tree, x + k * f->n_columns)->value;
    }
    for (size_t k = 0; k < n; k++)
        out[k] = sum[k] / (double)f->n_trees;
}

static void error_block(double *out, const struct forest *f, const float *x,
                        size_t rows)
{
    double sum[PREDICT_BLOCK] = {0}, squares[PREDICT_BLOCK] = {0};
    double n = (double)f->n_trees;

    for (size_t t = 0; t < f->n_trees; t++) {
        const struct forest_node *tree = f->nodes + f->tree_start[t];
        for (size_t k = 0; k < rows; k++) {
            double p = (double)tree_leaf(tree, x + k * f->n_columns)->value;
            sum[k] += p;
            squares[k] += p * p;
        }
    }
    for (size_t k = 0; k < rows; k++)
        out[k] =
            n < 2
                ? 0
                : sqrt(fmax(squares[k] - sum[k] * sum[k] / n, 0) / (n - 1) / n);
}

typedef void block_fn(double *out, const struct forest *f, const float *x,
                      size_t rows);

static void each_block(double *out, block_fn *fn, const struct forest *f,
                       const struct matrix *m, int threads)
{
    size_t blocks = (m->rows + PREDICT_BLOCK - 1) / PREDICT_BLOCK;

#pragma omp parallel num_threads(threads_count(threads))
    {
        float *x = mem_alloc(PREDICT_BLOCK * m->cols, sizeof *x);

#pragma omp for schedule(static)
        for (size_t block = 0; block < blocks; block++) {
            size_t first = block * PREDICT_BLOCK;
            size_t n = m->rows - first;

            n = n < PREDICT_BLOCK ? n : PREDICT_BLOCK;
            matrix_rows(x, m, first, 1, n);
            fn(out + first, f, x, n);
        }
        free(x);
    }
}

void forest_predict(double *out, const struct forest *f, const struct matrix *m,
                    int threads)
{
    each_block(out, predict_block, f, m, threads);
}

void forest_error(double *out, const struct forest *f, const struct matrix *m,
                  int threads)
{
    each_block(out, error_block, f, m, threads);
}

#include "scoring/forest/importance.h"

#include "scoring/base/threads.h"
#include "scoring/forest/forest_parts.h"

/* What the walk needs of one row, column by column. */
struct walk {
    const struct forest *f;
    const float *x;   /* cols; the row as it is */
    const float *put; /* cols × repeats; what stands there instead */
    double *change;   /* cols × repeats; Σ over trees of leaf − own leaf */
    size_t repeats;
};

struct path {
    uint32_t node[DEPTH_MAX + 1];
    size_t n; /* splits; node[n] is the leaf */
};

size_t importance_repeats(size_t deals)
{
    size_t repeats = deals ? PERMUTED_DEALS / deals : REPEATS_MAX;

    return repeats < 1 ? 1 : repeats > REPEATS_MAX ? REPEATS_MAX : repeats;
}

static void find_path(struct path *out, const struct forest_node *tree,
                      const float *x)
{
    uint32_t at = 0;

    out->n = 0;
    while (tree[at].left >= 0) {
        const struct forest_node *node = &tree[at];
        out->node[out->n++] = at;
        at = (uint32_t)node->left + !tree_goes_left(node, x[node->column]);
    }
    out->node[out->n] = at;
}

/* The leaf when `column` holds v: along the path as far as v decides alike,
 * from there by itself. */
static float leaf_with(const struct forest_node *tree, const struct path *path,
                       size_t from, const float *x, uint16_t column, float v)
{
    const struct forest_node *node;
    size_t i = from;

    for (; i < path->n; i++) {
        node = &tree[path->node[i]];
        if (node->column == column &&
            (uint32_t)node->left + !tree_goes_left(node, v) !=
                path->node[i + 1])
            break;
    }
    node = &tree[path->node[i]];
    while (node->left >= 0) {
        float value = node->column == column ? v : x[node->column];
        node = tree + node->left + !tree_goes_left(node, value);
    }
    return node->value;
}

static bool seen_before(const struct forest_node *tree, const struct path *path,
                        size_t i)
{
    uint16_t column = tree[path->node[i]].column;

    for (size_t k = 0; k < i; k++)
        if (tree[path->node[k]].column == column)
            return true;
    return false;
}

/* A column that is not on a row's path cannot change its leaf. */
static void walk_tree(struct walk *w, const struct forest_node *tree)
{
    struct path path;
    double own;

    find_path(&path, tree, w->x);
    own = (double)tree[path.node[path.n]].value;
    for (size_t i = 0; i < path.n; i++) {
        uint16_t column = tree[path.node[i]].column;
        size_t at = column * w->repeats;
        if (seen_before(tree, &path, i))
            continue;
        for (size_t k = 0; k < w->repeats; k++)
            w->change[at + k] += (double)leaf_with(tree, &path, i, w->x, column,
                                                   w->put[at + k]) -
                                 own;
    }
}

/* Fisher–Yates. */
static void shuffle(uint32_t *order, size_t n, struct rng *r)
{
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    for (size_t i = n; i > 1; i--) {
        uint32_t k = rng_below(r, (uint32_t)i), move = order[i - 1];
        order[i - 1] = order[k];
        order[k] = move;
    }
}

void importance_order(uint32_t *order, size_t n, const struct shuffles *how,
                      size_t at)
{
    struct rng r;

    rng_init(&r, how->seed, (uint64_t)how->stream << 32 | at);
    shuffle(order, n, &r);
}

/* put[row × cols × repeats …], each column in its own permutations. */
static void permute_columns(float *put, const struct matrix *m,
                            const struct shuffles *how)
{
    size_t repeats = how->repeats;
    uint32_t *order = mem_alloc(m->rows, sizeof *order);
    size_t wide = m->cols * repeats;

    for (size_t c = 0; c < wide; c++) {
        const float *x = m->x + c / repeats * m->rows;
        importance_order(order, m->rows, how, c);
        for (size_t i = 0; i < m->rows; i++)
            put[i * wide + c] = x[order[i]];
    }
    free(order);
}

void importance_permute(double *out, const struct forest *f,
                        const struct matrix *m, const double *raw,
                        const struct shuffles *how, int threads)
{
    size_t repeats = how->repeats;
    size_t wide = m->cols * repeats;
    float *put = mem_alloc(m->rows * wide, sizeof *put);
    float *x = mem_alloc(m->rows * m->cols, sizeof *x);

    permute_columns(put, m, how);
    matrix_rows(x, m, 0, 1, m->rows);
#pragma omp parallel num_threads(threads_count(threads))
    {
        double *change = mem_alloc(wide, sizeof *change);

#pragma omp for schedule(static)
        for (size_t i = 0; i < m->rows; i++) {
            struct walk w = {f, x + i * m->cols, put + i * wide, change,
                             repeats};
            for (size_t c = 0; c < wide; c++)
                change[c] = 0;
            for (size_t t = 0; t < f->n_trees; t++)
                walk_tree(&w, f->nodes + f->tree_start[t]);
            for (size_t c = 0; c < wide; c++)
                out[c * m->rows + i] = raw[i] + change[c] / (double)f->n_trees;
        }
        free(change);
    }
    free(put);
    free(x);
}

void importance_falls(struct auc *out, const struct outcome_rows *rows,
                      const double *raw, const double *permuted, size_t cols,
                      size_t repeats, int threads)
{
#pragma omp parallel num_threads(threads_count(threads))
    {
        struct arena scratch;

        arena_init(&scratch);
#pragma omp for schedule(dynamic, 1)
        for (size_t c = 0; c < cols; c++) {
            out[c] = auc_fall(rows, raw, permuted + c * repeats * rows->n,
                              repeats, &scratch);
            arena_reset(&scratch);
        }
        arena_release(&scratch);
    }
}

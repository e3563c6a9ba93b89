/*
 * Path-dependent TreeSHAP without its square of the depth.
 *
 * A leaf of value v whose path asks features P is a game
 *   v · Π_{j∈S} o_j · Π_{j∈P∖S} z_j   for a set S of known features,
 * where o_j is 1 when the row passes all tests on j and z_j is the share of
 * the cover that does. Shapley's weight of a set of s out of d is the
 * integral of t^s (1−t)^(d−1−s) over [0, 1] (Owen 1972), so
 *   φ_i = v (o_i − z_i) ∫ Π_{j≠i} (t·o_j + (1−t)·z_j) dt.
 * The integrand is a polynomial of degree d − 1: Gauss–Legendre with ⌈d/2⌉
 * points is exact, and all its terms are positive, so nothing cancels. At
 * each point the product is carried down the tree and the sum of the leaves
 * up again, in time nodes × points (as Linear TreeSHAP, Yu et al. 2022,
 * does with another basis).
 *
 * Everything that does not depend on the row is tabled per tree. Of an edge
 * and the last edge above it on the same feature, a row passes neither (the
 * factors' ratio is that of their shares, and the contributions are equal),
 * only the upper, or both.
 */
#include <assert.h>

#include "scoring/tree.h"

enum { POINTS_MAX = DEPTH_MAX / 2, ROWS_BLOCK = 128 };
enum pass { PASS_NEITHER, PASS_UPPER, PASS_BOTH };

/* Rows of an edge's table, `points` doubles each. */
enum {
    RATIO_NEITHER,
    RATIO_UPPER,
    RATIO_BOTH, /* factor of the product */
    GAIN_UPPER,
    GAIN_BOTH, /* what G contributes to φ */
    EDGE_ROWS
};

struct edge {
    uint32_t upper; /* node below the last edge on the same feature; 0: none */
    uint32_t known; /* distinct features on the path so far */
    double share;   /* z of the feature, over the path so far */
};

struct explainer {
    size_t room, points;
    double t[POINTS_MAX], weight[POINTS_MAX];
    struct edge *edge; /* room; by the node below */
    double *table;     /* room × EDGE_ROWS × points */
    double *product;   /* room × points; then the sum of the leaves below */
    uint8_t *pass;     /* room; enum pass */
};

/* Gauss–Legendre on [0, 1] by Newton's method from Chebyshev's guess. */
static void quadrature(double *t, double *weight, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double x = cos(3.141592653589793 * ((double)i + 0.75) /
                       ((double)n + 0.5)),
               slope = 1;
        for (int step = 0; step < 20; step++) {
            double p = 1, before = 0;
            for (size_t k = 1; k <= n; k++) {
                double next =
                    ((2.0 * (double)k - 1) * x * p - ((double)k - 1) * before) /
                    (double)k;
                before = p;
                p = next;
            }
            slope = (double)n * (x * p - before) / (x * x - 1);
            x -= p / slope;
        }
        t[i] = (1 + x) / 2;
        weight[i] = 1 / ((1 - x * x) * slope * slope);
    }
}

/* The last edge above node `at` (itself included) that asks `column`. */
static uint32_t edge_on(const struct forest_node *nodes, const uint32_t *parent,
                        uint32_t at, uint16_t column)
{
    while (at && nodes[parent[at]].column != column)
        at = parent[at];
    return at;
}

/* Edges of a tree; returns the most features that one path asks. */
static size_t find_edges(struct explainer *e, const struct forest_node *nodes,
                         size_t n, uint32_t *parent)
{
    size_t most = 1;

    e->edge[0] = (struct edge){0, 0, 1};
    for (uint32_t i = 0; i < n; i++) {
        const struct forest_node *node = nodes + i;
        uint32_t upper;
        if (node->left < 0)
            continue;
        upper = edge_on(nodes, parent, i, node->column);
        for (uint32_t c = (uint32_t)node->left; c < (uint32_t)node->left + 2;
             c++) {
            parent[c] = i;
            e->edge[c].upper = upper;
            e->edge[c].known = e->edge[i].known + !upper;
            e->edge[c].share =
                e->edge[upper].share * nodes[c].cover / node->cover;
            most = e->edge[c].known > most ? e->edge[c].known : most;
        }
    }
    return most;
}

static void fill_table(struct explainer *e, const struct forest_node *nodes,
                       size_t n)
{
    size_t points = e->points;

    for (size_t i = 1; i < n; i++) {
        double z = e->edge[i].share, above = e->edge[e->edge[i].upper].share;
        double leaf = nodes[i].left < 0 ? (double)nodes[i].value : 1;
        double *row = e->table + i * EDGE_ROWS * points;
        for (size_t k = 0; k < points; k++) {
            double t = e->t[k], w = e->weight[k];
            double both = t + (1 - t) * z, upper = t + (1 - t) * above;
            double had = (1 - above) * w / upper; /* what `upper` counted */
            row[RATIO_NEITHER * points + k] = leaf * (z / above);
            row[RATIO_UPPER * points + k] = leaf * ((1 - t) * z / upper);
            row[RATIO_BOTH * points + k] = leaf * (both / upper);
            row[GAIN_UPPER * points + k] = -w / (1 - t) - had;
            row[GAIN_BOTH * points + k] = (1 - z) * w / both - had;
        }
    }
}

/* Adds one tree's φ of one row. `points` is a constant where it is inlined. */
static inline __attribute__((always_inline)) void
explain_row(double *restrict phi, struct explainer *e,
            const struct forest_node *nodes, size_t n, const float *x,
            size_t points)
{
    double *restrict product = e->product;
    const double *restrict table = e->table;
    uint8_t *restrict pass = e->pass;

    pass[0] = PASS_BOTH;
    for (size_t k = 0; k < points; k++)
        product[k] = 1;
    for (size_t i = 0; i < n; i++) {
        const struct forest_node *node = nodes + i;
        size_t taken, child = (size_t)node->left;
        if (node->left < 0)
            continue;
        taken = child + !tree_goes_left(node, x[node->column]);
        for (size_t c = child; c < child + 2; c++) {
            const double *ratio;
            pass[c] = pass[e->edge[c].upper] != PASS_BOTH ? PASS_NEITHER
                      : c == taken                        ? PASS_BOTH
                                                          : PASS_UPPER;
            ratio = table + (c * EDGE_ROWS + RATIO_NEITHER + pass[c]) * points;
            for (size_t k = 0; k < points; k++)
                product[c * points + k] = product[i * points + k] * ratio[k];
        }
    }
    for (size_t i = n; i-- > 0;) {
        size_t child = (size_t)nodes[i].left;
        double sum = 0;
        if (nodes[i].left < 0)
            continue;
        for (size_t c = child; c < child + 2; c++) {
            const double *gain =
                table + (c * EDGE_ROWS + GAIN_UPPER - 1 + pass[c]) * points;
            if (pass[c] == PASS_NEITHER)
                continue;
            for (size_t k = 0; k < points; k++)
                sum += gain[k] * product[c * points + k];
        }
        phi[nodes[i].column] += sum;
        for (size_t k = 0; k < points; k++)
            product[i * points + k] =
                product[child * points + k] + product[(child + 1) * points + k];
    }
}

static void explain_rows(double *phi, struct explainer *e,
                         const struct forest_node *nodes, size_t n,
                         const float *x, size_t cols, size_t rows)
{
    for (size_t r = 0; r < rows; r++) {
        double *to = phi + r * cols;
        const float *row = x + r * cols;
        switch (e->points) {
        case 2:
            explain_row(to, e, nodes, n, row, 2);
            break;
        case 4:
            explain_row(to, e, nodes, n, row, 4);
            break;
        case 6:
            explain_row(to, e, nodes, n, row, 6);
            break;
        default:
            explain_row(to, e, nodes, n, row, e->points);
        }
    }
}

/* Prepares tree t: the product array serves as room for the parents. */
static void explainer_take(struct explainer *e, const struct forest_node *nodes,
                           size_t n)
{
    size_t most = find_edges(e, nodes, n, (uint32_t *)e->product);
    size_t points = (most + 3) / 4 * 2; /* even: two doubles a register */

    assert(points <= POINTS_MAX);
    if (points != e->points) {
        e->points = points;
        quadrature(e->t, e->weight, points);
    }
    fill_table(e, nodes, n);
}

static void explainer_init(struct explainer *e, size_t room)
{
    *e = (struct explainer){.room = room};
    e->edge = mem_alloc(room, sizeof *e->edge);
    e->table = mem_alloc(room * EDGE_ROWS, POINTS_MAX * sizeof *e->table);
    e->product = mem_alloc(room, POINTS_MAX * sizeof *e->product);
    e->pass = mem_alloc(room, sizeof *e->pass);
}

static void explainer_release(struct explainer *e)
{
    free(e->edge);
    free(e->table);
    free(e->product);
    free(e->pass);
}

static size_t tree_size(const struct forest *f, size_t t)
{
    return f->tree_start[t + 1] - f->tree_start[t];
}

/* Mean over trees of Σ leaf value × share of the cover that reaches it. */
static double expected_value(const struct forest *f, size_t room)
{
    double *reach = mem_alloc(room, sizeof *reach), sum = 0;

    for (size_t t = 0; t < f->n_trees; t++) {
        const struct forest_node *nodes = f->nodes + f->tree_start[t];
        double tree = 0;
        reach[0] = 1;
        for (size_t i = 0; i < tree_size(f, t); i++) {
            size_t child = (size_t)nodes[i].left;
            if (nodes[i].left < 0) {
                tree += reach[i] * nodes[i].value;
                continue;
            }
            for (size_t c = child; c < child + 2; c++)
                reach[c] = reach[i] * nodes[c].cover / nodes[i].cover;
        }
        sum += tree;
    }
    free(reach);
    return sum / (double)f->n_trees;
}

void forest_explain(double *phi, double *base, const struct forest *f,
                    const struct matrix *m, int threads)
{
    size_t cols = f->n_columns, room = 1;
    size_t blocks = (m->rows + ROWS_BLOCK - 1) / ROWS_BLOCK;

    for (size_t t = 0; t < f->n_trees; t++)
        room = tree_size(f, t) > room ? tree_size(f, t) : room;
    *base = expected_value(f, room);
#pragma omp parallel num_threads(forest_threads(threads))
    {
        struct explainer e;
        float *x = mem_alloc(ROWS_BLOCK * cols, sizeof *x);

        explainer_init(&e, room);
#pragma omp for schedule(dynamic, 1)
        for (size_t block = 0; block < blocks; block++) {
            size_t first = block * ROWS_BLOCK, n = m->rows - first;
            double *to = phi + first * cols;

            n = n < ROWS_BLOCK ? n : ROWS_BLOCK;
            matrix_rows(x, m, first, 1, n);
            memset(to, 0, n * cols * sizeof *to);
            for (size_t t = 0; t < f->n_trees; t++) {
                const struct forest_node *nodes = f->nodes + f->tree_start[t];
                explainer_take(&e, nodes, tree_size(f, t));
                explain_rows(to, &e, nodes, tree_size(f, t), x, cols, n);
            }
            for (size_t k = 0; k < n * cols; k++)
                to[k] /= (double)f->n_trees;
        }
        explainer_release(&e);
        free(x);
    }
}

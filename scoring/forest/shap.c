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

#include "scoring/base/threads.h"
#include "scoring/forest/forest_parts.h"

enum { POINTS_MAX = DEPTH_MAX / 2, ROWS_BLOCK = 128 };
enum pass { PASS_NEITHER, PASS_UPPER, PASS_BOTH, PASSES };

/* Two points at a time: what every x86-64 computes at once. */
typedef double pair __attribute__((vector_size(16)));

/* Edge to a child, named by the node below it. */
struct edge {
    uint32_t upper; /* node below the last edge on the same feature; 0: none */
    uint32_t known; /* distinct features on the path so far */
    double share;   /* z of the feature, over the path so far */
};

/* A node that splits. Trees are stored so that the k-th of them has the
 * children 2k + 1 and 2k + 2. */
struct fork {
    uint32_t node, upper;
    float threshold;
    uint16_t column;
    uint8_t missing_left;
};

/* Tables have a row of points for each edge and pass: the factor by which
 * the product changes (a leaf's value is in it), and what the leaves below
 * contribute to φ for one unit of product. */
struct explainer {
    size_t pairs; /* points ÷ 2 */
    double t[POINTS_MAX], weight[POINTS_MAX];
    struct edge *edge; /* nodes */
    struct fork *fork; /* nodes that split */
    size_t n_forks;
    pair *ratio, *gain; /* nodes × PASSES × pairs */
    pair *product;      /* nodes × pairs; then Σ of the leaves */
    uint8_t *pass;      /* nodes; enum pass */
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
    e->n_forks = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct forest_node *node = nodes + i;
        uint32_t upper, child = (uint32_t)node->left;
        if (node->left < 0)
            continue;
        assert(child == 2 * e->n_forks + 1);
        upper = edge_on(nodes, parent, i, node->column);
        e->fork[e->n_forks++] = (struct fork){i, upper, node->threshold,
                                              node->column, node->missing_left};
        for (uint32_t c = child; c < child + 2; c++) {
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

static void fill_tables(struct explainer *e, const struct forest_node *nodes,
                        size_t n)
{
    size_t points = 2 * e->pairs;

    for (size_t i = 1; i < n; i++) {
        double z = e->edge[i].share, above = e->edge[e->edge[i].upper].share;
        double leaf = nodes[i].left < 0 ? (double)nodes[i].value : 1;
        double *ratio = (double *)(e->ratio + i * PASSES * e->pairs);
        double *gain = (double *)(e->gain + i * PASSES * e->pairs);
        for (size_t k = 0; k < points; k++) {
            double t = e->t[k], w = e->weight[k];
            double both = t + (1 - t) * z, upper = t + (1 - t) * above;
            double had = (1 - above) * w / upper; /* what `upper` counted */
            ratio[PASS_NEITHER * points + k] = leaf * (z / above);
            ratio[PASS_UPPER * points + k] = leaf * ((1 - t) * z / upper);
            ratio[PASS_BOTH * points + k] = leaf * (both / upper);
            gain[PASS_NEITHER * points + k] = 0;
            gain[PASS_UPPER * points + k] = -w / (1 - t) - had;
            gain[PASS_BOTH * points + k] = (1 - z) * w / both - had;
        }
    }
}

/* Adds one tree's φ of one row, whose missing values are NAN. `pairs` is a
 * constant where this is inlined; no branch depends on the row. */
static inline __attribute__((always_inline)) void
explain_row(double *restrict phi, const struct explainer *e, const float *x,
            size_t pairs)
{
    pair *restrict product = e->product;
    uint8_t *restrict pass = e->pass;

    pass[0] = PASS_BOTH;
    for (size_t k = 0; k < pairs; k++)
        product[k] = (pair){1, 1};
    for (size_t f = 0; f < e->n_forks; f++) {
        const struct fork *fork = e->fork + f;
        float v = x[fork->column];
        unsigned left =
            (v <= fork->threshold) | ((v != v) & fork->missing_left);
        unsigned upper = pass[fork->upper] == PASS_BOTH;
        size_t c = 2 * f + 1;
        size_t a = c * PASSES + upper + (upper & left);
        size_t b = (c + 1) * PASSES + upper + (upper & !left);

        pass[c] = (uint8_t)(a - c * PASSES);
        pass[c + 1] = (uint8_t)(b - (c + 1) * PASSES);
        for (size_t k = 0; k < pairs; k++) {
            pair here = product[fork->node * pairs + k];
            product[c * pairs + k] = here * e->ratio[a * pairs + k];
            product[(c + 1) * pairs + k] = here * e->ratio[b * pairs + k];
        }
    }
    for (size_t f = e->n_forks; f-- > 0;) {
        const struct fork *fork = e->fork + f;
        size_t c = 2 * f + 1;
        const pair *a = e->gain + (c * PASSES + pass[c]) * pairs;
        const pair *b = e->gain + ((c + 1) * PASSES + pass[c + 1]) * pairs;
        pair sum = {0, 0};

        for (size_t k = 0; k < pairs; k++) {
            pair left = product[c * pairs + k];
            pair right = product[(c + 1) * pairs + k];
            sum += a[k] * left + b[k] * right;
            product[fork->node * pairs + k] = left + right;
        }
        phi[fork->column] += sum[0] + sum[1];
    }
}

static void explain_rows(double *phi, const struct explainer *e, const float *x,
                         size_t cols, size_t rows)
{
    for (size_t r = 0; r < rows; r++) {
        double *to = phi + r * cols;
        const float *row = x + r * cols;
        switch (e->pairs) {
        case 1:
            explain_row(to, e, row, 1);
            break;
        case 2:
            explain_row(to, e, row, 2);
            break;
        case 3:
            explain_row(to, e, row, 3);
            break;
        case 4:
            explain_row(to, e, row, 4);
            break;
        default:
            explain_row(to, e, row, e->pairs);
        }
    }
}

/* Prepares a tree; the product array serves as room for the parents. */
static void explainer_take(struct explainer *e, const struct forest_node *nodes,
                           size_t n)
{
    size_t most = find_edges(e, nodes, n, (uint32_t *)e->product);
    size_t pairs = (most + 3) / 4;

    assert(2 * pairs <= POINTS_MAX);
    if (pairs != e->pairs) {
        e->pairs = pairs;
        quadrature(e->t, e->weight, 2 * pairs);
    }
    fill_tables(e, nodes, n);
}

static void explainer_init(struct explainer *e, size_t room)
{
    size_t rows = room * POINTS_MAX / 2;

    *e = (struct explainer){0};
    e->edge = mem_alloc(room, sizeof *e->edge);
    e->fork = mem_alloc(room, sizeof *e->fork);
    e->ratio = mem_alloc(rows, PASSES * sizeof *e->ratio);
    e->gain = mem_alloc(rows, PASSES * sizeof *e->gain);
    e->product = mem_alloc(rows, sizeof *e->product);
    e->pass = mem_alloc(room, sizeof *e->pass);
}

static void explainer_release(struct explainer *e)
{
    free(e->edge);
    free(e->fork);
    free(e->ratio);
    free(e->gain);
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
#pragma omp parallel num_threads(threads_count(threads))
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
            for (size_t k = 0; k < n * cols; k++)
                x[k] = isfinite(x[k]) ? x[k] : NAN;
            memset(to, 0, n * cols * sizeof *to);
            for (size_t t = 0; t < f->n_trees; t++) {
                const struct forest_node *nodes = f->nodes + f->tree_start[t];
                explainer_take(&e, nodes, tree_size(f, t));
                explain_rows(to, &e, x, cols, n);
            }
            for (size_t k = 0; k < n * cols; k++)
                to[k] /= (double)f->n_trees;
        }
        explainer_release(&e);
        free(x);
    }
}

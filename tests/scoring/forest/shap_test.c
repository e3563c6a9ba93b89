#include "tests/test.h"

#include <math.h>
#include <stdbool.h>

#include "scoring/base/rng.h"
#include "scoring/forest/forest.h"
#include "tests/scoring/reference.h"

/* A matrix of small numbers with missing values, and an outcome of it. */
static float *planted(struct matrix *m, uint8_t *lost, size_t rows, size_t cols,
                      uint64_t seed)
{
    struct rng r;
    float *x = mem_alloc(rows * cols, sizeof *x);

    rng_init(&r, seed, 0);
    for (size_t i = 0; i < rows * cols; i++)
        x[i] = rng_uniform(&r) < 0.1 ? NAN : (float)rng_normal(&r);
    for (size_t i = 0; i < rows && lost; i++) {
        double a = isnan(x[i]) ? 1 : (double)x[i];
        double b = isnan(x[rows + i]) ? 0 : (double)x[rows + i];
        lost[i] = a * b + 0.5 * a + 0.5 * rng_normal(&r) > 0;
    }
    *m = (struct matrix){rows, cols, x};
    return x;
}

/* What one tree says when only the features in `known` are known: unknown
 * ones are averaged by cover (Lundberg et al. 2018, algorithm 1). */
static double conditional(const struct forest_node *tree, size_t at,
                          const struct matrix *m, size_t row, unsigned known)
{
    const struct forest_node *node = tree + at;
    size_t left = (size_t)node->left;
    float x;

    if (node->left < 0)
        return (double)node->value;
    x = m->x[node->column * m->rows + row];
    if (known >> node->column & 1)
        return conditional(
            tree,
            (isnan(x) ? node->missing_left : x <= node->threshold) ? left
                                                                   : left + 1,
            m, row, known);
    return (conditional(tree, left, m, row, known) * (double)tree[left].cover +
            conditional(tree, left + 1, m, row, known) *
                (double)tree[left + 1].cover) /
           (double)node->cover;
}

static double forest_conditional(const struct forest *f, const struct matrix *m,
                                 size_t row, unsigned known)
{
    double sum = 0;

    for (size_t t = 0; t < f->n_trees; t++)
        sum += conditional(f->nodes + f->tree_start[t], 0, m, row, known);
    return sum / (double)f->n_trees;
}

/* Shapley's definition over all 2^cols sets. */
static void shapley(double *phi, const struct forest *f, const struct matrix *m,
                    size_t row)
{
    size_t cols = m->cols;
    double *value = mem_alloc((size_t)1 << cols, sizeof *value);

    for (unsigned set = 0; set < 1u << cols; set++)
        value[set] = forest_conditional(f, m, row, set);
    for (size_t c = 0; c < cols; c++) {
        phi[c] = 0;
        for (unsigned set = 0; set < 1u << cols; set++) {
            int size = __builtin_popcount(set);
            if (set >> c & 1)
                continue;
            phi[c] += exp(lgamma(size + 1) + lgamma((double)cols - size) -
                          lgamma((double)cols + 1)) *
                      (value[set | 1u << c] - value[set]);
        }
    }
    free(value);
}

static void equals_brute_force(size_t cols, int depth, int trees, size_t rows)
{
    struct matrix m;
    uint8_t *lost = mem_alloc(rows, 1);
    float *x = planted(&m, lost, rows, cols, cols * 100 + (size_t)depth);
    struct forest_params params = {.trees = trees,
                                   .min_leaf = 2,
                                   .max_depth = depth,
                                   .mtry = 2,
                                   .seed = 4,
                                   .threads = 1};
    struct forest f;
    double *phi = mem_alloc(rows * cols, sizeof *phi), base, worst = 0;
    double *want = mem_alloc(cols, sizeof *want);

    forest_train(&f, &m, lost, NULL, &params);
    forest_explain(phi, &base, &f, &m, 1);
    assert_near(base, forest_conditional(&f, &m, 0, 0), 1e-9);
    for (size_t i = 0; i < rows; i += rows / 12) {
        shapley(want, &f, &m, i);
        for (size_t c = 0; c < cols; c++) {
            assert_near(phi[i * cols + c], want[c], 1e-9);
            worst = fmax(worst, fabs(want[c]));
        }
    }
    assert_true(worst > 0.01); /* there was something to explain */
    forest_release(&f);
    free(phi);
    free(want);
    free(x);
    free(lost);
}

static void is_shapley_exactly(void **state)
{
    (void)state;
    equals_brute_force(2, 1, 1, 60);
    equals_brute_force(3, 12, 3, 120); /* features repeat on a path */
    equals_brute_force(6, 4, 5, 200);
    equals_brute_force(9, 20, 3, 400);
    equals_brute_force(11, 30, 2, 400); /* six and more points */
}

/* base + Σ φ = prediction, deep and wide, whatever the thread count. */
static void sums_to_the_prediction(void **state)
{
    enum { ROWS = 3000, COLS = 40 };
    struct matrix m;
    uint8_t *lost = mem_alloc(ROWS, 1);
    float *x = planted(&m, lost, ROWS, COLS, 8);
    struct forest_params params = {.trees = 10,
                                   .min_leaf = 1,
                                   .max_depth = 64,
                                   .mtry = 1, /* the more features a path */
                                   .seed = 5,
                                   .threads = 2};
    struct forest f;
    double *phi[2], *p = mem_alloc(ROWS, sizeof *p), base;

    (void)state;
    forest_train(&f, &m, lost, NULL, &params);
    forest_predict(p, &f, &m, 2);
    m.rows = 300; /* the first of each column only: a smaller matrix */
    for (size_t c = 0; c < COLS; c++)
        memmove(x + c * m.rows, x + c * ROWS, m.rows * sizeof *x);
    for (int k = 0; k < 2; k++) {
        phi[k] = mem_alloc(m.rows * COLS, sizeof *phi[k]);
        forest_explain(phi[k], &base, &f, &m, k + 1);
    }
    assert_memory_equal(phi[0], phi[1], m.rows * COLS * sizeof(double));
    for (size_t i = 0; i < m.rows; i++) {
        double sum = base;
        for (size_t c = 0; c < COLS; c++)
            sum += phi[0][i * COLS + c];
        assert_near(sum, p[i], 1e-9);
    }
    forest_release(&f);
    free(phi[0]);
    free(phi[1]);
    free(p);
    free(x);
    free(lost);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_shapley_exactly),
        cmocka_unit_test(sums_to_the_prediction),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/test.h"

#include <math.h>
#include <stdbool.h>

#include "scoring/base/rng.h"
#include "scoring/stats/evaluate.h"
#include "scoring/forest/forest.h"
#include "tests/scoring/reference.h"

struct data {
    struct matrix m;
    uint8_t *lost;
};

/* The last column of the file is the outcome. */
static struct data data_read(const char *name)
{
    struct reference in = reference_read(name, 0);
    struct data out = {.m = {in.rows, in.cols - 1, NULL}};

    out.m.x = mem_alloc(in.rows * out.m.cols, sizeof(float));
    out.lost = mem_alloc(in.rows, 1);
    for (size_t i = 0; i < in.rows; i++) {
        for (size_t c = 0; c < out.m.cols; c++)
            out.m.x[c * in.rows + i] = (float)in.x[i * in.cols + c];
        out.lost[i] = in.x[i * in.cols + out.m.cols] > 0.5;
    }
    free(in.x);
    return out;
}

static void data_release(struct data *d)
{
    free(d->m.x);
    free(d->lost);
}

/* scikit-learn's parameters of reference/forest/scikit_learn.csv. */
static const struct forest_params REFERENCE = {.trees = 300,
                                               .min_leaf = 20,
                                               .max_depth = 64,
                                               .mtry = 3,
                                               .sample_rows = 7000,
                                               .seed = 1,
                                               .threads = 2,
                                               .oob_rows = 7000};

static void score_reference(const char *train_name, const char *test_name,
                            double *auc, double *score, double *oob)
{
    struct data train = data_read(train_name), test = data_read(test_name);
    struct forest f;
    struct arena a;
    double *p;

    arena_init(&a);
    p = ARENA_ARRAY(&a, test.m.rows, double);
    forest_train(&f, &train.m, train.lost, NULL, &REFERENCE);
    forest_predict(p, &f, &test.m, 2);
    *auc = auc_plain(test.lost, p, test.m.rows, &a);
    *score = brier(test.lost, p, test.m.rows);
    *oob = f.oob_auc;
    print_message("%s: AUC %.4f, Brier %.4f, out-of-bag AUC %.4f\n", test_name,
                  *auc, *score, *oob);
    forest_release(&f);
    arena_release(&a);
    data_release(&train);
    data_release(&test);
}

/* 0.005: the tolerance; five seeds of scikit-learn differ by less. */
static void reaches_scikit_learn(void **state)
{
    struct reference want = reference_read("forest/scikit_learn.csv", 1);
    enum { AUC = 4, BRIER = 6, OOB = 7 }; /* columns after the name */
    double auc, score, oob;

    (void)state;
    score_reference("forest/signal_train.csv", "forest/signal_test.csv", &auc,
                    &score, &oob);
    assert_near(auc, want.x[AUC], 0.005);
    assert_near(score, want.x[BRIER], 0.005);
    assert_near(oob, want.x[OOB], 0.01);
    score_reference("forest/noise_train.csv", "forest/noise_test.csv", &auc,
                    &score, &oob);
    assert_true(auc > 0.45 && auc < 0.52); /* chance; scikit-learn 0.475 */
    assert_near(score, want.x[want.cols + BRIER], 0.005);
    free(want.x);
}

/* Columns: 0 predicts through its being missing, 1 by its value, 2 not. */
static struct data planted(size_t rows, uint64_t seed, double *best)
{
    struct data out = {.m = {rows, 3, NULL}};
    struct rng r;

    rng_init(&r, seed, 0);
    out.m.x = mem_alloc(rows * 3, sizeof(float));
    out.lost = mem_alloc(rows, 1);
    for (size_t i = 0; i < rows; i++) {
        bool missing = rng_uniform(&r) < 0.3;
        double x = rng_normal(&r);
        double p = 1 / (1 + exp(-(0.8 * x + (missing ? 1.0 : -0.4))));

        out.m.x[i] = missing ? NAN : (float)rng_normal(&r);
        out.m.x[rows + i] = (float)x;
        out.m.x[2 * rows + i] = (float)rng_below(&r, 3);
        out.lost[i] = rng_uniform(&r) < p;
        if (best)
            best[i] = p;
    }
    return out;
}

static void comes_near_the_best_possible(void **state)
{
    enum { ROWS = 8000 };
    struct arena a;
    double *best, *p, want, got;
    struct data train = planted(ROWS, 1, NULL), test;
    struct forest_params params = {.trees = 100,
                                   .min_leaf = 30,
                                   .max_depth = 10,
                                   .mtry = 2,
                                   .sample_rows = 3000,
                                   .seed = 3,
                                   .threads = 2};
    struct forest f;

    (void)state;
    arena_init(&a);
    best = ARENA_ARRAY(&a, ROWS, double);
    p = ARENA_ARRAY(&a, ROWS, double);
    test = planted(ROWS, 2, best);
    forest_train(&f, &train.m, train.lost, NULL, &params);
    assert_true(isnan(f.oob_auc)); /* not asked for */
    forest_predict(p, &f, &test.m, 1);
    want = auc_plain(test.lost, best, ROWS, &a);
    got = auc_plain(test.lost, p, ROWS, &a);
    print_message("planted: AUC %.4f of %.4f possible\n", got, want);
    assert_true(got > want - 0.01);
    forest_release(&f);
    data_release(&train);
    data_release(&test);
    arena_release(&a);
}

static void bytes_do_not_depend_on_threads(void **state)
{
    struct data d = planted(3000, 5, NULL);
    struct forest_params params = {.trees = 20,
                                   .min_leaf = 10,
                                   .max_depth = 12,
                                   .mtry = 2,
                                   .sample_rows = 2000,
                                   .seed = 9,
                                   .threads = 1,
                                   .oob_rows = 500};
    float *weight = mem_alloc(d.m.rows, sizeof *weight);
    double *p[2];
    struct forest f[2], other;

    (void)state;
    for (size_t i = 0; i < d.m.rows; i++)
        weight[i] = 1 + (float)(i % 7);
    for (int k = 0; k < 2; k++) {
        params.threads = k + 1;
        forest_train(&f[k], &d.m, d.lost, weight, &params);
        p[k] = mem_alloc(d.m.rows, sizeof(double));
        forest_predict(p[k], &f[k], &d.m, k + 1);
    }
    assert_int_equal(f[0].n_nodes, f[1].n_nodes);
    assert_memory_equal(f[0].nodes, f[1].nodes,
                        f[0].n_nodes * sizeof *f[0].nodes);
    assert_memory_equal(f[0].tree_start, f[1].tree_start,
                        (f[0].n_trees + 1) * sizeof *f[0].tree_start);
    assert_memory_equal(p[0], p[1], d.m.rows * sizeof *p[0]);
    assert_near(f[0].oob_auc, f[1].oob_auc, 0);
    params.seed++;
    forest_train(&other, &d.m, d.lost, weight, &params);
    assert_true(other.n_nodes != f[0].n_nodes ||
                memcmp(other.nodes, f[0].nodes,
                       f[0].n_nodes * sizeof *f[0].nodes) != 0);
    for (int k = 0; k < 2; k++) {
        forest_release(&f[k]);
        free(p[k]);
    }
    forest_release(&other);
    free(weight);
    data_release(&d);
}

/* A weight of 3 must do what three copies of the row would. */
static void weights_move_the_base_rate(void **state)
{
    enum { ROWS = 4000 };
    struct data d = planted(ROWS, 6, NULL);
    float *weight = mem_alloc(ROWS, sizeof *weight);
    struct forest_params params = {.trees = 200,
                                   .min_leaf = 50,
                                   .max_depth = 8,
                                   .mtry = 1,
                                   .sample_rows = ROWS,
                                   .seed = 2};
    struct forest f;
    double *p = mem_alloc(ROWS, sizeof *p), lost = 0, all = 0, mean = 0;

    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        weight[i] = d.lost[i] ? 3 : 1;
        lost += d.lost[i] ? 3 : 0;
        all += weight[i];
    }
    forest_train(&f, &d.m, d.lost, weight, &params);
    for (size_t t = 0; t < f.n_trees; t++)
        mean += f.nodes[f.tree_start[t]].value / (double)f.n_trees;
    assert_near(mean, lost / all, 0.005);
    forest_release(&f);
    free(p);
    free(weight);
    data_release(&d);
}

static void nothing_to_learn_from_is_a_leaf(void **state)
{
    float x[8] = {NAN, NAN, NAN, NAN, 1, 1, 1, INFINITY};
    uint8_t lost[4] = {1, 0, 1, 1};
    struct matrix m = {4, 2, x}, none = {0, 2, x};
    struct forest_params params = {
        .trees = 5, .min_leaf = 1, .max_depth = 3, .seed = 1, .oob_rows = 9};
    struct forest f;
    double p[4];

    (void)state;
    forest_train(&f, &m, lost, NULL, &params);
    forest_predict(p, &f, &m, 0);
    for (int i = 0; i < 4; i++)
        assert_true(p[i] >= 0 && p[i] <= 1);
    forest_release(&f);
    forest_train(&f, &none, lost, NULL, &params);
    forest_predict(p, &f, &m, 0);
    assert_near(p[3], 0.5, 0);
    forest_release(&f);
    forest_release(&f);
    forest_release(NULL);
}

/* Settings that would grow trees of 1,300 nodes: each has its budget of 350,
 * none is cut to a stump, and what stands still predicts. */
static void stays_within_its_budget(void **state)
{
    const struct forest_params params = {.trees = 2000,
                                         .min_leaf = 1,
                                         .max_depth = 64,
                                         .sample_rows = 2000,
                                         .seed = 3};
    struct data d = planted(4000, 11, NULL);
    struct data test = planted(4000, 12, NULL);
    struct forest_params few = params;
    struct forest f;
    struct arena a;
    double *p;

    (void)state;
    arena_init(&a);
    p = ARENA_ARRAY(&a, test.m.rows, double);
    few.trees = 20;
    forest_train(&f, &d.m, d.lost, NULL, &few);
    assert_true(f.n_nodes > 20 * 1000);
    forest_release(&f);
    forest_train(&f, &d.m, d.lost, NULL, &params);
    assert_true(f.n_nodes <= FOREST_NODES);
    for (size_t t = 0; t < f.n_trees; t++)
        assert_int_equal(f.tree_start[t + 1] - f.tree_start[t], 349);
    forest_predict(p, &f, &test.m, 0);
    assert_true(auc_plain(test.lost, p, test.m.rows, &a) > 0.7);
    forest_release(&f);
    arena_release(&a);
    data_release(&d);
    data_release(&test);
}

/* The error of a prediction, against the spread of forests of other seeds. */
static void error_is_the_spread_of_seeds(void **state)
{
    (void)state;
    enum { ROWS = 600, COLS = 4, SEEDS = 60 };
    static float x[ROWS * COLS];
    static uint8_t lost[ROWS];
    static double p[ROWS], error[ROWS], sum[ROWS], squares[ROWS];
    struct rng r;
    double told = 0, seen = 0;
    struct matrix m = {ROWS, COLS, x};
    struct forest_params params = {.trees = 40,
                                   .min_leaf = 10,
                                   .max_depth = 8,
                                   .sample_rows = 600,
                                   .threads = 2};

    rng_init(&r, 3, 1);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t c = 0; c < COLS; c++)
            x[c * ROWS + i] = (float)rng_uniform(&r);
        lost[i] = rng_uniform(&r) < 0.3 + 0.4 * (double)x[i];
    }
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct forest f;
        params.seed = seed;
        forest_train(&f, &m, lost, NULL, &params);
        forest_predict(p, &f, &m, 2);
        forest_error(error, &f, &m, 2);
        for (size_t i = 0; i < ROWS; i++) {
            sum[i] += p[i];
            squares[i] += p[i] * p[i];
            told += error[i] * error[i];
        }
        forest_release(&f);
    }
    for (size_t i = 0; i < ROWS; i++)
        seen += (squares[i] - sum[i] * sum[i] / SEEDS) / (SEEDS - 1);
    assert_near(sqrt(told / SEEDS / seen), 1, 0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reaches_scikit_learn),
        cmocka_unit_test(comes_near_the_best_possible),
        cmocka_unit_test(bytes_do_not_depend_on_threads),
        cmocka_unit_test(weights_move_the_base_rate),
        cmocka_unit_test(nothing_to_learn_from_is_a_leaf),
        cmocka_unit_test(stays_within_its_budget),
        cmocka_unit_test(error_is_the_spread_of_seeds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

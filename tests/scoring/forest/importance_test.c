#include "scoring/forest/importance.h"

#include "tests/test.h"

#include <math.h>
#include <stdbool.h>

#include "scoring/base/rng.h"
#include "tests/scoring/reference.h"

enum { ROWS = 600, COLS = 4, REPEATS = 3, STREAM = 77, SEED = 5 };

static const struct shuffles SHUFFLES = {SEED, STREAM, REPEATS};

struct world {
    struct arena a;
    struct forest f;
    struct matrix m;
    uint8_t lost[ROWS], stratum[ROWS];
    uint32_t deal[ROWS];
    double raw[ROWS];
    double *permuted;
};

/* Column 0 decides, 1 helps, 2 is a copy of 1, 3 is noise; 1 has gaps. The
 * forest learns from other rows than those it is judged on. */
static void draw(struct matrix *m, uint8_t *lost, uint64_t stream,
                 struct arena *a)
{
    struct rng r;

    rng_init(&r, SEED, stream);
    *m = (struct matrix){ROWS, COLS, ARENA_ARRAY(a, ROWS * COLS, float)};
    for (size_t i = 0; i < ROWS; i++) {
        double x = rng_uniform(&r), y = rng_uniform(&r);
        m->x[i] = (float)x;
        m->x[ROWS + i] = rng_below(&r, 9) ? (float)y : NAN;
        m->x[2 * ROWS + i] = m->x[ROWS + i];
        m->x[3 * ROWS + i] = (float)rng_uniform(&r);
        lost[i] = rng_uniform(&r) < 0.1 + 0.6 * x + 0.2 * y;
    }
}

static void world_init(struct world *w)
{
    struct forest_params p = {.trees = 30,
                              .min_leaf = 10,
                              .max_depth = 8,
                              .mtry = 2,
                              .sample_rows = ROWS,
                              .seed = SEED,
                              .threads = 1};
    struct matrix train;

    arena_init(&w->a);
    draw(&train, w->lost, 1, &w->a);
    forest_train(&w->f, &train, w->lost, NULL, &p);
    draw(&w->m, w->lost, 2, &w->a);
    forest_predict(w->raw, &w->f, &w->m, 1);
    for (uint32_t i = 0; i < ROWS; i++) {
        w->deal[i] = i;
        w->stratum[i] = 0;
    }
    w->permuted = ARENA_ARRAY(&w->a, COLS * REPEATS * ROWS, double);
    importance_permute(w->permuted, &w->f, &w->m, w->raw, &SHUFFLES, 1);
}

static void world_release(struct world *w)
{
    forest_release(&w->f);
    arena_release(&w->a);
}

/* Each column permuted in a copy of the matrix, and all predicted anew. */
static void equals_prediction_of_a_permuted_matrix(void **state)
{
    struct world w;
    double again[ROWS];
    uint32_t order[ROWS];

    (void)state;
    world_init(&w);
    for (size_t c = 0; c < COLS * REPEATS; c++) {
        float *x = w.m.x + c / REPEATS * ROWS, kept[ROWS];
        const double *got = w.permuted + c * ROWS;
        size_t moved = 0;
        struct rng r;

        memcpy(kept, x, sizeof kept);
        rng_init(&r, SEED, (uint64_t)STREAM << 32 | c);
        for (uint32_t i = 0; i < ROWS; i++)
            order[i] = i;
        for (uint32_t i = ROWS; i > 1; i--) {
            uint32_t k = rng_below(&r, i), move = order[i - 1];
            order[i - 1] = order[k];
            order[k] = move;
        }
        for (size_t i = 0; i < ROWS; i++)
            x[i] = kept[order[i]];
        forest_predict(again, &w.f, &w.m, 1);
        memcpy(x, kept, sizeof kept);
        for (size_t i = 0; i < ROWS; i++) {
            assert_near(got[i], again[i], 1e-12);
            moved += fabs(got[i] - w.raw[i]) > 1e-9;
        }
        assert_true(moved > ROWS / 10);
    }
    world_release(&w);
}

static void threads_change_no_byte(void **state)
{
    struct world w;
    double *again;

    (void)state;
    world_init(&w);
    again = ARENA_ARRAY(&w.a, COLS * REPEATS * ROWS, double);
    importance_permute(again, &w.f, &w.m, w.raw, &SHUFFLES, 2);
    assert_memory_equal(again, w.permuted,
                        COLS * REPEATS * ROWS * sizeof *again);
    world_release(&w);
}

static void ranks_what_decides_over_noise(void **state)
{
    struct world w;
    struct outcome_rows rows;
    struct auc fall[COLS];
    double mean = 0;

    (void)state;
    world_init(&w);
    rows = (struct outcome_rows){.n = ROWS,
                                 .lost = w.lost,
                                 .deal = w.deal,
                                 .stratum = w.stratum};
    importance_falls(fall, &rows, w.raw, w.permuted, COLS, REPEATS, 2);
    for (size_t c = 0; c < COLS; c++)
        print_message("column %zu: fall %.4f (%.4f to %.4f)\n", c, fall[c].auc,
                      fall[c].lower95, fall[c].upper95);
    assert_true(fall[0].lower95 > 0.05);
    assert_true(fall[0].auc > 3 * fall[1].auc);
    assert_true(fall[3].lower95 < 0 && fall[3].upper95 > 0);
    /* The mean of the falls of each permutation, each by the plain AUC. */
    for (size_t k = 0; k < REPEATS; k++)
        mean += auc_plain(w.lost, w.permuted + k * ROWS, ROWS, &w.a) / REPEATS;
    assert_near(fall[0].auc, auc_plain(w.lost, w.raw, ROWS, &w.a) - mean,
                1e-12);
    /* One permutation alone is the paired difference of two scores. */
    importance_falls(fall, &rows, w.raw, w.permuted, 1, 1, 1);
    assert_near(fall[0].lower95,
                auc_difference(&rows, w.raw, w.permuted, &w.a).lower95, 0);
    world_release(&w);
}

static void large_exports_get_fewer_permutations(void **state)
{
    (void)state;
    assert_int_equal(importance_repeats(0), 5);
    assert_int_equal(importance_repeats(5000), 5);
    assert_int_equal(importance_repeats(20000), 2);
    assert_int_equal(importance_repeats(1000000), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_prediction_of_a_permuted_matrix),
        cmocka_unit_test(threads_change_no_byte),
        cmocka_unit_test(ranks_what_decides_over_noise),
        cmocka_unit_test(large_exports_get_fewer_permutations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Speed of the forest, shown: training, prediction and exact TreeSHAP. */
#include <stdio.h>
#include <time.h>

#include "scoring/base/rng.h"
#include "scoring/forest/forest.h"

enum { ROWS = 40000, EXPLAINED = 10000, COLUMNS = 25, TREES = 200 };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void print_line(const char *what, double start, double first)
{
    double seconds = now() - start;

    printf("%-44s %8.3f %7.2f\n", what, seconds,
           first > 0 ? seconds / first : 1);
}

int main(void)
{
    struct forest_params params = {.trees = TREES,
                                   .min_leaf = 30,
                                   .max_depth = 12,
                                   .sample_rows = 10000,
                                   .seed = 1,
                                   .threads = 2};
    struct matrix m = {.rows = ROWS, .cols = COLUMNS}, some = m;
    struct forest forest;
    struct arena a;
    struct rng r;
    double start, train, base, *p, *phi;
    uint8_t *lost;

    arena_init(&a);
    rng_init(&r, 1, 0);
    m.x = ARENA_ARRAY(&a, m.rows * m.cols, float);
    lost = ARENA_ARRAY(&a, m.rows, uint8_t);
    for (size_t i = 0; i < m.rows; i++) {
        double logit = 0;
        for (size_t c = 0; c < m.cols; c++) {
            double x = rng_normal(&r);
            m.x[c * m.rows + i] = (float)x;
            logit += c < 8 ? 0.3 * x : 0;
        }
        lost[i] = rng_uniform(&r) < (logit > 0 ? 0.65 : 0.35);
    }
    some.rows = EXPLAINED;
    some.x = ARENA_ARRAY(&a, some.rows * some.cols, float);
    for (size_t c = 0; c < m.cols; c++)
        memcpy(some.x + c * some.rows, m.x + c * m.rows,
               some.rows * sizeof *some.x);
    p = ARENA_ARRAY(&a, some.rows, double);
    phi = ARENA_ARRAY(&a, some.rows * some.cols, double);
    printf("%-44s %8s %7s\n", "200 trees, 25 columns, 2 threads", "seconds",
           "ratio");
    start = now();
    forest_train(&forest, &m, lost, NULL, &params);
    train = now() - start;
    print_line("train on 40,000 rows", start, 0);
    start = now();
    forest_predict(p, &forest, &some, 2);
    print_line("predict 10,000 deals", start, train);
    start = now();
    forest_explain(phi, &base, &forest, &some, 2);
    print_line("explain 10,000 deals, exact TreeSHAP", start, train);
    forest_release(&forest);
    arena_release(&a);
    return 0;
}

/*
 * Any payload as a model file: the frame and its checksum are made to fit,
 * so that the bytes reach the reader. What it accepts is a forest that
 * predicts shares and explains them, and is written again as it was read.
 */
#include <assert.h>
#include <math.h>

#include "tests/fuzz/model_frame.h"
#include "tests/scoring/planted.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(const struct model *of, struct arena *a)
{
    const struct forest *f = &of->forest;
    float values[] = {NAN, 0, -1e30f, 1e30f};
    struct matrix m = {4, f->n_columns, NULL};
    double *p = ARENA_ARRAY(a, m.rows, double), base;
    double *phi = ARENA_ARRAY(a, m.rows * m.cols, double);

    m.x = ARENA_ARRAY(a, m.rows * m.cols, float);
    for (size_t i = 0; i < m.rows * m.cols; i++)
        m.x[i] = values[i % m.rows];
    forest_predict(p, f, &m, 1);
    forest_explain(phi, &base, f, &m, 1);
    for (size_t i = 0; i < m.rows; i++)
        assert(p[i] >= 0 && p[i] <= 1);
    model_predict(p, of, &m, 1);
    for (size_t i = 0; i < m.rows; i++)
        assert(p[i] >= 0 && p[i] <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct deals d; /* with every column that the corpus asks for */
    struct buf file, again;
    struct model m;
    struct arena run;
    struct context ctx = {.deals = &d, .as_of = INT32_MAX, .run = &run};

    arena_init(&run);
    buf_init(&file);
    buf_init(&again);
    planted_deals(&d, 5, 33, &run);
    frame(&file, data, size);
    model_parse(&m, &ctx, buf_sv(&file), NULL);
    if (m.forest.n_trees) {
        use(&m, &run);
        model_write(&again, &m);
        assert(sv_eq(buf_sv(&file), buf_sv(&again)));
    }
    model_release(&m);
    buf_release(&file);
    buf_release(&again);
    arena_release(&run);
    return 0;
}

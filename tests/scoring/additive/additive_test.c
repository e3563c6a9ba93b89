#include "tests/test.h"

#include <math.h>
#include <stdbool.h>

#include "scoring/additive/additive.h"
#include "scoring/base/rng.h"
#include "tests/reference.h"

struct data {
    struct matrix m;
    uint8_t *lost;
    float *weight;
};

enum { REFERENCE_ROWS = 7000, REFERENCE_COLUMNS = 9 };

/* The last column of the file is the outcome; the weights are those of
 * additive_expected.R. */
static struct data data_read(const char *name)
{
    enum { ROWS = REFERENCE_ROWS, COLS = REFERENCE_COLUMNS };
    struct figures in = figures_open(name);
    struct data out = {.m = {ROWS, COLS, NULL}};
    size_t i = 0;

    out.m.x = mem_alloc(ROWS * COLS, sizeof(float));
    out.lost = mem_alloc(ROWS, 1);
    out.weight = mem_alloc(ROWS, sizeof(float));
    for (; figures_next(&in); i++) {
        assert_true(i < ROWS && in.n_fields == COLS + 1);
        for (size_t c = 0; c < COLS; c++)
            out.m.x[c * ROWS + i] =
                in.fields[c].len ? (float)figures_number(&in, c) : NAN;
        out.lost[i] = figures_number(&in, COLS) > 0.5;
        out.weight[i] = 1 + (float)(i % 5) / 4;
    }
    assert_int_equal(i, ROWS);
    file_close(&in.file);
    return out;
}

static void data_release(struct data *d)
{
    free(d->m.x);
    free(d->lost);
    free(d->weight);
}

static const enum additive_kind KINDS[] = {
    ADDITIVE_AMOUNT, ADDITIVE_LEVELS, ADDITIVE_LEVELS,
    ADDITIVE_NUMBER, ADDITIVE_RANK,   ADDITIVE_NUMBER,
    ADDITIVE_NUMBER, ADDITIVE_NUMBER, ADDITIVE_NUMBER};

enum { FITS = 4 };
static const struct additive_params PARAMS = {.kinds = KINDS,
                                              .n_ridges = FITS,
                                              .ridges = {0.1, 0.01, 0.001, 0},
                                              .threads = 2};

/* What the model has of a line of additive_expected.csv. */
static double ours(const struct additive *a, const double *eta,
                   const struct figures *t)
{
    const struct additive_column *c = &a->columns[0];
    struct sv part = t->fields[3];
    double at = figures_number(t, 4);

    c += (size_t)figures_number(t, 2);
    if (sv_eq(part, SV("base")))
        return a->base;
    if (sv_eq(part, SV("eta")))
        return eta[(size_t)at];
    if (sv_eq(part, SV("missing")))
        return c->missing;
    if (sv_eq(part, SV("level")))
        return additive_term(c, (float)at);
    assert_true(sv_eq(part, SV("beta")) && (size_t)at < SPLINE_TERMS);
    return c->beta[(size_t)at];
}

/* 1e-6 of glm and 1e-4 of glmnet, which goes down by coordinates; coefficients
 * above 1 by their size. */
static void agree(const char *name, struct sv data, struct figures t)
{
    struct data train = data_read(name);
    struct additive fits[FITS];
    double *eta = mem_alloc(train.m.rows, sizeof *eta), worst[2] = {0, 0};
    size_t lines[2] = {0, 0};

    additive_train(fits, &train.m, train.lost, train.weight, &PARAMS);
    additive_predict(eta, &fits[FITS - 1], &train.m, 2);
    while (figures_next(&t)) {
        double ridge = figures_number(&t, 1), want = figures_number(&t, 5);
        size_t k = 0;
        bool shrunk = ridge > 0;
        double off;
        if (!sv_eq(t.fields[0], data))
            continue;
        while (k < FITS && PARAMS.ridges[k] != ridge)
            k++;
        assert_true(k < FITS);
        off = fabs(ours(&fits[k], eta, &t) - want) / fmax(1, fabs(want));
        worst[shrunk] = fmax(worst[shrunk], off);
        lines[shrunk]++;
    }
    print_message("%s: %zu figures of glm within %.1e, %zu of glmnet within "
                  "%.1e\n",
                  name, lines[0], worst[0], lines[1], worst[1]);
    assert_true(lines[0] > 60 && lines[1] > 120);
    assert_true(worst[0] < 1e-6 && worst[1] < 1e-4);
    for (size_t k = 0; k < FITS; k++)
        additive_release(&fits[k]);
    free(eta);
    data_release(&train);
}

static struct figures expected(void)
{
    const char *source = getenv("DEALSENSE_SOURCE");
    struct figures t = {0};
    struct err err = {0};
    char path[4096];

    shared_needed("reference/forest");
    assert_non_null(source);
    snprintf(path, sizeof path,
             "%s/tests/scoring/additive/additive_expected.csv", source);
    if (!file_open(&t.file, path, &err))
        fail_msg("%s", err.text);
    t.rest = t.file.bytes;
    assert_true(figures_next(&t));
    return t;
}

static void agrees_with_r(void **state)
{
    struct figures t = expected();

    (void)state;
    agree("reference/forest/signal_train.csv", SV("signal"), t);
    agree("reference/forest/noise_train.csv", SV("noise"), t);
    file_close(&t.file);
}

/*
 * Columns: 0 a number of a smooth law, missing in a fifth of the rows, which
 * says something too; 1 eight levels, the last of them rare; 2 is left out;
 * 3 never differs; 4 is always missing; 5 a share.
 */
enum { COLUMNS = 6, LEVELS = 8 };
static const enum additive_kind PLANTED_KINDS[COLUMNS] = {
    ADDITIVE_NUMBER, ADDITIVE_LEVELS, ADDITIVE_LEFT_OUT,
    ADDITIVE_NUMBER, ADDITIVE_NUMBER, ADDITIVE_RANK};

static double planted_eta(const float *x, size_t rows, size_t i)
{
    static const double effects[LEVELS] = {0.5, -0.3, 0, 0.8, -0.9, 0.2, 0, 3};

    return (isfinite(x[i]) ? sin((double)x[i]) : 0.7) +
           effects[(size_t)x[rows + i]] + 0.4 * (double)x[5 * rows + i];
}

static struct data planted(size_t rows, uint64_t seed)
{
    struct data d = {.m = {rows, COLUMNS, NULL}};
    struct rng r;

    rng_init(&r, seed, 0);
    d.m.x = mem_alloc(rows * COLUMNS, sizeof(float));
    d.lost = mem_alloc(rows, 1);
    d.weight = mem_alloc(rows, sizeof(float));
    for (size_t i = 0; i < rows; i++) {
        d.m.x[i] = rng_below(&r, 5) ? (float)(4 * rng_uniform(&r) - 2) : NAN;
        d.m.x[rows + i] = (float)rng_below(&r, LEVELS - 1);
        if (i % (rows / 20) == 0)
            d.m.x[rows + i] = LEVELS - 1;
        d.m.x[2 * rows + i] = (float)rng_normal(&r);
        d.m.x[3 * rows + i] = 7;
        d.m.x[4 * rows + i] = NAN;
        d.m.x[5 * rows + i] = (float)rng_uniform(&r);
        d.weight[i] = 1 + (float)rng_below(&r, 4);
        d.lost[i] =
            rng_uniform(&r) < 1 / (1 + exp(-planted_eta(d.m.x, rows, i)));
    }
    return d;
}

static const struct additive_params PLANTED_PARAMS = {
    .kinds = PLANTED_KINDS, .n_ridges = 1, .ridges = {1e-4}, .threads = 2};

/* The law comes back, and terms and base are what they are said to be. */
static void finds_a_sum(void **state)
{
    enum { ROWS = 40000 };
    struct data d = planted(ROWS, 3);
    struct additive a;
    double *terms = mem_alloc(ROWS * COLUMNS, sizeof *terms);
    double *eta = mem_alloc(ROWS, sizeof *eta), mean[COLUMNS] = {0};
    double whole = 0, square = 0, expected_logit = 0;

    (void)state;
    additive_train(&a, &d.m, d.lost, d.weight, &PLANTED_PARAMS);
    additive_explain(terms, &a, &d.m, 2);
    additive_predict(eta, &a, &d.m, 2);
    for (size_t i = 0; i < ROWS; i++) {
        double sum = a.base, w = (double)d.weight[i];
        double off = eta[i] - planted_eta(d.m.x, ROWS, i);
        for (size_t c = 0; c < COLUMNS; c++) {
            sum += terms[i * COLUMNS + c];
            mean[c] += w * terms[i * COLUMNS + c];
        }
        assert_near(sum, eta[i], 1e-12);
        whole += w;
        expected_logit += w * eta[i];
        square += off * off / ROWS;
        assert_true(terms[i * COLUMNS + 2] == 0 &&
                    terms[i * COLUMNS + 3] == 0 && terms[i * COLUMNS + 4] == 0);
    }
    for (size_t c = 0; c < COLUMNS; c++)
        assert_near(mean[c] / whole, 0, 1e-10);
    assert_near(expected_logit / whole, a.base, 1e-10);
    print_message("root mean square error of the logit %.3f\n", sqrt(square));
    assert_true(sqrt(square) < 0.08); /* of effects whose deviation is 0.9 */
    /* The rare level has 20 rows: it stands with what was never seen. */
    assert_int_equal(a.columns[1].n_levels, LEVELS - 1);
    assert_true(additive_term(&a.columns[1], LEVELS - 1) > 1);
    assert_near(additive_term(&a.columns[1], 99),
                additive_term(&a.columns[1], LEVELS - 1), 0);
    /* Beyond its bounds a number counts as if it stood on them. */
    assert_near(additive_term(&a.columns[0], 1e30f),
                additive_term(&a.columns[0], 2), 1e-9);
    additive_release(&a);
    free(terms);
    free(eta);
    data_release(&d);
}

static void same_whatever_the_threads(void **state)
{
    struct data d = planted(9001, 5);
    struct additive_params params = PLANTED_PARAMS;
    struct additive a[2];
    double *eta[2];

    (void)state;
    for (int k = 0; k < 2; k++) {
        params.threads = k + 1;
        eta[k] = mem_alloc(d.m.rows, sizeof(double));
        additive_train(&a[k], &d.m, d.lost, d.weight, &params);
        additive_predict(eta[k], &a[k], &d.m, k + 1);
        additive_release(&a[k]);
    }
    assert_memory_equal(eta[0], eta[1], d.m.rows * sizeof(double));
    free(eta[0]);
    free(eta[1]);
    data_release(&d);
}

/* A path gives what each ridge gives by itself, and the larger the ridge the
 * smaller the terms, down to none. */
static void ridges_of_a_path(void **state)
{
    struct data d = planted(3000, 7);
    struct additive_params params = PLANTED_PARAMS, one;
    struct additive path[3], alone;
    double spread[3] = {0};

    (void)state;
    params.n_ridges = 3;
    params.ridges[0] = 1e6;
    params.ridges[1] = 0.1;
    params.ridges[2] = 1e-5;
    additive_train(path, &d.m, d.lost, NULL, &params);
    for (size_t k = 0; k < 3; k++) {
        one = params;
        one.n_ridges = 1;
        one.ridges[0] = params.ridges[k];
        additive_train(&alone, &d.m, d.lost, NULL, &one);
        for (size_t i = 0; i < d.m.rows; i++)
            for (size_t c = 0; c < COLUMNS; c++) {
                float x = d.m.x[c * d.m.rows + i];
                double term = additive_term(&path[k].columns[c], x);
                assert_near(term, additive_term(&alone.columns[c], x), 1e-6);
                spread[k] += term * term / (double)d.m.rows;
            }
        additive_release(&alone);
        additive_release(&path[k]);
    }
    assert_true(spread[0] < 1e-8 && spread[1] > spread[0] &&
                spread[2] > spread[1]);
    data_release(&d);
}

/* More rows than are fitted: every second is taken. */
static void takes_every_other_row(void **state)
{
    enum { ROWS = ADDITIVE_ROWS + 2 };
    struct data d = planted(ROWS, 11), half = {.m = {ROWS / 2, COLUMNS, NULL}};
    struct additive a, b;

    (void)state;
    half.m.x = mem_alloc(half.m.rows * COLUMNS, sizeof(float));
    half.lost = mem_alloc(half.m.rows, 1);
    for (size_t i = 0; i < half.m.rows; i++) {
        half.lost[i] = d.lost[2 * i];
        for (size_t c = 0; c < COLUMNS; c++)
            half.m.x[c * half.m.rows + i] = d.m.x[c * ROWS + 2 * i];
    }
    additive_train(&a, &d.m, d.lost, NULL, &PLANTED_PARAMS);
    additive_train(&b, &half.m, half.lost, NULL, &PLANTED_PARAMS);
    assert_near(a.base, b.base, 0);
    for (size_t c = 0; c < COLUMNS; c++)
        assert_near(additive_term(&a.columns[c], 1),
                    additive_term(&b.columns[c], 1), 0);
    additive_release(&a);
    additive_release(&b);
    data_release(&half);
    data_release(&d);
}

static void degenerate_rows(void **state)
{
    struct data d = planted(400, 13);
    struct matrix none = {0, COLUMNS, NULL};
    struct additive a;

    (void)state;
    memset(d.lost, 1, d.m.rows);
    additive_train(&a, &d.m, d.lost, NULL, &PLANTED_PARAMS);
    assert_true(a.base > 3 && isfinite(a.base));
    for (size_t c = 0; c < COLUMNS; c++)
        assert_near(additive_term(&a.columns[c], 1), 0, 0);
    additive_release(&a);
    additive_train(&a, &none, NULL, NULL, &PLANTED_PARAMS);
    assert_near(a.base, 0, 0);
    assert_near(additive_term(&a.columns[1], 3), 0, 0);
    additive_release(&a);
    additive_release(&a);
    additive_release(NULL);
    data_release(&d);
}

/* Outcomes that a column tells apart: the ridge keeps the terms finite. */
static void separated_rows(void **state)
{
    struct data d = planted(1000, 17);
    struct additive a;

    (void)state;
    for (size_t i = 0; i < d.m.rows; i++)
        d.lost[i] = isfinite(d.m.x[i]) && d.m.x[i] > 0;
    additive_train(&a, &d.m, d.lost, NULL, &PLANTED_PARAMS);
    assert_true(isfinite(a.base));
    assert_true(additive_term(&a.columns[0], 1.5f) > 2);
    assert_true(additive_term(&a.columns[0], -1.5f) < -2);
    assert_true(isfinite(additive_term(&a.columns[0], 1.5f)));
    additive_release(&a);
    data_release(&d);
}

/* The same line from truncated powers alone. */
static void cubes_are_the_spline(void **state)
{
    const double beta[SPLINE_TERMS] = {0.7, -3, 11, -2};
    struct spline s = {
        .low = 2, .high = 6, .n_knots = 5, .knot = {0.05, 0.2, 0.5, 0.8, 0.95}};

    (void)state;
    for (; s.n_knots > 0; s.n_knots--)
        for (double x = 1.9; x < 6.2; x += 0.05) {
            double basis[SPLINE_TERMS], cube[KNOTS_MAX], left = 0, right, u;

            spline_basis(basis, &s, x);
            for (size_t k = 0; k < spline_terms(&s); k++)
                left += beta[k] * basis[k];
            u = (fmin(fmax(x, s.low), s.high) - s.low) / (s.high - s.low);
            spline_cubes(cube, &s, beta);
            right = beta[0] * u;
            for (size_t k = 0; k < KNOTS_MAX; k++)
                right += cube[k] * pow(fmax(u - s.knot[k], 0), 3);
            assert_true(fabs(left - right) < 1e-12);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_r),
        cmocka_unit_test(finds_a_sum),
        cmocka_unit_test(same_whatever_the_threads),
        cmocka_unit_test(ridges_of_a_path),
        cmocka_unit_test(takes_every_other_row),
        cmocka_unit_test(degenerate_rows),
        cmocka_unit_test(separated_rows),
        cmocka_unit_test(cubes_are_the_spline),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/test.h"

#include <math.h>
#include <stdbool.h>

#include "scoring/base/mem.h"
#include "scoring/base/rng.h"
#include "scoring/stats/calibrate.h"
#include "tests/scoring/reference.h"

enum { ROWS = 4000 };

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

/* Truth: logit P = 0.5 + 2·logit raw. */
static void draw(double *raw, uint8_t *lost)
{
    struct rng r;

    rng_init(&r, 3, 0);
    for (size_t i = 0; i < ROWS; i++) {
        double x = 0.5 * rng_normal(&r);
        raw[i] = sigmoid(x);
        lost[i] = rng_uniform(&r) < sigmoid(0.5 + 2 * x);
    }
}

static void finds_the_planted_curve(void **state)
{
    double *raw = mem_alloc(ROWS, sizeof *raw), ga = 0, gb = 0, n[2] = {0, 0};
    uint8_t *lost = mem_alloc(ROWS, 1);
    struct calibrator c;

    (void)state;
    draw(raw, lost);
    assert_true(calibrator_fit(&c, lost, raw, ROWS, NULL, 0));
    assert_near(c.a, 0.5, 0.15); /* three standard errors */
    assert_near(c.b, 2, 0.25);
    /* The score equations of logistic regression on Platt's targets. */
    for (size_t i = 0; i < ROWS; i++)
        n[lost[i]]++;
    for (size_t i = 0; i < ROWS; i++) {
        double t = lost[i] ? (n[1] + 1) / (n[1] + 2) : 1 / (n[0] + 2);
        double d = calibrate(&c, raw[i]) - t;
        ga += d;
        gb += d * log(raw[i] / (1 - raw[i]));
    }
    assert_near(ga, 0, 1e-5);
    assert_near(gb, 0, 1e-5);
    free(raw);
    free(lost);
}

static void slope_is_the_derivative(void **state)
{
    struct calibrator c = {true, -0.3, 1.7}, none = {false, 0, 1};

    (void)state;
    for (double p = 0.05; p < 1; p += 0.1) {
        double h = 1e-6;
        double want = (calibrate(&c, p + h) - calibrate(&c, p - h)) / (2 * h);
        assert_near(calibrate_slope(&c, p), want, 1e-7);
        assert_near(calibrate(&none, p), p, 0);
        assert_near(calibrate_slope(&none, p), 1, 0);
    }
    assert_true(calibrate(&c, 0) > 0 && calibrate(&c, 1) < 1);
}

static void refuses_what_would_turn_the_ranking(void **state)
{
    double *raw = mem_alloc(ROWS, sizeof *raw);
    uint8_t *lost = mem_alloc(ROWS, 1), *part = mem_alloc(ROWS, 1);
    struct calibrator c;

    (void)state;
    draw(raw, lost);
    for (size_t i = 0; i < ROWS; i++) {
        part[i] = lost[i];
        raw[i] = 1 - raw[i];
    }
    assert_false(calibrator_fit(&c, lost, raw, ROWS, NULL, 0));
    assert_false(c.used);
    /* All lost rows left out: one class is no basis. */
    assert_false(calibrator_fit(&c, lost, raw, ROWS, part, 1));
    assert_false(calibrator_fit(&c, lost, raw, 0, NULL, 0));
    /* Perfect separation stays finite, thanks to the smoothed targets. */
    for (size_t i = 0; i < ROWS; i++)
        raw[i] = lost[i] ? 0.9 : 0.1;
    assert_true(calibrator_fit(&c, lost, raw, ROWS, NULL, 0));
    assert_true(c.b > 0 && isfinite(c.b));
    free(raw);
    free(lost);
    free(part);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_planted_curve),
        cmocka_unit_test(slope_is_the_derivative),
        cmocka_unit_test(refuses_what_would_turn_the_ranking),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

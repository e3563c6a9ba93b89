/*
 * Statistics against R 4.2 (binom.test, p.adjust, pchisq, qnorm, quantile)
 * and against reference/skygeni_rep_tests.csv.
 */
#include "scoring/stats/stats.h"
#include "tests/reference.h"

static void rep_tests_equal_r(void **state)
{
    (void)state;
    struct arena a;
    double p[64], adjusted[64], expected[64];
    size_t n = 0, won = 0, closed = 0;

    arena_init(&a);
    struct figures t = figures_open("reference/skygeni_rep_tests.csv");
    while (figures_next(&t)) {
        won += (size_t)figures_number(&t, 1);
        closed += (size_t)figures_number(&t, 2);
    }
    file_close(&t.file);
    assert_int_equal(closed, 5000);

    t = figures_open("reference/skygeni_rep_tests.csv");
    while (figures_next(&t)) {
        size_t w = (size_t)figures_number(&t, 1);
        size_t c = (size_t)figures_number(&t, 2);
        struct interval ci = wilson95(w, c);
        p[n] = binomial_exact(w, c, (double)won / (double)closed);
        assert_near(p[n], figures_number(&t, 3), 1e-9);
        expected[n++] = figures_number(&t, 4);
        assert_near(ci.lower, figures_number(&t, 5), 1e-12);
        assert_near(ci.upper, figures_number(&t, 6), 1e-12);
    }
    file_close(&t.file);
    assert_int_equal(n, 25);
    benjamini_hochberg(adjusted, p, n, &a);
    for (size_t i = 0; i < n; i++)
        assert_near(adjusted[i], expected[i], 1e-9);
    arena_release(&a);
}

static void binomial_equals_r(void **state)
{
    (void)state;
    assert_near(binomial_exact(3, 20, 0.45), 0.0064641521369756807, 1e-15);
    assert_near(binomial_exact(0, 10, 0.3), 0.038839603299999984, 1e-15);
    assert_near(binomial_exact(45210, 100000, 0.45), 0.18192795016391961, 1e-9);
    assert_near(binomial_exact(5, 10, 0.5), 1, 0);
    assert_near(binomial_exact(40000, 100000, 0.45) / 1.6943045661517977e-223,
                1, 1e-6);
    for (size_t k = 0; k < 2; k++) { /* two outcomes tie for the mode */
        assert_near(binomial_exact(k, 2, 1.0 / 3), 1, 1e-15);
        assert_near(binomial_exact(k + 1, 5, 1.0 / 3), 1, 1e-15);
    }
    assert_near(binomial_exact(0, 4, 0), 1, 0);
    assert_near(binomial_exact(1, 4, 0), 0, 0);
    assert_near(binomial_exact(4, 4, 1), 1, 0);
    assert_true(isnan(binomial_exact(0, 0, 0.5)));
    assert_true(isnan(binomial_exact(1, 4, NAN)));
}

static void tails_and_quantiles_equal_r(void **state)
{
    (void)state;
    assert_near(chi_squared_upper(3.2, 4), 0.52493094678610408, 1e-14);
    assert_near(chi_squared_upper(0.01, 1), 0.92034432544594202, 1e-14);
    assert_near(chi_squared_upper(60, 50), 0.15724202723839162, 1e-14);
    assert_near(chi_squared_upper(120, 4) / 5.3414715652448774e-25, 1, 1e-12);
    assert_near(chi_squared_upper(-1, 4), 1, 0);
    assert_true(isnan(chi_squared_upper(1, 0)));

    assert_near(normal_quantile(0.975), 1.9599639845400536, 1e-14);
    assert_near(normal_quantile(1e-10), -6.3613409024040557, 1e-13);
    assert_near(normal_quantile(0.3), -0.52440051270804067, 1e-14);
    assert_near(normal_quantile(0.001), -3.0902323061678132, 1e-14);
    assert_true(isnan(normal_quantile(NAN)));
}

static void samples_equal_r(void **state)
{
    (void)state;
    struct arena a;
    const double x[] = {3, 1, 4, 1, 5, 9, 2, 6};
    const double p[] = {0.01, 0.04, 0.03, 0.005, 0.9};
    const double bh[] = {0.025, 0.05, 0.05, 0.025, 0.9};
    double adjusted[5];

    arena_init(&a);
    assert_near(quantile(x, 8, 0.2, &a), 1.4, 1e-14);
    assert_near(quantile(x, 8, 0.5, &a), 3.5, 1e-14);
    assert_near(quantile(x, 8, 0.9, &a), 6.9, 1e-14);
    assert_near(quantile(x, 8, 1, &a), 9, 0);
    assert_true(isnan(quantile(x, 0, 0.5, &a)));
    benjamini_hochberg(adjusted, p, 5, &a);
    for (size_t i = 0; i < 5; i++)
        assert_near(adjusted[i], bh[i], 1e-15);
    benjamini_hochberg(adjusted, p, 0, &a);
    assert_true(isnan(wilson95(0, 0).lower));
    assert_near(wilson95(0, 5).lower, 0, 0);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rep_tests_equal_r),
        cmocka_unit_test(binomial_equals_r),
        cmocka_unit_test(tails_and_quantiles_equal_r),
        cmocka_unit_test(samples_equal_r),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

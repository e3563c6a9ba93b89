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

/* scipy.stats.fisher_exact 1.10, to its own accuracy. */
static void fisher_equals_scipy(void **state)
{
    (void)state;
    assert_near(fisher_exact(0, 8, 6, 8), 0.006993006993006993, 1e-15);
    assert_near(fisher_exact(6, 8, 0, 8), 0.006993006993006993, 1e-15);
    assert_near(fisher_exact(3, 20, 9, 25), 0.17677262260359253, 1e-13);
    assert_near(fisher_exact(120, 3000, 180, 3100), 0.0011124101846988468,
                1e-12);
    assert_near(fisher_exact(0, 5, 0, 7), 1, 0);
    assert_near(fisher_exact(5, 5, 0, 7), 0.0012626262626262623, 1e-15);
    assert_near(fisher_exact(1, 2, 1, 2), 1, 1e-15);
    assert_near(fisher_exact(40, 90000, 400, 100000) / 4.4300948823898386e-68,
                1, 1e-6);
    assert_near(fisher_exact(2, 3, 0, 2), 0.4, 1e-15);
    assert_near(fisher_exact(100000, 100000, 0, 100000), 0, 1e-300);
    assert_true(isnan(fisher_exact(0, 0, 1, 2)));
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
    assert_near(student_quantile(0.975, 1), 12.7062047361747, 1e-9);
    assert_near(student_quantile(0.975, 3), 3.18244630528371, 1e-11);
    assert_near(student_quantile(0.9, 3), 1.63774435369621, 1e-11);
    assert_near(student_quantile(0.975, 30), 2.04227245630124, 1e-11);
    assert_near(student_quantile(0.975, 1e9), 1.95996398454005, 1e-6);
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
    for (size_t n = 1; n < 500; n++) { /* not 5e-18: "0.000%" */
        assert_true(wilson95(0, n).lower == 0);
        assert_true(wilson95(n, n).upper == 1);
    }
    arena_release(&a);
}

/* scipy.special.betainc, Debian 12. */
static void beta_is_known(void **state)
{
    static const struct {
        double x, a, b, p;
    } KNOWN[] = {
        {0.5, 1, 1, 0.5},
        {0.39, 37.8, 86.2, 0.97709775822288825},
        {0.632, 352.16, 205.84, 0.51429539689485115},
        {0.1, 0.5, 0.5, 0.2048327646991335},
        {0.9, 200, 20, 0.30193425571714488},
        {0.386, 1.3, 2.1, 0.5408929349604138},
        {1e-06, 0.1, 50, 0.390087906891527},
        {0.999, 500, 0.3, 0.18622110368427744},
    };

    (void)state;
    for (size_t k = 0; k < sizeof KNOWN / sizeof KNOWN[0]; k++)
        assert_near(beta_cdf(KNOWN[k].x, KNOWN[k].a, KNOWN[k].b), KNOWN[k].p,
                    1e-12);
    assert_true(beta_cdf(0, 2, 3) == 0 && beta_cdf(1, 2, 3) == 1);
    assert_true(isnan(beta_cdf(0.5, 0, 1)) && isnan(beta_cdf(NAN, 1, 1)));
    /* R 4.2, qbeta(c(.025, .975), …). */
    assert_near(beta95(2.5, 4.5).lower, 0.076770140035, 1e-11);
    assert_near(beta95(2.5, 4.5).upper, 0.713576990746, 1e-11);
    assert_near(beta95(6.3, 0.7).lower, 0.612418848815, 1e-11);
    assert_near(beta95(6.3, 0.7).upper, 0.999269243322, 1e-11);
    assert_true(isnan(beta95(0, 1).lower));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beta_is_known),
        cmocka_unit_test(rep_tests_equal_r),
        cmocka_unit_test(binomial_equals_r),
        cmocka_unit_test(fisher_equals_scipy),
        cmocka_unit_test(tails_and_quantiles_equal_r),
        cmocka_unit_test(samples_equal_r),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

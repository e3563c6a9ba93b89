#include "scoring/stats/psi.h"

#include "tests/test.h"

#include <math.h>
#include <stdbool.h>

#include "scoring/base/rng.h"
#include "tests/scoring/reference.h"

enum { ROUNDS = 300 };

/* R: p <- c(.2, .3, .5); q <- c(.4, .3, .3)
 * sum((p - q) * log(p / q))  # 0.2407945609 */
static void equals_the_formula(void **state)
{
    const int32_t label[] = {0, 1, 2};
    const size_t n_then[] = {20, 30, 50}, n_now[] = {80, 60, 60};
    int32_t then[100], now[200];
    double as_number[100], number_now[200], chance;
    size_t bins, n = 0, m = 0;
    struct arena a;

    (void)state;
    arena_init(&a);
    for (size_t k = 0; k < 3; k++) {
        for (size_t i = 0; i < n_then[k]; i++)
            then[n++] = label[k];
        for (size_t i = 0; i < n_now[k]; i++)
            now[m++] = label[k];
    }
    assert_near(psi_label(then, n, now, m, 3, &chance, &bins, &a), 0.2407945609,
                1e-9);
    assert_int_equal(bins, 3);
    assert_near(chance, 2 * (1.0 / 100 + 1.0 / 200), 1e-12);
    /* As a number: the tenths of 20 zeros, 30 ones and 50 twos are 0, 1 and
     * 2, so the bins are the same. */
    for (size_t i = 0; i < n; i++)
        as_number[i] = then[i];
    for (size_t i = 0; i < m; i++)
        number_now[i] = now[i];
    assert_near(psi_number(as_number, n, number_now, m, &chance, &bins, &a),
                0.2407945609, 1e-9);
    assert_int_equal(bins, 3);
    arena_release(&a);
}

static void an_empty_bin_counts_half_a_deal(void **state)
{
    int32_t then[50] = {0}, now[50] = {0};
    double chance;
    size_t bins;
    struct arena a;

    (void)state;
    arena_init(&a);
    for (size_t i = 0; i < 25; i++)
        now[i] = 1; /* unseen then */
    assert_near(psi_label(then, 50, now, 50, 2, &chance, &bins, &a),
                0.5 * log(2) + 0.49 * log(50), 1e-12);
    assert_int_equal(bins, 2);
    for (size_t i = 0; i < 25; i++)
        now[i] = -1; /* no label any more */
    assert_near(psi_label(then, 50, now, 50, 2, &chance, &bins, &a),
                0.5 * log(2) + 0.49 * log(50), 1e-12);
    assert_true(isnan(psi_label(then, 0, now, 50, 2, &chance, &bins, &a)));
    assert_true(isnan(chance));
    assert_true(isnan(psi_number(NULL, 0, NULL, 0, &chance, &bins, &a)));
    arena_release(&a);
}

struct law {
    size_t n_then, n_now, labels; /* labels 0: a number */
    double steep;                 /* how unlike the labels' shares are */
};

static int32_t draw_label(const struct law *law, struct rng *r)
{
    double u = rng_uniform(r);

    return (int32_t)((double)law->labels * pow(u, law->steep));
}

/* Mean PSI and chance level of samples of one law, and the drifts called. */
static void simulate(double *psi, double *chance, size_t *called,
                     const struct law *law)
{
    struct arena a;
    struct rng r;

    arena_init(&a);
    rng_init(&r, 5, law->n_then + law->labels);
    *psi = *chance = 0;
    *called = 0;
    for (int k = 0; k < ROUNDS; k++) {
        size_t all = law->n_then + law->n_now, bins;
        int32_t *label = ARENA_ARRAY(&a, all, int32_t);
        double *x = ARENA_ARRAY(&a, all, double), one, level;

        for (size_t i = 0; i < all; i++) {
            label[i] = draw_label(law, &r);
            x[i] = rng_below(&r, 10) ? exp(rng_normal(&r)) : NAN;
        }
        one = law->labels
                  ? psi_label(label, law->n_then, label + law->n_then,
                              law->n_now, law->labels, &level, &bins, &a)
                  : psi_number(x, law->n_then, x + law->n_then, law->n_now,
                               &level, &bins, &a);
        *psi += one / ROUNDS;
        *chance += level / ROUNDS;
        *called += psi_drifted(one, level, bins);
        arena_reset(&a);
    }
    arena_release(&a);
}

static void keeps_its_chance_level_where_nothing_changed(void **state)
{
    static const struct law laws[] = {
        {100, 100, 0, 0},   {300, 280, 0, 0},    {2000, 500, 0, 0},
        {100, 100, 5, 1},   {300, 280, 12, 1},   {300, 280, 40, 2},
        {150, 900, 40, 2},  {900, 150, 40, 2},   {1000, 1000, 500, 2},
        {400, 400, 200, 3}, {2000, 2000, 300, 3}};

    (void)state;
    for (size_t k = 0; k < sizeof laws / sizeof laws[0]; k++) {
        double psi, chance;
        size_t called;
        simulate(&psi, &chance, &called, &laws[k]);
        print_message("%zu against %zu, %zu labels: PSI %.3f, chance level "
                      "%.3f, called %zu of %d\n",
                      laws[k].n_then, laws[k].n_now, laws[k].labels, psi,
                      chance, called, ROUNDS);
        assert_true(psi > 0.80 * chance && psi < 1.20 * chance);
        assert_true(called * 100 <= ROUNDS);
    }
}

/* R: pchisq(0.5 / 0.02, 10, lower.tail = FALSE)  # 0.005345505
 *    pchisq(0.6 / 0.02, 10, lower.tail = FALSE)  # 0.0008566412 */
static void a_drift_is_large_and_improbable(void **state)
{
    (void)state;
    assert_false(psi_drifted(0.5, 0.2, 11)); /* 100 deals a side */
    assert_true(psi_drifted(0.6, 0.2, 11));
    assert_true(psi_drifted(0.3, 0.02, 11)); /* 1,000 */
    assert_false(psi_drifted(0.26, 0.02, 11));
    assert_false(psi_drifted(NAN, NAN, 0));
    assert_false(psi_drifted(0.5, 0, 1));
}

/* A list of accounts that only grows: each deal is with one never seen. */
static void rare_labels_are_no_drift(void **state)
{
    int32_t then[500], now[500];
    double chance;
    size_t bins;
    struct arena a;

    (void)state;
    arena_init(&a);
    for (int32_t i = 0; i < 500; i++) {
        then[i] = i;
        now[i] = 500 + i;
    }
    assert_near(psi_label(then, 500, now, 500, 1000, &chance, &bins, &a), 0, 0);
    assert_int_equal(bins, 1);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_formula),
        cmocka_unit_test(an_empty_bin_counts_half_a_deal),
        cmocka_unit_test(keeps_its_chance_level_where_nothing_changed),
        cmocka_unit_test(a_drift_is_large_and_improbable),
        cmocka_unit_test(rare_labels_are_no_drift),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

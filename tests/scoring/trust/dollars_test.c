#include "tests/test.h"

#include <math.h>

#include "scoring/trust/dollars.h"
#include "tests/reference.h"

/* P(T ≤ t) of Student's t, by the incomplete beta. */
static double t_cdf(double t, double n)
{
    return 1 - beta_cdf(n / (n + t * t), n / 2, 0.5) / 2;
}

static void adds_known_amounts_alone(void **state)
{
    struct dollars d = {0};

    (void)state;
    dollars_add(&d, 100, 0.25, true);
    dollars_add(&d, 300, 0.5, false);
    dollars_add(&d, NAN, 0.5, true);
    dollars_add(&d, 100, NAN, true);
    assert_int_equal(d.deals, 2);
    assert_near(d.stake, 400, 0);
    assert_near(d.expected, 25 + 150, 0);
    assert_near(d.realised, 100, 0);
    assert_near(d.variance, 1e4 * 0.25 * 0.75 + 9e4 * 0.25, 0);
}

/* Two replays that missed by 1 and by 3 standard deviations: √((1 + 9) ÷ 2). */
static void widens_by_what_replays_missed(void **state)
{
    const struct dollars one = {1, 1000, 500, 510, 100},
                         two = {1, 1000, 500, 440, 400}, none = {0},
                         open = {5, 1000, 600, 0, 900};
    const struct dollars *list[] = {&one, &none, &two};
    struct dollars_record r = dollars_record(list, 3);
    struct interval i;

    (void)state;
    assert_int_equal(r.replays, 2);
    assert_near(r.scale, sqrt(5), 1e-12);
    i = dollars_interval(&open, &r);
    assert_near((i.upper + i.lower) / 2, 600, 1e-9);
    assert_near(t_cdf((i.upper - 600) / (30 * sqrt(5)), 2), 0.9, 1e-6);
    list[0] = list[2] = &none; /* narrower than chance is not believed */
    r = dollars_record(list, 3);
    assert_int_equal(r.replays, 0);
    assert_true(isnan(dollars_interval(&open, &r).lower));
}

static void is_student_s(void **state)
{
    const struct dollars open = {5, 1e9, 5e8, 0, 1};

    (void)state;
    for (size_t n = 1; n <= 16; n++) {
        const struct dollars_record r = {n, 1};
        double t = dollars_interval(&open, &r).upper - 5e8;
        assert_near(t_cdf(t, (double)n), 0.9, 1e-6);
    }
}

static void stays_within_what_is_at_stake(void **state)
{
    const struct dollars open = {2, 1000, 900, 0, 250000};
    const struct dollars_record r = {4, 3};
    struct interval i = dollars_interval(&open, &r);

    (void)state;
    assert_near(i.lower, 0, 0);
    assert_near(i.upper, 1000, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_known_amounts_alone),
        cmocka_unit_test(widens_by_what_replays_missed),
        cmocka_unit_test(is_student_s),
        cmocka_unit_test(stays_within_what_is_at_stake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The distribution of a sum, against all its outcomes written out. */
#include "tests/test.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "scoring/base/rng.h"
#include "scoring/quarter/spread.h"
#include "tests/reference.h"

enum { DEALS = 12, OUTCOMES = 1 << DEALS };

/* P(sum ≤ x): of every outcome, with the normal rest's own distribution. */
static double below_exact(const struct spread_part *parts, size_t n, double m,
                          double sd, double x)
{
    double below = 0;

    for (size_t o = 0; o < (size_t)1 << n; o++) {
        double p = 1, sum = 0;
        for (size_t i = 0; i < n; i++) {
            bool in = o >> i & 1;
            p *= in ? parts[i].p : 1 - parts[i].p;
            sum += in ? parts[i].amount : 0;
        }
        if (sd > 0)
            below += p * erfc(-(x - sum - m) / sd / sqrt(2)) / 2;
        else
            below += x >= sum + m ? p : 0;
    }
    return below;
}

static void draw(struct spread_part parts[DEALS], uint64_t seed)
{
    struct rng r;

    rng_init(&r, seed, 0);
    for (size_t i = 0; i < DEALS; i++)
        parts[i] = (struct spread_part){rng_uniform(&r),
                                        floor(exp(8 + 1.5 * rng_normal(&r)))};
}

/* A cell wide on either side, the grid must hold the exact distribution. */
static void holds(const struct spread *s, const struct spread_part *parts,
                  double m, double sd)
{
    double top = m + 6 * sd;

    for (size_t i = 0; i < DEALS; i++)
        top += parts[i].amount;
    for (int k = 0; k <= 200; k++) {
        double x = m - 6 * sd + (top - m + 6 * sd) * k / 200;
        /* An amount that falls between two cells is shared by both, so mass
         * lies at most a cell an amount off. */
        double wide = (DEALS + 1) * s->step;
        assert_true(spread_below(s, x) <=
                    below_exact(parts, DEALS, m, sd, x + wide) + 1e-9);
        assert_true(spread_below(s, x) >=
                    below_exact(parts, DEALS, m, sd, x - wide) - 1e-9);
    }
}

static void exact_enumeration(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a);
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct spread_part parts[DEALS];
        struct spread s;
        double mean = 700, variance = 0;

        draw(parts, seed);
        for (size_t i = 0; i < DEALS; i++) {
            mean += parts[i].p * parts[i].amount;
            variance += parts[i].p * (1 - parts[i].p) * parts[i].amount *
                        parts[i].amount;
        }
        spread_of(&s, parts, DEALS, 700, 0, &a);
        assert_near(s.mean, mean, 1e-9 * mean);
        assert_near(s.sd, sqrt(variance), 1e-9 * mean);
        holds(&s, parts, 700, 0);
        spread_of(&s, parts, DEALS, 700, 90000, &a);
        assert_near(s.sd, sqrt(variance + 90000), 1e-9 * mean);
        holds(&s, parts, 700, 300);
    }
    arena_release(&a);
}

/* With a smooth rest the figures themselves agree, not the bounds alone. */
static void smooth(void **state)
{
    struct spread_part parts[DEALS];
    struct arena a;
    struct spread s;

    (void)state;
    arena_init(&a);
    draw(parts, 9);
    spread_of(&s, parts, DEALS, 20000, 4e8, &a);
    for (double p = 0.05; p < 0.96; p += 0.05) {
        double x = spread_quantile(&s, p);
        assert_near(spread_below(&s, x), p, 1e-9);
        assert_near(below_exact(parts, DEALS, 20000, 20000, x), p, 2e-3);
    }
    arena_release(&a);
}

/* The mean of the grid is the mean; its variance is a cell or so wider. */
static void moments(void **state)
{
    struct spread_part parts[DEALS];
    struct arena a;
    struct spread s;
    double mean = 0, square = 0;

    (void)state;
    arena_init(&a);
    draw(parts, 4);
    spread_of(&s, parts, DEALS, 100, 2500, &a);
    for (size_t k = 0; k < SPREAD_CELLS; k++) {
        double at = s.low + ((double)k + 0.5) * s.step;
        double mass = s.below[k + 1] - s.below[k];
        assert_true(mass >= 0);
        mean += mass * at;
        square += mass * at * at;
    }
    assert_near(s.below[SPREAD_CELLS], 1, 1e-9);
    assert_near(mean, s.mean, 1e-6 * s.mean);
    assert_near(sqrt(square - mean * mean), s.sd, s.step * 2);
    arena_release(&a);
}

/* More than are convolved: against the normal that so many equal amounts are
 * next to (Berry and Esseen: 0.4748 ÷ √n off at most, here 0.011). */
static void many(void **state)
{
    enum { MANY = 5000 };
    static struct spread_part parts[MANY];
    struct arena a;
    struct spread s;

    (void)state;
    arena_init(&a);
    for (size_t i = 0; i < MANY; i++)
        parts[i] = (struct spread_part){0.3, 1000};
    spread_of(&s, parts, MANY, 0, 0, &a);
    assert_near(s.mean, 1500000, 1e-6);
    assert_near(s.sd, 1000 * sqrt(MANY * 0.21), 1e-6);
    for (double z = -2; z <= 2; z += 0.25)
        assert_near(spread_below(&s, s.mean + z * s.sd),
                    erfc(-z / sqrt(2)) / 2, 0.011);
    arena_release(&a);
}

static void certain(void **state)
{
    const struct spread_part parts[] = {{1, 300}, {0, 900}, {0.5, 0}, {1, -5}};
    struct arena a;
    struct spread s;

    (void)state;
    arena_init(&a);
    spread_of(&s, parts, 4, 200, 0, &a);
    assert_near(s.mean, 500, 0);
    assert_near(s.sd, 0, 0);
    assert_near(spread_below(&s, 499), 0, 0);
    assert_near(spread_below(&s, 500), 1, 0);
    assert_near(spread_quantile(&s, 0.1), 500, 0);
    spread_of(&s, NULL, 0, 0, 0, &a);
    assert_near(spread_quantile(&s, 0.9), 0, 0);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_enumeration), cmocka_unit_test(smooth),
        cmocka_unit_test(moments), cmocka_unit_test(many),
        cmocka_unit_test(certain)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

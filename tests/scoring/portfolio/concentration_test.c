/* Concentration: made-up pipelines, their shares reckoned by hand. */
#include "scoring/portfolio/concentration.h"

#include <math.h>

#include "tests/scoring/context.h"
#include "tests/test.h"

enum { N = 60 };

static void compute(struct concentration *out, const double *amounts, size_t n,
                    struct arena *a)
{
    struct deals *d = ARENA_NEW(a, struct deals);
    struct scores *s = ARENA_NEW(a, struct scores);
    double *kept = ARENA_ARRAY(a, n, double);

    memcpy(kept, amounts, n * sizeof *kept);
    d->n = s->n = n;
    d->amount = kept;
    s->list = ARENA_ARRAY(a, n, struct score);
    for (size_t k = 0; k < n; k++)
        s->list[k].deal = (uint32_t)k;
    struct context ctx = context_of(d, NULL, a, a);
    concentration_compute(out, &ctx, s);
}

/* 100 in all: 40, 20, 10 and then 30 of one each; unknown and nothing aside. */
static void shares_are_of_known_amounts(void **state)
{
    (void)state;
    double amounts[N] = {10, 40, NAN, 20, 0, -5};
    struct concentration c;
    struct arena a;

    arena_init(&a);
    for (size_t k = 6; k < 36; k++)
        amounts[k] = 1;
    compute(&c, amounts, 36, &a);
    assert_int_equal(c.n, 33);
    assert_int_equal(c.top, CONCENTRATION_TOP);
    assert_true(fabs(c.top_share - 0.72) < 1e-12);
    assert_int_equal(c.half, 2); /* 40 + 20 */
    assert_int_equal(c.n_large, 3);
    assert_int_equal(c.large[0], 1);
    assert_int_equal(c.large[1], 3);
    assert_int_equal(c.large[2], 0);
    assert_true(fabs(c.shares[2] - 0.1) < 1e-12);
    assert_true(fabs(c.large_share - 0.7) < 1e-12 && c.large_amount == 70);
    arena_release(&a);
}

static void equal_deals_are_large_up_to_fifty(void **state)
{
    (void)state;
    double amounts[N];
    struct concentration c;
    struct arena a;

    arena_init(&a);
    for (size_t k = 0; k < N; k++)
        amounts[k] = 7;
    compute(&c, amounts, 50, &a);
    assert_int_equal(c.n_large, 50);
    assert_int_equal(c.half, 25);
    compute(&c, amounts, 51, &a);
    assert_int_equal(c.n_large, 0);
    assert_true(isnan(c.large_share));
    compute(&c, amounts, 1, &a);
    assert_true(c.top == 1 && c.half == 1 && c.top_share == 1);
    arena_release(&a);
}

static void nothing_has_no_share(void **state)
{
    (void)state;
    double amounts[N] = {NAN, 0, -1};
    struct concentration c;
    struct arena a;

    arena_init(&a);
    compute(&c, amounts, 3, &a);
    assert_true(!c.n && !c.n_large && isnan(c.top_share));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_of_known_amounts),
        cmocka_unit_test(equal_deals_are_large_up_to_fifty),
        cmocka_unit_test(nothing_has_no_share),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The fixture keeps what it promises: receipts and totals add up. */
#include "tests/test.h"

#include <math.h>

#include "tests/render/fixture.h"

static void check(void (*fixture)(struct report *, struct arena *),
                  size_t deals)
{
    struct arena a;
    struct report r;
    size_t levels = 0;
    double last = INFINITY;

    arena_init(&a);
    fixture(&r, &a);
    assert_int_equal(r.n_deals, deals);
    for (size_t i = 0; i < r.n_deals; i++) {
        const struct score *s = r.deals[i].score;
        double exact = 0, shown = 0;
        for (size_t k = 0; k < s->n_lines; k++) {
            exact += s->lines[k].points;
            shown += s->lines[k].shown;
        }
        assert_true(fabs(exact - s->exact) < 1e-9);
        assert_true(fabs(shown - s->shown) < 1e-9);
        assert_true(fabs(s->shown - s->exact) <= 0.05 + 1e-9);
        assert_true(s->shown >= 0 && s->shown <= 100);
        assert_true(s->shown <= last);
        last = s->shown;
        if (r.scores->mode == MODE_HYBRID)
            assert_true(fabs(0.4 * s->rule_points + s->ml_points - s->exact) <
                        1e-9);
        else
            assert_true(isnan(s->p_loss) && isnan(s->ml_points));
    }
    for (int l = 0; l < LEVEL_COUNT; l++) {
        levels += r.portfolio->levels[l].deals;
        if (deals)
            assert_true(r.portfolio->levels[l].deals > 0);
    }
    assert_int_equal(levels, deals);
    arena_release(&a);
}

static void hybrid_adds_up(void **state)
{
    (void)state;
    check(fixture_report, 24);
}

static void rules_only_adds_up(void **state)
{
    (void)state;
    check(fixture_report_rules_only, 24);
}

static void empty_adds_up(void **state)
{
    (void)state;
    check(fixture_report_empty, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hybrid_adds_up),
        cmocka_unit_test(rules_only_adds_up),
        cmocka_unit_test(empty_adds_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

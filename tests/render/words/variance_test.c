/* Variances: signs and words that hold without colours. */
#include "tests/test.h"

#include <math.h>

#include "render/words/news.h"

/* A deal at risk that was lost since, where one is. */
static struct closed_since LOST = {
    .amount = 2e6, .level_before = LEVEL_CRITICAL};

static struct followup runs_of(double before, double now, bool comparable)
{
    struct followup c = {.last = date_from_civil(2026, 6, 22),
                         .comparable = comparable,
                         .n_trend = 2,
                         .closed = &LOST};

    for (int k = 0; k < 2; k++)
        c.trend[k] = (struct trend_point){.day = c.last + 7 * k,
                                          .pipeline = k ? 10e6 + now - before
                                                        : 10e6,
                                          .at_risk = k ? now : before,
                                          .expected_loss = NAN};
    return c;
}

static void more_at_risk_is_worse_and_more_pipeline_is_neither(void **state)
{
    static const struct {
        double before, now;
        const char *pipeline, *at_risk;
        enum verdict verdict;
    } CASES[] = {
        {3.9e6, 4.8e6, "+$900K", "+$900K, worse", VERDICT_WORSE},
        {4.8e6, 3.9e6, "\xe2\x88\x92$900K", "\xe2\x88\x92$900K, better",
         VERDICT_BETTER},
        {4.8e6, 4.8e6, "no change", "no change", VERDICT_NONE},
        {0, 1200, "+$1.2K", "+$1.2K, worse", VERDICT_WORSE},
    };
    struct arena a;

    (void)state;
    arena_init(&a);
    const struct words w = {.style = {.code = SV("USD")},
                            .as_of = date_from_civil(2026, 6, 29),
                            .a = &a};
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct followup c = runs_of(CASES[k].before, CASES[k].now, true);
        struct variance v[TOTALS];
        words_variances(v, &w, &c);
        assert_true(sv_eq(v[TOTAL_PIPELINE].change, sv_from(CASES[k].pipeline)));
        assert_int_equal(v[TOTAL_PIPELINE].verdict, VERDICT_NONE);
        assert_true(sv_eq(v[TOTAL_AT_RISK].change, sv_from(CASES[k].at_risk)));
        assert_int_equal(v[TOTAL_AT_RISK].verdict, CASES[k].verdict);
        assert_int_equal(v[TOTAL_EXPECTED_LOSS].change.len, 0);
    }
    arena_release(&a);
}

/* More pipeline has more at risk; what was lost has not been saved. */
static void a_verdict_is_said_of_like_and_like(void **state)
{
    struct variance v[TOTALS];
    struct arena a;

    (void)state;
    arena_init(&a);
    const struct words w = {.style = {.code = SV("USD")},
                            .as_of = date_from_civil(2026, 6, 29),
                            .a = &a};
    struct followup c = runs_of(3.9e6, 4.8e6, true);
    c.trend[1].pipeline = 20e6;
    words_variances(v, &w, &c);
    assert_true(sv_eq(v[TOTAL_AT_RISK].change, SV("+$900K")));
    c = runs_of(4.8e6, 3.9e6, true);
    c.lost = 1;
    words_variances(v, &w, &c);
    assert_true(sv_eq(v[TOTAL_AT_RISK].change, SV("\xe2\x88\x92$900K")));
    LOST.level_before = LEVEL_LOW; /* it was not at risk */
    words_variances(v, &w, &c);
    assert_int_equal(v[TOTAL_AT_RISK].verdict, VERDICT_BETTER);
    c.gone = 1;
    words_variances(v, &w, &c);
    assert_int_equal(v[TOTAL_AT_RISK].verdict, VERDICT_NONE);
    arena_release(&a);
}

static void sums_by_score_are_compared_with_their_like(void **state)
{
    struct variance v[TOTALS];
    struct arena a;

    (void)state;
    arena_init(&a);
    const struct words w = {.style = {.code = SV("USD")},
                            .as_of = date_from_civil(2026, 6, 29),
                            .a = &a};
    struct followup c = runs_of(3.9e6, 4.8e6, false);
    words_variances(v, &w, &c);
    assert_true(sv_eq(v[TOTAL_PIPELINE].before, SV("was $10.0M on 22 Jun")));
    assert_int_equal(v[TOTAL_AT_RISK].before.len, 0);
    words_variances(v, &w, NULL);
    assert_int_equal(v[TOTAL_PIPELINE].before.len, 0);
    arena_release(&a);
}

static void a_former_score_is_said_also_where_it_hardly_moved(void **state)
{
    static const struct {
        double before, now;
        bool mover;
        const char *said;
    } CASES[] = {
        {62.1, 71.3, true,
         "Its score moved by +9.2 since 22 Jun (was 62.1), worse: +6.1 own "
         "changes, +3.1 time passed."},
        {62.1, 52.1, true,
         "Its score moved by \xe2\x88\x92"
         "10.0 since 22 Jun (was 62.1), better: +6.1 own changes, +3.1 time "
         "passed."},
        {62.1, 62.5, false, "Its score moved by +0.4 since 22 Jun (was 62.1)."},
        {62.1, 62.1, false, "Its score is that of 22 Jun."},
        {NAN, 62.1, false, ""},
    };
    struct arena a;

    (void)state;
    arena_init(&a);
    const struct words w = {.style = {.code = SV("USD")},
                            .as_of = date_from_civil(2026, 6, 29),
                            .a = &a};
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        double former[] = {CASES[k].before};
        struct followup c = runs_of(1, 2, true);
        const struct mover m = {.own = 6.1, .time = 3.1, .learnt = 0};
        c.former = former;
        struct sv said = words_former(&w, &c, 0, CASES[k].now,
                                      CASES[k].mover ? &m : NULL);
        if (!sv_eq(said, sv_from(CASES[k].said)))
            fail_msg("%.*s", SV_ARG(said));
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_at_risk_is_worse_and_more_pipeline_is_neither),
        cmocka_unit_test(a_verdict_is_said_of_like_and_like),
        cmocka_unit_test(sums_by_score_are_compared_with_their_like),
        cmocka_unit_test(a_former_score_is_said_also_where_it_hardly_moved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

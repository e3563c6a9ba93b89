/* Levels: set cuts, cuts from shares, ties, and when they no longer sort. */
#include "scoring/rules/levels.h"
#include "render/words/levels.h"
#include "tests/reference.h"

static const struct level_settings SET = {75, 55, 30, 0, 0, 0};

static size_t count_at_least(const struct level_cuts *cuts, const double *x,
                             size_t n, enum level level)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += level_of(cuts, x[i]) >= level;
    return count;
}

static void set_cuts_include_their_score(void **state)
{
    (void)state;
    struct arena a;
    struct level_cuts cuts;
    const double none[1] = {0};

    arena_init(&a);
    levels_cut(&cuts, none, 0, &SET, &a);
    assert_int_equal(level_of(&cuts, 75), LEVEL_CRITICAL);
    assert_int_equal(level_of(&cuts, 74.9), LEVEL_HIGH);
    assert_int_equal(level_of(&cuts, 55), LEVEL_HIGH);
    assert_int_equal(level_of(&cuts, 54.9), LEVEL_MEDIUM);
    assert_int_equal(level_of(&cuts, 30), LEVEL_MEDIUM);
    assert_int_equal(level_of(&cuts, 29.9), LEVEL_LOW);
    assert_false(cuts.from_shares);
    assert_false(cuts.no_longer_sort);
    arena_release(&a);
}

static void shares_count_by_rank_and_keep_ties_below(void **state)
{
    (void)state;
    struct arena a;
    struct level_cuts cuts;
    struct level_settings s = SET;
    double x[200];

    arena_init(&a);
    s.critical_share = 0.05;
    s.high_share = 0.15;
    s.medium_share = 0.30;
    for (size_t i = 0; i < 200; i++)
        x[i] = (double)((i * 37) % 200) / 10;
    levels_cut(&cuts, x, 200, &s, &a);
    assert_true(cuts.from_shares);
    assert_int_equal(count_at_least(&cuts, x, 200, LEVEL_CRITICAL), 10);
    assert_int_equal(count_at_least(&cuts, x, 200, LEVEL_HIGH), 40);
    assert_int_equal(count_at_least(&cuts, x, 200, LEVEL_MEDIUM), 100);

    for (size_t i = 0; i < 200; i++)
        x[i] = i < 15 ? 90 : 10; /* fifteen ties do not fit in ten places */
    levels_cut(&cuts, x, 200, &s, &a);
    assert_int_equal(count_at_least(&cuts, x, 200, LEVEL_CRITICAL), 0);
    assert_int_equal(count_at_least(&cuts, x, 200, LEVEL_HIGH), 15);
    assert_int_equal(cuts.tied[0], 15);
    assert_int_equal(cuts.room[0], 10);
    assert_near(cuts.tied_at[0], 90, 0);
    assert_int_equal(cuts.tied[1], 0);
    assert_int_equal(cuts.tied[2], 185); /* of 60 places */

    s.high_share = s.medium_share = 0; /* these keep their set cuts */
    levels_cut(&cuts, x, 200, &s, &a);
    assert_near(cuts.high, 55, 0);
    assert_near(cuts.medium, 30, 0);
    arena_release(&a);
}

static void says_when_cuts_no_longer_sort(void **state)
{
    (void)state;
    struct arena a;
    struct level_cuts cuts;
    double x[40];

    arena_init(&a);
    for (size_t i = 0; i < 40; i++)
        x[i] = i < 20 ? 60 : 20;
    levels_cut(&cuts, x, 40, &SET, &a);
    assert_false(cuts.no_longer_sort); /* half is not more than half */
    x[20] = 55;
    levels_cut(&cuts, x, 40, &SET, &a);
    assert_true(cuts.no_longer_sort);
    const struct words w = {.a = &a};
    assert_true(sv_starts(words_levels_finding(&w, &cuts),
                          SV("21 of 40 (53%) open deals are HIGH or above")));
    levels_cut(&cuts, x, 19, &SET, &a);
    assert_false(cuts.no_longer_sort); /* too few to judge */
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_cuts_include_their_score),
        cmocka_unit_test(shares_count_by_rank_and_keep_ties_below),
        cmocka_unit_test(says_when_cuts_no_longer_sort),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

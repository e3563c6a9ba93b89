#include "tests/test.h"

#include "scoring/stats/interaction.h"
#include "tests/scoring/reference.h"

/* R 4.2, loglin(t, list(c(1, 2), c(1, 3), c(2, 3)), eps = 1e-12), and with a
 * gap glm(cbind(won, all - won) ~ row + column, binomial): Pearson's
 * chi-squared and its upper tail. */
static void as_loglin(void **state)
{
    const uint32_t won[] = {30, 12, 25, 8, 41, 19, 22, 17, 9, 3, 28, 33};
    const uint32_t all[] = {60, 50, 40, 45, 60, 52, 44, 31, 20, 25, 48, 70};
    const struct outcome_table t = {4, 3, won, all};
    struct arena a;

    (void)state;
    arena_init(&a);
    assert_near(interaction_p(&t, &a) / 9.58005536666683e-09, 1, 1e-6);
    arena_release(&a);
}

/* A cell that no deal is in takes a degree of freedom with it; rows and
 * columns that are empty change nothing. */
static void empty_cells_count_for_nothing(void **state)
{
    const uint32_t won[] = {30, 12, 25, 8, 41, 0, 22, 17, 9, 0, 28, 33};
    const uint32_t all[] = {60, 50, 40, 45, 60, 0, 44, 31, 20, 25, 48, 70};
    const uint32_t won5[] = {30, 12, 0, 25, 8,  41, 0, 0, 22, 17,
                             0,  9,  0, 28, 0,  33, 0, 0, 0,  0};
    const uint32_t all5[] = {60, 50, 0,  40, 45, 60, 0, 0, 44, 31,
                             0,  20, 25, 48, 0,  70, 0, 0, 0,  0};
    const struct outcome_table t = {4, 3, won, all}, wide = {5, 4, won5, all5};
    struct arena a;

    (void)state;
    arena_init(&a);
    assert_near(interaction_p(&t, &a) / 4.29572477447471e-10, 1, 1e-6);
    assert_near(interaction_p(&wide, &a), interaction_p(&t, &a), 1e-12);
    arena_release(&a);
}

static void nothing_is_left_to_test(void **state)
{
    const uint32_t won[] = {3, 4}, all[] = {9, 9};
    const struct outcome_table row = {1, 2, won, all}, none = {0, 0, won, all};
    struct arena a;

    (void)state;
    arena_init(&a);
    assert_true(interaction_p(&row, &a) == 1);
    assert_true(interaction_p(&none, &a) == 1);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_loglin),
        cmocka_unit_test(empty_cells_count_for_nothing),
        cmocka_unit_test(nothing_is_left_to_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

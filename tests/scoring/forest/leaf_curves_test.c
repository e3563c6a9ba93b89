#include "tests/test.h"

#include <stdint.h>

#include "scoring/forest/leaf_curves.h"
#include "tests/reference.h"

/* One tree, two leaves, five rows: worked out by hand in the comments. */
static void two_leaves_by_hand(void **state)
{
    (void)state;
    struct forest_node nodes[] = {
        {.left = 1, .column = 0, .threshold = 0.5f},
        {.left = -1},
        {.left = -1},
    };
    uint32_t start[] = {0, 3};
    const struct forest f = {.n_trees = 1,
                             .n_columns = 1,
                             .n_nodes = 3,
                             .tree_start = start,
                             .nodes = nodes};
    float x[] = {0, 0, 0, 1, 1};
    const struct matrix m = {5, 1, x};
    /* ended on day 5 the first way; on day 15 the second; known for 12 days
     * and open; known for 25 and ended later; known for 8 days only, though
     * it ended on day 3: it counts in no interval. */
    const int32_t known[] = {25, 25, 12, 25, 8};
    const int32_t ended[] = {5, 15, INT32_MAX, 30, 3};
    const uint8_t second[] = {0, 1, 0, 0, 0};
    const struct endings ends = {5, known, ended, second};
    const struct leaf_days days = {2, {10, 20}};
    struct leaf_curves c;
    double one[10], two[10], all_one[2], all_two[2];

    leaf_curves_all(all_one, all_two, &ends, &days);
    /* four at risk in the first interval, of whom one ended; two in the
     * second (one had ended, one is not known), of whom one ended. */
    assert_near(all_one[0], 0.25, 1e-7);
    assert_near(all_one[1], 0.25, 1e-7);
    assert_near(all_two[0], 0, 0);
    assert_near(all_two[1], 0.75 * 0.5, 1e-7);

    leaf_curves_fit(&c, &f, &m, &ends, &days, 1);
    leaf_curves_predict(one, two, &c, &f, &m, 2);
    /* left: (1 + 2·¼) ÷ (3 + 2), then (1 + 2·½) ÷ (1 + 2) of the open */
    assert_near(one[0], 0.3, 1e-7);
    assert_near(one[1], 0.3, 1e-7);
    assert_near(two[0], 0, 0);
    assert_near(two[1], 0.7 * 2 / 3, 1e-7);
    /* right: 2·¼ ÷ (1 + 2), then (0 + 2·½) ÷ (1 + 2) of the open */
    assert_near(one[6], 1.0 / 6, 1e-7);
    assert_near(one[7], 1.0 / 6, 1e-7);
    assert_near(two[7], 5.0 / 6 / 3, 1e-7);
    leaf_curves_release(&c);
    leaf_curves_release(&c);
    leaf_curves_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_leaves_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * data/forest.js at its largest: as many nodes as any training plants, in as
 * many columns as there can be, every one with all its thresholds.
 */
#include "render/dashboard/dashboard_parts.h"
#include "tests/test.h"

#include <stdlib.h>
#include <unistd.h>

#include "scoring/forest/bins.h"

enum { TREES = 2000, COLUMNS = 88, CUTS = BINS_MAX };

static void grow(struct forest *f, struct whatif_cuts *cuts, struct arena *a)
{
    size_t nodes = FOREST_NODES / TREES - 1; /* odd: 349 */

    f->n_trees = TREES;
    f->n_columns = COLUMNS;
    f->n_nodes = TREES * nodes;
    f->nodes = ARENA_ARRAY(a, f->n_nodes, struct forest_node);
    f->tree_start = ARENA_ARRAY(a, TREES + 1, uint32_t);
    for (size_t c = 0; c < COLUMNS; c++) {
        cuts[c].n = CUTS;
        cuts[c].list = ARENA_ARRAY(a, CUTS, float);
        for (size_t k = 0; k < CUTS; k++)
            cuts[c].list[k] = -1.2345678e-10f / (float)(k + 1);
    }
    for (size_t i = 0; i < f->n_nodes; i++) {
        bool split = i % nodes < nodes / 2;
        size_t column = i % COLUMNS;
        f->nodes[i] = (struct forest_node){
            .left = split ? (int32_t)(2 * (i % nodes) + 1) : -1,
            .column = (uint16_t)column,
            .missing_left = i & 1,
            .threshold = cuts[column].list[i % CUTS],
            .value = (float)i / (float)f->n_nodes,
            .cover = 1};
    }
}

static void test_largest_is_under_4_mb(void **state)
{
    char dir[] = "/tmp/dealsense-forest-XXXXXX", path[128];
    struct arena a;
    struct model model = {0};
    struct whatif_cuts cuts[COLUMNS];
    struct whatif whatif = {.cuts = cuts};
    struct report report = {.model = &model, .whatif = &whatif};
    struct sink sink;
    struct dashboard d = {.r = &report, .out = &sink};
    struct err err;

    (void)state;
    arena_init(&a);
    buf_init(&d.html);
    grow(&model.forest, cuts, &a);
    assert_true(model.forest.n_nodes > FOREST_NODES - 2 * TREES);
    assert_non_null(mkdtemp(dir));
    sink_init(&sink, dir, &a);
    assert_true(dashboard_forest(&d, &err));
    assert_int_equal(sink.n_files, 1);
    print_message("forest.js: %zu bytes\n", sink.files[0].bytes);
    assert_true(sink.files[0].bytes > 3000000);
    assert_true(sink.files[0].bytes <= 4000000);
    snprintf(path, sizeof path, "%s/dashboard/data/forest.js", dir);
    unlink(path);
    for (char *end = strrchr(path, '/'); end > path + 5;
         end = strrchr(path, '/')) {
        *end = 0;
        rmdir(path);
    }
    sink_release(&sink);
    buf_release(&d.html);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_largest_is_under_4_mb),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

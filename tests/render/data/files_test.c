/* risk_report.csv and the JSON API, read back by Python; same bytes twice. */
#include "tests/test.h"

#include <stdio.h>
#include <unistd.h>

#include "render/base/resources.h"
#include "render/base/tree_dir.h"
#include "render/data/data.h"
#include "tests/render/fixture.h"
#include "render/base/sink.h"
#include "scoring/base/buf.h"

static void write_files(struct sink *s, const struct report *r, struct arena *a)
{
    struct resources h = {NULL, a};
    struct err err = {0};

    assert_true(csv_write(r, &h, s, &err));
    assert_true(api_write(r, &h, s, &err));
    assert_true(model_file_write(r, &h, s, &err));
}

static void check(void (*fixture)(struct report *, struct arena *))
{
    struct arena a;
    struct report r;
    struct sink one, two;
    char dirs[2][32] = {"/tmp/files.XXXXXX", "/tmp/files.XXXXXX"};
    const char *source = getenv("DEALSENSE_SOURCE");

    arena_init(&a);
    fixture(&r, &a);
    assert_non_null(source);
    assert_non_null(mkdtemp(dirs[0]));
    assert_non_null(mkdtemp(dirs[1]));
    sink_init(&one, dirs[0], &a);
    sink_init(&two, dirs[1], &a);
    write_files(&one, &r, &a);
    write_files(&two, &r, &a);
    assert_int_equal(one.n_files, 6 + API_DESCRIPTIONS + r.n_pages);
    assert_int_equal(one.n_files, two.n_files);
    for (size_t i = 0; i < one.n_files; i++) {
        assert_true(sv_eq(one.files[i].name, two.files[i].name));
        assert_string_equal(one.files[i].sha256, two.files[i].sha256);
    }
    struct sv command = sv_printf(
        &a, "/usr/bin/python3 '%s/tests/render/check_files.py' %s %zu", source,
        dirs[0], r.n_deals);
    assert_int_equal(system(command.ptr), 0);
    sink_release(&one);
    sink_release(&two);
    dir_remove(dirs[0]);
    dir_remove(dirs[1]);
    arena_release(&a);
}

static void hybrid(void **state)
{
    (void)state;
    check(fixture_report);
}

static void rules_only(void **state)
{
    (void)state;
    check(fixture_report_rules_only);
}

static void empty(void **state)
{
    (void)state;
    check(fixture_report_empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hybrid),
        cmocka_unit_test(rules_only),
        cmocka_unit_test(empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

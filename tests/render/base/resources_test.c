/* House: what is embedded is what lies in the source; DIR replaces it. */
#include "tests/test.h"

#include <stdio.h>
#include <unistd.h>

#include "render/base/embedded.h"
#include "render/base/resources.h"
#include "scoring/base/buf.h"
#include "scoring/base/file.h"

static void embeds_every_byte(void **state)
{
    (void)state;
    const char *root = getenv("DEALSENSE_SOURCE");

    assert_non_null(root);
    assert_true(EMBEDDED_N >= 3);
    for (size_t i = 0; i < EMBEDDED_N; i++) {
        struct sv got;
        struct file f;
        struct err err;
        struct buf path;
        const char *name = EMBEDDED[i].name;

        assert_true(embedded_get(&got, name));
        assert_int_equal(got.ptr[got.len], 0);
        if (!strncmp(name, "fonts/", 6)) {
            assert_memory_equal(got.ptr, "\0\1\0\0", 4); /* TrueType */
            continue;
        }
        buf_init(&path);
        buf_printf(&path, "%s/%s", root, name);
        assert_true(file_open(&f, path.ptr, &err));
        assert_true(sv_eq(got, f.bytes));
        file_close(&f);
        buf_release(&path);
    }
    assert_false(embedded_get(&(struct sv){0}, "templates/none"));
}

static void own_files_replace_all_but_fonts(void **state)
{
    (void)state;
    char dir[] = "/tmp/house.XXXXXX", path[128];
    struct arena a;
    struct err err;
    struct sv font, got, own = SV("own");
    const char *name = NULL;

    arena_init(&a);
    assert_non_null(mkdtemp(dir));
    struct resources h = {dir, &a};
    assert_true(embedded_get(&font, "fonts/Roboto-Bold.ttf"));
    snprintf(path, sizeof path, "%s/Roboto-Bold.ttf", dir);
    assert_true(file_write(path, own, &err));
    assert_true(resources_get(&got, &h, "fonts/Roboto-Bold.ttf", &err));
    assert_true(sv_eq(got, font));
    unlink(path);
    for (size_t i = 0; i < EMBEDDED_N && !name; i++)
        if (strncmp(EMBEDDED[i].name, "fonts/", 6) &&
            !strchr(strchr(EMBEDDED[i].name, '/') + 1, '/'))
            name = EMBEDDED[i].name;
    if (name) {
        assert_true(resources_get(&got, &h, name, &err));
        assert_false(sv_eq(got, own)); /* not there: the embedded one */
        snprintf(path, sizeof path, "%s/%s", dir, strchr(name, '/') + 1);
        assert_true(file_write(path, own, &err));
        assert_true(resources_get(&got, &h, name, &err));
        assert_true(sv_eq(got, own));
        char key[65], again[65];
        assert_true(resources_key(key, &h, &err));
        assert_int_equal(strlen(key), 64);
        assert_true(file_write(path, SV("own2"), &err));
        assert_true(resources_key(again, &h, &err));
        assert_string_not_equal(key, again);
        unlink(path);
        assert_true(resources_key(key, &h, &err));
        assert_string_equal(key, "");
    }
    rmdir(dir);
    assert_false(resources_key(path, &h, &err)); /* DIR is gone */
    assert_int_equal(err.code, EXIT_INPUT);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(embeds_every_byte),
        cmocka_unit_test(own_files_replace_all_but_fonts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

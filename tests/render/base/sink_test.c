/* Sink: folders made, bytes hashed, failures said. */
#include "tests/test.h"

#include <stdio.h>
#include <sys/resource.h>
#include <signal.h>
#include <unistd.h>

#include "render/base/sink.h"

static char dir[32];

static int make_dir(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/sink.XXXXXX");
    return !mkdtemp(dir);
}

static int remove_dir(void **state)
{
    static const char *const names[] = {"a/b/one.txt", "a/b", "a/two.txt", "a",
                                        "three.bin",   "big", ""};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        remove(path);
    }
    return 0;
}

/* "abc": the vector of FIPS 180-2, B.1. */
static const char ABC[] =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

static void records_what_it_writes(void **state)
{
    (void)state;
    struct arena a;
    struct sink s;
    struct err err;
    struct file f;
    const char *path;

    arena_init(&a);
    sink_init(&s, dir, &a);
    assert_true(sink_put(&s, "a/b/one.txt", SV("abc"), &err));
    assert_true(sink_put(&s, "a/two.txt", SV(""), &err));
    path = sink_path(&s, "three.bin", &err);
    assert_non_null(path);
    assert_int_equal(path[0], '/');
    assert_true(file_write(path, SV("abc"), &err));
    assert_true(sink_take(&s, "three.bin", &err));
    assert_int_equal(s.n_files, 3);
    assert_true(sv_eq(s.files[0].name, SV("a/b/one.txt")));
    assert_string_equal(s.files[0].sha256, ABC);
    assert_int_equal(s.files[1].bytes, 0);
    assert_string_equal(s.files[2].sha256, ABC);
    assert_int_equal(s.files[2].bytes, 3);
    path = sink_path(&s, "a/b/one.txt", &err);
    assert_true(file_open(&f, path, &err));
    assert_true(sv_eq(f.bytes, SV("abc")));
    file_close(&f);
    sink_release(&s);
    sink_release(NULL);
    arena_release(&a);
}

static void says_what_failed(void **state)
{
    (void)state;
    static char big[100000];
    struct arena a;
    struct sink s;
    struct err err = {0};
    struct rlimit old, small;

    arena_init(&a);
    sink_init(&s, dir, &a);
    assert_false(sink_take(&s, "nothing", &err));
    assert_int_equal(err.code, EXIT_SYSTEM);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = (struct rlimit){5000, old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_false(sink_put(&s, "big", (struct sv){big, sizeof big}, &err));
    setrlimit(RLIMIT_FSIZE, &old);
    assert_int_equal(err.code, EXIT_SYSTEM);
    assert_non_null(strstr(err.text, "big"));
    assert_int_equal(s.n_files, 0);
    sink_release(&s);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_what_it_writes),
        cmocka_unit_test(says_what_failed),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}

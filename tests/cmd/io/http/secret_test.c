#include "tests/test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/io/http/secret.h"
#include "scoring/base/file.h"

static char folder[] = "/tmp/dealsense-test-XXXXXX";

static struct sv path(struct arena *a, const char *name)
{
    return sv_printf(a, "%s/%s", folder, name);
}

static bool take(struct secret *s, struct sv file, struct err *err)
{
    return secret_read(s, "the test secret", "DEALSENSE_TEST_SECRET",
                       "[test] secret_file", file, err);
}

static void from_the_environment(void **state)
{
    struct secret s;
    struct err err;

    (void)state;
    setenv("DEALSENSE_TEST_SECRET", "pa55 word", 1);
    const char *was = getenv("DEALSENSE_TEST_SECRET");
    assert_true(take(&s, (struct sv){0}, &err));
    assert_true(sv_eq(secret_sv(&s), SV("pa55 word")));
    /* Nothing is left in the environment, nor where it stood. */
    assert_null(getenv("DEALSENSE_TEST_SECRET"));
    assert_int_equal(was[0], 0);
    secret_release(&s);
    for (size_t i = 0; i < sizeof s.text; i++)
        assert_int_equal(s.text[i], 0);
    assert_false(take(&s, (struct sv){0}, &err));
    assert_non_null(strstr(err.text, "DEALSENSE_TEST_SECRET"));
    assert_non_null(strstr(err.text, "[test] secret_file"));
    setenv("DEALSENSE_TEST_SECRET", "two\nlines", 1);
    assert_false(take(&s, (struct sv){0}, &err));
    assert_null(strstr(err.text, "lines"));
    assert_int_equal(err.code, EXIT_INPUT);
}

static void from_a_file_of_ones_own(void **state)
{
    struct arena a;
    struct secret s;
    struct err err;

    (void)state;
    arena_init(&a);
    struct sv file = path(&a, "own");
    assert_true(file_write(file.ptr, SV("hush\r\n"), &err));
    static const struct {
        mode_t mode;
        bool ok;
    } MODES[] = {{0600, true},  {0400, true},  {0640, false},
                 {0604, false}, {0620, false}, {0644, false}};
    for (size_t i = 0; i < sizeof MODES / sizeof MODES[0]; i++) {
        assert_int_equal(chmod(file.ptr, MODES[i].mode), 0);
        assert_int_equal(take(&s, file, &err), MODES[i].ok);
        if (MODES[i].ok)
            assert_true(sv_eq(secret_sv(&s), SV("hush")));
        else
            assert_non_null(strstr(err.text, "chmod 600"));
        assert_null(strstr(err.text, "hush"));
        secret_release(&s);
    }
    chmod(file.ptr, 0600);
    /* What a link points at is judged, not the link. */
    struct sv link = path(&a, "link");
    assert_int_equal(symlink(file.ptr, link.ptr), 0);
    assert_true(take(&s, link, &err));
    chmod(file.ptr, 0644);
    assert_false(take(&s, link, &err));
    if (geteuid() == 0) { /* only root can make a file of another */
        chmod(file.ptr, 0600);
        assert_int_equal(chown(file.ptr, 12345, 12345), 0);
        assert_false(take(&s, link, &err));
        assert_non_null(strstr(err.text, "another user"));
        assert_int_equal(chown(file.ptr, 0, 0), 0);
    }
    unlink(file.ptr);
    assert_false(take(&s, link, &err));
    unlink(link.ptr);
    /* A pipe that nobody writes to does not hang us. */
    assert_int_equal(mkfifo(file.ptr, 0600), 0);
    assert_false(take(&s, file, &err));
    assert_non_null(strstr(err.text, "no regular file"));
    unlink(file.ptr);
    secret_release(&s);
    arena_release(&a);
}

static void of_a_useful_length(void **state)
{
    static const char long_text[SECRET_BYTES + 1];
    struct arena a;
    struct secret s;
    struct err err;

    (void)state;
    arena_init(&a);
    struct sv file = path(&a, "length");
    static const struct {
        struct sv bytes;
        const char *word;
    } BAD[] = {{{"", 0}, "empty"},
               {{"\n", 1}, "empty"},
               {{"a\nb", 3}, "more than one line"},
               {{"a\0b", 3}, "more than one line"},
               {{long_text, SECRET_BYTES}, "too long"}};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_true(file_write(file.ptr, BAD[i].bytes, &err));
        chmod(file.ptr, 0600);
        assert_false(take(&s, file, &err));
        assert_non_null(strstr(err.text, BAD[i].word));
    }
    unlink(file.ptr);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_the_environment),
        cmocka_unit_test(from_a_file_of_ones_own),
        cmocka_unit_test(of_a_useful_length),
    };

    if (!mkdtemp(folder))
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rmdir(folder);
    return failed;
}

/* A child: what it hands back, and what becomes of each way to end. */
#include "tests/test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd/io/process/child.h"

enum { LONG = 3 << 20, PATIENCE = 1 };

static void says_much(void *ctx, struct buf *out)
{
    for (size_t i = 0; i < LONG; i++)
        buf_add_char(out, *(const char *)ctx);
}

static void aborts(void *ctx, struct buf *out)
{
    (void)ctx;
    (void)out;
    fprintf(stderr, "\nLib-ERROR: no memory\n");
    signal(SIGABRT, SIG_DFL);
    raise(SIGABRT);
}

static void refuses(void *ctx, struct buf *out)
{
    (void)ctx;
    (void)out;
    fprintf(stderr, "noise\ndealsense: out of memory: buy some\n");
    _exit(EXIT_SYSTEM);
}

static void stands_still(void *ctx, struct buf *out)
{
    (void)ctx;
    (void)out;
    for (;;)
        pause();
}

static bool lives(void (*fn)(void *ctx, struct buf *out), void *ctx,
                  struct child *c, struct sv *bytes, struct err *err)
{
    assert_true(child_start(c, fn, ctx, err));
    assert_int_equal(child_wait(c, 1, PATIENCE), 0);
    return child_result(c, bytes, err);
}

static void hands_back_its_bytes(void **state)
{
    struct child c[2];
    struct err err = {0};
    struct sv bytes;

    (void)state;
    assert_true(child_start(&c[0], says_much, (void *)"a", &err));
    assert_true(child_start(&c[1], says_much, (void *)"b", &err));
    for (size_t ended = 0; ended < 2; ended++) {
        size_t k = child_wait(c, 2, PATIENCE);
        assert_true(k < 2);
        assert_true(child_result(&c[k], &bytes, &err));
        assert_int_equal(bytes.len, LONG);
        for (size_t i = 0; i < bytes.len; i++)
            if (bytes.ptr[i] != (char)('a' + k))
                fail_msg("byte %zu of child %zu", i, k);
    }
    assert_int_equal(child_wait(c, 2, PATIENCE), 2); /* none is left */
    child_release(&c[0]);
    child_release(&c[1]);
}

static void tells_how_it_ended(void **state)
{
    static const struct {
        void (*fn)(void *ctx, struct buf *out);
        const char *want;
    } CASES[] = {
        {aborts, "its process ended (signal 6): Lib-ERROR: no memory; most "
                 "likely out of memory"},
        {refuses, "out of memory: buy some"},
        {stands_still, "its process stood still for 1 s and was ended"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct child c;
        struct err err = {0};
        struct sv bytes;
        assert_false(lives(CASES[k].fn, NULL, &c, &bytes, &err));
        assert_int_equal(err.code, EXIT_SYSTEM);
        if (strncmp(err.text, CASES[k].want, strlen(CASES[k].want)))
            fail_msg("\"%s\", not \"%s\"", err.text, CASES[k].want);
        child_release(&c);
    }
}

/* A pipe that cannot be read is not one that has ended. */
static void tells_why_it_is_deaf(void **state)
{
    struct child c;
    struct err err = {0};
    struct sv bytes;

    (void)state;
    assert_true(child_start(&c, says_much, (void *)"a", &err));
    int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(dup2(folder, c.pipes[0]) >= 0);
    close(folder);
    assert_int_equal(child_wait(&c, 1, PATIENCE), 0);
    assert_false(child_result(&c, &bytes, &err));
    assert_int_equal(err.code, EXIT_SYSTEM);
    assert_string_equal(err.text,
                        "cannot hear its process: Is a directory");
    child_release(&c);
}

/* One that nobody waits for ends with its release. */
static void release_ends_it(void **state)
{
    struct child c;
    struct err err = {0};

    (void)state;
    assert_true(child_start(&c, stands_still, NULL, &err));
    pid_t pid = c.pid;
    child_release(&c);
    assert_int_equal(kill(pid, 0), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_back_its_bytes),
        cmocka_unit_test(tells_how_it_ended),
        cmocka_unit_test(tells_why_it_is_deaf),
        cmocka_unit_test(release_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

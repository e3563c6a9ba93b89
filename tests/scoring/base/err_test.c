/* Errors: whose fault a call is, and that a message is one line. */
#include "tests/test.h"

#include <errno.h>

#include "scoring/base/err.h"
#include "scoring/base/file.h"

static void tells_the_machine_from_the_user(void **state)
{
    (void)state;
    assert_int_equal(err_code_of(ENOENT), EXIT_INPUT);
    assert_int_equal(err_code_of(EACCES), EXIT_INPUT);
    assert_int_equal(err_code_of(EIO), EXIT_SYSTEM);
    assert_int_equal(err_code_of(EMFILE), EXIT_SYSTEM);
    assert_int_equal(err_code_of(ENOMEM), EXIT_SYSTEM);
}

/* The memory of this process has no first page: the kernel answers EIO. */
static void a_read_that_fails_is_the_machines(void **state)
{
    struct err err = {0};
    struct file f;

    (void)state;
    assert_false(file_open(&f, "/nowhere/at all", &err));
    assert_int_equal(err.code, EXIT_INPUT);
    assert_false(file_open(&f, "/proc/self/mem", &err));
    assert_int_equal(err.code, EXIT_SYSTEM);
    assert_string_equal(err.text,
                        "/proc/self/mem: cannot read: Input/output error");
}

static void a_message_is_one_line(void **state)
{
    struct err err = {0};

    (void)state;
    assert_false(err_set(&err, EXIT_INPUT, "%s", "a\nb\x1b[31m\xff"));
    assert_string_equal(err.text, "a?b?[31m?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_machine_from_the_user),
        cmocka_unit_test(a_read_that_fails_is_the_machines),
        cmocka_unit_test(a_message_is_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

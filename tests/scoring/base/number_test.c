/* Number: patterns as people type them, and the marks of each. */
#include "tests/test.h"

#include <string.h>

#include "scoring/base/number.h"

static void patterns_are_found(void **state)
{
    static const struct {
        const char *typed;
        enum numbers numbers;
    } cases[] = {
        {"1,234.56", NUMBERS_COMMA_POINT},
        {"1.234,56", NUMBERS_POINT_COMMA},
        {"1 234,56", NUMBERS_BLANK_COMMA},
        {"1\u00a0234,56", NUMBERS_BLANK_COMMA},
        {"1\u202f234,56", NUMBERS_BLANK_COMMA},
        {"1\u2009234.56", NUMBERS_BLANK_POINT},
        {"1'234.56", NUMBERS_APOSTROPHE_POINT},
        {"1\u2019234.56", NUMBERS_APOSTROPHE_POINT},
        {"1234.56", NUMBERS_POINT},
        {"1234,56", NUMBERS_COMMA},
        {"12,34,567.89", NUMBERS_LAKH},
    };
    static const char *const none[] = {"",         "1",         "1,234",
                                       "1,234.5",  "1_234.56",  "1,234,56",
                                       "1.234.56", "1,234.567", "1  234,56"};
    enum numbers found;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(number_find(&found, sv_from(cases[i].typed)));
        assert_int_equal(found, cases[i].numbers);
    }
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_false(number_find(&found, sv_from(none[i])));
}

/* Each pattern is what its own style makes of its digits; and the error text
 * names it. */
static void patterns_show_themselves(void **state)
{
    char out[NUMBER_TEXT];
    struct arena a;
    enum numbers found;

    (void)state;
    arena_init(&a);
    const char *list = sv_cstr(&a, number_patterns(&a));
    for (enum numbers k = 0; k < NUMBERS_COUNT; k++) {
        const char *plain = number_marks(k)->lakh ? "1234567.89" : "1234.56";
        assert_true(number_find(&found, sv_from(number_write(out, plain, k))));
        assert_int_equal(found, k);
        assert_non_null(strstr(list, number_marks(k)->pattern));
    }
    arena_release(&a);
}

static void writes_and_never_overruns(void **state)
{
    char out[NUMBER_TEXT], digits[400];

    (void)state;
    assert_string_equal(number_write(out, "", NUMBERS_LAKH), "");
    assert_string_equal(number_write(out, "7", NUMBERS_LAKH), "7");
    assert_string_equal(number_write(out, "123", NUMBERS_LAKH), "123");
    assert_string_equal(number_write(out, "1234", NUMBERS_LAKH), "1,234");
    assert_string_equal(number_write(out, "123456", NUMBERS_LAKH), "1,23,456");
    assert_string_equal(number_write(out, "1e+300", NUMBERS_COMMA), "1e+300");
    assert_string_equal(number_write(out, "39.5%", NUMBERS_COMMA), "39,5%");
    assert_string_equal(number_write(out, "0.0312", NUMBERS_BLANK_COMMA),
                        "0,0312");
    memset(digits, '9', sizeof digits - 1);
    digits[sizeof digits - 1] = 0;
    for (enum numbers k = 0; k < NUMBERS_COUNT; k++)
        assert_true(strlen(number_write(out, digits, k)) < NUMBER_TEXT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_are_found),
        cmocka_unit_test(patterns_show_themselves),
        cmocka_unit_test(writes_and_never_overruns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

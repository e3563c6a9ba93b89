/* Numbers as data files hold them: whole where they are, exact otherwise. */
#include "tests/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "render/format.h"

static void exact_numbers_read_back(void **state)
{
    (void)state;
    static const struct {
        double x;
        const char *text;
    } cases[] = {{110, "110"}, {7000, "7000"},     {-0.0, "0"},
                 {-20, "-20"}, {0.1, "0.1"},       {120.5, "120.5"},
                 {NAN, ""},    {1e9, "1000000000"}};
    char out[FORMAT_TEXT];

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_string_equal(format_exact(out, cases[k].x), cases[k].text);
    assert_true(strtod(format_exact(out, 1.0 / 3), NULL) == 1.0 / 3);
    assert_true(strtod(format_exact(out, 1e300), NULL) == 1e300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_numbers_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

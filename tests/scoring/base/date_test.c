/* Civil dates: round trips, limits, quarters. */
#include "tests/test.h"

#include "scoring/base/date.h"

static void round_trips_every_day(void **state)
{
    (void)state;
    int32_t first = date_from_civil(1900, 1, 1);
    int32_t last = date_from_civil(2199, 12, 31);

    for (int32_t day = first; day <= last; day++) {
        char text[DATE_TEXT];
        int32_t back;
        struct civil c = date_civil(day);
        assert_int_equal(date_from_civil(c.year, c.month, c.day), day);
        assert_true(date_parse_iso(&back, sv_from(date_iso(text, day))));
        assert_int_equal(back, day);
        assert_int_equal(date_weekday(day),
                         ((day - first) % 7 + 0) % 7); /* a Monday */
    }
}

static void refuses_days_that_do_not_exist(void **state)
{
    (void)state;
    int32_t out = 7;

    assert_int_equal(date_from_civil(2023, 2, 29), DATE_NONE);
    assert_int_not_equal(date_from_civil(2024, 2, 29), DATE_NONE);
    assert_int_equal(date_from_civil(2100, 2, 29), DATE_NONE);
    assert_false(date_parse_iso(&out, SV("2023-13-01")));
    assert_false(date_parse_iso(&out, SV("2023-1-01")));
    assert_false(date_parse_iso(&out, SV("20230101")));
    assert_int_equal(out, 7);
}

static void names_quarters(void **state)
{
    (void)state;
    char name[DATE_TEXT];
    int32_t day = date_from_civil(2024, 1, 1);

    assert_string_equal(date_said(name, day - 1), "31 Dec 2023");
    assert_string_equal(date_said(name, day + 213), "1 Aug 2024");
    assert_string_equal(date_said(name, DATE_NONE), "");
    assert_string_equal(quarter_name(name, date_quarter(day, 1)), "2024Q1");
    assert_string_equal(quarter_name(name, date_quarter(day - 1, 1)), "2023Q4");
    assert_int_equal(quarter_start(date_quarter(day + 40, 1), 1), day);
    /* Fiscal year from February: January 2024 is the last month of FY24. */
    assert_string_equal(quarter_name(name, date_quarter(day, 2)), "2024Q4");
    assert_string_equal(quarter_label(name, date_quarter(day, 2), 2),
                        "Q4 FY2024");
    assert_string_equal(quarter_label(name, date_quarter(day, 1), 1),
                        "Q1 2024");
    assert_int_equal(quarter_start(date_quarter(day, 2), 2),
                     date_from_civil(2023, 11, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trips_every_day),
        cmocka_unit_test(refuses_days_that_do_not_exist),
        cmocka_unit_test(names_quarters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Numbers for people and for machines. */
#include "tests/test.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#include "render/words/format.h"
#include "scoring/base/rng.h"

static const struct style PLAIN; /* no currency, English marks */

static char t[FORMAT_TEXT];

static struct style money(const char *code)
{
    return (struct style){.code = sv_from(code)};
}

static void money_is_short(void **state)
{
    static const struct {
        double x;
        const char *currency, *text;
    } cases[] = {
        {0, "USD", "$0"},
        {999, "USD", "$999"},
        {1234, "USD", "$1.2K"},
        {999.5, "USD", "$1.0K"},
        {999499, "USD", "$999K"},
        {999500, "USD", "$1.0M"},
        {1234567, "EUR",
         "\xe2\x82\xac"
         "1.2M"},
        {98765432, "USD", "$98.8M"},
        {123456789, "USD", "$123M"},
        {-1500, "GBP",
         "\xe2\x88\x92\xc2\xa3"
         "1.5K"},
        {2.5e9, "", "2.5B"},
        {1000, "SEK", "SEK 1.0K"},
        {NAN, "USD", "\xe2\x80\x93"},
        {INFINITY, "USD", "\xe2\x80\x93"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(
            format_money_short(t, cases[i].x, money(cases[i].currency)),
            cases[i].text);
}

static void money_is_full(void **state)
{
    (void)state;
    assert_string_equal(format_money_full(t, 1234567.5, money("USD")),
                        "$1,234,568");
    assert_string_equal(format_money_full(t, -0.4, money("USD")), "$0");
    assert_string_equal(format_count(t, 999, PLAIN), "999");
    assert_string_equal(format_count(t, 1000, PLAIN), "1,000");
    assert_string_equal(format_count(t, 12345678, PLAIN), "12,345,678");
    struct style krona = {SV("SEK"), SV("kr"), true, 0};
    assert_string_equal(format_money_full(t, -1234, krona),
                        "\u22121,234\u00a0kr");
    assert_string_equal(format_money_short(t, 1234567, krona), "1.2M\u00a0kr");
    krona.after = false;
    assert_string_equal(format_money_short(t, 1234567, krona), "kr 1.2M");
    /* The largest number is cut, not overrun. */
    /* A double's 15 digits, not the binary number behind them. */
    assert_string_equal(format_money_full(t, 1e17, money("USD")),
                        "$100,000,000,000,000,000");
    assert_string_equal(
        format_money_full(t, 123456789012345677.0, money("USD")),
        "$123,456,789,012,346,000");
    assert_string_equal(format_money_full(t, 999999999999999900.0, money("")),
                        "1,000,000,000,000,000,000");
    assert_string_equal(format_money_full(t, 2000000000000001, money("")),
                        "2,000,000,000,000,000");
    assert_string_equal(format_money_full(t, 999999999999999, money("")),
                        "999,999,999,999,999");
    assert_true(strlen(format_money_full(t, DBL_MAX, money("USD"))) <
                FORMAT_TEXT);
}

static void styles_of_companies(void **state)
{
    static const struct {
        enum numbers numbers;
        const char *zero, *tiny, *edge, *large, *score, *share, *p;
        const char *shorts[6]; /* 999.4 999.5 999499 999500 1234567 −98765432 */
    } cases[] = {
        {NUMBERS_COMMA_POINT,
         "0.0",
         "0.0",
         "1,000.0",
         "1,234,567.89",
         "69.5",
         "30.1%",
         "p = 0.031",
         {"999", "1.0K", "999K", "1.0M", "1.2M", "\u221298.8M"}},
        {NUMBERS_POINT_COMMA,
         "0,0",
         "0,0",
         "1.000,0",
         "1.234.567,89",
         "69,5",
         "30,1%",
         "p = 0,031",
         {"999", "1,0K", "999K", "1,0M", "1,2M", "\u221298,8M"}},
        {NUMBERS_BLANK_COMMA,
         "0,0",
         "0,0",
         "1\u202f000,0",
         "1\u202f234\u202f567,89",
         "69,5",
         "30,1%",
         "p = 0,031",
         {"999", "1,0K", "999K", "1,0M", "1,2M", "\u221298,8M"}},
        {NUMBERS_BLANK_POINT,
         "0.0",
         "0.0",
         "1\u202f000.0",
         "1\u202f234\u202f567.89",
         "69.5",
         "30.1%",
         "p = 0.031",
         {"999", "1.0K", "999K", "1.0M", "1.2M", "\u221298.8M"}},
        {NUMBERS_APOSTROPHE_POINT,
         "0.0",
         "0.0",
         "1\u2019000.0",
         "1\u2019234\u2019567.89",
         "69.5",
         "30.1%",
         "p = 0.031",
         {"999", "1.0K", "999K", "1.0M", "1.2M", "\u221298.8M"}},
        {NUMBERS_POINT,
         "0.0",
         "0.0",
         "1000.0",
         "1234567.89",
         "69.5",
         "30.1%",
         "p = 0.031",
         {"999", "1.0K", "999K", "1.0M", "1.2M", "\u221298.8M"}},
        {NUMBERS_COMMA,
         "0,0",
         "0,0",
         "1000,0",
         "1234567,89",
         "69,5",
         "30,1%",
         "p = 0,031",
         {"999", "1,0K", "999K", "1,0M", "1,2M", "\u221298,8M"}},
        {NUMBERS_LAKH,
         "0.0",
         "0.0",
         "1,000.0",
         "12,34,567.89",
         "69.5",
         "30.1%",
         "p = 0.031",
         {"999", "1.0K", "10.0L", "10.0L", "12.3L", "\u22129.9Cr"}},
    };
    static const double amounts[] = {999.4,  999.5,   999499,
                                     999500, 1234567, -98765432};

    (void)state;
    assert_int_equal(sizeof cases / sizeof cases[0], NUMBERS_COUNT);
    for (size_t i = 0; i < NUMBERS_COUNT; i++) {
        struct style s = {.numbers = cases[i].numbers};
        assert_int_equal(cases[i].numbers, i);
        assert_string_equal(format_fixed(t, 0, 1, s), cases[i].zero);
        assert_string_equal(format_signed(t, -0.04, 1, s), cases[i].tiny);
        assert_string_equal(format_fixed(t, 999.95, 1, s), cases[i].edge);
        assert_string_equal(format_fixed(t, 1234567.891, 2, s), cases[i].large);
        assert_string_equal(format_fixed(t, 69.5, 1, s), cases[i].score);
        assert_string_equal(format_percent(t, 0.301, 1, s), cases[i].share);
        assert_string_equal(format_p(t, 0.0312, s), cases[i].p);
        assert_string_equal(format_count(t, NAN, s), "\u2013");
        assert_string_equal(format_fixed(t, NAN, 1, s), "\u2013");
        assert_string_equal(format_money_short(t, NAN, s), "\u2013");
        for (size_t k = 0; k < 6; k++)
            assert_string_equal(format_money_short(t, amounts[k], s),
                                cases[i].shorts[k]);
        assert_true(strlen(format_money_full(t, DBL_MAX, s)) < FORMAT_TEXT);
    }
    struct style krona = {SV("SEK"), SV("kr"), true, NUMBERS_BLANK_COMMA};
    assert_string_equal(format_money_full(t, -1234567, krona),
                        "\u22121\u202f234\u202f567\u00a0kr");
    struct style rupee = {SV("INR"), {0}, false, NUMBERS_LAKH};
    assert_string_equal(format_money_full(t, 123456789, rupee),
                        "\u20b912,34,56,789");
    assert_string_equal(format_money_full(t, 100000, rupee), "\u20b91,00,000");
    assert_string_equal(format_money_short(t, 99949, rupee), "\u20b999.9K");
    assert_string_equal(format_money_short(t, 99950, rupee), "\u20b91.0L");
    assert_string_equal(format_money_short(t, 12.5e12, rupee),
                        "\u20b912,50,000Cr");
    assert_string_equal(format_setting(t, 0.445, krona), "0,445");
    assert_string_equal(format_setting(t, -1234.5, krona),
                        "\u22121\u202f234,5");
}

static void rounds_half_away_from_zero(void **state)
{
    (void)state;
    assert_string_equal(format_fixed(t, 0.15, 1, PLAIN), "0.2");
    assert_string_equal(format_fixed(t, -0.15, 1, PLAIN), "\xe2\x88\x92"
                                                          "0.2");
    assert_string_equal(format_fixed(t, -0.04, 1, PLAIN), "0.0");
    assert_string_equal(format_fixed(t, 2.5, 0, PLAIN), "3");
    assert_string_equal(format_signed(t, 4.25, 1, PLAIN), "+4.3");
    assert_string_equal(format_signed(t, 0.04, 1, PLAIN), "0.0");
    assert_string_equal(format_percent(t, 0.305, 0, PLAIN), "31%");
    assert_string_equal(format_percent(t, NAN, 0, PLAIN), "\xe2\x80\x93");
}

static void dates_have_no_leading_zero(void **state)
{
    (void)state;
    int32_t day = date_from_civil(2024, 1, 1);

    assert_string_equal(format_date(t, day), "1 Jan 2024");
    assert_string_equal(format_date_long(t, day + 243), "31 August 2024");
    assert_string_equal(format_date(t, DATE_NONE), "\xe2\x80\x93");
}

static void exact_text_reads_back(void **state)
{
    struct rng r;

    (void)state;
    assert_string_equal(number_exact(t, 1250000), "1250000");
    assert_string_equal(number_exact(t, 110), "110");
    assert_string_equal(number_exact(t, -20), "-20");
    assert_string_equal(number_exact(t, 46500.5), "46500.5");
    assert_string_equal(number_exact(t, 0.1), "0.1");
    assert_string_equal(number_exact(t, -0.0), "0");
    assert_string_equal(number_exact(t, NAN), "");
    assert_string_equal(number_exact(t, 23999.99), "23999.99");
    rng_init(&r, 1, 0);
    for (int i = 0; i < 10000; i++) {
        double x = ldexp(rng_normal(&r), (int)rng_below(&r, 120) - 60);
        assert_true(strtod(number_exact(t, x), NULL) == x);
        x = number_round(x, 2);
        assert_true(strtod(number_exact(t, x), NULL) == x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_is_short),
        cmocka_unit_test(money_is_full),
        cmocka_unit_test(styles_of_companies),
        cmocka_unit_test(rounds_half_away_from_zero),
        cmocka_unit_test(dates_have_no_leading_zero),
        cmocka_unit_test(exact_text_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Codes of number formats, and numbers as the texts that the gate reads. */
#include "tests/test.h"

#include "scoring/intake/amount.h"
#include "scoring/intake/cell_format.h"

static const char *shown(const char *code, const char *raw, bool date1904)
{
    static char out[CELL_TEXT + 1];
    char text[CELL_TEXT];
    struct cell_format f = cell_format_of(sv_from(code));

    snprintf(out, sizeof out, "%.*s",
             SV_ARG(cell_format_text(text, sv_from(raw), &f, date1904)));
    return out;
}

static void numbers_as_the_gate_reads_them(void **state)
{
    static const struct {
        const char *code, *raw, *want;
    } CASES[] = {
        /* plain numbers: the shortest text, no exponent, no locale */
        {"General", "1200", "1200"},
        {"General", "1200.50", "1200.5"},
        {"General", "0.28999999999999998", "0.29"},
        {"General", "0.30000000000000004", "0.30000000000000004"},
        {"General", "1.2E+15", "1200000000000000"},
        {"General", "12345678901234567", "12345678901234568"},
        {"General", "9007199254740993", "9007199254740992"},
        {"General", "1E-3", "0.001"},
        {"General", "1.5e300", "1.5e300"},
        {"General", "-7.25", "-7.25"},
        {"General", "-0", "0"},
        {"General", "007", "7"},
        {"General", "0", "0"},
        {"General", ".5", "0.5"},
        {"General", " 12 ", "12"},
        {"General", "12abc", "12abc"},
        {"General", "1.2.3", "1.2.3"},
        {"General", "", ""},
        {"General", "1e", "1e"},
        /* three places that could be thousands */
        {"#,##0.000", "1.234", "1.2340"},
        {"0.000", "0.125", "0.125"},
        {"0.000", "1234.125", "1234.125"},
        {"00000", "42", "00042"},
        {"00000", "0", "00000"},
        {"000", "1234", "1234"},
        {"0.00", "42", "42"},
        {"0.00E+00", "45000", "45000"},
        {"#,##0\" deals\"", "5", "5"},
        {"Standard", "45322", "45322"},
        {"[>1000]0.0,\"K\";0", "12500", "12500"},
        {"[Red]0", "5", "5"},
        {"@", "5", "5"},
        /* shares */
        {"0%", "0.07", "7%"},
        {"0.0%", "0.255", "25.5%"},
        {"0%", "1", "100%"},
        {"0%", "0", "0%"},
        {"0%", "-0.5", "-50%"},
        {"0%", "1E-3", "0.1%"},
        {"0\"%\"", "7", "7"},
        {"0\\%", "7", "7"},
        /* money */
        {"\"$\"#,##0.00", "1234.5", "$ 1234.5"},
        {"$#,##0", "-1234.5", "$ -1234.5"},
        {"[$\xe2\x82\xac-407] #,##0.00", "5", "\xe2\x82\xac 5"},
        {"#,##0.00\\ [$\xe2\x82\xac-1]", "5", "\xe2\x82\xac 5"},
        {"#,##0.00 \"\xe2\x82\xac\"", "5", "\xe2\x82\xac 5"},
        {"_-* #,##0.00\\ \"\xe2\x82\xac\"_-;\\-* #,##0.00", "5",
         "\xe2\x82\xac 5"},
        {"_(\"$\"* #,##0.00_);_(\"$\"* \\(#,##0.00\\)", "5", "$ 5"},
        {"[$USD] #,##0", "5", "USD 5"},
        {"[$USD]\\ #,##0.00", "5", "USD 5"},
        {"[$$-409]#,##0.00", "5", "USD 5"},
        {"[$$-1009]#,##0.00", "5", "CAD 5"},
        {"[$$-en-CA]#,##0.00", "5", "CAD 5"},
        {"0 [$kr-sv-SE]", "5", "SEK 5"},
        {"[$\xe2\x82\xac-x-euro2] 0", "5", "\xe2\x82\xac 5"},
        {"[$-en-US]d\\-mmm\\-yy;@", "45322", "2024-01-31"},
        {"[$\xe2\x82\xac-409]#,##0", "5", "\xe2\x82\xac 5"},
        {"#,##0\\ [$kr-41D]", "5", "SEK 5"},
        {"#,##0 \"kr\"", "5", "kr 5"},
        {"[$\xc2\xa3-809]#,##0", "5", "GBP 5"},
        {"#,##0 \"pcs\"", "5", "5"},
        {"#,##0 \"K\"", "5", "5"},
        {"[$-409]#,##0", "5", "5"},
        {"\"of all that was sold in this quarter in $ \"0", "5", "5"},
        /* dates and times */
        {"yyyy-mm-dd", "45322", "2024-01-31"},
        {"yyyy-mm-dd", "45322.75", "2024-01-31T18:00:00"},
        {"dd.mm.yyyy hh:mm", "45322.999999999", "2024-02-01"},
        {"mmm", "45322", "2024-01-31"},
        {"d\\.\\ mmmm", "45322", "2024-01-31"},
        {"[$-407]d. mmmm yyyy;@", "45322", "2024-01-31"},
        {"[$-F800]dddd, mmmm dd, yyyy", "45322", "2024-01-31"},
        {"yyyy\"\xe5\xb9\xb4\"m\"\xe6\x9c\x88\"d\"\xe6\x97\xa5\"", "45322",
         "2024-01-31"},
        {"ge", "45322", "2024-01-31"},
        {"\"day \"0", "45322", "45322"},
        {"0 \"(d)\"", "45322", "45322"},
        {"\\d0", "45322", "45322"},
        {"[Red]0", "45322", "45322"},
        {"yyyy-mm-dd", "1", "1900-01-01"},
        {"yyyy-mm-dd", "59", "1900-02-28"},
        {"yyyy-mm-dd", "60", "1900-02-29"}, /* which never was */
        {"yyyy-mm-dd", "61", "1900-03-01"},
        {"yyyy-mm-dd", "0", "1900-01-00"},
        {"yyyy-mm-dd", "2958465", "9999-12-31"},
        {"yyyy-mm-dd", "2958466", "2958466"},
        {"yyyy-mm-dd", "-1", "-1"},
        {"yyyy-mm-dd", "#N/A", "#N/A"},
        {"h:mm AM/PM", "0.5", "12:00:00"},
        {"h:mm", "45322.5", "2024-01-31T12:00:00"},
        {"mm:ss.0", "0.5", "12:00:00"},
        {"[h]:mm", "1.5", "36:00:00"},
        {"[mm]", "0.25", "06:00:00"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++)
        if (strcmp(shown(CASES[k].code, CASES[k].raw, false), CASES[k].want))
            fail_msg("%s of %s: %s, not %s", CASES[k].code, CASES[k].raw,
                     shown(CASES[k].code, CASES[k].raw, false), CASES[k].want);
}

static void days_from_1904(void **state)
{
    (void)state;
    assert_string_equal(shown("yyyy-mm-dd", "0", true), "1904-01-01");
    assert_string_equal(shown("yyyy-mm-dd", "43860", true), "2024-01-31");
    assert_string_equal(shown("yyyy-mm-dd", "60", true), "1904-03-01");
    assert_string_equal(shown("yyyy-mm-dd", "2957003", true), "9999-12-31");
    assert_string_equal(shown("yyyy-mm-dd", "2957004", true), "2957004");
}

static void builtin_codes(void **state)
{
    static const struct {
        unsigned long id;
        enum cell_kind kind;
    } CASES[] = {
        {0, CELL_NUMBER},   {1, CELL_NUMBER},  {4, CELL_NUMBER},
        {5, CELL_MONEY},    {8, CELL_MONEY},   {9, CELL_PERCENT},
        {10, CELL_PERCENT}, {11, CELL_NUMBER}, {13, CELL_NUMBER},
        {14, CELL_DATE},    {22, CELL_DATE},   {23, CELL_NUMBER},
        {27, CELL_DATE},    {36, CELL_DATE},   {37, CELL_NUMBER},
        {41, CELL_NUMBER},  {44, CELL_MONEY},  {45, CELL_DATE},
        {47, CELL_DATE},    {48, CELL_NUMBER}, {49, CELL_NUMBER},
        {50, CELL_DATE},    {58, CELL_DATE},   {59, CELL_NUMBER},
        {163, CELL_NUMBER},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++)
        assert_int_equal(cell_format_builtin(CASES[k].id).kind, CASES[k].kind);
}

/* What is written reads back, and with its currency. */
static void amounts_come_back(void **state)
{
    static const char *const CODES[] = {"General", "\"$\"#,##0.00",
                                        "[$\xe2\x82\xac-407]0", "[$$-C09]0"};
    static const double WANT[] = {
        0, 0.125, 1.234, 999.999, 1234.567, 57822.92, 123456789.01, 1e15, 1e20};
    static const char *const CURRENCY[] = {"", "USD", "EUR", "AUD"};

    (void)state;
    for (size_t c = 0; c < sizeof CODES / sizeof CODES[0]; c++)
        for (size_t k = 0; k < sizeof WANT / sizeof WANT[0]; k++) {
            char raw[64];
            struct sv currency;
            double got;
            snprintf(raw, sizeof raw, "%.17g", WANT[k]);
            const char *text = shown(CODES[c], raw, false);
            /* The worst a column may say of its marks. */
            assert_true(
                amount_parse(&got, &currency, sv_from(text), DECIMAL_COMMA));
            assert_true(got == WANT[k]);
            assert_int_equal(currency.len, strlen(CURRENCY[c]));
            assert_memory_equal(currency.ptr ? currency.ptr : "", CURRENCY[c],
                                currency.len);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_as_the_gate_reads_them),
        cmocka_unit_test(days_from_1904),
        cmocka_unit_test(builtin_codes),
        cmocka_unit_test(amounts_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

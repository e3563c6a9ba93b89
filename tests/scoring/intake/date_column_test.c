/* Dates: each form alone, then the order that columns decide together. */
#include "tests/test.h"

#include "scoring/intake/date_column.h"

static void forms(void **state)
{
    static const struct {
        const char *text, *mdy, *dmy; /* "" where it does not exist */
    } CASES[] = {
        {"2024-02-29", "2024-02-29", "2024-02-29"},
        {"2023-02-29", "", ""},
        {"2024/03/04", "2024-03-04", "2024-03-04"},
        {"2024.3.4", "2024-03-04", "2024-03-04"},
        {"20240304", "2024-03-04", "2024-03-04"},
        {"20241304", "", ""},
        {" 2024-03-04T23:59:59.000Z ", "2024-03-04", "2024-03-04"},
        {"2024-03-04T23:59:59.000+0000", "2024-03-04", "2024-03-04"},
        {"2024-03-04 23:59:59-05:00", "2024-03-04", "2024-03-04"},
        {"2024-03-04 7:05 UTC", "2024-03-04", "2024-03-04"},
        {"2024-03-04T25:00:00Z", "", ""},
        {"2024-03-04x", "", ""},
        {"3/4/2024", "2024-03-04", "2024-04-03"},
        {"03-04-24", "2024-03-04", "2024-04-03"},
        {"3/4/69", "1969-03-04", "1969-04-03"},
        {"3.4.68", "2068-03-04", "2068-04-03"},
        {"13/4/2024", "", "2024-04-13"},
        {"4/13/2024 11:30 PM", "2024-04-13", ""},
        {"4/13/2024, 11:30:15 a.m.", "2024-04-13", ""},
        {"4/13/2024, 11:30:15\u202fPM", "2024-04-13", ""},
        {"2024-04-13\u00a011:30", "2024-04-13", "2024-04-13"},
        {"4/13/2024 13:30 PM", "", ""},
        {"13/13/2024", "", ""},
        {"1/2/3", "", ""},
        {"1/2/24 25:00", "", ""},
        {"4 Mar 2024", "2024-03-04", "2024-03-04"},
        {"04-MAR-24", "2024-03-04", "2024-03-04"},
        {"March 4, 2024", "2024-03-04", "2024-03-04"},
        {"Marvellous", "", ""},
        {"31 Feb 2024", "", ""},
        {"45292", "", ""},
        {"0/0/0000", "", ""},
        {"99999999999999", "", ""},
        {"", "", ""},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct raw_date raw = raw_date_parse(sv_from(CASES[k].text));
        char mdy[DATE_TEXT], dmy[DATE_TEXT];
        date_iso(mdy, raw_date_resolve(&raw, DATE_ORDER_MDY));
        date_iso(dmy, raw_date_resolve(&raw, DATE_ORDER_DMY));
        if (strcmp(mdy, CASES[k].mdy) || strcmp(dmy, CASES[k].dmy))
            print_error("\"%s\"\n", CASES[k].text);
        assert_string_equal(mdy, CASES[k].mdy);
        assert_string_equal(dmy, CASES[k].dmy);
    }
}

/* Two columns, dates divided by blanks; the order of each, or an error. */
static const char *orders(const char *first, const char *second,
                          enum date_order declared, char error[512])
{
    static const char *const WORDS[] = {"auto", "mdy", "dmy"};
    static char out[64];
    const char *columns[2] = {first, second};
    struct date_evidence e[2] = {{.header = SV("Created")},
                                 {.header = SV("Closed")}};
    enum date_order order[2];
    struct err err;

    for (size_t c = 0; c < 2; c++) {
        struct sv rest = sv_from(columns[c]);
        for (size_t line = 2; rest.len; line++) {
            struct raw_date raw = raw_date_parse(sv_cut(&rest, ' '));
            date_evidence_add(&e[c], &raw, line);
        }
    }
    if (!date_orders(order, e, 2, declared, "x.csv", &err)) {
        snprintf(error, 512, "%s", err.text);
        return "error";
    }
    snprintf(out, sizeof out, "%s %s %s", WORDS[order[0]], WORDS[order[1]],
             date_orders_name(order, e, 2));
    return out;
}

static void columns_decide(void **state)
{
    static const struct {
        const char *first, *second;
        enum date_order declared;
        const char *want;
    } CASES[] = {
        {"2024-01-01 2024-05-05", "", DATE_ORDER_AUTO, "mdy mdy ISO"},
        {"1/2/2024 1/25/2024", "", DATE_ORDER_AUTO, "mdy mdy M/D/Y"},
        {"1/2/2024 25/1/2024", "", DATE_ORDER_AUTO, "dmy dmy D/M/Y"},
        {"1/2/2024", "25/1/2024", DATE_ORDER_AUTO, "dmy dmy D/M/Y"},
        {"1/2/2024", "1/25/2024", DATE_ORDER_AUTO, "mdy mdy M/D/Y"},
        {"25/1/2024", "1/25/2024", DATE_ORDER_AUTO, "dmy mdy mixed"},
        {"5/5/2024 7/7/2024", "", DATE_ORDER_AUTO, "mdy mdy ISO"},
        {"1.2.2024 3.4.2024", "", DATE_ORDER_AUTO, "dmy dmy D/M/Y"},
        {"1.2.2024 3.25.2024", "", DATE_ORDER_AUTO, "mdy mdy M/D/Y"},
        {"1/2/2024", "2024-05-05", DATE_ORDER_AUTO, "error"},
        {"1/2/2024", "", DATE_ORDER_DMY, "dmy dmy D/M/Y"},
        {"1/25/2024 1/2/2024", "", DATE_ORDER_DMY, "dmy dmy D/M/Y"},
        {"1/25/2024 25/1/2024", "", DATE_ORDER_AUTO, "error"},
    };
    char error[512];

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++)
        assert_string_equal(
            orders(CASES[k].first, CASES[k].second, CASES[k].declared, error),
            CASES[k].want);
    orders("2024-01-01 1/2/2024", "", DATE_ORDER_AUTO, error);
    assert_string_equal(error,
                        "x.csv:3: dates in column \"Created\" could be M/D/Y "
                        "or D/M/Y and no row decides; give --date-order mdy "
                        "or dmy");
    orders("1/25/2024 25/1/2024", "", DATE_ORDER_AUTO, error);
    assert_non_null(strstr(error, "x.csv:3: column \"Created\" holds dates of "
                                  "both orders"));
}

static void times_of_day(void **state)
{
    static const struct {
        const char *text;
        int32_t seconds;
    } CASES[] = {
        {"2024-03-04", -1},
        {"2024-03-04T01:02:03.000Z", 3723},
        {"3/4/2024 12:00 AM", 0},
        {"3/4/2024 12:01 PM", 43260},
        {"3/4/2024 3:04 p.m.", 54240},
        {"4 Mar 2024 23:59", 86340},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++)
        assert_int_equal(raw_date_parse(sv_from(CASES[k].text)).seconds,
                         CASES[k].seconds);
}

static void one_slip_in_a_hundred(void **state)
{
    struct date_evidence e = {.slashed = 101, .mdy = 99, .dmy = 1};
    enum date_order order;
    struct err err;

    (void)state;
    assert_true(date_orders(&order, &e, 1, DATE_ORDER_AUTO, "x", &err));
    assert_int_equal(order, DATE_ORDER_MDY);
    e.mdy = 98;
    assert_false(date_orders(&order, &e, 1, DATE_ORDER_AUTO, "x", &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms),
        cmocka_unit_test(columns_decide),
        cmocka_unit_test(times_of_day),
        cmocka_unit_test(one_slip_in_a_hundred),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

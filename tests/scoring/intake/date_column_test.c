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
        {"13/4/2024 11:30 p.\u00a0m.", "", "2024-04-13"},
        {"13/4/2024 11:30 p m", "", ""},
        {"4/13/2024, 11:30:15\u202fPM", "2024-04-13", ""},
        {"2024-04-13\u00a011:30", "2024-04-13", "2024-04-13"},
        {"4/13/2024 13:30 PM", "", ""},
        {"13/13/2024", "", ""},
        {"1/2/3", "", ""},
        {"1/2/24 25:00", "", ""},
        {"4 Mar 2024", "2024-03-04", "2024-03-04"},
        {"04-MAR-24", "2024-03-04", "2024-03-04"},
        {"March 4, 2024", "2024-03-04", "2024-03-04"},
        {"23. M\u00e4r 2024", "2024-03-23", "2024-03-23"},
        {"23. MA\u0308RZ 2024", "2024-03-23", "2024-03-23"},
        {"1er f\u00e9vr. 2024", "2024-02-01", "2024-02-01"},
        {"23 AO\u00dbT 2024 10:30", "2024-08-23", "2024-08-23"},
        {"31 de enero de 2024", "2024-01-31", "2024-01-31"},
        {"7 mar\u00e7o 2024", "2024-03-07", "2024-03-07"},
        {"7 out. 2024", "2024-10-07", "2024-10-07"},
        {"7-gen-24", "2024-01-07", "2024-01-07"},
        {"7 mrt 2024", "2024-03-07", "2024-03-07"},
        {"7 jui 2024", "", ""},
        {"Mar 2024", "", ""},
        {"M\u00e4rz 2024", "", ""},
        {"2024\u5e74 4\u6708 23\u65e5", "2024-04-23", "2024-04-23"},
        {"April 23rd, 2024", "2024-04-23", "2024-04-23"},
        {"2024\u5e744\u670823\u65e5 9:30", "2024-04-23", "2024-04-23"},
        {"2024\u5e7413\u67081\u65e5", "", ""},
        {"2024-Apr-23", "2024-04-23", "2024-04-23"},
        {"45292.5", "", ""}, /* numbers: the column decides */
        {"1713830400", "", ""},
        {"Marvel 4 2024", "", ""},
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

/* Eight days, each early in its month. */
#define EARLY                                                                  \
    "2024-01-02 2024-02-03 2024-03-04 2024-04-05 2024-05-06 2024-06-07 "       \
    "2024-07-08 2024-08-12 "

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
        {"23-01-02 23-03-05 24-01-07 24-02-11 24-03-13 24-04-19 24-05-23 "
         "24-06-29",
         "", DATE_ORDER_AUTO, "error"}, /* 2023 in front */
        {"02-01-23 05-03-23 07-01-24 11-02-24 13-03-24 19-04-24 23-05-24 "
         "29-06-24",
         "", DATE_ORDER_AUTO, "dmy dmy D/M/Y"},
        {"23-01-02 23-03-05 24-01-07 24-02-11 24-03-13 24-04-19 24-05-23 "
         "24-06-29",
         "", DATE_ORDER_DMY, "dmy dmy D/M/Y"},
        /* day and month swapped where they could be, or not */
        {EARLY "13/1/2024 14/2/2024 25/3/2024", "", DATE_ORDER_AUTO, "error"},
        {EARLY "13/1/2024 14/2/2024 5/3/2024", "", DATE_ORDER_AUTO,
         "dmy dmy D/M/Y"},
        {EARLY "2024-05-13 13/1/2024 14/2/2024 25/3/2024", "", DATE_ORDER_AUTO,
         "dmy dmy D/M/Y"},
        {EARLY "13/1/2024 14/2/2024 25/3/2024", "", DATE_ORDER_DMY,
         "dmy dmy D/M/Y"},
        {EARLY, "", DATE_ORDER_AUTO, "mdy mdy ISO"},
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
    orders(EARLY "1/13/2024 1/14/2024 2/25/2024", "", DATE_ORDER_AUTO, error);
    assert_non_null(strstr(error,
                           "holds 8 dates, all up to a month's 12th, and "
                           "3 texts of later days"));
    assert_non_null(strstr(error, "give --date-order mdy to take"));
    orders("1/25/2024 25/1/2024", "", DATE_ORDER_AUTO, error);
    assert_non_null(strstr(error, "x.csv:3: column \"Created\" holds dates of "
                                  "both orders"));
}

/* Bare numbers: what a column of them says, the first of it resolved. */
static void numbers(void **state)
{
    static const struct {
        const char *column, *want;
        int32_t seconds;
    } CASES[] = {
        {"45429 45480 45666", "2024-05-17", -1},
        {"45429.0 45480.25", "2024-05-17", -1},
        {"45429,75 45480", "2024-05-17", 64800},
        {"1715904000 1715904001", "2024-05-17", 0},
        {"1715904000123 1715904000000", "2024-05-17", 0},
        {"45429 2024-05-17 2024-05-18", "2024-05-17", -1},
        {"45429 1715904000 1715904000", "", 0}, /* the others are seconds */
        {"45429 13/5/2024 14/5/2024", "", 0},   /* turned only in part */
        {"99999 45429", "", 0},
        {"45429x 45429", "", 0},
        {"171590400 171590401", "1975-06-10", 0},
        {"1234567", "", 0},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct sv rest = sv_from(CASES[k].column);
        struct raw_date first = raw_date_parse(sv_cut(&rest, ' '));
        struct date_evidence e = {0};
        char text[DATE_TEXT];
        date_evidence_add(&e, &first, 2);
        while (rest.len) {
            struct raw_date raw = raw_date_parse(sv_cut(&rest, ' '));
            date_evidence_add(&e, &raw, 3);
        }
        raw_date_settle(&first, &e);
        date_iso(text, raw_date_resolve(&first, DATE_ORDER_MDY));
        if (strcmp(text, CASES[k].want))
            fail_msg("%s: %s", CASES[k].column, text);
        if (text[0])
            assert_int_equal(first.seconds, CASES[k].seconds);
    }
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
        cmocka_unit_test(numbers),
        cmocka_unit_test(times_of_day),
        cmocka_unit_test(one_slip_in_a_hundred),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

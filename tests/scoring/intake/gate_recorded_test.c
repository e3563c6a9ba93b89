/* Columns that are only recorded: the CRM's probability, the last edit. */
#include "tests/test.h"

#include <math.h>

#include "tests/scoring/export.h"

#define ROW "2024-01-01,2024-02-01,Won,"

/* Five cells of a column, and what is read of them. */
static void check_probability(const char *header, const char *const cells[5],
                              const double want[5], size_t bad, size_t told)
{
    struct export x;
    char text[600];
    size_t len;

    export_init(&x);
    len = (size_t)snprintf(text, sizeof text,
                           "deal_id,created,closed,outcome,%s\n", header);
    for (int k = 0; k < 5; k++)
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "%d," ROW "\"%s\"\n", k, cells[k]);
    assert_true(export_read(&x, sv_from(text), (struct sv){0}));
    for (int k = 0; k < 5; k++) {
        double got = x.deals.probability[k];
        if (isnan(want[k]) ? !isnan(got) : fabs(got - want[k]) > 1e-12)
            fail_msg("%s \"%s\" is read as %g, not %g", header, cells[k], got,
                     want[k]);
    }
    assert_int_equal(export_diags(&x, "bad probability"), bad);
    assert_int_equal(export_diags(&x, "probability as share"), told);
    assert_int_equal(x.diags.rejected, 0);
    export_release(&x);
}

static void probabilities_are_shares(void **state)
{
    (void)state;
    check_probability("Probability",
                      (const char *const[5]){"0", "1", "60", "100", "12,5"},
                      (const double[5]){0, 0.01, 0.6, 1, 0.125}, 0, 0);
    check_probability("Deal probability",
                      (const char *const[5]){"0", "1", "0.25", "", "0,5"},
                      (const double[5]){0, 1, 0.25, NAN, 0.5}, 0, 1);
    check_probability("Deal - Probability",
                      (const char *const[5]){"0.5%", "1 %", "-", "40%", "7"},
                      (const double[5]){0.005, 0.01, NAN, 0.4, 0.07}, 0, 0);
    /* The header says percent: a column of low ones is no column of shares. */
    check_probability("Probability (%)",
                      (const char *const[5]){"0", "1", "0.5", "1", "0"},
                      (const double[5]){0, 0.01, 0.005, 0.01, 0}, 0, 0);
    check_probability("closeprobability",
                      (const char *const[5]){"101", "-1", "likely", "$5", "50"},
                      (const double[5]){NAN, NAN, NAN, NAN, 0.5}, 4, 0);
}

static void an_edit_decides_no_order(void **state)
{
    static const char TEXT[] = "deal_id,created,closed,outcome,modified\n"
                               "1," ROW "2024-09-09\n2," ROW "31/12/2023\n"
                               "3," ROW "yesterday\n";
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x, sv_from(TEXT), (struct sv){0}));
    assert_date(x.deals.modified[0], "2024-09-09");
    assert_date(x.deals.modified[1], "2023-12-31");
    assert_int_equal(x.deals.modified[2], DATE_NONE);
    assert_int_equal(export_diags(&x, "bad date"), 1);
    assert_date(x.deals.newest, "2024-09-09");
    assert_string_equal(x.deals.date_order, "ISO");
    assert_int_equal(x.deals.missing[0], x.deals.missing[2]);
    export_release(&x);
}

/* Where its order is not certain it follows the other columns; where they say
 * nothing it is not read, and that refuses no export. */
static void an_uncertain_order_refuses_nothing(void **state)
{
    static const struct {
        const char *created, *read;
        size_t told;
    } CASES[] = {{"31/01/2024", "2024-04-03", 0},
                 {"01/31/2024", "2024-03-04", 0},
                 {"2024-01-31", NULL, 1}};

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        char text[200];
        export_init(&x);
        snprintf(text, sizeof text,
                 "deal_id,created,outcome,Last Modified Date\n"
                 "1,%s,Open,03/04/2024\n",
                 CASES[k].created);
        assert_true(export_read(&x, sv_from(text), (struct sv){0}));
        if (CASES[k].read)
            assert_date(x.deals.modified[0], CASES[k].read);
        else
            assert_int_equal(x.deals.modified[0], DATE_NONE);
        assert_int_equal(export_diags(&x, "date order"), CASES[k].told);
        export_release(&x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(probabilities_are_shares),
        cmocka_unit_test(an_edit_decides_no_order),
        cmocka_unit_test(an_uncertain_order_refuses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* When deals closed, and what the newest date of an export is. */
#include "tests/test.h"

#include "tests/scoring/export.h"

static void newest(void **state)
{
    static const struct {
        const char *text, *want;
        enum newest_from from;
    } CASES[] = {
        /* A lost deal's close counts a month past the others, no further. */
        {"deal_id,created,closed,outcome\n1,2024-01-01,2024-03-01,Won\n"
         "2,2024-01-01,2024-03-31,Lost\n",
         "2024-03-31", NEWEST_LOST},
        {"deal_id,created,closed,outcome\n1,2024-01-01,2024-03-01,Won\n"
         "2,2024-01-01,2024-04-02,Lost\n",
         "2024-03-01", NEWEST_WON},
        /* Not at all where edits or stages are dated. */
        {"deal_id,created,closed,outcome,modified\n"
         "1,2024-01-01,2024-03-01,Won,2024-03-02\n"
         "2,2024-01-01,2024-03-12,Lost,\n",
         "2024-03-02", NEWEST_MODIFIED},
        {"deal_id,created,closed,outcome,stage,stage_entered\n"
         "1,2024-01-01,2024-12-01,Open,Demo,2024-02-02\n"
         "2,2024-01-01,2024-02-12,Lost,Demo,2024-01-02\n",
         "2024-02-02", NEWEST_STAGE},
        {"deal_id,created,closed,outcome\n1,2024-03-05,2024-09-01,Open\n",
         "2024-03-05", NEWEST_CREATED},
        /* Nothing else is dated. */
        {"deal_id,closed,outcome\n1,2024-03-05,Lost\n2,2025-03-05,Lost\n",
         "2025-03-05", NEWEST_LOST},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        export_init(&x);
        assert_true(export_read(&x, sv_from(CASES[k].text), (struct sv){0}));
        assert_date(x.deals.newest, CASES[k].want);
        assert_int_equal(x.deals.newest_from, CASES[k].from);
        for (size_t i = 0; i < x.deals.n; i++)
            assert_true(x.deals.closed[i] <= x.deals.newest);
        export_release(&x);
    }
}

static void closed_when(void **state)
{
    static const struct {
        const char *row, *want, *kind;
    } CASES[] = {
        {"2024-01-01,2024-05-01,Closed Lost,2024-04-01,2024-06-01",
         "2024-04-01", "close date too late"},
        {"2024-01-01,2024-03-01,Closed Lost,2024-04-01,2024-06-01",
         "2024-03-01", NULL},
        {"2024-01-01,2024-05-01,Demo,2024-02-01,2024-06-01", "2024-05-01",
         NULL}, /* it keeps its stage when it ends */
        {"2024-01-01,2024-05-01,Demo,2024-02-01,2024-03-01", "2024-03-01",
         "close date too late"},
        {"2024-01-01,2024-05-02,Demo,,2024-05-01", "2024-05-01", NULL},
        {"2024-01-01,,Closed Lost,2024-04-01,2024-06-01", "2024-04-01",
         "close date inferred"},
        {"2024-01-01,,Demo,2024-04-01,", "", "no close date"},
        {"2024-03-01,2024-05-01,Demo,,2024-02-01", "2024-05-01",
         NULL}, /* edited before it was created */
        {"2024-01-01,2025-05-01,Demo,,", "2024-07-01", "close date ahead"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        char text[512];
        snprintf(text, sizeof text,
                 "deal_id,created,closed,stage,stage_entered,modified,outcome\n"
                 "1,%s,Lost\n2,2024-07-01,,Demo,,,Open\n",
                 CASES[k].row);
        export_init(&x);
        assert_true(export_read(&x, sv_from(text), (struct sv){0}));
        assert_date(x.deals.closed[0], CASES[k].want);
        assert_int_equal(x.diags.total, CASES[k].kind != NULL);
        if (CASES[k].kind)
            assert_int_equal(export_diags(&x, CASES[k].kind), 1);
        export_release(&x);
    }
}

/* The closing stage in which its history ends; a deal that was reopened
 * closed when it entered it for the last time. */
static void history_says_when(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(
        export_read(&x,
                    SV("deal_id,created,closed,stage\n"
                       "A,2024-01-01,2024-06-30,Closed Lost\n"
                       "B,2024-01-01,2024-06-30,Closed Won\n"),
                    SV("deal_id,stage,entered_date\nA,Demo,2024-01-05\n"
                       "A,Closed Lost,2024-02-01\nA,Demo,2024-02-20\n"
                       "A,Closed Lost,2024-03-01\nA,Closed Lost,2024-03-09\n"
                       "B,Demo,2024-02-01\n")));
    assert_date(x.deals.closed[0], "2024-03-01");
    assert_date(x.deals.closed[1], "2024-06-30");
    assert_date(x.deals.newest, "2024-06-30");
    export_release(&x);
}

/* `won` won and `lost` lost deals, of which so many have no close date. */
static void rates_need_both_sides(void **state)
{
    static const struct {
        size_t won, won_undated, lost, lost_undated;
        enum rate_gap want;
    } CASES[] = {
        {0, 0, 0, 0, RATE_KNOWN}, /* nothing has closed */
        {8, 0, 8, 0, RATE_KNOWN},    {8, 0, 0, 0, RATE_NONE_LOST},
        {0, 0, 1, 0, RATE_NONE_WON}, {8, 0, 8, 6, RATE_UNDATED}, /* p = 0.007 */
        {8, 6, 8, 0, RATE_UNDATED},  {8, 0, 8, 5, RATE_KNOWN},   /* p = 0.026 */
        {40, 20, 40, 20, RATE_KNOWN} /* as often on both sides */
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        size_t n = CASES[k].won + CASES[k].lost, len;
        char text[4096] = "deal_id,created,closed,outcome\n"
                          "open,2024-01-01,,Open\n";
        struct export x;
        len = strlen(text);
        for (size_t i = 0; i < n; i++) {
            bool won = i < CASES[k].won;
            size_t at = won ? i : i - CASES[k].won;
            bool dated =
                at >= (won ? CASES[k].won_undated : CASES[k].lost_undated);
            len += (size_t)snprintf(
                text + len, sizeof text - len, "%zu,2024-01-01,%s,%s\n", i,
                dated ? "2024-03-01" : "", won ? "Won" : "Lost");
        }
        export_init(&x);
        assert_true(export_read(&x, sv_from(text), (struct sv){0}));
        assert_int_equal(x.deals.rate_gap, CASES[k].want);
        assert_int_equal(x.deals.lost_side.deals, CASES[k].lost);
        assert_int_equal(x.deals.lost_side.undated, CASES[k].lost_undated);
        export_release(&x);
    }
}

/* Stages alone tell, no deal is won, and a stage that no vocabulary knows holds
 * deals whose dates are past: it is asked about. */
static void a_side_is_missing(void **state)
{
    static const char HEAD[] = "deal_id,created,closed,stage\n";
    static const char ROWS[] = "1,2024-01-01,2024-03-01,Handshake\n"
                               "2,2024-01-01,2024-04-01,Handshake\n"
                               "3,2024-01-01,2024-05-01,Closed Lost\n"
                               "4,2024-05-01,2024-09-01,Demo\n";
    static const struct {
        const char *more, *config;
        bool read;
        size_t won, open;
    } CASES[] = {
        {"", "", false, 0, 0},
        {"", "[stages]\nwon = Handshake\n", true, 2, 1},
        {"", "[stages]\nopen = Handshake\n", true, 0, 3},
        {"5,2024-01-01,2024-03-01,Closed Won\n", "", true, 1, 3},
        {"5,2024-01-01,2024-08-01,Handshake\n", "", true, 0, 4},
        {"5,2024-01-01,2024-03-01,Demo\n6,2024-01-01,2024-03-01,Demo\n", "",
         true, 0, 5}, /* all are behind */
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        size_t count[3] = {0};
        char text[512];

        snprintf(text, sizeof text, "%s%s%s", HEAD, ROWS, CASES[k].more);
        export_init(&x);
        assert_true(settings_read(&x.settings, sv_from(CASES[k].config), "s",
                                  &x.run, &x.err));
        bool read = export_read(&x, sv_from(text), (struct sv){0});
        assert_int_equal(read, CASES[k].read);
        if (!read)
            assert_non_null(strstr(
                x.err.text, ":2: no deal is won, and the 2 deals in stage "
                            "\"Handshake\" of column stage all have a close "
                            "date that is past; list it under [stages] as won, "
                            "lost or open"));
        for (size_t i = 0; read && i < x.deals.n; i++)
            count[x.deals.outcome[i]]++;
        assert_int_equal(count[OUTCOME_WON], CASES[k].won);
        assert_int_equal(count[OUTCOME_OPEN], CASES[k].open);
        /* With both sides, it is told. */
        assert_int_equal(x.deals.doubts.past, CASES[k].won == 1 ? 2 : 0);
        export_release(&x);
    }
}

/* A grouped report names a stage once. */
static void empty_stages_are_told(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x,
                            SV("deal_id,created,closed,stage\n"
                               "1,2024-01-01,2024-03-01,Closed Won\n"
                               "2,2024-01-01,2024-03-01,\n"
                               "3,2024-01-01,2024-03-01,Closed Lost\n"
                               "4,2024-01-01,2024-09-01,Demo\n"),
                            (struct sv){0}));
    assert_int_equal(x.deals.doubts.empty, 1);
    export_release(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(newest),
        cmocka_unit_test(closed_when),
        cmocka_unit_test(history_says_when),
        cmocka_unit_test(rates_need_both_sides),
        cmocka_unit_test(a_side_is_missing),
        cmocka_unit_test(empty_stages_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Stage history: order, law of time, and what it leaves out. */
#include "tests/test.h"

#include <math.h>

#include "scoring/settings/settings.h"
#include "tests/scoring/export.h"

static const struct sv DEALS = SV("deal_id,created,closed,stage,outcome\n"
                                  "A,2024-01-01,2024-05-01,Closed,Won\n"
                                  "B,2024-01-01,,Bravo,Open\n"
                                  "C,2024-01-01,,Alpha,Open\n");

static void stage_on(const struct deals *d, size_t i, const char *day,
                     const char *stage, const char *entered)
{
    int32_t date, code, since;

    assert_true(date_parse_iso(&date, sv_from(day)));
    deals_stage_at(d, i, date, &code, &since);
    assert_sv(code < 0 ? (struct sv){0} : d->stage.labels[code], stage);
    assert_date(since, entered);
}

static void stages_by_day(void **state)
{
    struct export x;
    const struct deals *d = &x.deals;

    (void)state;
    export_init(&x);
    assert_true(
        export_read(&x, DEALS,
                    SV("OpportunityId,StageName,CreatedDate,Amount,CloseDate\n"
                       "A,Closed,2024-05-01T08:00:00Z,100,2024-05-01\n"
                       "A,Alpha,2024-01-01T08:00:00Z,50,2024-03-01\n"
                       "A,Bravo,2024-02-01T08:00:00Z,80,2024-03-01\n"
                       "A,Bravo,2024-02-20T08:00:00Z,100,2024-05-01\n"
                       "B,Alpha,2024-01-01T08:00:00Z,,\n"
                       "B,Bravo,2024-01-05T08:00:00Z,,\n"
                       "Z,Alpha,2024-01-01T08:00:00Z,,\n"
                       "B,,2024-01-05T08:00:00Z,,\n"
                       "B,Bravo,soon,,\n"
                       "B,Bravo\n")));
    assert_true(d->has_history);
    assert_int_equal(d->history_rows, 10);
    assert_int_equal(d->history_rejected, 4);
    assert_int_equal(d->event_start[1] - d->event_start[0], 4);
    assert_int_equal(d->event_start[3], 6);
    assert_true(d->events[1].amount == 80 && isnan(d->events[4].amount));
    assert_date(d->events[2].expected, "2024-05-01");
    stage_on(d, 0, "2023-12-31", "", "");
    stage_on(d, 0, "2024-01-31", "Alpha", "2024-01-01");
    stage_on(d, 0, "2024-02-01", "Bravo", "2024-02-01");
    stage_on(d, 0, "2024-03-01", "Bravo", "2024-02-01"); /* one stay */
    stage_on(d, 0, "2024-05-01", "Closed", "2024-05-01");
    stage_on(d, 1, "2024-06-01", "Bravo", "2024-01-05");
    stage_on(d, 2, "2024-02-01", "", "");      /* no event of its own */
    stage_on(d, 2, "2024-05-01", "Alpha", ""); /* as the export has it */
    /* Names that say nothing are put in order by the history. */
    assert_int_equal(d->n_open_stages, 2);
    assert_int_equal(d->stage_ordinal[d->stage.code[1]], 1);
    assert_int_equal(d->stage_ordinal[d->stage.code[2]], 0);
    assert_date(d->newest, "2024-05-01");
    export_release(&x);
}

/* Its name is needed as long as the deals are. */
static void a_category_of_the_history_alone(void **state)
{
    struct export x;
    const struct category *c = &x.deals.forecast_category;

    (void)state;
    export_init(&x);
    assert_true(export_read(
        &x,
        SV("deal_id,stage,created_date,close_date,forecast_category\n"
           "A,Closed Won,2024-01-01,2024-05-01,Closed\n"
           "B,Alpha,2024-01-02,2024-06-01,Pipeline\n"),
        SV("deal_id,stage,entered_date,forecast_category\n"
           "A,Alpha,2024-01-01,Our own upside\n"
           "B,Alpha,2024-01-02,Pipeline\n")));
    assert_int_equal(c->n_labels, 3);
    assert_sv(c->labels[2], "Our own upside");
    assert_int_equal(x.deals.event_category[0], 2);
    export_release(&x);
}

static void an_event_after_the_last_close_is_the_newest(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x, DEALS,
                            SV("deal_id,stage,entered_date\n"
                               "B,Bravo,2024-07-01\n")));
    assert_date(x.deals.newest, "2024-07-01");
    export_release(&x);
}

static void salesforce_ids_of_15_and_18(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x,
                            SV("Id,StageName\n0065g00000AbCdE,Closed Won\n"),
                            SV("OpportunityId,StageName,CreatedDate\n"
                               "0065g00000AbCdEAAV,Prospecting,2024-01-01\n")));
    assert_int_equal(x.deals.event_start[1], 1);
    export_release(&x);
}

/* Deals with 18 characters, history with 15. */
static void salesforce_ids_of_18_and_15(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x,
                            SV("Id,StageName\n0065g00000AbCdEAAV,Demo\n"
                               "0065g00000aBcDEAA1,Closed Won\n"),
                            SV("OpportunityId,StageName,CreatedDate\n"
                               "0065g00000aBcDE,Prospecting,2024-01-01\n"
                               "0065g00000abcde,Prospecting,2024-01-01\n")));
    assert_int_equal(x.deals.event_start[1], 0);
    assert_int_equal(x.deals.event_start[2], 1);
    assert_int_equal(x.deals.history_rejected, 1);
    export_release(&x);
}

static void the_time_orders_a_day(void **state)
{
    struct export x;
    const struct deals *d = &x.deals;

    (void)state;
    export_init(&x);
    assert_true(
        export_read(&x, DEALS,
                    SV("deal_id,stage,entered_date\n"
                       "B,Bravo,1/25/2024 2:00 PM\n" /* newest first */
                       "B,Alpha,1/25/2024 12:30 PM\n"
                       "B,Bravo,1/25/2024 9:00 AM\n"
                       "C,Bravo,2/1/2024\n" /* without: it stands in Alpha */
                       "C,Alpha,2/1/2024\n")));
    assert_int_equal(d->event_start[3], 5);
    assert_sv(d->stage.labels[d->events[0].stage], "Bravo");
    assert_sv(d->stage.labels[d->events[1].stage], "Alpha");
    assert_sv(d->stage.labels[d->events[2].stage], "Bravo");
    stage_on(d, 2, "2024-02-01", "Alpha", "2024-02-01");
    export_release(&x);
}

static void what_stands_twice_counts_once(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x, DEALS,
                            SV("deal_id,stage,entered_date,amount\n"
                               "B,Alpha,2024-01-05,5\n"
                               "B,Bravo,2024-01-05,5\n"
                               "C,Alpha,2024-01-05,\n" /* a return */
                               "C,Bravo,2024-01-05,\n"
                               "C,Alpha,2024-01-05,\n"
                               "B,Alpha,2024-01-05,5\n"
                               "B,Bravo,2024-01-05,5\n"
                               "A,Alpha,2024-01-05,5\n"
                               "A,Alpha,2024-01-05,6\n")));
    assert_int_equal(export_diags(&x, "repeated history row"), 2);
    assert_int_equal(x.deals.history_rejected, 2);
    assert_int_equal(x.deals.event_start[1], 2);
    assert_int_equal(x.deals.event_start[2], 4);
    assert_int_equal(x.deals.event_start[3], 7);
    export_release(&x);
}

static void what_cannot_be_so_is_told(void **state)
{
    struct export x;
    const struct deals *d = &x.deals;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x, DEALS,
                            SV("deal_id,stage,entered_date,amount,close_date\n"
                               "B,Alpha,2010-01-05,-5,soon\n"
                               "B,Bravo,2024-01-05,many,2024-05-05\n"
                               "C,Alpha,2023-12-31,,\n")));
    assert_int_equal(export_diags(&x, "bad history field"), 3);
    assert_int_equal(export_diags(&x, "history before creation"), 1);
    assert_int_equal(d->history_rejected, 0);
    stage_on(d, 1, "2024-01-01", "Alpha", "2024-01-01");
    stage_on(d, 1, "2024-01-05", "Bravo", "2024-01-05");
    stage_on(d, 2, "2024-01-01", "Alpha", "2024-01-01");
    export_release(&x);
}

/* "DEMO" in the history is the export's "Demo". */
static void a_stage_in_another_case_is_the_same(void **state)
{
    struct export x;
    const struct deals *d = &x.deals;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x, DEALS,
                            SV("deal_id,stage,entered_date\n"
                               "B,ALPHA,2024-01-01\n"
                               "B,bravo,2024-01-05\n"
                               "B,Bravo,2024-02-05\n")));
    assert_int_equal(d->stage.n_labels, 3);
    assert_int_equal(d->n_open_stages, 2);
    assert_sv(label(&d->stage, 1), "Bravo");
    stage_on(d, 1, "2024-01-04", "Alpha", "2024-01-01");
    stage_on(d, 1, "2024-03-01", "Bravo", "2024-01-05");
    export_release(&x);
}

static void unusable(void **state)
{
    static const struct {
        struct sv text;
        const char *want;
    } CASES[] = {
        {SV(""), "holds no stage history"},
        {SV("deal_id,stage,entered_date\n"), "holds no stage history"},
        {SV("deal_id,entered_date\nA,2024-01-01\n"),
         "name the column of history.stage under [columns] (columns: deal_id, "
         "entered_date)"},
        {SV("deal_id,stage,entered_date\nA,Alpha,1/2/2024\n"),
         "give --date-order"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        export_init(&x);
        assert_false(export_read(&x, DEALS,
                                 CASES[k].text.len ? CASES[k].text : SV("\n")));
        assert_int_equal(x.err.code, EXIT_INPUT);
        assert_non_null(strstr(x.err.text, CASES[k].want));
        export_release(&x);
    }
}

/* Without history: from the export, where that is what stood on the day. */
static void stage_without_history(void **state)
{
    struct export x;
    const struct deals *d = &x.deals;

    (void)state;
    export_init(&x);
    assert_true(
        export_read(&x,
                    SV("deal_id,created,closed,stage,stage_entered,outcome\n"
                       "A,2024-01-01,2024-05-01,Demo,2024-02-01,Won\n"
                       "B,2024-01-01,2024-05-01,Closed Lost,2024-04-01,Lost\n"
                       "C,2024-01-01,2024-09-01,Demo,,Open\n"),
                    (struct sv){0}));
    stage_on(d, 0, "2024-01-15", "", "");
    stage_on(d, 0, "2024-03-01", "Demo", "2024-02-01");
    stage_on(d, 0, "2024-05-01", "Demo", "2024-02-01");
    /* It closed when it entered the stage in which it stands. */
    stage_on(d, 1, "2024-03-31", "", "");
    stage_on(d, 1, "2024-04-01", "Closed Lost", "2024-04-01");
    stage_on(d, 2, "2024-04-30", "", "");
    stage_on(d, 2, "2024-05-01", "Demo", "");
    assert_false(deals_current_known(d, 0, d->closed[0] - 1));
    assert_true(deals_current_known(d, 0, d->closed[0]));
    export_release(&x);
}

static void usual_names_have_their_usual_order(void **state)
{
    static const char *const SETS[][8] = {
        {"Prospecting", "Qualification", "Needs Analysis", "Value Proposition",
         "Id. Decision Makers", "Perception Analysis", "Proposal/Price Quote",
         "Negotiation/Review"},
        {"Appointment Scheduled", "Qualified To Buy", "Presentation Scheduled",
         "Decision Maker Bought-In", "Contract Sent"},
        {"Qualified", "Contact Made", "Demo Scheduled", "Proposal Made",
         "Negotiations Started"},
        {"Prospecting", "Engaging"},
        {"1-Qualify", "2-Develop", "3-Propose", "4-Close"},
    };

    (void)state;
    for (size_t s = 0; s < sizeof SETS / sizeof SETS[0]; s++) {
        char text[1024] = "deal_id,stage,outcome\n";
        size_t len = strlen(text), n = 0;
        struct export x;
        while (n < 8 && SETS[s][n])
            n++;
        for (size_t k = n; k-- > 0;) /* the last stage first */
            len += (size_t)snprintf(text + len, sizeof text - len,
                                    "%zu,%s,Won\n", k, SETS[s][k]);
        export_init(&x);
        assert_true(export_read(&x, sv_from(text), (struct sv){0}));
        assert_int_equal(x.deals.n_open_stages, n);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(x.deals.stage_ordinal[x.deals.stage.code[i]], i);
        export_release(&x);
    }
}

/* Configured, by probability, by history; else not known, and whatever the
 * order of rows, the same. */
static void what_orders_the_stages(void **state)
{
    static const struct {
        const char *rows, *history, *order;
        enum order_from from;
        const char *first; /* of the open stages */
    } CASES[] = {
        {"1,Zeta,,Open\n2,Alpha,,Open\n", NULL, NULL, ORDER_UNKNOWN, "Alpha"},
        {"2,Alpha,,Open\n1,Zeta,,Open\n", NULL, NULL, ORDER_UNKNOWN, "Alpha"},
        {"1,Zeta,10,Open\n2,Alpha,50,Open\n", NULL, NULL, ORDER_PROBABILITY,
         "Zeta"},
        {"1,Zeta,50,Open\n2,Alpha,50,Open\n", NULL, NULL, ORDER_UNKNOWN,
         "Alpha"},
        {"1,Zeta,50,Open\n2,Alpha,50,Open\n", NULL, "Zeta, Alpha",
         ORDER_CONFIGURED, "Zeta"},
        {"1,Demo,,Open\n2,Prospecting,,Open\n", NULL, NULL, ORDER_USUAL,
         "Prospecting"},
        {"1,Zeta,,Open\n2,Alpha,,Open\n",
         "deal_id,stage,entered_date\n2,Zeta,2024-01-01\n"
         "2,Alpha,2024-02-01\n",
         NULL, ORDER_HISTORY, "Zeta"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        char text[256], config[128];
        struct err err;
        export_init(&x);
        if (CASES[k].order) {
            snprintf(config, sizeof config, "[stages]\norder = %s\n",
                     CASES[k].order);
            assert_true(settings_read(&x.settings, sv_from(config), "x.ini",
                                      &x.run, &err));
        }
        snprintf(text, sizeof text, "deal_id,stage,probability,outcome\n%s",
                 CASES[k].rows);
        assert_true(export_read(&x, sv_from(text), sv_from(CASES[k].history)));
        assert_int_equal(x.deals.stage_order_from, CASES[k].from);
        for (size_t s = 0; s < x.deals.stage.n_labels; s++)
            if (x.deals.stage_ordinal[s] == 0)
                assert_sv(x.deals.stage.labels[s], CASES[k].first);
        export_release(&x);
    }
}

/* The CRM's own number of each stage comes before names and probabilities,
 * where it is one for each. */
static void a_number_orders_the_stages(void **state)
{
    static const struct {
        const char *header, *rows;
        enum order_from from;
        const char *first;
    } CASES[] = {
        {"Stage Sort Order", "1,Demo,2,Open,\n2,Prospecting,5,Open,\n",
         ORDER_POSITION, "Demo"},
        {"SortOrder", "1,Zeta,10,Open,\n2,Alpha,11,Won,\n3,Zeta,,Open,\n",
         ORDER_POSITION, "Zeta"},
        {"displayOrder", "1,Zeta,0,Open,\n2,Alpha,1,Open,\n3,Closed Won,,,\n",
         ORDER_POSITION, "Zeta"},
        {"order_nr",
         "1,Zeta,1,Open,\n2,Alpha,2,Open,\n3,Closed Won,7,,\n"
         "4,Closed Won,8,,\n",
         ORDER_POSITION, "Zeta"},
        {"stage_position",
         "1,Zeta,1,Open,10\n2,Alpha,2,Open,20\n"
         "3,Zeta,2,Open,10\n",
         ORDER_PROBABILITY, "Zeta"}, /* two numbers */
        {"Stage Order", "1,Zeta,1,Open,\n2,Alpha,1,Open,\n", ORDER_UNKNOWN,
         "Alpha"}, /* one for two */
        {"Deal - Stage order nr", "1,Zeta,1,Open,\n2,Alpha,,Open,\n",
         ORDER_UNKNOWN, "Alpha"}, /* none */
        {"Stage Rank", "1,Demo,first,Open,\n2,Prospecting,2,Open,\n",
         ORDER_USUAL, "Prospecting"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        char text[256];
        export_init(&x);
        snprintf(text, sizeof text, "deal_id,stage,%s,outcome,probability\n%s",
                 CASES[k].header, CASES[k].rows);
        assert_true(export_read(&x, sv_from(text), (struct sv){0}));
        assert_int_equal(x.deals.stage_order_from, CASES[k].from);
        for (size_t s = 0; s < x.deals.stage.n_labels; s++)
            if (x.deals.stage_ordinal[s] == 0)
                assert_sv(x.deals.stage.labels[s], CASES[k].first);
        export_release(&x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stages_by_day),
        cmocka_unit_test(a_category_of_the_history_alone),
        cmocka_unit_test(an_event_after_the_last_close_is_the_newest),
        cmocka_unit_test(salesforce_ids_of_15_and_18),
        cmocka_unit_test(salesforce_ids_of_18_and_15),
        cmocka_unit_test(the_time_orders_a_day),
        cmocka_unit_test(what_stands_twice_counts_once),
        cmocka_unit_test(what_cannot_be_so_is_told),
        cmocka_unit_test(a_stage_in_another_case_is_the_same),
        cmocka_unit_test(unusable),
        cmocka_unit_test(stage_without_history),
        cmocka_unit_test(usual_names_have_their_usual_order),
        cmocka_unit_test(what_orders_the_stages),
        cmocka_unit_test(a_number_orders_the_stages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

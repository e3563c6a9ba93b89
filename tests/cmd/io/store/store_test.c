/* The history store: what a run records is what later runs read. */
#include "tests/test.h"

#include <stdlib.h>

#include "render/data/data.h"
#include "tests/cmd/io/store/store_week.h"
#include "scoring/base/buf.h"

static void no_file_is_an_empty_track(void **state)
{
    struct place *p = *state;
    struct arena run;
    struct track track, again;
    struct err err;
    struct stat st;

    arena_init(&run);
    week_read(&track, p->store, week_day(6, 5), &run);
    assert_int_equal(track.n + track.n_runs + track.trouble.len, 0);
    assert_int_equal(strlen(track.digest), 64);
    assert_int_not_equal(stat(p->store, &st), 0); /* reading makes none */
    assert_true(file_write(p->store, SV(""), &err));
    week_read(&again, p->store, week_day(6, 5), &run);
    assert_int_equal(again.n + again.n_runs + again.trouble.len, 0);
    assert_string_equal(again.digest, track.digest);
    week_record(p->store, week_day(6, 5), 60); /* into the empty file */
    assert_asked(p->store, "SELECT count(*) FROM run", "1");
    arena_release(&run);
}

/* By deal id, then day; NULLs come back as what is not known. */
static void what_was_recorded_is_read(void **state)
{
    struct place *p = *state;
    struct arena run;
    struct track t;

    week_record(p->store, week_day(6, 5), 60);
    week_record(p->store, week_day(6, 12), 50);
    arena_init(&run);
    week_read(&t, p->store, week_day(6, 13), &run);
    assert_int_equal(t.trouble.len, 0);
    assert_int_equal(t.n_runs, 2);
    assert_int_equal(t.runs[0].day, week_day(6, 5));
    assert_int_equal(t.runs[1].day, week_day(6, 12));
    assert_int_equal(t.runs[0].identity.mode, MODE_HYBRID);
    assert_sv(t.runs[0].identity.settings, "s1");
    assert_sv(t.runs[0].identity.features, "a,own:b, c");
    assert_sv(t.runs[0].identity.model, "trained");
    assert_int_equal(t.n, 6);
    for (size_t k = 0; k < t.n; k++) {
        const char *const ids[] = {"A1", "B2", "C3"};
        assert_sv(t.list[k].deal_id, ids[k / 2]);
        assert_int_equal(t.list[k].date, week_day(6, k % 2 ? 12 : 5));
        assert_int_equal(t.list[k].level, k % 2 ? LEVEL_LOW : LEVEL_HIGH);
        assert_true(t.list[k].p_loss == 0.1235); /* as the CSV has it */
    }
    const struct observation *a = &t.list[0], *b = &t.list[2];
    assert_int_equal(a->stage.len, 0);
    assert_true(isnan(a->amount) && isnan(a->push_count));
    assert_int_equal(a->expected, DATE_NONE);
    assert_int_equal(a->last_activity, DATE_NONE);
    assert_true(a->score == 59.9);
    assert_sv(b->stage, "Demo");
    assert_true(b->amount == 9000.5 && b->push_count == 2);
    assert_int_equal(b->expected, week_day(7, 1));
    assert_int_equal(b->last_activity, week_day(5, 29));
    assert_int_equal(b->stage_entered, DATE_NONE);
    assert_true(b->score == 60);
    arena_release(&run);
}

/* The law of time: strictly before as-of, so that a repeat reads the same. */
static void only_earlier_days_are_read(void **state)
{
    static const struct {
        int day;
        size_t runs;
    } CASES[] = {{4, 0}, {5, 0}, {6, 1}, {12, 1}, {13, 2}, {30, 2}};
    struct place *p = *state;
    struct arena run;
    struct track t[6];

    week_record(p->store, week_day(6, 12), 50); /* the later one first */
    week_record(p->store, week_day(6, 5), 60);
    arena_init(&run);
    for (size_t k = 0; k < 6; k++) {
        week_read(&t[k], p->store, week_day(6, CASES[k].day), &run);
        assert_int_equal(t[k].n_runs, CASES[k].runs);
        assert_int_equal(t[k].n, CASES[k].runs * WEEK_DEALS);
        for (size_t i = 0; i < t[k].n; i++)
            assert_true(t[k].list[i].date < week_day(6, CASES[k].day));
    }
    /* The digest stands for what was read, and for nothing else. */
    assert_string_equal(t[0].digest, t[1].digest);
    assert_string_equal(t[2].digest, t[3].digest);
    assert_string_equal(t[4].digest, t[5].digest);
    assert_string_not_equal(t[1].digest, t[2].digest);
    assert_string_not_equal(t[3].digest, t[4].digest);
    arena_release(&run);
}

/* The second run of a day stands; of the first nothing is left. */
static void a_day_is_recorded_once(void **state)
{
    struct place *p = *state;
    struct week w;

    week_record(p->store, week_day(6, 5), 60);
    week_record(p->store, week_day(6, 12), 60);
    week_init(&w, WEEK_ONE_DEAL, week_day(6, 12), 33);
    assert_true(week_write(&w, p->store));
    assert_true(week_write(&w, p->store));
    week_release(&w);
    assert_asked(p->store, "SELECT run, open_deals FROM run ORDER BY run",
                 "20230605|0;20230612|0");
    assert_asked(p->store, "SELECT as_of, deal_id, risk_score FROM risk_report",
                 "2023-06-05|B2|60.0;2023-06-05|A1|59.9;2023-06-05|C3|59.8;"
                 "2023-06-12|B2|33.0");
    assert_asked(p->store,
                 "SELECT count(DISTINCT deal) FROM feature_value WHERE run = "
                 "20230612",
                 "1");
    assert_asked(p->store, "PRAGMA integrity_check", "ok");
    assert_asked(p->store, "PRAGMA foreign_key_check", "");
}

static void features_are_stored_by_name(void **state)
{
    struct place *p = *state;

    week_record(p->store, week_day(6, 5), 60);
    assert_asked(p->store,
                 "SELECT deal_id, name, value FROM feature_store WHERE name IN "
                 "('deal_age_days', 'deal_amount', 'push_count') ORDER BY "
                 "deal_id, name",
                 "A1|deal_age_days|31.0;B2|deal_age_days|96.0;"
                 "B2|deal_amount|9000.5;B2|push_count|2.0;"
                 "C3|deal_age_days|65.0;C3|deal_amount|12.0;C3|push_count|1.0");
}

/* What became of the deals, as the newest run knows it. */
static void outcomes_follow_the_newest_run(void **state)
{
    static const char SQL[] = "SELECT deal_id, outcome, closed, amount, as_of "
                              "FROM outcome JOIN deal USING (deal) ORDER BY 1";
    static const char BEFORE[] = WEEK_HEAD WEEK_B2
        "W8,Hooli,Bob,6000,2023-01-01,2023-02-10,Demo,Lost,0,2023-02-01,EMEA\n";
    static const char LATER[] = WEEK_HEAD
        "B2,Bolt,Ann,8000,2023-03-01,2023-06-10,Demo,Won,2,2023-05-29,APAC\n"
        "L9,Hooli,Ann,100,2023-01-05,2023-09-30,Demo,Open,0,2023-05-01,EMEA\n"
        "W8,Hooli,Bob,7000,2023-01-01,2023-02-10,Demo,Won,0,2023-02-01,EMEA\n";
    struct place *p = *state;
    struct week w;

    week_record(p->store, week_day(6, 5), 60);
    assert_asked(p->store, SQL,
                 "L9|Lost|2023-05-30|100.0|2023-06-05;"
                 "W8|Won|2023-02-10|7000.0|2023-06-05");
    week_init(&w, LATER, week_day(6, 12), 60); /* L9 is open again */
    assert_true(week_write(&w, p->store));
    week_release(&w);
    static const char WANT[] = "B2|Won|2023-06-10|8000.0|2023-06-12;"
                               "W8|Won|2023-02-10|7000.0|2023-06-05";
    assert_asked(p->store, SQL, WANT);
    /* An older day run once more knows less, and takes nothing back. */
    week_init(&w, BEFORE, week_day(5, 31), 60);
    assert_true(week_write(&w, p->store));
    week_release(&w);
    assert_asked(p->store, SQL, WANT);
    /* What it knew already then is known since then. */
    week_init(&w, WEEK_ONE_DEAL, week_day(6, 4), 60);
    assert_true(week_write(&w, p->store));
    week_release(&w);
    assert_asked(p->store,
                 "SELECT outcome, amount, as_of FROM outcome JOIN deal USING "
                 "(deal) WHERE deal_id = 'W8'",
                 "Won|7000.0|2023-06-04");
}

static void record_text(const struct place *p, const char *text, int32_t day)
{
    struct week w;

    week_init(&w, text, day, 60);
    assert_true(week_write(&w, p->store));
    week_release(&w);
}

/* What each run was told of closings: a row where it is new or has changed, and
 * the same whatever the order in which the runs came. */
static void closings_are_told_run_by_run(void **state)
{
    static const char LATER[] = WEEK_HEAD WEEK_B2 /* L9 is gone */
        "W8,Hooli,Bob,7100,2023-01-01,2023-02-10,Demo,Won,0,2023-02-01,EMEA\n";
    static const char REOPENED[] = WEEK_HEAD WEEK_B2
        "L9,Hooli,Ann,100,2023-01-05,2023-05-30,Demo,Lost,0,2023-05-01,EMEA\n"
        "W8,Hooli,Bob,7000,2023-01-01,2023-09-10,Demo,Open,0,2023-02-01,EMEA\n";
    static const char ROWS[] =
        "SELECT deal_id, run, state, closed, amount FROM closing JOIN deal "
        "USING (deal) ORDER BY 1, 2";
    struct place *p = *state;

    record_text(p, WEEK_EXPORT, week_day(6, 5));
    record_text(p, LATER, week_day(6, 19));
    assert_asked(p->store, ROWS,
                 "L9|20230605|Lost|2023-05-30|100.0;"
                 "L9|20230619|Gone|NULL|NULL;"
                 "W8|20230605|Won|2023-02-10|7000.0;"
                 "W8|20230619|Won|2023-02-10|7100.0");
    /* One between them: the later run's word stays. (So small an export bounds
     * the day on which L9 was lost by its newest date of creation.) */
    record_text(p, REOPENED, week_day(6, 12));
    assert_asked(p->store, ROWS,
                 "L9|20230605|Lost|2023-05-30|100.0;"
                 "L9|20230612|Lost|2023-03-01|100.0;"
                 "L9|20230619|Gone|NULL|NULL;"
                 "W8|20230605|Won|2023-02-10|7000.0;"
                 "W8|20230612|Reopened|NULL|NULL;"
                 "W8|20230619|Won|2023-02-10|7100.0");
    /* The same run again, told otherwise. */
    record_text(p, LATER, week_day(6, 12));
    assert_asked(p->store, ROWS,
                 "L9|20230605|Lost|2023-05-30|100.0;"
                 "L9|20230612|Gone|NULL|NULL;"
                 "L9|20230619|Gone|NULL|NULL;"
                 "W8|20230605|Won|2023-02-10|7000.0;"
                 "W8|20230612|Won|2023-02-10|7100.0;"
                 "W8|20230619|Won|2023-02-10|7100.0");
    /* One before all others, to which nothing had closed. */
    record_text(p, WEEK_HEAD WEEK_B2, week_day(5, 1));
    assert_asked(p->store,
                 "SELECT run, closings FROM run ORDER BY run",
                 "20230501|0;20230605|0;20230612|0;20230619|0");
    assert_asked(p->store, "SELECT count(*) FROM closing", "6");
}

/* The view is risk_report.csv: the same columns, each with a type. */
static void the_view_is_the_csv(void **state)
{
    struct place *p = *state;
    struct buf csv;
    struct week w;

    week_init(&w, WEEK_EXPORT, week_day(6, 5), 60);
    assert_true(week_write(&w, p->store));
    buf_init(&csv);
    csv_text(&csv, &w.r);
    struct sv rest = buf_sv(&csv), head = sv_cut(&rest, '\n');
    struct sv columns = ask(p->store,
                            "SELECT group_concat(name) FROM pragma_table_info("
                            "'risk_report')",
                            &w.x.run);
    assert_true(sv_starts(columns, head));
    columns.ptr += head.len;
    columns.len -= head.len;
    assert_sv(columns, ",probability,modified");
    buf_release(&csv);
    assert_asked(p->store,
                 "SELECT group_concat(DISTINCT type) FROM pragma_table_info("
                 "'risk_report')",
                 "TEXT,REAL,INTEGER,DATE");
    assert_asked(p->store,
                 "SELECT as_of, expected_close, age_days, p_loss, win_30, "
                 "win_90, deals_this_age, one_change, one_change_score, "
                 "one_change_training_rows, one_change_label FROM risk_report "
                 "WHERE deal_id = 'B2'",
                 "2023-06-05|2023-07-01|96|0.1235|0.3333|NULL|41|If it moved "
                 "on to Demo today|52.0|77|" COUNTERFACTUAL_LABEL);
    assert_asked(p->store,
                 "SELECT account, amount, typeof(amount), one_change, "
                 "one_change_label FROM risk_report WHERE deal_id = 'A1'",
                 "=cmd|' \xc3\xa9\"|NULL|null|NULL|" COUNTERFACTUAL_NONE);
    week_release(&w);
}

/* Nothing is stored of a day that the export has left behind; one deal that is
 * dated later is a slip or another time zone. */
static void a_replay_may_not_record(void **state)
{
    struct week w;
    struct deals undated = {.newest = DATE_NONE};

    (void)state;
    week_init(&w, WEEK_EXPORT, week_day(6, 5), 60);
    /* L9 was lost on 30 May; an expected close of August is no such date. */
    assert_int_equal(w.x.deals.newest, week_day(5, 30));
    assert_int_equal(deals_dated_after(&w.x.deals, week_day(5, 29)), 1);
    assert_true(store_may_record(&w.x.deals, week_day(5, 29)));
    assert_true(deals_dated_after(&w.x.deals, week_day(5, 1)) > 1);
    assert_false(store_may_record(&w.x.deals, week_day(5, 1)));
    assert_true(store_may_record(&w.x.deals, week_day(5, 30)));
    assert_true(store_may_record(&w.x.deals, week_day(5, 31)));
    assert_true(store_may_record(&undated, week_day(5, 1)));
    week_release(&w);
}

static void a_run_is_known_by_its_key(void **state)
{
    struct place *p = *state;

    assert_false(store_holds(p->store, week_day(6, 5), "key 1"));
    week_record(p->store, week_day(6, 5), 60);
    assert_true(store_holds(p->store, week_day(6, 5), "key 1"));
    assert_false(store_holds(p->store, week_day(6, 5), "key 2"));
    assert_false(store_holds(p->store, week_day(6, 6), "key 1"));
}

/* What the CRM itself said of a deal, for each run: it cannot be had later. */
static void what_the_crm_said_is_recorded(void **state)
{
    static const char EXPORT[] =
        "deal_id,amount,created_date,closed_date,outcome,forecast_category,"
        "probability,modified\n"
        "B2,9,2023-03-01,2023-07-01,Open,Best Case,60,2023-06-03\n"
        "A1,8,2023-03-01,2023-07-01,Open,,,\n"
        "W8,7,2023-01-01,2023-02-10,Won,Closed,100,2023-02-10\n";
    struct place *p = *state;
    struct week w;

    week_init(&w, EXPORT, week_day(6, 5), 60);
    assert_true(week_write(&w, p->store));
    week_release(&w);
    assert_asked(p->store,
                 "SELECT deal_id, forecast_category, probability, modified "
                 "FROM risk_report ORDER BY deal_id",
                 "A1|NULL|NULL|NULL;B2|Best Case|0.6|2023-06-03");
}

/* A store of each schema, as a release wrote it (schema_<n>.sql). */
static const struct {
    int version, deals;
    double b2; /* its score */
    const char *key, *rows, *recorded;
} SCHEMAS[] = {
    {1, 2, 61.5, "key 1",
     "2023-06-05|B2|96|0.1235|2023-06-12|0.3333|NULL;"
     "2023-06-05|A1|31|NULL|NULL|NULL|NULL",
     "B2|NULL|NULL|NULL"},
    {2, 3, 0,
     "629ed4048d39137bb6b01b0537fe31d54854afeba24b1f60e3c1b0c5856efa78",
     "2023-06-05|B2|96|NULL|NULL|NULL|2;2023-06-05|C3|65|NULL|NULL|NULL|3;"
     "2023-06-05|A1|31|NULL|NULL|NULL|5",
     "B2|NULL|NULL|NULL"},
    {3, 3, 0,
     "2977ad09a2e118bab1413ec71585ffbbbd71e246254d25723c8bda6c03966672",
     "2023-06-05|B2|96|NULL|NULL|NULL|2;2023-06-05|C3|65|NULL|NULL|NULL|3;"
     "2023-06-05|A1|31|NULL|NULL|NULL|5",
     "B2|Best Case|0.6|2023-06-03"},
    {4, 3, 0,
     "2977ad09a2e118bab1413ec71585ffbbbd71e246254d25723c8bda6c03966672",
     "2023-06-05|B2|96|NULL|NULL|NULL|2;2023-06-05|C3|65|NULL|NULL|NULL|3;"
     "2023-06-05|A1|31|NULL|NULL|NULL|5",
     "B2|Best Case|0.6|2023-06-03"},
    {5, 3, 0,
     "2977ad09a2e118bab1413ec71585ffbbbd71e246254d25723c8bda6c03966672",
     "2023-06-05|B2|96|NULL|NULL|NULL|2;2023-06-05|C3|65|NULL|NULL|NULL|3;"
     "2023-06-05|A1|31|NULL|NULL|NULL|5",
     "B2|Best Case|0.6|2023-06-03"},
};
enum { SCHEMAS_N = sizeof SCHEMAS / sizeof SCHEMAS[0] };

static void store_of_schema(const struct place *p, int version,
                            struct arena *run)
{
    struct file sql = {0};
    struct err err;
    char path[512];

    snprintf(path, sizeof path, "%s/tests/cmd/io/store/schema_%d.sql",
             getenv("DEALSENSE_SOURCE"), version);
    assert_true(file_open(&sql, path, &err));
    meddle(p->store, sv_printf(run, "%.*s", SV_ARG(sql.bytes)).ptr);
    file_close(&sql);
    /* Views of others stay as they are written. */
    meddle(p->store, "CREATE VIEW mine AS SELECT risk_level FROM observation "
                     "JOIN run USING (run)");
    meddle(p->store, "CREATE VIEW theirs AS SELECT deal_id FROM risk_report");
}

/* Read as it is: not a byte changes. */
static void check_read(const struct place *p, size_t k, struct arena *run)
{
    struct file was = {0}, is = {0};
    struct track t;
    struct err err;
    size_t b2 = 0;

    assert_true(file_open(&was, p->store, &err));
    week_read(&t, p->store, week_day(6, 12), run);
    assert_true(file_open(&is, p->store, &err));
    assert_true(sv_eq(was.bytes, is.bytes));
    file_close(&was);
    file_close(&is);
    assert_int_equal(t.trouble.len, 0);
    assert_int_equal(t.n_runs, 1);
    assert_int_equal(t.n, SCHEMAS[k].deals);
    while (!sv_eq(t.list[b2].deal_id, SV("B2")))
        b2++;
    assert_true(t.list[b2].score == SCHEMAS[k].b2);
    assert_true(t.list[b2].push_count == 2);
    assert_int_equal(t.list[b2].expected, week_day(7, 1));
    assert_true(store_holds(p->store, week_day(6, 5), SCHEMAS[k].key));
    /* What was last told of closings is all that an older one has. */
    assert_true(t.n_told >= 1);
    assert_sv(t.told[0].deal_id, "L9");
    assert_int_equal(t.told[0].state, CLOSING_LOST);
    assert_int_equal(t.told[0].run, week_day(6, 5));
    assert_int_equal(t.told[0].closed, week_day(5, 30));
    assert_true(t.told[0].amount == 100 && isnan(t.told[0].rate));
}

/* What a store is made of, whatever it was once. */
static struct sv shape_of(const struct place *p, struct arena *run)
{
    return ask(p->store,
               "SELECT m.name, c.name, c.type, c.\"notnull\", c.pk FROM "
               "sqlite_schema m, pragma_table_info(m.name) c WHERE m.name NOT "
               "IN ('mine', 'theirs') ORDER BY m.name, c.name",
               run);
}

/* A store of any older schema is upgraded by the next run that records: it
 * keeps its rows, and is then as if it had been made today. */
static void an_older_schema_is_upgraded(void **state)
{
    struct place *p = *state;
    struct arena run;
    struct sv fresh, columns;
    char deals[8];

    arena_init(&run);
    week_record(p->store, week_day(6, 12), 60);
    fresh = shape_of(p, &run);
    columns = ask(p->store,
                  "SELECT group_concat(name) FROM "
                  "pragma_table_info('risk_report')",
                  &run);
    for (size_t k = 0; k < SCHEMAS_N; k++) {
        remove(p->store);
        store_of_schema(p, SCHEMAS[k].version, &run);
        check_read(p, k, &run);
        week_record(p->store, week_day(6, 12), 60);
        assert_asked(p->store, "PRAGMA user_version", "5");
        assert_asked(p->store, "PRAGMA integrity_check", "ok");
        assert_asked(p->store, "PRAGMA foreign_key_check", "");
        struct sv shape = shape_of(p, &run);
        if (!sv_eq(shape, fresh))
            fail_msg("schema %d becomes %.*s, not %.*s", SCHEMAS[k].version,
                     SV_ARG(shape), SV_ARG(fresh));
        struct sv now = ask(p->store,
                            "SELECT group_concat(name) FROM "
                            "pragma_table_info('risk_report')",
                            &run);
        if (!sv_eq(columns, now))
            fail_msg("schema %d has the columns %.*s, not %.*s",
                     SCHEMAS[k].version, SV_ARG(now), SV_ARG(columns));
        assert_asked(p->store,
                     "SELECT as_of, deal_id, age_days, p_loss, action_due, "
                     "win_30, deals_this_age FROM risk_report WHERE as_of < "
                     "'2023-06-12'",
                     SCHEMAS[k].rows);
        assert_asked(p->store,
                     "SELECT deal_id, forecast_category, probability, "
                     "modified FROM risk_report WHERE deal_id = 'B2' AND "
                     "as_of < '2023-06-12'",
                     SCHEMAS[k].recorded);
        assert_asked(p->store,
                     "SELECT deal_id, name, value FROM feature_store WHERE "
                     "as_of = '2023-06-05' AND name = 'deal_age_days' AND "
                     "deal_id <> 'C3' ORDER BY 1",
                     "A1|deal_age_days|31.0;B2|deal_age_days|96.0");
        snprintf(deals, sizeof deals, "%d", SCHEMAS[k].deals + WEEK_DEALS);
        assert_asked(p->store, "SELECT count(*) FROM mine", deals);
        assert_asked(p->store, "SELECT count(*) FROM theirs", deals);
        assert_asked(p->store,
                     "SELECT name FROM sqlite_schema WHERE type = 'table' AND "
                     "name GLOB '*_1'",
                     "");
        check_read(p, k, &run);
    }
    arena_release(&run);
}

/* A step that fails takes back those before it, and the run's record. */
static void an_upgrade_is_all_or_nothing(void **state)
{
    struct place *p = *state;
    struct arena run;
    struct sv was;
    struct week w;

    arena_init(&run);
    store_of_schema(p, 1, &run);
    meddle(p->store, "CREATE TABLE run_1 (x)"); /* in the way of step 1 */
    was = ask(p->store, "SELECT group_concat(sql) FROM sqlite_schema", &run);
    week_init(&w, WEEK_EXPORT, week_day(6, 12), 60);
    assert_false(week_write(&w, p->store));
    assert_int_equal(w.x.err.code, EXIT_SYSTEM);
    week_release(&w);
    assert_true(
        sv_eq(was, ask(p->store, "SELECT group_concat(sql) FROM sqlite_schema",
                       &run)));
    assert_asked(p->store, "PRAGMA user_version", "1");
    arena_release(&run);
}

#define IN_A_PLACE(f)                                                          \
    cmocka_unit_test_setup_teardown(f, place_make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(no_file_is_an_empty_track),
        IN_A_PLACE(what_was_recorded_is_read),
        IN_A_PLACE(only_earlier_days_are_read),
        IN_A_PLACE(a_day_is_recorded_once),
        IN_A_PLACE(features_are_stored_by_name),
        IN_A_PLACE(outcomes_follow_the_newest_run),
        IN_A_PLACE(the_view_is_the_csv),
        cmocka_unit_test(a_replay_may_not_record),
        IN_A_PLACE(closings_are_told_run_by_run),
        IN_A_PLACE(a_run_is_known_by_its_key),
        IN_A_PLACE(what_the_crm_said_is_recorded),
        IN_A_PLACE(an_older_schema_is_upgraded),
        IN_A_PLACE(an_upgrade_is_all_or_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

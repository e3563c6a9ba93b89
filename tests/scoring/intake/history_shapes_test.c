/* One set of stage moves as each CRM writes it: the same events. And what is
 * refused, with the setting that answers it. */
#include "tests/test.h"

#include <math.h>

#include "scoring/base/buf.h"
#include "scoring/settings/settings.h"
#include "tests/scoring/export.h"

static const struct sv DEALS =
    SV("deal_id,created,closed,stage,outcome,amount\n"
       "A,2024-01-01,2024-05-01,Closed Won,Won,100\n"
       "B,2024-01-01,2024-07-01,Alpha Call,Open,20\n"
       "C,2024-01-01,2024-08-01,Bravo,Open,30\n");

/* A state that a deal entered, and the one before: NULL at its creation. */
struct planted {
    const char *deal, *time, *old, *stage;
    int was, amount;
    const char *old_due, *due;
};
static const struct planted PLANTED[] = {
    {"A", "2024-01-01T08:00:00", NULL, "Alpha Call", 0, 50, NULL, "2024-03-01"},
    {"A", "2024-02-01T08:00:00", "Alpha Call", "Bravo", 50, 80, "2024-03-01",
     "2024-03-01"},
    {"A", "2024-02-20T08:00:00", "Bravo", "Bravo", 80, 80, "2024-03-01",
     "2024-05-01"},
    {"A", "2024-05-01T08:00:00", "Bravo", "Closed Won", 80, 100, "2024-05-01",
     "2024-05-01"},
    {"B", "2024-01-01T09:00:00", NULL, "Alpha Call", 0, 10, NULL, "2024-06-01"},
    {"B", "2024-01-05T09:00:00", "Alpha Call", "Bravo", 10, 20, "2024-06-01",
     "2024-06-01"},
    {"B", "2024-01-05T15:30:00", "Bravo", "Bravo", 20, 20, "2024-06-01",
     "2024-07-01"},
    {"B", "2024-03-01T09:00:00", "Bravo", "Alpha Call", 20, 20, "2024-07-01",
     "2024-07-01"},
};
enum { N_PLANTED = sizeof PLANTED / sizeof PLANTED[0] };

/* How a field is called, and whether the name of a stage is spelled short. */
struct names {
    const char *stage, *amount, *due, *created;
    bool old, noise, spelled_short;
};

static const char *spelled(const struct names *n, const char *stage)
{
    return !n->spelled_short              ? stage
           : !strcmp(stage, "Alpha Call") ? "alphacall"
           : !strcmp(stage, "Closed Won") ? "closedwon"
                                          : "bravo";
}

static void add_change(struct buf *out, const struct planted *p,
                       const struct names *n, const char *field,
                       const char *old, const char *value)
{
    buf_printf(out, "%s,%s,%s,", p->deal, p->time, field);
    if (n->old)
        buf_printf(out, "%s,", old ? old : "");
    buf_printf(out, "%s\n", value);
}

static void add_changes(struct buf *out, const struct planted *p,
                        const struct names *n)
{
    char was[16], now[16];

    snprintf(was, sizeof was, "%d", p->was);
    snprintf(now, sizeof now, "%d", p->amount);
    if (!p->old && n->created)
        add_change(out, p, n, n->created, "", "");
    if (!p->old && n->old)
        return; /* the creation tells no field */
    if (!p->old || p->was != p->amount)
        add_change(out, p, n, n->amount, was, now);
    if (!p->old || strcmp(p->old_due, p->due) != 0)
        add_change(out, p, n, n->due, p->old_due, p->due);
    if (!p->old || strcmp(p->old, p->stage) != 0)
        add_change(out, p, n, n->stage, p->old ? spelled(n, p->old) : NULL,
                   spelled(n, p->stage));
    if (n->noise)
        add_change(out, p, n, "NextStep", "Call", "Call again");
}

static void add_state(struct buf *out, const struct planted *p)
{
    buf_printf(out, "%s,%s,%s,%d,%s\n", p->deal, p->time, p->stage, p->amount,
               p->due);
}

static void add_report(struct buf *out, const struct planted *p)
{
    buf_printf(out, "Deal %s,%s,%s,%s,%s,%d,%s\n", p->deal, p->deal,
               p->old ? p->old : "", p->stage, p->time, p->amount, p->due);
}

static void add_move(struct buf *out, const struct planted *p)
{
    if (p->old && strcmp(p->old, p->stage) != 0)
        buf_printf(out, "%s,%s,%s,%s\n", p->deal, p->old, p->stage, p->time);
}

static void add_bitrix(struct buf *out, const struct planted *p)
{
    if (!p->old || strcmp(p->old, p->stage) != 0)
        buf_printf(out, "%d,%d,%s,%s+03:00,0,P,%s\n", (int)(p - PLANTED),
                   p->old ? 2 : 1, p->deal, p->time, p->stage);
}

struct shape {
    const char *name, *header;
    void (*add)(struct buf *out, const struct planted *p);
    struct names names; /* of one without add() */
    bool stages_only;
};
static const struct shape SHAPES[] = {
    {"ours",
     "deal_id,entered_date,stage,amount,close_date",
     add_state,
     {0},
     false},
    {"OpportunityHistory",
     "OpportunityId,CreatedDate,StageName,Amount,CloseDate",
     add_state,
     {0},
     false},
    {"OpportunityFieldHistory",
     "OpportunityId,CreatedDate,Field,OldValue,NewValue",
     NULL,
     {"StageName", "Amount", "CloseDate", "created", true, true, false},
     false},
    {"report of field history",
     "Opportunity ID,Edit Date,Field / Event,Old Value,New Value",
     NULL,
     {"Stage", "Amount", "Close Date", "Created.", true, true, false},
     false},
    {"report of stage history",
     "Opportunity Name,Opportunity ID,From Stage,To Stage,Last Modified,"
     "Amount,Close Date",
     add_report,
     {0},
     false},
    {"property history",
     "Record ID,Timestamp,Property,Value",
     NULL,
     {"dealstage", "amount", "closedate", NULL, false, true, true},
     false},
    {"property history of a warehouse",
     "deal_id,timestamp,name,value",
     NULL,
     {"dealstage", "amount", "closedate", NULL, false, false, true},
     false},
    {"flow",
     "item_id,log_time,field_key,old_value,new_value",
     NULL,
     {"stage_id", "value", "expected_close_date", "add_time", true, true,
      false},
     false},
    {"change log in plain words",
     "Deal - ID,Change date,Field,Old value,New value",
     NULL,
     {"Stage", "Value", "Expected close date", NULL, true, true, false},
     false},
    {"moves", "deal_id,old_stage,new_stage,moved_at", add_move, {0}, true},
    {"crm.stagehistory.list",
     "ID,TYPE_ID,OWNER_ID,CREATED_TIME,CATEGORY_ID,STAGE_SEMANTIC_ID,STAGE_ID",
     add_bitrix,
     {0},
     true},
};
enum { N_SHAPES = sizeof SHAPES / sizeof SHAPES[0] };

static void write_shape(struct buf *out, const struct shape *s, bool backwards)
{
    buf_printf(out, "%s\n", s->header);
    for (size_t k = 0; k < N_PLANTED; k++) {
        const struct planted *p = &PLANTED[backwards ? N_PLANTED - 1 - k : k];
        if (s->add)
            s->add(out, p);
        else
            add_changes(out, p, &s->names);
    }
}

/* Events as text; of stages alone, one a stay. */
static void write_events(struct buf *out, const struct deals *d,
                         bool stages_only)
{
    char date[DATE_TEXT], due[DATE_TEXT];

    for (size_t i = 0; i < d->n; i++) {
        int32_t last = -1;
        for (size_t k = d->event_start[i]; k < d->event_start[i + 1]; k++) {
            const struct stage_event *e = &d->events[k];
            if (stages_only && e->stage == last)
                continue;
            last = e->stage;
            buf_printf(out, "%.*s %s %.*s", SV_ARG(d->id[i]),
                       date_iso(date, e->date),
                       SV_ARG(d->stage.labels[e->stage]));
            if (!stages_only)
                buf_printf(out, " %g %s", e->amount,
                           date_iso(due, e->expected));
            buf_add_char(out, '\n');
        }
    }
}

static void each_shape_gives_the_same_events(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_SHAPES * 2; k++) {
        const struct shape *s = &SHAPES[k / 2];
        struct buf text, got, want;
        struct export first, x;
        buf_init(&text);
        buf_init(&got);
        buf_init(&want);
        write_shape(&text, &SHAPES[0], false);
        export_init(&first);
        assert_true(export_read(&first, DEALS, buf_sv(&text)));
        write_events(&want, &first.deals, s->stages_only);
        buf_clear(&text);
        write_shape(&text, s, k % 2);
        export_init(&x);
        if (!export_read(&x, DEALS, buf_sv(&text)))
            fail_msg("%s: %s", s->name, x.err.text);
        write_events(&got, &x.deals, s->stages_only);
        if (strcmp(got.ptr, want.ptr) != 0)
            fail_msg("%s: got\n%swant\n%s", s->name, got.ptr, want.ptr);
        assert_int_equal(x.deals.history_rejected, 0);
        assert_int_equal(x.diags.total, 0);
        export_release(&x);
        export_release(&first);
        buf_release(&text);
        buf_release(&got);
        buf_release(&want);
    }
}

static void a_title_and_a_second_header_are_passed_over(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(
        export_read(&x, DEALS,
                    SV("Opportunity Field History\n"
                       "As of 2024-06-01\n"
                       "Opportunity ID,Edit Date,Field / Event,Old Value,New "
                       "Value\n"
                       "A,2024-02-01,Stage,Alpha Call,Bravo\n"
                       "Opportunity ID,Edit Date,Field / Event,Old Value,New "
                       "Value\n"
                       "A,2024-05-01,Stage,Bravo,Closed Won\n")));
    assert_int_equal(export_diags(&x, "title line"), 2);
    assert_int_equal(export_diags(&x, "repeated header"), 1);
    assert_int_equal(x.deals.history_rows, 2);
    assert_int_equal(x.deals.history_rejected, 0);
    assert_int_equal(x.deals.event_start[1], 3);
    export_release(&x);
}

static void fields_that_nothing_needs_are_counted(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(
        export_read(&x, DEALS,
                    SV("OpportunityId,Field,OldValue,NewValue,CreatedDate\n"
                       "C,created,,,2024-01-01T08:00:00Z\n"
                       "C,Owner,Ann,Bob,2024-02-01T08:00:00Z\n"
                       "B,StageName,Bravo,Alpha Call,2024-03-01T08:00:00Z\n"
                       "A,Amount,90,100,2024-03-01T08:00:00Z\n")));
    assert_int_equal(x.deals.history_rows, 4);
    assert_int_equal(x.deals.history_other, 1);
    assert_int_equal(x.deals.history_rejected, 0);
    /* Where its stage never changed, a deal stands where it always stood. */
    assert_int_equal(x.deals.event_start[1], 2);
    assert_true(x.deals.events[0].amount == 90 &&
                x.deals.events[1].amount == 100);
    assert_sv(x.deals.stage.labels[x.deals.events[0].stage], "Closed Won");
    assert_int_equal(x.deals.event_start[2], 4);
    assert_sv(x.deals.stage.labels[x.deals.events[2].stage], "Bravo");
    assert_int_equal(x.deals.event_start[3], 5);
    assert_date(x.deals.events[4].date, "2024-01-01");
    assert_sv(x.deals.stage.labels[x.deals.events[4].stage], "Bravo");
    export_release(&x);
}

/* What is refused, and what the line asks for: then it is read. */
static void refusals_name_what_answers_them(void **state)
{
    static const struct {
        const char *history, *said, *answer;
    } CASES[] = {
        {"Vorgang,Stufe,Seit\nA,Bravo,2024-02-01\n",
         "name the column of history.deal_id, history.stage and "
         "history.entered_date under [columns] (columns: Vorgang, Stufe, Seit)",
         "history.deal_id = Vorgang\nhistory.stage = Stufe\n"
         "history.entered_date = Seit\n"},
        {"deal_id,stage,Seit\nA,Bravo,2024-02-01\n",
         "name the column of history.entered_date under [columns]",
         "history.entered_date = Seit\n"},
        {"Id,Field,Old Value,Danach,Edit Date\n"
         "A,Stage,Alpha Call,Bravo,2024-02-01\n",
         "history.new_value under [columns]",
         "history.deal_id = Id\nhistory.new_value = Danach\n"},
        {"OpportunityId,Field,OldValue,NewValue,CreatedDate\n"
         "A,Verkaufsschritt,Alpha Call,Bravo,2024-02-01\n",
         "no field in column \"Field\" is known to be the stage; give the one "
         "that is as history.stage_field under [columns] (fields: "
         "Verkaufsschritt)",
         "history.stage_field = Verkaufsschritt\n"},
        {"deal_id,field_key,old_value,new_value,label,time\n"
         "B,stage_id,7,8,Alpha Call,2024-02-01\n"
         "C,stage_id,7,9,Bravo,2024-02-01\n",
         "column \"new_value\" holds no stage that a deal has (here \"8\", "
         "where the deals have \"Alpha Call\"); name the column that does as "
         "history.new_value under [columns]",
         "history.new_value = label\n"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        char config[256];
        struct err err;
        export_init(&x);
        assert_false(export_read(&x, DEALS, sv_from(CASES[k].history)));
        assert_int_equal(x.err.code, EXIT_INPUT);
        if (!strstr(x.err.text, CASES[k].said))
            fail_msg("%s", x.err.text);
        export_release(&x);
        export_init(&x);
        snprintf(config, sizeof config, "[columns]\n%s", CASES[k].answer);
        assert_true(
            settings_read(&x.settings, sv_from(config), "x.ini", &x.run, &err));
        if (!export_read(&x, DEALS, sv_from(CASES[k].history)))
            fail_msg("%s", x.err.text);
        assert_true(x.deals.has_history);
        assert_int_equal(x.deals.stage.n_labels, 3);
        export_release(&x);
    }
}

static void a_column_that_is_not_there_is_told(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    x.settings.history[HISTORY_STAGE] = SV("Stagge");
    assert_false(export_read(&x, DEALS,
                             SV("deal_id,stage,entered_date\n"
                                "A,Bravo,2024-02-01\n")));
    assert_non_null(strstr(x.err.text,
                           ":1: has no column \"Stagge\", which [columns] "
                           "names for history.stage; did you mean \"stage\"?"));
    export_release(&x);
}

/* Rows of one day without a time, in any order: each takes up what the one
 * before it left. */
static void the_order_of_rows_orders_nothing(void **state)
{
    static const char *const ROWS[] = {
        "B,Alpha Call,2024-01-02\n", "B,Bravo,2024-02-01\n",
        "B,Charly,2024-02-01\n",     "B,Bravo,2024-02-01\n",
        "B,Alpha Call,2024-03-01\n",
    };
    enum { N = sizeof ROWS / sizeof ROWS[0] };
    static const char WANT[] = "B 2024-01-02 Alpha Call\n"
                               "B 2024-02-01 Bravo\n"
                               "B 2024-02-01 Charly\n"
                               "B 2024-02-01 Bravo\n"
                               "B 2024-03-01 Alpha Call\n";

    (void)state;
    for (size_t turn = 0; turn < N; turn++) {
        struct buf text, got;
        struct export x;
        buf_init(&text);
        buf_init(&got);
        buf_add_str(&text, "deal_id,stage,entered_date\n");
        for (size_t k = 0; k < N; k++)
            buf_add_str(&text, ROWS[(2 * k + turn) % N]);
        export_init(&x);
        assert_true(export_read(&x, DEALS, buf_sv(&text)));
        write_events(&got, &x.deals, true);
        assert_string_equal(got.ptr, WANT);
        export_release(&x);
        buf_release(&text);
        buf_release(&got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_shape_gives_the_same_events),
        cmocka_unit_test(a_title_and_a_second_header_are_passed_over),
        cmocka_unit_test(fields_that_nothing_needs_are_counted),
        cmocka_unit_test(refusals_name_what_answers_them),
        cmocka_unit_test(a_column_that_is_not_there_is_told),
        cmocka_unit_test(the_order_of_rows_orders_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

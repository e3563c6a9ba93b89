/*
 * The quarter's flow, pace, slip, calls and restatements on small examples
 * that are worked by hand, every figure; and what each says it cannot tell.
 */
#include "tests/test.h"

#include <math.h>

#include "scoring/quarter/quarter_changes.h"
#include "tests/scoring/context.h"
#include "tests/scoring/export.h"

/*
 * As of 20 May 2024, day 50 of the 91 of Q2. On 31 March
 *   A  open, due in Q2, $100.00; now $120.50      opening, raised, closing
 *   B  open, due in Q2, $200; now due in Q3       opening, pushed out
 *   C  open, due in Q3, $50; now due in Q2        pulled in, closing
 *   D  not there; created, won at $75 on 2 May    created, won
 *   E  open, due in Q2, $300; lost on 25 April    opening, lost
 *   F  open, due in Q3, $40; won on 5 May         pulled in, won
 *   H  open, due in Q3, both times                none
 *   I  not there; now due in Q2, $60              created, closing
 * 600 + 135 + 90 + 20.50 − 200 − 300 − 115 = 230.50 = 120.50 + 50 + 60.
 */
static const struct sv EXPORT =
    SV("deal_id,owner,created_date,closed_date,stage,outcome,amount,"
       "forecast_category\n"
       "A,Ann,2024-01-10,2024-06-10,Demo,Open,120.50,Commit\n"
       "B,Ann,2024-01-10,2024-07-15,Demo,Open,200,Commit\n"
       "C,Bob,2024-01-10,2024-06-20,Demo,Open,50,Best Case\n"
       "D,Bob,2024-04-10,2024-05-02,Closed Won,Won,75,Closed\n"
       "E,Bob,2024-01-10,2024-04-25,Closed Lost,Lost,0,Omitted\n"
       "F,Bob,2024-01-10,2024-05-05,Closed Won,Won,40,Closed\n"
       "G,Bob,2023-12-01,2024-03-20,Closed Won,Won,90,Closed\n"
       "H,Bob,2024-01-10,2024-09-01,Demo,Open,10,\n"
       "I,Bob,2024-04-15,2024-06-25,Demo,Open,60,Pipeline\n"
       "K,Bob,2023-12-05,2024-09-30,Demo,Open,15,Pipeline\n"
       "L,Bob,2023-12-05,2024-02-01,Closed Lost,Lost,33,Omitted\n"
       "Y,Bob,2023-07-01,2023-08-20,Closed Won,Won,1,Closed\n"
       "Z,Bob,2023-09-15,2023-11-15,Closed Won,Won,500,Closed\n"
       "Z2,Bob,2023-10-15,2023-12-20,Closed Won,Won,70,Closed\n");

static const struct sv HISTORY =
    SV("deal_id,stage,entered_date,amount,close_date\n"
       "A,Demo,2024-01-10,100,2024-05-15\n"
       "A,Demo,2024-04-20,120.50,2024-06-10\n"
       "B,Demo,2024-01-10,200,2024-06-01\n"
       "B,Demo,2024-05-10,200,2024-07-15\n"
       "C,Demo,2024-01-10,50,2024-07-20\n"
       "C,Demo,2024-05-11,50,2024-06-20\n"
       "D,Demo,2024-04-10,80,2024-06-01\n"
       "D,Closed Won,2024-05-02,75,2024-05-02\n"
       "E,Demo,2024-01-10,300,2024-04-20\n"
       "E,Closed Lost,2024-04-25,0,2024-04-25\n"
       "F,Demo,2024-01-10,40,2024-08-01\n"
       "F,Closed Won,2024-05-05,40,2024-05-05\n"
       "G,Demo,2023-12-01,90,2024-02-15\n"
       "G,Closed Won,2024-03-20,90,2024-03-20\n"
       "H,Demo,2024-01-10,10,2024-09-01\n"
       "I,Demo,2024-04-15,60.01,2024-06-25\n"
       "I,Demo,2024-05-01,60,2024-06-25\n"
       "K,Demo,2023-12-05,15,2024-01-30\n"
       "K,Demo,2023-12-20,15,2024-03-01\n"
       "K,Demo,2024-03-25,15,2024-09-30\n"
       "L,Demo,2023-12-05,33,2024-01-20\n"
       "L,Closed Lost,2024-02-01,33,2024-02-01\n"
       "Y,Demo,2023-07-01,1,2023-08-20\n"
       "Z,Demo,2023-09-15,500,2023-10-30\n"
       "Z,Closed Won,2023-11-15,500,2023-11-15\n"
       "Z2,Demo,2023-10-15,70,2023-12-20\n");

struct world {
    struct export x;
    struct context ctx;
    struct track track;
    struct dated d;
};

static void world_init(struct world *w, struct sv deals, struct sv history)
{
    *w = (struct world){0};
    export_init(&w->x);
    if (!export_read(&w->x, deals, history))
        fail_msg("%s", w->x.err.text);
    w->ctx =
        context_of(&w->x.deals, &w->x.settings, &w->x.run, &w->x.scratch);
    w->ctx.as_of = date_from_civil(2024, 5, 20);
}

static void look(struct world *w, const struct track *track)
{
    dated_init(&w->d, &w->ctx, track, NULL);
}

static void assert_class(const struct flow *f, enum flow_class c, size_t n,
                         int64_t cents)
{
    if (f->of[c].n != n || f->of[c].cents != cents)
        fail_msg("%s: %zu deals, %lld cents", flow_class_name(c), f->of[c].n,
                 (long long)f->of[c].cents);
}

static void assert_listed(const struct world *w, const struct flow_total *t,
                          const char *ids)
{
    char got[128] = "";

    for (size_t k = 0; k < t->n; k++) {
        struct sv id = t->list[k].deal == FLOW_GONE
                           ? t->list[k].id
                           : w->x.deals.id[t->list[k].deal];
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%.*s",
                 k ? " " : "", SV_ARG(id));
    }
    assert_string_equal(got, ids);
}

static void a_flow_by_hand(void **state)
{
    struct world w;
    struct flow f;

    (void)state;
    world_init(&w, EXPORT, HISTORY);
    look(&w, NULL);
    flow_since_start(&f, &w.d);
    assert_int_equal(f.gap, GAP_NONE);
    assert_int_equal(f.from, DATED_HISTORY);
    assert_date(f.since, "2024-03-31");
    assert_date(f.start, "2024-04-01");
    assert_date(f.end, "2024-06-30");
    assert_true(f.whole && f.amounts_dated);
    assert_class(&f, FLOW_OPENING, 3, 60000);
    assert_class(&f, FLOW_CREATED, 2, 13500);
    assert_class(&f, FLOW_PULLED_IN, 2, 9000);
    assert_class(&f, FLOW_REOPENED, 0, 0);
    assert_class(&f, FLOW_RAISED, 1, 2050);
    assert_class(&f, FLOW_LOWERED, 0, 0);
    assert_class(&f, FLOW_PUSHED_OUT, 1, 20000);
    assert_class(&f, FLOW_LOST, 1, 30000); /* not the 0 of today */
    assert_class(&f, FLOW_WON, 2, 11500);
    assert_class(&f, FLOW_REMOVED, 0, 0);
    assert_class(&f, FLOW_CLOSING, 3, 23050);
    assert_listed(&w, &f.of[FLOW_OPENING], "E B A");
    assert_listed(&w, &f.of[FLOW_PULLED_IN], "C F");
    assert_listed(&w, &f.of[FLOW_WON], "D F");
    assert_listed(&w, &f.of[FLOW_CLOSING], "A I C");
    assert_int_equal(f.overdue, 0);
    assert_date(f.of[FLOW_PUSHED_OUT].list[0].due_then, "2024-06-01");
    assert_date(f.of[FLOW_PUSHED_OUT].list[0].due_now, "2024-07-15");
    /* No store, no last run. */
    flow_since_last(&f, &w.d);
    assert_int_equal(f.gap, GAP_NO_STORE);
    assert_class(&f, FLOW_CLOSING, 0, 0);
    export_release(&w.x);
}

/* 41 days are left of Q4 2023 on 20 November, of Q1 2024 on 19 February. */
static void a_pace_by_hand(void **state)
{
    struct world w;
    struct pace p;

    (void)state;
    world_init(&w, EXPORT, HISTORY);
    look(&w, NULL);
    pace_compute(&p, &w.d);
    assert_int_equal(p.gap, GAP_NONE);
    assert_int_equal(p.day, 50);
    assert_int_equal(p.days, 91);
    assert_int_equal(p.days_left, 41);
    assert_int_equal(p.now.won, 2);
    assert_int_equal(p.now.won_cents, 11500);
    assert_int_equal(p.now.due, 3);
    assert_int_equal(p.now.due_cents, 23050);
    assert_int_equal(p.n, 2);
    assert_date(p.past[0].day, "2024-02-19");
    assert_int_equal(p.past[0].won, 0);
    assert_int_equal(p.past[0].final_cents, 9000);
    assert_true(p.past[0].due_known);
    assert_int_equal(p.past[0].due, 2); /* G of 15 February, K of 1 March */
    assert_int_equal(p.past[0].due_cents, 10500);
    assert_date(p.past[1].day, "2023-11-20");
    assert_int_equal(p.past[1].won_cents, 50000);
    assert_int_equal(p.past[1].final_cents, 57000);
    assert_int_equal(p.past[1].due, 1); /* Z2 */
    assert_int_equal(p.ahead, 1);
    assert_int_equal(p.median_cents, 25000);
    export_release(&w.x);
}

static void slips_by_hand(void **state)
{
    struct world w;
    struct slipping s;

    (void)state;
    world_init(&w, EXPORT, HISTORY);
    look(&w, NULL);
    slip_compute(&s, &w.d);
    assert_int_equal(s.gap, GAP_NONE);
    assert_int_equal(s.n, 2);
    /* Q1: G won, L lost, K, which had been pushed once, slipped. */
    assert_int_equal(s.quarters[0].count.due, 3);
    assert_int_equal(s.quarters[0].count.due_cents, 9000 + 3300 + 1500);
    assert_int_equal(s.quarters[0].count.won, 1);
    assert_int_equal(s.quarters[0].count.lost, 1);
    assert_int_equal(s.quarters[0].count.slipped, 1);
    assert_int_equal(s.quarters[0].count.slipped_cents, 1500);
    /* Q4: Z won. */
    assert_int_equal(s.quarters[1].count.due, 1);
    assert_int_equal(s.quarters[1].count.won_cents, 50000);
    assert_int_equal(s.all.due, 4);
    assert_true(s.pushes_known);
    assert_int_equal(s.by_pushes[0].due, 3);
    assert_int_equal(s.by_pushes[1].due, 1);
    assert_int_equal(s.by_pushes[1].slipped, 1);
    assert_int_equal(s.not_watched.due, 0);
    export_release(&w.x);
}

/* Scores of the open deals A, B, C, H, I, K. */
static void score_open(struct scores *out, struct score *list,
                       const struct world *w)
{
    *out = (struct scores){.as_of = w->ctx.as_of, .list = list};
    for (size_t i = 0; i < w->x.deals.n; i++)
        if (w->x.deals.outcome[i] == OUTCOME_OPEN)
            list[out->n++] = (struct score){.deal = (uint32_t)i};
    list[0].level = LEVEL_CRITICAL; /* A */
    list[2].level = LEVEL_HIGH;     /* C */
    list[1].warnings.held = 1 << WARNING_OVERDUE;
}

static void calls_by_hand(void **state)
{
    struct world w;
    struct score list[16];
    struct scores scores;
    struct calls c;

    (void)state;
    world_init(&w, EXPORT, HISTORY);
    look(&w, NULL);
    score_open(&scores, list, &w);
    calls_compute(&c, &w.d, &scores);
    assert_int_equal(c.gap, GAP_NONE);
    assert_int_equal(c.past_gap, GAP_NO_STORE);
    assert_int_equal(c.without, 1); /* H */
    assert_int_equal(c.n, 3);       /* Commit, Best Case, Pipeline */
    assert_int_equal(c.company[0].all.deals, 2);
    assert_int_equal(c.company[0].all.cents, 32050);
    assert_int_equal(c.company[0].all.in_danger, 1);
    assert_int_equal(c.company[0].all.danger_cents, 12050);
    assert_int_equal(c.company[0].all.overdue, 1);
    assert_int_equal(c.company[0].all.overdue_cents, 20000);
    assert_int_equal(c.company[0].due.deals, 1); /* A by the quarter's end */
    assert_int_equal(c.company[1].all.in_danger, 1);
    assert_int_equal(c.company[2].all.deals, 2);
    assert_int_equal(c.company[2].due.deals, 1);
    assert_int_equal(c.n_people, 3); /* Ann's Commit, then Bob's */
    assert_int_equal(c.people[0].all.deals, 2);
    assert_int_equal(c.people[1].category, c.company[1].category);
    assert_int_equal(c.family, 0);
    export_release(&w.x);
}

/* A history that records categories tells how often they came in. */
static void a_history_dates_categories(void **state)
{
    static const struct sv CATEGORIES =
        SV("OpportunityId,StageName,CreatedDate,Amount,CloseDate,"
           "ForecastCategory\n"
           "Y,Demo,2023-07-01,1,2023-08-20,Pipeline\n"
           "G,Demo,2023-12-01,90,2024-02-15,Pipeline\n"
           "G,Demo,2024-02-01,90,2024-03-15,Forecast\n" /* is Commit */
           "L,Demo,2023-12-05,33,2024-01-20,Forecast\n"
           "K,Demo,2023-12-05,15,2024-03-01,Forecast\n"
           "Z2,Demo,2023-10-15,70,2023-12-20,BestCase\n");
    struct world w;
    struct score list[16];
    struct scores scores;
    struct calls c;

    (void)state;
    world_init(&w, EXPORT, CATEGORIES);
    look(&w, NULL);
    assert_true(w.d.categories);
    score_open(&scores, list, &w);
    calls_compute(&c, &w.d, &scores);
    /* On 19 February G and K were called Commit and due by the end of March,
     * and L had been lost; on 19 November Z2 was Best Case. Z, which no row
     * tells of, has no category. */
    assert_int_equal(c.past_gap, GAP_NONE);
    assert_true(c.due_only);
    assert_int_equal(c.quarters, 2);
    assert_int_equal(c.company[0].of, 2);
    assert_int_equal(c.company[0].came_in, 1);
    assert_int_equal(c.company[1].of, 1);
    assert_int_equal(c.company[1].came_in, 1);
    export_release(&w.x);
}

/* ---- the store ---- */

static int32_t on(int month, int day)
{
    return date_from_civil(2024, month, day);
}

/*
 * Q1 2024 as the run of 8 April was told of it, and as it is told now:
 *   G  won at 90, now 95           amount      +5
 *   M  won at 30, gone             deleted    −30
 *   N  won at 20, open             reopened   −20
 *   P  lost, won at 11             turned won +11
 *   R  open, won on 30 March at 7  backdated   +7
 *   S  won at 40, now on 2 April   moved out  −40
 *   T  won on 1 April, now 31 March, 8 moved in +8
 *   U  won at 5, lost              turned lost −5
 *   V  won at 9, as before
 * 90 + 30 + 20 + 40 + 5 + 9 = 194; −64; 95 + 11 + 7 + 8 + 9 = 130.
 */
static const struct sv NOW =
    SV("deal_id,created_date,closed_date,stage,outcome,amount\n"
       "G,2023-12-01,2024-03-20,Closed Won,Won,95\n"
       "N,2023-12-01,2024-06-20,Demo,Open,20\n"
       "P,2023-12-01,2024-03-28,Closed Won,Won,11\n"
       "R,2023-12-01,2024-03-30,Closed Won,Won,7\n"
       "S,2023-12-01,2024-04-02,Closed Won,Won,40\n"
       "T,2023-12-01,2024-03-31,Closed Won,Won,8\n"
       "U,2023-12-01,2024-03-02,Closed Lost,Lost,5\n"
       "V,2023-12-01,2024-01-05,Closed Won,Won,9\n"
       "X,2023-12-01,2024-06-05,Demo,Open,100\n");

static void make_track(struct world *w)
{
    static struct observation SEEN[16]; /* by id, then day */
    static struct told_closing TOLD[16];
    static struct track_run RUNS[2];
    struct observation *o = SEEN;
    struct told_closing *t = TOLD;

#define SEE(name, day, cash, due)                                              \
    *o++ = (struct observation)                                                \
    {                                                                          \
        .deal_id = SV(name), .date = (day), .amount = (cash),                  \
        .expected = (due), .stage_entered = DATE_NONE,                         \
        .last_activity = DATE_NONE, .push_count = NAN                          \
    }
#define TELL(name, day, how, when, cash)                                       \
    *t++ = (struct told_closing)                                               \
    {                                                                          \
        SV(name), (day), (how), (when), (cash), (double)NAN                    \
    }
    SEE("N", on(5, 13), 20, on(6, 20));
    SEE("Q", on(5, 13), 70, on(6, 30)); /* gone now */
    SEE("R", on(4, 8), 7, on(6, 1));
    SEE("R", on(5, 13), 7, on(6, 1));
    SEE("X", on(4, 8), 100, on(7, 5));
    SEE("X", on(5, 13), 110, on(6, 5));
    TELL("G", on(4, 8), CLOSING_WON, on(3, 20), 90);
    TELL("G", on(5, 13), CLOSING_WON, on(3, 20), 95);
    TELL("M", on(4, 8), CLOSING_WON, on(2, 10), 30);
    TELL("N", on(4, 8), CLOSING_WON, on(3, 3), 20);
    TELL("N", on(5, 13), CLOSING_REOPENED, DATE_NONE, NAN);
    TELL("P", on(4, 8), CLOSING_LOST, on(3, 1), 11);
    TELL("S", on(4, 8), CLOSING_WON, on(3, 31), 40);
    TELL("T", on(4, 8), CLOSING_WON, on(4, 1), 8);
    TELL("U", on(4, 8), CLOSING_WON, on(3, 2), 5);
    TELL("V", on(4, 8), CLOSING_WON, on(1, 5), 9);
#undef SEE
#undef TELL
    RUNS[0] = (struct track_run){.day = on(4, 8), .told = true};
    RUNS[1] = (struct track_run){.day = on(5, 13), .told = true};
    w->track = (struct track){.n = (size_t)(o - SEEN),
                              .list = SEEN,
                              .n_told = (size_t)(t - TOLD),
                              .told = TOLD,
                              .n_runs = 2,
                              .runs = RUNS};
}

static void the_past_that_changed(void **state)
{
    static const struct {
        enum restated_kind kind;
        const char *id;
        int64_t cents;
    } WANT[] = {
        {RESTATED_MOVED_OUT, "S", -4000}, {RESTATED_DELETED, "M", -3000},
        {RESTATED_REOPENED, "N", -2000},  {RESTATED_TURNED_WON, "P", 1100},
        {RESTATED_MOVED_IN, "T", 800},    {RESTATED_BACKDATED, "R", 700},
        {RESTATED_TURNED_LOST, "U", -500}, {RESTATED_AMOUNT, "G", 500},
    };
    struct world w;
    struct restated r;
    int64_t sum = 0;

    (void)state;
    world_init(&w, NOW, (struct sv){0});
    make_track(&w);
    look(&w, &w.track);
    restated_compute(&r, &w.d);
    assert_int_equal(r.gap, GAP_NONE);
    assert_int_equal(r.n, 1); /* Q1; of Q4 the export holds no closing */
    const struct restated_quarter *q = &r.quarters[0];
    assert_date(q->start, "2024-01-01");
    assert_date(q->first_run, "2024-04-08");
    assert_true(q->late && q->reached && !q->settings_changed);
    assert_int_equal(q->first_won, 6);
    assert_int_equal(q->first_told, 19400);
    assert_int_equal(q->now_won, 5);
    assert_int_equal(q->told_now, 13000);
    assert_int_equal(q->n, sizeof WANT / sizeof WANT[0]);
    for (size_t k = 0; k < q->n; k++) {
        const struct restatement *c = &q->changes[k];
        struct sv id = c->deal == FLOW_GONE ? c->id : w.x.deals.id[c->deal];
        bool found = false;
        for (size_t j = 0; j < sizeof WANT / sizeof WANT[0]; j++)
            found = found || (WANT[j].kind == c->kind &&
                              WANT[j].cents == c->cents &&
                              sv_eq(id, sv_from(WANT[j].id)));
        if (!found)
            fail_msg("%s of %.*s", restated_kind_name(c->kind), SV_ARG(id));
        sum += c->cents;
        if (c->kind == RESTATED_AMOUNT)
            assert_date(c->told, "2024-05-13");
        if (c->kind == RESTATED_BACKDATED)
            assert_date(c->told, "2024-05-20");
    }
    assert_int_equal(q->first_told + sum, q->told_now);
    export_release(&w.x);
}

/*
 * Since the run of 13 May: N and X were open and due in Q2, R too, and Q, which
 * is gone; R is won in Q1 by today's word, so not in this quarter.
 */
static void a_flow_from_the_store(void **state)
{
    struct world w;
    struct flow f;

    (void)state;
    world_init(&w, NOW, (struct sv){0});
    make_track(&w);
    look(&w, &w.track);
    flow_since_last(&f, &w.d);
    assert_int_equal(f.gap, GAP_NONE);
    assert_int_equal(f.from, DATED_STORE);
    assert_date(f.since, "2024-05-13");
    assert_class(&f, FLOW_OPENING, 4, 2000 + 7000 + 700 + 11000);
    assert_class(&f, FLOW_LOWERED, 1, 1000); /* X */
    assert_class(&f, FLOW_REMOVED, 1, 7000); /* Q */
    assert_class(&f, FLOW_WON, 1, 700);
    assert_class(&f, FLOW_CLOSING, 2, 2000 + 10000);
    assert_listed(&w, &f.of[FLOW_REMOVED], "Q");
    /* The first run in the quarter, for none came shortly before it. */
    flow_since_start(&f, &w.d);
    assert_int_equal(f.gap, GAP_NONE);
    assert_false(f.whole);
    assert_date(f.since, "2024-04-08");
    assert_class(&f, FLOW_OPENING, 1, 700);
    assert_class(&f, FLOW_PULLED_IN, 1, 10000); /* X, due in Q3 then */
    assert_class(&f, FLOW_REOPENED, 1, 2000);   /* N, won then */
    assert_class(&f, FLOW_CLOSING, 2, 12000);
    export_release(&w.x);
}

/* ---- what cannot be told ---- */

static void each_says_what_it_lacks(void **state)
{
    static const struct {
        const char *deals, *history;
        bool store;
        enum quarter_gap flow, last, slip, pace_due, calls, restated;
    } CASES[] = {
        /* No history, no store. */
        {"deal_id,created_date,closed_date,stage,outcome,amount\n"
         "A,2024-01-01,2024-06-01,Demo,Open,5\n"
         "B,2023-01-01,2023-05-01,Closed Won,Won,5\n"
         "C,2024-05-20,2024-06-01,Demo,Open,5\n",
         NULL, false, GAP_NO_HISTORY, GAP_NO_STORE, GAP_NO_HISTORY,
         GAP_NO_HISTORY, GAP_NO_CATEGORY, GAP_NO_STORE},
        /* A first run with a store. */
        {"deal_id,created_date,closed_date,stage,outcome,amount,"
         "forecast_category\n"
         "A,2024-01-01,2024-06-01,Demo,Open,5,Commit\n"
         "C,2024-05-20,2024-06-01,Demo,Open,5,Commit\n",
         NULL, true, GAP_FIRST_RUN, GAP_FIRST_RUN, GAP_FIRST_RUN,
         GAP_FIRST_RUN, GAP_NONE, GAP_FIRST_RUN},
        /* A history without close dates. */
        {"deal_id,created_date,closed_date,stage,outcome,amount\n"
         "A,2024-01-01,2024-06-01,Demo,Open,5\n"
         "C,2024-05-20,2024-06-01,Demo,Open,5\n",
         "deal_id,stage,entered_date\nA,Demo,2024-01-01\n", false,
         GAP_NO_EDITS, GAP_NO_STORE, GAP_NO_EDITS, GAP_NO_EDITS,
         GAP_NO_CATEGORY, GAP_NO_STORE},
        /* No expected closes. */
        {"deal_id,created_date,closed_date,stage,outcome,amount\n"
         "A,2024-01-01,,Demo,Open,5\n"
         "B,2023-01-01,2023-05-01,Closed Won,Won,5\n"
         "C,2024-05-20,,Demo,Open,5\n",
         NULL, true, GAP_NO_EXPECTED, GAP_FIRST_RUN, GAP_NO_EXPECTED,
         GAP_NO_EXPECTED, GAP_NO_CATEGORY, GAP_FIRST_RUN},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct world w;
        struct track none = {0};
        struct score list[8];
        struct scores scores = {.list = list};
        struct moved_inputs in = {.scores = &scores};
        struct quarter_changes c;

        world_init(&w, sv_from(CASES[k].deals),
                   CASES[k].history ? sv_from(CASES[k].history)
                                    : (struct sv){0});
        quarter_changes_compute(&c, &w.ctx, CASES[k].store ? &none : NULL,
                                &in);
        assert_int_equal(c.since_start.gap, CASES[k].flow);
        assert_int_equal(c.since_last.gap, CASES[k].last);
        assert_int_equal(c.slip.gap, CASES[k].slip);
        assert_int_equal(c.pace.due_gap, CASES[k].pace_due);
        assert_int_equal(c.calls.gap, CASES[k].calls);
        assert_int_equal(c.restated.gap, CASES[k].restated);
        assert_int_equal(c.moved.landing.gap,
                         CASES[k].store ? GAP_FIRST_RUN : GAP_NO_STORE);
        export_release(&w.x);
    }
}

/* Without amounts deals are counted. */
static void without_amounts(void **state)
{
    struct world w;
    struct flow f;

    (void)state;
    world_init(&w,
               SV("deal_id,created_date,closed_date,stage,outcome\n"
                  "A,2024-01-10,2024-06-10,Demo,Open\n"
                  "B,2024-01-10,2024-07-15,Demo,Open\n"
                  "D,2024-04-10,2024-05-02,Closed Won,Won\n"),
               SV("deal_id,stage,entered_date,close_date\n"
                  "A,Demo,2024-01-10,2024-05-15\n"
                  "B,Demo,2024-01-10,2024-06-01\n"
                  "B,Demo,2024-05-10,2024-07-15\n"
                  "D,Demo,2024-04-10,2024-06-01\n"));
    look(&w, NULL);
    flow_since_start(&f, &w.d);
    assert_int_equal(f.gap, GAP_NO_AMOUNTS);
    assert_class(&f, FLOW_OPENING, 2, 0);
    assert_class(&f, FLOW_CREATED, 1, 0);
    assert_class(&f, FLOW_PUSHED_OUT, 1, 0);
    assert_class(&f, FLOW_WON, 1, 0);
    assert_class(&f, FLOW_CLOSING, 1, 0);
    assert_int_equal(f.of[FLOW_OPENING].unpriced, 2);
    export_release(&w.x);
}

/* A quarter of a fiscal year from February on. */
static void a_fiscal_year(void **state)
{
    struct world w;
    struct flow f;

    (void)state;
    world_init(&w, EXPORT, HISTORY);
    w.x.settings.fiscal_month = 2;
    look(&w, NULL);
    flow_since_start(&f, &w.d);
    assert_date(f.since, "2024-04-30");
    assert_date(f.start, "2024-05-01");
    assert_date(f.end, "2024-07-31");
    /* On 30 April A, C, D, I and B were due in it; F, due on 1 August, came
     * in and was won. */
    assert_class(&f, FLOW_OPENING, 5, 12050 + 20000 + 5000 + 8000 + 6001);
    assert_class(&f, FLOW_LOWERED, 2, 500 + 1);
    assert_class(&f, FLOW_PULLED_IN, 1, 4000);
    assert_class(&f, FLOW_WON, 2, 11500);
    assert_class(&f, FLOW_CLOSING, 4, 12050 + 20000 + 5000 + 6000);
    export_release(&w.x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flow_by_hand),
        cmocka_unit_test(a_pace_by_hand),
        cmocka_unit_test(slips_by_hand),
        cmocka_unit_test(calls_by_hand),
        cmocka_unit_test(a_history_dates_categories),
        cmocka_unit_test(the_past_that_changed),
        cmocka_unit_test(a_flow_from_the_store),
        cmocka_unit_test(each_says_what_it_lacks),
        cmocka_unit_test(without_amounts),
        cmocka_unit_test(a_fiscal_year),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * A week: one run's report of three open deals, read through the gate and
 * scored by hand, for what the history store keeps of it; and a folder for
 * the store, removed at the end.
 */
#ifndef TESTS_CMD_IO_STORE_WEEK_H
#define TESTS_CMD_IO_STORE_WEEK_H

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cmd/io/store/store.h"
#include "scoring/base/file.h"
#include "tests/scoring/export.h"

#define WEEK_HEAD                                                              \
    "deal_id,account,owner,amount,created_date,closed_date,stage,outcome,"     \
    "push_count,last_activity_date,region\n"
#define WEEK_CLOSED                                                            \
    "L9,Hooli,Ann,100,2023-01-05,2023-05-30,Demo,Lost,0,2023-05-01,EMEA\n"     \
    "W8,Hooli,Bob,7000,2023-01-01,2023-02-10,Demo,Won,0,2023-02-01,EMEA\n"
#define WEEK_B2                                                                \
    "B2,Bolt,Ann,9000.5,2023-03-01,2023-07-01,Demo,Open,2,2023-05-29,APAC\n"

static const char WEEK_EXPORT[] = WEEK_HEAD WEEK_B2 WEEK_CLOSED
    "A1,\"=cmd|' \xc3\xa9\"\"\",,,2023-05-05,,,Open,,,\n"
    "C3,Acme,Bob,12,2023-04-01,2023-08-01,Proposal,Open,1,2023-06-01,EMEA\n";

/* The same when A1 and C3 had not come yet. */
static const char WEEK_ONE_DEAL[] = WEEK_HEAD WEEK_B2 WEEK_CLOSED;

enum { WEEK_DEALS = 3, WEEK_LINES = 16 };

struct week {
    struct export x;
    struct leaks leaks;
    struct model model;
    struct scores scores;
    struct score list[WEEK_DEALS];
    struct outlook outlooks[WEEK_DEALS];
    struct counterfactuals changes[WEEK_DEALS];
    struct portfolio portfolio;
    struct scoring_identity identity;
    struct report r;
};

static inline int32_t week_day(int month, int day)
{
    return date_from_civil(2023, month, day);
}

/* Every open deal scored alike, 0.1 less from line to line of the export:
 * deals stand in the order of their ids, which is no order of risk. */
static inline void week_score(struct week *w, double points)
{
    struct deals *d = &w->x.deals;

    for (size_t at = 0; at < d->n * WEEK_LINES; at++) {
        int32_t stage, entered;
        size_t k = w->scores.n, i = at % d->n;
        if (d->line[i] != at / d->n ||
            deals_state(d, i, w->scores.as_of) != STATE_OPEN)
            continue;
        assert_true(k < WEEK_DEALS);
        deals_stage_at(d, i, w->scores.as_of, &stage, &entered);
        w->list[k] =
            (struct score){.deal = (uint32_t)i,
                           .shown = points - 0.1 * (double)k,
                           .level = points >= 55 ? LEVEL_HIGH : LEVEL_LOW,
                           .p_loss = 0.123456789,
                           .rule_points = points,
                           .ml_points = 7.4074,
                           .expected_loss = d->amount[i] * 0.123456789,
                           .age = w->scores.as_of - d->created[i],
                           .days_in_stage = NAN,
                           .stage = stage,
                           .expected = d->expected[i]};
        w->outlooks[k] = (struct outlook){.of = OUTLOOK_AGE,
                                          .age = w->list[k].age,
                                          .days_to_close = 12.5,
                                          .won = {1.0 / 3, 0.5, NAN},
                                          .at_risk = 41};
        w->scores.n++;
    }
    if (d->stage.n_labels > 0) /* the words name the stage */
        w->changes[0] = (struct counterfactuals){
            1, {{CHANGE_STAGE, 0, DATE_NONE, points - 8, 8, 77}}};
}

/* What a run on as_of would record. `text` is an export. */
static inline void week_init(struct week *w, const char *text, int32_t as_of,
                             double points)
{
    *w = (struct week){0};
    export_init(&w->x);
    assert_true(export_read(&w->x, sv_from(text), (struct sv){0}));
    w->scores = (struct scores){.as_of = as_of, .list = w->list};
    w->model.reason = REASON_NO_FEATURE;
    w->identity = (struct scoring_identity){.mode = MODE_HYBRID,
                                            .settings = SV("s1"),
                                            .features = SV("a,own:b, c"),
                                            .model = SV("trained")};
    week_score(w, points);
    report_build(&w->r,
                 &(struct report_inputs){.deals = &w->x.deals,
                                         .diags = &w->x.diags,
                                         .leaks = &w->leaks,
                                         .model = &w->model,
                                         .scores = &w->scores,
                                         .outlooks = w->outlooks,
                                         .counterfactuals = w->changes,
                                         .portfolio = &w->portfolio,
                                         .settings = &w->x.settings,
                                         .inputs_key = "key 1",
                                         .as_of = as_of,
                                         .seed = 7},
                 &w->x.run, &w->x.scratch);
    arena_reset(&w->x.scratch);
}

static inline void week_release(struct week *w)
{
    export_release(&w->x);
}

static inline bool week_write(struct week *w, const char *store)
{
    bool ok = store_write(store, &w->r, &w->identity, &w->x.scratch, &w->x.err);

    arena_reset(&w->x.scratch);
    return ok;
}

/* Records one run of WEEK_EXPORT. */
static inline void week_record(const char *store, int32_t as_of, double points)
{
    struct week w;

    week_init(&w, WEEK_EXPORT, as_of, points);
    if (!week_write(&w, store))
        fail_msg("%s", w.x.err.text);
    week_release(&w);
}

/* A folder with the store in it, as cmocka's state. */
struct place {
    char dir[32], store[48];
};

static inline int place_make(void **state)
{
    struct place *p = test_malloc(sizeof *p);

    snprintf(p->dir, sizeof p->dir, "/tmp/store.XXXXXX");
    if (!mkdtemp(p->dir))
        return -1;
    snprintf(p->store, sizeof p->store, "%s/history.db", p->dir);
    *state = p;
    return 0;
}

/* No journal and no temporary file may be left beside the store. */
static inline int place_remove(void **state)
{
    struct place *p = *state;
    int left;

    remove(p->store);
    left = rmdir(p->dir);
    test_free(p);
    return left;
}

/* What a statement gives, rows by ";" and columns by "|". */
static inline struct sv ask(const char *store, const char *sql, struct arena *a)
{
    sqlite3 *db;
    sqlite3_stmt *s;
    struct sv out = SV("");

    assert_int_equal(sqlite3_open_v2(store, &db, SQLITE_OPEN_READONLY, NULL),
                     SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    while (sqlite3_step(s) == SQLITE_ROW) {
        for (int k = 0; k < sqlite3_column_count(s); k++) {
            const char *text = (const char *)sqlite3_column_text(s, k);
            out = sv_printf(a, "%.*s%s%s", SV_ARG(out),
                            k         ? "|"
                            : out.len ? ";"
                                      : "",
                            text ? text : "NULL");
        }
    }
    assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
    sqlite3_close(db);
    return out;
}

static inline void assert_asked(const char *store, const char *sql,
                                const char *want)
{
    struct arena a;

    arena_init(&a);
    struct sv got = ask(store, sql, &a);
    if (!sv_eq(got, sv_from(want)))
        fail_msg("%s gives %.*s, not %s", sql, SV_ARG(got), want);
    arena_release(&a);
}

/* What runs dated before `day` have recorded: the machine is well. */
static inline void week_read(struct track *out, const char *store, int32_t day,
                             struct arena *run)
{
    struct err err;

    assert_true(store_read(out, store, day, run, &err));
}

/* Any statements, as another program would. */
static inline void meddle(const char *store, const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(store, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

#endif

/* report_build(): names, links, timelines and words, from a real reading. */
#include "tests/test.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "render/report/report.h"
#include "scoring/base/file.h"

static const char EXPORT[] =
    "deal_id,name,account,owner,amount,created_date,closed_date,stage,outcome,"
    "last_activity\n"
    "A1,Big one,Acme,Ann,900000,2023-01-05,2024-03-01,Demo,Open,2023-06-02\n"
    "a1,,Globex,Bob,100000,2023-02-01,2024-02-01,Demo,Open,2023-06-20\n"
    "B/2,,,Ann,,2023-03-01,2024-02-01,Proposal,Open,\n"
    "C3,Late,Hooli,Ann,5000,2023-04-01,2023-08-15,Proposal,Lost,2023-08-01\n"
    "D4,Won,Hooli,Bob,7000,2023-01-01,2023-02-10,Proposal,Won,2023-02-01\n";
static const char HISTORY[] =
    "deal_id,stage,entered_date\n"
    "A1,Demo,2023-02-01\n"
    "A1,Proposal,2023-05-01\n"
    "A1,Demo,2023-09-01\n"; /* after the as-of date below */

struct world {
    struct arena a;
    struct settings settings;
    struct diags diags;
    struct deals deals;
    struct leaks leaks;
    struct model model;
    struct scores scores;
    struct portfolio portfolio;
    struct report r;
};

/* Scores by hand: the report must carry them, not make them. */
static void score(struct world *w, size_t deal, double points, enum level level)
{
    struct score *s = &w->scores.list[w->scores.n++];
    struct level_total *total = &w->portfolio.levels[level];
    double amount = w->deals.amount[deal];

    *s = (struct score){.deal = (uint32_t)deal,
                        .exact = points,
                        .shown = points,
                        .level = level,
                        .p_loss = NAN,
                        .raw = NAN,
                        .ml_points = NAN,
                        .rule_points = points,
                        .loss_rate = 0.5,
                        .age = 100,
                        .days_in_stage = NAN,
                        .stage = -1,
                        .expected = DATE_NONE};
    total->deals++;
    if (isnan(amount))
        w->portfolio.money.without_amount++;
    else
        w->portfolio.money.pipeline += amount;
    if (level >= LEVEL_HIGH && !isnan(amount))
        w->portfolio.money.at_risk += amount;
}

static void build(struct world *w, int32_t as_of, bool with_scores)
{
    char dir[] = "/tmp/report.XXXXXX", one[64], two[64];
    struct err err = {0};
    struct arena scratch;

    memset(w, 0, sizeof *w);
    arena_init(&w->a);
    arena_init(&scratch);
    assert_non_null(mkdtemp(dir));
    snprintf(one, sizeof one, "%s/export.csv", dir);
    snprintf(two, sizeof two, "%s/history.csv", dir);
    assert_true(file_write(one, sv_from(EXPORT), &err));
    assert_true(file_write(two, sv_from(HISTORY), &err));
    settings_default(&w->settings);
    w->settings.crm_url = SV("https://crm.example/o/{id}/view?x={id}");
    w->settings.currency = SV("USD");
    diags_init(&w->diags, &w->a);
    const struct export_paths paths = {one, two};
    bool ok =
        deals_read(&w->deals, &paths, &w->settings, &w->a, &w->diags, &err);
    if (!ok)
        print_error("%s\n", err.text);
    assert_true(ok);
    unlink(one);
    unlink(two);
    rmdir(dir);
    w->scores.as_of = as_of;
    w->scores.overall_loss_rate = 0.5;
    w->scores.list = ARENA_ARRAY(&w->a, 8, struct score);
    if (with_scores) {
        score(w, 0, 80, LEVEL_CRITICAL);
        score(w, 4, 60, LEVEL_HIGH); /* a1: deals are in the order of ids */
        score(w, 1, 20, LEVEL_LOW);
    }
    w->model.reason = REASON_NO_FEATURE;
    report_build(&w->r,
                 &(struct report_inputs){.deals = &w->deals,
                                         .diags = &w->diags,
                                         .leaks = &w->leaks,
                                         .model = &w->model,
                                         .scores = &w->scores,
                                         .portfolio = &w->portfolio,
                                         .settings = &w->settings,
                                         .inputs_key = "key",
                                         .as_of = as_of,
                                         .seed = 7},
                 &w->a, &scratch);
    arena_release(&scratch); /* nothing of the report may live there */
}

static bool has_note(const struct report *r, const char *part)
{
    for (size_t i = 0; i < r->notes.n; i++) {
        char text[1024];
        snprintf(text, sizeof text, "%.*s", SV_ARG(r->notes.list[i].text));
        if (strstr(text, part))
            return true;
    }
    return false;
}

static void assert_text(struct sv got, const char *expected)
{
    if (!sv_eq(got, sv_from(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", SV_ARG(got), expected);
}

static void carries_deals_and_names(void **state)
{
    (void)state;
    struct world w;

    build(&w, date_from_civil(2023, 7, 1), true);
    const struct report_deal *d = w.r.deals;
    assert_int_equal(w.r.n_deals, 3);
    assert_int_equal(w.r.n_pages, 3);
    assert_text(d[0].title, "Big one");
    assert_text(d[1].title, "Globex");
    assert_text(d[2].title, "B/2");
    /* A1 and a1 are one file where case is ignored. */
    assert_int_equal(d[0].file_id.len, 34);
    assert_int_equal(d[1].file_id.len, 34);
    assert_false(sv_eq(d[0].file_id, d[1].file_id));
    assert_text(d[2].crm_url, "https://crm.example/o/B%2F2/view?x=B%2F2");
    assert_true(isnan(d[2].amount));
    assert_true(d[0].score == &w.scores.list[0]);
    arena_release(&w.a);
}

static void timelines_know_no_future(void **state)
{
    (void)state;
    struct world w;

    build(&w, date_from_civil(2023, 7, 1), true);
    const struct report_deal *d = &w.r.deals[0];
    assert_text(d->events[0].text, "Created");
    assert_text(d->events[1].text, "Entered Demo");
    assert_text(d->events[2].text, "Entered Proposal");
    for (size_t k = 0; k < w.r.n_deals; k++)
        for (size_t i = 0; i < w.r.deals[k].n_events; i++) {
            const struct report_event *e = &w.r.deals[k].events[i];
            assert_true(e->date <= w.r.as_of);
            assert_true(!i || e[-1].date <= e->date);
        }
    arena_release(&w.a);
}

static void says_the_news_in_a_sentence(void **state)
{
    (void)state;
    struct world w;

    build(&w, date_from_civil(2023, 7, 1), true);
    assert_text(w.r.headline,
                "2 of 3 open deals, $1.0M of $1.0M, are at risk; 1 of them "
                "is critical (rules only, no forecast)");
    assert_text(w.r.subject, "2 deals at risk, $1.0M; 1 critical");
    assert_text(w.r.title, "Pipeline risk, 1 July 2023");
    assert_true(has_note(&w.r, "the export has no column that the model"));
    assert_true(has_note(&w.r, "1 of 3 open deals has no amount"));
    assert_true(has_note(&w.r, "This is a replay of 1 July 2023"));
    assert_true(has_note(&w.r, "A model cannot use "));
    assert_int_equal(w.r.n_owners, 2);
    assert_text(w.r.owners[0].owner, "Ann");
    assert_int_equal(w.r.owners[0].critical, 1);
    assert_int_equal(w.r.owners[1].high, 1);
    assert_string_equal(w.r.inputs_key, "key");
    arena_release(&w.a);
}

static void without_open_deals_a_date_is_named(void **state)
{
    (void)state;
    struct world w;

    build(&w, date_from_civil(2022, 1, 1), false);
    assert_int_equal(w.r.n_deals, 0);
    assert_int_not_equal(w.r.hint_as_of, DATE_NONE);
    bool open = false;
    for (size_t i = 0; i < w.deals.n; i++)
        open |= deals_state(&w.deals, i, w.r.hint_as_of) == STATE_OPEN;
    assert_true(open);
    assert_true(has_note(&w.r, "No deal is open on 1 January 2022"));
    assert_memory_equal(w.r.headline.ptr, "No deal is open", 15);
    arena_release(&w.a);
}

static void a_link_must_be_for_a_browser(void **state)
{
    (void)state;
    struct world w;
    struct arena scratch;

    build(&w, date_from_civil(2023, 7, 1), true);
    arena_init(&scratch);
    w.settings.crm_url = SV("javascript:alert({id})");
    report_build(&w.r,
                 &(struct report_inputs){.deals = &w.deals,
                                         .diags = &w.diags,
                                         .leaks = &w.leaks,
                                         .model = &w.model,
                                         .scores = &w.scores,
                                         .portfolio = &w.portfolio,
                                         .settings = &w.settings,
                                         .inputs_key = "key",
                                         .as_of = w.scores.as_of},
                 &w.a, &scratch);
    assert_int_equal(w.r.deals[0].crm_url.len, 0);
    arena_release(&scratch);
    arena_release(&w.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(carries_deals_and_names),
        cmocka_unit_test(timelines_know_no_future),
        cmocka_unit_test(says_the_news_in_a_sentence),
        cmocka_unit_test(without_open_deals_a_date_is_named),
        cmocka_unit_test(a_link_must_be_for_a_browser),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The quarter's words: what is known, what is used, and what is only said of
 * few or of no figures. */
#include "tests/test.h"

#include <math.h>
#include <string.h>

#include "render/words/flow.h"
#include "render/words/quarter_page.h"

struct told {
    struct arena a;
    struct settings settings;
    struct words w;
    struct landing l;
    struct landing_scope scope;
    struct quarter_words out;
};

/* A day before the end of Q2 2026; both methods tried on n past quarters. */
static struct landing_money *told_init(struct told *t, size_t n)
{
    struct landing_quarter *q;
    struct landing_money *m;

    *t = (struct told){.settings = {.fiscal_month = 1}};
    arena_init(&t->a);
    t->w = (struct words){.settings = &t->settings,
                          .style = {.code = SV("USD")},
                          .as_of = date_from_civil(2026, 6, 29),
                          .a = &t->a};
    t->l = (struct landing){.as_of = t->w.as_of, .fiscal_month = 1};
    q = &t->scope.quarter[THIS_QUARTER];
    q->quarter = date_quarter(t->w.as_of, 1);
    q->start = quarter_start(q->quarter, 1);
    q->end = t->w.as_of + 1;
    q->days_left = 1;
    q->target.amount = NAN;
    q->hinges_share = NAN;
    m = &q->money[ENDING_WON];
    *m = (struct landing_money){.so_far = 4.9e6,
                                .landing = 5.5e6,
                                .told = {5.5e6, 5.5e6, 6.6e6},
                                .method = METHOD_AVERAGE,
                                .range = {NAN, NAN}};
    m->gap = n < LANDING_LEAST ? LANDING_FEW_PAST : LANDING_KNOWN;
    m->record[METHOD_MODEL] = (struct landing_record){
        .n = n, .error = 4e5, .share = 0.06, .tells = n >= LANDING_LEAST};
    m->record[METHOD_AVERAGE] = (struct landing_record){
        .n = n, .error = 3e5, .share = 0.04, .bias = -7.5e4,
        .tells = n >= LANDING_LEAST};
    q->money[ENDING_LOST] = *m;
    return m;
}

static void tell(struct told *t)
{
    words_quarter(&t->out, &t->w, &t->l, &t->scope, THIS_QUARTER);
}

static void must_say(struct sv text, const char *what)
{
    char said[1024];

    snprintf(said, sizeof said, "%.*s", SV_ARG(text));
    if (!strstr(said, what))
        fail_msg("\"%s\" lacks \"%s\"", said, what);
}

static void lost_money_is_expected_or_not_known(void **state)
{
    struct told t;

    (void)state;
    told_init(&t, 6);
    tell(&t);
    must_say(t.out.lost, "Expected to be lost in Q2 2026, by 30 Jun: $5.5M");
    t.l.unpriced[ENDING_LOST] = true;
    t.scope.quarter[THIS_QUARTER].money[ENDING_LOST] =
        (struct landing_money){.ended = 789, .landing = NAN};
    tell(&t);
    must_say(t.out.lost, "789 deals were lost in Q2 2026; the export gives no "
                         "amount for lost deals");
    arena_release(&t.a);
}

static void few_quarters_give_no_figure_of_error(void **state)
{
    struct told t;

    (void)state;
    told_init(&t, 1);
    tell(&t);
    assert_int_equal(t.out.record.len, 0);
    assert_int_equal(t.out.baselines.len, 0);
    must_say(t.out.no_range, "the landing was tried on only 1 past quarter, too "
                             "few to say how far off it is");
    arena_release(&t.a);
}

static void what_is_used_is_said_with_what_it_is_compared_with(void **state)
{
    struct told t;
    struct landing_money *m;

    (void)state;
    m = told_init(&t, 6);
    tell(&t);
    must_say(t.out.method, "The average of past quarters is used: it has been "
                           "closer (off by 4%) than adding up the deals' "
                           "chances (off by 6%)");
    must_say(t.out.record, "off by 4% ($300K) over 6 quarters, 1% too low on "
                           "average");
    m->method = METHOD_MODEL;
    tell(&t);
    assert_int_equal(t.out.method.len, 0);
    must_say(t.out.baselines,
             "On the same days the average of past quarters was off by 4%");
    must_say(words_why_model(&t.w, m), "The deals' chances are added up");
    arena_release(&t.a);
}

static void hinges_of_a_figure_that_is_not_used_stand_apart(void **state)
{
    struct told t;
    struct landing_quarter *q = &t.scope.quarter[THIS_QUARTER];

    (void)state;
    told_init(&t, 6);
    q->n_hinges = 10;
    q->hinges_share = 0.65;
    q->hinges_decide = true;
    tell(&t);
    must_say(t.out.hinges_title, "not in the figure told above");
    must_say(t.out.won_by, "Won by 30 Jun");
    q->money[ENDING_WON].method = METHOD_MODEL;
    tell(&t);
    must_say(t.out.hinges_title, "The deals that decide it");
    must_say(t.out.hinges, "10 deals hold 65% of what is uncertain");
    q->hinges_share = 0.09;
    q->hinges_decide = false;
    tell(&t);
    must_say(t.out.hinges, "No open deal decides the quarter: 10 deals hold 9%");
    arena_release(&t.a);
}

static void another_method_is_no_business(void **state)
{
    struct told t;
    struct moved_words out;
    struct movement m = {.last = date_from_civil(2026, 6, 8),
                         .method_changed = true,
                         .by_model = true,
                         .landing = {.before = 610000000, .after = 546600000}};

    (void)state;
    told_init(&t, 6);
    m.landing.part[MOVE_LEARNT] = -63400000;
    words_moved_sum(&out, &t.w, &m, true);
    must_say(out.line, "$634K is no business: the figure of 8 Jun came from the "
                       "average of past quarters, this one from adding up the "
                       "deals' chances");
    must_say(out.head, "is another method, no business");
    arena_release(&t.a);
}

static void the_pace_names_the_quarters_that_it_compares(void **state)
{
    struct told t;
    struct deals d = {0};
    struct pace_words out;
    double amount = 0;
    struct pace p = {.day = 90, .days = 91, .days_left = 1, .n = 3, .ahead = 1,
                     .median_cents = 600000000, .now = {.won_cents = 490000000}};

    (void)state;
    told_init(&t, 6);
    d.amount = &amount;
    t.w.deals = &d;
    for (int k = 0; k < 3; k++)
        p.past[k] = (struct pace_quarter){
            .quarter = date_quarter(t.w.as_of, 1) - 1 - k,
            .won_cents = 400000000 + 200000000 * (int64_t)k};
    words_pace(&out, &t.w, &p);
    must_say(out.line, "Won $4.9M with 1 of 91 days left; with as many days left "
                       "past quarters had won $6.0M (the middle of the 3 from Q3 "
                       "2025 to Q1 2026; 1 of them had won less than this one: Q1 "
                       "2026)");
    arena_release(&t.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lost_money_is_expected_or_not_known),
        cmocka_unit_test(few_quarters_give_no_figure_of_error),
        cmocka_unit_test(what_is_used_is_said_with_what_it_is_compared_with),
        cmocka_unit_test(hinges_of_a_figure_that_is_not_used_stand_apart),
        cmocka_unit_test(another_method_is_no_business),
        cmocka_unit_test(the_pace_names_the_quarters_that_it_compares),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

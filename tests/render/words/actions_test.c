/* Actions: the first warning decides, else the first factor that may; the
 * company's own lines first; the deal's own people; a bounded number of
 * TODAYs for each person. */
#include "render/words/actions.h"
#include "tests/reference.h"

enum { DEALS = 12 };

/* Deals of Ann's, whose manager is Bo or nobody. */
struct desk {
    struct arena a;
    struct deals d;
    struct settings s;
    struct scores scores;
    struct portfolio p;
    struct group_row rep;
    struct score list[DEALS];
    uint32_t ranks[DEALS];
    int32_t code[2][DEALS];
    struct sv names[2];
};

static int setup(void **state)
{
    struct desk *k = calloc(1, sizeof *k);

    arena_init(&k->a);
    k->names[0] = SV("Ann");
    k->names[1] = SV("Bo");
    settings_default(&k->s);
    k->d.n = DEALS;
    k->d.groups[GROUP_OWNER] =
        (struct category){1, &k->names[0], k->code[0]};
    k->d.groups[GROUP_MANAGER] =
        (struct category){1, &k->names[1], k->code[1]};
    k->scores = (struct scores){.n = 1, .list = k->list};
    k->p = (struct portfolio){.n_reps = 1, .reps = &k->rep};
    k->rep = (struct group_row){.group = GROUP_OWNER};
    for (uint32_t i = 0; i < DEALS; i++) {
        k->list[i] = (struct score){.deal = i, .expected = DATE_NONE};
        k->ranks[i] = i;
    }
    *state = k;
    return 0;
}

static int teardown(void **state)
{
    struct desk *k = *state;

    arena_release(&k->a);
    free(k);
    return 0;
}

static struct words words(const struct desk *k)
{
    return (struct words){&k->d, &k->s, {.after = false}, 100,
                          (struct arena *)&k->a};
}

/* Of the first deal, with one factor or none. */
static struct action act(struct desk *k, enum subject subject,
                         enum level level)
{
    struct words w = words(k);
    struct score *score = &k->list[0];

    score->level = level;
    score->n_factors = subject < SUBJECT_COUNT;
    score->factors[0].subject = subject;
    return words_action(&w, words_actions_plan(&w, &k->scores, &k->p), score);
}

static void owners_are_the_deals_own_people(void **state)
{
    struct desk *k = *state;

    k->rep.flagged = true;
    struct action x = act(k, SUBJECT_REP, LEVEL_CRITICAL);
    assert_true(sv_eq(x.owner, SV("Bo")) && x.today && x.due == 100);
    x = act(k, SUBJECT_COUNT, LEVEL_MEDIUM);
    assert_true(sv_eq(x.owner, SV("Ann")) && x.due == 109); /* not on Saturday */
    k->code[0][0] = k->code[1][0] = -1;
    x = act(k, SUBJECT_OWN, LEVEL_HIGH);
    assert_true(sv_eq(x.owner, SV("Sales manager")) && !x.today);
    x = act(k, SUBJECT_AGE, LEVEL_HIGH);
    assert_true(sv_eq(x.owner, SV("Deal owner")));
    x = act(k, SUBJECT_AGE, LEVEL_LOW);
    assert_true(x.text.len == 0 && x.due == DATE_NONE);
}

static void own_actions_come_first(void **state)
{
    struct desk *k = *state;

    k->s.n_actions = 2;
    k->s.actions[0] = (struct action_setting){
        WARNING_COUNT, SUBJECT_AGE, LEVEL_HIGH, SV("Ask legal"), SV("owner"),
        2};
    k->s.actions[1] = (struct action_setting){
        .warning = WARNING_QUIET, .text = SV("Ring them"), .due_days = -1};
    struct action x = act(k, SUBJECT_AGE, LEVEL_HIGH);
    assert_true(sv_eq(x.text, SV("Ask legal")) && sv_eq(x.owner, SV("Ann")));
    assert_int_equal(x.due, 102);
    x = act(k, SUBJECT_AGE, LEVEL_CRITICAL); /* another line of the table */
    assert_true(sv_eq(x.text, SV("Escalate to VP Sales")));
    k->list[0].warnings = (struct warnings){1u << WARNING_QUIET, {0}};
    k->list[0].warnings.value[WARNING_QUIET] = 41;
    x = act(k, SUBJECT_AGE, LEVEL_HIGH);
    assert_true(sv_eq(x.text, SV("Ring them: 41 days without a word")));
    assert_int_equal(x.due, 103);
}

/* The first warning, but for those that the score speaks of as well: there
 * the line of the score comes first, where it has one. */
static void a_warning_comes_before_a_factor(void **state)
{
    struct desk *k = *state;
    struct score *s = &k->list[0];

    s->warnings.held = 1u << WARNING_OVERDUE | 1u << WARNING_NO_STEP;
    s->expected = 54;
    struct action x = act(k, SUBJECT_AGE, LEVEL_CRITICAL);
    assert_true(
        sv_starts(x.text, SV("Agree a new close date with the buyer")));
    assert_true(sv_ends(x.text, SV("was due 24 Feb, 46 days ago")));
    assert_true(x.today);
    s->warnings.held = 1u << WARNING_AGE;
    s->warnings.value[WARNING_AGE] = 302;
    x = act(k, SUBJECT_AGE, LEVEL_CRITICAL);
    assert_true(sv_eq(x.text, SV("Escalate to VP Sales")));
    x = act(k, SUBJECT_AGE, LEVEL_LOW);
    assert_true(sv_ends(x.text, SV("close the deal: 302 days old")));
    assert_int_equal(x.due, 109);
}

static void only_a_flagged_rep_is_coached(void **state)
{
    struct desk *k = *state;
    struct score *s = &k->list[0];
    struct words w = words(k);

    *s = (struct score){.level = LEVEL_HIGH, .n_factors = 2};
    s->factors[0].subject = SUBJECT_REP;
    s->factors[1].subject = SUBJECT_ACTIVITY;
    struct action x =
        words_action(&w, words_actions_plan(&w, &k->scores, &k->p), s);
    assert_true(sv_eq(x.text, SV("Call the buyer")));
    k->rep.flagged = true;
    x = words_action(&w, words_actions_plan(&w, &k->scores, &k->p), s);
    assert_true(sv_eq(x.text, SV("Coach the rep on this deal")));
}

/* Day 100 is a Saturday, 11 April 1970. */
static void the_largest_money_keeps_today(void **state)
{
    struct desk *k = *state;
    struct words w = words(k);
    struct planned *plan;

    k->scores.n = DEALS;
    for (uint32_t i = 0; i < DEALS; i++) {
        k->list[i].level = LEVEL_CRITICAL;
        k->list[i].n_factors = 1;
        k->list[i].factors[0].subject = SUBJECT_SOURCE; /* its owner's */
        k->ranks[i] = DEALS - 1 - i; /* the money runs against the score */
    }
    k->p.today = (struct today){.n = DEALS, .ranks = k->ranks, .first = 5};
    plan = words_actions_plan(&w, &k->scores, &k->p);
    assert_true(plan[DEALS - 1].today && plan[DEALS - 5].today);
    assert_false(plan[DEALS - 6].today);
    assert_int_equal(plan[DEALS - 6].due, 102); /* Monday */
    assert_int_equal(plan[DEALS - 10].due, 102);
    assert_int_equal(plan[DEALS - 11].due, 103);
    k->s.most_today = 100;
    plan = words_actions_plan(&w, &k->scores, &k->p);
    assert_true(plan[0].today);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(owners_are_the_deals_own_people, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(own_actions_come_first, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_warning_comes_before_a_factor, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(only_a_flagged_rep_is_coached, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_largest_money_keeps_today, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Actions: the company's own lines first, the deal's own people, no action
 * where the level is LOW. */
#include "render/words/actions.h"
#include "tests/reference.h"

/* One deal of Ann's, whose manager is Bo or nobody. */
struct desk {
    struct deals d;
    struct settings s;
    int32_t code[2];
    struct sv names[2];
};

static void desk_init(struct desk *k)
{
    *k = (struct desk){.names = {SV("Ann"), SV("Bo")}};
    settings_default(&k->s);
    k->d.n = 1;
    k->d.groups[GROUP_OWNER] =
        (struct category){1, &k->names[0], &k->code[0]};
    k->d.groups[GROUP_MANAGER] =
        (struct category){1, &k->names[1], &k->code[1]};
}

static struct action act(struct desk *k, enum subject subject,
                         enum level level)
{
    struct words w = {&k->d, &k->s, {.after = false}, 100, NULL};
    struct score score = {.level = level};

    if (subject < SUBJECT_COUNT)
        score.factors[score.n_factors++].subject = subject;
    return words_action(&w, &score);
}

static void owners_are_the_deals_own_people(void **state)
{
    (void)state;
    struct desk k;

    desk_init(&k);
    struct action x = act(&k, SUBJECT_REP, LEVEL_CRITICAL);
    assert_true(sv_eq(x.owner, SV("Bo")) && x.today && x.due == 100);
    x = act(&k, SUBJECT_COUNT, LEVEL_MEDIUM);
    assert_true(sv_eq(x.owner, SV("Ann")) && x.due == 107);
    k.code[0] = k.code[1] = -1;
    x = act(&k, SUBJECT_REP, LEVEL_HIGH);
    assert_true(sv_eq(x.owner, SV("Sales manager")) && !x.today);
    x = act(&k, SUBJECT_AGE, LEVEL_HIGH);
    assert_true(sv_eq(x.owner, SV("Deal owner")));
    x = act(&k, SUBJECT_AGE, LEVEL_LOW);
    assert_true(x.text.len == 0 && x.due == DATE_NONE);
}

static void own_actions_come_first(void **state)
{
    (void)state;
    struct desk k;

    desk_init(&k);
    k.s.n_actions = 1;
    k.s.actions[0] = (struct action_setting){SUBJECT_AGE, LEVEL_HIGH,
                                             SV("Ask legal"), SV("owner"), 2};
    struct action x = act(&k, SUBJECT_AGE, LEVEL_HIGH);
    assert_true(sv_eq(x.text, SV("Ask legal")) && sv_eq(x.owner, SV("Ann")));
    assert_int_equal(x.due, 102);
    x = act(&k, SUBJECT_AGE, LEVEL_CRITICAL); /* another line of the table */
    assert_true(sv_eq(x.text, SV("Escalate to VP Sales")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(owners_are_the_deals_own_people),
        cmocka_unit_test(own_actions_come_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

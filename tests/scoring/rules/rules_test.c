#include "tests/test.h"

#include "scoring/leaks/linter.h"
#include "scoring/rules/rules.h"
#include "tests/scoring/planted.h"
#include "tests/scoring/skygeni.h"
#include "scoring/settings/settings.h"
#include "scoring/settings/settings_keys.h"

struct fixture {
    struct arena arena;
    struct file data, reference;
    struct deals d;
    struct settings settings;
};

static int setup(void **state)
{
    struct fixture *f = mem_alloc(1, sizeof *f);

    arena_init(&f->arena);
    settings_default(&f->settings);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    file_close(&f->data);
    file_close(&f->reference);
    arena_release(&f->arena);
    free(f);
    return 0;
}

/* All 5,000 results of the system that the seed preset repeats. */
static void test_reference(void **state)
{
    struct fixture *f = *state;
    struct rule_settings *r = &f->settings.rules;
    struct snapshot s;
    struct rule_limits limits;
    struct table t;
    size_t equal = 0;

    shared_needed("data/skygeni");
    skygeni_read(&f->d, &f->data, &f->arena);
    shared_csv(&t, &f->reference, "reference/skygeni_rule_scores.csv",
               &f->arena);
    assert_int_equal(t.n_rows, 5001);
    assert_int_equal(f->d.n, 5000);
    r->preset = PRESET_SEED;
    snapshot_at(&s, &f->d, f->d.newest, &f->arena);
    rule_limits_at(&limits, &s, r);
    for (size_t i = 0; i < f->d.n; i++) {
        struct rule_facts facts;
        struct rule_points p;
        bool same = sv_eq(csv_at(&t, i + 1, "deal_id"), f->d.id[i]);

        rule_facts_at(&facts, &f->d, &s, r, i);
        rules_judge(&p, &facts, &limits, r);
        for (int k = 0; k < RULE_COUNT; k++) {
            struct sv text;
            if (k > RULE_REGION) { /* a rule that the original had not */
                p.total -= p.points[k];
                continue;
            }
            text = csv_at(&t, i + 1, RULES[k].name);
            same =
                same && strtod(sv_cstr(&f->arena, text), NULL) == p.points[k];
        }
        same = same && strtod(sv_cstr(&f->arena, csv_at(&t, i + 1, "score")),
                              NULL) == p.total;
        equal += same;
    }
    assert_int_equal(equal, 5000);
}

static void judge(struct rule_points *p, const struct rule_facts *facts,
                  const struct rule_settings *r)
{
    struct rule_limits l = {.cycle = {90, 70, 50},
                            .rep = {0.2, 0.4},
                            .industry = 0.4,
                            .source = 0.4,
                            .region = 0.4,
                            .stage_days = 40,
                            .amount = 1000};

    rules_judge(p, facts, &l, r);
}

static const struct rule_facts UNKNOWN = {NAN, NAN, NAN, NAN, NAN,
                                          {0}, {0}, NAN, NAN, NAN};

static void test_unknown_scores_nothing(void **state)
{
    struct fixture *f = *state;
    struct rule_settings r = f->settings.rules;
    struct rule_facts facts = UNKNOWN;
    struct rule_points p;

    r.preset = PRESET_ADAPTIVE;
    judge(&p, &facts, &r);
    assert_true(p.total == 0 && p.cap == 0);
    /* A known age says nothing of a stage whose entry is not known … */
    facts.age = 60;
    facts.stage = SV("Demo");
    facts.stage_limit = 5;
    judge(&p, &facts, &r);
    assert_true(p.points[RULE_STAGE] == 0);
    assert_true(p.points[RULE_CYCLE] == 10);
    /* … except in the preset that repeats the original. */
    r.preset = PRESET_SEED;
    judge(&p, &facts, &r);
    assert_true(p.points[RULE_STAGE] == 10);
}

static void test_equal_to_the_limit_is_not_beyond_it(void **state)
{
    struct fixture *f = *state;
    struct rule_settings r = f->settings.rules;
    struct rule_facts at_limit = {.age = 50,
                                  .rep_rate = 0.4,
                                  .industry_rate = 0.4,
                                  .source_rate = 0.4,
                                  .region_rate = 0.4,
                                  .days_in_stage = 7,
                                  .stage_limit = 7,
                                  .amount = 1000};
    struct rule_points p;

    r.preset = PRESET_ADAPTIVE;
    judge(&p, &at_limit, &r);
    assert_true(p.total == 0);
}

static void test_cap(void **state)
{
    struct fixture *f = *state;
    struct rule_settings r = f->settings.rules;
    struct rule_facts worst = {.age = 500, .amount = 1e9};
    struct rule_points p;

    r.preset = PRESET_ADAPTIVE;
    worst.days_in_stage = 1;
    judge(&p, &worst, &r);
    assert_true(p.total == 100);
    assert_true(p.cap == -5); /* 30 + 25 + 15 + 15 + 10 + 5 + 5 */
}

/* Which of a rule's points they are is known, also where they are equal. */
static void test_tiers(void **state)
{
    struct fixture *f = *state;
    struct rule_settings r = f->settings.rules;
    struct rule_facts facts = UNKNOWN;
    struct rule_points p;

    r.preset = PRESET_ADAPTIVE;
    r.cycle_points[0] = r.cycle_points[1] = r.cycle_points[2] = 9;
    facts.age = 75;
    facts.rep_rate = 0.3;
    facts.amount = 1001;
    judge(&p, &facts, &r);
    assert_int_equal(p.tier[RULE_CYCLE], 2);
    assert_int_equal(p.tier[RULE_REP], 2);
    assert_int_equal(p.tier[RULE_AMOUNT], 1);
    assert_int_equal(p.tier[RULE_REGION], 0);
    facts.age = 51;
    facts.rep_rate = 0.1;
    judge(&p, &facts, &r);
    assert_int_equal(p.tier[RULE_CYCLE], 3);
    assert_int_equal(p.tier[RULE_REP], 1);
}

/* In SkyGeni, where reps, industries, … do not differ beyond chance, the
 * adaptive preset takes no points from a rate that shrank to the mean. */
static void test_chance_costs_nothing(void **state)
{
    struct fixture *f = *state;
    struct rule_settings *r = &f->settings.rules;
    struct snapshot s;
    struct rule_limits limits;

    shared_needed("data/skygeni");
    skygeni_read(&f->d, &f->data, &f->arena);
    r->preset = PRESET_ADAPTIVE;
    snapshot_at(&s, &f->d, f->d.newest, &f->arena);
    rule_limits_at(&limits, &s, r);
    for (enum group g = GROUP_OWNER; g <= GROUP_SOURCE; g++)
        assert_true(isinf(s.groups[g].prior));
    assert_true(limits.cycle[0] > limits.cycle[1]);
    for (size_t i = 0; i < f->d.n; i++) {
        struct rule_facts facts;
        struct rule_points p;

        rule_facts_at(&facts, &f->d, &s, r, i);
        rules_judge(&p, &facts, &limits, r);
        assert_true(p.points[RULE_REP] == 0);
        assert_true(p.points[RULE_INDUSTRY] == 0);
        assert_true(p.points[RULE_SOURCE] == 0);
        assert_true(p.points[RULE_REGION] == 0);
        assert_true(p.points[RULE_STAGE] == 0); /* never dated there */
    }
}

static void points_at(struct rule_points *out, const struct deals *d,
                      const struct snapshot *s, const struct rule_settings *r,
                      size_t i)
{
    struct rule_limits limits;
    struct rule_facts facts;

    rule_limits_at(&limits, s, r);
    rule_facts_at(&facts, d, s, r, i);
    rules_judge(out, &facts, &limits, r);
}

/* Points of a past day are those that the export of that day would give. */
static void test_law_of_time(void **state)
{
    struct fixture *f = *state;
    const struct rule_settings *r = &f->settings.rules;
    struct arena a;
    struct deals d, past;
    struct snapshot now, then;
    uint32_t *open, *kept;
    size_t n, scored[RULE_COUNT] = {0};
    int32_t day;

    arena_init(&a);
    planted_deals(&d, 1500, 31, &a);
    day = d.newest - 150;
    kept = ARENA_ARRAY(&a, d.n, uint32_t);
    planted_truncate(&past, kept, &d, day, &a);
    snapshot_at(&now, &d, day, &a);
    snapshot_at(&then, &past, day, &a);
    open = deals_open(&d, day, &n, &a);
    for (size_t k = 0; k < n; k++) {
        struct rule_points p, q;

        points_at(&p, &d, &now, r, open[k]);
        points_at(&q, &past, &then, r, kept[open[k]]);
        for (int rule = 0; rule < RULE_COUNT; rule++) {
            assert_true(p.points[rule] == q.points[rule]);
            scored[rule] += p.points[rule] > 0;
        }
    }
    assert_true(scored[RULE_CYCLE] > 0 && scored[RULE_REP] > 0);
    assert_true(scored[RULE_STAGE] > 0 && scored[RULE_AMOUNT] > 0);
    arena_release(&a);
}

static void test_leaking_fields_score_nothing(void **state)
{
    struct fixture *f = *state;
    const struct rule_settings *r = &f->settings.rules;
    struct leak fields[] = {
        {.column = COLUMN_AMOUNT, .kind = LEAK_VALUE},
        {.column = COLUMN_OWNER, .kind = LEAK_EMPTY},
        {.column = COLUMN_REGION, .kind = LEAK_NONE},
    };
    struct leaks leaks = {.n = 3, .fields = fields, .n_leaking = 2};
    struct rule_settings kept = rules_without_leaks(r, &leaks);

    assert_true(kept.amount_points == 0);
    assert_true(kept.rep_points[0] == 0 && kept.rep_points[1] == 0);
    assert_true(kept.region_points == 5 && kept.cycle_points[0] == 30);
    assert_true(r->amount_points == 5); /* the given settings stay */
    kept = rules_without_leaks(r, NULL);
    assert_true(kept.amount_points == 5);
}

/* A rule that was forgotten in one place is named here. */
static void test_every_rule_is_whole(void **state)
{
    struct fixture *f = *state;
    struct rule_limits limits;
    struct snapshot s;

    f->settings.rules.preset = PRESET_SEED;
    planted_deals(&f->d, 1500, 31, &f->arena);
    snapshot_at(&s, &f->d, f->d.newest, &f->arena);
    for (size_t k = 0; k < RULE_COUNT; k++) {
        const struct rule_meta *m = &RULES[k];
        if (!m->name || !m->label || !m->key || !m->find_limits || !m->judge)
            fail_msg("rule %zu has no whole line in RULES", k);
        struct sv name = sv_printf(&f->arena, "%s_points", m->key);
        const struct settings_key *key = settings_key_find(SV("rules"), name);
        if (!key)
            fail_msg("settings_keys.c has no %.*s", SV_ARG(name));
        assert_int_equal(key->offset,
                         offsetof(struct settings, rules) + m->points_at);
        assert_int_equal(key->count, m->n_points);
        for (size_t i = 0; i < m->n_points; i++)
            if (!m->points[i] ||
                rule_points_of(&f->settings.rules, (enum rule)k)[i] <= 0)
                fail_msg("%s: its points %zu have no name or are 0", m->name,
                         i + 1);
        memset(&limits, 0, sizeof limits);
        m->find_limits(&limits, &s, &f->settings.rules);
        for (size_t i = 0; i < m->n_limits; i++)
            if (!m->limits[i] || rule_limits_of(&limits, (enum rule)k)[i] == 0)
                fail_msg("%s: limit %zu has no name or is not found", m->name,
                         i + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reference, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unknown_scores_nothing, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            test_equal_to_the_limit_is_not_beyond_it, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cap, setup, teardown),
        cmocka_unit_test_setup_teardown(test_tiers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_law_of_time, setup, teardown),
        cmocka_unit_test_setup_teardown(test_leaking_fields_score_nothing,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_every_rule_is_whole, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_chance_costs_nothing, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

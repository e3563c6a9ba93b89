#include "tests/test.h"

#include <string.h>

#include "scoring/features/features.h"
#include "scoring/leaks/linter.h"
#include "tests/scoring/planted.h"

static double value(const char *name, const struct deals *d,
                    const struct snapshot *s, size_t i)
{
    const struct feature *f = feature_find(sv_from(name));

    assert_non_null(f);
    return f->fn(d, s, i);
}

static bool in_set(const struct feature_set *set, const char *name)
{
    for (size_t k = 0; k < set->n; k++)
        if (sv_eq(set->columns[k].name, sv_from(name)))
            return true;
    return false;
}

static bool same_bits(float a, float b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

/* Features of one day from all data and from what was known that day. */
static size_t compare_with_past(const struct deals *d, int32_t day,
                                const struct feature_set *set, struct arena *a)
{
    struct deals past;
    struct snapshot now, then;
    struct matrix m, w;
    size_t n, differ = 0;
    uint32_t *open = deals_open(d, day, &n, a);
    uint32_t *kept = ARENA_ARRAY(a, d->n, uint32_t);
    uint32_t *moved = ARENA_ARRAY(a, n, uint32_t);

    planted_truncate(&past, kept, d, day, a);
    for (size_t k = 0; k < n; k++) {
        assert_true(kept[open[k]] != UINT32_MAX);
        moved[k] = kept[open[k]];
    }
    assert_true(n > 20);
    snapshot_at(&now, d, day, a);
    snapshot_at(&then, &past, day, a);
    m = (struct matrix){n, set->n, ARENA_ARRAY(a, n * set->n, float)};
    w = (struct matrix){n, set->n, ARENA_ARRAY(a, n * set->n, float)};
    features_fill(&m, 0, set, d, &now, open, n);
    features_fill(&w, 0, set, &past, &then, moved, n);
    for (size_t k = 0; k < n * set->n; k++)
        differ += !same_bits(m.x[k], w.x[k]);
    return differ;
}

static void test_law_of_time(void **state)
{
    struct arena a;
    struct deals d;
    struct feature_set set;

    (void)state;
    arena_init(&a);
    planted_deals(&d, 1500, 7, &a);
    feature_set_choose(&set, &d, NULL, &a);
    assert_true(in_set(&set, "stage_ordinal"));
    assert_true(in_set(&set, "push_count"));
    assert_false(in_set(&set, "days_since_activity"));
    for (int32_t back = 0; back <= 450; back += 90)
        assert_int_equal(compare_with_past(&d, d.newest - back, &set, &a), 0);
    arena_release(&a);
}

/* The comparison above must notice a feature that looks ahead. */
static double outcome_itself(const struct deals *d, const struct snapshot *s,
                             size_t i)
{
    (void)s;
    return d->outcome[i];
}

static void test_law_of_time_can_fail(void **state)
{
    static const struct feature cheat = {.name = "cheat", .fn = outcome_itself};
    struct feature_column column = {.feature = &cheat};
    struct feature_set set = {1, &column};
    struct arena a;
    struct deals d;

    (void)state;
    arena_init(&a);
    planted_deals(&d, 1500, 7, &a);
    assert_true(compare_with_past(&d, d.newest - 180, &set, &a) > 20);
    arena_release(&a);
}

static void test_values(void **state)
{
    struct arena a;
    struct deals d;
    struct snapshot s;
    struct stage_event life[] = {
        {100, 0, NAN, 160}, {110, 2, NAN, DATE_NONE}, {120, 1, NAN, 190},
        {125, 1, NAN, 180}, {130, 1, NAN, 185},       {190, 3, NAN, 300},
    };

    (void)state;
    arena_init(&a);
    planted_deals(&d, 1, 1, &a);
    d.created[0] = 100;
    d.closed[0] = DATE_NONE;
    d.outcome[0] = OUTCOME_OPEN;
    d.newest = 200;
    d.events = life;
    d.event_start[1] = 6;
    d.groups[GROUP_OWNER].code[0] = 2;
    d.amount[0] = 1234;
    snapshot_at(&s, &d, 140, &a);
    assert_true(value("deal_age_days", &d, &s, 0) == 40);
    assert_true(value("deal_amount", &d, &s, 0) == 1234);
    assert_true(value("amount_percentile", &d, &s, 0) == 1);
    assert_true(value("stage_ordinal", &d, &s, 0) == 1);
    assert_true(value("days_in_stage", &d, &s, 0) == 20);
    assert_true(value("days_in_stage_1", &d, &s, 0) == 10);
    assert_true(isnan(value("days_in_stage_2", &d, &s, 0)));
    assert_true(value("days_in_stage_3", &d, &s, 0) == 10);
    assert_true(value("stage_regressions", &d, &s, 0) == 1);
    assert_true(value("push_count", &d, &s, 0) == 2);
    assert_true(value("days_to_expected_close", &d, &s, 0) == 45);
    assert_true(value("rep_open_deals", &d, &s, 0) == 1);
    assert_true(value("created_month", &d, &s, 0) == 4);
    assert_true(isnan(value("rep_historical_winrate", &d, &s, 0)));
    assert_true(isnan(value("is_long_cycle", &d, &s, 0)));
    assert_true(isnan(value("days_since_activity", &d, &s, 0)));
    /* Before its first event nothing is known of its stage. */
    life[0].date = 105;
    snapshot_at(&s, &d, 104, &a);
    assert_true(isnan(value("stage_ordinal", &d, &s, 0)));
    assert_true(isnan(value("push_count", &d, &s, 0)));
    arena_release(&a);
}

/* Days of stages that the planted pipeline does not have, or ends with. */
static size_t beyond_the_pipeline(void)
{
    size_t n = 0;

    for (size_t k = 0; k < FEATURES_N; k++)
        n += FEATURES[k].place >= PLANTED_STAGES;
    return n;
}

static void test_current_only_stays_out(void **state)
{
    struct arena a;
    struct deals d;
    struct feature_set set;
    struct feature_off *off;
    size_t n, named = 0;

    (void)state;
    arena_init(&a);
    planted_deals(&d, 50, 3, &a);
    d.has_history = false;
    d.event_start = NULL;
    d.groups[GROUP_INDUSTRY].n_labels = 0;
    feature_set_choose(&set, &d, NULL, &a);
    assert_false(in_set(&set, "stage_ordinal"));
    assert_false(in_set(&set, "days_in_stage"));
    assert_false(in_set(&set, "push_count"));
    assert_false(in_set(&set, "days_to_expected_close"));
    assert_false(in_set(&set, "industry_winrate"));
    assert_true(in_set(&set, "deal_amount"));
    assert_true(in_set(&set, "own:Competitor"));
    assert_true(in_set(&set, "own:Client Size"));
    off = feature_set_off(&d, NULL, &n, &a);
    for (size_t k = 0; k < n; k++) {
        assert_int_not_equal(off[k].reason, OFF_NOT);
        assert_false(in_set(&set, off[k].name));
        named +=
            off[k].reason == OFF_NO_COLUMN && off[k].needs == COLUMN_INDUSTRY;
    }
    assert_int_equal(named, 1);
    assert_int_equal(n + set.n, FEATURES_N - beyond_the_pipeline() + 2);
    arena_release(&a);
}

static void test_leaks_stay_out(void **state)
{
    struct arena a;
    struct deals d;
    struct feature_set set;
    struct leak found[] = {
        {.column = COLUMN_AMOUNT,
         .kind = LEAK_VALUE,
         .own_category = -1,
         .own_numeric = -1},
        {.column = COLUMN_OWNER,
         .kind = LEAK_NONE,
         .own_category = -1,
         .own_numeric = -1},
        {.column = COLUMN_COUNT,
         .kind = LEAK_EMPTY,
         .own_category = 0,
         .own_numeric = -1},
    };
    struct leaks leaks = {.n = 3, .fields = found, .n_leaking = 2};
    size_t n, named = 0;
    struct feature_off *off;

    (void)state;
    arena_init(&a);
    planted_deals(&d, 50, 3, &a);
    d.headers[COLUMN_AMOUNT] = SV("close_value");
    feature_set_choose(&set, &d, &leaks, &a);
    assert_false(in_set(&set, "deal_amount"));
    assert_false(in_set(&set, "amount_percentile"));
    assert_false(in_set(&set, "is_large_deal"));
    assert_false(in_set(&set, "missing_fields")); /* counts the amount */
    assert_false(in_set(&set, "own:Competitor"));
    assert_true(in_set(&set, "own:Client Size"));
    assert_true(in_set(&set, "rep_historical_winrate"));
    off = feature_set_off(&d, &leaks, &n, &a);
    for (size_t k = 0; k < n; k++)
        named += off[k].reason == OFF_LEAKS &&
                 sv_eq(off[k].header, SV("close_value"));
    assert_int_equal(named, 3);
    assert_int_equal(n + set.n, FEATURES_N - beyond_the_pipeline() + 2);
    /* A leaking field of the company's own takes nothing else with it. */
    leaks.fields = &found[2];
    leaks.n = leaks.n_leaking = 1;
    feature_set_choose(&set, &d, &leaks, &a);
    assert_true(in_set(&set, "missing_fields"));
    assert_false(in_set(&set, "own:Competitor"));
    arena_release(&a);
}

/* A feature that names neither its input nor why it has none would never be
 * measured for drift. */
static void test_each_names_its_input(void **state)
{
    static const char *const raw[] = {"amount", "days", "count", "ordinal"};

    (void)state;
    for (size_t k = 0; k < FEATURES_N; k++) {
        const struct feature *f = &FEATURES[k], *first = f;
        bool is_raw = feature_group(f) != GROUP_COUNT;

        print_message("%s: %s\n", f->name, f->input ? f->input : f->no_input);
        assert_true((f->input != NULL) != (f->no_input != NULL));
        assert_true(strlen(f->input ? f->input : f->no_input) > 0);
        if (!f->input)
            continue;
        for (size_t j = k; j-- > 0;)
            if (FEATURES[j].input && !strcmp(FEATURES[j].input, f->input))
                first = &FEATURES[j];
        assert_int_equal(f->needs, first->needs);
        /* What stands for it is read as it is, not against other deals. */
        for (size_t u = 0; u < sizeof raw / sizeof raw[0]; u++)
            is_raw = is_raw || !strcmp(first->unit, raw[u]);
        assert_true(is_raw);
    }
}

/* Of an export that has every column each can be had: has_column() knows the
 * column that it needs. */
static void test_each_can_be_had(void **state)
{
    struct arena a;
    struct deals d;

    (void)state;
    arena_init(&a);
    planted_deals(&d, 50, 3, &a);
    d.n_open_stages = 9;
    for (size_t k = 0; k < FEATURES_N; k++)
        if (!feature_available(&FEATURES[k], &d))
            fail_msg("%s: feature_set.c does not know its column",
                     FEATURES[k].name);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_law_of_time),
        cmocka_unit_test(test_law_of_time_can_fail),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_current_only_stays_out),
        cmocka_unit_test(test_leaks_stay_out),
        cmocka_unit_test(test_each_names_its_input),
        cmocka_unit_test(test_each_can_be_had),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

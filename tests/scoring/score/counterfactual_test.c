/*
 * Counterfactuals: a variant that changes nothing has the features of its
 * original to the bit; a changed one those of a deal that truly changed; and
 * every figure shown is reckoned again here, from the exports that the
 * changed deals would have given.
 */
#include "scoring/score/counterfactual.h"
#include "tests/test.h"

#include "render/words/changes.h"
#include "scoring/score/receipt.h"
#include "scoring/features/variants.h"
#include "tests/scoring/context.h"
#include "tests/scoring/planted.h"

#include <stdlib.h>

static float *all_features(const struct feature_set *set,
                           const struct deals *read, const struct snapshot *s,
                           const uint32_t *indices, size_t n, struct arena *a)
{
    struct matrix m = {n, set->n, ARENA_ARRAY(a, n * set->n, float)};

    features_fill(&m, 0, set, read, s, indices, n);
    return m.x;
}

/* Every feature, those known only as they stand today too. */
static void every_feature(struct feature_set *set, const struct deals *d,
                          struct arena *a)
{
    feature_set_choose(set, d, NULL, a);
    struct feature_column *more =
        ARENA_ARRAY(a, set->n + FEATURES_N, struct feature_column);
    memcpy(more, set->columns, set->n * sizeof *more);
    set->columns = more;
    for (size_t k = 0; k < FEATURES_N; k++)
        if (feature_tense(&FEATURES[k], d) == TENSE_CURRENT)
            more[set->n++] = (struct feature_column){
                .feature = &FEATURES[k], .own_category = -1, .own_numeric = -1};
}

static void unchanged(bool history, int32_t days_back)
{
    struct arena a;
    struct deals d, v;
    struct snapshot s;
    struct feature_set set;
    struct rule_settings rules;
    struct settings settings;
    size_t n;

    arena_init(&a);
    settings_default(&settings);
    rules = settings.rules;
    planted_deals(&d, 3000, 7, &a);
    d.has_history = history;
    snapshot_at(&s, &d, d.newest - days_back, &a);
    every_feature(&set, &d, &a);
    uint32_t *open = deals_open(&d, s.day, &n, &a);
    uint32_t *own = ARENA_ARRAY(&a, n, uint32_t);
    struct variant *list = ARENA_ARRAY(&a, n, struct variant);
    assert_true(n > 100 && set.n > 20);
    for (size_t k = 0; k < n; k++) {
        list[k] = (struct variant){open[k], -1, DATE_NONE, false, false, DATE_NONE};
        own[k] = (uint32_t)k;
    }
    variants_build(&v, &d, list, n, s.day, &a);
    assert_memory_equal(all_features(&set, &d, &s, open, n, &a),
                        all_features(&set, &v, &s, own, n, &a),
                        n * set.n * sizeof(float));
    for (size_t k = 0; k < n; k++) {
        struct rule_facts before, after;
        rule_facts_at(&before, &d, &s, &rules, open[k]);
        rule_facts_at(&after, &v, &s, &rules, k);
        assert_true(sv_eq(before.stage, after.stage));
        assert_true(sv_eq(before.source, after.source));
        assert_memory_equal(&before.age, &after.age, sizeof(double));
        assert_memory_equal(&before.days_in_stage, &after.days_in_stage,
                            sizeof(double));
        assert_memory_equal(&before.amount, &after.amount, sizeof(double));
    }
    arena_release(&a);
}

static void test_unchanged(void **state)
{
    (void)state;
    unchanged(true, 0);
    unchanged(true, 100); /* a replay: what closed later is cut */
    unchanged(false, 0);
}

static double value(const char *name, const struct deals *d,
                    const struct snapshot *s, size_t i)
{
    return feature_find(sv_from(name))->fn(d, s, i);
}

static void changed(int32_t days_back)
{
    struct arena a;
    struct deals d, v;
    struct snapshot s;
    size_t n;

    arena_init(&a);
    planted_deals(&d, 3000, 8, &a);
    snapshot_at(&s, &d, d.newest - days_back, &a);
    uint32_t *open = deals_open(&d, s.day, &n, &a);
    for (size_t k = 0; k < n; k++) {
        uint32_t i = open[k];
        int32_t late = s.day + 400, soon = s.day + 1;
        const struct variant list[] = {{i, 2, DATE_NONE, false, false, DATE_NONE},
                                       {i, -1, late, false, false, DATE_NONE},
                                       {i, -1, soon, false, false, DATE_NONE},
                                       {i, -1, DATE_NONE, true, false, DATE_NONE}};
        variants_build(&v, &d, list, 4, s.day, &a);
        /* Stage: entered today, nothing else moves. */
        assert_true(value("stage_ordinal", &v, &s, 0) == 2);
        if (value("stage_ordinal", &d, &s, i) != 2)
            assert_true(value("days_in_stage", &v, &s, 0) == 0);
        assert_true(value("push_count", &v, &s, 0) ==
                    value("push_count", &d, &s, i));
        assert_true(value("days_to_expected_close", &v, &s, 0) ==
                    value("days_to_expected_close", &d, &s, i));
        /* A later close is a push, an earlier one is none. */
        assert_true(value("days_to_expected_close", &v, &s, 1) == 400);
        assert_true(value("push_count", &v, &s, 1) ==
                    value("push_count", &d, &s, i) + 1);
        assert_true(value("days_to_expected_close", &v, &s, 2) == 1);
        assert_true(value("push_count", &v, &s, 2) ==
                    value("push_count", &d, &s, i) +
                        (value("days_to_expected_close", &d, &s, i) < 1));
        assert_true(value("days_in_stage", &v, &s, 1) ==
                    value("days_in_stage", &d, &s, i));
        if (days_back == 0)
            assert_true(value("days_since_activity", &v, &s, 3) == 0);
        assert_true(value("stage_ordinal", &v, &s, 3) ==
                    value("stage_ordinal", &d, &s, i));
    }
    arena_release(&a);
}

static void test_changed(void **state)
{
    (void)state;
    changed(0);
    changed(100); /* what came later must not come back */
}

/* A run of the planted pipeline, and its counterfactuals. */
struct run {
    struct arena a;
    struct deals d;
    struct settings s;
    struct model model;
    struct scores scores;
    struct counterfactuals *out;
};

/* Of half the deals those that closed before they were expected to were
 * lost, so that a nearer day of closing changes a score as a stage does. */
static void plant_closes(struct deals *d)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct stage_event *last = &d->events[d->event_start[i + 1] - 1];

        if (d->outcome[i] != OUTCOME_OPEN && i % 2 == 0)
            d->outcome[i] = last->expected > d->closed[i] + 20 ? OUTCOME_LOST
                                                              : OUTCOME_WON;
    }
}

/* With a cut of `high`, low enough for the deals that a test looks for. */
static void run_init(struct run *r, size_t n, bool hybrid, bool history,
                     double high)
{
    struct arena scratch;
    struct context ctx;

    arena_init(&r->a);
    arena_init(&scratch);
    settings_default(&r->s);
    r->s.levels.high = high;
    r->s.levels.medium = 5;
    /* A forest of its own, not the default: what the tests count must not
     * hang on how the product is tuned. */
    r->s.forest.trees = 20;
    r->s.forest.max_depth = 10;
    r->s.forest.sample_rows = 6000;
    planted_deals(&r->d, n, 9, &r->a);
    plant_closes(&r->d);
    ctx = context_of(&r->d, &r->s, &r->a, &scratch);
    r->d.has_history = history;
    r->model = (struct model){.mode = MODE_RULES_ONLY};
    if (hybrid) {
        model_train(&r->model, &ctx, NULL, NULL);
        /* Of the forest alone: a sum has every deal's changes in one order. */
        r->model.stack = (struct stack){{1, 0}};
        r->model.explained = (struct explained){0};
    }
    scores_compute(&r->scores, &ctx, &r->model);
    arena_reset(&scratch);
    r->out = counterfactuals_compute(&ctx, &r->scores, &r->model);
    arena_release(&scratch); /* nothing of the result may live there */
}

static void run_release(struct run *r)
{
    model_release(&r->model);
    arena_release(&r->a);
}

/* The score of the deal had it stood in the export as changed: the export
 * itself is changed and scored whole, with the same model and thresholds. */
static double scored_again(struct run *r, uint32_t i, int32_t stage)
{
    struct deals d = r->d;
    struct context ctx = context_of(&d, &r->s, &r->a, &r->a);
    struct scores again;
    size_t end = d.event_start[i + 1], all = d.event_start[d.n];
    double shown = NAN;

    d.events = ARENA_ARRAY(&r->a, all + 1, struct stage_event);
    d.event_start = ARENA_ARRAY(&r->a, d.n + 1, size_t);
    memcpy(d.events, r->d.events, end * sizeof *d.events);
    memcpy(d.events + end + 1, r->d.events + end,
           (all - end) * sizeof *d.events);
    d.events[end] = d.events[end - 1];
    d.events[end].date = d.newest;
    d.events[end].stage = stage;
    for (size_t k = 0; k <= d.n; k++)
        d.event_start[k] = r->d.event_start[k] + (k > i);
    scores_compute(&again, &ctx, &r->model);
    for (size_t k = 0; k < again.n; k++)
        if (again.list[k].deal == i)
            shown = again.list[k].shown;
    return shown;
}

/* Landmark rows, counted from the events alone. */
static size_t fresh_rows(const struct run *r, int32_t stage)
{
    const struct deals *d = &r->d;
    size_t rows = 0;

    for (int32_t day = d->newest - 30; day > d->newest - 640; day -= 30)
        for (size_t i = 0; i < d->n; i++) {
            int32_t now = -1, entered = 0;
            if (d->closed[i] == DATE_NONE || d->closed[i] <= day ||
                d->created[i] > day)
                continue;
            for (size_t e = d->event_start[i]; e < d->event_start[i + 1]; e++)
                if (d->events[e].date <= day && d->events[e].stage != now) {
                    now = d->events[e].stage;
                    entered = d->events[e].date;
                }
            rows += now == stage && day - entered <= 7;
        }
    return rows;
}

static void test_hybrid(void **state)
{
    struct run r;
    size_t shown = 0, stages = 0, checked = 0, crossed = 0;

    (void)state;
    run_init(&r, 5000, true, true, 25);
    const struct words w = words_of(&r.s, &r.d, r.scores.as_of, &r.a);
    assert_int_equal(r.scores.mode, MODE_HYBRID);
    for (size_t k = 0; k < r.scores.n; k++) {
        const struct score *score = &r.scores.list[k];
        const struct counterfactuals *c = &r.out[k];
        double last = INFINITY;

        assert_true(score->level >= LEVEL_HIGH || c->n == 0);
        crossed += c->n == 2 && c->list[0].change > c->list[1].change;
        for (size_t j = 0; j < c->n; j++) {
            const struct counterfactual *x = &c->list[j];
            assert_true(x->fall >= COUNTERFACTUAL_FALL && x->fall <= last);
            assert_true(x->rows >= COUNTERFACTUAL_ROWS);
            assert_true(fabs(score->shown - x->score - x->fall) < 1e-9);
            assert_true(sv_starts(words_change(&w, x), SV("If ")));
            /* Activity is known only as it stands: no training row. */
            assert_int_not_equal(x->change, CHANGE_ACTIVITY);
            last = x->fall;
            shown++;
            if (x->change != CHANGE_STAGE)
                continue;
            int32_t next = r.d.stage.code[score->deal] + 1;
            stages++;
            assert_int_equal(x->rows, fresh_rows(&r, next));
            if (checked++ < 8)
                assert_true(fabs(scored_again(&r, score->deal, next) -
                                 x->score) < 1e-9);
        }
    }
    print_message("%zu changes, %zu of stages, %zu crossed\n", shown, stages,
                  crossed);
    assert_true(shown > 20 && stages > 10 && crossed > 0);
    run_release(&r);
}

/* Without a forest only the rule of time in stage can move: by its points. */
static void test_rules_only(void **state)
{
    struct run r;
    size_t shown = 0;

    (void)state;
    run_init(&r, 4000, false, true, 25);
    for (size_t k = 0; k < r.scores.n; k++) {
        bool slow = false;
        for (size_t j = 0; j < r.scores.list[k].n_lines; j++)
            slow |= r.scores.list[k].lines[j].kind == LINE_RULE &&
                    r.scores.list[k].lines[j].index == RULE_STAGE;
        bool last = r.d.stage.code[r.scores.list[k].deal] == PLANTED_STAGES - 1;
        bool high = r.scores.list[k].level >= LEVEL_HIGH;
        if (r.scores.list[k].rule_points < 100)
            assert_int_equal(r.out[k].n, high && slow && !last);
        if (r.out[k].n > 0) {
            assert_int_equal(r.out[k].list[0].change, CHANGE_STAGE);
            if (r.scores.list[k].rule_points < 100)
                assert_true(r.out[k].list[0].fall == 10);
            shown++;
        }
    }
    assert_true(shown > 5);
    run_release(&r);
}

/* With fewer than 50 training rows of the value nothing is shown. */
static void test_few_rows(void **state)
{
    struct run r;
    size_t kept_back = 0, shown = 0;

    (void)state;
    run_init(&r, 400, false, true, 10);
    for (size_t k = 0; k < r.scores.n; k++) {
        const struct score *score = &r.scores.list[k];
        int32_t next = r.d.stage.code[score->deal] + 1;
        bool slow = false, enough;

        for (size_t j = 0; j < score->n_lines; j++)
            slow |= score->lines[j].kind == LINE_RULE &&
                    score->lines[j].index == RULE_STAGE;
        slow &= score->level >= LEVEL_HIGH && next < PLANTED_STAGES;
        enough = slow && fresh_rows(&r, next) >= COUNTERFACTUAL_ROWS;
        assert_int_equal(r.out[k].n, enough);
        kept_back += slow && !enough;
        shown += enough;
    }
    assert_true(kept_back > 0 && shown > 0);
    run_release(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unchanged), cmocka_unit_test(test_changed),
        cmocka_unit_test(test_hybrid),    cmocka_unit_test(test_rules_only),
        cmocka_unit_test(test_few_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

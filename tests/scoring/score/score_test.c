/*
 * Scores: the receipt adds up exactly and as shown, in both modes; factors
 * are the sums of their lines, and their words say what was counted.
 */
#include "scoring/score/score.h"
#include "tests/reference.h"
#include "tests/scoring/context.h"
#include "tests/scoring/planted.h"
#include "tests/scoring/skygeni.h"

#include "render/words/actions.h"
#include "render/words/evidence.h"
#include "scoring/rules/levels.h"
#include "scoring/score/receipt.h"

static long long in_tenths(double x)
{
    return llround(x * 10);
}

/* The lines give the score: exactly to 1e-9, and in tenths as shown. */
static void assert_adds_up(const struct score *s)
{
    double exact = 0;
    long long shown = 0;

    for (size_t k = 0; k < s->n_lines; k++) {
        exact += s->lines[k].points;
        shown += in_tenths(s->lines[k].shown);
        assert_near(s->lines[k].shown,
                    (double)in_tenths(s->lines[k].shown) / 10, 0);
        if (s->lines[k].kind == LINE_ROUNDING)
            assert_true(k + 1 == s->n_lines && s->lines[k].points == 0);
        else
            assert_near(s->lines[k].shown, s->lines[k].points, 0.05 + 1e-9);
    }
    assert_near(exact, s->exact, 1e-9);
    assert_int_equal(shown, in_tenths(s->shown));
    assert_near(s->shown, s->exact, 0.05 + 1e-9);
}

static void assert_concluded(const struct scores *out, const struct score *s,
                             const struct words *w,
                             const struct feature_set *features)
{
    double last = INFINITY;

    assert_int_equal(s->level, level_of(&out->cuts, s->shown));
    assert_true(s->n_factors <= FACTORS);
    for (size_t k = 0; k < s->n_factors; k++) {
        const struct factor *f = &s->factors[k];
        double sum = 0;
        for (size_t j = 0; j < s->n_lines; j++)
            if (line_has_subject(s->lines[j].kind) &&
                s->lines[j].subject == f->subject)
                sum += s->lines[j].points;
        assert_near(f->points, sum, 1e-9);
        assert_true(f->points > 0.05 && f->points <= last);
        last = f->points;
        struct sv evidence = words_evidence(w, out, features, s, f->subject);
        assert_true(evidence.len > 0 && evidence.len < 400);
        assert_null(strstr(sv_copy(w->a, evidence).ptr, "nan"));
    }
}

/* Every deal that is MEDIUM or worse, or has a warning, asks for something. */
static void assert_planned(const struct scores *out, const struct words *w)
{
    const struct portfolio p = {0};
    const struct planned *plan = words_actions_plan(w, out, &p);

    for (size_t k = 0; k < out->n; k++) {
        const struct score *s = &out->list[k];
        const struct action action = words_action(w, &plan[k], s);
        if (s->level == LEVEL_LOW && !s->warnings.held) {
            assert_int_equal(action.due, DATE_NONE);
            assert_int_equal(action.text.len, 0);
            continue;
        }
        assert_true(action.text.len > 0 && action.owner.len > 0);
        assert_true(action.today == (s->level == LEVEL_CRITICAL));
        assert_true(action.due >= out->as_of);
    }
}

static void assert_sorted(const struct scores *out)
{
    for (size_t k = 1; k < out->n; k++) {
        const struct score *a = &out->list[k - 1], *b = &out->list[k];
        assert_true(a->shown > b->shown ||
                    (a->shown == b->shown && a->exact >= b->exact));
        if (a->exact == b->exact && !isnan(b->age))
            assert_true(a->age >= b->age);
    }
}

/* "Rep won 18 of 61 (30%); team 45%" against a count of our own. */
static void assert_rep_evidence(const struct deals *d, const struct score *s,
                                int32_t as_of, struct sv evidence)
{
    int32_t rep = d->groups[GROUP_OWNER].code[s->deal];
    size_t won = 0, closed = 0;
    char text[64];

    for (size_t i = 0; i < d->n; i++)
        if (d->groups[GROUP_OWNER].code[i] == rep && d->closed[i] <= as_of) {
            closed++;
            won += d->outcome[i] == OUTCOME_WON;
        }
    assert_true(
        snprintf(text, sizeof text, "Rep won %zu of %zu (", won, closed) > 0);
    assert_true(sv_starts(evidence, sv_from(text)));
}

static void rules_only(enum preset preset)
{
    struct arena a;
    struct file file;
    struct deals d;
    struct scores out;
    struct settings settings;
    struct snapshot now;
    const struct model model = {.mode = MODE_RULES_ONLY};
    int32_t as_of = date_from_civil(2024, 1, 1);
    size_t reps = 0;

    arena_init(&a);
    skygeni_read(&d, &file, &a);
    settings_default(&settings);
    settings.rules.preset = preset;
    struct context ctx = context_of(&d, &settings, &a, &a);
    ctx.as_of = as_of;
    scores_compute(&out, &ctx, &model);
    snapshot_at(&now, &d, as_of, &a);
    const struct words w = words_of(&settings, &d, as_of, &a);
    assert_int_equal(out.n, 691);
    assert_int_equal(out.mode, MODE_RULES_ONLY);
    assert_near(out.overall_loss_rate, (3355.0 - 1513 + 1) / 3357, 1e-12);
    for (size_t k = 0; k < out.n; k++) {
        const struct score *s = &out.list[k];
        struct rule_facts facts;
        struct rule_points points;

        rule_facts_at(&facts, &d, &now, &settings.rules, s->deal);
        rules_judge(&points, &facts, &out.limits, &settings.rules);
        assert_near(s->exact, points.total, 0);
        assert_near(s->rule_points, points.total, 0);
        assert_true(isnan(s->p_loss) && isnan(s->ml_points));
        assert_near(s->expected_loss, d.amount[s->deal] * out.open_loss_rate,
                    1e-6);
        for (size_t j = 0; j < s->n_lines; j++)
            assert_true(s->lines[j].kind == LINE_RULE ||
                        s->lines[j].kind == LINE_CAP);
        assert_adds_up(s);
        assert_concluded(&out, s, &w, &model.features);
        for (size_t j = 0; j < s->n_factors; j++)
            if (s->factors[j].subject == SUBJECT_REP) {
                assert_rep_evidence(
                    &d, s, as_of,
                    words_evidence(&w, &out, NULL, s, SUBJECT_REP));
                reps++;
            }
    }
    assert_planned(&out, &w);
    assert_sorted(&out);
    assert_true(preset == PRESET_ADAPTIVE || reps > 100);
    file_close(&file);
    arena_release(&a);
}

static void rules_alone_add_up(void **state)
{
    (void)state;
    rules_only(PRESET_SEED);
    rules_only(PRESET_ADAPTIVE);
}

/* A forest on the closed deals of a planted pipeline; any will do here. */
static void plant_model(struct model *m, const struct deals *d, int32_t as_of,
                        struct arena *a)
{
    struct snapshot now;
    struct matrix x;
    uint32_t *closed = ARENA_ARRAY(a, d->n, uint32_t);
    uint8_t *lost = ARENA_ARRAY(a, d->n, uint8_t);
    size_t n = 0;
    const struct forest_params params = {.trees = 20,
                                         .min_leaf = 10,
                                         .max_depth = 8,
                                         .sample_rows = 2000,
                                         .seed = 5,
                                         .threads = 1};

    enum additive_kind *kinds;
    struct additive_params sum = {
        .n_ridges = 1, .ridges = {0.01}, .threads = 1};

    *m = (struct model){.mode = MODE_HYBRID,
                        .stack.share = {0.35, 0.65},
                        .calibrator = {true, 0.2, 1.3}};
    feature_set_choose(&m->features, d, NULL, a);
    for (size_t i = 0; i < d->n; i++)
        if (d->outcome[i] != OUTCOME_OPEN) {
            lost[n] = d->outcome[i] == OUTCOME_LOST;
            closed[n++] = (uint32_t)i;
        }
    x = (struct matrix){n, m->features.n,
                        ARENA_ARRAY(a, n * m->features.n, float)};
    snapshot_at(&now, d, as_of, a);
    features_fill(&x, 0, &m->features, d, &now, closed, n);
    forest_train(&m->forest, &x, lost, NULL, &params);
    x.rows = 0;
    forest_explain(NULL, &m->base, &m->forest, &x, 1);
    x.rows = n;
    kinds = ARENA_ARRAY(a, m->features.n, enum additive_kind);
    additive_kinds(kinds, &m->features);
    sum.kinds = kinds;
    additive_train(&m->additive, &x, lost, NULL, &sum);
}

static void a_hybrid_adds_up(void **state)
{
    (void)state;
    struct arena a;
    struct deals d;
    struct model model;
    struct settings settings;
    struct scores out, again;
    size_t roundings = 0, factors = 0;

    arena_init(&a);
    settings_default(&settings);
    planted_deals(&d, 3000, 11, &a);
    plant_model(&model, &d, d.newest, &a);
    struct context ctx = context_of(&d, &settings, &a, &a);
    scores_compute(&out, &ctx, &model);
    ctx.threads = 2;
    scores_compute(&again, &ctx, &model);
    const struct words w = words_of(&settings, &d, d.newest, &a);
    assert_true(out.n > 100);
    assert_int_equal(out.mode, MODE_HYBRID);
    for (size_t k = 0; k < out.n; k++) {
        const struct score *s = &out.list[k];
        double last = INFINITY;
        bool spoke[LEARNERS] = {false, false};

        assert_int_equal(s->deal, again.list[k].deal);
        assert_near(s->exact, again.list[k].exact, 0);
        assert_near(s->exact, 0.4 * s->rule_points + 60 * s->p_loss, 1e-9);
        assert_near(s->p_loss, calibrate(&model.calibrator, s->raw), 0);
        assert_near(s->ml_points, 60 * s->p_loss, 1e-12);
        assert_true(s->lines[0].kind == LINE_BASE);
        for (size_t j = 0; j < s->n_lines; j++) {
            roundings += s->lines[j].kind == LINE_ROUNDING;
            if (!line_is_learnt(s->lines[j].kind))
                continue;
            spoke[s->lines[j].kind == LINE_ADDITIVE] = true;
            assert_true(fabs(s->lines[j].points) <= last);
            last = fabs(s->lines[j].points);
        }
        assert_true(spoke[LEARNER_FOREST] && spoke[LEARNER_ADDITIVE]);
        factors += s->n_factors;
        assert_adds_up(s);
        assert_concluded(&out, s, &w, &model.features);
    }
    assert_planned(&out, &w);
    assert_sorted(&out);
    assert_true(roundings > 0 && factors > out.n);
    model_release(&model);
    arena_release(&a);
}

static void receipts_of_extremes_add_up(void **state)
{
    (void)state;
    struct arena a;
    struct settings settings;
    struct score s = {0};
    struct feature_column columns[3] = {{.subject = SUBJECT_REP},
                                        {.subject = SUBJECT_AGE},
                                        {.subject = SUBJECT_REP}};
    struct model m = {
        .features = {3, columns}, .base = 0.4, .additive.base = -0.2};
    const struct calibrator g = {true, 0.1, 1.4}, same = {false, 0, 1};
    const struct stack shares[] = {{{1, 0}}, {{0, 1}}, {{0.3, 0.7}}};
    const double phi[][3] = {
        {0.2, -0.1, 0.05},  {0.1, -0.1, 0}, {0, 0, 0},        {0.3, 0.2, 0.1},
        {-0.2, -0.1, -0.1}, {1e-13, 0, 0},  {9e-10, 5e-3, 0}, {0, 5e-3, 0}};
    struct rule_points points = {
        .points = {30, 25, 15, 15, 10, 5, 5}, .cap = -5, .total = 100};

    arena_init(&a);
    settings_default(&settings);
    for (size_t k = 0; k < sizeof phi / sizeof *phi; k++) {
        struct model_share f = {&m, {phi[k], phi[(k + 3) % 8]}};
        m.calibrator = k % 2 ? g : same;
        m.stack = shares[k % 3];
        receipt_build(&s, &points, &f, &settings, &a);
        assert_adds_up(&s);
        assert_true(s.p_loss >= 0 && s.p_loss <= 1 && s.exact <= 100);
        receipt_factors(&s);
        for (size_t j = 0; j + 1 < s.n_factors; j++)
            assert_true(s.factors[j].points >= s.factors[j + 1].points);
    }

    receipt_build(&s, &points, NULL, &settings, &a);
    assert_near(s.exact, 100, 0);
    assert_int_equal(s.n_lines, 8); /* seven rules and the cap */
    assert_true(s.lines[7].kind == LINE_CAP && s.lines[7].points == -5);
    receipt_factors(&s);
    assert_int_equal(s.n_factors, 3);
    assert_int_equal(s.factors[0].subject, RULES[RULE_CYCLE].subject);

    points = (struct rule_points){0}; /* nothing known: a score of 0 */
    receipt_build(&s, &points, NULL, &settings, &a);
    assert_near(s.shown, 0, 0);
    assert_int_equal(s.n_lines, 0);
    receipt_factors(&s);
    assert_int_equal(s.n_factors, 0);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_alone_add_up),
        cmocka_unit_test(a_hybrid_adds_up),
        cmocka_unit_test(receipts_of_extremes_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

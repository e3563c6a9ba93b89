#include "tests/test.h"

#include <math.h>
#include <stdbool.h>

#include "scoring/trust/holdout_figures.h"
#include "scoring/features/landmarks.h"
#include "scoring/rules/rules.h"
#include "tests/scoring/context.h"
#include "tests/scoring/planted.h"
#include "tests/scoring/reference.h"
#include "scoring/settings/settings.h"

enum { DEALS = 3000, SEED = 7 };

struct world {
    struct arena run, scratch;
    struct deals d;
    struct feature_set set;
    struct settings s;
    struct context ctx;
};

static void world_init(struct world *w, size_t deals)
{
    arena_init(&w->run);
    arena_init(&w->scratch);
    planted_deals(&w->d, deals, 21, &w->run);
    settings_default(&w->s);
    w->s.forest.trees = 40;
    w->ctx = context_of(&w->d, &w->s, &w->run, &w->scratch);
    w->ctx.seed = SEED;
    w->ctx.threads = 2;
    feature_set_choose(&w->set, &w->d, NULL, &w->run);
}

static void world_release(struct world *w)
{
    arena_release(&w->run);
    arena_release(&w->scratch);
}

/* The one replay again, by hand, from an export out of which everything
 * that was not known on T has been cut for good. */
static void trains_only_on_what_was_known(void **state)
{
    struct world w;
    struct holdout h;
    struct deals past;
    struct landmarks marks;
    struct snapshot then;
    struct forest f;
    struct forest_params params;
    struct rule_limits limits;
    struct matrix m;
    struct additive sum;
    struct feature_set set;
    uint32_t *kept, *open;
    uint8_t *lost;
    double *raw, *points, *logit, base = 0, weight = 0;
    size_t n, rows = 0;
    int32_t day;

    (void)state;
    world_init(&w, DEALS);
    w.s.forest.replays = 1;
    holdout_run(&h, &w.ctx, &w.set);
    assert_int_equal(h.n_replays, 1);
    day = h.replays[0].day;
    kept = ARENA_ARRAY(&w.run, w.d.n, uint32_t);
    planted_truncate(&past, kept, &w.d, day, &w.run);
    feature_set_then(&set, &w.set, &past, day, &w.run);
    landmarks_build(&marks, &past, &set, day, &w.s.forest, &w.run);
    assert_int_equal(marks.m.rows, h.replays[0].training_rows);
    params = forest_params_from(&w.s.forest, SEED, 1);
    forest_train(&f, &marks.m, marks.lost, marks.weight, &params);
    additive_train_at(&sum, &marks, &set, RIDGE_USUAL, 1, 1);
    open = deals_open(&w.d, day, &n, &w.run);
    assert_int_equal(n, h.replays[0].open);
    lost = ARENA_ARRAY(&w.run, n, uint8_t);
    for (size_t i = 0; i < n; i++) {
        enum state end = deals_state(&w.d, open[i], w.d.newest);
        if (end != STATE_WON && end != STATE_LOST)
            continue;
        lost[rows] = end == STATE_LOST;
        open[rows++] = kept[open[i]];
    }
    assert_int_equal(rows, h.rows);
    assert_int_equal(h.replays[0].unresolved, n - rows);
    feature_snapshot(&then, &set, &past, day, &w.run);
    m = (struct matrix){rows, set.n, NULL};
    m.x = ARENA_ARRAY(&w.run, m.rows * m.cols, float);
    features_fill(&m, 0, &set, &past, &then, open, rows);
    raw = ARENA_ARRAY(&w.run, rows, double);
    points = ARENA_ARRAY(&w.run, rows, double);
    forest_predict(raw, &f, &m, 1);
    assert_near(h.figures[SCORER_FOREST].auc.auc,
                auc_plain(lost, raw, rows, &w.scratch), 1e-12);
    assert_near(h.figures[SCORER_FOREST].brier, brier(lost, raw, rows), 1e-9);
    logit = ARENA_ARRAY(&w.run, rows, double);
    additive_predict(logit, &sum, &m, 1);
    assert_near(h.figures[SCORER_ADDITIVE].auc.auc,
                auc_plain(lost, logit, rows, &w.scratch), 1e-12);
    /* One T weighs nothing: both alike. */
    assert_near(h.stack.share[LEARNER_FOREST], 0.5, 0);
    assert_true(isnan(h.adds[LEARNER_FOREST].auc));
    for (size_t i = 0; i < rows; i++)
        raw[i] = logistic((logit_cut(raw[i]) + logit[i]) / 2);
    rule_limits_at(&limits, &then, &w.s.rules);
    for (size_t i = 0; i < rows; i++) {
        struct rule_facts facts;
        struct rule_points judged;
        rule_facts_at(&facts, &past, &then, &w.s.rules, open[i]);
        rules_judge(&judged, &facts, &limits, &w.s.rules);
        points[i] = judged.total;
    }
    assert_near(h.figures[SCORER_ML].auc.auc,
                auc_plain(lost, raw, rows, &w.scratch), 1e-12);
    assert_near(h.figures[SCORER_RULES].auc.auc,
                auc_plain(lost, points, rows, &w.scratch), 1e-12);
    assert_false(h.calibrator.used); /* one T cannot be cross-fitted */
    assert_near(h.figures[SCORER_ML].brier, brier(lost, raw, rows), 1e-12);
    for (size_t i = 0; i < rows; i++)
        points[i] = 0.4 * points[i] + 60 * raw[i];
    assert_near(h.figures[SCORER_HYBRID].auc.auc,
                auc_plain(lost, points, rows, &w.scratch), 1e-12);
    for (size_t i = 0; i < marks.m.rows; i++) {
        weight += (double)marks.weight[i];
        base += marks.lost[i] ? (double)marks.weight[i] : 0;
    }
    for (size_t i = 0; i < rows; i++)
        raw[i] = base / weight;
    assert_near(h.base_brier, brier(lost, raw, rows), 1e-12);
    forest_release(&f);
    additive_release(&sum);
    world_release(&w);
}

static void counts_only_what_is_resolved(void **state)
{
    struct world w;
    struct holdout h, again, none;

    (void)state;
    world_init(&w, DEALS);
    holdout_run(&h, &w.ctx, &w.set);
    assert_true(h.n_replays >= 2);
    for (size_t k = 0; k < h.n_replays; k++) {
        const struct replay *r = &h.replays[k];
        assert_int_equal((w.ctx.as_of - r->day) % REPLAY_DAYS, 0);
        assert_true(r->day < w.d.newest);
        assert_true(k == 0 || r->day < h.replays[k - 1].day);
        assert_int_equal(r->open, r->resolved + r->unresolved);
        assert_int_equal(r->resolved, r->won + r->lost);
        assert_true((double)r->resolved >= 0.95 * (double)r->open);
    }
    assert_true(h.deals <= h.rows);
    assert_int_equal(h.then.n, h.replays[0].open);
    for (size_t c = 0; c < w.set.n; c++)
        assert_true(h.falls[c].lower95 <= h.falls[c].auc &&
                    h.falls[c].auc <= h.falls[c].upper95);
    w.ctx.threads = 1;
    holdout_run(&again, &w.ctx, &w.set);
    for (int k = 0; k < SCORER_COUNT; k++)
        assert_memory_equal(&h.figures[k], &again.figures[k],
                            sizeof h.figures[k]);
    assert_near(h.figures[SCORER_HYBRID].lift,
                again.figures[SCORER_HYBRID].lift, 0);
    /* A share that nothing reaches, and too few deals to train on. */
    w.ctx.threads = 2;
    w.s.forest.resolved_share = 1.01;
    holdout_run(&none, &w.ctx, &w.set);
    assert_int_equal(none.n_replays, 0);
    assert_true(isnan(none.figures[SCORER_ML].auc.auc) &&
                isnan(none.figures[SCORER_HYBRID].lift));
    world_release(&w);
    world_init(&w, 60);
    holdout_run(&none, &w.ctx, &w.set);
    assert_int_equal(none.n_replays, 0);
    world_release(&w);
}

enum { ROWS = 40 };

/* Two dates of twenty deals; the forest is right about the ten best. */
static void known_rows(struct pooled *p, struct arena *a)
{
    pooled_init(p, ROWS, a);
    p->n = ROWS;
    for (uint32_t i = 0; i < ROWS; i++) {
        uint32_t k = i % 20;
        p->deal[i] = k;
        p->stratum[i] = (uint8_t)(i / 20);
        p->lost[i] = k < 10;
        p->amount[i] = k == 1 ? NAN : 100.0 * (k + 1);
        p->raw[i] = k < 10 ? 0.95 - 0.01 * k : 0.25;
        p->base_rate[i] = 0.5;
    }
}

static void figures_are_what_a_hand_counts(void **state)
{
    struct arena a;
    struct pooled p;
    struct holdout h;
    struct settings s;
    struct context ctx = {.settings = &s, .run = &a, .scratch = &a};
    double before;

    (void)state;
    arena_init(&a);
    settings_default(&s);
    known_rows(&p, &a);
    holdout_none(&h);
    h.n_replays = 1; /* no cross-fitting */
    holdout_figures(&h, &ctx, &p);
    assert_int_equal(h.rows, 40);
    assert_int_equal(h.deals, 20);
    assert_near(h.figures[SCORER_ML].auc.auc, 1, 0);
    assert_near(h.figures[SCORER_RULES].auc.auc, 0.5, 0);
    assert_true(isnan(h.figures[SCORER_RULES].brier));
    assert_true(isnan(h.figures[SCORER_HYBRID].brier));
    /* Points are all tied: their top tenth is a tenth of everything. */
    assert_near(h.figures[SCORER_RULES].lift, 1, 1e-12);
    assert_near(h.figures[SCORER_RULES].capture, 0.1, 1e-12);
    assert_near(h.figures[SCORER_ML].lift, 2, 1e-12);
    assert_near(h.hybrid_minus_ml.auc, 0, 1e-12);
    assert_near(h.hybrid_minus_rules.auc, 0.5, 1e-12);
    assert_near(h.ml_minus_rules.auc, 0.5, 1e-12);
    assert_near(h.base_brier, 0.25, 1e-12);
    /* The forest has every lost deal above every won one; the tied points put
     * a tenth of everything in each tenth. */
    for (size_t k = 0; k < TENTHS; k++) {
        const struct tenth *ml = &h.tenths[SCORER_ML * TENTHS + k];
        const struct tenth *rules = &h.tenths[SCORER_RULES * TENTHS + k];
        assert_near(ml->deals, 4, 1e-12);
        assert_near(ml->lost, k < 5 ? 4 : 0, 1e-12);
        assert_near(rules->deals, 4, 1e-12);
        assert_near(rules->lost, 2, 1e-12);
    }
    /* The top two of each date are lost: 100 % against 50 %. Amounts: 100
     * and an unknown one, of 100 + 300 + 400 + … + 1,000. */
    assert_near(h.figures[SCORER_HYBRID].lift, 2, 1e-12);
    assert_near(h.figures[SCORER_HYBRID].capture, 100.0 / 5300, 1e-12);
    assert_int_equal(h.reliability[2].deals, 20);
    assert_near(h.reliability[2].mean_p, 0.25, 1e-12);
    assert_near(h.reliability[2].observed, 0, 0);
    assert_int_equal(h.reliability[9].deals, 12); /* 0.95 … 0.90 */
    assert_int_equal(h.reliability[8].deals, 8);
    assert_true(isnan(h.reliability[0].mean_p));
    assert_near(h.calibration_error,
                (20 * 0.25 + 12 * (1 - 0.925) + 8 * (1 - 0.875)) / 40, 1e-9);
    before = h.figures[SCORER_ML].brier;
    /* With two dates the forest's timidity is corrected on the other one. */
    holdout_none(&h);
    h.n_replays = 2;
    holdout_figures(&h, &ctx, &p);
    assert_true(h.calibrator.used && h.calibrator.b > 0);
    assert_true(h.figures[SCORER_ML].brier < before);
    assert_near(h.figures[SCORER_ML].auc.auc, 1, 0);
    arena_release(&a);
}

/* All points tied: the cut falls inside the tie, which counts by its share. */
static void ties_at_the_cut_are_shared(void **state)
{
    struct arena a;
    struct pooled p;
    struct holdout h;
    struct settings s;
    struct context ctx = {.settings = &s, .run = &a, .scratch = &a};

    (void)state;
    arena_init(&a);
    settings_default(&s);
    known_rows(&p, &a);
    for (size_t i = 0; i < ROWS; i++)
        p.raw[i] = 0.5;
    holdout_none(&h);
    h.n_replays = 1;
    holdout_figures(&h, &ctx, &p);
    assert_near(h.figures[SCORER_HYBRID].lift, 1, 1e-12);
    assert_near(h.figures[SCORER_HYBRID].capture, 0.1, 1e-12);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trains_only_on_what_was_known),
        cmocka_unit_test(counts_only_what_is_resolved),
        cmocka_unit_test(figures_are_what_a_hand_counts),
        cmocka_unit_test(ties_at_the_cut_are_shared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

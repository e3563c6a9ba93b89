#include "tests/test.h"

#include <math.h>
#include <stdbool.h>

#include "scoring/base/buf.h"
#include "scoring/base/file.h"
#include "scoring/trust/model.h"
#include "scoring/score/score.h"
#include "tests/scoring/context.h"
#include "tests/scoring/planted.h"
#include "tests/scoring/reference.h"

enum { DEALS = 2500, HEX = 64 };

struct world {
    struct arena run, scratch;
    struct deals d;
    struct settings s;
    struct context ctx;
    struct model m;
    struct buf file;
};

static void world_init(struct world *w, size_t deals)
{
    arena_init(&w->run);
    arena_init(&w->scratch);
    buf_init(&w->file);
    planted_deals(&w->d, deals, 33, &w->run);
    settings_default(&w->s);
    w->s.forest.trees = 12;
    w->s.forest.sample_rows = 1500;
    w->ctx = context_of(&w->d, &w->s, &w->run, &w->scratch);
    w->ctx.seed = 5;
    w->ctx.threads = 2;
    model_train(&w->m, &w->ctx, NULL, NULL);
    model_write(&w->file, &w->m);
}

static void world_release(struct world *w)
{
    model_release(&w->m);
    buf_release(&w->file);
    arena_release(&w->run);
    arena_release(&w->scratch);
}

static void the_gate_opens_on_a_planted_signal(void **state)
{
    struct world w;
    double sum = 0;

    (void)state;
    world_init(&w, DEALS);
    assert_int_equal(w.m.mode, MODE_HYBRID);
    assert_true(w.m.holdout.figures[SCORER_ML].auc.lower95 > 0.5);
    /* Twelve move P(lost) by more than a point. */
    assert_int_equal(w.m.forest.n_trees, 12 * MODEL_TREES_MOST);
    assert_true(w.m.base > 0 && w.m.base < 1 && w.m.training_rows > 0);
    for (size_t k = 0; k < w.m.features.n; k++)
        sum += w.m.importance[k].shap;
    assert_true(sum > 0);
    for (size_t k = 0; k < w.m.features.n; k++) {
        const struct importance *i = &w.m.importance[k];
        assert_true(i->shap_lower95 <= i->shap && i->shap <= i->shap_upper95);
        assert_near(i->fall, w.m.holdout.falls[k].auc, 0);
    }
    assert_int_equal(w.m.drift.then, w.m.holdout.replays[0].day);
    assert_false(isnan(w.m.drift.score_psi));
    assert_false(w.m.drift.gates);
    world_release(&w);
}

/* Another draw of the trees moves P(lost) by less than a point on average, as
 * scoring reckons it, and no tree more is grown where so few are enough. */
static void trees_until_chance_is_small(void **state)
{
    struct world w;
    struct scores scores;

    (void)state;
    world_init(&w, DEALS);
    for (int asked = 60; asked <= 180; asked += 120) {
        model_release(&w.m);
        w.s.forest.trees = asked;
        model_train(&w.m, &w.ctx, NULL, NULL);
        assert_int_equal(w.m.mode, MODE_HYBRID);
        scores_compute(&scores, &w.ctx, &w.m);
        assert_true(scores.p_loss_error > 0 &&
                    scores.p_loss_error < MODEL_ERROR);
        assert_true(asked == 60 ? w.m.forest.n_trees > 60
                                : w.m.forest.n_trees == 180);
    }
    world_release(&w);
}

/* What training worked out for the open deals is what scoring would. */
static void contributions_are_kept(void **state)
{
    struct world w;
    struct scores kept, anew;
    struct model bare;

    (void)state;
    world_init(&w, DEALS);
    assert_ptr_equal(w.m.explained.of, &w.d);
    bare = w.m;
    bare.explained = (struct explained){0};
    scores_compute(&kept, &w.ctx, &w.m);
    scores_compute(&anew, &w.ctx, &bare);
    assert_true(kept.n > 100 && kept.n == w.m.explained.n);
    assert_int_equal(kept.n, anew.n);
    for (size_t i = 0; i < kept.n; i++) {
        assert_int_equal(kept.list[i].deal, anew.list[i].deal);
        assert_int_equal(kept.list[i].n_lines, anew.list[i].n_lines);
        assert_near(kept.list[i].raw, anew.list[i].raw, 0);
        for (size_t k = 0; k < kept.list[i].n_lines; k++)
            assert_near(kept.list[i].lines[k].points,
                        anew.list[i].lines[k].points, 0);
    }
    /* Another day has contributions of its own. */
    w.ctx.as_of -= 30;
    scores_compute(&kept, &w.ctx, &w.m);
    scores_compute(&anew, &w.ctx, &bare);
    assert_int_equal(kept.n, anew.n);
    for (size_t i = 0; i < kept.n; i++)
        assert_near(kept.list[i].raw, anew.list[i].raw, 0);
    world_release(&w);
}

/* The same deals with their outcomes dealt anew: nothing can be learnt. */
/* Expected value and contributions are the prediction, for every open deal
 * of 20,000. */
static void every_open_deal_adds_up(void **state)
{
    struct world w;
    struct snapshot now;
    struct matrix m;
    uint32_t *open;
    double *phi, *p, base;

    (void)state;
    world_init(&w, 20000);
    assert_int_equal(w.m.mode, MODE_HYBRID);
    open = deals_open(&w.d, w.d.newest, &m.rows, &w.run);
    assert_true(m.rows > 1000);
    m.cols = w.m.features.n;
    m.x = ARENA_ARRAY(&w.run, m.rows * m.cols, float);
    phi = ARENA_ARRAY(&w.run, m.rows * m.cols, double);
    p = ARENA_ARRAY(&w.run, m.rows, double);
    snapshot_at(&now, &w.d, w.d.newest, &w.run);
    features_fill(&m, 0, &w.m.features, &w.d, &now, open, m.rows);
    forest_explain(phi, &base, &w.m.forest, &m, 2);
    forest_predict(p, &w.m.forest, &m, 2);
    assert_near(base, w.m.base, 0);
    for (size_t i = 0; i < m.rows; i++) {
        double sum = base;
        for (size_t c = 0; c < m.cols; c++)
            sum += phi[i * m.cols + c];
        assert_near(sum, p[i], 1e-9);
    }
    print_message("%zu open deals add up\n", m.rows);
    world_release(&w);
}

static void the_gate_stays_shut(void **state)
{
    struct world w;
    struct rng r;
    struct model m;

    (void)state;
    world_init(&w, DEALS);
    rng_init(&r, 12, 0);
    for (size_t i = 0; i < w.d.n; i++)
        if (w.d.outcome[i] != OUTCOME_OPEN)
            w.d.outcome[i] = rng_below(&r, 2) ? OUTCOME_WON : OUTCOME_LOST;
    model_train(&m, &w.ctx, NULL, NULL);
    assert_int_equal(m.mode, MODE_RULES_ONLY);
    assert_true(m.reason == REASON_CHANCE || m.reason == REASON_WORSE);
    assert_int_equal(m.forest.n_trees, 0);
    assert_non_null(m.importance);
    model_release(&m);
    w.s.forest.min_won = 100000;
    model_train(&m, &w.ctx, NULL, NULL);
    assert_int_equal(m.mode, MODE_RULES_ONLY);
    assert_int_equal(m.reason, REASON_FEW_CLOSED);
    assert_int_equal(m.holdout.n_replays, 0);
    model_release(&m);
    world_release(&w);
}

static void survives_the_file(void **state)
{
    struct world w;
    struct model read;
    struct buf again;

    (void)state;
    world_init(&w, DEALS);
    model_parse(&read, &w.ctx, buf_sv(&w.file), NULL);
    assert_int_equal(read.mode, MODE_HYBRID);
    assert_int_equal(read.reason, w.m.reason);
    assert_int_equal(read.forest.n_nodes, w.m.forest.n_nodes);
    for (size_t i = 0; i < read.forest.n_nodes; i++) {
        const struct forest_node *a = &read.forest.nodes[i];
        const struct forest_node *b = &w.m.forest.nodes[i];
        assert_true(a->left == b->left && a->column == b->column &&
                    a->missing_left == b->missing_left &&
                    a->threshold == b->threshold && a->value == b->value &&
                    a->cover == b->cover);
    }
    assert_near(read.base, w.m.base, 0);
    assert_near(read.additive.base, w.m.additive.base, 0);
    assert_int_equal(read.additive.n_columns, w.m.features.n);
    for (size_t k = 0; k < read.additive.n_columns; k++)
        for (float x = -2; x < 1000; x = 3 * x + 5)
            assert_near(additive_term(&read.additive.columns[k], x),
                        additive_term(&w.m.additive.columns[k], x), 0);
    assert_memory_equal(&read.stack, &w.m.stack, sizeof read.stack);
    assert_near(read.holdout.figures[SCORER_HYBRID].auc.auc,
                w.m.holdout.figures[SCORER_HYBRID].auc.auc, 0);
    assert_true(read.holdout.flags[MODE_HYBRID].other.rows > 0);
    for (int mode = 0; mode < MODE_COUNT; mode++) {
        assert_memory_equal(&read.holdout.flags[mode], &w.m.holdout.flags[mode],
                            sizeof(struct flags));
        assert_memory_equal(&read.holdout.replays[0].flags[mode],
                            &w.m.holdout.replays[0].flags[mode],
                            sizeof(struct flags));
    }
    assert_int_equal(read.settings.trees, 12);
    assert_true(read.drift.n > 0 && read.drift.n == w.m.drift.n);
    for (size_t k = 0; k < read.drift.n; k++) {
        const struct drift_row *a = &read.drift.rows[k];
        const struct drift_row *b = &w.m.drift.rows[k];
        assert_true(sv_eq(a->input, b->input) && a->psi == b->psi &&
                    a->share == b->share && a->acts == b->acts);
    }
    assert_true(read.drift.then == w.m.drift.then &&
                read.drift.deals_now == w.m.drift.deals_now &&
                read.drift.gates == w.m.drift.gates);
    assert_near(read.importance[0].fall_lower95, w.m.importance[0].fall_lower95,
                0);
    for (size_t k = 0; k < read.features.n; k++)
        assert_true(sv_eq(read.features.columns[k].label,
                          w.m.features.columns[k].label));
    buf_init(&again);
    model_write(&again, &read);
    assert_true(sv_eq(buf_sv(&again), buf_sv(&w.file)));
    buf_release(&again);
    model_release(&read);
    world_release(&w);
}

/* Without an export the names tell what the columns are. */
static void opens_by_itself(void **state)
{
    struct world w;
    struct model m;
    struct arena run;

    (void)state;
    world_init(&w, DEALS);
    arena_init(&run);
    assert_true(model_open(&m, buf_sv(&w.file), &run));
    assert_int_equal(m.mode, MODE_HYBRID);
    assert_int_equal(m.features.n, w.m.features.n);
    for (size_t k = 0; k < m.features.n; k++) {
        assert_ptr_equal(m.features.columns[k].feature,
                         w.m.features.columns[k].feature);
        assert_int_equal(m.features.columns[k].is_pair,
                         w.m.features.columns[k].is_pair);
    }
    model_release(&m);
    assert_false(model_open(&m, (struct sv){w.file.ptr, w.file.len - 1}, &run));
    assert_int_equal(m.mode, MODE_RULES_ONLY);
    assert_int_equal(m.reason, REASON_FILE_LENGTH);
    model_release(&m);
    arena_release(&run);
    world_release(&w);
}

static bool refused(struct world *w, struct sv bytes, int32_t as_of,
                    const struct deals *d)
{
    struct model m;
    struct arena run;
    struct context ctx = context_of(d, NULL, &run, NULL);
    bool ok;

    arena_init(&run);
    ctx.as_of = as_of;
    model_parse(&m, &ctx, bytes, NULL);
    ok = m.mode == MODE_RULES_ONLY && m.forest.n_trees == 0 &&
         m.reason >= REASON_FILE_MISSING;
    model_release(&m);
    arena_release(&run);
    (void)w;
    return ok;
}

/* Every byte up to the forest and from its end, every 97th within. */
static void any_flipped_byte_is_refused(void **state)
{
    struct world w;
    size_t n;

    (void)state;
    world_init(&w, DEALS);
    n = w.file.len;
    for (size_t i = 0; i < n; i += i < 3000 || i + 200 > n ? 1 : 97) {
        w.file.ptr[i] ^= (char)(1 << i % 8);
        assert_true(refused(&w, buf_sv(&w.file), w.d.newest, &w.d));
        w.file.ptr[i] ^= (char)(1 << i % 8);
    }
    for (size_t len = 0; len < n; len += len < 200 ? 1 : 997)
        assert_true(
            refused(&w, (struct sv){w.file.ptr, len}, w.d.newest, &w.d));
    buf_add_char(&w.file, '\n');
    assert_true(refused(&w, buf_sv(&w.file), w.d.newest, &w.d));
    world_release(&w);
}

/* Writes the model as it is, with an honest checksum. */
static bool refused_as_written(struct world *w)
{
    buf_clear(&w->file);
    model_write(&w->file, &w->m);
    return refused(w, buf_sv(&w->file), w->d.newest, &w->d);
}

#define REFUSED_WITH(w, field, wrong)                                          \
    do {                                                                       \
        __typeof__(field) right = (field);                                     \
        (field) = (wrong);                                                     \
        assert_true(refused_as_written(w));                                    \
        (field) = right;                                                       \
        assert_false(refused_as_written(w));                                   \
    } while (0)

static void what_no_training_writes_is_refused(void **state)
{
    struct world w;
    struct forest_node *root;

    (void)state;
    world_init(&w, DEALS);
    root = w.m.forest.nodes;
    assert_true(root->left == 1);
    REFUSED_WITH(&w, root->left, 0);  /* a cycle */
    REFUSED_WITH(&w, root->left, 2);  /* not the next in line */
    REFUSED_WITH(&w, root->left, -2); /* no node at all */
    REFUSED_WITH(&w, root->left, INT32_MAX);
    REFUSED_WITH(&w, root->left, -1); /* leaves children behind */
    REFUSED_WITH(&w, root->column, (uint16_t)w.m.features.n);
    REFUSED_WITH(&w, root->missing_left, 2);
    REFUSED_WITH(&w, root->threshold, NAN);
    REFUSED_WITH(&w, root->threshold, INFINITY);
    REFUSED_WITH(&w, root->value, 1.5f);
    REFUSED_WITH(&w, root->value, NAN);
    REFUSED_WITH(&w, root->cover, 0);
    REFUSED_WITH(&w, root->cover, INFINITY);
    REFUSED_WITH(&w, w.m.forest.tree_start[1], 0);
    REFUSED_WITH(&w, w.m.forest.tree_start[1], UINT32_MAX);
    REFUSED_WITH(&w, w.m.base, NAN);
    REFUSED_WITH(&w, w.m.stack.share[LEARNER_FOREST], 1.5);
    REFUSED_WITH(&w, w.m.stack.share[LEARNER_ADDITIVE], -0.5);
    REFUSED_WITH(&w, w.m.additive.base, NAN);
    REFUSED_WITH(&w, w.m.additive.columns[0].kind, ADDITIVE_KINDS);
    REFUSED_WITH(&w, w.m.additive.columns[0].beta[0], INFINITY);
    REFUSED_WITH(&w, w.m.additive.columns[0].spline.low, 1e30);
    REFUSED_WITH(&w, w.m.additive.columns[0].spline.n_knots, KNOTS_MAX + 1);
    REFUSED_WITH(&w, w.m.additive.columns[0].spline.knot[1], -1);
    REFUSED_WITH(&w, w.m.additive.columns[0].missing, NAN);
    REFUSED_WITH(&w, w.m.calibrator.b, -1);
    REFUSED_WITH(&w, w.m.calibrator.a, INFINITY);
    REFUSED_WITH(&w, w.m.importance[0].shap, NAN);
    REFUSED_WITH(&w, w.m.holdout.n_replays, 0); /* past the gate on nothing */
    REFUSED_WITH(&w, w.m.holdout.figures[SCORER_ML].auc.lower95, 0.5);
    REFUSED_WITH(&w, w.m.features.columns[0].name, SV("no_such_feature"));
    world_release(&w);
}

/* A forest of leaves, one more than any training plants. */
static void a_forest_beyond_its_budget_is_refused(void **state)
{
    enum { MOST = FOREST_NODES + 1 };
    struct world w;
    struct forest own, large = {.n_trees = MOST, .n_nodes = MOST};

    (void)state;
    world_init(&w, DEALS);
    own = w.m.forest;
    large.n_columns = own.n_columns;
    large.nodes = mem_alloc(MOST, sizeof *large.nodes);
    large.tree_start = mem_alloc(MOST + 1, sizeof *large.tree_start);
    for (uint32_t t = 0; t < MOST; t++) {
        large.nodes[t] =
            (struct forest_node){.left = -1, .value = 0.5f, .cover = 1};
        large.tree_start[t + 1] = t + 1;
    }
    w.m.forest = large;
    assert_true(refused_as_written(&w));
    w.m.forest.n_trees = w.m.forest.n_nodes = FOREST_NODES;
    assert_false(refused_as_written(&w));
    w.m.forest = own;
    forest_release(&large);
    world_release(&w);
}

static void fits_only_its_own_future(void **state)
{
    struct world w;
    struct deals other;
    struct model m;

    (void)state;
    world_init(&w, DEALS);
    assert_true(refused(&w, buf_sv(&w.file), w.d.newest - 1, &w.d));
    assert_false(refused(&w, buf_sv(&w.file), w.d.newest + 1, &w.d));
    other = w.d;
    other.amount = NULL;
    assert_true(refused(&w, buf_sv(&w.file), w.d.newest, &other));
    model_read(&m, &w.ctx, "/nowhere/at/all.dsm", NULL);
    assert_int_equal(m.mode, MODE_RULES_ONLY);
    assert_int_equal(m.reason, REASON_FILE_MISSING);
    assert_true(sv_eq(m.refused.file, SV("all.dsm")));
    model_release(&m);
    model_release(NULL);
    world_release(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gate_opens_on_a_planted_signal),
        cmocka_unit_test(trees_until_chance_is_small),
        cmocka_unit_test(contributions_are_kept),
        cmocka_unit_test(every_open_deal_adds_up),
        cmocka_unit_test(the_gate_stays_shut),
        cmocka_unit_test(survives_the_file),
        cmocka_unit_test(opens_by_itself),
        cmocka_unit_test(any_flipped_byte_is_refused),
        cmocka_unit_test(what_no_training_writes_is_refused),
        cmocka_unit_test(a_forest_beyond_its_budget_is_refused),
        cmocka_unit_test(fits_only_its_own_future),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

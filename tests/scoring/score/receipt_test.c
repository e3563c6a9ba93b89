/*
 * The receipt of a small model, reckoned again without any of its short cuts:
 * the forest's values as Shapley's over all subsets of the columns, the
 * additive model's terms from what it answers alone, the sum by the formula
 * of score.h.
 */
#include "tests/test.h"

#include <math.h>
#include <stdbool.h>

#include "scoring/base/rng.h"
#include "scoring/score/receipt.h"
#include "scoring/settings/settings.h"
#include "tests/scoring/reference.h"

enum { ROWS = 500, COLS = 4, ASKED = 60 };

struct world {
    struct arena a;
    struct matrix m;
    uint8_t *lost;
    float *weight;
    struct model model;
    struct settings settings;
    struct feature_column columns[COLS];
};

static void world_init(struct world *w, uint64_t seed)
{
    static const enum additive_kind kinds[COLS] = {
        ADDITIVE_NUMBER, ADDITIVE_LEVELS, ADDITIVE_AMOUNT, ADDITIVE_RANK};
    const struct forest_params trees = {.trees = 5,
                                        .min_leaf = 10,
                                        .max_depth = 5,
                                        .mtry = 2,
                                        .sample_rows = ROWS,
                                        .seed = seed,
                                        .threads = 1};
    const struct additive_params sum = {
        .kinds = kinds, .n_ridges = 1, .ridges = {0.02}, .threads = 1};
    struct matrix none = {0, COLS, NULL};
    struct rng r;

    *w = (struct world){.m = {ROWS, COLS, NULL}};
    arena_init(&w->a);
    settings_default(&w->settings);
    rng_init(&r, seed, 0);
    w->m.x = ARENA_ARRAY(&w->a, ROWS * COLS, float);
    w->lost = ARENA_ARRAY(&w->a, ROWS, uint8_t);
    w->weight = ARENA_ARRAY(&w->a, ROWS, float);
    for (size_t i = 0; i < ROWS; i++) {
        float *x = w->m.x + i;
        x[0] = rng_below(&r, 9) ? (float)rng_normal(&r) : NAN;
        x[ROWS] = (float)rng_below(&r, 4);
        x[2 * ROWS] = (float)exp(8 + rng_normal(&r));
        x[3 * ROWS] = (float)rng_uniform(&r);
        w->weight[i] = 1 + (float)rng_below(&r, 3);
        w->lost[i] =
            rng_uniform(&r) < logistic((isfinite(x[0]) ? (double)x[0] : 1) *
                                           (x[ROWS] > 1 ? 1 : -0.5) +
                                       (double)x[3 * ROWS]);
    }
    for (size_t c = 0; c < COLS; c++)
        w->columns[c] = (struct feature_column){.subject = SUBJECT_OWN};
    w->model.features = (struct feature_set){COLS, w->columns};
    w->model.mode = MODE_HYBRID;
    w->model.calibrator = (struct calibrator){true, 0.15, 1.2};
    forest_train(&w->model.forest, &w->m, w->lost, w->weight, &trees);
    forest_explain(NULL, &w->model.base, &w->model.forest, &none, 1);
    additive_train(&w->model.additive, &w->m, w->lost, w->weight, &sum);
}

static void world_release(struct world *w)
{
    model_release(&w->model);
    arena_release(&w->a);
}

/* What a tree expects of row x when only the columns in `known` are: the
 * others follow the training rows down both sides. */
static double expectation(const struct forest_node *tree, size_t at,
                          const float *x, unsigned known)
{
    const struct forest_node *n = &tree[at];
    size_t left = (size_t)n->left;
    float v;

    if (n->left < 0)
        return (double)n->value;
    v = x[n->column];
    if (known >> n->column & 1)
        return expectation(
            tree, left + !(isfinite(v) ? v <= n->threshold : n->missing_left),
            x, known);
    return ((double)tree[left].cover * expectation(tree, left, x, known) +
            (double)tree[left + 1].cover *
                expectation(tree, left + 1, x, known)) /
           ((double)tree[left].cover + (double)tree[left + 1].cover);
}

static double forest_expects(const struct forest *f, const float *x,
                             unsigned known)
{
    double sum = 0;

    for (size_t t = 0; t < f->n_trees; t++)
        sum += expectation(f->nodes + f->tree_start[t], 0, x, known);
    return sum / (double)f->n_trees;
}

static double shapley(const struct forest *f, const float *x, unsigned column)
{
    static const double weight[COLS] = {1.0 / 4, 1.0 / 12, 1.0 / 12, 1.0 / 4};
    double sum = 0;

    for (unsigned s = 0; s < 1u << COLS; s++)
        if (!(s >> column & 1))
            sum += weight[__builtin_popcount(s)] *
                   (forest_expects(f, x, s | 1u << column) -
                    forest_expects(f, x, s));
    return sum;
}

static double answer(const struct additive *a, const float *x)
{
    float row[COLS];
    const struct matrix m = {1, COLS, row};
    double logit;

    memcpy(row, x, sizeof row);
    additive_predict(&logit, a, &m, 1);
    return logit;
}

/* How much more it says for this value than for those of the training. */
static double more_than_usual(const struct world *w, const float *x, size_t c)
{
    float other[COLS];
    double sum = 0, all = 0;

    memcpy(other, x, sizeof other);
    for (size_t i = 0; i < ROWS; i++) {
        other[c] = w->m.x[c * ROWS + i];
        sum += (double)w->weight[i] * answer(&w->model.additive, other);
        all += (double)w->weight[i];
    }
    return answer(&w->model.additive, x) - sum / all;
}

static double g(const struct calibrator *c, double z)
{
    return 1 / (1 + exp(-(c->a + c->b * z)));
}

static double ell(double p)
{
    return log(p / (1 - p));
}

struct again {
    double base, line[LEARNERS][COLS], p_loss;
};

static void reckon(struct again *out, const struct world *w, const float *x)
{
    const struct model *m = &w->model;
    double u = m->stack.share[LEARNER_FOREST];
    double v = m->stack.share[LEARNER_ADDITIVE], usual = 0, all = 0;
    double f = forest_expects(&m->forest, x, (1u << COLS) - 1);
    double f_base = forest_expects(&m->forest, x, 0), z, z_base, d, c;

    for (size_t i = 0; i < ROWS; i++) {
        float row[COLS];
        for (size_t k = 0; k < COLS; k++)
            row[k] = w->m.x[k * ROWS + i];
        usual += (double)w->weight[i] * answer(&m->additive, row);
        all += (double)w->weight[i];
    }
    z_base = u * ell(f_base) + v * usual / all;
    z = u * ell(f) + v * answer(&m->additive, x);
    d = (ell(f) - ell(f_base)) / (f - f_base);
    c = (g(&m->calibrator, z) - g(&m->calibrator, z_base)) / (z - z_base);
    out->base = 60 * g(&m->calibrator, z_base);
    out->p_loss = g(&m->calibrator, z);
    for (unsigned k = 0; k < COLS; k++) {
        out->line[LEARNER_FOREST][k] =
            60 * c * u * d * shapley(&m->forest, x, k);
        out->line[LEARNER_ADDITIVE][k] = 60 * c * v * more_than_usual(w, x, k);
    }
}

static void receipt_of(struct score *out, struct world *w, const float *x)
{
    float row[COLS];
    const struct matrix m = {1, COLS, row};
    struct rule_points none = {0};
    struct model_share share = {.model = &w->model};
    double *parts[LEARNERS] = {0};

    memcpy(row, x, sizeof row);
    for (int l = 0; l < LEARNERS; l++)
        if (stack_has(&w->model.stack, (enum learner)l))
            share.parts[l] = parts[l] = ARENA_ARRAY(&w->a, COLS, double);
    model_explain(parts, &w->model, &m, 1);
    receipt_build(out, &none, &share, &w->settings, &w->a);
}

static void equals_brute_force(void **state)
{
    static const struct stack shares[] = {
        {{0.5, 0.5}}, {{0.2, 0.8}}, {{1, 0}}, {{0, 1}}};
    struct world w;
    double worst = 0;

    (void)state;
    world_init(&w, 4);
    for (size_t k = 0; k < ASKED * 4; k++) {
        struct score s = {0};
        struct again want;
        float x[COLS];
        double sum = 0, raw;
        const struct matrix one = {1, COLS, x};

        w.model.stack = shares[k % 4];
        for (size_t c = 0; c < COLS; c++)
            x[c] = w.m.x[c * ROWS + k];
        receipt_of(&s, &w, x);
        reckon(&want, &w, x);
        model_predict(&raw, &w.model, &one, 1);
        assert_near(s.raw, raw, 1e-12);
        assert_near(s.p_loss, want.p_loss, 1e-9);
        assert_near(s.lines[0].points, want.base, 1e-9);
        for (size_t j = 0; j < s.n_lines; j++) {
            const struct receipt_line *line = &s.lines[j];
            sum += line->points;
            if (!line_is_learnt(line->kind))
                continue;
            double *mine = &want.line[line->kind == LINE_ADDITIVE][line->index];
            worst = fmax(worst, fabs(line->points - *mine));
            *mine = 0; /* told */
        }
        assert_near(sum, s.exact, 1e-9);
        for (size_t c = 0; c < COLS; c++) /* what is not told is nothing */
            worst =
                fmax(worst, fmax(fabs(want.line[0][c]), fabs(want.line[1][c])));
    }
    print_message("lines within %.1e points of brute force\n", worst);
    assert_true(worst < 1e-8);
    world_release(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_brute_force),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Planted pipelines: the law of time, shown.
 *
 * On worlds whose every law is known, the forest trained on landmarks is
 * compared on the truly open deals with the best that the planted process
 * allows (world_posterior) and with the same forest trained the usual way,
 * on the final state of closed deals. With `linger` lost deals stay open
 * before they are closed; the landmark weights must cope.
 */
#include "tests/test.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "sample/export.h"
#include "scoring/base/file.h"
#include "scoring/stats/evaluate.h"
#include "scoring/forest/forest.h"
#include "scoring/features/landmarks.h"
#include "scoring/leaks/linter.h"
#include "scoring/settings/settings.h"
#include "tests/scoring/context.h"

enum { DEALS = 20000, PIPELINES = 10 };

struct trial {
    double best, landmark, final_state; /* AUC on the open deals */
};

struct study {
    struct arena run, scratch;
    struct settings settings;
    struct deals deals;
    struct feature_set set;
    const struct world *world;
    int32_t as_of;
    size_t n_open;
    uint32_t *open;
    uint8_t *lost; /* n_open; the truth */
};

static void write_part(const char *path, const struct world *w, int32_t day,
                       void (*part)(struct buf *, const struct world *,
                                    int32_t))
{
    struct buf text;
    struct err err;

    buf_init(&text);
    part(&text, w, day);
    if (!file_write(path, buf_sv(&text), &err))
        fail_msg("%s", err.text);
    buf_release(&text);
}

/* "OPP-000123" → 122. */
static size_t number_of(struct sv id)
{
    return strtoul(id.ptr + 4, NULL, 10) - 1;
}

static void study_init(struct study *s, const struct world_options *options)
{
    char deals[] = "/tmp/dealsense-planted-XXXXXX";
    char history[] = "/tmp/dealsense-planted-XXXXXX";
    struct diags diags;
    struct leaks leaks;
    struct err err;

    *s = (struct study){.as_of = world_day()};
    arena_init(&s->run);
    arena_init(&s->scratch);
    close(mkstemp(deals));
    close(mkstemp(history));
    s->world = world_make(options, &s->run);
    write_part(deals, s->world, s->as_of, sample_deals);
    write_part(history, s->world, s->as_of, sample_history);
    settings_default(&s->settings);
    diags_init(&diags, &s->run);
    const struct export_paths paths = {deals, history};
    if (!deals_read(&s->deals, &paths, &s->settings, &s->run, &diags, &err))
        fail_msg("%s", err.text);
    unlink(deals);
    unlink(history);
    struct context ctx =
        context_of(&s->deals, &s->settings, &s->run, &s->scratch);
    ctx.as_of = s->as_of;
    linter_run(&leaks, &ctx);
    assert_int_equal(leaks.n_leaking, 0);
    feature_set_choose(&s->set, &s->deals, &leaks, &s->run);
    s->open = deals_open(&s->deals, s->as_of, &s->n_open, &s->run);
    s->lost = ARENA_ARRAY(&s->run, s->n_open, uint8_t);
}

static void study_release(struct study *s)
{
    arena_release(&s->run);
    arena_release(&s->scratch);
}

static struct matrix open_matrix(struct study *s)
{
    struct snapshot now;
    struct matrix m = {.rows = s->n_open, .cols = s->set.n};

    m.x = ARENA_ARRAY(&s->run, m.rows * m.cols, float);
    snapshot_at(&now, &s->deals, s->as_of, &s->run);
    features_fill(&m, 0, &s->set, &s->deals, &now, s->open, s->n_open);
    return m;
}

/* The usual way: each closed deal as it stood when it closed, with rates
 * over all closed deals, its own outcome among them. */
static struct matrix final_state(struct study *s, uint8_t **lost)
{
    const struct deals *d = &s->deals;
    struct matrix m = {.cols = s->set.n};
    struct snapshot then;
    size_t row = 0;

    for (size_t i = 0; i < d->n; i++)
        m.rows += d->created[i] != DATE_NONE &&
                  deals_state(d, i, s->as_of) >= STATE_WON;
    m.x = ARENA_ARRAY(&s->run, m.rows * m.cols, float);
    *lost = ARENA_ARRAY(&s->run, m.rows, uint8_t);
    snapshot_at(&then, d, s->as_of, &s->run);
    for (size_t i = 0; i < d->n; i++) {
        if (d->created[i] == DATE_NONE ||
            deals_state(d, i, s->as_of) < STATE_WON)
            continue;
        then.day = d->closed[i] - 1; /* its last day as an open deal */
        if (then.day < d->created[i])
            then.day = d->created[i];
        for (size_t c = 0; c < m.cols; c++)
            m.x[c * m.rows + row] =
                (float)feature_value(&s->set.columns[c], d, &then, i);
        (*lost)[row++] = d->outcome[i] == OUTCOME_LOST;
    }
    return m;
}

static double trained_auc(struct study *s, const struct matrix *train,
                          const uint8_t *lost, const float *weight,
                          const struct matrix *open, uint64_t seed)
{
    const struct forest_settings *f = &s->settings.forest;
    struct forest_params params = {.trees = f->trees,
                                   .min_leaf = f->min_leaf,
                                   .max_depth = f->max_depth,
                                   .mtry = f->mtry,
                                   .sample_rows = f->sample_rows,
                                   .seed = seed};
    double *p = ARENA_ARRAY(&s->run, open->rows, double), auc;
    struct forest forest;

    forest_train(&forest, train, lost, weight, &params);
    forest_predict(p, &forest, open, 0);
    auc = auc_plain(s->lost, p, open->rows, &s->scratch);
    forest_release(&forest);
    return auc;
}

static struct trial run_trial(uint64_t seed, double linger)
{
    struct world_options options = {
        .deals = DEALS, .seed = seed, .signal = 1, .linger = linger};
    struct study s;
    struct landmarks marks;
    struct matrix open, closed;
    struct trial t;
    uint8_t *lost;
    double *best;

    study_init(&s, &options);
    best = ARENA_ARRAY(&s.run, s.n_open, double);
    for (size_t i = 0; i < s.n_open; i++) {
        struct world_deal deal;
        world_deal(&deal, s.world, number_of(s.deals.id[s.open[i]]));
        s.lost[i] = deal.lost;
        best[i] = world_posterior(s.world, &deal, s.as_of);
    }
    open = open_matrix(&s);
    landmarks_build(&marks, &s.deals, &s.set, s.as_of, &s.settings.forest,
                    &s.run);
    closed = final_state(&s, &lost);
    t.best = auc_plain(s.lost, best, s.n_open, &s.scratch);
    t.landmark =
        trained_auc(&s, &marks.m, marks.lost, marks.weight, &open, seed);
    t.final_state = trained_auc(&s, &closed, lost, NULL, &open, seed);
    printf("seed %2d linger %2.0f: %5zu open, %6zu rows; AUC best %.4f, "
           "landmarks %.4f, final state %.4f\n",
           (int)seed, linger, s.n_open, marks.m.rows, t.best, t.landmark,
           t.final_state);
    study_release(&s);
    return t;
}

static struct trial mean_trial(double linger)
{
    struct trial sum = {0};

    for (uint64_t seed = 1; seed <= PIPELINES; seed++) {
        struct trial t = run_trial(seed, linger);
        sum.best += t.best / PIPELINES;
        sum.landmark += t.landmark / PIPELINES;
        sum.final_state += t.final_state / PIPELINES;
    }
    printf("mean, linger %.0f: best %.4f, landmarks %.4f, final state %.4f\n",
           linger, sum.best, sum.landmark, sum.final_state);
    return sum;
}

static void landmarks_near_the_best_and_above_final_state(void **state)
{
    (void)state;
    struct trial mean = mean_trial(0);

    assert_true(mean.best - mean.landmark < 0.03);
    assert_true(mean.landmark - mean.final_state > 0.05);
}

static void lingering_deals_do_no_harm(void **state)
{
    (void)state;
    struct trial mean = mean_trial(30);

    assert_true(mean.best - mean.landmark < 0.03);
    assert_true(mean.landmark - mean.final_state > 0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(landmarks_near_the_best_and_above_final_state),
        cmocka_unit_test(lingering_deals_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

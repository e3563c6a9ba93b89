/*
 * Similar deals, found again here the slow way: every moment of every closed
 * deal, ranks by counting, all distances sorted. And what was not known on
 * the day changes nothing.
 */
#include "scoring/score/similar.h"
#include "tests/reference.h"
#include "tests/test.h"

#include <math.h>
#include <stdlib.h>

#include "tests/scoring/context.h"
#include "tests/scoring/planted.h"

struct moment {
    uint32_t deal;
    int32_t then;
    double distance;
};

struct setting {
    struct arena a, scratch;
    struct deals d;
    struct settings s;
    struct model model;
    struct snapshot now;
    struct scores scores;
    struct similars out;
};

static void case_open(struct setting *c, const struct deals *d, int32_t day,
                      bool forest)
{
    uint32_t *open;
    struct context ctx;

    arena_init(&c->scratch);
    c->d = *d;
    settings_default(&c->s);
    c->model = (struct model){.mode = MODE_RULES_ONLY};
    feature_set_choose(&c->model.features, &c->d, NULL, &c->a);
    c->model.importance =
        ARENA_ARRAY(&c->a, c->model.features.n, struct importance);
    for (size_t j = 0; j < c->model.features.n; j++)
        c->model.importance[j].shap = (double)(j % 5);
    snapshot_at(&c->now, &c->d, day, &c->a);
    c->scores = (struct scores){.as_of = day,
                                .now = &c->now,
                                .mode = forest ? MODE_HYBRID : MODE_RULES_ONLY};
    open = deals_open(&c->d, day, &c->scores.n, &c->a);
    c->scores.list = ARENA_ARRAY(&c->a, c->scores.n, struct score);
    for (size_t i = 0; i < c->scores.n; i++)
        c->scores.list[i].deal = open[i];
    ctx = context_of(&c->d, &c->s, &c->a, &c->scratch);
    ctx.as_of = day;
    ctx.threads = 2;
    similars_compute(&c->out, &ctx, &c->scores, &c->model);
}

static void case_close(struct setting *c)
{
    arena_release(&c->scratch);
    arena_release(&c->a);
}

/* All moments on the dates that count, newest date first, then by deal. */
static struct moment *moments(size_t *n, const struct setting *c)
{
    const struct deals *d = &c->d;
    struct moment *list =
        ARENA_ARRAY(&((struct setting *)c)->a, d->n * 20, struct moment);
    int dates = 0;

    *n = 0;
    for (int k = 1; k <= 20 && dates < SIMILAR_DATES; k++) {
        int32_t then = c->scores.as_of - 30 * k;
        size_t open = 0, first = *n;
        for (uint32_t i = 0; i < d->n; i++) {
            if (d->created[i] > then ||
                (d->closed[i] != DATE_NONE && d->closed[i] <= then))
                continue;
            open++;
            if (d->closed[i] != DATE_NONE && d->closed[i] <= c->scores.as_of)
                list[(*n)++] = (struct moment){i, then, NAN};
        }
        if (!dates && (double)(*n - first) < 0.95 * (double)open)
            *n = first;
        else
            dates += *n > first;
    }
    return list;
}

static float *features_at(const struct setting *c, int32_t day, uint32_t deal,
                          struct arena *a)
{
    struct matrix m = {1, c->model.features.n,
                       ARENA_ARRAY(a, c->model.features.n, float)};
    struct snapshot s;

    snapshot_at(&s, &c->d, day, a);
    features_fill(&m, 0, &c->model.features, &c->d, &s, &deal, 1);
    for (size_t j = 0; j < m.cols; j++) {
        struct sv name = c->model.features.columns[j].name;
        if (sv_ends(name, SV("_winrate")) ||
            sv_eq(name, SV("lead_source_quality")) ||
            sv_eq(name, SV("own:Competitor")))
            m.x[j] -= (float)s.win_rate;
    }
    return m.x;
}

static double rank_of(float x, float *const *rows, size_t n, size_t j)
{
    size_t below = 0, all = 0;

    for (size_t i = 0; i < n; i++) {
        all += isfinite(rows[i][j]) != 0;
        below += isfinite(rows[i][j]) && rows[i][j] <= x;
    }
    return (double)below / (double)all;
}

static double weight_of(const struct setting *c, size_t j)
{
    const struct feature_set *set = &c->model.features;
    double sum = 0, same = 0, subjects = 0;

    for (size_t k = 0; k < set->n; k++) {
        bool first = true;
        for (size_t l = 0; l < k; l++)
            first &= set->columns[l].subject != set->columns[k].subject;
        subjects += first;
        same += set->columns[k].subject == set->columns[j].subject;
        sum += c->model.importance[k].shap;
    }
    return c->scores.mode == MODE_HYBRID ? c->model.importance[j].shap / sum
                                         : 1 / same / subjects;
}

static int by_distance(const void *x, const void *y)
{
    const struct moment *a = x, *b = y;

    return a->distance < b->distance ? -1 : a->distance > b->distance;
}

/* The list of one open deal against all distances. */
static void check_deal(const struct setting *c, size_t at,
                       const struct moment *all, float *const *rows, size_t n)
{
    const struct similar *s = &c->out.of[at];
    struct moment *sorted =
        memcpy(mem_alloc(n, sizeof *all), all, n * sizeof *all);
    struct arena a;
    size_t lost = 0, found = 0;

    arena_init(&a);
    float *x = features_at(c, c->scores.as_of, c->scores.list[at].deal, &a);
    for (size_t i = 0; i < n; i++) {
        sorted[i].distance = 0;
        for (size_t j = 0; j < c->model.features.n; j++) {
            bool mine = isfinite(x[j]), its = isfinite(rows[i][j]);
            double apart = mine != its ? 1
                           : !mine     ? 0
                                       : fabs(rank_of(x[j], rows, n, j) -
                                              rank_of(rows[i][j], rows, n, j));
            sorted[i].distance += weight_of(c, j) * apart;
        }
    }
    qsort(sorted, n, sizeof *sorted, by_distance);
    assert_int_equal(s->n, SIMILAR);
    for (size_t i = 0; i < n && found < SIMILAR; i++) {
        bool seen = false;
        for (size_t k = 0; k < i; k++)
            seen |= sorted[k].deal == sorted[i].deal;
        if (seen)
            continue;
        /* rounding may swap two that are as near: the distance decides */
        assert_near(s->list[found].distance, sorted[i].distance, 1e-5);
        found++;
    }
    for (size_t k = 0; k < s->n; k++) {
        const struct similar_deal *was = &s->list[k];
        assert_true(c->d.closed[was->deal] <= c->scores.as_of);
        assert_true(c->d.closed[was->deal] > was->then);
        assert_near(was->age, was->then - c->d.created[was->deal], 0);
        assert_int_equal(was->lost, c->d.outcome[was->deal] == OUTCOME_LOST);
        for (size_t l = 0; l < k; l++)
            assert_true(s->list[l].deal != was->deal);
        lost += was->lost;
    }
    assert_int_equal(s->lost, lost);
    double mean = ((double)lost + c->out.prior * c->out.rate) /
                  (SIMILAR + c->out.prior);
    struct interval of = beta95(7 * mean, 7 * (1 - mean));
    assert_near(s->lost95.lower, of.lower, 1e-12);
    assert_near(s->lost95.upper, of.upper, 1e-12);
    free(sorted);
    arena_release(&a);
}

static void nearest_are_the_nearest(void **state)
{
    (void)state;
    for (int forest = 0; forest < 2; forest++) {
        struct setting c;
        struct deals d;
        size_t n;

        arena_init(&c.a);
        planted_deals(&d, 500, 11, &c.a);
        case_open(&c, &d, d.newest - 20, forest);
        struct moment *all = moments(&n, &c);
        assert_int_equal(c.out.rows, n);
        assert_int_equal(c.out.weighted, forest);
        assert_true(c.scores.n > 10 && n > 200);
        float **rows = ARENA_ARRAY(&c.a, n, float *);
        for (size_t i = 0; i < n; i++)
            rows[i] = features_at(&c, all[i].then, all[i].deal, &c.a);
        for (size_t at = 0; at < c.scores.n; at += 9)
            check_deal(&c, at, all, rows, n);
        case_close(&c);
    }
}

static void what_came_later_changes_nothing(void **state)
{
    (void)state;
    struct setting now, then;
    struct deals d, cut;
    uint32_t *kept;

    arena_init(&now.a);
    arena_init(&then.a);
    planted_deals(&d, 600, 5, &now.a);
    kept = ARENA_ARRAY(&now.a, d.n, uint32_t);
    planted_truncate(&cut, kept, &d, d.newest - 90, &then.a);
    case_open(&now, &d, d.newest - 90, false);
    case_open(&then, &cut, cut.newest, false);
    assert_int_equal(now.scores.n, then.scores.n);
    assert_true(now.out.deals >= SIMILAR_LEAST);
    assert_int_equal(now.out.deals, then.out.deals);
    assert_int_equal(now.out.lost, then.out.lost);
    for (size_t i = 0; i < now.scores.n; i++)
        for (size_t k = 0; k < SIMILAR; k++) {
            const struct similar_deal *a = &now.out.of[i].list[k];
            const struct similar_deal *b = &then.out.of[i].list[k];
            assert_int_equal(kept[a->deal], b->deal);
            assert_int_equal(a->then, b->then);
            assert_near(a->distance, b->distance, 0);
        }
    case_close(&now);
    case_close(&then);
}

static void few_deals_are_no_precedent(void **state)
{
    (void)state;
    struct setting c;
    struct deals d;

    arena_init(&c.a);
    planted_deals(&d, 60, 3, &c.a);
    case_open(&c, &d, d.newest, false);
    assert_int_equal(c.out.deals, 0);
    for (size_t i = 0; i < c.scores.n; i++)
        assert_int_equal(c.out.of[i].n, 0);
    case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_are_the_nearest),
        cmocka_unit_test(what_came_later_changes_nothing),
        cmocka_unit_test(few_deals_are_no_precedent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

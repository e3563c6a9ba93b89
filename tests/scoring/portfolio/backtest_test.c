/*
 * Backtest on a planted pipeline: a day comes out as a run on an export from
 * which everything that was not known on it has been cut for good.
 */
#include "scoring/portfolio/backtest.h"
#include "scoring/stats/evaluate.h"
#include "tests/reference.h"
#include "tests/scoring/context.h"
#include "tests/scoring/planted.h"

enum { DEALS = 3000, SEED = 7, EVERY = 20, N = 5 };

struct past {
    struct arena run, scratch;
    struct deals d;
    struct settings s;
    int32_t from, to;
};

static void past_init(struct past *w)
{
    arena_init(&w->run);
    arena_init(&w->scratch);
    planted_deals(&w->d, DEALS, 21, &w->run);
    settings_default(&w->s);
    w->s.forest.trees = 30;
    w->s.levels.high = 45; /* so that both sides hold deals */
    w->from = w->d.newest - 200;
    w->to = w->from + (N - 1) * EVERY + EVERY / 2;
}

static void past_release(struct past *w)
{
    arena_release(&w->run);
    arena_release(&w->scratch);
}

static void backtest(struct backtest *b, struct past *w, int threads)
{
    struct context ctx = context_of(&w->d, &w->s, &w->run, &w->scratch);
    struct backtest_span span = {w->from, w->to, EVERY};

    ctx.threads = threads;
    ctx.seed = SEED;
    backtest_run(b, &ctx, &span, NULL);
}

/* The scores of the day from the export cut at it; original[i] is the
 * index in `w->d` of its deal i. */
static void score_cut(struct scores *out, uint32_t **original, struct past *w,
                      int32_t day)
{
    struct deals cut;
    struct leaks leaks;
    struct model model;
    struct settings s = w->s;
    struct context ctx;
    uint32_t *kept = ARENA_ARRAY(&w->run, w->d.n, uint32_t);

    planted_truncate(&cut, kept, &w->d, day, &w->run);
    *original = ARENA_ARRAY(&w->run, w->d.n, uint32_t);
    for (size_t i = 0; i < w->d.n; i++)
        if (kept[i] != UINT32_MAX)
            (*original)[kept[i]] = (uint32_t)i;
    ctx = context_of(&cut, &s, &w->run, &w->scratch);
    ctx.as_of = day;
    ctx.seed = SEED;
    linter_run(&leaks, &ctx);
    s.rules = rules_without_leaks(&w->s.rules, &leaks);
    model_train(&model, &ctx, &leaks, NULL);
    scores_compute(out, &ctx, &model);
    model_release(&model);
}

static void uses_nothing_dated_later(void **state)
{
    (void)state;
    struct past w;
    struct backtest b;
    size_t flagged_of_all = 0, hybrid = 0;

    past_init(&w);
    backtest(&b, &w, 2);
    assert_int_equal(b.n, N);
    for (size_t k = 0; k < b.n; k++) {
        const struct backtest_day *t = &b.days[k];
        const struct flags *f = &t->flags;
        struct scores scores;
        uint32_t *original;
        size_t count[2][3] = {{0}}, resolved = 0;
        double caught = 0, missed = 0, alarmed = 0;

        assert_int_equal(t->day, w.from + (int32_t)k * EVERY);
        score_cut(&scores, &original, &w, t->day);
        double *exact = ARENA_ARRAY(&w.run, scores.n, double);
        uint8_t *lost = ARENA_ARRAY(&w.run, scores.n, uint8_t);
        for (size_t i = 0; i < scores.n; i++) {
            size_t deal = original[scores.list[i].deal];
            bool flag = scores.list[i].level >= LEVEL_HIGH;
            double amount = isnan(w.d.amount[deal]) ? 0 : w.d.amount[deal];

            if (w.d.outcome[deal] == OUTCOME_OPEN) {
                count[flag][2]++;
                continue;
            }
            lost[resolved] = w.d.outcome[deal] == OUTCOME_LOST;
            exact[resolved] = scores.list[i].exact;
            count[flag][lost[resolved] ? 0 : 1]++;
            caught += flag && lost[resolved] ? amount : 0;
            missed += !flag && lost[resolved] ? amount : 0;
            alarmed += flag && !lost[resolved] ? amount : 0;
            resolved++;
        }
        assert_int_equal(t->mode, scores.mode);
        assert_int_equal(t->open, scores.n);
        assert_int_equal(f->flagged.lost, count[1][0]);
        assert_int_equal(f->flagged.won, count[1][1]);
        assert_int_equal(f->flagged.open, count[1][2]);
        assert_int_equal(f->other.lost, count[0][0]);
        assert_int_equal(f->other.won, count[0][1]);
        assert_int_equal(f->other.open, count[0][2]);
        assert_near(f->caught, caught, 1e-6);
        assert_near(f->missed, missed, 1e-6);
        assert_near(f->alarmed, alarmed, 1e-6);
        assert_near(t->auc, auc_plain(lost, exact, resolved, &w.scratch), 0);
        assert_int_equal(t->judged, resolved >= 0.95 * (double)scores.n);
        flagged_of_all += f->flagged.rows;
        hybrid += t->mode == MODE_HYBRID;
    }
    /* Else the above would have compared nothing. */
    assert_true(flagged_of_all > 20 && hybrid > 0);
    assert_true(b.n_judged > 0 && b.n_judged < b.n);
    past_release(&w);
}

static void totals_are_of_the_judged_days(void **state)
{
    (void)state;
    struct past w;
    struct backtest b, again;
    struct flag_side flagged = {0}, other = {0};
    double caught = 0, missed = 0;

    past_init(&w);
    w.s.forest.resolved_share = 0.8; /* more than one day */
    backtest(&b, &w, 1);
    assert_true(b.n_judged > 1);
    for (size_t k = 0; k < b.n; k++) {
        const struct flags *f = &b.days[k].flags;
        if (!b.days[k].judged)
            continue;
        flagged.rows += f->flagged.rows;
        flagged.lost += f->flagged.lost;
        other.rows += f->other.rows;
        other.won += f->other.won;
        caught = fmax(caught, f->caught);
        missed += f->missed;
    }
    assert_int_equal(b.total.flagged.rows, flagged.rows);
    assert_int_equal(b.total.flagged.lost, flagged.lost);
    assert_int_equal(b.total.other.rows, other.rows);
    assert_int_equal(b.total.other.won, other.won);
    /* A deal open on two days is one deal and one amount. */
    assert_true(b.total.deals < flagged.rows + other.rows);
    assert_true(b.total.caught >= caught);
    assert_true(b.total.missed <= missed);

    backtest(&again, &w, 2);
    assert_memory_equal(again.days, b.days, b.n * sizeof *b.days);
    assert_memory_equal(&again.total, &b.total, sizeof b.total);
    past_release(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uses_nothing_dated_later),
        cmocka_unit_test(totals_are_of_the_judged_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

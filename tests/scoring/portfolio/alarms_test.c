/* What is news of a run, by hand-made runs; p from R's binom.test. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scoring/portfolio/alarms.h"
#include "scoring/settings/settings.h"
#include "tests/scoring/context.h"

enum { MOST = 64, LAST = 20000 };

struct world {
    struct arena a;
    struct deals deals;
    struct scores scores;
    struct track track;
    struct followup card;
    struct alarms alarms;
};

/* "a" … each a deal, as it was and as it is; −1: not there. */
static void make(struct world *w, size_t n, const double (*scores)[2])
{
    *w = (struct world){.card = {.last = LAST, .comparable = true}};
    arena_init(&w->a);
    w->deals.n = n;
    w->deals.id = ARENA_ARRAY(&w->a, n, struct sv);
    w->scores.list = ARENA_ARRAY(&w->a, n, struct score);
    w->track.list = ARENA_ARRAY(&w->a, n, struct observation);
    for (size_t i = 0; i < n; i++) {
        struct sv id = sv_printf(&w->a, "%03zu", i);
        w->deals.id[i] = id;
        for (int now = 0; now < 2; now++) {
            double x = scores[i][now];
            enum level level = x >= 75   ? LEVEL_CRITICAL
                               : x >= 55 ? LEVEL_HIGH
                                         : LEVEL_LOW;
            if (x < 0)
                continue;
            if (now)
                w->scores.list[w->scores.n++] = (struct score){
                    .deal = (uint32_t)i, .shown = x, .level = level};
            else
                w->track.list[w->track.n++] = (struct observation){
                    .deal_id = id, .date = LAST, .score = x, .level = level};
        }
    }
}

static void compute(struct world *w)
{
    struct settings settings = {.alerts = {.volume_up = 0.25}};
    struct context ctx = context_of(&w->deals, &settings, &w->a, NULL);

    alarms_compute(&w->alarms, &ctx, &w->scores, &w->track, &w->card);
}

static const double SIX[][2] = {
    {-1, 80},   /* new */
    {74.9, 75}, /* rose */
    {80, 85},   /* worse: five points */
    {80, 84.9}, /* not quite */
    {90, 76},   /* better */
    {80, -1},   /* gone */
};

static void tells_kinds(void **state)
{
    struct world w;

    (void)state;
    make(&w, 6, SIX);
    compute(&w);
    assert_int_equal(w.alarms.n, 3);
    assert_int_equal(w.alarms.list[0].kind, ALARM_NEW);
    assert_true(isnan(w.alarms.list[0].before));
    assert_int_equal(w.alarms.list[1].kind, ALARM_ROSE);
    assert_int_equal(w.alarms.list[1].level_before, LEVEL_HIGH);
    assert_int_equal(w.alarms.list[2].kind, ALARM_WORSE);
    assert_int_equal(w.alarms.list[2].rank, 2);
    arena_release(&w.a);
}

static void compares_only_what_is_alike(void **state)
{
    struct world w;

    (void)state;
    make(&w, 6, SIX);
    w.card.comparable = false;
    compute(&w);
    assert_int_equal(w.alarms.n, 1); /* the new one */
    assert_false(w.alarms.volume.known);
    w.card = (struct followup){.last = DATE_NONE};
    compute(&w);
    assert_int_equal(w.alarms.n, 5); /* a first run: all CRITICAL ones */
    w.card.trouble = SV("damaged");
    compute(&w);
    assert_int_equal(w.alarms.n, 0);
    arena_release(&w.a);
}

/* `came` new ones, `left` gone ones, `stayed` in both. */
static struct volume volume_of(size_t came, size_t left, size_t stayed)
{
    double scores[MOST][2];
    struct world w;
    size_t n = 0;

    for (size_t i = 0; i < came; i++, n++)
        scores[n][0] = i % 2 ? -1 : 40, scores[n][1] = 60;
    for (size_t i = 0; i < left; i++, n++)
        scores[n][0] = 60, scores[n][1] = i % 2 ? -1 : 40;
    for (size_t i = 0; i < stayed; i++, n++)
        scores[n][0] = scores[n][1] = 60;
    make(&w, n, (const double(*)[2])scores);
    compute(&w);
    arena_release(&w.a);
    return w.alarms.volume;
}

static void judges_the_volume(void **state)
{
    static const struct {
        size_t came, left, stayed;
        double p; /* binom.test(came, came + left)$p.value */
        bool up;
    } CASES[] = {
        {5, 0, 0, 0.0625, false},      {6, 0, 0, 0.03125, true},
        {6, 0, 24, 0.03125, true},  /* + 25% */
        {6, 0, 25, 0.03125, false}, /* + 24% */
        {0, 6, 10, 0.03125, false}, /* down */
        {15, 5, 20, 0.04138947, true}, {14, 6, 10, 0.1153183, false},
        {20, 20, 10, 1, false},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct volume v =
            volume_of(CASES[k].came, CASES[k].left, CASES[k].stayed);
        assert_int_equal(v.entered, CASES[k].came);
        assert_int_equal(v.left, CASES[k].left);
        assert_int_equal(v.now, CASES[k].came + CASES[k].stayed);
        assert_int_equal(v.before, CASES[k].left + CASES[k].stayed);
        assert_float_equal(v.p, CASES[k].p, 1e-6);
        assert_int_equal(v.up, CASES[k].up);
    }
    assert_true(isnan(volume_of(0, 0, 4).p));
    assert_false(volume_of(0, 0, 4).up);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_kinds),
        cmocka_unit_test(compares_only_what_is_alike),
        cmocka_unit_test(judges_the_volume),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Flags of the forward holdout on rows whose figures are counted by hand. */
#include "scoring/trust/holdout_figures.h"
#include "tests/reference.h"
#include "scoring/settings/settings.h"

/* Two days; deals 0 and 3 are open on both. The rules flag from 55 up. */
static const struct {
    uint8_t stratum, lost;
    uint32_t deal;
    double points, hybrid, amount;
} ROWS[] = {
    {0, 1, 0, 80, 54.94, 100}, {0, 0, 1, 60, 30, 200},
    {0, 1, 2, 10, 54.96, 400}, {0, 0, 3, 0, 0, 800},
    {1, 1, 0, 20, 90, 100},    {1, 0, 3, 55, 60, 800},
    {1, 1, 4, 5, 5, NAN},
};
enum { N = sizeof ROWS / sizeof ROWS[0] };
static const double CHANCE[N] = {0.5, 0.25, 0.75, 0.1, 0.9, 0.6, 0.2};

static void fill(struct pooled *p, double *hybrid, struct arena *a)
{
    pooled_init(p, N, a);
    p->n = N;
    for (size_t i = 0; i < N; i++) {
        p->stratum[i] = ROWS[i].stratum;
        p->lost[i] = ROWS[i].lost;
        p->deal[i] = ROWS[i].deal;
        p->points[i] = ROWS[i].points;
        p->amount[i] = ROWS[i].amount;
        hybrid[i] = ROWS[i].hybrid;
    }
}

static void assert_side(const struct flag_side *s, size_t lost, size_t won)
{
    assert_int_equal(s->rows, lost + won);
    assert_int_equal(s->lost, lost);
    assert_int_equal(s->won, won);
    assert_int_equal(s->open, 0);
}

static void each_mode_flags_by_its_own_score(void **state)
{
    (void)state;
    struct arena a;
    struct settings s;
    struct holdout h;
    struct pooled p;
    double hybrid[N];

    arena_init(&a);
    settings_default(&s);
    holdout_none(&h);
    assert_true(isnan(h.flags[MODE_HYBRID].flagged.lost_share));
    h.n_replays = 2;
    fill(&p, hybrid, &a);
    holdout_flags(&h, &p, hybrid, CHANCE,
                  &(struct context){.settings = &s, .scratch = &a});

    /* The rules flag 0 and 1 on the first day, 3 on the second. */
    const struct flags *f = h.replays[0].flags + MODE_RULES_ONLY;
    assert_side(&f->flagged, 1, 1);
    assert_side(&f->other, 1, 1);
    assert_near(f->caught, 100, 0);
    assert_near(f->missed, 400, 0);
    assert_near(f->alarmed, 200, 0);
    f = h.replays[1].flags + MODE_RULES_ONLY;
    assert_side(&f->flagged, 0, 1);
    assert_side(&f->other, 2, 0);
    f = h.flags + MODE_RULES_ONLY;
    assert_side(&f->flagged, 1, 2);
    assert_side(&f->other, 3, 1);
    assert_int_equal(f->deals, 5);
    assert_near(f->caught, 100, 0); /* deal 0 was flagged once: caught */
    assert_near(f->missed, 400, 0);
    assert_near(f->alarmed, 1000, 0);

    /* What P(lost) led to expect of the hybrid's flags: deal 2 on the first
     * day, 0 and 3 on the second. */
    const struct expected *e = h.replays[0].sides;
    assert_int_equal(e[FLAGGED].deals, 1);
    assert_int_equal(e[FLAGGED].lost, 1);
    assert_near(e[FLAGGED].losses, 0.75, 1e-15);
    assert_near(e[FLAGGED].variance, 0.75 * 0.25, 1e-15);
    assert_int_equal(e[NOT_FLAGGED].deals, 3);
    assert_near(e[NOT_FLAGGED].losses, 0.5 + 0.25 + 0.1, 1e-15);
    e = h.replays[1].sides;
    assert_int_equal(e[FLAGGED].deals, 2);
    assert_int_equal(e[FLAGGED].lost, 1);
    assert_near(e[FLAGGED].losses, 0.9 + 0.6, 1e-15);

    /* The level is that of the shown score: 54.96 is 55.0, 54.94 is not. */
    f = h.replays[0].flags + MODE_HYBRID;
    assert_side(&f->flagged, 1, 0);
    assert_near(f->caught, 400, 0);
    assert_near(f->missed, 100, 0);
    f = h.flags + MODE_HYBRID;
    assert_side(&f->flagged, 2, 1);
    assert_near(f->caught, 500, 0);
    assert_near(f->missed, 0, 0); /* deal 4 has no amount */
    assert_int_equal(f->missed_deals, 1);
    assert_near(f->alarmed, 800, 0);
    arena_release(&a);
}

static void cuts_from_shares_are_those_of_the_day(void **state)
{
    (void)state;
    struct arena a;
    struct settings s;
    struct holdout h;
    struct pooled p;
    double hybrid[N];

    arena_init(&a);
    settings_default(&s);
    s.levels.critical_share = 0.25;
    s.levels.high_share = 0.25; /* two of four, one of three */
    s.levels.critical = s.levels.high = 101;
    holdout_none(&h);
    h.n_replays = 2;
    fill(&p, hybrid, &a);
    holdout_flags(&h, &p, hybrid, CHANCE,
                  &(struct context){.settings = &s, .scratch = &a});
    assert_int_equal(h.replays[0].flags[MODE_HYBRID].flagged.rows, 2);
    assert_int_equal(h.replays[1].flags[MODE_HYBRID].flagged.rows, 1);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mode_flags_by_its_own_score),
        cmocka_unit_test(cuts_from_shares_are_those_of_the_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

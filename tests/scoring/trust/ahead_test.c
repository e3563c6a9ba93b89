/* What replays let one expect of the deals open now, against figures worked
 * out with numpy from the formulas of ahead.h. */
#include "tests/test.h"

#include <math.h>

#include "scoring/trust/ahead.h"
#include "tests/reference.h"

static void replay(struct replay *r, double auc, double variance, size_t won,
                   size_t lost)
{
    *r = (struct replay){.won = won, .lost = lost};
    for (int k = 0; k < SCORER_COUNT; k++)
        r->auc[k] = (struct auc){.auc = auc, .variance = variance};
}

static void three_replays(struct holdout *h)
{
    *h = (struct holdout){.n_replays = 3};
    replay(&h->replays[0], 0.80, 0.0010, 100, 120);
    replay(&h->replays[1], 0.70, 0.0012, 90, 110);
    replay(&h->replays[2], 0.66, 0.0016, 80, 70);
    h->figures[SCORER_HYBRID].auc =
        (struct auc){.auc = 0.73, .variance = 0.0005};
    h->figures[SCORER_ML].auc = (struct auc){.auc = NAN, .variance = NAN};
}

static const struct expected NOW[FLAG_SIDES] = {
    [FLAGGED] = {.deals = 40, .losses = 30, .variance = 7},
    [NOT_FLAGGED] = {.deals = 160, .losses = 70, .variance = 37}};

static void auc_adds_days_and_sample(void **state)
{
    struct holdout h;
    struct ahead a;
    struct interval i;

    (void)state;
    three_replays(&h);
    ahead_find(&a, &h, MODE_HYBRID, NOW, false);
    i = a.auc[SCORER_HYBRID];
    assert_near((i.lower + i.upper) / 2, 0.73, 1e-12);
    assert_near((i.upper - i.lower) / 2, 0.2542545586885607, 1e-9);
    assert_true(isnan(a.auc[SCORER_ML].lower)); /* not judged as a whole */
}

/* Days that agree do not show that days do not differ. */
static void agreement_is_no_proof(void **state)
{
    struct holdout h;
    struct ahead a;

    (void)state;
    three_replays(&h);
    for (int k = 0; k < 3; k++)
        h.replays[k].auc[SCORER_HYBRID].auc = 0.73;
    ahead_find(&a, &h, MODE_HYBRID, NOW, false);
    assert_near((a.auc[SCORER_HYBRID].upper - a.auc[SCORER_HYBRID].lower) / 2,
                0.1327265792228106, 1e-9);
}

static void shares_are_as_wide_as_replays_missed(void **state)
{
    struct holdout h;
    struct ahead a;
    struct interval i;

    (void)state;
    three_replays(&h);
    h.replays[0].sides[FLAGGED] = (struct expected){50, 40, 34, 9};
    h.replays[1].sides[FLAGGED] = (struct expected){40, 30, 33, 4};
    h.replays[0].sides[NOT_FLAGGED] = (struct expected){170, 80, 80, 36};
    ahead_find(&a, &h, MODE_HYBRID, NOW, false);
    /* Errors of +2 and −1.5 standard deviations: their mean square 3.125. */
    i = a.sides[FLAGGED].range;
    assert_int_equal(a.sides[FLAGGED].deals, 40);
    assert_near(a.sides[FLAGGED].share, 0.75, 1e-12);
    assert_near(i.lower, 0.75 - 0.3152358079158892, 1e-9);
    assert_near(i.upper, fmin(1, 0.75 + 0.3152358079158892), 1e-9);
    /* One replay that had such deals tells no range. */
    assert_true(isnan(a.sides[NOT_FLAGGED].range.lower));
    assert_true(isnan(a.sides[NOT_FLAGGED].share));
}

/* Of the rules, what was lost on that side of the replays, which moves where
 * outcomes did. */
static void rules_take_the_share_of_the_side(void **state)
{
    struct expected now[FLAG_SIDES] = {[NOT_FLAGGED] = {100, 0, 60, 24}};
    struct holdout h;
    struct ahead a;
    struct flags *all;

    (void)state;
    three_replays(&h);
    for (int k = 0; k < 2; k++) {
        struct flag_side *s = &h.replays[k].flags[MODE_RULES_ONLY].other;
        s->rows = 100;
        s->lost = k ? 40 : 60;
    }
    all = &h.flags[MODE_RULES_ONLY];
    all->other.rows = 200;
    all->other.lost = 100;
    ahead_find(&a, &h, MODE_RULES_ONLY, now, false);
    assert_near(a.sides[NOT_FLAGGED].share, 101.0 / 202, 1e-12);
    assert_near(a.sides[NOT_FLAGGED].range.lower, 0.5 - 0.4969831554956166,
                1e-9);
    assert_near(a.sides[NOT_FLAGGED].range.upper, 0.5 + 0.4969831554956166,
                1e-9);
    assert_int_equal(a.sides[FLAGGED].deals, 0);
    ahead_find(&a, &h, MODE_RULES_ONLY, now, true);
    assert_near(a.sides[NOT_FLAGGED].share, 0.6, 1e-12);
}

static void one_replay_tells_nothing(void **state)
{
    struct holdout h;
    struct ahead a;

    (void)state;
    three_replays(&h);
    h.n_replays = 1;
    ahead_find(&a, &h, MODE_HYBRID, NOW, false);
    assert_true(isnan(a.auc[SCORER_HYBRID].lower));
    holdout_none(&h);
    ahead_find(&a, &h, MODE_RULES_ONLY, NOW, true);
    assert_true(isnan(a.auc[SCORER_RULES].upper));
    assert_true(isnan(a.sides[FLAGGED].range.upper));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(auc_adds_days_and_sample),
        cmocka_unit_test(agreement_is_no_proof),
        cmocka_unit_test(shares_are_as_wide_as_replays_missed),
        cmocka_unit_test(rules_take_the_share_of_the_side),
        cmocka_unit_test(one_replay_tells_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Outlooks of SkyGeni on 2024-01-01 against R survival 3.x. With t the days
 * and ev 0, 1, 2 of the lives known on that day, at age a:
 *   k <- t > a | (t == a & ev == 0)
 *   s <- survfit(Surv(t[k] - a, factor(ev[k], 0:2)) ~ 1)
 *   summary(s, times = c(30, 60, 90), extend = TRUE)$pstate
 *   quantile(survfit(Surv(t[k] - a, ev[k] != 0) ~ 1), .5)$quantile
 */
#include "scoring/portfolio/outlook.h"
#include "tests/reference.h"
#include "tests/scoring/context.h"
#include "tests/scoring/skygeni.h"

static const struct {
    double age;
    size_t lives;
    double median, won[OUTLOOK_HORIZONS], lost[OUTLOOK_HORIZONS];
} R[] = {
    {0,
     4046,
     63,
     {0.1015768771826352, 0.2180429688569613, 0.3348990495098461},
     {0.1058014825374415, 0.2528402180380914, 0.4048839392979727}},
    {30,
     2943,
     45,
     {0.1469378146592046, 0.2943676534554501, 0.4390221836281725},
     {0.1855093628893623, 0.3773331960188560, 0.5609778163718275}},
    {60,
     1787,
     30,
     {0.2208511953478730, 0.4375449539653738, 0.4375449539653738},
     {0.2873537893601661, 0.5624550460346257, 0.5624550460346257}},
};
enum { AGES = sizeof R / sizeof R[0] };

static void ages_of_skygeni_equal_r(void **state)
{
    (void)state;
    struct arena run, scratch;
    struct file file;
    struct deals d;
    struct score list[AGES + 2] = {0};
    struct scores scores = {
        .as_of = date_from_civil(2024, 1, 1), .n = AGES + 2, .list = list};

    arena_init(&run);
    arena_init(&scratch);
    skygeni_read(&d, &file, &run);
    for (size_t i = 0; i < AGES; i++)
        list[i].age = R[i].age;
    for (size_t i = 0; i < AGES + 2; i++)
        list[i].p_loss = NAN;
    list[AGES].age = NAN;
    list[AGES + 1].age = 200; /* no life is that long */
    struct context ctx = context_of(&d, NULL, &run, &scratch);
    ctx.as_of = scores.as_of;
    const struct horizons none = {0};
    struct outlook *o = outlooks_compute(&ctx, &scores, &none);
    for (size_t i = 0; i < AGES; i++) {
        assert_int_equal(o[i].of, OUTLOOK_AGE);
        assert_int_equal(o[i].at_risk, R[i].lives);
        assert_near(o[i].days_to_close, R[i].median, 0);
        for (int h = 0; h < OUTLOOK_HORIZONS; h++) {
            assert_near(o[i].won[h], R[i].won[h], 1e-9);
            assert_near(o[i].lost[h], R[i].lost[h], 1e-9);
        }
    }
    for (size_t i = AGES; i < AGES + 2; i++) {
        assert_int_equal(o[i].of, i > AGES ? OUTLOOK_BEYOND : OUTLOOK_NONE);
        assert_true(isnan(o[i].days_to_close) && isnan(o[i].won[0]) &&
                    isnan(o[i].lost[0]));
    }
    file_close(&file);
    arena_release(&scratch);
    arena_release(&run);
}

/* Where outcomes moved, won within 60 days is still no rarer than within 30,
 * and as many end. */
static void outcomes_that_move_keep_the_order(void **state)
{
    (void)state;
    const double w[] = {0.2, 0.2, 0.21}, l[] = {0.1, 0.3, 0.6};
    double won[] = {0.2, 0.2, 0.21}, lost[] = {0.1, 0.3, 0.6};
    uint32_t deal = 0;
    int32_t created = 0, closed = DATE_NONE;
    uint8_t open = OUTCOME_OPEN;
    struct deals d = {
        .n = 1, .created = &created, .closed = &closed, .outcome = &open};
    struct score score = {.age = 30, .p_loss = NAN};
    struct scores scores = {.n = 1, .list = &score};
    struct horizons h = {.days = {3, {30, 60, 90}},
                         .now = {.n = 1, .deal = &deal, .chance = {won, lost}}};
    struct arena run;

    scores.outcomes = (struct outcome_drift){
        .shift = 1.5, .moved = true, .before.closed = 900, .recent.closed = 100};
    arena_init(&run);
    struct context ctx = context_of(&d, NULL, &run, &run);
    outlooks_hold(&h, &ctx, &scores);
    struct outlook *o = outlooks_compute(&ctx, &scores, &h);
    for (int k = 0; k < OUTLOOK_HORIZONS; k++) {
        assert_near(o->won[k] + o->lost[k], w[k] + l[k], 1e-12);
        assert_true(o->lost[k] > l[k]);
        assert_true(k == 0 || o->won[k] >= o->won[k - 1]);
        assert_true(k == 0 || o->lost[k] >= o->lost[k - 1]);
    }
    /* odds of a loss × exp(1.5 × 0.9), of those that end in the interval */
    double odds = 0.1 / 0.2 * exp(1.35);
    assert_near(o->lost[0], 0.3 * odds / (1 + odds), 1e-12);
    arena_release(&run);
}

/* How it ends at last is P(lost)'s to say, when it does the horizons': of the
 * wins to come the same share within each of the days, and so of losses. */
static void ends_as_the_chance_of_loss_says(void **state)
{
    (void)state;
    double won[] = {0.2, 0.3, 0.4}, lost[] = {0.1, 0.3, 0.4};
    uint32_t deal = 0;
    int32_t created = 0, closed = DATE_NONE;
    uint8_t open = OUTCOME_OPEN;
    struct deals d = {
        .n = 1, .created = &created, .closed = &closed, .outcome = &open};
    struct score score = {.age = 30, .p_loss = 0.75};
    struct scores scores = {.n = 1, .list = &score};
    struct horizons h = {.days = {3, {30, 60, 90}},
                         .now = {.n = 1, .deal = &deal, .chance = {won, lost}}};
    struct arena run;

    arena_init(&run);
    struct context ctx = context_of(&d, NULL, &run, &run);
    outlooks_hold(&h, &ctx, &scores);
    struct outlook *o = outlooks_compute(&ctx, &scores, &h);
    /* four in ten are won by the last day, and half of what is left then: of
     * all wins two in five within 30 days, three in 60, four in 90 */
    const double of_wins[] = {0.4, 0.6, 0.8}, of_losses[] = {0.2, 0.6, 0.8};
    for (int k = 0; k < OUTLOOK_HORIZONS; k++) {
        assert_near(o->won[k], 0.25 * of_wins[k], 1e-12);
        assert_near(o->lost[k], 0.75 * of_losses[k], 1e-12);
    }
    /* 0.25 have ended on day 30 and 0.6 on day 60 */
    assert_near(o->days_to_close, 30 + 30 * 0.25 / 0.35, 1e-9);
    score.p_loss = NAN; /* nobody says: the horizons' own */
    won[2] = 0.4;
    outlooks_hold(&h, &ctx, &scores);
    o = outlooks_compute(&ctx, &scores, &h);
    assert_near(o->won[2], 0.4, 1e-12);
    score.p_loss = 0.3; /* no win was ever seen to come */
    memset(won, 0, sizeof won);
    outlooks_hold(&h, &ctx, &scores);
    o = outlooks_compute(&ctx, &scores, &h);
    assert_true(o->won[2] == 0 && o->lost[2] <= 0.3);
    arena_release(&run);
}

/* Won within 90 days is no likelier than won at all, also as it is printed:
 * for every chance of loss. */
static void held_to_the_chance_of_loss(void **state)
{
    (void)state;
    struct arena run, scratch;
    struct file file;
    struct deals d;
    enum { STEPS = 400 };
    struct score list[STEPS + 1] = {0};
    struct scores scores = {
        .as_of = date_from_civil(2024, 1, 1), .n = STEPS + 1, .list = list};

    arena_init(&run);
    arena_init(&scratch);
    skygeni_read(&d, &file, &run);
    for (size_t i = 0; i <= STEPS; i++) {
        list[i].age = 30;
        list[i].p_loss = (double)i / STEPS + 0.00002;
    }
    struct context ctx = context_of(&d, NULL, &run, &scratch);
    const struct horizons none = {0};
    ctx.as_of = scores.as_of;
    struct outlook *o = outlooks_compute(&ctx, &scores, &none);
    for (size_t i = 0; i <= STEPS; i++)
        for (int h = 0; h < OUTLOOK_HORIZONS; h++) {
            double p = round(list[i].p_loss * 1e4);
            assert_true(o[i].won[h] >= 0 && o[i].lost[h] >= 0);
            assert_true(round(o[i].won[h] * 1e4) <= fmax(1e4 - p, 0));
            assert_true(round(o[i].lost[h] * 1e4) <= p);
        }
    file_close(&file);
    arena_release(&scratch);
    arena_release(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ages_of_skygeni_equal_r),
        cmocka_unit_test(outcomes_that_move_keep_the_order),
        cmocka_unit_test(ends_as_the_chance_of_loss_says),
        cmocka_unit_test(held_to_the_chance_of_loss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

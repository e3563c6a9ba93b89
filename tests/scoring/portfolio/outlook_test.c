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

enum { HELD = 2, HELD_DAYS = 3 };

static void hold(double won[HELD][HELD_DAYS], double lost[HELD][HELD_DAYS],
                 const double p_loss[HELD])
{
    uint32_t deal[HELD] = {0, 1};
    int32_t created[HELD] = {0}, closed[HELD] = {DATE_NONE, DATE_NONE};
    uint8_t open[HELD] = {OUTCOME_OPEN, OUTCOME_OPEN};
    struct deals d = {
        .n = HELD, .created = created, .closed = closed, .outcome = open};
    struct score list[HELD] = {{.deal = 0, .age = 30, .p_loss = p_loss[0]},
                               {.deal = 1, .age = 30, .p_loss = p_loss[1]}};
    struct scores scores = {.n = HELD, .list = list};
    struct horizons h = {
        .days = {HELD_DAYS, {30, 60, 90}},
        .now = {.n = HELD, .deal = deal, .chance = {won[0], lost[0]}}};
    struct arena run;

    arena_init(&run);
    struct context ctx = context_of(&d, NULL, &run, &run);
    outlooks_hold(&h, &ctx, &scores);
    arena_release(&run);
}

static double odds(double p)
{
    return p / (1 - p);
}

/* Of each deal P(lost) says how it ends, of all deals the horizons how many end
 * so within the days: the odds of each one's share move by one factor. */
static void held_in_the_large(void **state)
{
    (void)state;
    /* four in ten are won by the last day, and half of what is left then: of
     * all wins two in five within 30 days, three in 60, four in 90 */
    const double of_wins[] = {0.4, 0.6, 0.8}, p_loss[] = {0.75, 0.2};
    double won[HELD][HELD_DAYS] = {{0.2, 0.3, 0.4}, {0.2, 0.3, 0.4}};
    double lost[HELD][HELD_DAYS] = {{0.1, 0.3, 0.4}, {0.1, 0.3, 0.4}};

    hold(won, lost, p_loss);
    for (int k = 0; k < HELD_DAYS; k++) {
        assert_near(won[0][k] + won[1][k], 0.4 + 0.2 * k, 1e-9);
        assert_near(lost[0][k] + lost[1][k], k ? 0.4 + 0.2 * k : 0.2, 1e-9);
        double factor = odds(won[0][k] / 0.25) / odds(of_wins[k]);
        assert_near(odds(won[1][k] / 0.8) / odds(of_wins[k]), factor, 1e-9);
        assert_true(k == 0 || won[0][k] >= won[0][k - 1]);
        assert_true(won[0][k] <= 0.25 && won[1][k] <= 0.8);
        assert_true(lost[0][k] <= 0.75 && lost[1][k] <= 0.2);
    }
}

/* Where nobody says how deals end, the chances stay the horizons' own; where
 * more would end so than can, all that can do. */
static void held_to_nothing_or_to_all(void **state)
{
    (void)state;
    const double none[] = {NAN, NAN}, one[] = {0.3, NAN}, sure[] = {1, 0.9};
    double won[HELD][HELD_DAYS] = {{0.2, 0.3, 0.4}, {0.3, 0.4, 0.5}};
    double lost[HELD][HELD_DAYS] = {{0.1, 0.3, 0.4}, {0.1, 0.2, 0.3}};

    hold(won, lost, none);
    assert_near(won[0][2], 0.4, 0);
    assert_near(lost[1][0], 0.1, 0);
    hold(won, lost, one);
    assert_near(won[0][2], 0.4, 1e-9); /* alone: as many as it told */
    assert_near(won[1][2], 0.5, 0);
    hold(won, lost, sure);
    assert_near(won[0][2], 0, 0);
    assert_near(won[1][2], 0.1, 1e-5);
    memset(won, 0, sizeof won); /* no win was ever seen to come */
    hold(won, lost, one);
    assert_true(won[0][2] == 0 && lost[0][2] <= 0.3);
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
        cmocka_unit_test(held_in_the_large),
        cmocka_unit_test(held_to_nothing_or_to_all),
        cmocka_unit_test(held_to_the_chance_of_loss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

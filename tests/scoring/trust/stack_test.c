#include "tests/test.h"

#include <math.h>
#include <stdbool.h>

#include "scoring/base/rng.h"
#include "scoring/stats/calibrate.h"
#include "scoring/trust/holdout_figures.h"
#include "tests/scoring/reference.h"

enum { ROWS = 4000, STRATA = 4 };

/* What two learners say of the same rows, each with an error of its own. */
struct said {
    struct arena a;
    struct pooled p;
};

/* Of a logit of deviation 1: noise[m] is that of the learner's error; scale[m]
 * what it makes of the logit. */
static void said_init(struct said *s, const double noise[LEARNERS],
                      const double scale[LEARNERS], size_t rows)
{
    struct rng r;

    arena_init(&s->a);
    rng_init(&r, 3, 0);
    pooled_init(&s->p, rows, &s->a);
    s->p.n = rows;
    for (int m = 0; m < LEARNERS; m++)
        s->p.logit[m] = ARENA_ARRAY(&s->a, rows, double);
    for (size_t i = 0; i < rows; i++) {
        double logit = rng_normal(&r);
        s->p.deal[i] = (uint32_t)i;
        s->p.stratum[i] = (uint8_t)(i * STRATA / rows);
        s->p.lost[i] = rng_uniform(&r) < logistic(logit);
        for (int m = 0; m < LEARNERS; m++)
            s->p.logit[m][i] = scale[m] * logit + noise[m] * rng_normal(&r);
    }
}

static void stack(struct said *s)
{
    pooled_stack(&s->p, STRATA, &s->a);
}

static const struct stack *whole(const struct said *s)
{
    return &s->p.stacks[STRATA];
}

/* Errors of their own: both count, and the better one counts for more. As
 * regression has it, slopes are as 1 ÷ the variance of the error. */
static void the_better_has_the_larger_share(void **state)
{
    struct said s;

    (void)state;
    said_init(&s, (double[]){1, 0.5}, (double[]){1, 1}, ROWS * 10);
    stack(&s);
    print_message("shares %.3f and %.3f\n", whole(&s)->share[0],
                  whole(&s)->share[1]);
    assert_near(whole(&s)->share[LEARNER_FOREST], 0.2, 0.03);
    assert_near(whole(&s)->share[LEARNER_FOREST] +
                    whole(&s)->share[LEARNER_ADDITIVE],
                1, 1e-12);
    for (int m = 0; m < LEARNERS; m++)
        assert_true(s.p.adds[m].lower95 > 0);
    assert_true(s.p.adds[LEARNER_ADDITIVE].auc > s.p.adds[LEARNER_FOREST].auc);
    arena_release(&s.a);
}

/* One that knows nothing, or the opposite, is left out, in each replay too. */
static void what_adds_nothing_has_no_share(void **state)
{
    static const double scales[] = {0, -0.5};

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct said s;
        said_init(&s, (double[]){1, 0.5}, (double[]){scales[k], 1}, ROWS);
        stack(&s);
        for (size_t t = 0; t <= STRATA; t++) {
            assert_near(s.p.stacks[t].share[LEARNER_FOREST], 0, 0);
            assert_near(s.p.stacks[t].share[LEARNER_ADDITIVE], 1, 0);
        }
        assert_true(s.p.adds[LEARNER_FOREST].auc <= 0 || k == 1);
        arena_release(&s.a);
    }
}

/* Each replay by the others: its own outcomes do not move its shares. */
static void a_replay_does_not_see_itself(void **state)
{
    struct said s;
    struct stack before;

    (void)state;
    said_init(&s, (double[]){0.8, 0.8}, (double[]){1, 1}, ROWS);
    stack(&s);
    before = s.p.stacks[2];
    assert_near(before.share[LEARNER_FOREST], 0.5, 0.1);
    for (size_t i = 0; i < s.p.n; i++)
        if (s.p.stratum[i] == 2)
            s.p.lost[i] = s.p.logit[LEARNER_FOREST][i] > 0;
    stack(&s);
    assert_memory_equal(&before, &s.p.stacks[2], sizeof before);
    assert_true(whole(&s)->share[LEARNER_FOREST] > 0.6);
    for (size_t i = 0; i < s.p.n; i++)
        assert_near(s.p.raw[i],
                    logistic(stack_logit(&s.p.stacks[s.p.stratum[i]],
                                         s.p.logit[LEARNER_FOREST][i],
                                         s.p.logit[LEARNER_ADDITIVE][i])),
                    0);
    arena_release(&s.a);
}

/* Nothing to go by: equal shares. */
static void few_rows_weigh_alike(void **state)
{
    struct said s;

    (void)state;
    said_init(&s, (double[]){0.8, 0.8}, (double[]){1, 1}, 40);
    for (size_t i = 0; i < s.p.n; i++)
        s.p.lost[i] = 1;
    stack(&s);
    assert_near(whole(&s)->share[LEARNER_FOREST], 0.5, 0);
    pooled_stack(&s.p, 1, &s.a);
    assert_near(s.p.stacks[0].share[LEARNER_ADDITIVE], 0.5, 0);
    assert_true(isnan(s.p.adds[LEARNER_ADDITIVE].auc));
    arena_release(&s.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_better_has_the_larger_share),
        cmocka_unit_test(what_adds_nothing_has_no_share),
        cmocka_unit_test(a_replay_does_not_see_itself),
        cmocka_unit_test(few_rows_weigh_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/test.h"

#include "scoring/features/stays.h"
#include "tests/scoring/planted.h"

struct told {
    size_t n;
    struct stay stay[PLANTED_EVENTS];
};

static void keep(void *of, const struct stay *stay)
{
    struct told *told = of;

    told->stay[told->n++] = *stay;
}

static void is_stay(const struct told *t, size_t k, int32_t stage,
                    int32_t entered, int32_t left)
{
    assert_true(k < t->n);
    assert_int_equal(t->stay[k].stage, stage);
    assert_int_equal(t->stay[k].entered, entered);
    assert_int_equal(t->stay[k].left, left);
}

static void one_deal(struct deals *d, struct stage_event *life, size_t n,
                     struct arena *a)
{
    planted_deals(d, 1, 1, a);
    d->events = life;
    d->event_start[1] = n;
}

static void of_a_history(void **state)
{
    struct stage_event life[] = {
        {100, 0, NAN, 160}, {110, 2, NAN, DATE_NONE}, {120, 1, NAN, 190},
        {125, 1, NAN, 180}, {190, 3, NAN, 300},
    };
    struct told before = {0}, told = {0};
    struct arena a;
    struct deals d;

    (void)state;
    arena_init(&a);
    one_deal(&d, life, 5, &a);
    stays_over(&d, 0, 140, keep, &before);
    assert_int_equal(before.n, 2);
    is_stay(&before, 0, 0, 100, 110);
    is_stay(&before, 1, 2, 110, 120);
    stays_over(&d, 0, 190, keep, &told);
    assert_int_equal(told.n, 3);
    is_stay(&told, 2, 1, 120, 190);
    assert_true(stays_most(&d, 0) >= told.n);
    d.has_history = false;
    stays_over(&d, 0, 190, keep, &told);
    assert_int_equal(told.n, 3);
    arena_release(&a);
}

/* A track knows when a stage was entered from what the export said; where one
 * end is not known there is no stay. */
static void of_a_track(void **state)
{
    struct stage_event life[] = {
        {107, 0, NAN, DATE_NONE}, {114, 0, NAN, DATE_NONE},
        {121, 1, NAN, DATE_NONE}, {128, 2, NAN, DATE_NONE},
        {135, 3, NAN, DATE_NONE},
    };
    struct sighting seen[] = {
        {100, 900, 0, 0}, {100, 900, 0, 0}, {118, 900, 0, 0},
        {DATE_NONE, 900, 0, 0}, {133, 900, 0, 0},
    };
    struct told told = {0};
    struct arena a;
    struct deals d;

    (void)state;
    arena_init(&a);
    one_deal(&d, life, 5, &a);
    d.sightings = seen;
    d.tracked_from = 90;
    stays_over(&d, 0, 140, keep, &told);
    assert_int_equal(told.n, 1);
    is_stay(&told, 0, 0, 100, 118);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_history),
        cmocka_unit_test(of_a_track),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

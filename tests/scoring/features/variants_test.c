/*
 * Variants of deals whose history is a track: each has the sightings of its
 * own deal, and a change is what the next run would have seen. Variants of a
 * CRM's history are in counterfactual_test.c.
 */
#include "scoring/features/variants.h"
#include "tests/test.h"

#include <math.h>

#include "scoring/features/features.h"
#include "scoring/intake/track.h"
#include "tests/scoring/export.h"

enum { WEEKS = 6, AS_OF = 42, N = 3 };
enum { WATCHED, FOUND_LATE, FORWARD };

static int32_t day(int after_new_year)
{
    return date_from_civil(2024, 1, 1) + after_new_year;
}

struct world {
    struct export x;
    struct observation list[N * WEEKS];
    struct snapshot now;
};

/* Seen on days 0, 7 … 35; "watched" goes back, "found" was old at first. */
static void world_init(struct world *w)
{
    static const struct {
        const char *id, *stage[2]; /* until day 21, and from then on */
    } deals[N] = {{"A", {"Proposal", "Qualification"}},
                  {"B", {"Qualification", "Proposal"}},
                  {"C", {"Prospecting", "Prospecting"}}};
    struct track_run run = {.day = day(0)};
    struct track track = {
        .n = N * WEEKS, .list = w->list, .n_runs = 1, .runs = &run};

    *w = (struct world){0};
    export_init(&w->x);
    assert_true(export_read(
        &w->x,
        SV("deal_id,created,closed,stage,outcome,amount,expected_close\n"
           "A,2024-01-01,,Qualification,Open,10,2024-03-01\n"
           "B,2023-06-01,,Proposal,Open,20,2024-03-01\n"
           "C,2024-01-01,,Prospecting,Open,30,2024-03-01\n"),
        (struct sv){0}));
    for (size_t i = 0; i < N; i++)
        for (int k = 0; k < WEEKS; k++)
            w->list[i * WEEKS + (size_t)k] = (struct observation){
                .deal_id = sv_from(deals[i].id),
                .date = day(7 * k),
                .stage = sv_from(deals[i].stage[k >= 3]),
                .amount = 10 * (double)(i + 1),
                .expected = day(50 + 5 * (k >= 4)),
                .stage_entered = DATE_NONE,
                .last_activity = DATE_NONE,
                .push_count = NAN,
            };
    track_apply(&w->x.deals, &track, day(AS_OF), &w->x.run, &w->x.scratch);
    assert_non_null(w->x.deals.sightings);
    snapshot_at(&w->now, &w->x.deals, day(AS_OF), &w->x.run);
}

static double value(const char *name, const struct deals *d,
                    const struct world *w, size_t i)
{
    return feature_find(sv_from(name))->fn(d, &w->now, i);
}

static void same(const char *name, const struct deals *d, size_t k,
                 const struct world *w, size_t i, double more)
{
    double got = value(name, d, w, k), was = value(name, &w->x.deals, w, i);

    if (isnan(was))
        assert_true(isnan(got));
    else
        assert_true(got == was + more);
}

/* In another order than the deals, and one of them twice. */
static void test_unchanged(void **state)
{
    static const uint32_t order[] = {FORWARD, WATCHED, FORWARD, FOUND_LATE};
    struct variant list[4];
    struct world w;
    struct deals v;

    (void)state;
    world_init(&w);
    for (size_t k = 0; k < 4; k++)
        list[k] = (struct variant){order[k], -1, DATE_NONE, false, false, DATE_NONE};
    variants_build(&v, &w.x.deals, list, 4, day(AS_OF), &w.x.run);
    for (size_t k = 0; k < 4; k++)
        for (size_t f = 0; f < FEATURES_N; f++)
            same(FEATURES[f].name, &v, k, &w, order[k], 0);
    assert_true(value("stage_regressions", &v, &w, 1) == 1);
    assert_true(isnan(value("stage_regressions", &v, &w, 3)));
    export_release(&w.x);
}

static void test_changed(void **state)
{
    struct world w;
    struct deals v;

    (void)state;
    world_init(&w);
    for (uint32_t i = 0; i < N; i++) {
        int32_t now, entered, place = 0;
        deals_stage_at(&w.x.deals, i, day(AS_OF), &now, &entered);
        int32_t from = w.x.deals.stage_ordinal[now];
        for (int32_t code = 0; code < 3; code++) {
            const struct variant list[] = {
                {i, code, DATE_NONE, false, false, DATE_NONE},
                {i, -1, day(200), false, false, DATE_NONE},
                {i, -1, day(AS_OF + 1), false, false, DATE_NONE},
            };
            place = w.x.deals.stage_ordinal[code];
            variants_build(&v, &w.x.deals, list, 3, day(AS_OF), &w.x.run);
            assert_true(value("stage_ordinal", &v, &w, 0) == place);
            assert_true(value("days_in_stage", &v, &w, 0) == 0);
            same("stage_regressions", &v, 0, &w, i, place < from);
            same("push_count", &v, 0, &w, i, 0);
            same("push_count", &v, 1, &w, i, 1);
            same("push_count", &v, 2, &w, i, 0);
            same("days_in_stage", &v, 1, &w, i, 0);
            assert_true(value("days_to_expected_close", &v, &w, 2) == 1);
        }
    }
    export_release(&w.x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unchanged),
        cmocka_unit_test(test_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/test.h"

#include <math.h>
#include <stdbool.h>

#include "scoring/settings/settings.h"
#include "scoring/trust/horizons.h"
#include "tests/reference.h"
#include "tests/scoring/context.h"
#include "tests/scoring/planted.h"

enum { DEALS = 3000, BACK = 91, ODD = 41 };

struct world {
    struct arena run, scratch;
    struct deals d;
    struct settings s;
    struct context ctx;
    struct leaks leaks;
    struct horizons h;
};

static void world_run(struct world *w)
{
    const struct horizon_wish odd = {.n_days = 3, .days = {ODD, 60, 0}};

    linter_run(&w->leaks, &w->ctx);
    horizons_compute(&w->h, &w->ctx, &w->leaks, &odd);
}

static void world_init(struct world *w)
{
    arena_init(&w->run);
    arena_init(&w->scratch);
    planted_deals(&w->d, DEALS, 21, &w->run);
    settings_default(&w->s);
    w->ctx = context_of(&w->d, &w->s, &w->run, &w->scratch);
    w->ctx.threads = 2;
}

static void world_release(struct world *w)
{
    arena_release(&w->run);
    arena_release(&w->scratch);
}

static void chances_rise_and_sum_to_one_at_most(const struct horizons *h,
                                                const struct horizon_chances *c)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < h->days.n; k++) {
            size_t at = i * h->days.n + k;
            for (int e = 0; e < ENDING_COUNT; e++) {
                double p = c->chance[e][at];
                assert_true(p > 0 && p < 1);
                assert_true(k == 0 || p >= c->chance[e][at - 1] - 1e-12);
            }
            assert_true(c->chance[ENDING_WON][at] +
                            c->chance[ENDING_LOST][at] <=
                        1 + 1e-12);
        }
}

/* The oldest day of the landmarks, as_of − 30·j. */
static int32_t oldest_landmark(const struct world *w)
{
    int32_t first = w->ctx.as_of;

    for (size_t i = 0; i < w->d.n; i++)
        first = w->d.created[i] < first ? w->d.created[i] : first;
    return w->ctx.as_of - (w->ctx.as_of - first) / 30 * 30;
}

/* Counted once more from the deals, with what the replays say. */
static void record_is_of_the_replays(const struct world *w, enum ending way,
                                     size_t k)
{
    const struct horizons *h = &w->h;
    const struct horizon_record *r = &h->record[way][k];
    double mean = 0, happened = 0, square = 0;
    size_t rows = 0, replays = 0;

    for (size_t t = 0; t < h->n_replays; t++) {
        const struct horizon_chances *c = &h->past[t];
        if (c->day + h->days.day[k] > w->ctx.as_of ||
            c->day - oldest_landmark(w) < h->days.day[k] + BACK)
            continue;
        replays++;
        for (size_t i = 0; i < c->n; i++) {
            uint32_t deal = c->deal[i];
            int32_t closed = w->d.closed[deal];
            bool ended =
                closed != DATE_NONE && closed <= c->day + h->days.day[k] &&
                (w->d.outcome[deal] == OUTCOME_WON) == (way == ENDING_WON);
            double p = c->chance[way][i * h->days.n + k];
            rows++;
            mean += p;
            happened += ended;
            square += (p - ended) * (p - ended);
        }
    }
    assert_int_equal(r->rows, rows);
    assert_int_equal(r->replays, replays);
    assert_near(r->mean, mean / (double)rows, 1e-12);
    assert_near(r->happened, happened / (double)rows, 1e-12);
    assert_near(r->brier, square / (double)rows, 1e-12);
    if (r->own) /* in the large, within what Platt's smoothing leaves */
        assert_near(r->mean, r->happened, 0.03);
}

static void says_what_came(void **state)
{
    struct world w;
    size_t own = 0;

    (void)state;
    world_init(&w);
    world_run(&w);
    assert_true(w.h.n_replays >= 3);
    assert_int_equal(w.h.days.day[horizons_at(&w.h, ODD)], ODD);
    assert_int_equal(w.h.days.day[horizons_at(&w.h, 60)], 60);
    assert_int_equal(horizons_at(&w.h, 9999), w.h.days.n);
    assert_true(w.h.now.n > 100);
    chances_rise_and_sum_to_one_at_most(&w.h, &w.h.now);
    for (size_t t = 0; t < w.h.n_replays; t++) {
        assert_int_equal(w.h.past[t].day,
                         w.ctx.as_of - BACK * (int32_t)(t + 1));
        chances_rise_and_sum_to_one_at_most(&w.h, &w.h.past[t]);
    }
    for (int e = 0; e < ENDING_COUNT; e++)
        for (size_t k = 0; k < w.h.days.n; k++) {
            if (w.h.record[e][k].replays)
                record_is_of_the_replays(&w, (enum ending)e, k);
            own += w.h.record[e][k].own;
        }
    assert_true(own > 0); /* the planted pipeline tells deals apart */
    world_release(&w);
}

/* On a past day: the same from the whole export as from one out of which all
 * that came later is cut. */
static void nothing_later_is_read(void **state)
{
    struct world w, past;
    uint32_t *kept;

    (void)state;
    world_init(&w);
    world_init(&past);
    w.ctx.as_of -= BACK;
    kept = ARENA_ARRAY(&past.run, DEALS, uint32_t);
    planted_truncate(&past.d, kept, &w.d, w.ctx.as_of, &past.run);
    past.ctx.as_of = w.ctx.as_of;
    world_run(&w);
    world_run(&past);
    assert_int_equal(w.h.now.n, past.h.now.n);
    assert_int_equal(w.h.n_replays, past.h.n_replays);
    assert_int_equal(w.h.training_rows, past.h.training_rows);
    for (size_t i = 0; i < w.h.now.n; i++) {
        assert_int_equal(kept[w.h.now.deal[i]], past.h.now.deal[i]);
        for (int e = 0; e < ENDING_COUNT; e++)
            for (size_t k = 0; k < w.h.days.n; k++)
                assert_near(w.h.now.chance[e][i * w.h.days.n + k],
                            past.h.now.chance[e][i * w.h.days.n + k], 0);
    }
    world_release(&w);
    world_release(&past);
}

/* Labels dealt out anew, a constant hazard: nothing tells deals apart, and what
 * is said is no worse than one figure for all. */
static void noise_costs_nothing(void **state)
{
    struct world w;
    struct rng r;

    (void)state;
    world_init(&w);
    rng_init(&r, 5, 5);
    for (size_t i = 0; i < w.d.n; i++) { /* closes after a constant hazard */
        int32_t day = w.d.created[i] + 1;
        while (day <= w.d.newest && rng_below(&r, 40))
            day++;
        w.d.closed[i] = day <= w.d.newest ? day : DATE_NONE;
        w.d.outcome[i] = day > w.d.newest   ? OUTCOME_OPEN
                         : rng_below(&r, 2) ? OUTCOME_WON
                                            : OUTCOME_LOST;
    }
    w.d.has_history = false;
    world_run(&w);
    assert_true(w.h.days.n > 0);
    for (int e = 0; e < ENDING_COUNT; e++)
        for (size_t k = 0; k < w.h.days.n; k++) {
            const struct horizon_record *rec = &w.h.record[e][k];
            if (rec->replays < 2)
                continue;
            assert_true(rec->brier < rec->base_brier + 0.002);
        }
    world_release(&w);
}

static void says_nothing_without_a_past(void **state)
{
    struct world w;

    (void)state;
    world_init(&w);
    w.d.n = 60;
    world_run(&w);
    assert_int_equal(w.h.days.n, 0);
    assert_int_equal(w.h.now.n, 0);
    w.d.n = DEALS;
    w.d.rate_gap = RATE_NONE_LOST;
    world_run(&w);
    assert_int_equal(w.h.days.n, 0);
    world_release(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_came),
        cmocka_unit_test(nothing_later_is_read),
        cmocka_unit_test(noise_costs_nothing),
        cmocka_unit_test(says_nothing_without_a_past),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

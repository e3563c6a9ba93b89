#include "tests/test.h"

#include "scoring/features/snapshot.h"
#include "tests/scoring/planted.h"
#include "tests/scoring/skygeni.h"

static void close_to(double a, double b)
{
    if (!(fabs(a - b) <= 1e-12 * fmax(1, fabs(b))))
        fail_msg("%.17g is not %.17g", a, b);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void test_sort(void **state)
{
    struct rng r;
    double x[3000], y[3000], work[3000];

    (void)state;
    rng_init(&r, 5, 0);
    for (size_t n = 0; n <= 3000; n += n < 70 ? 1 : 733) {
        struct ecdf s = {n, x};

        for (size_t i = 0; i < n; i++)
            y[i] = x[i] = rng_below(&r, 3) ? rng_normal(&r) * 1e6
                                           : (double)rng_below(&r, 9) - 4;
        qsort(y, n, sizeof *y, by_value);
        ecdf_sort(&s, work);
        for (size_t i = 0; i < n; i++)
            assert_true(x[i] == y[i]);
    }
}

static void test_rank_and_quantile(void **state)
{
    double x[] = {1, 2, 2, 4};
    struct ecdf s = {4, x}, empty = {0, NULL};

    (void)state;
    close_to(ecdf_rank(&s, 2), 0.75);
    close_to(ecdf_rank(&s, 0), 0);
    close_to(ecdf_rank(&s, 9), 1);
    assert_true(isnan(ecdf_rank(&s, NAN)));
    assert_true(isnan(ecdf_rank(&empty, 1)));
    close_to(ecdf_quantile(&s, 0), 1);
    close_to(ecdf_quantile(&s, 0.9), 3.4); /* numpy */
    close_to(ecdf_quantile(&s, 1), 4);
    assert_true(isnan(ecdf_quantile(&empty, 0.5)));
    assert_true(isnan(ecdf_mean(&empty)));
}

/* Figures by numpy from the formula of the header. */
static void test_shrinkage(void **state)
{
    struct group_rate g[] = {{.won = 12, .closed = 60},
                             {.won = 30, .closed = 40},
                             {.won = 45, .closed = 100},
                             {.won = 6, .closed = 7},
                             {.won = 0, .closed = 0}};
    struct group_rate same[] = {{.won = 50, .closed = 100},
                                {.won = 51, .closed = 100},
                                {.won = 0, .closed = 0}};
    struct group_rates r = {.n = 5, .group = g},
                       chance = {.n = 3, .group = same};
    double p = 93.0 / 207;

    (void)state;
    group_rates_shrink(&r, p);
    close_to(r.prior, 3.1514060757035516);
    close_to(g[0].shrunk, 0.2124394362715074);
    close_to(g[1].shrunk, 0.7280376693023739);
    close_to(g[2].shrunk, 0.44997786140123563);
    close_to(g[3].shrunk, 0.7305243284695955);
    close_to(g[4].shrunk, p);
    assert_true(isnan(g[4].raw));
    group_rates_shrink(&chance, 0.3);
    assert_true(isinf(chance.prior));
    for (int k = 0; k < 3; k++)
        assert_true(same[k].shrunk == 0.3); /* to the bit */
}

static void test_degenerate_groups(void **state)
{
    struct group_rate one[] = {{.won = 3, .closed = 9}};
    struct group_rate all_won[] = {{.won = 2, .closed = 2},
                                   {.won = 1, .closed = 1}};
    struct group_rate apart[] = {{.won = 500, .closed = 500},
                                 {.won = 0, .closed = 500},
                                 {.won = 0, .closed = 0}};
    struct group_rates a = {.n = 1, .group = one},
                       b = {.n = 2, .group = all_won},
                       c = {.n = 3, .group = apart};

    (void)state;
    group_rates_shrink(&a, 0.5);
    assert_true(one[0].shrunk == 0.5);
    group_rates_shrink(&b, 1);
    assert_true(all_won[0].shrunk == 1);
    group_rates_shrink(&c, 0.5);
    assert_true(c.prior == 1);
    assert_true(isfinite(apart[0].shrunk) && apart[0].shrunk > 0.99);
    assert_true(apart[2].shrunk == 0.5);
}

/* SkyGeni on New Year's Day 2024, against numpy. */
static void test_skygeni(void **state)
{
    struct arena a;
    struct file file = {0};
    struct deals d;
    struct snapshot s;
    size_t rep = 0;

    (void)state;
    arena_init(&a);
    skygeni_read(&d, &file, &a);
    snapshot_at(&s, &d, date_from_civil(2024, 1, 1), &a);
    assert_int_equal(s.won, 1513);
    assert_int_equal(s.won + s.lost, 3355);
    assert_int_equal(s.cycles.n, 3355);
    assert_int_equal(s.amounts.n, 4046);
    close_to(s.mean_cycle, 60.197615499254844);
    close_to(ecdf_quantile(&s.cycles, 0.9), 107);
    close_to(ecdf_quantile(&s.cycles, 0.75), 87);
    close_to(ecdf_quantile(&s.won_cycles, 0.5), 57);
    close_to(ecdf_quantile(&s.amounts, 0.9), 75884);
    close_to(ecdf_quantile(&s.amounts, 0.33), 8118.85);
    close_to(ecdf_rank(&s.amounts, 10000), 0.37864557587740977);
    while (!sv_eq(d.groups[GROUP_OWNER].labels[rep], SV("rep_22")))
        rep++;
    assert_int_equal(s.groups[GROUP_OWNER].group[rep].won, 56);
    assert_int_equal(s.groups[GROUP_OWNER].group[rep].closed, 139);
    assert_int_equal(s.recent_owner.group[rep].won, 18);
    assert_int_equal(s.recent_owner.group[rep].closed, 36);
    assert_int_equal(s.owner_open[rep], 23);
    file_close(&file);
    arena_release(&a);
}

/* Stays of a deal that pauses, repeats a stage, goes back and wins. */
static void test_stays(void **state)
{
    struct arena a;
    struct deals d;
    struct snapshot s;
    struct stage_event life[] = {
        {.date = 100, .stage = 0}, {.date = 110, .stage = 1},
        {.date = 115, .stage = 1}, {.date = 130, .stage = 0},
        {.date = 131, .stage = 3},
    };

    (void)state;
    arena_init(&a);
    planted_deals(&d, 1, 1, &a);
    d.created[0] = 100;
    d.closed[0] = 150;
    d.outcome[0] = OUTCOME_WON;
    d.newest = 200;
    d.events = life;
    d.event_start[1] = 5;
    snapshot_at(&s, &d, 140, &a);
    assert_int_equal(s.stage_days[0].n, 2);
    assert_true(s.stage_days[0].sorted[0] == 1);
    assert_true(s.stage_days[0].sorted[1] == 10);
    assert_int_equal(s.stage_days[1].n, 1);
    assert_true(s.stage_days[1].sorted[0] == 20);
    assert_int_equal(s.stage_days[3].n, 0);
    assert_int_equal(s.stage_days_won[1].n, 0);
    snapshot_at(&s, &d, 150, &a);
    assert_true(s.stage_days[3].n == 1 && s.stage_days[3].sorted[0] == 19);
    assert_int_equal(s.stage_days_won[1].n, 1);
    arena_release(&a);
}

static void test_no_deals(void **state)
{
    struct arena a;
    struct deals d;
    struct snapshot s;

    (void)state;
    arena_init(&a);
    planted_deals(&d, 5, 1, &a);
    snapshot_at(&s, &d, 0, &a);
    assert_true(isnan(s.win_rate) && isnan(s.mean_cycle));
    assert_int_equal(s.amounts.n, 0);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sort),
        cmocka_unit_test(test_rank_and_quantile),
        cmocka_unit_test(test_shrinkage),
        cmocka_unit_test(test_degenerate_groups),
        cmocka_unit_test(test_skygeni),
        cmocka_unit_test(test_stays),
        cmocka_unit_test(test_no_deals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

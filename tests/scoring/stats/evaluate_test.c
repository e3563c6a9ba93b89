#include "tests/test.h"

#include <math.h>
#include <stdbool.h>

#include "scoring/base/rng.h"
#include "scoring/stats/evaluate.h"
#include "tests/scoring/reference.h"

enum { LOST, SIGNAL, NOISE, PROBABILITY };

/* Figures of R's pROC (DeLong) to 1e-6: the file has that many digits. */
static void equals_r_on_one_stratum(void **state)
{
    struct reference in = reference_read("roc_input.csv", 0);
    struct reference want = reference_read("roc_expected.csv", 1);
    struct arena a;
    double *column[4];
    uint8_t *lost;
    struct outcome_rows rows = {.n = in.rows};
    uint32_t *deal;

    (void)state;
    arena_init(&a);
    lost = ARENA_ARRAY(&a, in.rows, uint8_t);
    deal = ARENA_ARRAY(&a, in.rows, uint32_t);
    for (size_t c = 0; c < 4; c++) {
        column[c] = ARENA_ARRAY(&a, in.rows, double);
        for (size_t i = 0; i < in.rows; i++)
            column[c][i] = in.x[i * in.cols + c];
    }
    for (size_t i = 0; i < in.rows; i++) {
        lost[i] = column[LOST][i] > 0.5;
        deal[i] = (uint32_t)i;
    }
    rows.lost = lost;
    rows.deal = deal;
    rows.stratum = ARENA_ARRAY(&a, in.rows, uint8_t);
    for (size_t k = 0; k < 2; k++) {
        struct auc got = auc_clustered(&rows, column[SIGNAL + k], &a);
        assert_near(got.auc, want.x[k * 3], 1e-6);
        assert_near(got.lower95, want.x[k * 3 + 1], 1e-6);
        assert_near(got.upper95, want.x[k * 3 + 2], 1e-6);
    }
    assert_near(brier(lost, column[PROBABILITY], in.rows), want.x[2 * 3], 1e-6);
    free(in.x);
    free(want.x);
    arena_release(&a);
}

/* By the definition, in O(n²): pairs within a stratum only. */
static double auc_by_pairs(const struct outcome_rows *rows, const double *s)
{
    double right = 0, pairs = 0;

    for (size_t i = 0; i < rows->n; i++)
        for (size_t j = 0; j < rows->n; j++) {
            if (!rows->lost[i] || rows->lost[j] ||
                rows->stratum[i] != rows->stratum[j])
                continue;
            right += s[i] > s[j] ? 1 : s[i] == s[j] ? 0.5 : 0;
            pairs++;
        }
    return right / pairs;
}

enum { ROWS = 240 };

struct drawn {
    uint8_t lost[ROWS], stratum[ROWS];
    uint32_t deal[ROWS];
    double a[ROWS], b[ROWS];
};

/* Deals open at each of four dates; half their score is the deal's own. */
static struct outcome_rows draw(struct drawn *d, struct rng *r)
{
    for (size_t i = 0; i < ROWS; i++) {
        size_t deal = i % (ROWS / 4);
        double own;
        struct rng of_deal;
        uint64_t name = r->state[0];

        rng_init(&of_deal, name, deal);
        d->deal[i] = (uint32_t)deal;
        d->stratum[i] = (uint8_t)(i / (ROWS / 4));
        d->lost[i] = rng_uniform(&of_deal) < 0.5;
        own = rng_normal(&of_deal) + 0.5 * d->lost[i];
        d->a[i] = round(4 * own) / 4; /* with ties */
        d->b[i] = own;
    }
    for (size_t i = 0; i < ROWS; i++) {
        d->a[i] += 0.25 * (double)rng_below(r, 4);
        d->b[i] += 3 * rng_normal(r);
    }
    return (struct outcome_rows){.n = ROWS,
                                 .lost = d->lost,
                                 .deal = d->deal,
                                 .stratum = d->stratum};
}

static void pairs_stay_within_a_stratum(void **state)
{
    struct drawn d;
    struct rng r;
    struct arena a;
    struct outcome_rows rows;
    struct auc got, moved;

    (void)state;
    arena_init(&a);
    rng_init(&r, 7, 0);
    rows = draw(&d, &r);
    got = auc_clustered(&rows, d.a, &a);
    assert_near(got.auc, auc_by_pairs(&rows, d.a), 1e-12);
    /* A shift of a whole date changes no pair. */
    for (size_t i = 0; i < ROWS; i++)
        d.a[i] += 100.0 * d.stratum[i];
    moved = auc_clustered(&rows, d.a, &a);
    assert_near(moved.auc, got.auc, 1e-12);
    assert_near(moved.variance, got.variance, 1e-12);
    arena_release(&a);
}

/* Over many draws the printed variance is that of the printed AUC, though
 * each deal counts four times; the same holds for a paired difference. */
static void variance_sees_that_a_deal_repeats(void **state)
{
    enum { DRAWS = 600 };
    double sum[2] = {0}, squares[2] = {0}, variance[2] = {0};
    struct drawn d;
    struct rng r;
    struct arena a;

    (void)state;
    arena_init(&a);
    for (size_t k = 0; k < DRAWS; k++) {
        struct outcome_rows rows;
        struct auc got[2];

        rng_init(&r, 11, k);
        rows = draw(&d, &r);
        got[0] = auc_clustered(&rows, d.a, &a);
        got[1] = auc_difference(&rows, d.a, d.b, &a);
        for (int j = 0; j < 2; j++) {
            sum[j] += got[j].auc;
            squares[j] += got[j].auc * got[j].auc;
            variance[j] += got[j].variance / DRAWS;
        }
        arena_reset(&a);
    }
    for (int j = 0; j < 2; j++) {
        double mean = sum[j] / DRAWS;
        double truth = (squares[j] - DRAWS * mean * mean) / (DRAWS - 1);
        /* The variance of 600 draws is known to about 6%. */
        assert_true(variance[j] > 0.8 * truth && variance[j] < 1.25 * truth);
    }
    arena_release(&a);
}

static void what_cannot_be_known_is_nan(void **state)
{
    uint8_t lost[3] = {1, 1, 0}, stratum[3] = {0, 0, 1};
    uint32_t deal[3] = {0, 1, 2};
    double score[3] = {1, 2, 3};
    struct outcome_rows rows = {
        .n = 3, .lost = lost, .deal = deal, .stratum = stratum};
    struct arena a;
    struct auc got;

    (void)state;
    arena_init(&a);
    got = auc_clustered(&rows, score, &a);
    assert_true(isnan(got.auc) && isnan(got.lower95) && got.pairs == 0);
    stratum[2] = 0;
    got = auc_clustered(&rows, score, &a);
    assert_near(got.auc, 0, 0);
    assert_true(isnan(got.lower95)); /* one won deal has no variance */
    assert_true(isnan(auc_plain(lost, score, 2, &a)));
    rows.n = 0;
    assert_true(isnan(auc_clustered(&rows, score, &a).auc));
    assert_true(isnan(brier(lost, score, 0)));
    arena_release(&a);
}

/* Rows that may have had their outcomes together: numpy, from all pairs by the
 * definition, the placements summed by group. */
static void groups_widen_the_interval(void **state)
{
    enum { N = 24 };
    uint8_t lost[N], stratum[N];
    uint32_t deal[N], seven[N], three[N];
    double score[N];
    struct outcome_rows rows = {
        .n = N, .lost = lost, .deal = deal, .stratum = stratum};
    struct auc got;
    struct arena a;

    (void)state;
    arena_init(&a);
    for (uint32_t i = 0; i < N; i++) {
        lost[i] = i * 7 % 5 < 2;
        score[i] = i * 13 % 11;
        stratum[i] = (uint8_t)(i / 12);
        deal[i] = i % 12;
        seven[i] = i * 5 % 7;
        three[i] = i % 3;
    }
    got = auc_clustered(&rows, score, &a);
    assert_near(got.auc, 0.6142857142857143, 1e-15);
    assert_near(got.variance, 0.01948636216391319, 1e-15);
    /* Narrower than by deal: the deal's stands. */
    rows.n_groupings = 1;
    rows.grouping[0] = (struct grouping){3, three};
    assert_near(auc_clustered(&rows, score, &a).variance, 0.01948636216391319,
                1e-15);
    rows.n_groupings = 2;
    rows.grouping[1] = (struct grouping){100, seven};
    got = auc_clustered(&rows, score, &a);
    assert_near(got.variance, 0.030384062196307102, 1e-15);
    assert_near(got.auc - got.lower95, 1.959963984540054 * sqrt(got.variance),
                1e-12);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_widen_the_interval),
        cmocka_unit_test(equals_r_on_one_stratum),
        cmocka_unit_test(pairs_stay_within_a_stratum),
        cmocka_unit_test(variance_sees_that_a_deal_repeats),
        cmocka_unit_test(what_cannot_be_known_is_nan),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The ranges that the what-if panel calls seen are those of the forest's own
 * training matrix, which reads each past day with all of its snapshot.
 */
#include "scoring/score/trained_ranges.h"
#include "tests/test.h"

#include <math.h>

#include "scoring/settings/settings.h"
#include "tests/scoring/planted.h"
#include "scoring/settings/settings.h"

/* Least and largest of a column of the training rows; of those alone in which
 * `where` has the value `is`, if there is such a column. */
static struct value_range trained_on(const struct landmarks *l,
                                     const struct feature_set *set,
                                     const char *name, const char *where,
                                     double is)
{
    struct value_range r = {INFINITY, -INFINITY};
    const float *x = NULL, *y = NULL;

    for (size_t c = 0; c < set->n; c++) {
        if (sv_eq(set->columns[c].name, sv_from(name)))
            x = l->m.x + c * l->m.rows;
        if (where && sv_eq(set->columns[c].name, sv_from(where)))
            y = l->m.x + c * l->m.rows;
    }
    assert_non_null(x);
    for (size_t k = 0; k < l->m.rows; k++) {
        if (isnan(x[k]) || (where && (double)y[k] != is))
            continue;
        r.low = fmin(r.low, (double)x[k]);
        r.high = fmax(r.high, (double)x[k]);
    }
    return r;
}

static void must_be(struct value_range got, struct value_range want)
{
    assert_true(got.low == want.low && got.high == want.high);
}

static void are_those_of_the_training_rows(void **state)
{
    (void)state;
    struct arena a;
    struct deals d;
    struct settings s;
    struct feature_set set;
    struct landmarks l;
    struct trained_ranges seen;
    size_t known = 0;

    arena_init(&a);
    settings_default(&s);
    planted_deals(&d, 2000, 5, &a);
    int32_t day = d.newest - 45;
    feature_set_choose(&set, &d, NULL, &a);
    landmarks_build(&l, &d, &set, day, &s.forest, &a);
    trained_ranges_at(&seen, &d, day, &s.forest, &a);
    must_be(seen.amount, trained_on(&l, &set, "deal_amount", NULL, 0));
    must_be(seen.age, trained_on(&l, &set, "deal_age_days", NULL, 0));
    assert_true(seen.age.low >= 0 && seen.age.high > 30);
    assert_int_equal(seen.n_stages, d.n_open_stages);
    for (size_t o = 0; o < seen.n_stages; o++) {
        struct value_range want =
            trained_on(&l, &set, "days_in_stage", "stage_ordinal", (double)o);
        if (isnan(seen.days[o].low)) {
            assert_true(isinf(want.low));
            continue;
        }
        must_be(seen.days[o], want);
        known++;
    }
    assert_true(known >= 2);
    arena_release(&a);
}

static void of_no_rows_nothing_is_known(void **state)
{
    (void)state;
    struct arena a;
    struct deals d;
    struct settings s;
    struct trained_ranges seen;

    arena_init(&a);
    settings_default(&s);
    planted_deals(&d, 100, 5, &a);
    trained_ranges_at(&seen, &d, d.newest - 10000, &s.forest, &a);
    assert_true(isnan(seen.amount.low) && isnan(seen.amount.high));
    assert_true(isnan(seen.age.low) && isnan(seen.close.low));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(are_those_of_the_training_rows),
        cmocka_unit_test(of_no_rows_nothing_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

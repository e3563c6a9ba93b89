/* Pairs: found where two fields decide together, and nowhere else; their rates
 * counted again; on a past day as if nothing had happened since. */
#include "tests/test.h"

#include <stdio.h>
#include <string.h>

#include "scoring/features/features.h"
#include "tests/scoring/planted.h"

enum { DEALS = 3000 };

/* Source and region by themselves decide nothing: lost mostly where both are
 * odd or both even. The same of industry and the deal size. */
static void plant(struct deals *d, uint64_t seed, bool with, struct arena *a)
{
    struct rng r;

    planted_deals(d, DEALS, seed, a);
    rng_init(&r, seed, 99);
    for (size_t i = 0; i < d->n; i++) {
        int32_t source = d->groups[GROUP_SOURCE].code[i];
        int32_t region = d->groups[GROUP_REGION].code[i];
        double lost = 0.5;

        if (d->outcome[i] == OUTCOME_OPEN)
            continue;
        if (with && source >= 0 && region >= 0)
            lost += (source + region) % 2 ? -0.25 : 0.25;
        if (with && d->amount[i] > 0)
            lost += (d->groups[GROUP_INDUSTRY].code[i] > 1) ==
                            (d->amount[i] > 8103)
                        ? 0.2
                        : -0.2;
        d->outcome[i] = rng_uniform(&r) < lost ? OUTCOME_LOST : OUTCOME_WON;
    }
}

static size_t pairs_of(const struct feature_set *set)
{
    size_t n = 0;

    for (size_t k = 0; k < set->n; k++)
        n += set->columns[k].is_pair;
    return n;
}

static const struct feature_column *column_of(const struct feature_set *set,
                                              const char *name)
{
    for (size_t k = 0; k < set->n; k++)
        if (sv_eq(set->columns[k].name, sv_from(name)))
            return &set->columns[k];
    return NULL;
}

static void found_where_planted(void **state)
{
    struct arena a;
    struct deals d;
    struct feature_set set;
    const struct feature_column *c;

    (void)state;
    arena_init(&a);
    plant(&d, 5, true, &a);
    feature_set_choose(&set, &d, NULL, &a);
    feature_set_add_pairs(&set, &d, d.newest, &a);
    for (size_t k = 0; k < set.n; k++)
        if (set.columns[k].is_pair)
            print_message("%.*s\n", SV_ARG(set.columns[k].name));
    assert_int_equal(pairs_of(&set), 2);
    c = column_of(&set, "pair:source*region");
    assert_non_null(c);
    assert_int_equal(c->subject, SUBJECT_SOURCE);
    assert_true(sv_eq(c->label, SV("win rate by source and region")));
    assert_non_null(column_of(&set, "pair:industry*deal size"));
    arena_release(&a);
}

/* Without an interaction: 1 in a thousand, by the threshold. */
static void found_nowhere_else(void **state)
{
    size_t found = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct arena a;
        struct deals d;
        struct feature_set set;

        arena_init(&a);
        plant(&d, seed, false, &a);
        feature_set_choose(&set, &d, NULL, &a);
        feature_set_add_pairs(&set, &d, d.newest, &a);
        found += pairs_of(&set) > 0;
        arena_release(&a);
    }
    print_message("%zu of 60\n", found);
    assert_true(found <= 1); /* P(X > 1) = 0.2% */
}

static void rates_are_counted(void **state)
{
    struct arena a;
    struct deals d;
    struct feature_set set;
    struct snapshot s;
    const struct feature_column *c;
    int32_t day;
    size_t compared = 0;

    (void)state;
    arena_init(&a);
    plant(&d, 5, true, &a);
    day = d.newest - 90;
    feature_set_choose(&set, &d, NULL, &a);
    feature_set_add_pairs(&set, &d, day, &a);
    feature_snapshot(&s, &set, &d, day, &a);
    c = column_of(&set, "pair:source*region");
    assert_non_null(c);
    for (size_t i = 0; i < 50; i++) {
        const int32_t *source = d.groups[GROUP_SOURCE].code;
        const int32_t *region = d.groups[GROUP_REGION].code;
        const struct group_rate *rate = pair_rate(&s, &d, c->pair, i);
        double m = s.pairs[c->pair].cells.prior;
        size_t won = 0, closed = 0;

        if (source[i] < 0 || region[i] < 0) {
            assert_null(rate);
            assert_true(isnan(feature_value(c, &d, &s, i)));
            continue;
        }
        for (size_t j = 0; j < d.n; j++) {
            if (source[j] != source[i] || region[j] != region[i] ||
                d.closed[j] == DATE_NONE || d.closed[j] > day)
                continue;
            closed++;
            won += d.outcome[j] == OUTCOME_WON;
        }
        assert_int_equal(rate->closed, closed);
        assert_int_equal(rate->won, won);
        assert_true(fabs(feature_value(c, &d, &s, i) -
                         ((double)won + m * s.win_rate) /
                             ((double)closed + m)) < 1e-12);
        compared++;
    }
    assert_true(compared > 20);
    arena_release(&a);
}

/* Pairs of a past day, and their values, from all data and from what was known
 * that day. */
static void law_of_time(void **state)
{
    struct arena a;
    struct deals d, past;
    struct feature_set set, then, known;

    (void)state;
    arena_init(&a);
    plant(&d, 5, true, &a);
    feature_set_choose(&set, &d, NULL, &a);
    feature_set_add_pairs(&set, &d, d.newest, &a);
    for (int32_t back = 90; back <= 450; back += 90) {
        int32_t day = d.newest - back;
        uint32_t *kept = ARENA_ARRAY(&a, d.n, uint32_t);
        struct snapshot s, t;
        size_t pairs = 0;

        planted_truncate(&past, kept, &d, day, &a);
        feature_set_then(&then, &set, &d, day, &a);
        feature_set_choose(&known, &past, NULL, &a);
        feature_set_add_pairs(&known, &past, day, &a);
        feature_snapshot(&s, &then, &d, day, &a);
        feature_snapshot(&t, &known, &past, day, &a);
        for (size_t k = 0; k < then.n; k++) {
            const struct feature_column *c = &then.columns[k], *same;

            if (!c->is_pair || c->is_off)
                continue;
            pairs++;
            same = NULL;
            for (size_t j = 0; j < known.n; j++)
                if (sv_eq(known.columns[j].name, c->name))
                    same = &known.columns[j];
            assert_non_null(same);
            for (size_t i = 0; i < d.n; i++) {
                float x, y;
                if (kept[i] == UINT32_MAX)
                    continue;
                x = (float)feature_value(c, &d, &s, i);
                y = (float)feature_value(same, &past, &t, kept[i]);
                assert_true((isnan(x) && isnan(y)) || x == y);
            }
        }
        assert_int_equal(pairs, pairs_of(&known));
        print_message("%d days back: %zu pairs\n", (int)back, pairs);
    }
    arena_release(&a);
}

/* One that is not found then is missing of every deal, and the columns of the
 * set keep their places. */
static void off_where_not_found(void **state)
{
    struct arena a;
    struct deals d;
    struct feature_set set, then;
    struct snapshot s;

    (void)state;
    arena_init(&a);
    plant(&d, 5, true, &a);
    feature_set_choose(&set, &d, NULL, &a);
    feature_set_add_pairs(&set, &d, d.newest, &a);
    feature_set_then(&then, &set, &d, d.newest - 590, &a);
    assert_int_equal(then.n, set.n);
    feature_snapshot(&s, &then, &d, d.newest - 590, &a);
    for (size_t k = 0; k < set.n; k++) {
        assert_true(sv_eq(then.columns[k].name, set.columns[k].name));
        assert_true(then.columns[k].is_off == set.columns[k].is_pair);
        if (set.columns[k].is_pair)
            assert_true(isnan(feature_value(&then.columns[k], &d, &s, 3)));
    }
    arena_release(&a);
}

/* Without the column of a field, for it leaks or is not there, no pair. */
static void only_of_columns(void **state)
{
    struct arena a;
    struct deals d;
    struct feature_set set;

    (void)state;
    arena_init(&a);
    plant(&d, 5, true, &a);
    d.groups[GROUP_REGION].n_labels = 0;
    feature_set_choose(&set, &d, NULL, &a);
    feature_set_add_pairs(&set, &d, d.newest, &a);
    assert_int_equal(pairs_of(&set), 1);
    assert_non_null(column_of(&set, "pair:industry*deal size"));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(found_where_planted),
        cmocka_unit_test(found_nowhere_else),
        cmocka_unit_test(rates_are_counted),
        cmocka_unit_test(law_of_time),
        cmocka_unit_test(off_where_not_found),
        cmocka_unit_test(only_of_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

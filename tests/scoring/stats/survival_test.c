/*
 * Survival against R survival 3.x: the reference files, and small samples
 * in which the curve rests on ½ or is never crossed.
 */
#include "scoring/stats/survival.h"
#include "tests/reference.h"

struct spells {
    size_t n;
    struct lifetime *list; /* cohort: created quarter */
};

/* What of a life is known on as_of: closed by then, or open and censored. */
static void add_spell(struct spells *out, int32_t created, int32_t closed,
                      int event, int32_t as_of)
{
    if (created == DATE_NONE || created > as_of)
        return;
    bool known = closed != DATE_NONE && closed <= as_of;
    out->list[out->n++] = (struct lifetime){
        .days = (known ? closed : as_of) - created,
        .event = known ? event : 0,
        .cohort = date_quarter(created, 1),
    };
}

static struct spells skygeni(int32_t as_of, struct arena *a)
{
    struct spells out = {0, ARENA_ARRAY(a, 5000, struct lifetime)};
    struct figures t = figures_open("data/skygeni/skygeni_sales_data.csv");

    while (figures_next(&t)) {
        int event = sv_eq(t.fields[11], SV("Won")) ? 1 : 2;
        add_spell(&out, figures_date(&t, 1), figures_date(&t, 2), event, as_of);
    }
    file_close(&t.file);
    return out;
}

static int32_t month_first(struct sv text)
{
    int part[3] = {0};

    for (int k = 0; k < 3; k++) {
        struct sv digits = sv_cut(&text, '/');
        for (size_t i = 0; i < digits.len; i++)
            part[k] = part[k] * 10 + (digits.ptr[i] - '0');
    }
    return date_from_civil(part[2], part[0], part[1]);
}

static struct spells maven(int32_t as_of, struct arena *a)
{
    struct spells out = {0, ARENA_ARRAY(a, 8800, struct lifetime)};
    struct figures t = figures_open("data/maven/sales_pipeline.csv");

    while (figures_next(&t)) {
        int event = sv_eq(t.fields[4], SV("Won")) ? 1 : 2;
        if (t.fields[5].len > 0)
            add_spell(&out, month_first(t.fields[5]), month_first(t.fields[6]),
                      event, as_of);
    }
    file_close(&t.file);
    return out;
}

/* The spells of one quarter; cohorts become 0 … for the log-rank test. */
static struct spells cohort(const struct spells *all, struct sv name,
                            struct arena *a)
{
    struct spells out = {0, ARENA_ARRAY(a, all->n, struct lifetime)};

    for (size_t i = 0; i < all->n; i++) {
        char text[DATE_TEXT];
        if (sv_eq(name, sv_from(quarter_name(text, all->list[i].cohort))))
            out.list[out.n++] = all->list[i];
    }
    return out;
}

static void assert_km_row(const struct figures *t, size_t at,
                          const struct spells *all, struct arena *a)
{
    struct spells s = cohort(all, t->fields[at], a);
    struct km_median km = km_median(s.list, s.n, a);

    assert_near((double)km.deals, figures_number(t, at + 1), 0);
    assert_near((double)km.closed, figures_number(t, at + 2), 0);
    assert_near(km.median, figures_number(t, at + 3), 0);
    assert_near(km.ci.lower, figures_number(t, at + 4), 0);
    assert_near(km.ci.upper, figures_number(t, at + 5), 0);
}

static void skygeni_cohorts_equal_r(void **state)
{
    (void)state;
    struct figures t =
        figures_open("reference/skygeni_km_by_created_quarter.csv");
    size_t rows = 0;

    for (; figures_next(&t); rows++) {
        struct arena a;
        arena_init(&a);
        struct spells all = skygeni(figures_date(&t, 0), &a);
        if (sv_eq(t.fields[1], SV("logrank_p"))) {
            for (size_t i = 0; i < all.n; i++)
                all.list[i].cohort -= date_quarter(19358, 1); /* 2023Q1 */
            assert_near((double)all.n, figures_number(&t, 2), 0);
            assert_near(logrank_p(all.list, all.n, 5, &a),
                        figures_number(&t, 4), 1e-9);
        } else {
            assert_km_row(&t, 1, &all, &a);
        }
        arena_release(&a);
    }
    assert_int_equal(rows, 18);
    file_close(&t.file);
}

static void maven_cohorts_equal_r(void **state)
{
    (void)state;
    struct arena a;
    struct figures t =
        figures_open("reference/maven_km_by_created_quarter_20171231.csv");
    size_t rows = 0;

    arena_init(&a);
    struct spells all = maven(date_from_civil(2017, 12, 31), &a);
    for (; figures_next(&t); rows++)
        assert_km_row(&t, 0, &all, &a);
    assert_int_equal(rows, 5);
    file_close(&t.file);
    arena_release(&a);
}

static void incidence_equals_r(void **state)
{
    (void)state;
    struct arena a;
    struct incidence out[5];
    const double days[] = {15, 30, 60, 90, 120};
    struct figures t =
        figures_open("reference/skygeni_cumulative_incidence_20240101.csv");

    arena_init(&a);
    struct spells all = skygeni(date_from_civil(2024, 1, 1), &a);
    cumulative_incidence(out, days, 5, all.list, all.n, &a);
    for (size_t k = 0; k < 5; k++) {
        assert_true(figures_next(&t));
        assert_near(out[k].days, figures_number(&t, 0), 0);
        assert_near(out[k].won, figures_number(&t, 1), 1e-9);
        assert_near(out[k].lost, figures_number(&t, 2), 1e-9);
        assert_near(out[k].still_open, figures_number(&t, 3), 1e-9);
    }
    file_close(&t.file);
    arena_release(&a);
}

/* survfit(Surv(t, e) ~ 1, conf.type = "log-log"), survdiff: R 4.2. */
static void small_samples_equal_r(void **state)
{
    (void)state;
    struct arena a;
    const struct lifetime ten[] = {
        {1, 1, 0}, {2, 2, 0}, {2, 0, 0}, {3, 1, 0}, {4, 0, 0},
        {5, 1, 1}, {5, 2, 1}, {6, 0, 1}, {8, 1, 1}, {9, 0, 1},
    };
    const struct lifetime resting[] = {
        {9, 1, 0}, {7, 1, 0}, {4, 0, 0}, {3, 1, 0}, {2, 1, 0}, {1, 1, 0},
    };
    const struct lifetime open[] = {{5, 0, 0}, {6, 0, 1}};

    arena_init(&a);
    struct km_median km = km_median(ten, 10, &a);
    assert_near(km.median, 5, 0);
    assert_near(km.ci.lower, 1, 0);
    assert_near(km.ci.upper, NAN, 0);
    assert_near(logrank_p(ten, 10, 2, &a), 0.034526989055866056, 1e-12);
    km = km_median(resting, 6, &a); /* rests on ½ from day 3 to day 7 */
    assert_near(km.median, 5, 0);
    assert_near(km.ci.lower, 1, 0);

    assert_near(km_median(open, 2, &a).median, NAN, 0);
    assert_near(km_median(NULL, 0, &a).median, NAN, 0);
    assert_near(logrank_p(open, 2, 2, &a), NAN, 0);
    assert_near(logrank_p(NULL, 0, 0, &a), NAN, 0);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skygeni_cohorts_equal_r),
        cmocka_unit_test(maven_cohorts_equal_r),
        cmocka_unit_test(incidence_equals_r),
        cmocka_unit_test(small_samples_equal_r),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

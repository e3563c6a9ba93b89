/*
 * Portfolio of SkyGeni against R (reference/, and the figures below from R
 * 4.2: binom.test, p.adjust over reps, industries, regions, products and
 * lead sources), and of small pipelines whose answer is planted.
 */
#include "scoring/portfolio/portfolio.h"
#include "tests/reference.h"
#include "tests/scoring/context.h"
#include "tests/scoring/skygeni.h"

#include <limits.h>

#include "render/words/blame.h"
#include "render/words/cycle.h"
#include "render/words/prescribe.h"
#include "scoring/portfolio/blame.h"
#include "scoring/intake/deals.h"

struct world {
    struct arena a;
    struct file file;
    struct deals d;
    struct settings settings;
    struct snapshot now;
    struct scores scores;
    struct portfolio p;
    const struct named_group *reps, *segments;
    struct sv blame_verdict, blame_figures, cycle_verdict;
    struct prescriptions prescriptions;
};

/* The figures in words, with all labels as they are. */
static void say(struct world *w)
{
    struct words words = words_of(&w->settings, &w->d, w->scores.as_of, &w->a);

    w->reps = words_groups(&words, w->p.reps, w->p.n_reps);
    w->segments = words_groups(&words, w->p.segments, w->p.n_segments);
    w->blame_verdict = words_blame_verdict(&words, &w->p);
    w->blame_figures = words_blame_figures(&words, &w->p);
    w->cycle_verdict = words_cycle_verdict(&words, &w->p.cycle);
    words_prescribe(&w->prescriptions, &words, &w->p, w->reps, w->segments);
}

/* Every open deal with the level and loss rate that `level` gives. */
static void compute(struct world *w, int32_t as_of)
{
    size_t n;
    const uint32_t *open = deals_open(&w->d, as_of, &n, &w->a);
    struct context ctx = context_of(&w->d, &w->settings, &w->a, &w->a);

    ctx.as_of = as_of;
    snapshot_at(&w->now, &w->d, as_of, &w->a);
    w->scores = (struct scores){.as_of = as_of, .n = n, .now = &w->now};
    w->scores.list = ARENA_ARRAY(&w->a, n, struct score);
    for (size_t k = 0; k < n; k++)
        w->scores.list[k] = (struct score){
            .deal = open[k],
            .level = (enum level)(k % LEVEL_COUNT),
            .loss_rate = 0.5,
            .expected_loss = 0.5 * w->d.amount[open[k]],
            .expected = k % 3 == 0 ? DATE_NONE : as_of - 10 + (int32_t)k,
            .age = NAN,
        };
    portfolio_compute(&w->p, &ctx, &w->scores, NULL);
    say(w);
}

static void open_skygeni(struct world *w, const char *as_of)
{
    int32_t day;

    *w = (struct world){0};
    arena_init(&w->a);
    settings_default(&w->settings);
    skygeni_read(&w->d, &w->file, &w->a);
    assert_true(date_parse_iso(&day, sv_from(as_of)));
    compute(w, day);
}

static void close_world(struct world *w)
{
    arena_release(&w->a);
    file_close(&w->file);
}

static const struct group_row *row_named(const struct named_group *rows,
                                         size_t n, struct sv name)
{
    for (size_t k = 0; k < n; k++)
        if (sv_eq(rows[k].name, name))
            return rows[k].of;
    fail_msg("no row %.*s", SV_ARG(name));
    return NULL;
}

static void nobody_in_skygeni_is_blamed(void **state)
{
    (void)state;
    struct world w;
    struct figures t = figures_open("reference/skygeni_rep_tests.csv");
    size_t rows = 0;

    open_skygeni(&w, "2024-07-20");
    for (; figures_next(&t); rows++) {
        const struct group_row *r = row_named(w.reps, w.p.n_reps, t.fields[0]);
        assert_near((double)r->won, figures_number(&t, 1), 0);
        assert_near((double)r->closed, figures_number(&t, 2), 0);
        /* Its binomial p against one rate for all is not what judges here
         * (blame.py reckons that again). */
        assert_true(r->p > 0 && r->p <= 1);
        assert_near(r->wilson.lower, figures_number(&t, 5), 1e-12);
        assert_near(r->wilson.upper, figures_number(&t, 6), 1e-12);
        assert_false(r->flagged);
    }
    file_close(&t.file);
    assert_int_equal(rows, w.p.n_reps);
    assert_int_equal(w.p.family, 41);
    assert_int_equal(w.p.n_flagged_reps + w.p.n_flagged_segments, 0);
    assert_int_equal(w.prescriptions.n, 0);
    const struct group_row *fintech =
        row_named(w.segments, w.p.n_segments, SV("FinTech"));
    assert_true(fintech->p_adjusted > 0.9);
    assert_true(sv_starts(w.blame_verdict, SV("No rep or segment is shown")));
    /* The names of tests are for who asks how it is known. */
    assert_null(strstr(w.blame_verdict.ptr, "Poisson"));
    assert_non_null(strstr(w.blame_figures.ptr, "41 Poisson-binomial tests"));
    assert_near(w.p.pvs, 190.07864248538866, 1e-9);
    assert_near(row_named(w.reps, w.p.n_reps, SV("rep_22"))->rei,
                137.78849181139913, 1e-9);
    assert_near(w.p.dqi, NAN, 0); /* no open deal */
    assert_near(w.p.money.expected_loss, 0, 0);
    close_world(&w);
}

static void skygeni_at_new_year_equals_r(void **state)
{
    (void)state;
    struct world w;

    open_skygeni(&w, "2024-01-01");
    assert_int_equal(w.p.open, 691);
    assert_int_equal(w.p.won, 1513);
    assert_int_equal(w.p.won + w.p.lost, 3355);
    assert_int_equal(w.p.total, 4046);
    assert_near(w.p.money.pipeline, 18401436, 1e-3);
    assert_near(w.p.money.expected_loss, 18401436 / 2.0, 1e-3);
    assert_near(w.p.money.protection_potential, 0.2 * w.p.money.at_risk, 1e-6);
    assert_near(w.p.pvs, 199.27418883656907, 1e-9);
    assert_near(w.p.mean_cycle, 60.197615499254844, 1e-9);
    assert_true(row_named(w.reps, w.p.n_reps, SV("rep_21"))->p_adjusted > 0.9);
    assert_true(w.p.dqi > 0 && w.p.dqi <= 100);

    /* Every sum by level, quarter and rep is the same money. */
    double by_level = 0, by_quarter = 0, by_rep = 0, risk = 0, rep_risk = 0;
    size_t deals = 0;
    for (int k = 0; k < LEVEL_COUNT; k++)
        by_level += w.p.levels[k].amount;
    for (size_t k = 0; k < w.p.n_at_risk; k++) {
        by_quarter += w.p.at_risk[k].amount;
        risk += w.p.at_risk[k].at_risk;
        deals += w.p.at_risk[k].deals;
    }
    for (size_t k = 0; k < w.p.n_reps; k++) {
        by_rep += w.p.reps[k].open_amount;
        rep_risk += w.p.reps[k].at_risk;
    }
    assert_near(by_level, w.p.money.pipeline, 1e-3);
    assert_near(by_quarter, w.p.money.pipeline, 1e-3);
    assert_near(by_rep, w.p.money.pipeline, 1e-3);
    assert_near(risk, w.p.money.at_risk, 1e-3);
    assert_near(rep_risk, w.p.money.at_risk, 1e-3);
    assert_near(w.p.levels[LEVEL_HIGH].amount +
                    w.p.levels[LEVEL_CRITICAL].amount,
                w.p.money.at_risk, 1e-3);
    assert_int_equal(deals, 691);
    assert_int_equal(w.p.at_risk[w.p.n_at_risk - 1].quarter, INT_MAX);
    close_world(&w);
}

/* A sum of nothing is not known, be it of a level, a quarter or all. */
static void no_amount_is_no_sum(void **state)
{
    (void)state;
    struct world w;

    open_skygeni(&w, "2024-01-01");
    for (size_t k = LEVEL_HIGH; k < w.scores.n; k += LEVEL_COUNT)
        w.d.amount[w.scores.list[k].deal] = NAN;
    compute(&w, w.scores.as_of);
    assert_true(isnan(w.p.levels[LEVEL_HIGH].amount) && w.p.money.at_risk > 0);
    for (size_t k = 0; k < w.scores.n; k++)
        w.d.amount[w.scores.list[k].deal] = NAN;
    compute(&w, w.scores.as_of);
    assert_true(isnan(w.p.money.pipeline + w.p.at_risk[0].amount));
    assert_true(isnan(w.p.money.expected_loss) && isnan(w.p.money.at_risk));
    assert_true(w.p.reps[0].open > 0 && isnan(w.p.reps[0].open_amount));
    assert_true(isnan(w.p.reps[0].at_risk) && w.p.reps[0].won_amount > 0);
    close_world(&w);
}

static void cycle_equals_r(void **state)
{
    (void)state;
    struct world w;
    char name[DATE_TEXT];
    struct figures t =
        figures_open("reference/skygeni_cycle_by_close_quarter.csv");

    open_skygeni(&w, "2024-07-20");
    const struct cycle *c = &w.p.cycle;
    for (size_t k = 0; figures_next(&t); k++) {
        assert_true(k < c->n_close);
        quarter_name(name, c->close[k].quarter);
        assert_true(sv_eq(sv_from(name), t.fields[0]));
        assert_near((double)c->close[k].deals, figures_number(&t, 1), 0);
        assert_near(c->close[k].mean_days, figures_number(&t, 2), 1e-9);
    }
    file_close(&t.file);
    assert_int_equal(c->n_close, 7);
    assert_near(c->naive_change_pct, 214, 0.1);
    assert_false(c->changed);
    assert_near(c->median_change, 1, 0);
    assert_near(c->median_difference.lower, -4, 1e-12);
    assert_near(c->median_difference.upper, 1 + sqrt(13), 1e-12);
    assert_true(sv_starts(w.cycle_verdict, SV("No change shown: ")));
    close_world(&w);
}

/* Of nine quarter starts two have no pair of cohorts; the finding says so. */
static void one_cohort_is_no_comparison(void **state)
{
    (void)state;
    struct world w;

    open_skygeni(&w, "2023-04-01");
    assert_true(sv_eq(
        w.cycle_verdict,
        SV("No change shown, as there is nothing to compare: only Q1 2023 as "
           "quarter of creation (1,006 deals, median 64 days) has enough "
           "closed deals for a median and its interval, and it takes two")));
    assert_near(w.p.cycle.median_change, NAN, 0);
    assert_false(w.p.cycle.changed);
    close_world(&w);
}

static void cohorts_equal_r(void **state)
{
    (void)state;
    struct world w = {0};
    char name[DATE_TEXT];
    size_t row = 0, rows = 0;
    struct sv as_of = {0};
    struct figures t =
        figures_open("reference/skygeni_km_by_created_quarter.csv");

    for (; figures_next(&t); rows++) {
        const struct cycle *c = &w.p.cycle;
        if (!sv_eq(as_of, t.fields[0])) {
            close_world(&w);
            as_of = t.fields[0];
            row = 0;
            open_skygeni(&w, date_iso(name, figures_date(&t, 0)));
        }
        if (sv_eq(t.fields[1], SV("logrank_p"))) {
            assert_near(c->logrank_p, figures_number(&t, 4), 1e-9);
            assert_int_equal(row, c->n_created);
            assert_false(c->changed);
            continue;
        }
        quarter_name(name, c->created[row].quarter);
        assert_true(sv_eq(sv_from(name), t.fields[1]));
        const struct km_median *km = &c->created[row++].km;
        assert_near((double)km->deals, figures_number(&t, 2), 0);
        assert_near((double)km->closed, figures_number(&t, 3), 0);
        assert_near(km->median, figures_number(&t, 4), 0);
        assert_near(km->ci.lower, figures_number(&t, 5), 0);
        assert_near(km->ci.upper, figures_number(&t, 6), 0);
    }
    file_close(&t.file);
    assert_int_equal(rows, 18);

    t = figures_open("reference/skygeni_cumulative_incidence_20240101.csv");
    for (size_t k = 0; k < 5; k++) {
        assert_true(figures_next(&t));
        const struct incidence *x = &w.p.cycle.incidence[k];
        assert_near(x->days, figures_number(&t, 0), 0);
        assert_near(x->won, figures_number(&t, 1), 1e-9);
        assert_near(x->lost, figures_number(&t, 2), 1e-9);
        assert_near(x->still_open, figures_number(&t, 3), 1e-9);
    }
    file_close(&t.file);
    assert_int_equal(w.p.cycle.n_incidence, 5); /* longest: 120 days */

    /* The curve goes through the same figures: every 5 days, and the end. */
    const struct cycle *c = &w.p.cycle;
    size_t met = 0, followed = c->lives;
    for (size_t i = 0; i < c->n_curve; i++) {
        assert_near(c->curve[i].days, fmin(5 * (double)i, 120), 0);
        assert_true(c->curve[i].followed <= followed);
        followed = c->curve[i].followed;
        for (size_t k = 0; k < c->n_incidence; k++) {
            if (c->incidence[k].days != c->curve[i].days)
                continue;
            assert_memory_equal(&c->incidence[k], &c->curve[i],
                                sizeof c->curve[i]);
            met++;
        }
    }
    assert_int_equal(met, 5);
    assert_int_equal(c->n_curve, 25);
    assert_int_equal(followed, 0);
    assert_true(c->curve[0].still_open > 0.9);
    close_world(&w);
}

static void a_worse_channel_is_found_and_a_better_one_is_not(void **state)
{
    (void)state;
    struct world w;
    int32_t day = date_from_civil(2024, 7, 20);
    size_t partner = 0, referral = 0;

    open_skygeni(&w, "2024-07-20");
    const struct category *source = &w.d.groups[GROUP_SOURCE];
    for (size_t i = 0; i < w.d.n; i++) {
        struct sv name = source->labels[source->code[i]];
        if (sv_eq(name, SV("Partner")) && ++partner % 3 == 0)
            w.d.outcome[i] = OUTCOME_LOST;
        if (sv_eq(name, SV("Referral")) && ++referral % 3 == 0)
            w.d.outcome[i] = OUTCOME_WON;
    }
    compute(&w, day);
    const struct group_row *worse =
        row_named(w.segments, w.p.n_segments, SV("Partner"));
    const struct group_row *better =
        row_named(w.segments, w.p.n_segments, SV("Referral"));
    assert_true(worse->flagged);
    assert_true(better->better && !better->flagged);
    assert_int_equal(w.p.n_better, 1);
    assert_int_equal(w.p.n_flagged_segments, 1);
    assert_int_equal(w.prescriptions.n, 1);
    assert_true(
        sv_eq(w.prescriptions.list[0].text, SV("Audit the Partner channel")));
    assert_non_null(strstr(w.prescriptions.list[0].evidence.ptr,
                           ". Deals of the same age and quarter would have won "
                           "about "));
    assert_null(strstr(w.prescriptions.list[0].evidence.ptr, "p <"));
    close_world(&w);
}

static void a_real_change_of_the_cycle_is_claimed(void **state)
{
    (void)state;
    struct world w;

    open_skygeni(&w, "2024-07-20");
    int32_t from = date_from_civil(2024, 1, 1);
    for (size_t i = 0; i < w.d.n; i++)
        if (w.d.created[i] >= from)
            w.d.closed[i] -= (w.d.closed[i] - w.d.created[i]) / 3;
    compute(&w, date_from_civil(2024, 7, 20));
    assert_true(w.p.cycle.changed);
    assert_true(sv_starts(w.cycle_verdict, SV("Cycles have become shorter: ")));
    assert_true(w.p.cycle.median_difference.upper < 0);
    close_world(&w);
}

/* Quarters may differ without a change from the oldest to the newest. */
static void a_bump_between_is_not_a_change(void **state)
{
    (void)state;
    struct world w;
    int32_t from = date_from_civil(2023, 7, 1), to = from + 91;

    open_skygeni(&w, "2024-07-20");
    for (size_t i = 0; i < w.d.n; i++)
        if (w.d.created[i] >= from && w.d.created[i] <= to)
            w.d.closed[i] -= (w.d.closed[i] - w.d.created[i]) / 3;
    compute(&w, date_from_civil(2024, 7, 20));
    assert_true(w.p.cycle.logrank_p < 0.001);
    assert_false(w.p.cycle.changed);
    assert_true(sv_starts(w.cycle_verdict,
                          SV("No change of the median shown, though")));
    close_world(&w);
}

/* "No change shown" never stands beside an interval that leaves out 0. */
static void no_change_beside_no_difference(void **state)
{
    static const double ends[] = {-9.5, -2, 0, 3, 7.25};
    enum { ENDS = sizeof ends / sizeof ends[0] };
    struct world w;
    struct words words;
    size_t shown = 0, other = 0;

    (void)state;
    open_skygeni(&w, "2024-07-20");
    words = words_of(&w.settings, &w.d, w.scores.as_of, &w.a);
    for (size_t k = 0; k < 2 * ENDS * ENDS; k++) {
        struct cycle c = w.p.cycle;
        double low = ends[k / 2 % ENDS], high = ends[k / 2 / ENDS];
        struct sv said;

        if (low > high)
            continue;
        c.differ = k % 2;
        c.median_difference = (struct interval){low, high};
        c.median_change = (low + high) / 2;
        c.changed = c.differ && (low > 0 || high < 0);
        said = words_cycle_verdict(&words, &c);
        if (!sv_starts(said, SV("No change shown"))) {
            other++;
            continue;
        }
        shown++;
        assert_true(low <= 0 && high >= 0);
    }
    assert_true(shown > 5 && other > 5);
    close_world(&w);
}

/* SkyGeni, whose cycles never change, as two reports would export it. */
static void half_an_export_is_no_change(void **state)
{
    (void)state;
    struct world w;
    int32_t cut = date_from_civil(2023, 10, 1);
    size_t kept = 0;

    open_skygeni(&w, "2024-07-20"); /* "closed since October" */
    for (size_t i = 0; i < w.d.n; i++)
        if (w.d.closed[i] < cut)
            w.d.created[i] = w.d.closed[i] = DATE_NONE, kept++;
    assert_true(kept > 1000);
    compute(&w, date_from_civil(2024, 7, 20));
    assert_false(w.p.cycle.created[0].whole);
    assert_true(w.p.cycle.created[w.p.cycle.n_created - 1].whole);
    assert_false(w.p.cycle.changed);
    assert_true(w.p.cycle.logrank_p > 0.05);
    assert_non_null(strstr(w.cycle_verdict.ptr,
                           "; quarters up to Q3 2023 are not compared, as the "
                           "first closing is of 1 Oct 2023"));
    close_world(&w);

    open_skygeni(&w,
                 "2024-07-20"); /* "closed until March", none of them open */
    cut = date_from_civil(2024, 3, 31);
    for (size_t i = 0; i < w.d.n; i++)
        if (w.d.closed[i] > cut)
            w.d.created[i] = w.d.closed[i] = DATE_NONE;
    compute(&w, cut);
    assert_true(w.p.cycle.created[0].whole);
    assert_false(w.p.cycle.created[w.p.cycle.n_created - 1].whole);
    assert_false(w.p.cycle.changed);
    assert_true(w.p.cycle.logrank_p > 0.05);
    assert_non_null(strstr(w.cycle_verdict.ptr,
                           "; quarters from Q4 2023 on are not compared, as "
                           "no deal is open"));
    close_world(&w);
}

static void nothing_known_claims_nothing(void **state)
{
    (void)state;
    struct world w = {0};
    struct deals none = {0};

    arena_init(&w.a);
    settings_default(&w.settings);
    w.d = none;
    compute(&w, 0);
    assert_int_equal(w.p.total, 0);
    assert_near(w.p.win_rate, NAN, 0);
    assert_near(w.p.pvs, NAN, 0);
    assert_near(w.p.cycle.logrank_p, NAN, 0);
    assert_true(sv_eq(
        w.cycle_verdict,
        SV("No change shown, as there is nothing to compare: no quarter of "
           "creation has enough closed deals for a median and its interval, "
           "and it takes two")));
    assert_true(sv_starts(w.blame_verdict, SV("No rep or segment can be")));
    assert_int_equal(w.prescriptions.n, 0);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_in_skygeni_is_blamed),
        cmocka_unit_test(skygeni_at_new_year_equals_r),
        cmocka_unit_test(no_amount_is_no_sum),
        cmocka_unit_test(cycle_equals_r),
        cmocka_unit_test(one_cohort_is_no_comparison),
        cmocka_unit_test(cohorts_equal_r),
        cmocka_unit_test(a_worse_channel_is_found_and_a_better_one_is_not),
        cmocka_unit_test(a_real_change_of_the_cycle_is_claimed),
        cmocka_unit_test(no_change_beside_no_difference),
        cmocka_unit_test(half_an_export_is_no_change),
        cmocka_unit_test(a_bump_between_is_not_a_change),
        cmocka_unit_test(nothing_known_claims_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

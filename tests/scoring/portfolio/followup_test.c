/*
 * Follow-up: twelve weeks of a made-up track beside the export of today,
 * counted by hand; and what makes two runs' scores incomparable.
 */
#include "tests/test.h"

#include <math.h>

#include "render/words/news.h"
#include "scoring/portfolio/followup.h"
#include "tests/scoring/context.h"
#include "tests/scoring/export.h"

/* Days count from 2024-01-01; the export is of day 84, the last run of 77,
 * which is 2024-03-18. */
enum { AS_OF = 84, LAST = 77, NO = INT32_MIN, RUNS_MOST = 8 };

#define NONE ((double)NAN)

static const struct sv EXPORT =
    SV("deal_id,created,closed,stage,outcome,amount,expected_close\n"
       "A,2024-01-01,,Proposal,Open,1500,2024-04-30\n"
       "B,2024-01-01,,Proposal,Open,,2024-04-30\n"
       "C,2024-01-01,,Proposal,Open,100,2024-04-30\n"
       "D,2024-01-01,,Proposal,Open,1000,2024-04-30\n"
       "E,2024-01-01,,Proposal,Open,50,2024-04-30\n"
       "F,2024-01-01,,Proposal,Open,900,2024-04-30\n"
       "L1,2024-01-01,2024-03-20,Closed Lost,Lost,1,\n"
       "L2,2024-01-01,2024-03-21,Closed Lost,Lost,1,\n"
       "L3,2024-01-01,2024-03-25,Closed Lost,Lost,1,\n"
       "W1,2024-01-01,2024-03-20,Closed Won,Won,1,\n"
       "W2,2024-01-01,2024-03-21,Closed Won,Won,1,\n"
       "X,2024-01-01,2024-02-20,Closed Lost,Lost,1,\n");

/* By deal, then day; G is in no export any more. */
static const struct {
    const char *id;
    int day;
    double score;
    enum level level;
    double amount;
    int expected;
} SEEN[] = {
    {"A", 0, 65, LEVEL_HIGH, 10, NO},
    {"A", 77, 60, LEVEL_HIGH, 1000, NO},
    {"B", 0, 10, LEVEL_LOW, 10, NO},
    {"B", 77, 75, LEVEL_HIGH, 300, 100},
    {"C", 0, 40, LEVEL_MEDIUM, 10, NO},
    {"C", 77, 45.1, LEVEL_MEDIUM, 200, 100},
    {"D", 77, 60, LEVEL_HIGH, 500, 100},
    {"E", 59, 90, LEVEL_CRITICAL, 50, 100}, /* not seen by the last run */
    {"F", 77, 50, LEVEL_MEDIUM, 100, 100},
    {"G", 0, 85, LEVEL_CRITICAL, 20, NO},
    {"G", 77, 85, LEVEL_CRITICAL, 20, NO},
    {"H", 0, 5, LEVEL_LOW, 20, NO},
    {"L1", 0, 85, LEVEL_CRITICAL, 390, NO},
    {"L1", 77, 85, LEVEL_CRITICAL, 400, NO},
    {"L2", 0, 60, LEVEL_HIGH, NONE, NO},
    {"L2", 77, 60, LEVEL_HIGH, 300, NO},
    {"L3", 0, 5, LEVEL_LOW, 50, NO},
    {"L3", 77, 5, LEVEL_LOW, 50, NO},
    {"W1", 0, 60, LEVEL_HIGH, 900, NO},
    {"W1", 77, 60, LEVEL_HIGH, 1000, NO},
    {"W2", 0, 40, LEVEL_MEDIUM, 70, NO},
    {"W2", 77, 40, LEVEL_MEDIUM, NONE, NO},
    {"X", 0, 10, LEVEL_LOW, 80, NO},
};

enum { SEEN_N = sizeof SEEN / sizeof SEEN[0] };

/* Today's open deals, by rank. */
static const struct {
    uint32_t deal;
    double shown;
    int expected;
} TODAY[] = {{0, 80, 120}, {1, 70, 110}, {2, 50, 90},
             {3, 40, 130}, {4, 30, NO},  {5, 20, 100}};

enum { RANK_A, RANK_B, RANK_C, RANK_D, RANK_E, RANK_F, TODAY_N };

struct world {
    struct export x;
    struct track track;
    struct track_run runs[RUNS_MOST];
    struct observation list[SEEN_N];
    struct score list_now[TODAY_N];
    struct scores scores;
    struct portfolio portfolio;
    struct scoring_identity identity;
    struct followup card;
    struct news news;
};

static int32_t day(int n)
{
    return n == NO ? DATE_NONE : date_from_civil(2024, 1, 1) + n;
}

static void set_runs(struct world *w, const int *days, size_t n)
{
    assert_true(n <= RUNS_MOST);
    w->track.n_runs = n;
    for (size_t k = 0; k < n; k++)
        w->runs[k] =
            (struct track_run){.day = day(days[k]), .identity = w->identity};
}

static void world_init(struct world *w)
{
    static const int DAYS[] = {0, 28, 59, LAST};

    *w = (struct world){0};
    export_init(&w->x);
    assert_true(export_read(&w->x, EXPORT, (struct sv){0}));
    w->identity = (struct scoring_identity){.mode = MODE_HYBRID,
                                            .settings = SV("s1"),
                                            .features = SV("a,b"),
                                            .model = SV("trained, seed 1")};
    w->track = (struct track){.n = SEEN_N, .list = w->list, .runs = w->runs};
    set_runs(w, DAYS, sizeof DAYS / sizeof DAYS[0]);
    for (size_t k = 0; k < SEEN_N; k++)
        w->list[k] = (struct observation){.deal_id = sv_from(SEEN[k].id),
                                          .date = day(SEEN[k].day),
                                          .amount = SEEN[k].amount,
                                          .expected = day(SEEN[k].expected),
                                          .stage_entered = DATE_NONE,
                                          .score = SEEN[k].score,
                                          .level = SEEN[k].level};
    for (size_t k = 0; k < TODAY_N; k++)
        w->list_now[k] = (struct score){.deal = TODAY[k].deal,
                                        .shown = TODAY[k].shown,
                                        .expected = day(TODAY[k].expected)};
    w->scores = (struct scores){.as_of = day(AS_OF),
                                .mode = MODE_HYBRID,
                                .n = TODAY_N,
                                .list = w->list_now};
}

static const struct followup *compute(struct world *w)
{
    struct context ctx =
        context_of(&w->x.deals, &w->x.settings, &w->x.run, &w->x.scratch);

    ctx.as_of = w->scores.as_of;
    followup_compute(&w->card, &ctx, &w->scores, &w->portfolio, &w->track,
                     &w->identity);
    arena_reset(&w->x.scratch);
    words_news(&w->news,
               &(struct words){.deals = &w->x.deals,
                               .settings = &w->x.settings,
                               .as_of = day(AS_OF),
                               .a = &w->x.run},
               &w->scores, &w->card, (struct sv){0});
    return &w->card;
}

static void the_largest_movers_come_first(void **state)
{
    /* B fell by 5.0, which counts; C rose by 4.9. */
    static const struct mover WANT[] = {
        {RANK_F, 50, 20, -30, LEVEL_MEDIUM, NAN, NAN, NAN},
        {RANK_A, 60, 80, 20, LEVEL_HIGH, NAN, NAN, NAN},
        {RANK_D, 60, 40, -20, LEVEL_HIGH, NAN, NAN, NAN},
        {RANK_B, 75, 70, -5, LEVEL_HIGH, NAN, NAN, NAN},
    };
    struct world w;
    const struct followup *c;

    (void)state;
    world_init(&w);
    c = compute(&w);
    assert_true(c->comparable);
    assert_int_equal(c->broken_by, BREAK_NONE);
    assert_int_equal(w.news.break_reason.len, 0);
    assert_int_equal(c->last, day(LAST));
    assert_int_equal(c->n_movers, 4);
    for (size_t k = 0; k < 4; k++) {
        assert_int_equal(c->movers[k].rank, WANT[k].rank);
        assert_true(c->movers[k].before == WANT[k].before);
        assert_true(c->movers[k].after == WANT[k].after);
        assert_true(c->movers[k].change == WANT[k].change);
        assert_int_equal(c->movers[k].level_before, WANT[k].level_before);
    }
    export_release(&w.x);
}

static void assert_news(const struct followup *c)
{
    static const struct amount_change AMOUNTS[] = {{RANK_F, 100, 900},
                                                   {RANK_A, 1000, 1500},
                                                   {RANK_D, 500, 1000},
                                                   {RANK_C, 200, 100}};

    assert_int_equal(c->n_new, 1);
    assert_int_equal(c->new_deals[0], RANK_E);
    assert_int_equal(c->won, 2);
    assert_int_equal(c->lost, 3);
    assert_int_equal(c->gone, 1);
    assert_true(c->won_amount == 1000); /* W2's is not known */
    assert_true(c->lost_amount == 400 + 300 + 50);
    for (size_t k = 0; k + 1 < 5; k++) /* W1, L1, L2, L3, then W2: not known */
        assert_false(c->closed[k].amount < c->closed[k + 1].amount);
    assert_true(c->closed[0].won && c->closed[0].amount == 1000);
    assert_true(c->closed[4].won && isnan(c->closed[4].amount));
    assert_int_equal(c->closed[1].level_before, LEVEL_CRITICAL);
    assert_int_equal(c->n_trend, 5); /* four runs and this one */
    assert_int_equal(c->trend[4].open, TODAY_N);
    assert_int_equal(c->trend[3].high, 5);     /* A, B, D, L2, W1 */
    assert_int_equal(c->trend[3].critical, 2); /* G, L1 */
    assert_int_equal(c->n_slips, 2);           /* C came nearer, F stayed */
    assert_int_equal(c->slips[0].rank, RANK_B);
    assert_int_equal(c->slips[0].before, day(100));
    assert_int_equal(c->slips[0].after, day(110));
    assert_int_equal(c->slips[1].rank, RANK_D);
    assert_int_equal(c->slips[1].after, day(130));
    assert_int_equal(c->n_amounts, 4);
    for (size_t k = 0; k < 4; k++) {
        assert_int_equal(c->amounts[k].rank, AMOUNTS[k].rank);
        assert_true(c->amounts[k].before == AMOUNTS[k].before);
        assert_true(c->amounts[k].after == AMOUNTS[k].after);
    }
}

static void what_came_closed_slipped_and_changed(void **state)
{
    struct world w;

    (void)state;
    world_init(&w);
    assert_news(compute(&w));
    assert_sv(w.news.plain,
              "Since 2024-03-18: 1 new, 2 won, 3 lost, 2 slipped, 4 with "
              "another amount, 4 moved by 5 points or more, 1 no longer in "
              "the export");
    export_release(&w.x);
}

static void the_first_run_has_no_news(void **state)
{
    struct world w;
    const struct followup *c;

    (void)state;
    world_init(&w);
    w.track.n = w.track.n_runs = 0;
    w.track.trouble = SV("it is damaged");
    c = compute(&w);
    assert_int_equal(c->last, DATE_NONE);
    assert_false(c->comparable);
    assert_int_equal(c->n_movers + c->n_new + c->n_slips + c->n_amounts, 0);
    assert_int_equal(c->won + c->lost + c->gone, 0);
    assert_int_equal(w.news.plain.len + w.news.break_reason.len, 0);
    assert_sv(c->trouble, "it is damaged");
    for (int k = 0; k < FOLLOWUP_LOOKS; k++)
        assert_int_equal(c->then[k].day, DATE_NONE);
    assert_int_equal(c->tracked_from, DATE_NONE);
    export_release(&w.x);
}

static void a_quiet_week_says_so(void **state)
{
    struct world w;

    (void)state;
    world_init(&w);
    w.track.n = 2; /* A alone was seen … */
    w.scores.n = 1;
    w.list[1].score = TODAY[0].shown;
    w.list[1].amount = 1500;
    compute(&w);
    assert_sv(w.news.plain, "Since 2024-03-18: nothing changed");
    export_release(&w.x);
}

/* Of eleven deals seen on day 0, five were flagged. */
static void what_became_of_the_flagged(void **state)
{
    struct world w;
    const struct flagged_then *t;

    (void)state;
    world_init(&w);
    t = &compute(&w)->then[2];
    assert_int_equal(t->weeks, 12);
    assert_int_equal(t->day, day(0));
    assert_int_equal(t->flagged, 5);
    assert_int_equal(t->lost, 2);
    assert_int_equal(t->won, 1);
    assert_int_equal(t->open, 1);
    assert_int_equal(t->gone, 1);
    assert_true(t->lost_amount == 390); /* as it was then; L2's not known */
    assert_true(t->won_amount == 900);
    assert_int_equal(t->other, 6);
    assert_int_equal(t->other_lost, 2);
    assert_int_equal(t->other_won, 1);
    assert_int_equal(t->other_open, 2);
    assert_int_equal(t->other_gone, 1);
    t = &w.card.then[0]; /* day 56: that of 59 is 3 days off */
    assert_int_equal(t->weeks, 4);
    assert_int_equal(t->day, day(59));
    assert_int_equal(t->flagged + t->other, 1);
    assert_int_equal(t->open, 1);
    t = &w.card.then[1];
    assert_int_equal(t->weeks, 8);
    assert_int_equal(t->day, day(28)); /* a run that saw no deal */
    assert_int_equal(t->flagged + t->other, 0);
    export_release(&w.x);
}

static void the_nearest_run_is_within_three_days(void **state)
{
    static const struct {
        int days[4];
        int four, eight, twelve;
    } CASES[] = {
        {{-3, 24, 52, 60}, NO, NO, -3}, /* 4 days off, on both sides */
        {{-4, 26, 30, 53}, 53, 26, NO}, /* of two as near, the earlier */
        {{-1, 2, 29, 55}, 55, 29, -1},  /* the nearer of two */
        {{-2, 1, 25, 32}, NO, 25, 1},
    };
    struct world w;

    (void)state;
    world_init(&w);
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        set_runs(&w, CASES[k].days, 4);
        compute(&w);
        assert_int_equal(w.card.then[0].day, day(CASES[k].four));
        assert_int_equal(w.card.then[1].day, day(CASES[k].eight));
        assert_int_equal(w.card.then[2].day, day(CASES[k].twelve));
    }
    export_release(&w.x);
}

/* Deals come and go all the same, but no score is compared. */
static void assert_break(struct world *w, const char *sentence)
{
    const struct followup *c = compute(w);

    assert_false(c->comparable);
    assert_sv(w->news.break_reason, sentence);
    assert_int_equal(c->n_movers, 0);
    assert_news(c);
}

static void scores_made_otherwise_are_not_compared(void **state)
{
    struct world w;
    struct scoring_identity *then = &w.runs[3].identity;

    (void)state;
    world_init(&w);
    then->mode = MODE_RULES_ONLY;
    assert_break(&w, "Scores are not compared with those of 18 Mar 2024: the "
                     "mode was rules only then and is hybrid now.");
    *then = w.identity;
    then->settings = SV("s2");
    assert_break(&w, "Scores are not compared with those of 18 Mar 2024: the "
                     "settings that make them have changed.");
    *then = w.identity;
    then->model = SV("file 12ab");
    assert_break(&w, "Scores are not compared with those of 18 Mar 2024: "
                     "another model makes them now.");
    *then = w.identity;
    then->features = SV("a,b,c");
    assert_break(&w, "Scores are not compared with those of 18 Mar 2024: the "
                     "model learns from other fields now.");
    *then = w.identity;
    w.runs[2].identity.mode = MODE_RULES_ONLY; /* an older run: no matter */
    assert_true(compute(&w)->comparable);
    export_release(&w.x);
}

static void what_makes_the_scores_is_their_identity(void **state)
{
    struct feature_column columns[] = {{.name = SV("amount")},
                                       {.name = SV("own:Rival, big")}};
    struct model m = {.mode = MODE_HYBRID,
                      .seed = 7,
                      .features = {.n = 2, .columns = columns}};
    struct scoring_identity a, b;
    struct world w;
    struct settings *s = &w.x.settings;

    (void)state;
    world_init(&w);
    scoring_identity(&a, &m, s, NULL, &w.x.run);
    assert_int_equal(a.mode, MODE_HYBRID);
    assert_int_equal(a.settings.len, 64);
    assert_sv(a.features, "amount,own:Rival, big");
    assert_sv(a.model, "trained in each run, seed 7");
    s->company = SV("Another title");
    s->fiscal_month = 4;
    scoring_identity(&b, &m, s, "", &w.x.run);
    assert_true(sv_eq(a.settings, b.settings) && sv_eq(a.model, b.model));
    s->rules.cycle_points[0] += 1;
    scoring_identity(&b, &m, s, "12ab", &w.x.run);
    assert_false(sv_eq(a.settings, b.settings));
    assert_sv(b.model, "file 12ab");
    s->columns[COLUMN_OWNER] = SV("Seller");
    scoring_identity(&a, &m, s, NULL, &w.x.run);
    assert_false(sv_eq(a.settings, b.settings));
    m.mode = MODE_RULES_ONLY; /* the forest has no say */
    scoring_identity(&b, &m, s, "12ab", &w.x.run);
    assert_int_equal(b.mode, MODE_RULES_ONLY);
    assert_int_equal(b.features.len + b.model.len, 0);
    export_release(&w.x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_movers_come_first),
        cmocka_unit_test(what_came_closed_slipped_and_changed),
        cmocka_unit_test(the_first_run_has_no_news),
        cmocka_unit_test(a_quiet_week_says_so),
        cmocka_unit_test(what_became_of_the_flagged),
        cmocka_unit_test(the_nearest_run_is_within_three_days),
        cmocka_unit_test(scores_made_otherwise_are_not_compared),
        cmocka_unit_test(what_makes_the_scores_is_their_identity),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

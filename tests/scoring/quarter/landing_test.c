/* Landings: five deals worked by hand, the rules of range and record, and the
 * law of time. */
#include "tests/test.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "scoring/quarter/landing_backtest.h"
#include "scoring/quarter/landing_parts.h"
#include "scoring/settings/settings.h"
#include "tests/reference.h"
#include "tests/scoring/context.h"
#include "tests/scoring/planted.h"

/*
 * As of 15 May 2024, 46 days before the end of Q2; the same day of Q1, with 46
 * days left, is 14 February.
 *
 *     created  closed                     amount
 *   A 20 Dec   won 1 Feb                     100   Q1: won by 14 February
 *   B 10 Jan   won 10 Mar                    200   Q1: open on 14 February
 *   C 1 Mar    won 20 Mar                     50   Q1: created after it
 *   D 20 Feb   won 20 Apr                    300   Q2: won so far
 *   E 25 Apr   open, expected 20 Jun        1000   a quarter by 30 June, half
 *                                                  by 30 September
 */
enum { FIVE = 5 };

struct five {
    struct arena run, scratch;
    struct deals d;
    struct settings s;
    struct context ctx;
    struct horizons h;
    struct targets targets;
    struct landing landing;
};

static int32_t day(int year, int month, int d)
{
    return date_from_civil(year, month, d);
}

static void five_deals(struct five *w)
{
    const int32_t created[] = {day(2023, 12, 20), day(2024, 1, 10),
                               day(2024, 3, 1), day(2024, 2, 20),
                               day(2024, 4, 25)};
    const int32_t closed[] = {day(2024, 2, 1), day(2024, 3, 10),
                              day(2024, 3, 20), day(2024, 4, 20), DATE_NONE};
    const double amount[] = {100, 200, 50, 300, 1000};

    w->d = (struct deals){.n = FIVE, .newest = day(2024, 5, 15)};
    w->d.amount = ARENA_ARRAY(&w->run, FIVE, double);
    w->d.created = ARENA_ARRAY(&w->run, FIVE, int32_t);
    w->d.closed = ARENA_ARRAY(&w->run, FIVE, int32_t);
    w->d.expected = ARENA_ARRAY(&w->run, FIVE, int32_t);
    w->d.outcome = ARENA_ARRAY(&w->run, FIVE, uint8_t);
    for (size_t g = 0; g < GROUP_COUNT; g++)
        w->d.groups[g].code = ARENA_ARRAY(&w->run, FIVE, int32_t);
    for (size_t i = 0; i < FIVE; i++) {
        w->d.amount[i] = amount[i];
        w->d.created[i] = created[i];
        w->d.closed[i] = closed[i];
        w->d.expected[i] = i == FIVE - 1 ? day(2024, 6, 20) : DATE_NONE;
        w->d.outcome[i] = i == FIVE - 1 ? OUTCOME_OPEN : OUTCOME_WON;
    }
}

/* The chances of E, as if horizons.h had told them. */
static void five_chances(struct five *w)
{
    static const double WON[] = {0.25, 0.5}, LOST[] = {0.1, 0.3};
    struct horizon_chances *now = &w->h.now;

    w->h.days = (struct leaf_days){.n = 2, .day = {46, 138}};
    *now = (struct horizon_chances){
        .day = w->ctx.as_of, .n = 1, .known = 2};
    now->deal = ARENA_ARRAY(&w->run, 1, uint32_t);
    now->deal[0] = FIVE - 1;
    now->chance[ENDING_WON] = ARENA_ARRAY(&w->run, 2, double);
    now->chance[ENDING_LOST] = ARENA_ARRAY(&w->run, 2, double);
    memcpy(now->chance[ENDING_WON], WON, sizeof WON);
    memcpy(now->chance[ENDING_LOST], LOST, sizeof LOST);
}

static void five_init(struct five *w)
{
    memset(w, 0, sizeof *w);
    arena_init(&w->run);
    arena_init(&w->scratch);
    settings_default(&w->s);
    five_deals(w);
    w->ctx = context_of(&w->d, &w->s, &w->run, &w->scratch);
    five_chances(w);
    w->targets.n = 1;
    w->targets.list = ARENA_ARRAY(&w->run, 1, struct target);
    w->targets.list[0] = (struct target){.quarter = date_quarter(
                                             w->ctx.as_of, 1),
                                         .amount = 1200};
}

static void five_release(struct five *w)
{
    arena_release(&w->run);
    arena_release(&w->scratch);
}

static void check_past(const struct landing_money *m)
{
    const struct landing_past *p = &m->past[0];

    assert_int_equal(m->n_past, 1);
    assert_int_equal(p->day, day(2024, 2, 14));
    assert_int_equal(p->end, day(2024, 3, 31));
    assert_near(p->so_far, 100, 0);
    assert_near(p->from_open, 200, 0);
    assert_near(p->from_created, 50, 0);
    assert_near(p->truth, 350, 0);
    for (int by = 0; by < METHOD_COUNT; by++)
        assert_true(isnan(p->told[by])); /* no quarter before it */
}

static void check_won(const struct landing_money *m)
{
    assert_near(m->so_far, 300, 0);
    assert_near(m->open, 250, 0);
    assert_near(m->created, 50, 0);
    assert_near(m->created_variance, 2500, 0);
    assert_near(m->ratio, 1, 0);
    assert_near(m->level, 1, 0);
    assert_near(m->told[METHOD_MODEL], 600, 1e-9);
    assert_near(m->told[METHOD_AVERAGE], 550, 1e-9);
    assert_near(m->told[METHOD_CRM], 1300, 1e-9);
    assert_int_equal(m->method, METHOD_MODEL);
    assert_near(m->landing, 600, 1e-9);
    assert_near(m->sd, sqrt(0.25 * 0.75 * 1e6 + 2500), 1e-9);
    assert_int_equal(m->gap, LANDING_FEW_PAST);
    assert_true(isnan(m->range.lower) && isnan(m->scale));
    check_past(m);
}

static void check_target(const struct landing_target *t)
{
    assert_near(t->amount, 1200, 0);
    assert_near(t->attained, 0.25, 1e-12);
    assert_near(t->gap, 900, 0);
    assert_false(t->reached);
    assert_true(isnan(t->chance)); /* without a range */
    assert_near(t->due, 1000, 0);
    assert_near(t->by_due.now, 1000.0 / 900, 1e-12);
    assert_int_equal(t->by_due.n, 0); /* nothing dates expected closes */
    assert_near(t->by_open.now, 1000.0 / 900, 1e-12);
    assert_int_equal(t->by_open.n, 1); /* B was open, B and C came in */
    assert_near(t->by_open.median, 200.0 / 250, 1e-12);
}

static void five_by_hand(void **state)
{
    struct five w;
    const struct landing_scope *s;
    const struct landing_quarter *q;

    (void)state;
    five_init(&w);
    landing_compute(&w.landing, &w.ctx, &w.h, &w.targets);
    assert_int_equal(w.landing.n_scopes, 1);
    s = &w.landing.scopes[0];
    assert_int_equal(s->open, 1);
    q = &s->quarter[THIS_QUARTER];
    assert_int_equal(q->start, day(2024, 4, 1));
    assert_int_equal(q->end, day(2024, 6, 30));
    assert_int_equal(q->days_left, 46);
    check_won(&q->money[ENDING_WON]);
    check_target(&q->target);
    assert_int_equal(q->n_hinges, 1);
    assert_near(q->hinge[0].share, 187500.0 / 190000, 1e-12);
    assert_near(q->money[ENDING_LOST].open, 100, 0);
    assert_near(q->money[ENDING_LOST].so_far, 0, 0);
    assert_near(q->money[ENDING_LOST].landing, 100, 0);
    /* No past quarter has seen the one after it end. */
    assert_int_equal(s->quarter[NEXT_QUARTER].days_left, 138);
    assert_int_equal(s->quarter[NEXT_QUARTER].money[ENDING_WON].gap,
                     LANDING_NO_PAST);
    assert_int_equal(w.landing.n_deals, 1);
    assert_near(w.landing.deals[0].by[ENDING_WON][NEXT_QUARTER], 0.5, 0);
    assert_true(w.landing.deals[0].due[THIS_QUARTER]);
    assert_int_equal(s->n_paths, 2);
    assert_int_equal(s->path[0].n, 45);
    assert_near(s->path[0].won[18], 0, 0);
    assert_near(s->path[0].won[19], 300, 0);
    assert_near(s->path[1].won[31], 100, 0);
    assert_near(s->path[1].total, 350, 0);
    five_release(&w);
}

static void nothing_to_tell(void **state)
{
    struct five w;
    const struct horizons none = {0};

    (void)state;
    five_init(&w);
    /* Without chances the average is told. */
    landing_compute(&w.landing, &w.ctx, &none, NULL);
    assert_int_equal(w.landing.scopes[0].quarter[0].money[ENDING_WON].method,
                     METHOD_AVERAGE);
    assert_near(w.landing.scopes[0].quarter[0].money[ENDING_WON].landing, 550,
                1e-9);
    assert_false(w.landing.chances);
    /* On the last day all is known, and nothing is left to chance. */
    w.ctx.as_of = w.d.newest = day(2024, 6, 30);
    landing_compute(&w.landing, &w.ctx, &none, NULL);
    assert_int_equal(w.landing.gap, LANDING_OVER);
    assert_near(w.landing.scopes[0].quarter[0].money[ENDING_WON].landing, 300,
                0);
    w.d.amount = NULL;
    landing_compute(&w.landing, &w.ctx, &none, NULL);
    assert_int_equal(w.landing.gap, LANDING_NO_AMOUNTS);
    assert_int_equal(w.landing.n_scopes, 0);
    five_release(&w);
}

/* Days left are those of today, or the day is the quarter's first. */
static void same_days(void **state)
{
    (void)state;
    for (int month = 1; month <= 12; month++)
        for (int32_t today = day(2023, 12, 1); today < day(2025, 3, 10);
             today++) {
            struct moment m[MOMENTS];
            struct horizon_wish wish;
            int32_t left;

            moments_fill(m, today, month, DATE_NONE);
            landing_wish(&wish, today, month);
            assert_int_equal(wish.n_past, LANDING_PAST);
            left = m[0].end - today;
            assert_int_equal(m[0].day, today);
            for (size_t k = 0; k < MOMENTS; k++) {
                assert_true(m[k].day >= m[k].start && m[k].day <= m[k].end);
                assert_true(m[k].end - m[k].day == left ||
                            (m[k].day == m[k].start &&
                             m[k].end - m[k].day < left));
                if (k)
                    assert_int_equal(m[k].end + 1, m[k - 1].start);
            }
            for (size_t k = 0; k <= LANDING_PAST; k++) {
                bool this = m[k].end == m[k].day, next = false;
                for (size_t j = 0; j < wish.n_days; j++) {
                    this |= wish.days[j] == m[k].end - m[k].day;
                    next |= wish.days[j] == m[k].next_end - m[k].day;
                }
                assert_true(this && next);
            }
        }
}

/* n quarters bear no level above n ÷ (n + 1); of four scores 80% is the
 * largest, of nine the eighth. */
static void conformal_levels(void **state)
{
    const double scores[] = {8, 1, 7, 2, 6, 3, 5, 4};

    (void)state;
    assert_near(conformal(scores, 4, 0.8), 8, 0);    /* 0.8 × 5 = 4th */
    assert_near(conformal(scores, 5, 0.8), 7.8, 1e-12); /* 4.8th of 1 2 6 7 8 */
    assert_near(conformal(scores, 3, 0.8), 8, 0);    /* 3.2th: the largest */
    assert_near(conformal(scores, 8, 0.8), 7.2, 1e-12);
    assert_near(conformal(scores, 8, 0.5), 4.5, 1e-12);
    assert_true(isnan(conformal(scores, 0, 0.8)));
}

struct planted {
    struct arena run, scratch;
    struct deals d;
    struct settings s;
    struct context ctx;
    struct landing landing;
};

static void planted_init(struct planted *w)
{
    arena_init(&w->run);
    arena_init(&w->scratch);
    planted_deals(&w->d, 3000, 21, &w->run);
    settings_default(&w->s);
    w->ctx = context_of(&w->d, &w->s, &w->run, &w->scratch);
    w->ctx.threads = 2;
}

static void planted_run(struct planted *w)
{
    struct leaks leaks;
    struct horizons h;
    struct horizon_wish wish;

    linter_run(&leaks, &w->ctx);
    landing_wish(&wish, w->ctx.as_of, 1);
    horizons_compute(&h, &w->ctx, &leaks, &wish);
    landing_compute(&w->landing, &w->ctx, &h, NULL);
}

static void planted_release(struct planted *w)
{
    arena_release(&w->run);
    arena_release(&w->scratch);
}

static void same_double(double a, double b)
{
    assert_true((isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0);
}

static void same_money(const struct landing_money *a,
                       const struct landing_money *b)
{
    assert_int_equal(a->method, b->method);
    assert_int_equal(a->gap, b->gap);
    assert_int_equal(a->n_past, b->n_past);
    same_double(a->landing, b->landing);
    same_double(a->range.lower, b->range.lower);
    same_double(a->range.upper, b->range.upper);
    same_double(a->open, b->open);
    same_double(a->created, b->created);
    same_double(a->scale, b->scale);
    for (size_t k = 0; k < a->n_past; k++)
        for (int by = 0; by < METHOD_COUNT; by++)
            same_double(a->past[k].told[by], b->past[k].told[by]);
}

/* Four past quarters: half the way to what came ÷ what was told by the three
 * others, and all four for today. */
static void level_by_hand(void **state)
{
    static struct quarter_stage g;
    static struct tally tally[MOMENTS];
    static const double TOLD[] = {100, 200, 100, 100}, CAME[] = {90, 150, 110,
                                                                 50};
    const struct question q = {&g, 0, THIS_QUARTER, ENDING_WON};

    (void)state;
    g.tally = tally;
    for (size_t k = 0; k < MOMENTS; k++)
        g.told_open[ENDING_WON][THIS_QUARTER][k] = NAN;
    for (size_t k = 0; k < 4; k++) {
        g.told_open[ENDING_WON][THIS_QUARTER][k + 1] = TOLD[k];
        tally[k + 1].ended[ENDING_WON][THIS_QUARTER].open = CAME[k];
    }
    assert_near(level_find(&q, 0), 1 + 0.5 * (400.0 / 500 - 1), 1e-12);
    assert_near(level_find(&q, 2), 1 + 0.5 * (250.0 / 300 - 1), 1e-12);
    g.told_open[ENDING_WON][THIS_QUARTER][4] = NAN; /* two others: too few */
    assert_near(level_find(&q, 2), 1, 0);
}

/* On a past day: to the bit what an export of that day says, out of which all
 * that came later is cut. */
static void nothing_later_is_read(void **state)
{
    struct planted w, past;
    uint32_t *kept;

    (void)state;
    planted_init(&w);
    planted_init(&past);
    w.ctx.as_of = day(2024, 4, 20);
    kept = ARENA_ARRAY(&past.run, w.d.n, uint32_t);
    planted_truncate(&past.d, kept, &w.d, w.ctx.as_of, &past.run);
    past.ctx.as_of = w.ctx.as_of;
    planted_run(&w);
    planted_run(&past);
    assert_true(w.landing.chances);
    assert_int_equal(w.landing.n_scopes, past.landing.n_scopes);
    assert_int_equal(w.landing.n_deals, past.landing.n_deals);
    for (size_t k = 0; k < w.landing.n_scopes; k++)
        for (int q = 0; q < LANDING_WHENS; q++)
            for (int e = 0; e < ENDING_COUNT; e++)
                same_money(&w.landing.scopes[k].quarter[q].money[e],
                           &past.landing.scopes[k].quarter[q].money[e]);
    planted_release(&w);
    planted_release(&past);
}

/* What the record says is what the past quarters say, and the sum of the parts
 * is the landing. */
static void adds_up(void **state)
{
    struct planted w;
    size_t models = 0;

    (void)state;
    planted_init(&w);
    w.ctx.as_of = day(2024, 5, 20);
    planted_run(&w);
    assert_true(w.landing.n_scopes > 1);
    for (size_t k = 0; k < w.landing.n_scopes; k++)
        for (int q = 0; q < LANDING_WHENS; q++) {
            const struct landing_money *m =
                &w.landing.scopes[k].quarter[q].money[ENDING_WON];
            size_t held = 0, judged = 0;

            if (m->method == METHOD_MODEL && !isnan(m->landing)) {
                assert_near(m->landing, m->so_far + m->open + m->created, 1e-3);
                models++;
            }
            for (size_t j = 0; j < m->n_past; j++) {
                const struct landing_past *p = &m->past[j];
                assert_near(p->truth, p->so_far + p->from_open + p->from_created,
                            1e-6);
                judged += !isnan(p->range[m->method].lower);
                held += p->truth >= p->range[m->method].lower &&
                        p->truth <= p->range[m->method].upper;
            }
            assert_int_equal(m->record[m->method].judged, judged);
            assert_int_equal(m->record[m->method].held, held);
            if (m->gap == LANDING_KNOWN)
                assert_true(m->range.lower >= m->so_far &&
                            m->range.upper > m->landing);
        }
    assert_true(models > 0);
    for (size_t i = 0; i < w.landing.n_deals; i++)
        for (int e = 0; e < ENDING_COUNT; e++) {
            const double *by = w.landing.deals[i].by[e];
            assert_true(isnan(by[0]) || (by[0] > 0 && by[0] < 1));
            assert_true(isnan(by[1]) || (!(by[1] < by[0]) && by[1] < 1));
        }
    planted_release(&w);
}

/* A manager's own landing stands in the company's place. */
static void narrowed(void **state)
{
    struct planted w;
    struct landing own;

    (void)state;
    planted_init(&w);
    planted_run(&w);
    landing_narrow(&own, &w.landing, &w.d, 1, &w.run);
    assert_true(own.n_scopes >= 1);
    assert_int_equal(own.scopes[0].of, LANDING_MANAGER);
    assert_int_equal(own.scopes[0].code, 1);
    assert_true(own.n_deals > 0 && own.n_deals < w.landing.n_deals);
    for (size_t i = 0; i < own.n_deals; i++)
        assert_int_equal(w.d.groups[GROUP_MANAGER].code[own.deals[i].deal], 1);
    landing_narrow(&own, &w.landing, &w.d, -2, &w.run);
    assert_int_equal(own.n_scopes, 0);
    planted_release(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_by_hand),
        cmocka_unit_test(nothing_to_tell),
        cmocka_unit_test(same_days),
        cmocka_unit_test(conformal_levels),
        cmocka_unit_test(level_by_hand),
        cmocka_unit_test(nothing_later_is_read),
        cmocka_unit_test(adds_up),
        cmocka_unit_test(narrowed)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

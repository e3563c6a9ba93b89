/*
 * Track: what successive snapshots of an export without stage dates and push
 * counts say of each deal, counted by hand; what they leave unknown; and the
 * law of time.
 */
#include "tests/test.h"

#include <math.h>

#include "scoring/intake/track.h"
#include "tests/scoring/export.h"

/* Days count from 2024-01-01; the export is of day 42, 2024-02-12. */
enum { AS_OF = 42, NO = INT32_MIN, SEEN_MOST = 40 };

#define NONE ((double)NAN)

struct trained_ranges {
    const char *id;
    int day;
    const char *stage;
    double amount;
    int expected, entered; /* NO: not known */
    double push_count;
};

static const struct sv EXPORT =
    SV("deal_id,created,closed,stage,outcome,amount,expected_close\n"
       "ends,2024-01-01,2024-01-20,Closed Won,Won,70,\n"
       "gap,2024-01-01,,Proposal,Open,50,2024-03-11\n"
       "late,2024-01-01,,Prospecting,Open,10,2024-03-01\n"
       "moves,2024-01-01,,Qualification,Open,120,2024-03-31\n"
       "odd,2024-01-01,,Prospecting,Open,30,\n"
       "old,2023-11-01,,Proposal,Open,200,2024-03-16\n"
       "slow,2024-01-01,,Prospecting,Open,40,2024-03-01\n"
       "still,2023-11-01,,Prospecting,Open,60,2024-03-16\n"
       "today,2024-02-12,,Prospecting,Open,20,2024-03-31\n"
       "unseen,2024-01-01,,Qualification,Open,90,2024-03-31\n");

enum { ENDS, GAP, LATE, MOVES, ODD, OLD, SLOW, STILL, TODAY, UNSEEN };

static const struct trained_ranges WEEKS[] = {
    {"ends", 0, "Prospecting", 70, 30, NO, NONE},
    {"ends", 7, "Proposal", 70, 30, NO, NONE},
    {"gap", 0, "Prospecting", 50, 60, NO, NONE},
    {"gap", 7, "Prospecting", 50, 60, NO, NONE},
    {"gap", 22, "Prospecting", 50, 60, NO, NONE}, /* 15 days: too long */
    {"gap", 35, "Proposal", 50, 70, NO, NONE},
    {"late", 15, "Prospecting", 10, 60, NO, NONE}, /* 15 days old */
    {"late", 28, "Qualification", 10, 60, NO, NONE},
    {"late", 35, "Prospecting", 10, 60, NO, NONE},
    {"moves", 0, "Prospecting", 100, 60, NO, NONE},
    {"moves", 7, "Prospecting", 100, 60, NO, NONE},
    {"moves", 14, "Qualification", 100, 60, NO, NONE},
    {"moves", 21, "Qualification", 120, 60, NO, NONE},
    {"moves", 28, "Qualification", 120, 75, NO, NONE}, /* a push */
    {"moves", 35, "Prospecting", 120, 70, NO, NONE},   /* back, and pulled in */
    {"odd", 7, "Proposal", 30, 60, NO, NONE},
    {"odd", 14, "No such stage", 30, NO, NO, NONE},
    {"odd", 21, "Prospecting", 30, 61, NO, NONE},
    {"odd", 28, "Prospecting", NONE, 61, NO, NONE},
    {"odd", 35, "", 30, 61, NO, NONE},
    {"old", 0, "Prospecting", 200, 60, NO, NONE}, /* 61 days old */
    {"old", 7, "Proposal", 200, 60, NO, NONE},
    {"old", 14, "Prospecting", 200, 75, NO, NONE},
    {"old", 28, "Proposal", 200, 75, NO, NONE},
    {"slow", 14, "Prospecting", 40, 60, NO, NONE}, /* 14 days: just in time */
    {"slow", 28, "Prospecting", 40, 60, NO, NONE},
    {"still", 0, "Prospecting", 60, 60, NO, NONE},
    {"still", 7, "Prospecting", 60, 75, NO, NONE},
    {"still", 28, "Prospecting", 60, 75, NO, NONE}, /* as it was: 21 days */
};

struct world {
    struct export x;
    struct track track;
    struct track_run runs[2];
    struct observation list[SEEN_MOST];
};

static int32_t day(int n)
{
    return n == NO ? DATE_NONE : date_from_civil(2024, 1, 1) + n;
}

static void world_init(struct world *w, struct sv text,
                       const struct trained_ranges *seen, size_t n, int first)
{
    *w = (struct world){0};
    export_init(&w->x);
    assert_true(export_read(&w->x, text, (struct sv){0}));
    assert_true(n <= SEEN_MOST);
    w->runs[0].day = day(first);
    w->runs[1].day = day(35);
    w->track =
        (struct track){.n = n, .list = w->list, .n_runs = 2, .runs = w->runs};
    for (size_t k = 0; k < n; k++)
        w->list[k] = (struct observation){
            .deal_id = sv_from(seen[k].id),
            .date = day(seen[k].day),
            .stage = sv_from(seen[k].stage),
            .amount = seen[k].amount,
            .expected = day(seen[k].expected),
            .stage_entered = day(seen[k].entered),
            .last_activity = DATE_NONE,
            .push_count = seen[k].push_count,
        };
}

static void apply(struct world *w, int as_of)
{
    track_apply(&w->x.deals, &w->track, day(as_of), &w->x.run, &w->x.scratch);
    arena_reset(&w->x.scratch);
}

static void weeks_init(struct world *w)
{
    world_init(w, EXPORT, WEEKS, sizeof WEEKS / sizeof WEEKS[0], 0);
}

/* One event of a deal, as counted by hand. */
struct want {
    int date;
    const char *stage;
    double amount;
    int expected, entered, until;
    double pushes, back;
};

static void same_number(double got, double want)
{
    assert_true(isnan(want) ? isnan(got) : got == want);
}

static void assert_events(const struct deals *d, size_t i,
                          const struct want *want, size_t n)
{
    size_t first = d->event_start[i];

    assert_int_equal(d->event_start[i + 1] - first, n);
    for (size_t k = 0; k < n; k++) {
        const struct stage_event *e = &d->events[first + k];
        const struct sighting *s = &d->sightings[first + k];

        assert_int_equal(e->date, day(want[k].date));
        assert_sv(e->stage < 0 ? (struct sv){0} : d->stage.labels[e->stage],
                  want[k].stage);
        same_number(e->amount, want[k].amount);
        assert_int_equal(e->expected, day(want[k].expected));
        assert_int_equal(s->entered, day(want[k].entered));
        assert_int_equal(s->until, day(want[k].until));
        same_number(s->pushes, want[k].pushes);
        same_number(s->regressions, want[k].back);
    }
}

#define ASSERT_EVENTS(d, i, ...)                                               \
    do {                                                                       \
        const struct want want_[] = {__VA_ARGS__};                             \
        assert_events(d, i, want_, sizeof want_ / sizeof want_[0]);            \
    } while (0)

static void changes_are_dated_when_first_seen(void **state)
{
    struct world w;
    const struct deals *d = &w.x.deals;

    (void)state;
    weeks_init(&w);
    assert_false(d->has_history);
    apply(&w, AS_OF);
    assert_true(d->has_history);
    assert_int_equal(d->tracked_from, day(0));
    ASSERT_EVENTS(d, MOVES, {0, "Prospecting", 100, 60, 0, 21, 0, 0},
                  {14, "Qualification", 100, 60, 14, 28, 0, 0},
                  {21, "Qualification", 120, 60, 14, 35, 0, 0},
                  {28, "Qualification", 120, 75, 14, 42, 1, 0},
                  {35, "Prospecting", 120, 70, 35, 49, 1, 1},
                  {42, "Qualification", 120, 90, 42, 56, 2, 1});
    /* The export is a snapshot too, also of a deal that is new in it. */
    ASSERT_EVENTS(d, TODAY, {42, "Prospecting", 20, 90, 42, 56, 0, 0});
    export_release(&w.x);
}

static void what_was_not_watched_stays_unknown(void **state)
{
    struct world w;
    const struct deals *d = &w.x.deals;

    (void)state;
    weeks_init(&w);
    apply(&w, AS_OF);
    /* First seen mid-life: stages, but no dates, pushes or moves back. */
    ASSERT_EVENTS(d, OLD, {0, "Prospecting", 200, 60, NO, 14, NONE, NONE},
                  {7, "Proposal", 200, 60, NO, 21, NONE, NONE},
                  {14, "Prospecting", 200, 75, NO, 28, NONE, NONE},
                  {28, "Proposal", 200, 75, NO, 56, NONE, NONE});
    ASSERT_EVENTS(d, UNSEEN, {42, "Qualification", 90, 90, NO, 56, NONE, NONE});
    ASSERT_EVENTS(d, STILL, {0, "Prospecting", 60, 60, NO, 14, NONE, NONE},
                  {7, "Prospecting", 60, 75, NO, 21, NONE, NONE},
                  {28, "Prospecting", 60, 75, NO, 56, NONE, NONE});
    /* A day too late at birth; and just in time. */
    ASSERT_EVENTS(d, LATE, {15, "Prospecting", 10, 60, NO, 29, NONE, NONE},
                  {28, "Qualification", 10, 60, NO, 42, NONE, NONE},
                  {35, "Prospecting", 10, 60, NO, 56, NONE, NONE});
    ASSERT_EVENTS(d, SLOW, {14, "Prospecting", 40, 60, 14, 56, 0, 0});
    /* After a gap: for good, though it was watched before. */
    ASSERT_EVENTS(d, GAP, {0, "Prospecting", 50, 60, 0, 21, 0, 0},
                  {22, "Prospecting", 50, 60, NO, 36, NONE, NONE},
                  {35, "Proposal", 50, 70, NO, 56, NONE, NONE});
    export_release(&w.x);
}

static void a_stage_or_date_that_is_not_known_hides_no_change(void **state)
{
    struct world w;

    (void)state;
    weeks_init(&w);
    apply(&w, AS_OF);
    ASSERT_EVENTS(&w.x.deals, ODD, {7, "Proposal", 30, 60, 7, 21, 0, 0},
                  {14, "", 30, NO, NO, 28, 0, NONE},
                  {21, "Prospecting", 30, 61, 21, 35, 1, 1},
                  {28, "Prospecting", NONE, 61, 21, 42, 1, 1},
                  {35, "", 30, 61, NO, 49, 1, NONE},
                  {42, "Prospecting", 30, NO, 42, 56, 1, 1});
    export_release(&w.x);
}

static void stage_on(const struct world *w, size_t i, int n, const char *stage,
                     int entered)
{
    const struct deals *d = &w->x.deals;
    int32_t code, since;

    deals_stage_at(d, i, day(n), &code, &since);
    assert_sv(code < 0 ? (struct sv){0} : d->stage.labels[code], stage);
    assert_int_equal(since, day(entered));
}

static void a_sighting_holds_from_its_day_and_for_two_weeks(void **state)
{
    struct world w;
    const struct stage_event *event;

    (void)state;
    weeks_init(&w);
    apply(&w, AS_OF);
    assert_null(deals_sighting(&w.x.deals, MOVES, day(-1), &event));
    stage_on(&w, MOVES, -1, "", NO);
    stage_on(&w, MOVES, 0, "Prospecting", 0);
    stage_on(&w, MOVES, 13, "Prospecting", 0); /* it may have moved by then */
    stage_on(&w, MOVES, 14, "Qualification", 14);
    stage_on(&w, MOVES, 34, "Qualification", 14);
    stage_on(&w, GAP, 21, "Prospecting", 0);
    /* Seen again on day 22; and never after day 7. */
    stage_on(&w, GAP, 22, "Prospecting", NO);
    stage_on(&w, ENDS, 19, "Proposal", 7);
    assert_non_null(deals_sighting(&w.x.deals, ENDS, day(21), &event));
    assert_null(deals_sighting(&w.x.deals, ENDS, day(22), &event));
    ASSERT_EVENTS(&w.x.deals, ENDS, {0, "Prospecting", 70, 30, 0, 14, 0, 0},
                  {7, "Proposal", 70, 30, 7, 21, 0, 0});
    stage_on(&w, UNSEEN, 41, "", NO);
    export_release(&w.x);
}

/* On day 38 the export of day 42 is the future: it is no snapshot. */
static void a_replay_reads_nothing_of_the_export(void **state)
{
    struct world w;
    const struct deals *d = &w.x.deals;

    (void)state;
    weeks_init(&w);
    apply(&w, 38);
    ASSERT_EVENTS(d, MOVES, {0, "Prospecting", 100, 60, 0, 21, 0, 0},
                  {14, "Qualification", 100, 60, 14, 28, 0, 0},
                  {21, "Qualification", 120, 60, 14, 35, 0, 0},
                  {28, "Qualification", 120, 75, 14, 42, 1, 0},
                  {35, "Prospecting", 120, 70, 35, 49, 1, 1});
    assert_int_equal(d->event_start[TODAY + 1], d->event_start[TODAY]);
    assert_int_equal(d->event_start[UNSEEN + 1], d->event_start[UNSEEN]);
    export_release(&w.x);
}

/* Deals that no one watched: what the export dates and counts is known. */
static void figures_of_the_export_need_no_watching(void **state)
{
    static const struct trained_ranges SEEN[] = {
        {"A", 7, "Proposal", 10, 60, 5, 1},
        {"A", 14, "Proposal", 10, 60, 20, 3}, /* a date to come: none */
        {"A", 21, "Proposal", 10, 60, NO, NONE},
        {"A", 28, "Proposal", 10, 60, 25, NONE}, /* left and entered again */
    };
    struct world w;

    (void)state;
    world_init(&w,
               SV("deal_id,created,closed,stage,outcome,amount,"
                  "expected_close,stage_entered,push_count\n"
                  "A,2023-06-01,,Proposal,Open,10,2024-03-01,2024-02-01,4\n"
                  "B,2023-06-01,,Proposal,Open,10,2024-03-01,,\n"
                  "C,2024-02-12,,Proposal,Open,10,2024-03-01,,\n"),
               SEEN, sizeof SEEN / sizeof SEEN[0], 0);
    apply(&w, AS_OF);
    ASSERT_EVENTS(&w.x.deals, 0, {7, "Proposal", 10, 60, 5, 21, 1, NONE},
                  {14, "Proposal", 10, 60, NO, 28, 3, NONE},
                  {21, "Proposal", 10, 60, NO, 35, NONE, NONE},
                  {28, "Proposal", 10, 60, 25, 42, NONE, NONE},
                  {42, "Proposal", 10, 60, 31, 56, 4, NONE});
    ASSERT_EVENTS(&w.x.deals, 1, {42, "Proposal", 10, 60, NO, 56, NONE, NONE});
    export_release(&w.x);
}

static void a_track_counts_from_four_weeks_on(void **state)
{
    struct world w;

    (void)state;
    world_init(&w, EXPORT, WEEKS, sizeof WEEKS / sizeof WEEKS[0], 15);
    apply(&w, AS_OF); /* 27 days */
    assert_false(w.x.deals.has_history);
    assert_null(w.x.deals.sightings);
    w.runs[0].day = day(14); /* 28 */
    apply(&w, AS_OF);
    assert_true(w.x.deals.has_history);
    assert_int_equal(w.x.deals.tracked_from, day(14));
    export_release(&w.x);
}

static void it_gives_way_to_a_history_and_needs_a_run(void **state)
{
    struct world w;

    (void)state;
    weeks_init(&w);
    w.track.n_runs = 0;
    apply(&w, AS_OF);
    assert_false(w.x.deals.has_history);
    w.track.n_runs = 2;
    w.x.deals.has_history = true;
    apply(&w, AS_OF);
    assert_null(w.x.deals.sightings);
    export_release(&w.x);
}

static void deals_are_found_by_id_and_day(void **state)
{
    struct world w;
    size_t n;

    (void)state;
    weeks_init(&w);
    assert_ptr_equal(track_deal(&w.track, SV("moves"), &n), &w.list[9]);
    assert_int_equal(n, 6);
    assert_ptr_equal(track_deal(&w.track, SV("ends"), &n), &w.list[0]);
    assert_int_equal(n, 2);
    track_deal(&w.track, SV("still"), &n); /* the last of all */
    assert_int_equal(n, 3);
    track_deal(&w.track, SV("move"), &n);
    assert_int_equal(n, 0);
    track_deal(&w.track, SV("zebra"), &n);
    assert_int_equal(n, 0);
    assert_ptr_equal(track_on(&w.track, SV("gap"), day(22)), &w.list[4]);
    assert_null(track_on(&w.track, SV("gap"), day(21)));
    export_release(&w.x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_dated_when_first_seen),
        cmocka_unit_test(what_was_not_watched_stays_unknown),
        cmocka_unit_test(a_stage_or_date_that_is_not_known_hides_no_change),
        cmocka_unit_test(a_sighting_holds_from_its_day_and_for_two_weeks),
        cmocka_unit_test(a_replay_reads_nothing_of_the_export),
        cmocka_unit_test(figures_of_the_export_need_no_watching),
        cmocka_unit_test(a_track_counts_from_four_weeks_on),
        cmocka_unit_test(it_gives_way_to_a_history_and_needs_a_run),
        cmocka_unit_test(deals_are_found_by_id_and_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

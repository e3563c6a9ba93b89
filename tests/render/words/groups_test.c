/*
 * Groups in words: a reader for whom names are masked sees the same rows in
 * an order that follows from what is shown alone, and every sentence calls
 * them by what is shown.
 */
#include "tests/test.h"

#include "render/words/groups.h"

#include <math.h>

#include "render/words/notes.h"
#include "render/words/prescribe.h"
#include "tests/scoring/export.h"

enum { ANNA, BERT, CARO, LABELS };

struct world {
    struct arena a;
    struct deals d;
    struct words w;
    struct portfolio p;
    struct group_row reps[LABELS], segments[LABELS];
};

static struct group_row row(enum group group, int32_t code, size_t closed)
{
    return (struct group_row){.group = group,
                              .code = code,
                              .won = 1,
                              .closed = closed,
                              .win_rate = 1 / (double)closed,
                              .p_adjusted = 0.01,
                              .flagged = true};
}

/* Anna and Bert tie at 20 closed deals; sources stand before managers, as in
 * the portfolio, though GROUP_MANAGER may be the smaller number. */
static void open_world(struct world *x, struct sv *names)
{
    *x = (struct world){0};
    arena_init(&x->a);
    for (int g = 0; g < GROUP_OWN; g++) {
        x->d.groups[g].labels = names;
        x->d.groups[g].n_labels = LABELS;
    }
    x->reps[0] = row(GROUP_OWNER, CARO, 30);
    x->reps[1] = row(GROUP_OWNER, ANNA, 20);
    x->reps[2] = row(GROUP_OWNER, BERT, 20);
    x->segments[0] = row(GROUP_SOURCE, ANNA, 20);
    x->segments[1] = row(GROUP_SOURCE, BERT, 20);
    x->segments[2] = row(GROUP_MANAGER, CARO, 90);
    x->p = (struct portfolio){.won = 3,
                              .lost = 67,
                              .win_rate = 3.0 / 70,
                              .n_reps = LABELS,
                              .reps = x->reps,
                              .n_segments = LABELS,
                              .segments = x->segments,
                              .n_flagged_reps = LABELS,
                              .n_flagged_segments = LABELS};
    x->w = (struct words){.deals = &x->d, .a = &x->a};
}

static void ties_stand_by_the_name_that_is_shown(void **state)
{
    struct sv shown[] = {SV("Anna"), SV("Bert"), SV("Caro")};
    struct sv masked[] = {SV("Rep 3"), SV("Rep 2"), SV("Rep 1")};
    const struct named_group *g;
    struct world x;

    (void)state;
    open_world(&x, shown);
    g = words_groups(&x.w, x.reps, LABELS);
    assert_sv(g[0].name, "Caro");
    assert_sv(g[1].name, "Anna");
    assert_sv(g[2].name, "Bert");
    assert_ptr_equal(g[1].of, &x.reps[1]);
    arena_release(&x.a);

    open_world(&x, masked);
    g = words_groups(&x.w, x.reps, LABELS);
    assert_sv(g[0].name, "Rep 1");
    assert_sv(g[1].name, "Rep 2"); /* Bert: Anna came first above */
    assert_ptr_equal(g[1].of, &x.reps[2]);
    assert_sv(g[2].name, "Rep 3");
    arena_release(&x.a);
}

static void fields_keep_their_order(void **state)
{
    struct sv names[] = {SV("z"), SV("y"), SV("x")};
    const struct named_group *g;
    struct world x;

    (void)state;
    open_world(&x, names);
    g = words_groups(&x.w, x.segments, LABELS);
    assert_sv(g[0].name, "y");
    assert_sv(g[1].name, "z");
    assert_int_equal(g[2].of->group, GROUP_MANAGER); /* 90 closed, yet last */
    arena_release(&x.a);
}

static void prescriptions_call_them_as_shown(void **state)
{
    static const char *const WANT[] = {"Coach Rep 1",
                                       "Coach Rep 2",
                                       "Coach Rep 3",
                                       "Audit the Rep 2 channel",
                                       "Audit the Rep 3 channel",
                                       "Review the deals of Rep 1's team",
                                       "Enter the amounts that are not known"};
    struct sv masked[] = {SV("Rep 3"), SV("Rep 2"), SV("Rep 1")};
    struct prescriptions out;
    struct world x;

    (void)state;
    open_world(&x, masked);
    x.p.concerns[CONCERN_UNPRICED] = (struct concern_count){2, 8, 0};
    words_prescribe(&out, &x.w, &x.p, words_groups(&x.w, x.reps, LABELS),
                    words_groups(&x.w, x.segments, LABELS));
    assert_int_equal(out.n, sizeof WANT / sizeof WANT[0]);
    for (size_t k = 0; k < out.n; k++)
        assert_sv(out.list[k].text, WANT[k]);
    assert_sv(
        out.list[6].evidence,
        "2 of 8 (25%) open deals have no known amount and count in no sum");
    arena_release(&x.a);
}

static void a_pack_says_for_whom_it_is(void **state)
{
    struct sv names[] = {SV("Anna Berg"), SV("Other manager 1"), SV("Caro")};
    struct world x;

    (void)state;
    open_world(&x, names);
    assert_int_equal(words_audience_note(&x.w, NULL).len, 0);
    assert_int_equal(
        words_audience_note(&x.w, &(struct audience){PROFILE_CRO, {0}}).len, 0);
    assert_true(sv_starts(
        words_audience_note(&x.w, &(struct audience){PROFILE_BOARD, {0}}),
        SV("This pack is for the board: ")));
    /* As the export spells the name. */
    assert_true(sv_starts(
        words_audience_note(
            &x.w, &(struct audience){PROFILE_MANAGER, SV("ANNA berg")}),
        SV("This pack is about the deals of Anna Berg alone. ")));
    arena_release(&x.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ties_stand_by_the_name_that_is_shown),
        cmocka_unit_test(fields_keep_their_order),
        cmocka_unit_test(prescriptions_call_them_as_shown),
        cmocka_unit_test(a_pack_says_for_whom_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

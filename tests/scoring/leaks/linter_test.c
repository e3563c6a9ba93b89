#include "tests/shared.h"

#include "scoring/features/features.h"
#include "scoring/leaks/linter.h"
#include "tests/scoring/context.h"
#include "tests/scoring/planted.h"
#include "scoring/settings/settings.h"

#include <stdlib.h>

static const struct leak *found(const struct leaks *l, const char *field)
{
    for (size_t k = 0; k < l->n; k++)
        if (sv_eq(l->fields[k].field, sv_from(field)))
            return &l->fields[k];
    fail_msg("%s was not judged", field);
    return NULL;
}

static void lint(struct leaks *l, const struct deals *d, int32_t as_of,
                 struct arena *a)
{
    struct arena scratch;
    struct context ctx = context_of(d, NULL, a, &scratch);

    ctx.as_of = as_of;
    arena_init(&scratch);
    linter_run(l, &ctx);
    arena_release(&scratch); /* nothing of the result may live there */
}

static void read_shared(struct deals *d, const char *name, struct arena *a)
{
    struct settings settings;
    struct diags diags;
    struct err err;

    shared_needed("data");
    struct sv path = sv_printf(a, "%s/data/%s", shared_folder(), name);
    settings_default(&settings);
    diags_init(&diags, a);
    const struct export_paths paths = {path.ptr, NULL};
    if (!deals_read(d, &paths, &settings, a, &diags, &err))
        fail_msg("%s", err.text);
}

/* close_value: 0 where lost, positive where won, empty where open. */
static void test_maven(void **state)
{
    struct arena a;
    struct deals d;
    struct leaks l;
    struct feature_set set;
    const struct leak *value;

    (void)state;
    arena_init(&a);
    read_shared(&d, "maven/sales_pipeline.csv", &a);
    lint(&l, &d, d.newest, &a);
    value = found(&l, "close_value");
    assert_int_equal(value->kind, LEAK_VALUE);
    assert_int_equal(value->column, COLUMN_AMOUNT);
    assert_true(value->auc == 1);
    assert_int_equal(value->won, 4238);
    assert_int_equal(value->lost, 2473);
    assert_true(value->empty_closed == 0 && value->empty_open == 1);
    assert_int_equal(l.n_leaking, 1); /* no account, agent or product */
    assert_int_equal(found(&l, "sales_agent")->kind, LEAK_NONE);
    assert_int_equal(found(&l, "account")->kind, LEAK_NONE);
    assert_int_equal(found(&l, "product")->kind, LEAK_NONE);
    assert_true(leaks_column(&l, COLUMN_AMOUNT));
    assert_false(leaks_column(&l, COLUMN_OWNER));
    assert_false(leaks_column(NULL, COLUMN_AMOUNT));
    feature_set_choose(&set, &d, &l, &a);
    assert_true(set.n > 0);
    for (size_t k = 0; k < set.n; k++)
        assert_int_not_equal(set.columns[k].subject, SUBJECT_AMOUNT);
    arena_release(&a);
}

static void test_skygeni(void **state)
{
    struct arena a;
    struct deals d;
    struct leaks l;

    (void)state;
    arena_init(&a);
    read_shared(&d, "skygeni/skygeni_sales_data.csv", &a);
    for (int quarter = 0; quarter < 5; quarter++) {
        lint(&l, &d, d.newest - 90 * quarter, &a);
        assert_true(l.n >= 6);
        assert_int_equal(l.n_leaking, 0);
        for (size_t k = 0; k < l.n; k++)
            assert_true(isnan(l.fields[k].auc) || l.fields[k].auc < 0.56);
    }
    arena_release(&a);
}

/* A reason that a rep types in when the deal is lost, at a rate of `fill`. */
static const struct leak *plant_reason(struct deals *d, struct leaks *l,
                                       double fill, struct arena *a)
{
    struct rng r;

    rng_init(&r, 21, 0);
    planted_deals(d, 3000, 21, a);
    d->own_category_names[0] = SV("loss_reason");
    for (size_t i = 0; i < d->n; i++)
        if (d->outcome[i] != OUTCOME_LOST || rng_uniform(&r) > fill)
            d->groups[GROUP_OWN].code[i] = -1;
    lint(l, d, d->newest, a);
    return found(l, "loss_reason");
}

static void test_loss_reason(void **state)
{
    struct arena a;
    struct deals d;
    struct leaks l;
    const struct leak *reason;

    (void)state;
    arena_init(&a);
    reason = plant_reason(&d, &l, 1, &a);
    assert_int_equal(reason->kind, LEAK_EMPTY);
    assert_int_equal(reason->column, COLUMN_COUNT);
    assert_true(leaks_own_category(&l, 0));
    assert_false(leaks_own_numeric(&l, 0));
    assert_int_equal(l.n_leaking, 1);
    /* Filled in half of the time it no longer separates, but gives itself
     * away by being empty on every open deal. */
    reason = plant_reason(&d, &l, 0.5, &a);
    assert_int_equal(reason->kind, LEAK_FILLED_LATE);
    assert_true(reason->empty_auc < 0.9);
    assert_true(reason->empty_open == 1);
    assert_int_equal(l.n_leaking, 1);
    arena_release(&a);
}

/* Filled as deals age, whatever becomes of them: at the same age open and
 * closed deals are alike, so there is nothing to object to. */
static void test_filled_with_age(void **state)
{
    struct arena a;
    struct deals d;
    struct leaks l;

    (void)state;
    arena_init(&a);
    planted_deals(&d, 4000, 22, &a);
    for (size_t i = 0; i < d.n; i++) {
        int32_t end = d.closed[i] == DATE_NONE ? d.newest : d.closed[i];

        if (end - d.created[i] < 30)
            d.own_numeric[0][i] = NAN;
    }
    lint(&l, &d, d.newest, &a);
    assert_int_equal(found(&l, "Client Size")->kind, LEAK_NONE);
    assert_int_equal(l.n_leaking, 0);
    arena_release(&a);
}

/* A number that gives the outcome away without being ordered by it. */
static void test_unordered_number(void **state)
{
    struct arena a;
    struct deals d;
    struct leaks l;
    struct rng r;
    const struct leak *number;

    (void)state;
    arena_init(&a);
    rng_init(&r, 23, 0);
    planted_deals(&d, 3000, 23, &a);
    for (size_t i = 0; i < d.n; i++)
        d.own_numeric[0][i] =
            d.outcome[i] == OUTCOME_WON ? 500 : (double)rng_below(&r, 1001);
    lint(&l, &d, d.newest, &a);
    number = found(&l, "Client Size");
    assert_int_equal(number->kind, LEAK_VALUE);
    assert_true(leaks_own_numeric(&l, 0));
    arena_release(&a);
}

/* A label of its own for every deal fits the past perfectly; out of fold it
 * says nothing. */
static void test_many_labels(void **state)
{
    struct arena a;
    struct deals d;
    struct leaks l;
    const struct leak *account;

    (void)state;
    arena_init(&a);
    planted_deals(&d, 1000, 24, &a);
    d.groups[GROUP_ACCOUNT].n_labels = d.n;
    d.groups[GROUP_ACCOUNT].labels = d.id;
    for (size_t i = 0; i < d.n; i++)
        d.groups[GROUP_ACCOUNT].code[i] = (int32_t)i;
    lint(&l, &d, d.newest, &a);
    account = found(&l, "account");
    assert_int_equal(account->kind, LEAK_NONE);
    assert_true(fabs(account->auc - 0.5) < 0.01);
    arena_release(&a);
}

static void test_too_few(void **state)
{
    struct arena a;
    struct deals d;
    struct leaks l;

    (void)state;
    arena_init(&a);
    planted_deals(&d, 40, 25, &a);
    for (size_t i = 0; i < d.n; i++)
        d.own_numeric[0][i] = d.outcome[i]; /* would leak */
    lint(&l, &d, d.newest, &a);
    assert_true(isnan(found(&l, "Client Size")->auc));
    assert_int_equal(l.n_leaking, 0);
    for (size_t k = 0; k < l.n; k++)
        assert_true(isnan(l.fields[k].empty_auc));
    arena_release(&a);
}

/* Filled when a deal ends, whichever way, with values that lean: being empty
 * says nothing, and the value too little to separate. */
static void test_filled_at_closing(void **state)
{
    struct arena a;
    struct deals d;
    struct leaks l;
    struct rng r;
    const struct leak *number;

    (void)state;
    arena_init(&a);
    for (int blank = 0; blank < 2; blank++) {
        rng_init(&r, 26, 0);
        planted_deals(&d, 3000, 26, &a);
        for (size_t i = 0; i < d.n; i++) {
            double lean = d.outcome[i] == OUTCOME_LOST;
            d.own_numeric[0][i] = d.outcome[i] == OUTCOME_OPEN
                                      ? (blank ? 0 : NAN)
                                      : 5 + rng_normal(&r) + lean;
        }
        lint(&l, &d, d.newest, &a);
        number = found(&l, "Client Size");
        assert_int_equal(number->kind, LEAK_FILLED_LATE);
        assert_true(number->auc > 0.6 && number->auc < 0.9);
        assert_true(number->empty_open == 1 && number->empty_closed == 0);
        assert_int_equal(l.n_leaking, 1);
    }
    arena_release(&a);
}

/* A tenth of the lost deals say so in a text, in words. */
static const struct leak *plant_word(struct deals *d, struct leaks *l,
                                     const char *lost, const char *open,
                                     struct arena *a)
{
    struct rng r;

    rng_init(&r, 27, 0);
    planted_deals(d, 3000, 27, a);
    d->next_step = ARENA_ARRAY(a, d->n, struct sv);
    for (size_t i = 0; i < d->n; i++) {
        bool says = rng_below(&r, 10) == 0;

        d->next_step[i] =
            sv_printf(a, "Call %u, send Offer", rng_below(&r, 1000));
        if (says && d->outcome[i] == OUTCOME_LOST)
            d->next_step[i] = sv_from(lost);
        if (says && d->outcome[i] == OUTCOME_OPEN)
            d->next_step[i] = sv_from(open);
    }
    lint(l, d, d->newest, a);
    return found(l, "next_step");
}

static void test_word(void **state)
{
    struct arena a;
    struct deals d;
    struct leaks l;
    const struct leak *text;

    (void)state;
    arena_init(&a);
    text = plant_word(&d, &l, "REASON: price. Reason!", "Call 1", &a);
    assert_int_equal(text->kind, LEAK_WORD);
    assert_true(sv_eq(text->word.word, SV("reason")));
    assert_int_equal(l.n_leaking, 1);
    assert_int_equal(leak_feeds(text->column), FEEDS_NO_SCORE);
    /* A word that open deals hold as often only predicts. */
    text = plant_word(&d, &l, "Reason: price", "Reason: price", &a);
    assert_int_equal(text->kind, LEAK_NONE);
    assert_int_equal(l.n_leaking, 0);
    /* The same in a label of a company's own field. */
    planted_deals(&d, 3000, 27, &a);
    d.groups[GROUP_OWN].labels[3] = SV("lost to Acme");
    for (size_t i = 0; i < d.n; i++)
        if (d.groups[GROUP_OWN].code[i] == 3 && d.outcome[i] != OUTCOME_LOST)
            d.groups[GROUP_OWN].code[i] = 2;
    lint(&l, &d, d.newest, &a);
    assert_int_equal(found(&l, "Competitor")->kind, LEAK_WORD);
    assert_true(leaks_own_category(&l, 0));
    assert_int_equal(l.n_leaking, 1);
    arena_release(&a);
}

/* In-sample many labels look like a finding; out of fold they are none. The
 * in-sample figure by hand: deals one by one against one another. */
static void test_naive_encoding(void **state)
{
    struct arena a;
    struct deals d;
    struct leaks l;
    const struct leak *account;
    double rate[60] = {0}, all[60] = {0}, wins = 0, pairs = 0;

    (void)state;
    arena_init(&a);
    planted_deals(&d, 1000, 28, &a);
    lint(&l, &d, d.newest, &a);
    account = found(&l, "account");
    const int32_t *code = d.groups[GROUP_ACCOUNT].code;
    for (size_t i = 0; i < d.n; i++)
        if (d.outcome[i] != OUTCOME_OPEN && code[i] >= 0) {
            rate[code[i]] += d.outcome[i] == OUTCOME_LOST;
            all[code[i]]++;
        }
    for (size_t i = 0; i < d.n; i++)
        for (size_t k = 0; k < d.n; k++) {
            if (d.outcome[i] != OUTCOME_LOST || code[i] < 0 ||
                d.outcome[k] != OUTCOME_WON || code[k] < 0)
                continue;
            double x = rate[code[i]] / all[code[i]];
            double y = rate[code[k]] / all[code[k]];
            wins += x > y ? 1 : x == y ? 0.5 : 0;
            pairs++;
        }
    assert_true(fabs(account->naive_auc - wins / pairs) < 1e-9);
    assert_true(account->naive_auc > 0.6 && account->auc < 0.55);
    assert_true(isnan(found(&l, "Client Size")->naive_auc));
    arena_release(&a);
}

static void test_stage_of_closed(void **state)
{
    struct arena a;
    struct deals d;
    struct leaks l;

    (void)state;
    arena_init(&a);
    planted_deals(&d, 1000, 29, &a);
    lint(&l, &d, d.newest, &a);
    assert_true(l.stage.known && l.stage.apart == 0);
    assert_int_equal(l.stage.on_closing, 0);
    /* Closed stages of their own, entered on the last day. */
    size_t closed = 0;
    d.stage.n_labels = PLANTED_STAGES + 2;
    struct sv *labels = ARENA_ARRAY(&a, d.stage.n_labels, struct sv);
    int32_t *ordinal = ARENA_ARRAY(&a, d.stage.n_labels, int32_t);
    for (size_t k = 0; k < d.stage.n_labels; k++) {
        labels[k] = k < PLANTED_STAGES ? d.stage.labels[k] : SV("Closed");
        ordinal[k] = k < PLANTED_STAGES ? (int32_t)k : -1;
    }
    d.stage.labels = labels;
    d.stage_ordinal = ordinal;
    for (size_t i = 0; i < d.n; i++)
        if (d.outcome[i] != OUTCOME_OPEN) {
            d.stage.code[i] = PLANTED_STAGES + (d.outcome[i] == OUTCOME_WON);
            d.stage_entered[i] = d.closed[i];
            closed++;
        }
    lint(&l, &d, d.newest, &a);
    assert_int_equal(l.stage.closed, closed);
    assert_int_equal(l.stage.apart, closed);
    assert_int_equal(l.stage.on_closing, closed);
    assert_true(l.stage.auc == 1);
    assert_int_equal(l.n_leaking, 0);
    assert_true(l.stage.known);
    arena_release(&a);
}

enum { HONEST, SIZES_DIFFER, MOVED_WON, MOVED_LOST, PLACEHOLDERS };

/* Amounts without dates, in a company where they are what they were, where
 * large deals are lost more often, where won deals are signed at two fifths,
 * where lost ones are written down, or where a deal has its amount only from
 * its third stage on. */
static void plant_amounts(struct deals *d, int kind, uint64_t seed,
                          struct arena *a)
{
    struct rng r;

    planted_deals(d, 4000, seed, a);
    rng_init(&r, seed, 3);
    for (size_t e = 0; e < d->event_start[d->n]; e++)
        d->events[e].amount = NAN;
    for (size_t i = 0; i < d->n; i++) {
        bool closed = d->outcome[i] != OUTCOME_OPEN;
        double lost = 1 / (1 + exp(-0.8 * (log(d->amount[i]) - 9)));
        size_t last = d->event_start[i + 1] - 1;

        if (kind == SIZES_DIFFER && closed && d->amount[i] > 0)
            d->outcome[i] =
                rng_uniform(&r) < lost ? OUTCOME_LOST : OUTCOME_WON;
        if (kind == MOVED_WON && d->outcome[i] == OUTCOME_WON)
            d->amount[i] *= 0.4;
        if (kind == MOVED_LOST && d->outcome[i] == OUTCOME_LOST)
            d->amount[i] *= 0.5;
        if (kind == PLACEHOLDERS && d->events[last].stage < 2)
            d->amount[i] = 1000;
    }
}

static void test_amounts_that_move(void **state)
{
    enum { SEEDS = 30 };
    size_t times[5] = {0};

    (void)state;
    for (int kind = 0; kind < 5; kind++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            struct arena a;
            struct deals d;
            struct leaks l;

            arena_init(&a);
            plant_amounts(&d, kind, seed, &a);
            lint(&l, &d, d.newest, &a);
            const struct leak *amount = found(&l, "amount");
            assert_true(amount->moved.days > 3);
            times[kind] += amount->kind == LEAK_MOVED;
            assert_true(leaks_column(&l, COLUMN_AMOUNT) ==
                        (amount->kind != LEAK_NONE));
            arena_release(&a);
        }
    print_message("of %d: %zu honest, %zu sizes differ, %zu won moved, %zu "
                  "lost moved, %zu placeholders\n",
                  SEEDS, times[0], times[1], times[2], times[3], times[4]);
    assert_int_equal(times[HONEST], 0);
    assert_true(times[SIZES_DIFFER] <= 1);
    for (int kind = MOVED_WON; kind <= PLACEHOLDERS; kind++)
        assert_true(times[kind] >= 25);
}

/* Where the history dates amounts a past day has that day's: nobody asks. */
static void test_dated_amounts_may_move(void **state)
{
    struct arena a;
    struct deals d;
    struct leaks l;

    (void)state;
    arena_init(&a);
    plant_amounts(&d, MOVED_LOST, 1, &a);
    d.events[0].amount = 5;
    lint(&l, &d, d.newest, &a);
    assert_int_equal(found(&l, "amount")->kind, LEAK_NONE);
    assert_true(isnan(found(&l, "amount")->moved.won));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maven),
        cmocka_unit_test(test_skygeni),
        cmocka_unit_test(test_loss_reason),
        cmocka_unit_test(test_filled_with_age),
        cmocka_unit_test(test_unordered_number),
        cmocka_unit_test(test_many_labels),
        cmocka_unit_test(test_too_few),
        cmocka_unit_test(test_filled_at_closing),
        cmocka_unit_test(test_word),
        cmocka_unit_test(test_naive_encoding),
        cmocka_unit_test(test_stage_of_closed),
        cmocka_unit_test(test_amounts_that_move),
        cmocka_unit_test(test_dated_amounts_may_move),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

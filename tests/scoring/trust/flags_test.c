/* Flags counted by hand, their intervals against R 4.2. */
#include "scoring/trust/flags.h"
#include "scoring/intake/deals.h"
#include "tests/reference.h"

/* Five deals over three days. */
static void three_days(struct flag_history *h, struct arena *a)
{
    static const struct {
        uint32_t flagged, other;
        enum state fate;
        double amount;
    } deals[] = {
        {3, 0, STATE_LOST, 100}, {1, 2, STATE_WON, 70},
        {0, 3, STATE_LOST, NAN}, {0, 1, STATE_LOST, 40},
        {2, 0, STATE_OPEN, 900}, {0, 0, STATE_LOST, 5000},
    };
    double *amount = ARENA_ARRAY(a, 6, double);

    flag_history_init(h, 6, a);
    for (size_t i = 0; i < 6; i++) {
        h->flagged[i] = deals[i].flagged;
        h->other[i] = deals[i].other;
        h->fate[i] = (uint8_t)deals[i].fate;
        amount[i] = deals[i].amount;
    }
    h->amount = amount;
}

static void rows_and_deals_are_counted(void **state)
{
    (void)state;
    struct arena a;
    struct flag_history h;
    struct flags f;

    arena_init(&a);
    three_days(&h, &a);
    flags_count(&f, &h);
    assert_int_equal(f.flagged.rows, 6);
    assert_int_equal(f.flagged.lost, 3);
    assert_int_equal(f.flagged.won, 1);
    assert_int_equal(f.flagged.open, 2);
    assert_int_equal(f.other.rows, 6);
    assert_int_equal(f.other.lost, 4);
    assert_int_equal(f.other.won, 2);
    assert_int_equal(f.other.open, 0);
    assert_near(f.flagged.lost_share, 0.75, 0);
    assert_int_equal(f.deals, 5); /* the sixth was open on no day */
    assert_int_equal(f.flagged_deals, 3);
    assert_int_equal(f.caught_deals, 1);
    assert_int_equal(f.missed_deals, 2);
    assert_int_equal(f.alarmed_deals, 1);
    assert_near(f.caught, 100, 0);
    assert_near(f.missed, 40, 0);
    assert_near(f.alarmed, 70, 0);
    h.amount = NULL;
    flags_count(&f, &h);
    assert_true(isnan(f.caught) && isnan(f.missed) && isnan(f.alarmed));
    arena_release(&a);
}

static void intervals_are_wilson_at_kish(void **state)
{
    (void)state;
    struct arena a;
    struct flag_history h;
    struct flags f;

    arena_init(&a);
    three_days(&h, &a);
    flags_count(&f, &h);
    /* n <- 16/10; p <- .75; z <- qnorm(.975); (p + z^2/(2*n) + c(-1,1) * z *
     * sqrt(p*(1-p)/n + z^2/(4*n^2))) / (1 + z^2/n) */
    assert_near(f.flagged.ci.lower, 0.16913789965235446, 1e-12);
    assert_near(f.flagged.ci.upper, 0.97788149833657501, 1e-12);

    /* One day: prop.test(14, 40, correct = FALSE)$conf.int */
    flag_history_init(&h, 40, &a);
    for (size_t i = 0; i < 40; i++) {
        h.flagged[i] = 1;
        h.fate[i] = i < 14 ? STATE_LOST : STATE_WON;
    }
    flags_count(&f, &h);
    assert_near(f.flagged.ci.lower, 0.22134528873176290, 1e-12);
    assert_near(f.flagged.ci.upper, 0.50494119162742301, 1e-12);
    assert_true(isnan(f.other.lost_share) && isnan(f.other.ci.lower));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_deals_are_counted),
        cmocka_unit_test(intervals_are_wilson_at_kish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Phrases: what a sentence says equals the figures it is given. */
#include "render/words/phrase.h"
#include "render/words/rates.h"
#include "scoring/portfolio/portfolio.h"
#include "scoring/score/score.h"
#include "tests/reference.h"

static const struct style PLAIN; /* no currency, English marks */

static void assert_text(struct sv ours, const char *wanted)
{
    if (!sv_eq(ours, sv_from(wanted)))
        fail_msg("\"%.*s\" instead of \"%s\"", SV_ARG(ours), wanted);
}

static void counts_and_shares(void **state)
{
    (void)state;
    struct arena a;

    arena_init(&a);
    assert_text(phrase_count(0, PLAIN, &a), "0");
    assert_text(phrase_count(999, PLAIN, &a), "999");
    assert_text(phrase_count(1234567, PLAIN, &a), "1,234,567");
    assert_text(phrase_of(18, 61, PLAIN, &a), "18 of 61 (30%)");
    assert_text(phrase_of(999, 1000, PLAIN, &a), "999 of 1,000 (99.9%)");
    assert_text(phrase_of(1, 1000, PLAIN, &a), "1 of 1,000 (0.1%)");
    assert_text(phrase_of(3, 3, PLAIN, &a), "3 of 3 (100%)");
    assert_text(phrase_of(0, 3, PLAIN, &a), "0 of 3 (0%)");
    assert_text(phrase_share(0, 0, PLAIN, &a), "–");
    /* Ties go away from zero, in sentences as in tables. */
    assert_text(phrase_of(1, 40, PLAIN, &a), "1 of 40 (3%)");
    assert_text(phrase_of(5, 8, PLAIN, &a), "5 of 8 (63%)");
    assert_text(phrase_percent(0.005, 0, PLAIN, &a), "1%");
    assert_text(phrase_fixed(2.5, 0, PLAIN, &a), "3");
    assert_text(phrase_rate(0.45, 0.30, PLAIN, &a), "45%");
    assert_text(phrase_of_beside(45, 101, 0.4462, PLAIN, &a),
                "45 of 101 (44.55%)");
    assert_text(phrase_rate(0.4462, 45.0 / 101, PLAIN, &a), "44.62%");
    assert_text(phrase_rate(0.4523, 0.4541, PLAIN, &a), "45.2%");
    assert_text(phrase_rate(0.45, 0.45, PLAIN, &a), "45%");
    arena_release(&a);
}

static struct style money(const char *code)
{
    return (struct style){.code = sv_from(code)};
}

static void money_names_and_signs(void **state)
{
    (void)state;
    struct arena a;

    arena_init(&a);
    assert_text(phrase_money(82000, money("USD"), &a), "$82,000");
    assert_text(phrase_money(478400.5, money("USD"), &a), "$478,401");
    assert_text(phrase_money(99.5, money("USD"), &a), "$100");
    assert_text(phrase_money(82000, money(""), &a), "82,000");
    assert_text(phrase_money(1200, money("CHF"), &a), "CHF 1,200");
    assert_text(phrase_money(12.5, money("EUR"), &a), "€13");
    assert_text(phrase_money(NAN, money("USD"), &a), "–");
    assert_text(
        phrase_money(-1200, (struct style){SV("SEK"), SV("kr"), true, 0}, &a),
        "−1,200\u00a0kr");
    assert_text(
        phrase_money(1200, (struct style){SV("USD"), SV("US$"), false, 0}, &a),
        "US$1,200");
    assert_text(phrase_p(0.0004, PLAIN, &a), "p < 0.001");
    assert_text(phrase_p(0.0312, PLAIN, &a), "p = 0.031");
    assert_text(phrase_p(0.5294, PLAIN, &a), "p = 0.53");
    assert_text(phrase_signed(-2.04, 1, PLAIN, &a), "−2.0");
    assert_text(phrase_signed(-0.01, 1, PLAIN, &a), "0.0");
    assert_text(phrase_signed(214, 0, PLAIN, &a), "+214");

    const struct style swiss = {
        SV("CHF"), {0}, false, NUMBERS_APOSTROPHE_POINT};
    const struct style german = {SV("EUR"), SV("€"), true, NUMBERS_POINT_COMMA};
    assert_text(phrase_money(1234567, swiss, &a), "CHF 1’234’567");
    assert_text(phrase_money(12.5, german, &a), "13\u00a0€");
    assert_text(phrase_count(1234567, german, &a), "1.234.567");
    assert_text(phrase_of(999, 1000, german, &a), "999 of 1.000 (99,9%)");
    assert_text(phrase_of_beside(45, 101, 0.4462, german, &a),
                "45 of 101 (44,55%)");
    assert_text(phrase_p(0.0004, german, &a), "p < 0,001");
    assert_text(phrase_signed(-2.04, 1, german, &a), "−2,0");
    assert_text(phrase_signed(-0.01, 1, german, &a), "0,0");
    assert_text(phrase_days(64.5, german, &a), "64,5");
    assert_text(phrase_value(-12500.25, german, &a), "−12.500,3");
    assert_text(phrase_fixed(NAN, 2, german, &a), "–");

    char wide[200];
    memset(wide, 'x', sizeof wide);
    memcpy(wide + 56, "é", 2); /* would be cut in its middle */
    struct sv cut = phrase_name((struct sv){wide, sizeof wide}, &a);
    assert_int_equal(cut.len, 59);
    assert_true(sv_ends(cut, SV("x…")));
    arena_release(&a);
}

/* Without start dates it is the rate of closed deals, and is called that. */
static void the_loss_rate_is_called_what_it_is(void **state)
{
    (void)state;
    struct scores scores = {.mode = MODE_RULES_ONLY, .open_loss_deals = 2819};

    assert_text(words_loss_rate(&scores), "the loss rate of open deals");
    scores.open_loss_deals = 0;
    assert_text(words_loss_rate(&scores), "the loss rate of closed deals");
    scores.mode = MODE_HYBRID;
    assert_text(words_loss_rate(&scores), "its chance of loss");
}

static void an_unknown_loss_says_what_lacks(void **state)
{
    (void)state;
    struct deals d = {0};
    struct words w = {.deals = &d};
    struct portfolio p = {0};

    assert_text(words_loss_gap(&w, &p), "");
    p.money.expected_loss = NAN;
    assert_text(words_loss_gap(&w, &p), "no deal has closed yet");
    d.rate_gap = RATE_NONE_LOST;
    assert_text(words_loss_gap(&w, &p), "no lost deal in the export");
    p.money.pipeline = NAN;
    assert_text(words_loss_gap(&w, &p), "no open deal has an amount");
}

static void a_sentence_ends_once(void **state)
{
    (void)state;
    struct arena a;

    arena_init(&a);
    assert_text(phrase_ended(SV("It is so"), &a), "It is so.");
    assert_text(phrase_ended(SV("It is so."), &a), "It is so.");
    assert_text(phrase_ended(SV(""), &a), "");
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_and_shares),
        cmocka_unit_test(money_names_and_signs),
        cmocka_unit_test(the_loss_rate_is_called_what_it_is),
        cmocka_unit_test(a_sentence_ends_once),
        cmocka_unit_test(an_unknown_loss_says_what_lacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Idle: settings that match nothing are found, those that match are not. */
#include "tests/test.h"

#include "scoring/intake/idle.h"
#include "tests/scoring/export.h"

static const struct sv EXPORT =
    SV("deal_id,amount,currency,created,closed,stage,outcome,Type\n"
       "1,5,USD,2024-01-01,2024-02-01,Signed,,Test\n"
       "2,5,USD,2024-01-01,2024-02-01,Dead,,New Business\n"
       "3,5,USD,2024-01-01,2024-06-01,Talks,,New Business\n"
       "4,5,USD,2024-01-01,2024-06-01,Talks,Frozen,New Business\n");
static const struct sv HISTORY =
    SV("deal_id,stage,entered_date\n3,First call,2024-01-01\n"
       "3,Talks,2024-01-09\n");

static void filter(struct settings *s, const char *column, const char *value,
                   bool keep)
{
    s->filters[s->n_filters].column = sv_from(column);
    s->filters[s->n_filters].value = sv_from(value);
    s->filters[s->n_filters++].keep = keep;
}

static void read_it(struct export *x)
{
    x->settings.won_stages[x->settings.n_won_stages++] = SV("signed");
    x->settings.lost_stages[x->settings.n_lost_stages++] = SV("Dead");
    x->settings.lost_stages[x->settings.n_lost_stages++] = SV("Frozen");
    if (!export_read(x, EXPORT, HISTORY))
        fail_msg("%s", x->err.text);
}

static void what_matches_is_not_told(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    filter(&x.settings, "type", "TEST", false);
    x.settings.stages[x.settings.n_stages++] = SV("First call");
    x.settings.stages[x.settings.n_stages++] = SV("Talks");
    x.settings.symbol = SV("$");
    read_it(&x);
    assert_int_equal(x.deals.n_idle, 0);
    assert_int_equal(x.deals.filtered, 1);
    export_release(&x);
}

static void what_matches_nothing_is_told(void **state)
{
    struct export x;
    const struct idle *idle;

    (void)state;
    export_init(&x);
    filter(&x.settings, "Type", "Tset", false);
    filter(&x.settings, "Type", "New Busines", true);
    filter(&x.settings, "Type", "New Business", true);
    filter(&x.settings, "Type", "Renewal", false);
    x.settings.stages[x.settings.n_stages++] = SV("Talk");
    x.settings.symbol = SV("\u20ac");
    read_it(&x);
    idle = x.deals.idle;
    assert_int_equal(x.deals.n_idle, 5);
    assert_sv(idle[0].near, "Test");
    assert_string_equal(idle[0].key, "exclude");
    assert_sv(idle[0].column, "Type");
    assert_string_equal(idle[1].key, "keep");
    assert_sv(idle[1].near, "New Business");
    assert_sv(idle[2].value, "Renewal");
    assert_sv(idle[2].near, "");
    assert_int_equal(idle[3].kind, IDLE_STAGE);
    assert_sv(idle[3].near, "Talks");
    assert_int_equal(idle[4].kind, IDLE_SYMBOL);
    assert_sv(idle[4].code, "EUR");
    export_release(&x);
}

/* A slip in `keep` leaves out everything: the refusal says which. */
static void a_filter_that_leaves_nothing(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    filter(&x.settings, "Type", "New Busines", true);
    assert_false(export_read(&x, EXPORT, (struct sv){0}));
    assert_non_null(strstr(x.err.text, "New Business by New Busines?"));
    export_release(&x);
    export_init(&x); /* a stage that was mistyped is not why */
    x.settings.stages[x.settings.n_stages++] = SV("Talk");
    filter(&x.settings, "Type", "Renewal", true);
    assert_false(export_read(&x, EXPORT, (struct sv){0}));
    assert_non_null(strstr(x.err.text, "correct the configuration"));
    export_release(&x);
}

static void signs_that_currencies_share(void **state)
{
    static const struct {
        const char *symbol, *code;
        bool told;
    } CASES[] = {
        {"$", "AUD", false},     {"\u00a5", "CNY", false}, {"kr", "SEK", false},
        {"EUR", "EUR", false},   {"$", "EUR", true},       {"EUR", "USD", true},
        {"\u00a3", "USD", true}, {"", "USD", false},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        char text[200];
        struct export x;
        export_init(&x);
        x.settings.symbol = sv_from(CASES[k].symbol);
        snprintf(text, sizeof text,
                 "deal_id,amount,currency,created,closed,outcome\n"
                 "1,5,%s,2024-01-01,2024-02-01,Won\n"
                 "2,5,%s,2024-01-01,2024-02-01,Lost\n",
                 CASES[k].code, CASES[k].code);
        assert_true(export_read(&x, sv_from(text), (struct sv){0}));
        if (x.deals.n_idle != CASES[k].told)
            fail_msg("%s on %s", CASES[k].symbol, CASES[k].code);
        export_release(&x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_matches_is_not_told),
        cmocka_unit_test(what_matches_nothing_is_told),
        cmocka_unit_test(a_filter_that_leaves_nothing),
        cmocka_unit_test(signs_that_currencies_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Which column tells the outcome, and what is refused. */
#include "tests/test.h"

#include "scoring/settings/settings.h"
#include "tests/scoring/export.h"

static const struct sv NO_HISTORY = {0};

static void export_with(struct export *x, const char *config)
{
    struct err err;

    export_init(x);
    if (config)
        assert_true(settings_read(&x->settings, sv_from(config), "x.ini",
                                  &x->run, &err));
}

/* O, W, L of the deals that stay; the kind of diagnostic, and how many. */
static void sources(void **state)
{
    static const struct {
        const char *text, *config, *want, *kind;
        size_t told;
    } CASES[] = {
        /* Flags before all; IsClosed = false alone says open. */
        {"deal_id,IsClosed,IsWon,Status\n1,true,true,Active\n"
         "2,true,false,Active\n3,false,,Active\n",
         NULL, "WLO", "sources disagree", 2},
        {"deal_id,IsClosed,Stage\n1,true,Closed Won\n2,true,Closed Lost\n"
         "3,false,Demo\n",
         NULL, "WLO", "sources disagree", 0},
        /* A stage before a column that is merely called Status. */
        {"deal_id,Status,Stage\n1,Active,Won\n2,Active,Lost\n3,Active,Demo\n",
         NULL, "WLO", "sources disagree", 2},
        /* Where lost deals keep their stage, the status tells. */
        {"deal_id,Status,Stage\n1,Won,Demo\n2,Lost,Demo\n3,Open,Demo\n", NULL,
         "WLO", "sources disagree", 0},
        /* Configured, the same column comes before the stage. */
        {"deal_id,Status,Stage\n1,Lost,Won\n2,Won,Lost\n3,Open,Demo\n",
         "[columns]\noutcome = Status\n", "LWO", "sources disagree", 2},
        /* An unknown word falls through to the next source. */
        {"deal_id,outcome,stage\n1,see stage,Closed Won\n2,Lost,Demo\n"
         "3,Open,Demo\n",
         NULL, "WLO", "unknown outcome", 0},
        /* [stages] is obeyed for outcomes as well. */
        {"deal_id,Status\n1,Yay\n2,Nay\n3,Later\n4,Soon\n",
         "[stages]\nwon = Yay\nlost = Nay\nopen = Later\norder = Soon\n",
         "WLOO", "unknown outcome", 0},
        /* Closed by its status, and not won. */
        {"deal_id,Status,Won\n1,Closed,TRUE\n2,Closed,FALSE\n3,Open,FALSE\n",
         NULL, "WLO", "", 0},
        /* Yes and no of other languages. */
        {"deal_id,IsClosed,IsWon\n1,WAHR,WAHR\n2,WAHR,FALSCH\n"
         "3,FALSCH,FALSCH\n",
         NULL, "WLO", "", 0},
        {"deal_id,IsClosed,IsWon\n1,S\u00cd,s\u00ed\n2,S\u00ed,No\n3,no,no\n",
         NULL, "WLO", "", 0},
        {"deal_id,IsClosed,IsWon\n1,\u306f\u3044,\u306f\u3044\n"
         "2,\u306f\u3044,\u3044\u3044\u3048\n"
         "3,\u3044\u3044\u3048,\u3044\u3044\u3048\n",
         NULL, "WLO", "", 0},
        /* Won alone: empty while open; or told by dates; or by [stages]. */
        {"deal_id,IsWon\n1,1\n2,0\n3,\n", NULL, "WLO", "", 0},
        {"deal_id,IsWon\n1,1\n2,0\n3,\n", "[columns]\noutcome = IsWon\n", "WLO",
         "", 0},
        {"deal_id,IsWon,closed\n1,1,2024-01-01\n2,0,2024-01-01\n3,0,\n", NULL,
         "WLO", "", 0},
        {"deal_id,IsWon\n1,1\n2,0\n3,0\n", "[stages]\nlost = 0\n", "WLL", "",
         0},
        {"deal_id,IsWon,stage\n1,1,Done\n2,0,Lost\n3,0,Demo\n", NULL, "WLO", "",
         0},
        /* Lost deals are put away, in their stage. */
        {"deal_id,stage,Active\n1,Won,True\n2,Demo,False\n3,Demo,True\n", NULL,
         "WLO", "", 0},
        {"deal_id,stage,Archived\n1,Won,no\n2,Demo,yes\n3,Demo,no\n", NULL,
         "WLO", "", 0},
        /* Without one lost deal, a probability that the stage does not give. */
        {"deal_id,stage,probability\n1,Won,100\n2,Demo,0\n3,Demo,30\n", NULL,
         "WLO", "", 0},
        {"deal_id,stage,forecast_category\n1,Won,Closed\n2,Demo,Omitted\n"
         "3,Demo,Pipeline\n",
         NULL, "WLO", "", 0},
        /* A stage by the probability of all its deals. */
        {"deal_id,stage,probability\n1,Unterschrift,100\n2,Lost,0\n3,Demo,30\n",
         NULL, "WLO", "", 0},
        {"deal_id,stage,probability\n1,Won,100\n2,Lost,0\n3,Neu hier,0\n", NULL,
         "WLO", "", 0},
        /* Flags know stages that are numbers. */
        {"deal_id,stage,is_closed,is_won\n1,771,yes,yes\n2,772,yes,no\n"
         "3,770,no,no\n",
         NULL, "WLO", "", 0},
        /* Closed, and the probability says how. */
        {"deal_id,stage,probability\n1,Closed,100\n2,Closed,0\n3,Demo,30\n",
         NULL, "WLO", "", 0},
        /* A duplicate is no deal. */
        {"deal_id,stage\n1,Won\n2,Lost\n3,Demo\n4,Closed Duplicate\n", NULL,
         "WLO", "no deal", 1},
        /* Filled when it ended so, with a time, a tick or a yes. */
        {"deal_id,Stage,Won time,Lost time\n1,Proposal,2024-03-01,\n"
         "2,Proposal,,2024-04-01 10:00\n3,Proposal,,\n",
         NULL, "WLO", "", 0},
        {"deal_id,Gewonnen,Verloren\n1,\u2713,\n2,,\u2713\n3,,\n",
         "[columns]\nwon_time = Gewonnen\nlost_time = Verloren\n", "WLO", "",
         0},
        {"deal_id,Won,Lost\n1,Ja,Nein\n2,Nein,Ja\n3,Nein,Nein\n",
         "[columns]\nwon_time = Won\nlost_time = Lost\n", "WLO", "", 0},
        /* A word is stronger: a deal that was opened again. */
        {"deal_id,Status,Won time,Lost time\n1,Won,2024-03-01,\n"
         "2,Open,,2024-04-01\n3,Lost,,2024-04-01\n",
         NULL, "WOL", "", 0},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        char got[8] = "";
        export_with(&x, CASES[k].config);
        if (!export_read(&x, sv_from(CASES[k].text), NO_HISTORY))
            fail_msg("%s%s", CASES[k].text, x.err.text);
        for (size_t i = 0; i < x.deals.n; i++)
            got[i] = "OWL"[x.deals.outcome[i]];
        if (strcmp(got, CASES[k].want))
            fail_msg("%swanted %s, got %s", CASES[k].text, CASES[k].want, got);
        if (CASES[k].kind[0])
            assert_int_equal(export_diags(&x, CASES[k].kind), CASES[k].told);
        export_release(&x);
    }
}

static void refusals(void **state)
{
    static const struct {
        const char *text, *want;
    } CASES[] = {
        {"deal_id,Status\n1,Won\n2,Lost\n3,Paused\n4,Paused\n",
         ":4:2: \"Paused\" in column Status (2 of 4 rows) is not known to mean "
         "open, won or lost; list it under [stages] as open, won or lost"},
        {"deal_id,stage\n1,Closed Won\n2,Closed\n3,Demo\n",
         ":3:2: \"Closed\" in column stage (1 of 3 rows) says that a deal has "
         "ended, but not how; list it under [stages] as won or lost"},
        {"deal_id,IsClosed\n1,true\n2,false\n",
         "name the column that says won as is_won under [columns]"},
        {"deal_id,IsWon\n1,1\n2,0\n",
         "\"0\" in column IsWon (1 of 2 rows) may mean lost or still open"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        export_init(&x);
        assert_false(export_read(&x, sv_from(CASES[k].text), NO_HISTORY));
        if (!strstr(x.err.text, CASES[k].want))
            fail_msg("%s\nwanted %s", x.err.text, CASES[k].want);
        export_release(&x);
    }
}

/* One row of 120 is left out and told; two are refused. */
static void one_row_of_a_hundred(void **state)
{
    char text[4096];

    (void)state;
    for (size_t odd = 1; odd <= 2; odd++) {
        struct export x;
        size_t len = (size_t)snprintf(text, sizeof text, "deal_id,outcome\n");
        for (size_t k = 0; k < 120; k++)
            len += (size_t)snprintf(text + len, sizeof text - len, "%zu,%s\n",
                                    k, k < odd ? "Perhaps" : "Won");
        export_init(&x);
        assert_int_equal(export_read(&x, sv_from(text), NO_HISTORY), odd == 1);
        if (odd == 1) {
            assert_int_equal(x.deals.n, 119);
            assert_int_equal(export_diags(&x, "unknown outcome"), 1);
        }
        export_release(&x);
    }
}

static void the_reading_is_recorded(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x,
                            SV("deal_id,stage\n1,Closed Won\n2,Closed Won\n"
                               "3,Disqualified\n4,Demo\n5,\n"),
                            NO_HISTORY));
    const struct outcome_reading *r = &x.deals.outcome_read;
    assert_int_equal(r->n_values, 4);
    assert_int_equal(r->by_source[SOURCE_STAGE], 4);
    assert_int_equal(r->by_source[SOURCE_NONE], 1);
    assert_int_equal(r->values[2].reading, READ_WON);
    assert_int_equal(r->values[2].deals, 2);
    assert_sv(r->values[2].value, "Closed Won");
    assert_sv(r->values[2].header, "stage");
    assert_sv(r->values[3].value, "Disqualified");
    assert_int_equal(r->values[3].reading, READ_LOST);
    export_release(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources),
        cmocka_unit_test(refusals),
        cmocka_unit_test(one_row_of_a_hundred),
        cmocka_unit_test(the_reading_is_recorded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What the gate refuses, and what it passes with a diagnostic. */
#include "tests/test.h"

#include <math.h>

#include "tests/scoring/export.h"
#include "scoring/settings/settings.h"

static const struct sv NO_HISTORY = {0};

static void unusable_files(void **state)
{
    static const struct {
        struct sv text;
        const char *want;
    } CASES[] = {
        {SV(""), ": is empty; export the deals with a header row"},
        {SV("\n\n\n"), ": is empty; export the deals with a header row"},
        {SV("deal_id,outcome\n"), ": holds a header and no deals; export them "
                                  "with their rows"},
        {SV("deal_id,outcome\n\"Grand Totals (0)\"\n"),
         "holds a header and no"},
        {SV("ref,outcome\n1,Won\n"),
         ":1: has no deal id column; name it as deal_id under [columns] "
         "(columns: ref, outcome)"},
        {SV("deal_id,amount\n1,5\n"),
         ":1: nothing says which deals were won or lost; name the column as "
         "outcome under [columns], or those that are filled when a deal is won "
         "and lost as won_time and lost_time, or the stages as won and lost "
         "under [stages] (columns: deal_id, amount)"},
        {SV("deal_id,stage\n1,Demo\n2,Proposal\n"), "nothing says which deals"},
        {SV("deal_id,outcome\n1,Zork\n2,Blob\n"),
         ":1: nothing says which deals were won or lost: column outcome holds "
         "no word that is known (such as \"Zork\"); list its values under "
         "[stages] as open, won or lost, or name another column as outcome "
         "under [columns] (columns: deal_id, outcome)"},
        {SV("deal_id,Stand\n1,Offen\n2,Gewonnen\n3,Verloren\n"),
         ":4: nothing says which deals were won or lost, but column \"Stand\" "
         "holds \"Verloren\": name it as stage under [columns]"},
        {SV("deal_id,Stand\n1,Offen\n2,Handschlag\n3,Verloren\n"),
         ":4: nothing says which deals were won or lost, but column \"Stand\""},
        {SV("deal_id,stage,Stand\n1,Demo,Gewonnen\n2,Demo,Verloren\n"),
         "holds \"Verloren\": name it as outcome under [columns]"},
        {SV("deal_id,outcome\n1,\"Won\n2,Lost\n"), ":2:2: a quote opens here"},
        {SV("deal_id,outcome\n1,W\0n\n"), ":2: holds NUL bytes: binary"},
        {SV("deal_id,created,outcome\n1,2/3/2024,Won\n2,4/5/2024,Lost\n"),
         ":2: dates in column \"created\" could be M/D/Y or D/M/Y and no row "
         "decides; give --date-order mdy or dmy"},
        {SV("deal_id,outcome\n9.1E+09,Won\n9.2E+09,Lost\n"),
         ":2: a spreadsheet has cut 2 of 2 ids in column \"deal_id\" (here "
         "\"9.1E+09\"); export the deals again"},
        {SV("deal_id,account,outcome\nRenewal,A,Won\nX,B,Lost\n"
            "Renewal,C,Won\n"),
         ":4: column \"deal_id\" holds no ids: 1 of 3 rows repeat one with "
         "another "
         "account or creation date (\"Renewal\" here and on line 2); name"},
        /* Nor where the account's header is not known, but says it. */
        {SV("deal_id,Kunde (Firma),outcome\nRenewal,A,Won\nX,B,Lost\n"
            "Renewal,C,Won\n"),
         ":4: column \"deal_id\" holds no ids: 1 of 3 rows repeat one"},
        {SV("deal_id,account,outcome\n1,\x8a\x94\x8e\xae\x89\xef\x8e\xd0"
            "\x81,Won\n"),
         ":2: holds bytes (0x81) that neither UTF-8 nor Windows-1252 has"},
        {SV("deal_id,account,outcome\n1,\xce\xce\xce "
            "\xc2\xe5\xf1\xed\xe0,Won\n2,\xc7\xe0\xf0\xff,Lost\n"),
         ":2: is not UTF-8, and reads as no text in Windows-1252; save the "
         "export as UTF-8"},
        {SV("Pipeline Q4\n\nVorgang,Wer,Stand,Summe\n1,Ann,Gewonnen,5\n"),
         ":3: has no deal id column; name it as deal_id under [columns] "
         "(columns: Vorgang, Wer, Stand, Summe)"},
        {SV("deal_id,amount,outcome\n1,5,Won\n2,1,234,Won\n3,2,345,Lost\n"),
         ":3: 2 of 3 rows have not the 3 fields of the header (4 here): a "
         "delimiter stands within a field; quote such fields"},
        {SV("deal_id,outcome\n1\n2\n"), ":2: none of 2 rows can be used"},
        {SV("deal_id,outcome,amount\n1,Won,$5\n2,Lost,\xe2\x82\xac"
            "6\n"),
         ": amounts in several currencies (USD, EUR) cannot be summed; give "
         "each a rate, and the report's own currency, under [rates]"},
        {SV("deal_id,outcome,amount,currency\n1,Won,5,Galleon\n"
            "2,Lost,6,Sickle\n"), /* names that nobody knows: not one */
         ": amounts in several currencies (Galleon, Sickle) cannot be summed"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        export_init(&x);
        assert_false(export_read(&x, CASES[k].text, NO_HISTORY));
        assert_int_equal(x.err.code, EXIT_INPUT);
        if (!strstr(x.err.text, CASES[k].want))
            fail_msg("%s\nwanted %s", x.err.text, CASES[k].want);
        export_release(&x);
    }
}

static void a_directory_and_nothing(void **state)
{
    static const char *const PATHS[] = {"/", "/nonexistent.csv"};
    static const char *const WANT[] = {"is a directory", "cannot open"};

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct export x;
        export_init(&x);
        const struct export_paths paths = {PATHS[k], NULL};
        assert_false(deals_read(&x.deals, &paths, &x.settings, &x.run, &x.diags,
                                &x.err));
        assert_int_equal(x.err.code, EXIT_INPUT);
        assert_non_null(strstr(x.err.text, WANT[k]));
        export_release(&x);
    }
}

static void bad_rows_are_told(void **state)
{
    static const struct {
        const char *kind;
        size_t line, column;
        bool rejected;
    } WANT[] = {
        {"ragged row", 3, 0, true},
        {"ragged row", 4, 0, true},
        {"duplicate id", 5, 1, true},
        {"blank row", 6, 0, false},
        {"no deal id", 7, 1, true},
        {"repeated header", 9, 0, false},
        {"no deal", 10, 5, true},
        {"negative amount", 11, 2, false},
        {"bad date", 11, 3, false},
        {"no close date", 12, 0, false},
        {"number not finite", 12, 2, false},
        {"closed before created", 13, 0, false},
        {"bad amount", 13, 2, false},
    };
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(
        &x,
        SV("deal_id,amount,created,closed,outcome\n"
           "A,1,2024-01-01,2024-02-01,Won\n"     /* 2 */
           "B,1,2024-01-01,2024-02-01\n"         /* 3 short */
           "C,1,2,2024-01-01,2024-02-01,Won,7\n" /* 4 long */
           "D,1,2024-01-01,2024-02-01,Won\n"     /* 5 repeated below */
           ",,,,\n"                              /* 6 blank */
           ",1,2024-01-01,2024-02-01,Won\n"      /* 7 no id */
           "D,2,2024-01-01,2024-02-01,Lost,,\n"  /* 8 stands; empty extras */
           "deal_id,amount,created,closed,outcome\n" /* 9 */
           "E,1,2024-01-01,2024-02-01,Deleted\n"     /* 10 */
           "F,-5,2024-02-30,2024-02-01,Won\n"        /* 11 */
           "G,inf,2024-01-01,,Lost\n"                /* 12 */
           "H,five,2024-03-01,2024-02-01,Lost\n"),   /* 13 */
        NO_HISTORY));
    assert_int_equal(x.diags.total, sizeof WANT / sizeof WANT[0]);
    for (size_t k = 0; k < x.diags.n_listed; k++) {
        const struct diag *got = &x.diags.listed[k];
        assert_string_equal(got->kind, WANT[k].kind);
        assert_int_equal(got->line, WANT[k].line);
        assert_int_equal(got->column, WANT[k].column);
        assert_int_equal(got->rejected, WANT[k].rejected);
    }
    const struct deals *d = &x.deals;
    assert_int_equal(d->n, 5);
    assert_int_equal(d->rows, 10);
    assert_int_equal(d->rejected, 5);
    assert_int_equal(x.diags.rejected, 5);
    assert_sv(d->id[1], "D");
    assert_int_equal(d->outcome[1], OUTCOME_LOST);
    assert_int_equal(d->line[1], 8);
    for (size_t i = 2; i < 5; i++)
        assert_true(isnan(d->amount[i]));
    assert_date(d->created[2], "");
    assert_date(d->created[4], "");
    assert_int_equal(deals_state(d, 3, d->newest + 100), STATE_UNBORN);
    assert_int_equal(deals_state(d, 4, d->closed[4] - 1), STATE_UNBORN);
    assert_int_equal(deals_state(d, 4, d->closed[4]), STATE_LOST);
    export_release(&x);
}

/* The fields of two deals would pass as one row, as many as the header has. */
static void a_quote_left_open_is_told(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x,
                            SV("deal_id,name,outcome\n"
                               "1,\"Acme,Won\n"
                               "2,\"Bits\",Lost\n"
                               "3,\"two\n\"\"lines\"\"\",Won\n"
                               "4,5\" pipe,Won\n"
                               "5,\"6\" pipe\",Won\n"),
                            NO_HISTORY));
    assert_int_equal(export_diags(&x, "unclosed quote"), 1);
    assert_int_equal(x.diags.listed[0].line, 2);
    assert_int_equal(x.deals.n, 3);
    assert_sv(x.deals.name[0], "two \"lines\"");
    assert_sv(x.deals.name[1], "5\" pipe");
    assert_sv(x.deals.name[2], "6\" pipe");
    export_release(&x);
}

/* Reports show 15 of the 18 characters of a Salesforce id. */
static void short_and_long_ids_are_one_deal(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x,
                            SV("deal_id,outcome\n"
                               "0065g00000AbCdE,Open\n"
                               "0065g00000AbCdEAAV,Won\n"
                               "0065g00000AbCde,Lost\n"        /* another */
                               "0065g00000AbCdEXXX,Lost\n"     /* no suffix */
                               "0065g00000AbCdEAAV-2,Lost\n"), /* longer */
                            NO_HISTORY));
    assert_int_equal(x.deals.n, 4);
    assert_int_equal(export_diags(&x, "duplicate id"), 1);
    assert_sv(x.deals.id[0], "0065g00000AbCdEAAV");
    assert_int_equal(x.deals.outcome[0], OUTCOME_WON);
    export_release(&x);
}

static void accents_are_windows_1252(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x,
                            SV("deal_id,account,outcome\n"
                               "1,M\xfcller & S\xf6hne \x96 K\xf6ln,Won\n"
                               "2,\xc9t\xe9,Lost\n"),
                            NO_HISTORY));
    assert_string_equal(x.deals.encoding, "Windows-1252");
    assert_sv(label(&x.deals.groups[GROUP_ACCOUNT], 1), "\u00c9t\u00e9");
    export_release(&x);
}

/* Accented letters of a Mac and of DOS are signs there; what stands where
 * Windows-1252 has it is no reason to refuse. */
static void signs_within_words_are_refused(void **state)
{
    static const struct {
        struct sv text;
        bool read;
    } CASES[] = {
        {SV("deal_id,outcome\n1,Prospecci\x97n\n2,Negociaci\x97n\n"
            "3,Calificaci\x97n\n"),
         false},
        {SV("deal_id,Data de cria\x87\xc6o,outcome\n"
            "1,Prospec\x87\xc6o,Won\n2,Negocia\x87\xc6o,Lost\n"),
         false},
        {SV("deal_id,created,outcome\n1,3-M\x84r-2024,Won\n"
            "2,3-M\x84r-2024,Lost\n3,3-M\x84r-2024,Open\n"),
         false},
        /* EUC-JP: two of three days of these dates stand alone. */
        {SV("deal_id,created,outcome\n1,2024\xc7\xaf"
            "5\xb7\xee"
            "4\xc6\xfc,Won\n2,2024\xc7\xaf"
            "5\xb7\xee"
            "4\xc6\xfc,Lost\n"),
         false},
        {SV("deal_id,outcome\n1,Gagn\x8e\n2,Perdu\n3,n\x8egoci\x8e\n"), false},
        {SV("deal_id,account,outcome\n1,Ren\x82 Andr\x82,Won\n"
            "2,Ren\x82,Lost\n"),
         false},
        {SV("deal_id,account,outcome\n1,Acme\x99 \x93new\x94 \x97 x,Won\n"
            "2,l\x92h\xf4tel,Lost\n3,C\x9cur word\x97word 20\xb0,Open\n"),
         true},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        export_init(&x);
        bool read = export_read(&x, CASES[k].text, NO_HISTORY);
        assert_int_equal(read, CASES[k].read);
        if (!read)
            assert_non_null(strstr(x.err.text, ": is not UTF-8, and reads as "
                                               "no text in Windows-1252"));
        export_release(&x);
    }
}

/* Blanks of any script, marks of no width and of direction at both ends of
 * headers and cells say nothing. */
static void edges_of_cells_say_nothing(void **state)
{
    static const char *const EDGES[] = {"\u00a0",   "\u3000", "\u200b",
                                        "\ufeff",   "\u200e", "\u202f",
                                        " \u00a0\t"};

    (void)state;
    for (size_t k = 0; k < sizeof EDGES / sizeof EDGES[0]; k++) {
        struct export x;
        export_init(&x);
        const char *e = EDGES[k];
        struct sv text =
            sv_printf(&x.run,
                      "%sdeal_id%s,amount%s,closed%s,%soutcome,name\n"
                      "1%s,%s5%s,%s2024-01-02%s,%sWon%s,%s\n%s,,,,\n",
                      e, e, e, e, e, e, e, e, e, e, e, e, e, e);
        if (!export_read(&x, text, NO_HISTORY))
            fail_msg("%zu: %s", k, x.err.text);
        assert_int_equal(x.deals.n, 1);
        assert_int_equal(export_diags(&x, "blank row"), 1);
        assert_sv(x.deals.id[0], "1");
        assert_true(x.deals.amount[0] == 5);
        assert_date(x.deals.closed[0], "2024-01-02");
        assert_int_equal(x.deals.outcome[0], OUTCOME_WON);
        assert_sv(x.deals.name[0], "");
        export_release(&x);
    }
}

static void twin_headers_are_told(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(
        &x, SV("deal_id,Deal Id,outcome\n1,1,Won\n2,2,Lost\n"), NO_HISTORY));
    assert_int_equal(export_diags(&x, "repeated column"), 1);
    assert_sv(x.deals.id[0], "1");
    export_release(&x);
}

/* The fuller of two, where they agree; else the configuration decides. */
static void twins_are_told_apart(void **state)
{
    static const char TEXT[] = "Id,Created Date,Created Date,Outcome\n"
                               "1,2019-01-05,2024-01-01,Won\n"
                               "2,2019-01-05,2024-01-02,Lost\n";
    static const struct {
        const char *config, *want;
    } CASES[] = {
        {"", NULL},
        {"[columns]\ncreated = Created Date\n", NULL},
        {"[columns]\ncreated = Created Date (1)\n", "2019-01-05"},
        {"[columns]\ncreated = created_date (2)\n", "2024-01-01"},
    };
    struct export x;

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        export_init(&x);
        assert_true(settings_read(&x.settings, sv_from(CASES[k].config),
                                  "x.ini", &x.run, &x.err));
        bool ok = export_read(&x, sv_from(TEXT), NO_HISTORY);
        assert_int_equal(ok, CASES[k].want != NULL);
        if (ok)
            assert_date(x.deals.created[0], CASES[k].want);
        else if (!strstr(x.err.text,
                         ":2: two columns are called \"Created Date\" and "
                         "differ in 2 rows (\"2019-01-05\" and "
                         "\"2024-01-01\" here); say which under [columns]: "
                         "created = Created Date (1), or (2)"))
            fail_msg("%s", x.err.text);
        export_release(&x);
    }
    export_init(&x);
    assert_true(export_read(&x,
                            SV("id,amount,Amount,stage\n1,,5,Won\n"
                               "2,6,6,Lost\n3,,7,Demo\n"),
                            NO_HISTORY));
    assert_true(x.deals.amount[0] == 5 && x.deals.amount[2] == 7);
    export_release(&x);
}

static void rows_that_are_no_deals(void **state)
{
    static const struct {
        const char *text, *kind;
        size_t kinds, deals;
    } CASES[] = {
        {"Id,Owner,Amount,Created Date,Stage\n"
         "1,A,10,2024-01-01,Won\n2,A,20,2024-01-02,Lost\n"
         "A,,30,,\n"
         "3,B,5,2024-01-03,Demo\n4,B,7,2024-01-04,Demo\n"
         "B,,12,,\n,,42,,\n",
         "sum or heading", 3, 4},
        {"Id,Owner,Amount,Created Date,Stage\n"
         "Team A,,,,\n1,A,10,2024-01-01,Won\n2,A,20,2024-01-02,Lost\n"
         "Team B,,,,\n3,B,5,2024-01-03,Demo\n4,B,7,2024-01-04,Demo\n",
         "sum or heading", 2, 4},
        /* Groups of one deal, and of none that has an amount. */
        {"Id,Owner,Amount,Created Date,Stage\n"
         "1,A,10,2024-01-01,Won\n2,A,20,2024-01-02,Lost\nA,,30,,\n"
         "3,B,5,2024-01-03,Demo\nB,,5,,\n4,C,,2024-01-03,Demo\nC,,0,,\n"
         ",,35,,\n",
         "sum or heading", 4, 4},
        /* An amount that is no sum: a deal without a date or an owner. */
        {"Id,Owner,Amount,Created Date,Stage\n"
         "1,A,10,2024-01-01,Won\n2,A,20,2024-01-02,Lost\n"
         "3,B,5,2024-01-03,Demo\n4,,31,,\n",
         "sum or heading", 0, 4},
        {"Id,Owner,Amount,Created Date,Stage\n"
         "1,A,0,2024-01-01,Won\n2,A,0,2024-01-02,Lost\n"
         "3,B,0,2024-01-03,Demo\n4,,0,,\n",
         "sum or heading", 0, 4},
        {"deal_id,outcome,amount\n1,Won,10\n2,Lost,20\n3,,30\n4,Won,1\n",
         "sum or heading", 0, 4},
        {"Id,Owner,Amount,Stage\n1,A,10,Won\n"
         "ID,owner,Amt,Stage\n2,A,20,Lost\n",
         "repeated header", 1, 2},
        {"Pipeline Q4\n\"As of, today\"\n\nId;Owner;Amount;Stage\n"
         "1;A;10;Won\n2;A;20;Lost\n",
         "title line", 2, 2},
        {"Pipeline,of Q4\nId,Owner,Amount,Stage\n1,A,10,Won\n2,A,20,Lost\n",
         "title line", 1, 2},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        export_init(&x);
        if (!export_read(&x, sv_from(CASES[k].text), NO_HISTORY))
            fail_msg("%s\n%s", CASES[k].text, x.err.text);
        if (export_diags(&x, CASES[k].kind) != CASES[k].kinds ||
            x.deals.n != CASES[k].deals || x.deals.rows != CASES[k].deals)
            fail_msg("%s\n%zu deals", CASES[k].text, x.deals.n);
        export_release(&x);
    }
}

static void text_leaves_clean(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x,
                            SV("deal_id,name,outcome\n"
                               "1,\"two\r\n lines\",Won\n"
                               "2,\u202e\u2066right\u2069\u202c to left,Lost\n"
                               "3,a\x01\x7f\xc2\x85"
                               "z,Won\n"
                               "4,\uffff\ufffe\ufeff,Lost\n"
                               "5,\u05d0\u200f \U0001f600 \xe2\x82\xac,Won\n"
                               "../../x,=HYPERLINK(1),Won\n"),
                            NO_HISTORY));
    assert_sv(x.deals.id[0], "../../x");
    assert_sv(x.deals.name[0], "=HYPERLINK(1)");
    assert_sv(x.deals.name[1], "two  lines");
    assert_sv(x.deals.name[2], "right to left");
    assert_sv(x.deals.name[3], "a z");
    assert_sv(x.deals.name[4], "");
    assert_sv(x.deals.name[5], "\u05d0\u200f \U0001f600 \u20ac");
    export_release(&x);
}

static void outcomes(void **state)
{
    static const struct {
        const char *text;
        int want[3]; /* of deals 1, 2, 3 */
    } CASES[] = {
        {"deal_id,outcome\n1,WON\n2,closed lost\n3,\n", {1, 2, 0}},
        {"deal_id,is_won,is_closed\n1,1,1\n2,No,Yes\n3,F,F\n", {1, 2, 0}},
        {"deal_id,stage\n1,Closed Won\n2,Closed-Lost\n3,Demo\n", {1, 2, 0}},
        /* An outcome column that says nothing is passed by. */
        {"deal_id,status,stage\n1,ok,Won\n2,ok,Lost\n3,ok,Demo\n", {1, 2, 0}},
        /* The outcome column comes first; but no deal that stands in a
         * closing stage is open. */
        {"deal_id,outcome,stage\n1,Won,Lost\n2,Lost,Won\n3,Open,Demo\n",
         {1, 2, 0}},
        {"deal_id,outcome,stage\n1,Won,Demo\n2,Open,Lost\n3,Open,Demo\n",
         {1, 2, 0}},
        {"deal_id,outcome,stage\n1,,Won\n2,,Lost\n3,Open,Demo\n", {1, 2, 0}},
        /* A CRM's own codes, which mean nothing elsewhere: "f" is no there. */
        {"deal_id,statecode\n1,1\n2,2\n3,0\n", {1, 2, 0}},
        {"ID,STAGE_SEMANTIC_ID\n1,S\n2,F\n3,P\n", {1, 2, 0}},
        {"ID,STAGE_ID,CLOSED\n1,C2:WON,Y\n2,C2:APOLOGY,Y\n3,C2:NEW,N\n",
         {1, 2, 0}},
        /* What was won, and when it closed, is no flag. */
        {"deal_id,Status,Won\n1,Won,5000\n2,Lost,\n3,Open,0\n", {1, 2, 0}},
        {"Id,Opportunity Name,StageName,Amount,Closed\n"
         "1,A,Closed Won,5,2024-01-01\n2,B,Closed Lost,5,2024-01-02\n"
         "3,C,Demo,5,\n",
         {1, 2, 0}},
        {"Id,Geschlossen,Gewonnen\n1,Wahr,Wahr\n2,Wahr,Falsch\n"
         "3,Falsch,Falsch\n",
         {1, 2, 0}},
        /* Names made longer; "Lost contact" is a stage like others. */
        {"deal_id,stage\n1,6 - Closed Won\n2,Closed Lost: price\n"
         "3,Lost contact\n",
         {1, 2, 0}},
        {"deal_id,stage\n1,Won (signed)\n2,10. Lost / budget\n"
         "3,Closing call\n",
         {1, 2, 0}},
        {"deal_id,outcome\n1,Won\n2,Abandoned\n3,In progress\n", {1, 2, 0}},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        export_init(&x);
        assert_true(export_read(&x, sv_from(CASES[k].text), NO_HISTORY));
        assert_int_equal(x.deals.n, 3);
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(x.deals.outcome[i], CASES[k].want[i]);
        export_release(&x);
    }
}

static void an_amount_without_currency_is_told(void **state)
{
    struct export x;
    struct err err;

    (void)state;
    export_init(&x);
    assert_true(settings_read(&x.settings,
                              SV("[rates]\ncurrency = USD\nEUR = 2\n"), "x.ini",
                              &x.run, &err));
    assert_true(export_read(&x,
                            SV("deal_id,outcome,amount,currency\n"
                               "1,Won,5,Euro\n2,Lost,6,\n3,Lost,,\n"),
                            NO_HISTORY));
    assert_true(x.deals.amount[0] == 10 && x.deals.amount[1] == 6);
    assert_int_equal(export_diags(&x, "no currency"), 1);
    export_release(&x);
}

static void configured(void **state)
{
    struct export x;
    struct err err;

    (void)state;
    export_init(&x);
    assert_true(settings_read(
        &x.settings,
        SV("[columns]\ndeal_id = Ref No\namount = Worth\n"
           "category = Rival, Route\nnumeric = Size\n"
           "[stages]\norder = Hello, Talk\nwon = Yes!\nlost = No!\n"
           "[filter]\nexclude = Kind: Test, Demo\nkeep = Rival: X, Y\n"
           "[rates]\ncurrency = USD\nEUR = 2\n"),
        "x.ini", &x.run, &err));
    if (!export_read(&x,
                     SV("Ref No,Worth,Rival,Route,Size,Stage,Kind\n"
                        "1,EUR 10,X,Direct,1'000,Yes!,Real\n"
                        "2,$5,Y,,x,No!,Real\n"
                        "3,5,X,Direct,7,Talk,\n"
                        "4,5,X,Direct,7,Hello,test\n"
                        "5,5,Z,Direct,7,Hello,Real\n"
                        "6,5,X,Direct,7,Hello,Real\n"),
                     NO_HISTORY))
        fail_msg("%s", x.err.text);
    const struct deals *d = &x.deals;
    assert_int_equal(d->n, 4);
    assert_int_equal(d->filtered, 2);
    assert_int_equal(d->rejected, 0);
    assert_true(d->amount[0] == 20 && d->amount[1] == 5 && d->amount[2] == 5);
    assert_int_equal(d->n_own_categories, 2);
    assert_sv(d->own_category_names[1], "Route");
    assert_sv(label(&d->groups[GROUP_OWN], 1), "Y");
    assert_true(d->own_numeric[0][0] == 1000 && isnan(d->own_numeric[0][1]));
    assert_int_equal(d->missing[1], 0); /* Route is empty, but our own */
    assert_int_equal(d->outcome[0], OUTCOME_WON);
    assert_int_equal(d->stage_ordinal[d->stage.code[2]], 1);
    assert_int_equal(d->stage_ordinal[d->stage.code[0]], -1);
    export_release(&x);
}

/* In every column, whatever system or person wrote them. */
static void placeholders_are_empty(void **state)
{
    static const char *const EMPTY[] = {
        "None", "nan", "NaT",        "<NA>", "(No value)", "N/A",
        "-",    "--",  "Unassigned", "NULL", "\\N",        "--None--",
        "#N/A", "nil", "\u2014",     "",
    };

    (void)state;
    for (size_t k = 0; k < sizeof EMPTY / sizeof EMPTY[0]; k++) {
        struct export x;
        char text[512];
        export_init(&x);
        snprintf(text, sizeof text,
                 "deal_id,outcome,owner,region,amount,created,closed\n"
                 "1,Won,%s,%s,%s,%s,%s\n2,Lost,Nan Li,NA,5,2024-01-01,"
                 "2024-02-01\n",
                 EMPTY[k], EMPTY[k], EMPTY[k], EMPTY[k], EMPTY[k]);
        assert_true(export_read(&x, sv_from(text), NO_HISTORY));
        assert_int_equal(x.deals.groups[GROUP_OWNER].code[0], -1);
        assert_int_equal(x.deals.groups[GROUP_REGION].code[0], -1);
        assert_true(isnan(x.deals.amount[0]));
        assert_int_equal(x.deals.created[0], DATE_NONE);
        assert_int_equal(export_diags(&x, "bad amount"), 0);
        assert_int_equal(export_diags(&x, "bad date"), 0);
        assert_sv(label(&x.deals.groups[GROUP_OWNER], 1), "Nan Li");
        assert_sv(label(&x.deals.groups[GROUP_REGION], 1), "NA");
        export_release(&x);
    }
}

/* What nobody can read is not known, as what is empty. */
static void unreadable_is_missing(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    if (!export_read(&x,
                     SV("Deal ID,Outcome,Amount,Created Date,Industry\n"
                        "1,Open,10,2026-01-02,Retail\n"
                        "2,Open,tbd,2026-01-02,Retail\n"
                        "3,Open,-5,2026-01-02,\n"
                        "4,Open,,2026-01-02,Retail\n"
                        "5,Open,7,soon,Retail\n"),
                     NO_HISTORY))
        fail_msg("%s", x.err.text);
    const uint8_t want[] = {0, 1, 2, 1, 1};
    assert_int_equal(x.deals.n, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(x.deals.missing[i], want[i]);
    assert_true(x.deals.missing_amount);
    export_release(&x);
}

static void misconfigured(void **state)
{
    static const char *const CONFIGS[] = {
        "[columns]\namount = Worth\n",
        "[columns]\ncategory = Rival\n",
        "[filter]\nexclude = Kind: Test\n",
    };
    struct err err;

    (void)state;
    for (size_t k = 0; k < sizeof CONFIGS / sizeof CONFIGS[0]; k++) {
        struct export x;
        export_init(&x);
        assert_true(settings_read(&x.settings, sv_from(CONFIGS[k]), "x.ini",
                                  &x.run, &err));
        assert_false(export_read(&x, SV("deal_id,outcome\n1,Won\n2,Lost\n"),
                                 NO_HISTORY));
        assert_non_null(strstr(x.err.text, ":1: has no column \""));
        export_release(&x);
    }
}

static void a_mistyped_year_moves_nothing(void **state)
{
    char text[4096] = "deal_id,created,closed,outcome\n";
    size_t len = strlen(text);
    struct export x;

    (void)state;
    for (int k = 0; k < 60; k++)
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "%d,%s-01-%02d,2024-03-01,Won\n", k,
                                k == 9 ? "2124" : "2024", k % 28 + 1);
    export_init(&x);
    assert_true(export_read(&x, sv_from(text), NO_HISTORY));
    assert_int_equal(export_diags(&x, "future date"), 1);
    assert_date(x.deals.newest, "2024-03-01");
    export_release(&x);
}

/* 1900-01-01 and 1970-01-01 are what systems write for "none". */
static void a_date_of_nothing_is_none(void **state)
{
    char text[4096] = "deal_id,created,closed,outcome\n";
    size_t len = strlen(text);
    struct export x;

    (void)state;
    for (int k = 0; k < 60; k++)
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "%d,%s-01-01,%s-03-01,Won\n", k,
                                k == 9    ? "1900"
                                : k == 10 ? "2005"
                                          : "2024",
                                k == 11 ? "1970" : "2024");
    export_init(&x);
    assert_true(export_read(&x, sv_from(text), NO_HISTORY));
    assert_int_equal(export_diags(&x, "ancient date"), 2);
    assert_date(x.deals.created[9], "");
    assert_date(x.deals.created[10], "2005-01-01");
    assert_date(x.deals.closed[11], "");
    assert_int_equal(export_diags(&x, "no close date"), 1);
    export_release(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unusable_files),
        cmocka_unit_test(a_directory_and_nothing),
        cmocka_unit_test(bad_rows_are_told),
        cmocka_unit_test(a_quote_left_open_is_told),
        cmocka_unit_test(short_and_long_ids_are_one_deal),
        cmocka_unit_test(accents_are_windows_1252),
        cmocka_unit_test(signs_within_words_are_refused),
        cmocka_unit_test(edges_of_cells_say_nothing),
        cmocka_unit_test(twin_headers_are_told),
        cmocka_unit_test(twins_are_told_apart),
        cmocka_unit_test(rows_that_are_no_deals),
        cmocka_unit_test(text_leaves_clean),
        cmocka_unit_test(outcomes),
        cmocka_unit_test(an_amount_without_currency_is_told),
        cmocka_unit_test(configured),
        cmocka_unit_test(placeholders_are_empty),
        cmocka_unit_test(unreadable_is_missing),
        cmocka_unit_test(misconfigured),
        cmocka_unit_test(a_mistyped_year_moves_nothing),
        cmocka_unit_test(a_date_of_nothing_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

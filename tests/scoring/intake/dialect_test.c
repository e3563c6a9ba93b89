/* One small export per CRM, as it writes them, without a configuration. */
#include "tests/test.h"

#include <math.h>

#include "scoring/base/buf.h"
#include "scoring/intake/dialect.h"
#include "scoring/settings/settings_keys.h"
#include "tests/scoring/export.h"

static const struct {
    const char *crm;
    struct sv text;
} EXPORTS[] = {
    {"salesforce", /* API */
     SV("Id,Name,AccountId,Account.Name,OwnerId,Owner.Name,Amount,"
        "CurrencyIsoCode,CreatedDate,CloseDate,StageName,IsClosed,IsWon,"
        "LeadSource,LastActivityDate,NextStep,PushCount,Probability,"
        "LastModifiedDate\n"
        "006A,First,001A,Acme,005A,Ann,1000.0,USD,"
        "2024-01-05T10:00:00.000+0000,2024-03-01,Closed Won,true,true,Web,,,0,"
        "100,2024-03-01T09:00:00.000+0000\n"
        "006B,Second,001A,Acme,005B,Bob,2000.0,USD,"
        "2024-01-06T10:00:00.000+0000,2024-03-02,Closed Lost,true,false,Web,,,"
        "1,0,2024-03-02T09:00:00.000+0000\n"
        "006C,Third,001B,Bits,005A,Ann,,USD,2024-02-06T10:00:00.000+0000,"
        "2024-06-30,Prospecting,false,false,,2024-02-20,Call,2,40,"
        "2024-03-20T09:00:00.000+0000\n")},
    {"salesforce", /* report */
     SV("\"Opportunity ID\";\"Opportunity Name\";\"Account Name\";"
        "\"Opportunity Owner\";\"Amount\";\"Created Date\";\"Close Date\";"
        "\"Stage\";\"Lead Source\";\"Probability (%)\";\"Last Modified Date\"\n"
        "\"006A\";\"First\";\"Acme\";\"Ann\";\"USD 1.000,00\";\"05.01.2024\";"
        "\"01.03.2024\";\"Closed Won\";\"Web\";\"100\";\"01.03.2024\"\n"
        "\"006B\";\"Second\";\"Acme\";\"Bob\";\"USD 2.000,00\";\"06.01.2024\";"
        "\"02.03.2024\";\"Closed Lost\";\"Web\";\"0\";\"02.03.2024\"\n"
        "\"006C\";\"Third\";\"Bits\";\"Ann\";\"\";\"06.02.2024\";"
        "\"30.06.2024\";\"Prospecting\";\"\";\"40\";\"20.03.2024\"\n"
        "\n\"Grand Totals (3 records)\"\n\"Confidential Information - Do Not "
        "Distribute\"\n\"Copyright \xa9 2000-2024 salesforce.com, inc.\"\n")},
    {"hubspot",
     SV("Record ID,Deal Name,Associated Company,Deal owner,Amount,Currency,"
        "Create Date,Close Date,Deal Stage,Is Closed Won,Is closed,"
        "Original Traffic Source,Next Step,Deal probability,Last Modified "
        "Date\n"
        "006A,First,Acme,Ann,1000,USD,2024-01-05 10:00,2024-03-01 09:00,"
        "Closed Won (Sales Pipeline),true,true,Web,,1,2024-03-01 09:00\n"
        "006B,Second,Acme,Bob,2000,USD,2024-01-06 10:00,2024-03-02 09:00,"
        "Closed Lost (Sales Pipeline),false,true,Web,,0,2024-03-02 09:00\n"
        "006C,Third,Bits,Ann,,USD,2024-02-06 10:00,2024-06-30 09:00,"
        "Appointment Scheduled (Sales Pipeline),false,false,,Call,0.4,"
        "2024-03-20 09:00\n")},
    {"pipedrive",
     SV("Deal - ID,Deal - Title,Deal - Organization,Deal - Owner,"
        "Deal - Value,Deal - Currency,Deal - Deal created,Deal - Won time,"
        "Deal - Lost time,Deal - Expected close date,Deal - Stage,"
        "Deal - Status,Deal - Probability,Deal - Update time\n"
        "006A,First,Acme,Ann,1000,USD,2024-01-05 10:00:00,"
        "2024-03-01 10:00:00,,2024-04-01,Negotiations Started,Won,100,"
        "2024-03-01 10:00:00\n"
        "006B,Second,Acme,Bob,2000,USD,2024-01-06 10:00:00,,"
        "2024-03-02 10:00:00,2024-04-02,Demo Scheduled,Lost,0,"
        "2024-03-02 10:00:00\n"
        "006C,Third,Bits,Ann,,USD,2024-02-06 10:00:00,,,2024-06-30,"
        "Qualified,Open,40%,2024-03-20 10:00:00\n")},
    {"dynamics",
     SV("opportunityid,name,parentaccountid,parentaccountidname,ownerid,"
        "owneridname,estimatedvalue,actualvalue,createdon,actualclosedate,"
        "estimatedclosedate,stepname,statecode,transactioncurrencyidname,"
        "closeprobability,modifiedon\n"
        "006A,First,1,Acme,7,Ann,1000,1000,2024-01-05T10:00:00Z,"
        "2024-03-01T00:00:00Z,2024-04-01,3-Propose,1,US Dollar (USD),100,"
        "2024-03-01T00:00:00Z\n"
        "006B,Second,1,Acme,8,Bob,2000,,2024-01-06T10:00:00Z,"
        "2024-03-02T00:00:00Z,2024-04-01,2-Develop,2,US Dollar (USD),0,"
        "2024-03-02T00:00:00Z\n"
        "006C,Third,2,Bits,7,Ann,,,2024-02-06T10:00:00Z,,2024-06-30,"
        "1-Qualify,0,US Dollar (USD),40,2024-03-20T00:00:00Z\n")},
    {"maven",
     SV("opportunity_id,sales_agent,product,account,deal_stage,engage_date,"
        "close_date,close_value\n"
        "006A,Ann,GTX,Acme,Won,1/5/2024,3/1/2024,$1000\n"
        "006B,Bob,GTX,Acme,Lost,1/6/2024,3/2/2024,2000\n"
        "006C,Ann,GTX,Bits,Engaging,2/6/2024,6/30/2024,\n")},
    {"skygeni",
     SV("deal_id,created_date,closed_date,sales_rep_id,account,industry,region,"
        "product_type,lead_source,deal_stage,deal_amount,outcome,currency\n"
        "006A,2024-01-05,2024-03-01,Ann,Acme,SaaS,APAC,Core,Web,Demo,1000,Won,"
        "USD\n"
        "006B,2024-01-06,2024-03-02,Bob,Acme,SaaS,APAC,Core,Web,Demo,2000,Lost,"
        "USD\n"
        "006C,2024-02-06,2024-06-30,Ann,Bits,SaaS,APAC,Core,,Demo,,Open,USD"
        "\n")},
    {"hubspot", /* API names */
     SV("hs_object_id,dealname,hubspot_owner_id,amount,deal_currency_code,"
        "createdate,closedate,dealstage,hs_is_closed,hs_is_closed_won,"
        "hs_deal_stage_probability,hs_lastmodifieddate,Associated Company\n"
        "006A,First,Ann,1000,USD,2024-01-05T10:00:00Z,2024-03-01T09:00:00Z,"
        "closedwon,true,true,1,2024-03-01T09:00:00Z,Acme\n"
        "006B,Second,Bob,2000,USD,2024-01-06T10:00:00Z,2024-03-02T09:00:00Z,"
        "closedlost,true,false,0,2024-03-02T09:00:00Z,Acme\n"
        "006C,Third,Ann,,USD,2024-02-06T10:00:00Z,2024-06-30T09:00:00Z,"
        "qualifiedtobuy,false,false,0.4,2024-03-20T09:00:00Z,Bits\n")},
    {"dynamics", /* Excel */
     SV("(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,"
        "(Do Not Modify) Modified On,Topic,Potential Customer,Owner,"
        "Est. revenue,Currency,Created On,Actual Close Date,Est. close date,"
        "Pipeline Phase,Status,Probability\n"
        "006A,x,2024-03-01 09:00,First,Acme,Ann,1000,US Dollar,2024-01-05 "
        "10:00,2024-03-01,2024-04-01,3-Propose,Won,100\n"
        "006B,x,2024-03-02 09:00,Second,Acme,Bob,2000,US Dollar,2024-01-06 "
        "10:00,2024-03-02,2024-04-01,2-Develop,Lost,0\n"
        "006C,x,2024-03-20 09:00,Third,Bits,Ann,,US Dollar,2024-02-06 10:00,,"
        "2024-06-30,1-Qualify,Open,40\n")},
    {"salesforce", /* a report in German */
     SV("\"Opportunity-ID\";\"Opportunity-Name\";\"Accountname\";"
        "\"Opportunity-Inhaber\";\"Amount\";\"Erstelldatum\";"
        "\"Schlusstermin\";\"Phase\";\"Lead-Quelle\";"
        "\"Wahrscheinlichkeit (%)\";\"Last Modified Date\"\n"
        "\"006A\";\"First\";\"Acme\";\"Ann\";\"USD 1.000,00\";\"05.01.2024\";"
        "\"01.03.2024\";\"Closed Won\";\"Web\";\"100\";\"01.03.2024\"\n"
        "\"006B\";\"Second\";\"Acme\";\"Bob\";\"USD 2.000,00\";\"06.01.2024\";"
        "\"02.03.2024\";\"Closed Lost\";\"Web\";\"0\";\"02.03.2024\"\n"
        "\"006C\";\"Third\";\"Bits\";\"Ann\";\"\";\"06.02.2024\";"
        "\"30.06.2024\";\"Prospecting\";\"\";\"40\";\"20.03.2024\"\n")},
    {"zoho", /* deals */
     SV("Record Id,Deal Name,Account Name,Deal Owner,Amount,Currency,"
        "Created Time,Closing Date,Stage,Lead Source,Probability (%),"
        "Modified Time\n"
        "006A,First,Acme,Ann,1000,USD,2024-01-05 10:00:00,2024-03-01,Closed "
        "Won,Web,100,2024-03-01 10:00:00\n"
        "006B,Second,Acme,Bob,2000,USD,2024-01-06 10:00:00,2024-03-02,Closed "
        "Lost,Web,0,2024-03-02 10:00:00\n"
        "006C,Third,Bits,Ann,,USD,2024-02-06 10:00:00,2024-06-30,"
        "Qualification,,40,2024-03-20 10:00:00\n")},
    {"zoho", /* potentials */
     SV("Potential Id,Potential Name,Account Name,Potential Owner,Amount,"
        "Currency,Created Time,Closing Date,Stage,Probability,Modified Time\n"
        "006A,First,Acme,Ann,1000,USD,2024-01-05 10:00:00,2024-03-01,Closed "
        "Won,100,2024-03-01 10:00:00\n"
        "006B,Second,Acme,Bob,2000,USD,2024-01-06 10:00:00,2024-03-02,Closed "
        "Lost,0,2024-03-02 10:00:00\n"
        "006C,Third,Bits,Ann,,USD,2024-02-06 10:00:00,2024-06-30,"
        "Qualification,40,2024-03-20 10:00:00\n")},
    {"odoo", /* names */
     SV("id,name,partner_id,user_id,expected_revenue,company_currency,"
        "create_date,date_closed,date_deadline,stage_id,won_status,"
        "probability,write_date\n"
        "006A,First,Acme,Ann,1000,USD,2024-01-05 10:00:00,2024-03-01 "
        "10:00:00,,Won,won,100,2024-03-01 10:00:00\n"
        "006B,Second,Acme,Bob,2000,USD,2024-01-06 10:00:00,2024-03-02 "
        "10:00:00,,Proposition,lost,0,2024-03-02 10:00:00\n"
        "006C,Third,Bits,Ann,,USD,2024-02-06 10:00:00,,2024-06-30,Qualified,"
        "pending,40,2024-03-20 10:00:00\n")},
    {"close",
     SV("id,lead_id,lead_name,user_id,user_name,value,value_formatted,"
        "value_currency,date_created,date_won,date_lost,status_label,status_"
        "type,confidence,"
        "date_updated,expected_close\n"
        "006A,l1,Acme,u1,Ann,100000,\"$1,000\",USD,2024-01-05T10:00:00+00:00,"
        "2024-03-01,,"
        "Signed,won,100,2024-03-01T10:00:00+00:00,\n"
        "006B,l1,Acme,u2,Bob,200000,\"$2,000\",USD,2024-01-06T10:00:00+00:00,,"
        "2024-03-02,"
        "No budget,lost,0,2024-03-02T10:00:00+00:00,\n"
        "006C,l2,Bits,u1,Ann,,,USD,2024-02-06T10:00:00+00:00,,,Demo,active,40,"
        "2024-03-20T10:00:00+00:00,2024-06-30\n")},
    {"copper",
     SV("id,name,company_name,assignee_id,monetary_value,monetary_unit,"
        "date_created,close_date,pipeline_stage_id,status,win_probability,"
        "date_modified\n"
        "006A,First,Acme,Ann,1000,USD,2024-01-05,2024-03-01,Contract,Won,100,"
        "2024-03-01\n"
        "006B,Second,Acme,Bob,2000,USD,2024-01-06,2024-03-02,Contract,"
        "Abandoned,0,2024-03-02\n"
        "006C,Third,Bits,Ann,,USD,2024-02-06,2024-06-30,First meeting,Open,40,"
        "2024-03-20\n")},
    {"freshsales",
     SV("Deal ID,Deal Name,Account,Owner,Deal Value,Currency,Created At,"
        "Closed date,Expected close date,Deal Stage,Source,Probability,"
        "Updated At\n"
        "006A,First,Acme,Ann,1000,USD,2024-01-05,2024-03-01,,Won,Web,100,"
        "2024-03-01\n"
        "006B,Second,Acme,Bob,2000,USD,2024-01-06,2024-03-02,,Lost,Web,0,"
        "2024-03-02\n"
        "006C,Third,Bits,Ann,,USD,2024-02-06,,2024-06-30,Negotiation,,40,"
        "2024-03-20\n")},
    {"suitecrm",
     SV("id,name,account_name,assigned_user_name,amount,currency_id,"
        "date_entered,date_closed,sales_stage,lead_source,probability,"
        "date_modified\n"
        "006A,First,Acme,Ann,1000,USD,2024-01-05,2024-03-01,Closed Won,Web,"
        "100,2024-03-01\n"
        "006B,Second,Acme,Bob,2000,USD,2024-01-06,2024-03-02,Closed Lost,Web,"
        "0,2024-03-02\n"
        "006C,Third,Bits,Ann,,USD,2024-02-06,2024-06-30,Prospecting,,40,"
        "2024-03-20\n")},
    {"sugarcrm",
     SV("ID,Name,Account Name,Assigned User Name,Likely,Currency,Date Created,"
        "Expected Close Date,Sales Stage,Status,Lead Source,Probability (%),"
        "Date Modified\n"
        "006A,First,Acme,Ann,1000,USD,2024-01-05,2024-03-01,Closed Won,"
        "Closed Won,Web,100,2024-03-01\n"
        "006B,Second,Acme,Bob,2000,USD,2024-01-06,2024-03-02,Closed Lost,"
        "Closed Lost,Web,0,2024-03-02\n"
        "006C,Third,Bits,Ann,,USD,2024-02-06,2024-06-30,Prospecting,"
        "In Progress,,40,2024-03-20\n")},
    {"sugarcrm", /* names of the fields */
     SV("id,name,account_name,assigned_user_name,amount,currency_id,"
        "date_entered,date_closed,sales_stage,sales_status,probability,"
        "date_modified\n"
        "006A,First,Acme,Ann,1000,USD,2024-01-05,2024-03-01,Closed Won,"
        "Closed Won,100,2024-03-01\n"
        "006B,Second,Acme,Bob,2000,USD,2024-01-06,2024-03-02,Closed Lost,"
        "Closed Lost,0,2024-03-02\n"
        "006C,Third,Bits,Ann,,USD,2024-02-06,2024-06-30,Prospecting,"
        "In Progress,40,2024-03-20\n")},
    {"monday",
     SV("Name,Owner,Stage,Deal Value,Currency,Account,Deal creation date,"
        "Close Date,Expected Close Date,Item ID (auto generated)\n"
        "First,Ann,Won,1000,USD,Acme,2024-01-05,2024-03-01,,006A\n"
        "Second,Bob,Lost,2000,USD,Acme,2024-01-06,2024-03-02,,006B\n"
        "Third,Ann,Proposal,,USD,Bits,2024-02-06,,2024-06-30,006C\n")},
    {"bitrix24",
     SV("ID,TITLE,STAGE_ID,STAGE_SEMANTIC_ID,OPPORTUNITY,CURRENCY_ID,"
        "COMPANY_ID,ASSIGNED_BY_ID,DATE_CREATE,CLOSEDATE,CLOSED,PROBABILITY,"
        "DATE_MODIFY\n"
        "006A,First,C1:WON,S,1000,USD,Acme,Ann,2024-01-05T10:00:00+03:00,"
        "2024-03-01T03:00:00+03:00,Y,100,2024-03-01T10:00:00+03:00\n"
        "006B,Second,C1:LOSE,F,2000,USD,Acme,Bob,2024-01-06T10:00:00+03:00,"
        "2024-03-02T03:00:00+03:00,Y,0,2024-03-02T10:00:00+03:00\n"
        "006C,Third,C1:NEW,P,,USD,Bits,Ann,2024-02-06T10:00:00+03:00,"
        "2024-06-30T03:00:00+03:00,N,40,2024-03-20T10:00:00+03:00\n")},
    {"bitrix24", /* its list */
     SV("ID;Deal Name;Stage;Income;Currency;Company;Responsible;Created;"
        "Modified;Assumed close date;Closed;\"Probability, %\"\n"
        "006A;First;Deal won;1000.00;USD;Acme;Ann;05.01.2024 10:00:00;"
        "01.03.2024 10:00:00;01.03.2024;Yes;100\n"
        "006B;Second;Deal lost;2000.00;USD;Acme;Bob;06.01.2024 10:00:00;"
        "02.03.2024 10:00:00;02.03.2024;Yes;0\n"
        "006C;Third;In progress;;USD;Bits;Ann;06.02.2024 10:00:00;"
        "20.03.2024 10:00:00;30.06.2024;No;40\n")},
    {"attio",
     SV("Record ID,Deal name,Deal stage,Deal owner,Deal value,Associated "
        "company,Created at,Close date\n"
        "006A,First,Won \U0001F389,Ann,USD 1000,Acme,"
        "2024-01-05T10:00:00.000000000Z,2024-03-01\n"
        "006B,Second,Lost,Bob,USD 2000,Acme,2024-01-06T10:00:00.000000000Z,"
        "2024-03-02\n"
        "006C,Third,In Progress,Ann,,Bits,2024-02-06T10:00:00.000000000Z,"
        "2024-06-30\n")},
    {"generic",
     SV("Deal ID,Deal Name,Company,Rep,Deal Value,Currency,Created At,"
        "Closed At,Stage,Status,Source\n"
        "006A,First,Acme,Ann,1000,USD,2024-01-05,2024-03-01,Closed,Won,Web\n"
        "006B,Second,Acme,Bob,2000,USD,2024-01-06,2024-03-02,Closed,Lost,Web\n"
        "006C,Third,Bits,Ann,,USD,2024-02-06,2024-06-30,Demo,Open,\n")},
};

static void check(const struct export *x)
{
    static const enum outcome OUTCOMES[] = {OUTCOME_WON, OUTCOME_LOST,
                                            OUTCOME_OPEN};
    static const double PROBABILITIES[] = {1, 0, 0.4};
    const struct deals *d = &x->deals;

    assert_int_equal(d->n, 3);
    for (size_t i = 0; i < 3; i++) {
        char id[] = "006A";
        id[3] = (char)('A' + i);
        assert_sv(d->id[i], id);
        assert_int_equal(d->outcome[i], OUTCOMES[i]);
        assert_sv(label(&d->groups[GROUP_ACCOUNT], i),
                  i == 2 ? "Bits" : "Acme");
        assert_sv(label(&d->groups[GROUP_OWNER], i), i == 1 ? "Bob" : "Ann");
    }
    assert_true(d->amount[0] == 1000 && d->amount[1] == 2000);
    assert_true(isnan(d->amount[2]));
    assert_sv(d->currency, "USD");
    assert_date(d->created[0], "2024-01-05");
    assert_date(d->created[2], "2024-02-06");
    assert_date(d->closed[0], "2024-03-01");
    assert_date(d->closed[1], "2024-03-02");
    assert_date(d->closed[2], "");
    assert_date(d->expected[0], "");
    assert_date(d->expected[2], "2024-06-30");
    assert_date(d->newest, d->modified ? "2024-03-20" : "2024-03-02");
    assert_int_equal(deals_state(d, 2, d->newest), STATE_OPEN);
    /* Most CRMs have them; an edit is dated too. */
    bool recorded =
        strcmp(d->dialect, "maven") && strcmp(d->dialect, "skygeni") &&
        strcmp(d->dialect, "monday") && strcmp(d->dialect, "attio") &&
        strcmp(d->dialect, "generic");
    assert_int_equal(d->probability != NULL, recorded);
    assert_int_equal(d->modified != NULL, recorded);
    for (size_t i = 0; recorded && i < 3; i++)
        assert_true(d->probability[i] == PROBABILITIES[i]);
    if (recorded)
        assert_date(d->modified[2], "2024-03-20");
}

/* Supplies no column: an amount of Dynamics and Close that gives way to another
 * (the table says why), ids beside their names, a checksum. */
static bool supplies_nothing(const char *crm, struct sv header)
{
    static const struct {
        const char *crm, *header;
    } none[] = {
        {"dynamics", "actualvalue"},
        {"dynamics", "(Do Not Modify) Row Checksum"},
        {"close", "value"},
        {"close", "lead_id"},
        {"close", "user_id"},
    };

    for (size_t k = 0; k < sizeof none / sizeof none[0]; k++)
        if (!strcmp(none[k].crm, crm) && sv_eq(header, sv_from(none[k].header)))
            return true;
    return false;
}

/* Each other header is known. A line that was forgotten is named here. */
static void check_headers(const struct export *x, struct sv text)
{
    struct sv line = sv_cut(&text, '\n');
    char delimiter = memchr(line.ptr, ';', line.len) ? ';' : ',';

    while (line.len) {
        struct sv name = sv_cut(&line, delimiter);
        bool known = supplies_nothing(x->deals.dialect, name);
        for (size_t c = 0; c < COLUMN_COUNT; c++)
            known = known || (x->deals.headers[c].len &&
                              header_same(x->deals.headers[c], name));
        if (!known)
            fail_msg("%s: no column for %.*s", x->deals.dialect, SV_ARG(name));
    }
}

/* Found by its headers, and forced: then no other CRM's names help out. */
static void every_crm(void **state)
{
    (void)state;
    for (size_t j = 0; j < 2 * sizeof EXPORTS / sizeof EXPORTS[0]; j++) {
        size_t k = j / 2;
        struct export x;
        export_init(&x);
        if (j % 2)
            x.settings.crm = sv_from(EXPORTS[k].crm);
        if (!export_read(&x, EXPORTS[k].text, (struct sv){0}))
            fail_msg("%s: %s", EXPORTS[k].crm, x.err.text);
        assert_string_equal(x.deals.dialect, EXPORTS[k].crm);
        check_headers(&x, EXPORTS[k].text);
        check(&x);
        export_release(&x);
    }
}

/* Headers of other languages are proposed, and fold as others do. */
static void columns_are_proposed(void **state)
{
    static const struct {
        struct sv text;
        enum column column;
        const char *want;
    } CASES[] = {
        {SV("deal_id,outcome,Erstelltag\n1,Won,2024-01-05\n"), COLUMN_CREATED,
         "Erstelltag"},
        {SV("deal_id,outcome,D\u00cdA DE CREACI\u00d3N\n1,Won,2024-01-05\n"),
         COLUMN_CREATED, "D\u00cdA DE CREACI\u00d3N"},
        {SV("deal_id,outcome,\u6848\u4ef6\u4f5c\u6210\u65e5\n1,Won,2024-01-"
            "05\n"),
         COLUMN_CREATED, "\u6848\u4ef6\u4f5c\u6210\u65e5"},
        {SV("deal_id,outcome,Umsatz gesamt\n1,Won,1.500 \u00c3\u00a4\u00ac\n"
            "2,Lost,\u00bf\u00bd 800\n"),
         COLUMN_AMOUNT, "Umsatz gesamt"},
        {SV("deal_id,outcome,Price list\n1,Won,Tier 1\n2,Lost,Tier 2\n"),
         COLUMN_COUNT, ""},
        {SV("deal_id,outcome,Created By\n1,Won,Ann\n"), COLUMN_COUNT, ""},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct export x;
        export_init(&x);
        assert_true(export_read(&x, CASES[k].text, (struct sv){0}));
        assert_int_equal(x.deals.n_likely, CASES[k].column != COLUMN_COUNT);
        if (x.deals.n_likely) {
            assert_int_equal(x.deals.likely[0].column, CASES[k].column);
            assert_sv(x.deals.likely[0].header, CASES[k].want);
        }
        export_release(&x);
    }
    assert_true(header_same(SV("PROPRI\u00c9TAIRE DE L'OPPORTUNIT\u00c9"),
                            SV("Propri\u00e9taire de l'opportunit\u00e9")));
    assert_false(header_same(SV("\u00d7"), SV("\u00f7")));
    assert_true(header_same(SV("Stage  \u2191"), SV("Stage")));
    assert_false(header_same(SV("Stage \u2192"), SV("Stage")));
}

static void folded_headers_are_text(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a);
    assert_sv(header_folded(SV("\u00c9tape Gagn\u00e9e"), &a),
              "\u00e9tapegagn\u00e9e");
    assert_sv(header_folded(SV("Closed-Won"), &a), "closedwon");
    arena_release(&a);
}

/* Close counts cents, so its bare value is no amount; others' is. */
static void cents_are_no_amount(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(
        &x,
        SV("id,lead_name,user_name,value,date_created,date_won,date_lost,"
           "status_label,status_type\n"
           "1,Acme,Ann,100000,2024-01-05,2024-03-01,,Signed,won\n"
           "2,Bits,Bob,100000,2024-01-05,,2024-03-01,Gone,lost\n"),
        (struct sv){0}));
    assert_string_equal(x.deals.dialect, "close");
    assert_null(x.deals.amount);
    assert_int_equal(x.deals.n_likely, 0); /* nor is it proposed */
    export_release(&x);
}

/* Reports in Japanese and Portuguese; what no source gives is mapped by hand.
 */
static void other_languages(void **state)
{
    static const struct sv TEXTS[] = {
        SV("\u5546\u8ac7 ID,\u5546\u8ac7\u540d,\u5546\u8ac7\u6240\u6709\u8005,"
           "\u53d6\u5f15\u5148\u540d,\u91d1\u984d,"
           "\u5b8c\u4e86\u4e88\u5b9a\u65e5,"
           "\u30d5\u30a7\u30fc\u30ba\n"
           "1,First,Ann,Acme,1000,2024/03/01,Closed Won\n"
           "2,Second,Bob,Acme,2000,2024/03/02,Closed Lost\n"),
        SV("ID da oportunidade;Propriet\u00e1rio da oportunidade;Nome da conta;"
           "Fase;Amount;Close Date\n"
           "1;Ann;Acme;Closed Won;1000;2024-03-01\n"
           "2;Bob;Acme;Closed Lost;2000;2024-03-02\n"),
    };

    (void)state;
    for (size_t k = 0; k < sizeof TEXTS / sizeof TEXTS[0]; k++) {
        struct export x;
        export_init(&x);
        if (!export_read(&x, TEXTS[k], (struct sv){0}))
            fail_msg("%s", x.err.text);
        assert_string_equal(x.deals.dialect, "salesforce");
        assert_int_equal(x.deals.outcome[0], OUTCOME_WON);
        assert_int_equal(x.deals.outcome[1], OUTCOME_LOST);
        assert_true(x.deals.amount[1] == 2000);
        assert_date(x.deals.closed[0], "2024-03-01");
        assert_sv(label(&x.deals.groups[GROUP_OWNER], 1), "Bob");
        assert_sv(label(&x.deals.groups[GROUP_ACCOUNT], 1), "Acme");
        export_release(&x);
    }
}

static void report_footers_and_encoding(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x, EXPORTS[1].text, (struct sv){0}));
    assert_int_equal(export_diags(&x, "footer"), 3);
    assert_int_equal(x.diags.rejected, 0);
    assert_int_equal(x.deals.rows, 3);
    assert_string_equal(x.deals.encoding, "Windows-1252");
    assert_int_equal(x.deals.delimiter, ';');
    assert_string_equal(x.deals.date_order, "D/M/Y");
    export_release(&x);
}

static void a_forced_crm(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    x.settings.crm = SV("pipedrive");
    assert_false(export_read(&x, EXPORTS[0].text, (struct sv){0}));
    assert_int_equal(x.err.code, EXIT_INPUT);
    export_release(&x);
    export_init(&x);
    x.settings.crm = SV("nonesuch");
    assert_false(export_read(&x, EXPORTS[0].text, (struct sv){0}));
    assert_int_equal(x.err.code, EXIT_USAGE);
    export_release(&x);
}

static bool has_export(struct sv crm)
{
    for (size_t k = 0; k < sizeof EXPORTS / sizeof *EXPORTS; k++)
        if (sv_eq(crm, sv_from(EXPORTS[k].crm)))
            return true;
    return false;
}

/* The table of CRMs is the one place: the configuration says the same names,
 * and each has an export above. */
static void every_crm_is_named_and_tried(void **state)
{
    const struct settings_key *key = settings_key_find(SV("input"), SV("crm"));
    struct buf names;
    struct sv rest;

    (void)state;
    buf_init(&names);
    dialect_crms(&names);
    assert_non_null(key);
    if (!sv_eq(buf_sv(&names), sv_from(key->help)))
        fail_msg("settings_keys.c says \"%s\", the table has \"%.*s\"",
                 key->help, SV_ARG(buf_sv(&names)));
    rest = buf_sv(&names);
    while (rest.len) {
        struct sv name = sv_cut(&rest, ' ');
        if (name.len && name.ptr[name.len - 1] == ',')
            name.len--;
        if (!sv_eq(name, SV("auto")) && !sv_eq(name, SV("or")) &&
            !has_export(name))
            fail_msg("%.*s: no export of it is read here", SV_ARG(name));
    }
    buf_release(&names);
}

static void headers_fold(void **state)
{
    static const char *const SAME[] = {"Close Date", "close_date", "CLOSE-DATE",
                                       "\"Close.Date\""};

    (void)state;
    for (size_t k = 0; k < sizeof SAME / sizeof SAME[0]; k++) {
        char text[200];
        struct export x;
        export_init(&x);
        snprintf(text, sizeof text,
                 "deal id,%s,Outcome\n1,2024-01-01,Won\n2,2024-02-01,Lost\n",
                 SAME[k]);
        assert_true(export_read(&x, sv_from(text), (struct sv){0}));
        assert_date(x.deals.closed[1], "2024-02-01");
        export_release(&x);
    }
}

/* What one CRM alone means by a word is not guessed of another's export; and
 * our own names come before plain words. */
static void words_of_others(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(
        &x,
        SV("Id,Account Name,account,Income,Title,Expected Revenue,Status,"
           "outcome\n"
           "1,Parent,Acme,90000,VP,50,Active,won\n"
           "2,Parent,Bits,90000,VP,50,Active,lost\n"),
        (struct sv){0}));
    assert_string_equal(x.deals.dialect, "generic");
    assert_null(x.deals.amount);
    assert_sv(x.deals.headers[COLUMN_NAME], "");
    assert_sv(x.deals.headers[COLUMN_ACCOUNT], "account");
    assert_sv(x.deals.headers[COLUMN_OUTCOME], "outcome");
    export_release(&x);
}

/* Canonical names are always known, and are not taken for a CRM's. */
static void canonical_names(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(
        &x,
        SV("deal_id,name,account,owner,amount,created,closed,stage,outcome,"
           "industry,region,product,lead_source,stage_entered,manager,"
           "last_activity,next_step,push_count,forecast_category,probability,"
           "modified\n"
           "1,N,A,O,5,2024-01-01,2024-02-01,Closed Won,won,I,R,P,L,2024-01-20,"
           "M,2024-01-30,S,3,F,75,2024-02-03\n"),
        (struct sv){0}));
    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        bool there = c <= COLUMN_MODIFIED && c != COLUMN_CURRENCY &&
                     c != COLUMN_EXPECTED && c != COLUMN_IS_WON &&
                     c != COLUMN_IS_CLOSED;
        assert_sv(x.deals.headers[c], there ? column_name((enum column)c) : "");
    }
    assert_string_equal(x.deals.dialect, "generic");
    assert_date(x.deals.closed[0], "2024-01-20"); /* it entered its stage */
    assert_true(x.deals.push_count[0] == 3);
    assert_true(x.deals.probability[0] == 0.75);
    assert_date(x.deals.modified[0], "2024-02-03");
    assert_date(x.deals.newest, "2024-02-03"); /* an edit */
    export_release(&x);
}

static void owners_with_one_name_stay_apart(void **state)
{
    struct export x;

    (void)state;
    export_init(&x);
    assert_true(export_read(&x,
                            SV("Id,OwnerId,Owner.Name,StageName\n"
                               "1,7,Ann,Closed Won\n2,8,Ann,Closed Lost\n"
                               "3,9,Bob,Closed Won\n4,10,,Closed Won\n"),
                            (struct sv){0}));
    assert_sv(label(&x.deals.groups[GROUP_OWNER], 0), "Ann (7)");
    assert_sv(label(&x.deals.groups[GROUP_OWNER], 1), "Ann (8)");
    assert_sv(label(&x.deals.groups[GROUP_OWNER], 2), "Bob");
    assert_sv(label(&x.deals.groups[GROUP_OWNER], 3), "10");
    export_release(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_crm),
        cmocka_unit_test(columns_are_proposed),
        cmocka_unit_test(folded_headers_are_text),
        cmocka_unit_test(cents_are_no_amount),
        cmocka_unit_test(other_languages),
        cmocka_unit_test(report_footers_and_encoding),
        cmocka_unit_test(a_forced_crm),
        cmocka_unit_test(every_crm_is_named_and_tried),
        cmocka_unit_test(headers_fold),
        cmocka_unit_test(words_of_others),
        cmocka_unit_test(canonical_names),
        cmocka_unit_test(owners_with_one_name_stay_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

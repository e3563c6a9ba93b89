#include "scoring/intake/dialect.h"

#include "scoring/base/buf.h"
#include "scoring/settings/settings.h"

/*
 * Where a CRM has several headers for a column, the first that the export
 * holds is taken. Among CRMs that fit equally well the first here is named.
 */
static const struct header {
    const char *crm;
    enum column column;
    const char *header;
} HEADERS[] = {
    {"salesforce", COLUMN_DEAL_ID, "Id"},
    {"salesforce", COLUMN_DEAL_ID, "Opportunity ID"},
    {"salesforce", COLUMN_NAME, "Name"},
    {"salesforce", COLUMN_NAME, "Opportunity Name"},
    {"salesforce", COLUMN_ACCOUNT, "AccountId"},
    {"salesforce", COLUMN_ACCOUNT, "Account ID"},
    {"salesforce", COLUMN_ACCOUNT_NAME, "Account.Name"},
    {"salesforce", COLUMN_OWNER, "OwnerId"},
    {"salesforce", COLUMN_OWNER, "Owner ID"},
    {"salesforce", COLUMN_OWNER_NAME, "Owner.Name"},
    {"salesforce", COLUMN_OWNER_NAME, "Opportunity Owner"},
    {"salesforce", COLUMN_AMOUNT, "Amount"},
    {"salesforce", COLUMN_CURRENCY, "CurrencyIsoCode"},
    {"salesforce", COLUMN_CURRENCY, "Amount Currency"},
    {"salesforce", COLUMN_CURRENCY, "Opportunity Currency"},
    {"salesforce", COLUMN_CREATED, "CreatedDate"},
    {"salesforce", COLUMN_CLOSED, "CloseDate"},
    {"salesforce", COLUMN_STAGE, "StageName"},
    {"salesforce", COLUMN_STAGE, "Stage"},
    {"salesforce", COLUMN_IS_WON, "IsWon"},
    {"salesforce", COLUMN_IS_CLOSED, "IsClosed"},
    {"salesforce", COLUMN_INDUSTRY, "Industry"},
    {"salesforce", COLUMN_INDUSTRY, "Account.Industry"},
    {"salesforce", COLUMN_REGION, "Region__c"},
    {"salesforce", COLUMN_PRODUCT, "Product__c"},
    {"salesforce", COLUMN_LEAD_SOURCE, "LeadSource"},
    {"salesforce", COLUMN_STAGE_ENTERED, "LastStageChangeDate"},
    {"salesforce", COLUMN_STAGE_ENTERED, "Last Stage Change Date"},
    {"salesforce", COLUMN_MANAGER, "Owner.Manager.Name"},
    {"salesforce", COLUMN_LAST_ACTIVITY, "LastActivityDate"},
    {"salesforce", COLUMN_LAST_ACTIVITY, "Last Activity"},
    {"salesforce", COLUMN_NEXT_STEP, "NextStep"},
    {"salesforce", COLUMN_PUSH_COUNT, "PushCount"},
    {"salesforce", COLUMN_FORECAST_CATEGORY, "ForecastCategoryName"},
    {"salesforce", COLUMN_FORECAST_CATEGORY, "ForecastCategory"},

    {"hubspot", COLUMN_DEAL_ID, "Record ID"},
    {"hubspot", COLUMN_NAME, "Deal Name"},
    {"hubspot", COLUMN_ACCOUNT, "Associated Company"},
    {"hubspot", COLUMN_ACCOUNT, "Associated Company (Primary)"},
    {"hubspot", COLUMN_OWNER, "Deal owner"},
    {"hubspot", COLUMN_AMOUNT, "Amount"},
    {"hubspot", COLUMN_CURRENCY, "Currency"},
    {"hubspot", COLUMN_CREATED, "Create Date"},
    {"hubspot", COLUMN_CLOSED, "Close Date"},
    {"hubspot", COLUMN_STAGE, "Deal Stage"},
    {"hubspot", COLUMN_IS_WON, "Is Closed Won"},
    {"hubspot", COLUMN_IS_CLOSED, "Is closed"},
    {"hubspot", COLUMN_IS_CLOSED, "Is Deal Closed?"},
    {"hubspot", COLUMN_INDUSTRY, "Industry"},
    {"hubspot", COLUMN_LEAD_SOURCE, "Original Traffic Source"},
    {"hubspot", COLUMN_STAGE_ENTERED, "Date entered current stage"},
    {"hubspot", COLUMN_LAST_ACTIVITY, "Last Activity Date"},
    {"hubspot", COLUMN_NEXT_STEP, "Next Step"},
    {"hubspot", COLUMN_FORECAST_CATEGORY, "Forecast category"},

    {"pipedrive", COLUMN_DEAL_ID, "Deal - ID"},
    {"pipedrive", COLUMN_NAME, "Deal - Title"},
    {"pipedrive", COLUMN_ACCOUNT, "Deal - Organization"},
    {"pipedrive", COLUMN_OWNER, "Deal - Owner"},
    {"pipedrive", COLUMN_AMOUNT, "Deal - Value"},
    {"pipedrive", COLUMN_CURRENCY, "Deal - Currency"},
    {"pipedrive", COLUMN_CURRENCY, "Deal - Currency of Value"},
    {"pipedrive", COLUMN_CREATED, "Deal - Deal created"},
    {"pipedrive", COLUMN_WON_TIME, "Deal - Won time"},
    {"pipedrive", COLUMN_LOST_TIME, "Deal - Lost time"},
    {"pipedrive", COLUMN_CLOSED, "Deal - Deal closed on"},
    {"pipedrive", COLUMN_EXPECTED, "Deal - Expected close date"},
    {"pipedrive", COLUMN_STAGE, "Deal - Stage"},
    {"pipedrive", COLUMN_OUTCOME, "Deal - Status"},
    {"pipedrive", COLUMN_LEAD_SOURCE, "Deal - Source channel"},
    {"pipedrive", COLUMN_STAGE_ENTERED, "Deal - Last stage change"},
    {"pipedrive", COLUMN_LAST_ACTIVITY, "Deal - Last activity date"},

    {"dynamics", COLUMN_DEAL_ID, "opportunityid"},
    {"dynamics", COLUMN_NAME, "name"},
    {"dynamics", COLUMN_ACCOUNT, "parentaccountid"},
    {"dynamics", COLUMN_ACCOUNT_NAME, "parentaccountidname"},
    {"dynamics", COLUMN_OWNER, "ownerid"},
    {"dynamics", COLUMN_OWNER_NAME, "owneridname"},
    /* The actual value is set at the close alone and would tell the end. */
    {"dynamics", COLUMN_AMOUNT, "estimatedvalue"},
    {"dynamics", COLUMN_AMOUNT, "actualvalue"},
    {"dynamics", COLUMN_CURRENCY, "transactioncurrencyidname"},
    {"dynamics", COLUMN_CREATED, "createdon"},
    {"dynamics", COLUMN_CLOSED, "actualclosedate"},
    {"dynamics", COLUMN_EXPECTED, "estimatedclosedate"},
    {"dynamics", COLUMN_STAGE, "stepname"},
    {"dynamics", COLUMN_OUTCOME, "statecode"},

    {"maven", COLUMN_DEAL_ID, "opportunity_id"},
    {"maven", COLUMN_OWNER, "sales_agent"},
    {"maven", COLUMN_PRODUCT, "product"},
    {"maven", COLUMN_ACCOUNT, "account"},
    {"maven", COLUMN_STAGE, "deal_stage"},
    {"maven", COLUMN_CREATED, "engage_date"},
    {"maven", COLUMN_CLOSED, "close_date"},
    {"maven", COLUMN_AMOUNT, "close_value"},

    {"skygeni", COLUMN_DEAL_ID, "deal_id"},
    {"skygeni", COLUMN_CREATED, "created_date"},
    {"skygeni", COLUMN_CLOSED, "closed_date"},
    {"skygeni", COLUMN_OWNER, "sales_rep_id"},
    {"skygeni", COLUMN_INDUSTRY, "industry"},
    {"skygeni", COLUMN_REGION, "region"},
    {"skygeni", COLUMN_PRODUCT, "product_type"},
    {"skygeni", COLUMN_LEAD_SOURCE, "lead_source"},
    {"skygeni", COLUMN_STAGE, "deal_stage"},
    {"skygeni", COLUMN_STAGE_ENTERED, "stage_entered_date"},
    {"skygeni", COLUMN_AMOUNT, "deal_amount"},
    {"skygeni", COLUMN_OUTCOME, "outcome"},

    /* Plain words, after the canonical names themselves. */
    {"generic", COLUMN_NAME, "deal_name"},
    {"generic", COLUMN_ACCOUNT, "Account Name"},
    {"generic", COLUMN_ACCOUNT, "Company"},
    {"generic", COLUMN_ACCOUNT, "Customer"},
    {"generic", COLUMN_ACCOUNT, "Organization"},
    {"generic", COLUMN_OWNER, "Sales Rep"},
    {"generic", COLUMN_OWNER, "Rep"},
    {"generic", COLUMN_AMOUNT, "Value"},
    {"generic", COLUMN_AMOUNT, "Deal Value"},
    {"generic", COLUMN_CREATED, "Created At"},
    {"generic", COLUMN_CLOSED, "Closed At"},
    {"generic", COLUMN_EXPECTED, "Expected close date"},
    {"generic", COLUMN_OUTCOME, "Status"},
    {"generic", COLUMN_PRODUCT, "Product Name"},
    {"generic", COLUMN_LEAD_SOURCE, "Source"},
};
enum { N_HEADERS = sizeof HEADERS / sizeof HEADERS[0] };

static const char *const CRMS[] = {"salesforce", "hubspot", "pipedrive",
                                   "dynamics",   "maven",   "skygeni"};
enum { N_CRMS = sizeof CRMS / sizeof CRMS[0], FITS = 3 };

static const struct {
    enum history_column column;
    const char *header;
} HISTORY_HEADERS[] = {
    {HISTORY_DEAL_ID, "deal_id"},
    {HISTORY_DEAL_ID, "OpportunityId"},
    {HISTORY_DEAL_ID, "opportunity_id"},
    {HISTORY_DEAL_ID, "Record ID"},
    {HISTORY_DEAL_ID, "Id"},
    {HISTORY_STAGE, "stage"},
    {HISTORY_STAGE, "StageName"},
    {HISTORY_STAGE, "To Stage"},
    {HISTORY_STAGE, "deal_stage"},
    {HISTORY_ENTERED, "entered_date"},
    {HISTORY_ENTERED, "entered"},
    {HISTORY_ENTERED, "stage_entered_date"},
    {HISTORY_ENTERED, "CreatedDate"},
    {HISTORY_ENTERED, "Last Modified"},
    {HISTORY_ENTERED, "date"},
    {HISTORY_AMOUNT, "amount"},
    {HISTORY_EXPECTED, "close_date"},
    {HISTORY_EXPECTED, "expected_close"},
};

static bool is_filler(char c)
{
    return c == ' ' || c == '_' || c == '-' || c == '.' || c == '"' ||
           c == '\'' || c == '\t';
}

/* The next byte that counts, lower case; 0 at the end. */
static char next_folded(struct sv *s)
{
    while (s->len && is_filler(s->ptr[0])) {
        s->ptr++;
        s->len--;
    }
    if (!s->len)
        return 0;
    char c = *s->ptr++;
    s->len--;
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

bool header_same(struct sv a, struct sv b)
{
    for (;;) {
        char x = next_folded(&a), y = next_folded(&b);
        if (x != y)
            return false;
        if (!x)
            return true;
    }
}

int header_find(const struct sv *headers, size_t n, struct sv name)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(headers[i], name))
            return (int)i;
    for (size_t i = 0; i < n; i++)
        if (header_same(headers[i], name))
            return (int)i;
    return -1;
}

/* The CRM that explains most headers, and more than our own names do. */
static const char *best_crm(const struct sv *headers, size_t n)
{
    const char *best = "generic";
    size_t most = 0;

    for (size_t c = 0; c < COLUMN_COUNT; c++)
        most +=
            header_find(headers, n, sv_from(column_name((enum column)c))) >= 0;
    if (most < FITS - 1)
        most = FITS - 1;
    for (size_t c = 0; c < N_CRMS; c++) {
        bool fits[COLUMN_COUNT] = {false};
        size_t count = 0;
        for (size_t h = 0; h < N_HEADERS; h++)
            if (!strcmp(HEADERS[h].crm, CRMS[c]) && !fits[HEADERS[h].column] &&
                header_find(headers, n, sv_from(HEADERS[h].header)) >= 0) {
                fits[HEADERS[h].column] = true;
                count++;
            }
        if (count > most) {
            best = CRMS[c];
            most = count;
        }
    }
    return best;
}

static bool is_taken(const struct dialect *d, int header)
{
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        if (d->column[c] == header)
            return true;
    return false;
}

static void offer(struct dialect *d, enum column column, const char *name,
                  const struct sv *headers, size_t n)
{
    int found;

    if (d->column[column] >= 0)
        return;
    found = header_find(headers, n, sv_from(name));
    if (found >= 0 && !is_taken(d, found))
        d->column[column] = found;
}

/* only: names of that CRM; NULL: of all. */
static void offer_crm(struct dialect *d, const char *only,
                      const struct sv *headers, size_t n)
{
    for (size_t h = 0; h < N_HEADERS; h++)
        if (!only || !strcmp(HEADERS[h].crm, only))
            offer(d, HEADERS[h].column, HEADERS[h].header, headers, n);
}

static bool crm_known(const struct settings *s, const char **crm,
                      struct err *err)
{
    *crm = NULL;
    if (!s->crm.len || sv_eq_fold(s->crm, SV("auto")))
        return true;
    if (sv_eq_fold(s->crm, SV("generic"))) {
        *crm = "generic";
        return true;
    }
    for (size_t c = 0; c < N_CRMS; c++)
        if (sv_eq_fold(s->crm, sv_from(CRMS[c])))
            *crm = CRMS[c];
    if (*crm)
        return true;
    return err_set(err, EXIT_USAGE,
                   "--crm %.*s: not known; give auto, salesforce, hubspot, "
                   "pipedrive, dynamics, maven, skygeni or generic",
                   SV_ARG(s->crm));
}

static bool map_configured(struct dialect *out, const struct sv *headers,
                           size_t n, const struct settings *s, const char *path,
                           struct err *err)
{
    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        if (!s->columns[c].len)
            continue;
        out->column[c] = header_find(headers, n, s->columns[c]);
        if (out->column[c] < 0)
            return err_set(err, EXIT_INPUT,
                           "%s:1: has no column \"%.*s\", which [columns] "
                           "names for %s; correct the configuration",
                           path, SV_ARG(s->columns[c]),
                           column_name((enum column)c));
    }
    return true;
}

bool dialect_map(struct dialect *out, const struct sv *headers, size_t n,
                 const struct settings *s, const char *path, struct err *err)
{
    const char *forced;

    for (size_t c = 0; c < COLUMN_COUNT; c++)
        out->column[c] = -1;
    if (!crm_known(s, &forced, err) ||
        !map_configured(out, headers, n, s, path, err))
        return false;
    out->crm = forced ? forced : best_crm(headers, n);
    offer_crm(out, out->crm, headers, n);
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        offer(out, (enum column)c, column_name((enum column)c), headers, n);
    if (!forced) {
        offer_crm(out, "generic", headers, n);
        offer_crm(out, NULL, headers, n);
    }
    /* A name alone groups as well as an id would. */
    if (out->column[COLUMN_OWNER] < 0) {
        out->column[COLUMN_OWNER] = out->column[COLUMN_OWNER_NAME];
        out->column[COLUMN_OWNER_NAME] = -1;
    }
    if (out->column[COLUMN_ACCOUNT] < 0) {
        out->column[COLUMN_ACCOUNT] = out->column[COLUMN_ACCOUNT_NAME];
        out->column[COLUMN_ACCOUNT_NAME] = -1;
    }
    return true;
}

void dialect_map_history(int out[HISTORY_COLUMN_COUNT],
                         const struct sv *headers, size_t n)
{
    size_t known = sizeof HISTORY_HEADERS / sizeof HISTORY_HEADERS[0];

    for (size_t c = 0; c < HISTORY_COLUMN_COUNT; c++)
        out[c] = -1;
    for (size_t h = 0; h < known; h++)
        if (out[HISTORY_HEADERS[h].column] < 0)
            out[HISTORY_HEADERS[h].column] =
                header_find(headers, n, sv_from(HISTORY_HEADERS[h].header));
}

struct sv headers_listed(const struct sv *headers, size_t n, struct arena *a)
{
    enum { LISTED_BYTES = 240 };
    struct buf text;
    struct sv out;

    buf_init(&text);
    for (size_t i = 0; i < n; i++) {
        if (text.len + headers[i].len > LISTED_BYTES) {
            buf_add_str(&text, ", …");
            break;
        }
        buf_printf(&text, "%s%.*s", i ? ", " : "", SV_ARG(headers[i]));
    }
    out = sv_copy(a, buf_sv(&text));
    buf_release(&text);
    return out;
}

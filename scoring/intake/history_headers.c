/* The headers of stage histories; the source of a group stands above it. */
#include "scoring/intake/history_parts.h"
#include "scoring/settings/settings.h"

/* A kind of file. Those whose rows are changes of fields come first, for they
 * often show the stage of today beside them, then moves, for the same reason.
 */
enum shape {
    FIELD_HISTORY,
    FIELD_REPORT,
    HUBSPOT_PROPERTY,
    PIPEDRIVE_FLOW,
    FIELD_PLAIN,
    STAGE_REPORT,
    MOVES,
    STAGE_HISTORY,
    BITRIX,
    OURS,
    SHAPE_COUNT
};

/* Of several headers for a column the first that the file holds is taken. */
static const struct {
    enum shape shape;
    enum history_column column;
    const char *header;
} HEADERS_KNOWN[] = {
    /* Salesforce's object OpportunityFieldHistory: developer.salesforce.com,
     * Object Reference and Field Reference (labels). */
    {FIELD_HISTORY, HISTORY_DEAL_ID, "OpportunityId"},
    {FIELD_HISTORY, HISTORY_FIELD, "Field"},
    {FIELD_HISTORY, HISTORY_FIELD, "Changed Field"},
    {FIELD_HISTORY, HISTORY_OLD_VALUE, "OldValue"},
    {FIELD_HISTORY, HISTORY_NEW_VALUE, "NewValue"},
    {FIELD_HISTORY, HISTORY_ENTERED, "CreatedDate"},

    /* Its report "Opportunity Field History": help.salesforce.com, "Field
     * History Tracking"; the columns that its related lists and reports show.
     */
    {FIELD_REPORT, HISTORY_DEAL_ID, "Opportunity ID"},
    {FIELD_REPORT, HISTORY_FIELD, "Field / Event"},
    {FIELD_REPORT, HISTORY_OLD_VALUE, "Old Value"},
    {FIELD_REPORT, HISTORY_NEW_VALUE, "New Value"},
    {FIELD_REPORT, HISTORY_ENTERED, "Edit Date"},

    /* HubSpot's "propertiesWithHistory": developers.hubspot.com, value,
     * timestamp, sourceType; one row a change as public connectors write it:
     * github.com/fivetran/dbt_hubspot_source (deal_id, name, value, timestamp)
     * and airbyte's deals_property_history (dealId, property, …). */
    {HUBSPOT_PROPERTY, HISTORY_DEAL_ID, "Record ID"},
    {HUBSPOT_PROPERTY, HISTORY_DEAL_ID, "hs_object_id"},
    {HUBSPOT_PROPERTY, HISTORY_DEAL_ID, "Object ID"},
    {HUBSPOT_PROPERTY, HISTORY_DEAL_ID, "deal_id"},
    {HUBSPOT_PROPERTY, HISTORY_FIELD, "property"},
    {HUBSPOT_PROPERTY, HISTORY_FIELD, "Property name"},
    {HUBSPOT_PROPERTY, HISTORY_FIELD, "name"},
    {HUBSPOT_PROPERTY, HISTORY_NEW_VALUE, "value"},
    {HUBSPOT_PROPERTY, HISTORY_NEW_VALUE, "Property value"},
    {HUBSPOT_PROPERTY, HISTORY_ENTERED, "timestamp"},

    /* Pipedrive's flow and changelog of a deal: developers.pipedrive.com;
     * github.com/pipedrive/client-nodejs (ChangelogResponseAllOfData). The
     * formatted values are the names where the others are numbers. */
    {PIPEDRIVE_FLOW, HISTORY_DEAL_ID, "item_id"},
    {PIPEDRIVE_FLOW, HISTORY_DEAL_ID, "deal_id"},
    {PIPEDRIVE_FLOW, HISTORY_FIELD, "field_key"},
    {PIPEDRIVE_FLOW, HISTORY_OLD_VALUE, "old_value_formatted"},
    {PIPEDRIVE_FLOW, HISTORY_OLD_VALUE, "old_value"},
    {PIPEDRIVE_FLOW, HISTORY_NEW_VALUE, "new_value_formatted"},
    {PIPEDRIVE_FLOW, HISTORY_NEW_VALUE, "new_value"},
    {PIPEDRIVE_FLOW, HISTORY_ENTERED, "log_time"},
    {PIPEDRIVE_FLOW, HISTORY_ENTERED, "time"},
    {PIPEDRIVE_FLOW, HISTORY_ENTERED, "timestamp"},

    /* The same in plain words, and in ours. */
    {FIELD_PLAIN, HISTORY_DEAL_ID, "deal_id"},
    {FIELD_PLAIN, HISTORY_DEAL_ID, "Deal - ID"},
    {FIELD_PLAIN, HISTORY_DEAL_ID, "opportunity_id"},
    {FIELD_PLAIN, HISTORY_FIELD, "field"},
    {FIELD_PLAIN, HISTORY_FIELD, "Field name"},
    {FIELD_PLAIN, HISTORY_OLD_VALUE, "old_value"},
    {FIELD_PLAIN, HISTORY_NEW_VALUE, "new_value"},
    {FIELD_PLAIN, HISTORY_ENTERED, "Change date"},
    {FIELD_PLAIN, HISTORY_ENTERED, "changed_at"},
    {FIELD_PLAIN, HISTORY_ENTERED, "entered_date"},
    {FIELD_PLAIN, HISTORY_ENTERED, "date"},

    /* Salesforce's report "Opportunity History", filtered by stage change:
     * help.salesforce.com, simplysfdc.com ("Opportunity History"). */
    {STAGE_REPORT, HISTORY_DEAL_ID, "Opportunity ID"},
    {STAGE_REPORT, HISTORY_OLD_STAGE, "From Stage"},
    {STAGE_REPORT, HISTORY_STAGE, "To Stage"},
    {STAGE_REPORT, HISTORY_ENTERED, "Last Modified"},
    {STAGE_REPORT, HISTORY_ENTERED, "Last Modified Date"},
    {STAGE_REPORT, HISTORY_AMOUNT, "Amount"},
    {STAGE_REPORT, HISTORY_EXPECTED, "Close Date"},
    {STAGE_REPORT, HISTORY_CATEGORY, "Forecast Category"},

    /* A line for each move, as many systems log them. */
    {MOVES, HISTORY_DEAL_ID, "deal_id"},
    {MOVES, HISTORY_DEAL_ID, "deal"},
    {MOVES, HISTORY_OLD_STAGE, "old_stage"},
    {MOVES, HISTORY_OLD_STAGE, "from_stage"},
    {MOVES, HISTORY_OLD_STAGE, "previous_stage"},
    {MOVES, HISTORY_STAGE, "new_stage"},
    {MOVES, HISTORY_STAGE, "to_stage"},
    {MOVES, HISTORY_ENTERED, "moved_at"},
    {MOVES, HISTORY_ENTERED, "changed_at"},
    {MOVES, HISTORY_ENTERED, "entered_date"},
    {MOVES, HISTORY_ENTERED, "date"},
    {MOVES, HISTORY_AMOUNT, "amount"},
    {MOVES, HISTORY_EXPECTED, "close_date"},
    {MOVES, HISTORY_CATEGORY, "forecast_category"},

    /* Salesforce's object OpportunityHistory: developer.salesforce.com. */
    {STAGE_HISTORY, HISTORY_DEAL_ID, "OpportunityId"},
    {STAGE_HISTORY, HISTORY_STAGE, "StageName"},
    {STAGE_HISTORY, HISTORY_ENTERED, "CreatedDate"},
    {STAGE_HISTORY, HISTORY_AMOUNT, "Amount"},
    {STAGE_HISTORY, HISTORY_EXPECTED, "CloseDate"},
    {STAGE_HISTORY, HISTORY_CATEGORY, "ForecastCategory"},

    /* Bitrix24's crm.stagehistory.list: dev.1c-bitrix.ru/rest_help/crm; ID is
     * the record's own, OWNER_ID the deal's. */
    {BITRIX, HISTORY_DEAL_ID, "OWNER_ID"},
    {BITRIX, HISTORY_STAGE, "STAGE_ID"},
    {BITRIX, HISTORY_ENTERED, "CREATED_TIME"},

    {OURS, HISTORY_DEAL_ID, "deal_id"},
    {OURS, HISTORY_DEAL_ID, "opportunity_id"},
    {OURS, HISTORY_DEAL_ID, "Record ID"},
    {OURS, HISTORY_DEAL_ID, "Deal - ID"},
    {OURS, HISTORY_DEAL_ID, "Id"},
    {OURS, HISTORY_STAGE, "stage"},
    {OURS, HISTORY_STAGE, "deal_stage"},
    {OURS, HISTORY_STAGE, "StageName"},
    {OURS, HISTORY_STAGE, "To Stage"},
    {OURS, HISTORY_ENTERED, "entered_date"},
    {OURS, HISTORY_ENTERED, "entered"},
    {OURS, HISTORY_ENTERED, "stage_entered_date"},
    {OURS, HISTORY_ENTERED, "CreatedDate"},
    {OURS, HISTORY_ENTERED, "Last Modified"},
    {OURS, HISTORY_ENTERED, "date"},
    {OURS, HISTORY_AMOUNT, "amount"},
    {OURS, HISTORY_EXPECTED, "close_date"},
    {OURS, HISTORY_EXPECTED, "expected_close"},
    {OURS, HISTORY_CATEGORY, "forecast_category"},
};
enum { N_KNOWN = sizeof HEADERS_KNOWN / sizeof HEADERS_KNOWN[0] };

/* What CRMs call the creation of a deal in the history of its fields. */
static const char *const CREATIONS[] = {
    "created",
    "opportunityCreatedFromLead",
    "Created by lead convert",
    "createdate",
    "add_time",
};

bool history_map_changes(const struct history_map *m)
{
    return m->column[HISTORY_FIELD] >= 0;
}

size_t history_map_lacks(enum history_column out[HISTORY_COLUMN_COUNT],
                         const struct history_map *m)
{
    static const bool NEEDED[2][HISTORY_COLUMN_COUNT] = {
        {[HISTORY_DEAL_ID] = true,
         [HISTORY_STAGE] = true,
         [HISTORY_ENTERED] = true},
        {[HISTORY_DEAL_ID] = true,
         [HISTORY_FIELD] = true,
         [HISTORY_NEW_VALUE] = true,
         [HISTORY_ENTERED] = true},
    };
    const bool *needed = NEEDED[history_map_changes(m)];
    size_t n = 0;

    for (size_t c = 0; c < HISTORY_COLUMN_COUNT; c++)
        if (needed[c] && m->column[c] < 0)
            out[n++] = (enum history_column)c;
    return n;
}

/* SHAPE_COUNT: of any shape. */
static void offer(struct history_map *m, enum shape shape,
                  const struct headers *in)
{
    for (size_t k = 0; k < N_KNOWN; k++) {
        int *column = &m->column[HEADERS_KNOWN[k].column];
        if (*column < 0 &&
            (shape == SHAPE_COUNT || HEADERS_KNOWN[k].shape == shape))
            *column =
                header_find(in->list, in->n, sv_from(HEADERS_KNOWN[k].header));
    }
}

/* Where [columns] names the column of what a row leads to, the one of what it
 * leads from may be spelled in another way: numbers beside names. */
static void drop_unpaired(struct history_map *m, const struct settings *s)
{
    static const enum history_column PAIRS[][2] = {
        {HISTORY_STAGE, HISTORY_OLD_STAGE},
        {HISTORY_NEW_VALUE, HISTORY_OLD_VALUE}};

    for (size_t k = 0; k < sizeof PAIRS / sizeof PAIRS[0]; k++)
        if (s->history[PAIRS[k][0]].len && !s->history[PAIRS[k][1]].len)
            m->column[PAIRS[k][1]] = -1;
}

/* Does [columns] say which of the two kinds the rows are? */
static bool may_be(enum shape shape, const struct settings *s)
{
    bool changes = shape <= FIELD_PLAIN;

    if (s->history[HISTORY_FIELD].len || s->history[HISTORY_NEW_VALUE].len)
        return changes;
    return !changes || !s->history[HISTORY_STAGE].len;
}

bool history_map_columns(struct history_map *out, const struct headers *in,
                         const struct settings *s, struct err *err)
{
    enum history_column lacks[HISTORY_COLUMN_COUNT];
    struct history_map named;

    for (size_t c = 0; c < HISTORY_COLUMN_COUNT; c++) {
        named.column[c] = -1;
        if (s->history[c].len &&
            !header_configured(&named.column[c], in, s->history[c],
                               history_column_name((enum history_column)c),
                               err))
            return false;
    }
    for (enum shape shape = 0; shape < SHAPE_COUNT; shape++) {
        *out = named;
        if (may_be(shape, s))
            offer(out, shape, in);
        drop_unpaired(out, s);
        if (!history_map_lacks(lacks, out) &&
            history_map_changes(out) == (shape <= FIELD_PLAIN))
            return true;
    }
    *out = named;
    for (enum shape shape = 0; shape < SHAPE_COUNT; shape++)
        if (may_be(shape, s) && shape > FIELD_PLAIN)
            offer(out, shape, in);
    if (out->column[HISTORY_STAGE] < 0)
        offer(out, SHAPE_COUNT, in);
    return true;
}

static bool names_creation(struct sv field)
{
    for (size_t k = 0; k < sizeof CREATIONS / sizeof CREATIONS[0]; k++)
        if (header_same(field, sv_from(CREATIONS[k])))
            return true;
    return false;
}

enum told history_field(struct sv field, const struct settings *s)
{
    static const struct {
        enum column column;
        enum told told;
    } TELL[] = {
        {COLUMN_STAGE, TOLD_STAGE},
        {COLUMN_AMOUNT, TOLD_AMOUNT},
        {COLUMN_CLOSED, TOLD_EXPECTED},
        {COLUMN_EXPECTED, TOLD_EXPECTED},
        {COLUMN_FORECAST_CATEGORY, TOLD_CATEGORY},
    };
    struct sv stage = s->history[HISTORY_STAGE_FIELD];

    if (stage.len && header_same(field, stage))
        return TOLD_STAGE;
    for (size_t k = 0; k < sizeof TELL / sizeof TELL[0]; k++)
        if (header_names(field, TELL[k].column) ||
            (s->columns[TELL[k].column].len &&
             header_same(field, s->columns[TELL[k].column])))
            return stage.len && TELL[k].told == TOLD_STAGE ? TOLD_OTHER
                                                           : TELL[k].told;
    return names_creation(field) ? TOLD_CREATED : TOLD_OTHER;
}

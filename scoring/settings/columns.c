#include "scoring/settings/columns.h"

static const char *const COLUMN_NAMES[COLUMN_COUNT] = {
    [COLUMN_DEAL_ID] = "deal_id",
    [COLUMN_NAME] = "name",
    [COLUMN_ACCOUNT] = "account",
    [COLUMN_OWNER] = "owner",
    [COLUMN_AMOUNT] = "amount",
    [COLUMN_CURRENCY] = "currency",
    [COLUMN_CREATED] = "created",
    [COLUMN_CLOSED] = "closed",
    [COLUMN_EXPECTED] = "expected_close",
    [COLUMN_STAGE] = "stage",
    [COLUMN_OUTCOME] = "outcome",
    [COLUMN_IS_WON] = "is_won",
    [COLUMN_IS_CLOSED] = "is_closed",
    [COLUMN_INDUSTRY] = "industry",
    [COLUMN_REGION] = "region",
    [COLUMN_PRODUCT] = "product",
    [COLUMN_LEAD_SOURCE] = "lead_source",
    [COLUMN_STAGE_ENTERED] = "stage_entered",
    [COLUMN_MANAGER] = "manager",
    [COLUMN_LAST_ACTIVITY] = "last_activity",
    [COLUMN_NEXT_STEP] = "next_step",
    [COLUMN_PUSH_COUNT] = "push_count",
    [COLUMN_FORECAST_CATEGORY] = "forecast_category",
    [COLUMN_PROBABILITY] = "probability",
    [COLUMN_MODIFIED] = "modified",
    [COLUMN_STAGE_POSITION] = "stage_position",
    [COLUMN_WON_TIME] = "won_time",
    [COLUMN_LOST_TIME] = "lost_time",
    [COLUMN_OWNER_NAME] = "owner_name",
    [COLUMN_ACCOUNT_NAME] = "account_name",
};

static const char *const HISTORY_NAMES[HISTORY_KEY_COUNT] = {
    [HISTORY_DEAL_ID] = "history.deal_id",
    [HISTORY_STAGE] = "history.stage",
    [HISTORY_OLD_STAGE] = "history.old_stage",
    [HISTORY_ENTERED] = "history.entered_date",
    [HISTORY_AMOUNT] = "history.amount",
    [HISTORY_EXPECTED] = "history.close_date",
    [HISTORY_CATEGORY] = "history.forecast_category",
    [HISTORY_FIELD] = "history.field",
    [HISTORY_OLD_VALUE] = "history.old_value",
    [HISTORY_NEW_VALUE] = "history.new_value",
    [HISTORY_STAGE_FIELD] = "history.stage_field",
};

const char *history_column_name(enum history_column column)
{
    return column < HISTORY_KEY_COUNT ? HISTORY_NAMES[column] : "";
}

const char *column_name(enum column column)
{
    return column < COLUMN_COUNT ? COLUMN_NAMES[column] : "";
}

/*
 * Columns: the canonical columns of a deal that an export may hold, and what
 * little every reader of exports must know of the settings. Apart from
 * settings.h, so that a new setting does not recompile every reader.
 */
#ifndef SCORING_SETTINGS_COLUMNS_H
#define SCORING_SETTINGS_COLUMNS_H

enum { OWN_FIELDS = 32 }; /* the company's own categories; and numbers */

enum date_order { DATE_ORDER_AUTO, DATE_ORDER_MDY, DATE_ORDER_DMY };

/* Canonical columns, in the order in which they are listed to people. */
enum column {
    COLUMN_DEAL_ID,
    COLUMN_NAME,
    COLUMN_ACCOUNT,
    COLUMN_OWNER,
    COLUMN_AMOUNT,
    COLUMN_CURRENCY,
    COLUMN_CREATED,
    COLUMN_CLOSED,   /* actual close, or expected close while open */
    COLUMN_EXPECTED, /* expected close where a CRM keeps it apart */
    COLUMN_STAGE,
    COLUMN_OUTCOME,
    COLUMN_IS_WON,    /* Salesforce IsWon, HubSpot Is Closed Won */
    COLUMN_IS_CLOSED, /* Salesforce IsClosed, HubSpot Is closed */
    COLUMN_INDUSTRY,
    COLUMN_REGION,
    COLUMN_PRODUCT,
    COLUMN_LEAD_SOURCE,
    COLUMN_STAGE_ENTERED,
    COLUMN_MANAGER,
    COLUMN_LAST_ACTIVITY,
    COLUMN_NEXT_STEP,
    COLUMN_PUSH_COUNT,
    COLUMN_FORECAST_CATEGORY,
    COLUMN_PROBABILITY,    /* the CRM's own; feeds no score */
    COLUMN_MODIFIED,       /* last edit of the row; feeds no score */
    COLUMN_STAGE_POSITION, /* of the stage, in its pipeline */
    COLUMN_WON_TIME,       /* Pipedrive */
    COLUMN_LOST_TIME,      /* Pipedrive */
    COLUMN_OWNER_NAME,     /* to show, where owner is an id */
    COLUMN_ACCOUNT_NAME,   /* to show, where account is an id */
    COLUMN_COUNT
};

/* "deal_id", "name", … as [columns] names them. */
const char *column_name(enum column column);

/*
 * Columns of a stage history file. A row tells either the stage that a deal
 * entered (perhaps with the one that it left), or one field that changed: its
 * name, and its value before and after.
 */
enum history_column {
    HISTORY_DEAL_ID,
    HISTORY_STAGE,
    HISTORY_OLD_STAGE,
    HISTORY_ENTERED, /* when the stage was entered, the field changed */
    HISTORY_AMOUNT,
    HISTORY_EXPECTED,
    HISTORY_CATEGORY, /* of the forecast */
    HISTORY_FIELD,
    HISTORY_OLD_VALUE,
    HISTORY_NEW_VALUE,
    HISTORY_COLUMN_COUNT,
    /* No column, but the value of HISTORY_FIELD that means the stage. */
    HISTORY_STAGE_FIELD = HISTORY_COLUMN_COUNT,
    HISTORY_KEY_COUNT
};

/* "history.deal_id", "history.stage", … as [columns] names them. */
const char *history_column_name(enum history_column column);

#endif

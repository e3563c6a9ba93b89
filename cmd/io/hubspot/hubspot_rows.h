/*
 * Rows: a deal of HubSpot's as a row of deals.csv, and the dated values of its
 * stage, amount, close date, forecast category and owner as rows of
 * history.csv: one for each instant at which one of them changed, with all of
 * them as they then were. That is what `run --history` reads, and what
 * Salesforce's OpportunityHistory has.
 *
 * Values and their times are "propertiesWithHistory" of the deal:
 * {"dealstage": [{"value", "timestamp"}, …]}, the newest first
 * (github.com/HubSpot/hubspot-api-nodejs, issue 154). Instants are UTC there;
 * a row has them by the account's clock with its offset, "2026-05-15T18:00:00
 * -05:00", so that their day is the one that the account's users see. The
 * offset is today's: in the other half of the year an hour around midnight may
 * count for the day beside it.
 */
#ifndef CMD_IO_HUBSPOT_HUBSPOT_ROWS_H
#define CMD_IO_HUBSPOT_HUBSPOT_ROWS_H

#include "cmd/io/hubspot/hubspot_account.h"

/* "dealstage,amount,…", as a request names them. */
extern const char HUB_DATED[];

/* The header rows. */
void hub_deals_header(struct buf *out, const struct hub_account *a);
void hub_history_header(struct buf *out);

/* The deal's row. Its company must be known by hub_account_companies().
 * `work` is for what lives no longer than the row. */
void hub_deal_row(struct buf *out, const struct hub_account *a,
                  const struct json_doc *deal, struct arena *work);

/* Its history; returns how many rows. */
size_t hub_history_rows(struct buf *out, const struct hub_account *a,
                        const struct json_doc *deal, struct arena *work);

/* Milliseconds since 1970 of "2026-05-15T23:00:00.123Z", or of such a number
 * in digits. */
bool hub_instant(int64_t *ms, struct sv text);

#endif

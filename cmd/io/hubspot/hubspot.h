/*
 * HubSpot: the deals of an account and the dated values of their stage,
 * amount, close date, forecast category and owner as the two files that `run`
 * takes.
 *
 *   account → pages of 50 deals with their histories, and their companies →
 *   what was archived or merged meanwhile → deals.csv, history.csv
 *
 * Deals come by the list (GET /crm/v3/objects/deals), whose cursor has no end;
 * the search stops at 10,000 results and has no history (developers.
 * hubspot.com, "CRM API | Search", limitations; github.com/HubSpot/
 * hubspot-api-nodejs, issue 132, hubspot-api-python, issue 244). With history a
 * page holds 50 at most (hubspot-api-python, issue 143). The list counts
 * nothing, so the search says how many deals there are, and a pull that has
 * fewer (but for a handful, since the search lags) is none.
 *
 * Deleted deals are archived, and in no list of those that are not; a deal that
 * was deleted after its page had come is taken out at the end. Two deals that
 * are merged become a third with both histories (developers.hubspot.com,
 * changelog "Deals now support merging"), whose hs_merged_object_ids name
 * them: they are taken out too, so that nothing counts twice.
 *
 * Both files appear together or not at all, and a pull that was cut off is
 * gone on with (crm_pull.h).
 */
#ifndef CMD_IO_HUBSPOT_HUBSPOT_H
#define CMD_IO_HUBSPOT_HUBSPOT_H

#include "cmd/io/crm/crm_pull.h"

bool hubspot_pull(struct crm_pulled *out, const char *place,
                  const struct settings *settings,
                  const struct progress *progress, struct arena *run,
                  struct err *err);

#endif

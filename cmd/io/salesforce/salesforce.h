/*
 * Salesforce: the opportunities of an org and their stage history as the two
 * files that `run` takes, by the Bulk API 2.0.
 *
 *   token → describe → two query jobs → pages → deals.csv, history.csv
 *
 * Both appear together or not at all, and a pull that was cut off is gone on
 * with (crm_pull.h). The files have API names as headers and the values as the
 * org sent them.
 */
#ifndef CMD_IO_SALESFORCE_SALESFORCE_H
#define CMD_IO_SALESFORCE_SALESFORCE_H

#include "cmd/io/crm/crm_pull.h"

bool salesforce_pull(struct crm_pulled *out, const char *place,
                     const struct settings *settings,
                     const struct progress *progress, struct arena *run,
                     struct err *err);

#endif

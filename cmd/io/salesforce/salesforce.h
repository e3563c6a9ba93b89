/*
 * Salesforce: the opportunities of an org and their stage history as the two
 * files that `run` takes, by the Bulk API 2.0.
 *
 *   token → describe → two query jobs → pages → deals.csv, history.csv
 *
 * Both appear together in `out` or, on any failure, what was there stays
 * (pull_folder.h). A failure in between keeps what has come, and the next
 * pull goes on from there. The files have API names as headers and the
 * values as the org sent them.
 */
#ifndef CMD_IO_SALESFORCE_SALESFORCE_H
#define CMD_IO_SALESFORCE_SALESFORCE_H

#include "scoring/base/err.h"
#include "scoring/base/progress.h"
#include "scoring/settings/settings.h"

struct salesforce_pulled {
    struct sv org;                /* host */
    const char *place;            /* the folder */
    uint64_t deals, history;      /* records */
    uint64_t pages, pages_before; /* all, and of those from an earlier pull */
    size_t fields;                /* of a deal */
    struct sv lacking; /* fields that the org lacks: "A, B"; empty: none */
};

bool salesforce_pull(struct salesforce_pulled *out, const char *place,
                     const struct settings *settings,
                     const struct progress *progress, struct arena *run,
                     struct err *err);

#endif

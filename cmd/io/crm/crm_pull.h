/*
 * CRM pull: the frame of a pull, whatever the CRM: its folder with two files,
 * going on with what an earlier pull left, starting anew once where what came
 * is of no use, and what is said of it.
 *
 * deals.csv and history.csv appear together in `place` or, on any failure,
 * what was there stays (pull_folder.h). A failure in between keeps what has
 * come, and the next pull goes on from there.
 */
#ifndef CMD_IO_CRM_CRM_PULL_H
#define CMD_IO_CRM_CRM_PULL_H

#include "cmd/io/crm/crm_session.h"
#include "cmd/io/crm/pull_folder.h"
#include "scoring/base/progress.h"

enum { PULL_DEALS, PULL_HISTORY }; /* parts of the folder */

/* What a pull has to tell. */
struct crm_pulled {
    struct sv org;                /* host */
    const char *place;            /* the folder */
    uint64_t deals, history;      /* records */
    uint64_t pages, pages_before; /* all, and of those from an earlier pull */
    size_t fields;                /* of a deal */
    struct sv lacking; /* fields that the CRM lacks: "A, B"; empty: none */
};

struct crm_pull {
    struct crm_session *session;
    struct pull_folder folder;
    const struct progress *progress;
    uint64_t pages_before;
};

/* Takes the folder; pull_folder_close() after. */
bool crm_pull_open(struct crm_pull *p, const char *place, struct arena *run,
                   struct err *err);

/* Fetches what is not in the folder yet. *spoilt, on failure: only a new
 * beginning can help, what has come is not to be trusted. */
typedef bool crm_fetch(void *ctx, bool *spoilt, struct err *err);

/* Goes on with what an earlier pull with this key left, or starts; what is
 * spoilt since is begun anew, once. */
bool crm_pull_fetch(struct crm_pull *p, const char *key, crm_fetch *fetch,
                    void *ctx, struct err *err);

/* Masks the error and says that nothing is lost. */
void crm_pull_say_kept(const struct crm_pull *p, struct err *err);

/* The beginnings of pull.json, for who wonders later: what came from where;
 * *files is the list of them. The second is its item for part i. */
struct json_doc *crm_pull_receipt(struct json_doc **files,
                                  const struct crm_pull *p);
struct json_doc *crm_pull_receipt_file(struct json_doc *files,
                                       const struct crm_pull *p, size_t i);

/* All of it but fields and lacking. */
void crm_pull_tell(struct crm_pulled *out, const struct crm_pull *p);

#endif

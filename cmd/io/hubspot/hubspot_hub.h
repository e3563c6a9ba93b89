/*
 * Hub: a session with a HubSpot account by the access token of a private app
 * (a static token, sent as a bearer). DEALSENSE_HUBSPOT_TOKEN or [hubspot]
 * token_file hold it (secret.h). No error does.
 *
 * Limits (developers.hubspot.com, "API usage guidelines and limits";
 * changelog "Increasing our API limits"): 100 to 250 requests in ten seconds
 * by subscription, counted down in X-HubSpot-RateLimit-Remaining over
 * X-HubSpot-RateLimit-Interval-Milliseconds; where nothing is left, this
 * waits. 250,000 and more a day: a 429 whose policyName is DAILY is final.
 * Errors are {"status", "message", "category", "policyName"}
 * (github.com/HubSpot/hubspot-api-nodejs, issues 50 and 268).
 */
#ifndef CMD_IO_HUBSPOT_HUBSPOT_HUB_H
#define CMD_IO_HUBSPOT_HUBSPOT_HUB_H

#include "cmd/io/crm/crm_session.h"

struct hub {
    struct crm_session session;
};

/* Checks the settings and reads the token; asks for nothing. On failure
 * nothing is held. */
bool hub_open(struct hub *out, const struct settings *settings,
              struct arena *run, struct err *err);
void hub_close(struct hub *h); /* wipes; accepts zeroed */

/* The answer, which must be 2xx and JSON, to be released with
 * json_doc_release(), or NULL. One that is no JSON, as a page cut short, is
 * asked for again, [network] retries times. *status is set if not NULL: 0
 * without an answer. `what` for messages: "the pipelines". */
struct json_doc *hub_json(struct hub *h, const struct crm_request *request,
                          const char *what, int *status, struct err *err);

/* One page of a list: {"results": [...], "paging": {"next": {"after"}}}. */
struct hub_page {
    struct json_doc *doc; /* json_doc_release() */
    const struct json_doc *results;
    struct sv after; /* of the next page, in the arena; empty: the last */
    int status;
};

/* `path` without `after`, which may be empty; it has a query already. */
bool hub_page_fetch(struct hub_page *out, struct hub *h, const char *path,
                    struct sv after, const char *what, struct err *err);

/* Each item of all pages. */
typedef bool hub_item(void *ctx, const struct json_doc *item, struct err *err);
bool hub_each(struct hub *h, const char *path, const char *what, hub_item *item,
              void *ctx, struct err *err);

/* The text of a value: HubSpot writes nearly all of them as strings; a number
 * or a truth is written out into the arena. Empty: null, or there is none. */
struct sv hub_text(const struct json_doc *value, struct arena *a);

/* An id as HubSpot makes them: digits. */
bool hub_is_id(struct sv id);

#endif

/*
 * Org: a session with a Salesforce org by OAuth client credentials. The
 * token is asked for at `[salesforce] domain`; all else goes to the
 * instance_url that comes with it, which must be https and the same host or
 * one of Salesforce's own. A token that has expired (401) is replaced, once
 * a request. Secrets: DEALSENSE_SALESFORCE_SECRET or [salesforce]
 * secret_file (secret.h). No error holds one.
 */
#ifndef CMD_IO_SALESFORCE_SALESFORCE_ORG_H
#define CMD_IO_SALESFORCE_SALESFORCE_ORG_H

#include "cmd/io/http/http.h"
#include "cmd/io/http/secret.h"
#include "render/base/json_doc.h"

struct org {
    const struct settings *settings;
    struct arena *run;
    struct http *http;
    struct secret secret;
    const char *domain;   /* "https://my.example" */
    const char *instance; /* the same of the instance; NULL: no token yet */
    struct sv client_id;
    struct buf authorization; /* "Bearer …" */
    double deadline;          /* seconds_now() when all must be over */
};

/* Checks the settings, reads the secret and gets a token. On failure
 * nothing is held. */
bool org_open(struct org *out, const struct settings *settings,
              struct arena *run, struct err *err);
void org_close(struct org *o); /* wipes; accepts NULL or zeroed */

struct org_request {
    const char *method, *path; /* the path below /services/data/vNN.N */
    struct sv body;            /* JSON, or empty */
    size_t n_wanted;
    struct http_wanted *wanted; /* headers of the answer to keep */
};

/* true: an answer came, whatever its status. `out` needs
 * http_response_release() in both cases. */
bool org_ask(struct http_response *out, struct org *o,
             const struct org_request *request, struct err *err);

/* The same, for an answer that must be 2xx and JSON: the document, to be
 * released with json_doc_release(), or NULL. *status is set if not NULL: 0
 * without an answer. `what` for messages: "the job". */
struct json_doc *org_json(struct org *o, const struct org_request *request,
                          const char *what, int *status, struct err *err);

/* Says that `what` was answered so, with Salesforce's own words. */
bool org_refused(struct org *o, const char *what,
                 const struct http_response *answer, struct err *err);

/* What a server wrote may stand in an error: words that repeat the secret or
 * the token are taken out. */
void org_mask(const struct org *o, struct err *err);

/* Waits before asking again; false once the time is over. */
bool org_wait(struct org *o, double seconds, struct err *err);

#endif

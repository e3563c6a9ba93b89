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

#include "cmd/io/crm/crm_session.h"

struct org {
    struct crm_session session; /* base: the instance */
    struct sv client_id;
};

/* Checks the settings, reads the secret and gets a token. On failure
 * nothing is held. */
bool org_open(struct org *out, const struct settings *settings,
              struct arena *run, struct err *err);
void org_close(struct org *o); /* wipes; accepts NULL or zeroed */

/* Paths are those below /services/data/vNN.N. */
/* true: an answer came, whatever its status. `out` needs
 * http_response_release() in both cases. */
bool org_ask(struct http_response *out, struct org *o,
             const struct crm_request *request, struct err *err);

/* The same, for an answer that must be 2xx and JSON: the document, to be
 * released with json_doc_release(), or NULL. *status is set if not NULL: 0
 * without an answer. `what` for messages: "the job". */
struct json_doc *org_json(struct org *o, const struct crm_request *request,
                          const char *what, int *status, struct err *err);

#endif

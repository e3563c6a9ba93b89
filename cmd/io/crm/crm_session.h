/*
 * CRM session: what every CRM's API needs of a connection, apart from what it
 * is asked: the address, a bearer token, a deadline for all of it, requests
 * with retries, answers that are JSON, and refusals in the service's own
 * words. What is one CRM's own stands in its `struct crm_service`.
 *
 * No error holds the secret or the token, also where a server repeats them:
 * crm_mask() before an error leaves the room.
 */
#ifndef CMD_IO_CRM_CRM_SESSION_H
#define CMD_IO_CRM_CRM_SESSION_H

#include "cmd/io/http/http.h"
#include "cmd/io/http/secret.h"
#include "render/base/json_doc.h"

enum { CRM_ANSWER_BYTES = 1 << 28 /* of one answer, at most */ };

/* A CRM's own words for an error; views into the document. */
struct crm_words {
    struct sv code, text;
};

struct crm_service {
    const char *name;    /* "Salesforce", for messages */
    const char *section; /* of the configuration: "salesforce" */
    const char *lacking; /* what to do where no domain is set */
    const char *example; /* of a domain: "example.my.salesforce.com" */
    const char *no_json; /* what may be amiss where another text than JSON
                            comes, as a question */
    const char *secret, *variable, *setting; /* as secret_read() takes them */
    struct crm_words (*words)(const struct json_doc *body);
    /* What to do, begun with "; "; "" where nothing is known. */
    const char *(*advice)(int status, struct crm_words words);
    /* Of an answer that asks to come again: no use. NULL: there is none. */
    bool (*final)(const struct http_response *answer);
};

struct crm_session {
    const struct crm_service *service;
    const struct settings *settings;
    struct arena *run;
    struct http *http;
    struct secret secret;
    const char *domain;       /* "https://my.example" as configured */
    const char *base;         /* the same, of what is asked now; NULL: domain */
    struct buf authorization; /* "Bearer …" */
    int timeout_minutes;
    double deadline; /* when all must be over, by a clock of its own */
};

struct crm_credentials {
    struct sv domain, secret_file; /* as configured */
    int timeout_minutes;
};

/* Checks the domain, reads the secret and prepares connections; asks for
 * nothing. service, settings and run must be set; on failure nothing is held
 * after crm_session_close(). */
bool crm_session_open(struct crm_session *s, const struct crm_credentials *c,
                      struct err *err);
void crm_session_close(struct crm_session *s); /* wipes; accepts zeroed */

/* Only printable ASCII, as a header may hold it. */
bool crm_is_token(struct sv token);
void crm_set_token(struct crm_session *s, struct sv token);

/* Sends it with the token, retries and what is left of the time. `path` is
 * behind the base; a body goes as JSON. true: an answer came, whatever its
 * status. `out` needs http_response_release() in both cases. */
struct crm_request {
    const char *method, *path;
    struct sv body; /* JSON, or empty */
    size_t n_wanted;
    struct http_wanted *wanted; /* headers of the answer to keep */
};
bool crm_ask(struct http_response *out, struct crm_session *s,
             const struct crm_request *request, struct err *err);

/* Of an answer that must be 2xx and JSON the document, to be released with
 * json_doc_release(), or NULL. `what` for messages: "the job". */
struct json_doc *crm_json(struct crm_session *s, const char *what,
                          const struct http_response *answer, struct err *err);

/* Says that `what` was answered so, with the service's own words. */
bool crm_refused(struct crm_session *s, const char *what,
                 const struct http_response *answer, struct err *err);
bool crm_no_json(struct crm_session *s, const char *what,
                 const struct http_response *answer, struct err *err);

/* What a server wrote may stand in an error: words that repeat the secret or
 * the token are taken out. */
void crm_mask(const struct crm_session *s, struct err *err);

/* Waits before asking again; false once the time is over. */
bool crm_wait(struct crm_session *s, double seconds, struct err *err);

/* `text` in a query or a form; nothing but letters, digits and -._ stays. */
void crm_add_encoded(struct buf *out, struct sv text);

#endif

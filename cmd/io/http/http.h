/*
 * HTTP: one request and its answer, behind our own header (libcurl).
 *
 *   struct http *http = http_new(&settings.network, &err);
 *   struct http_request request = {.method = "POST", .url = url, ...};
 *   if (!http_send(&response, http, &request, &arena, &err))
 *       ...                     no answer came; response.in_doubt
 *   else if (response.status != 200)
 *       ...                     an answer, though not the wanted one
 *   http_free(http);
 *
 * What holds for every request:
 * - https alone; http only to a loopback address written as such (127.x.y.z
 *   or [::1]), for tests and for a relay on the same machine. No user name
 *   in a URL.
 * - The certificate is always verified, by the authorities of the system
 *   and, beside them, those in [network] ca_file. Nothing turns that off.
 *   TLS 1.2 at least.
 * - A redirect is never followed: the caller sees the 3xx. So no secret goes
 *   to a host that the company did not name.
 * - A proxy is used for https as the environment names it (https_proxy,
 *   all_proxy, no_proxy); it sees a tunnel, not its contents. Never for
 *   loopback. No .netrc, no cookies, no compression.
 * - [network] connect_seconds and timeout_seconds bound the connecting and
 *   the whole of one try (but see total_seconds).
 * - An error names the host and nothing else of the URL: a webhook's path is
 *   a secret. Header values and bodies are in no error either.
 *
 * Retries. A try that failed is repeated up to [network] retries times, after
 * retry_seconds, then twice that, and so on up to HTTP_PAUSE_MAX; an answer
 * with Retry-After sets the pause instead, up to the same limit. What may be
 * repeated depends on the request:
 * - HTTP_RETRY_UNSENT, for what must not happen twice (a message): only
 *   while it is certain that the server did nothing: no connection, no TLS,
 *   an answer 429, or 503 with Retry-After.
 * - HTTP_RETRY_ALL, for what may happen twice (reading, polling): also a cut
 *   connection, a time-out and 408, 500, 502, 503, 504.
 * A refused certificate is never retried. Connections are kept between
 * requests of one `struct http`.
 */
#ifndef CMD_IO_HTTP_HTTP_H
#define CMD_IO_HTTP_HTTP_H

#include <stdint.h>

#include "scoring/base/buf.h"
#include "scoring/base/err.h"
#include "scoring/settings/settings.h"

enum {
    HTTP_PAUSE_MAX = 120,      /* seconds between two tries, at most */
    HTTP_ERROR_BYTES = 1 << 16 /* kept of a body that is not 2xx */
};

enum http_retry { HTTP_RETRY_UNSENT, HTTP_RETRY_ALL };

/* One line of a header. Our copies are wiped after the request. */
struct http_header {
    const char *name;
    struct sv value; /* no CR, LF or 0 */
};

/* A header of the answer that the caller wants: set to its value (the last,
 * where there are several), in the arena, or empty. */
struct http_wanted {
    const char *name;
    struct sv value;
};

struct http_response;

struct http_request {
    const char *method; /* "GET", "POST", "DELETE" */
    const char *url;
    size_t n_headers;
    const struct http_header *headers;
    struct sv body; /* of POST */
    enum http_retry retry;
    /* Of an answer that asks to come again: that would be no use, as a limit of
     * the whole day. NULL: it always may be. */
    bool (*final)(const struct http_response *answer);
    double total_seconds; /* of all tries together, pauses included; then
                             [network] timeout_seconds is the longest silence.
                             0: timeout_seconds is that of each try */
    size_t n_wanted;
    struct http_wanted *wanted;

    /* Where the body of a 2xx goes: a file open for writing (fd > 0), from
     * its present end on and cut back to there before another try; or else
     * the answer's `body`. Longer than `most` bytes is an error. */
    int fd;
    uint64_t most;
};

struct http_response {
    int status;      /* 200, 404, …; 0: no answer; where http_send() is
                        false, that of an answer that was cut off */
    struct buf body; /* in memory; of a non-2xx its first HTTP_ERROR_BYTES */
    uint64_t bytes;  /* of the body, in memory or in the file */
    int tries;       /* 1: at once */
    bool in_doubt;   /* no answer, but the server may have acted */
};

struct http;

/* The settings must outlive it. An unreadable ca_file is an error. */
struct http *http_new(const struct network_settings *network, struct err *err);
void http_free(struct http *h); /* accepts NULL */

/* May a request go there? Says why not (EXIT_INPUT), naming the host alone;
 * `what` is what the URL is: "[salesforce] domain". */
bool http_url_check(const char *url, const char *what, struct err *err);

/* Sends it, with retries, and waits for the answer. true: an answer came,
 * whatever its status. false: none (EXIT_SYSTEM), see in_doubt. `out` needs
 * http_response_release() in both cases. */
bool http_send(struct http_response *out, struct http *h,
               const struct http_request *request, struct arena *a,
               struct err *err);
void http_response_release(struct http_response *r);

/* "500 Internal Server Error" for an error text; a number alone for a status
 * that has no usual name. */
enum { HTTP_STATUS_TEXT = 48 };
char *http_status_text(char out[HTTP_STATUS_TEXT], int status);

/* The host (and port, where given) of a URL, for messages; "?" for what is
 * none. */
struct sv http_host(const char *url, struct arena *a);

#endif

/*
 * Server: HTTP/1.1 for many clients at once, and nothing of what is served.
 * It collects a request within its limits and hands it to one function, which
 * may be called by several threads at a time.
 *
 * Limits: some 30 KB of request line and headers (431), SERVER_BODY bytes of a
 * body (413); a request, and the quiet before it, may take
 * SERVER_PATIENCE seconds and its answer SERVER_ANSWER, then the connection is
 * cut; above SERVER_FULL connections a request is answered 503, above
 * SERVER_CONNECTIONS a connection is closed at once.
 *
 * Every answer bears the headers of security that the pages ask for, errors
 * are problems (RFC 9457, application/problem+json).
 */
#ifndef CMD_IO_SERVER_SERVER_H
#define CMD_IO_SERVER_SERVER_H

#include <stdint.h>

#include "scoring/base/err.h"
#include "scoring/base/sv.h"

enum {
    SERVER_BODY = 4 << 20,
    SERVER_PATIENCE = 15,
    SERVER_ANSWER = 60,
    SERVER_FULL = 768,
    SERVER_CONNECTIONS = 1024,
    SERVER_MORE = 6 /* headers of an answer's own */
};

struct request {
    struct sv method, path; /* path as sent: nothing is decoded */
    struct sv host, content_type, accept_encoding, if_none_match;
    struct sv authorization; /* "Bearer …", "Basic …" */
    struct sv body;
};

/* What is sent back; body and text are malloc'd and become the server's. */
struct answer {
    unsigned status;
    const char *type; /* of the body */
    char *body;
    size_t len;
    int fd; /* the body is this file of `len` bytes; −1: it is `body` */
    struct {
        const char *name;
        char value[160];
    } more[SERVER_MORE];
    size_t n_more;
    const char *who; /* for the log: the audience, "" */
};

struct server;

/* `log` is called once a request is answered; it may be NULL. */
struct server_calls {
    void (*answer)(void *ctx, const struct request *r, struct answer *a);
    void (*log)(void *ctx, const struct request *r, const struct answer *a,
                double seconds);
    void *ctx;
};

/* Listens on a numeric address; port 0: any free one. */
bool server_new(struct server **out, const char *address, uint16_t port,
                const struct server_calls *calls, struct err *err);
uint16_t server_port(const struct server *s);
/* To be called about once a second: cuts what takes too long. */
void server_sweep(struct server *s);
void server_free(struct server *s); /* accepts NULL */

/* Is it a loopback address? False also for what is no numeric address. */
bool server_is_loopback(const char *address);
bool server_is_address(const char *address);

void answer_header(struct answer *a, const char *name, const char *value);
/* A problem: its title is that of the status. */
void answer_problem(struct answer *a, unsigned status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif

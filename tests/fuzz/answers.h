/*
 * Answers of a hostile server. Between bytes 0x1e of `answers` stand they, in
 * the order of the requests: a letter for the status ('a' 200, … see STATUS),
 * a letter whose bits say which of the wanted headers are given, those headers
 * a line each, and the body.
 *
 * Linked with --wrap, so that http_new, http_send and http_free are these.
 */
#ifndef TESTS_FUZZ_ANSWERS_H
#define TESTS_FUZZ_ANSWERS_H

#include <time.h>

#include "tests/fuzz/fuzz.h"

#include "cmd/io/http/http.h"
#include "scoring/base/progress.h"

enum { MOST_CALLS = 60 };
static const int STATUS[] = {200, 201, 204, 301, 400, 401, 403, 404,
                             429, 500, 503, 0,   200, 200, 200, 200};

struct http {
    struct sv rest; /* answers not yet given */
    int calls;
};

struct http *__wrap_http_new(const struct network_settings *n, struct err *err);
void __wrap_http_free(struct http *h);
int __wrap_nanosleep(const struct timespec *a, struct timespec *b);
bool __wrap_http_send(struct http_response *out, struct http *h,
                      const struct http_request *r, struct arena *a,
                      struct err *err);

static struct sv answers; /* of this run: http_new() takes no context */

struct http *__wrap_http_new(const struct network_settings *n, struct err *err)
{
    struct http *h = mem_alloc(1, sizeof *h);

    (void)n;
    (void)err;
    h->rest = answers;
    return h;
}

void __wrap_http_free(struct http *h)
{
    free(h);
}

int __wrap_nanosleep(const struct timespec *a, struct timespec *b)
{
    (void)a;
    (void)b;
    return 0;
}

static void check_request(const struct http_request *r)
{
    for (size_t i = 0; i < r->n_headers; i++) {
        struct sv v = r->headers[i].value;
        assert(v.len && !memchr(v.ptr, '\n', v.len) &&
               !memchr(v.ptr, '\r', v.len));
    }
    for (const char *u = r->url; *u; u++)
        assert((unsigned char)*u > ' ' && (unsigned char)*u < 127);
}

bool __wrap_http_send(struct http_response *out, struct http *h,
                      const struct http_request *r, struct arena *a,
                      struct err *err)
{
    struct sv one = sv_cut(&h->rest, 0x1e);

    check_request(r);
    *out = (struct http_response){.tries = 1};
    buf_init(&out->body);
    for (size_t i = 0; i < r->n_wanted; i++)
        r->wanted[i].value = (struct sv){0};
    if (++h->calls > MOST_CALLS || one.len < 2)
        return err_set(err, EXIT_SYSTEM, "no answer");
    out->status = STATUS[(one.ptr[0] - 'a') & 15];
    int given = one.ptr[1] - 'a';
    one = (struct sv){one.ptr + 2, one.len - 2};
    if (!out->status)
        return err_set(err, EXIT_SYSTEM, "no answer");
    for (size_t i = 0; i < r->n_wanted; i++)
        if (given & 1 << i)
            r->wanted[i].value = sv_copy(a, sv_cut(&one, '\n'));
    out->bytes = one.len;
    if (r->fd > 0 && out->status / 100 == 2) {
        if (write(r->fd, one.ptr, one.len) != (ssize_t)one.len)
            abort();
    } else {
        buf_add(&out->body, one.ptr, one.len);
    }
    return true;
}

static void step(void *ctx, const char *stage, size_t done, size_t total)
{
    (void)ctx;
    (void)stage;
    (void)done;
    (void)total;
}

#endif

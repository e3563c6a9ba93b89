#include "cmd/io/server/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "scoring/base/buf.h"

enum { THREADS = 4, MEMORY = 32 << 10, DISCARDED = 64 << 20 };

/* The same policy as in the pages, and what only a header can say. */
static const char *const SECURITY[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
     "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cache-Control", "private, no-cache"},
};

enum phase { PHASE_READING, PHASE_ANSWERING };

/* A connection, from its first byte to its last; in the list of all. */
struct line {
    struct line *before, *after;
    int fd;
    _Atomic int64_t since; /* ms, of the phase */
    _Atomic int phase;
};

struct server {
    struct MHD_Daemon *daemon;
    struct server_calls calls;
    pthread_mutex_t lock; /* of the list */
    struct line *first;
    atomic_size_t n;
    size_t full, most;
};

/* One request on its way. */
struct exchange {
    struct buf body;
    size_t discarded;
    bool begun;   /* its headers have been read */
    bool refused; /* 413: what comes is dropped */
    int64_t start;
    struct line *line;
};

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void enter(struct line *l, enum phase phase)
{
    if (!l)
        return;
    atomic_store(&l->phase, (int)phase);
    atomic_store(&l->since, now_ms());
}

static struct line *line_of(struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

static void connected(void *ctx, struct MHD_Connection *c, void **socket,
                      enum MHD_ConnectionNotificationCode what)
{
    struct server *s = ctx;
    struct line *l = *socket;

    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
        l = mem_alloc(1, sizeof *l);
        l->before = NULL;
        l->fd = info ? info->connect_fd : -1;
        enter(l, PHASE_READING);
        *socket = l;
        atomic_fetch_add(&s->n, 1);
        pthread_mutex_lock(&s->lock);
        l->after = s->first;
        if (s->first)
            s->first->before = l;
        s->first = l;
        pthread_mutex_unlock(&s->lock);
    } else if (l) { /* its socket is closed after this */
        pthread_mutex_lock(&s->lock);
        if (l->before)
            l->before->after = l->after;
        else
            s->first = l->after;
        if (l->after)
            l->after->before = l->before;
        pthread_mutex_unlock(&s->lock);
        free(l);
        *socket = NULL;
        atomic_fetch_sub(&s->n, 1);
    }
}

/* More than can be waited for: closed before anything is read. */
static enum MHD_Result may_connect(void *ctx, const struct sockaddr *address,
                                   socklen_t len)
{
    struct server *s = ctx;

    (void)address;
    (void)len;
    return atomic_load(&s->n) < s->most ? MHD_YES : MHD_NO;
}

/* A request line has been read. */
static void *begin(void *ctx, const char *uri, struct MHD_Connection *c)
{
    struct exchange *x = mem_alloc(1, sizeof *x);

    (void)ctx;
    (void)uri;
    *x = (struct exchange){.start = now_ms(), .line = line_of(c)};
    buf_init(&x->body);
    enter(x->line, PHASE_READING);
    return x;
}

static void over(void *ctx, struct MHD_Connection *c, void **request,
                 enum MHD_RequestTerminationCode how)
{
    struct exchange *x = *request;

    (void)ctx;
    (void)c;
    (void)how;
    if (!x)
        return;
    enter(x->line, PHASE_READING);
    buf_release(&x->body);
    free(x);
    *request = NULL;
}

/* Paths are compared as they are sent. */
static size_t as_sent(void *ctx, struct MHD_Connection *c, char *text)
{
    (void)ctx;
    (void)c;
    return strlen(text);
}

static struct sv header(struct MHD_Connection *c, const char *name)
{
    const char *value = MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);

    return value ? sv_from(value) : (struct sv){0};
}

static enum MHD_Result respond(struct MHD_Connection *c, struct answer *a)
{
    struct MHD_Response *r;
    enum MHD_Result result;

    if (a->fd >= 0) {
        free(a->body);
        r = MHD_create_response_from_fd(a->len, a->fd);
    } else {
        r = MHD_create_response_from_buffer(a->len, a->body,
                                            MHD_RESPMEM_MUST_FREE);
    }
    if (!r)
        return MHD_NO;
    for (size_t k = 0; k < sizeof SECURITY / sizeof SECURITY[0]; k++)
        MHD_add_response_header(r, SECURITY[k][0], SECURITY[k][1]);
    if (a->type && a->status != MHD_HTTP_NOT_MODIFIED)
        MHD_add_response_header(r, "Content-Type", a->type);
    for (size_t k = 0; k < a->n_more; k++)
        MHD_add_response_header(r, a->more[k].name, a->more[k].value);
    result = MHD_queue_response(c, a->status, r);
    MHD_destroy_response(r);
    return result;
}

static enum MHD_Result answer(struct server *s, struct MHD_Connection *c,
                              struct exchange *x, struct request *r)
{
    struct answer a = {.fd = -1, .who = ""};

    enter(x->line, PHASE_ANSWERING);
    r->host = header(c, "Host");
    r->content_type = header(c, "Content-Type");
    r->accept_encoding = header(c, "Accept-Encoding");
    r->if_none_match = header(c, "If-None-Match");
    r->authorization = header(c, "Authorization");
    r->body = buf_sv(&x->body);
    if (x->refused) {
        answer_problem(&a, 413, "a body has at most %d bytes", SERVER_BODY);
        answer_header(&a, "Connection", "close");
    } else if (atomic_load(&s->n) > s->full) {
        answer_problem(&a, 503, "too many connections; try again");
        answer_header(&a, "Retry-After", "5");
        answer_header(&a, "Connection", "close");
    } else {
        s->calls.answer(s->calls.ctx, r, &a);
    }
    if (s->calls.log)
        s->calls.log(s->calls.ctx, r, &a, (double)(now_ms() - x->start) / 1000);
    return respond(c, &a);
}

static bool announces_too_much(struct MHD_Connection *c)
{
    struct sv length = header(c, "Content-Length");

    return length.len && strtoull(length.ptr, NULL, 10) > SERVER_BODY;
}

static enum MHD_Result handle(void *ctx, struct MHD_Connection *c,
                              const char *url, const char *method,
                              const char *version, const char *upload,
                              size_t *upload_len, void **state)
{
    struct exchange *x = *state;
    struct request r = {.method = sv_from(method), .path = sv_from(url)};

    (void)version;
    if (!x)
        return MHD_NO;
    if (!x->begun) { /* the headers are there */
        x->begun = true;
        x->refused = announces_too_much(c);
        return x->refused ? answer(ctx, c, x, &r) : MHD_YES;
    }
    if (*upload_len) {
        if (!x->refused && x->body.len + *upload_len > SERVER_BODY) {
            x->refused = true;
            buf_clear(&x->body);
        }
        if (x->refused)
            x->discarded += *upload_len;
        else
            buf_add(&x->body, upload, *upload_len);
        *upload_len = 0;
        return x->discarded > DISCARDED ? MHD_NO : MHD_YES;
    }
    return answer((struct server *)ctx, c, x, &r);
}

void server_sweep(struct server *s)
{
    int64_t now = now_ms();

    pthread_mutex_lock(&s->lock);
    for (struct line *l = s->first; l; l = l->after) {
        bool reading = atomic_load(&l->phase) == PHASE_READING;
        int64_t limit = 1000 * (reading ? SERVER_PATIENCE : SERVER_ANSWER);
        if (now - atomic_load(&l->since) > limit)
            shutdown(l->fd, SHUT_RDWR); /* the thread that has it closes it */
    }
    pthread_mutex_unlock(&s->lock);
}

/* An address as bind() takes it; false: it is none. */
static bool parse_address(struct sockaddr_storage *out, socklen_t *len,
                          const char *address, uint16_t port)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6,
                              .sin6_port = htons(port)};

    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, address, &v4.sin_addr) == 1) {
        memcpy(out, &v4, *len = sizeof v4);
        return true;
    }
    if (inet_pton(AF_INET6, address, &v6.sin6_addr) == 1) {
        memcpy(out, &v6, *len = sizeof v6);
        return true;
    }
    return false;
}

bool server_is_address(const char *address)
{
    struct sockaddr_storage at;
    socklen_t len;

    return parse_address(&at, &len, address, 0);
}

bool server_is_loopback(const char *address)
{
    struct in_addr v4;
    struct in6_addr v6;

    if (inet_pton(AF_INET, address, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    return inet_pton(AF_INET6, address, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

/* As many connections as the system gives files for. */
static void set_limits(struct server *s)
{
    struct rlimit limit;

    s->most = SERVER_CONNECTIONS;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        rlim_t wanted = 2 * SERVER_CONNECTIONS + 64;
        if (limit.rlim_cur < wanted) {
            limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
            setrlimit(RLIMIT_NOFILE, &limit);
        }
        if (limit.rlim_cur < wanted && limit.rlim_cur > 128)
            s->most = (size_t)(limit.rlim_cur - 64) / 2;
    }
    s->full = s->most * SERVER_FULL / SERVER_CONNECTIONS;
}

bool server_new(struct server **out, const char *address, uint16_t port,
                const struct server_calls *calls, struct err *err)
{
    struct server *s = mem_alloc(1, sizeof *s);
    struct sockaddr_storage at;
    socklen_t len;
    int fd = -1, on = 1;

    *out = NULL;
    *s = (struct server){.calls = *calls};
    pthread_mutex_init(&s->lock, NULL);
    set_limits(s);
    if (!parse_address(&at, &len, address, port)) {
        err_set(err, EXIT_USAGE,
                "--bind: `%s` is no address; write one such "
                "as 127.0.0.1 or ::1",
                address);
        goto fail;
    }
    fd = socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
        bind(fd, (struct sockaddr *)&at, len) < 0 || listen(fd, 512) < 0) {
        err_set(err, EXIT_SYSTEM, "cannot listen on %s port %d: %s", address,
                port, strerror(errno));
        goto fail;
    }
    s->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, may_connect, s, handle,
        s, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)THREADS, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)(2 * SERVER_CONNECTIONS), MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)SERVER_PATIENCE, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)MEMORY, MHD_OPTION_NOTIFY_CONNECTION, connected, s,
        MHD_OPTION_URI_LOG_CALLBACK, begin, s, MHD_OPTION_NOTIFY_COMPLETED,
        over, s, MHD_OPTION_UNESCAPE_CALLBACK, as_sent, s, MHD_OPTION_END);
    if (!s->daemon) {
        err_set(err, EXIT_SYSTEM, "cannot start to serve on %s: %s", address,
                strerror(errno));
        goto fail;
    }
    *out = s;
    return true;
fail:
    if (fd >= 0)
        close(fd);
    pthread_mutex_destroy(&s->lock);
    free(s);
    return false;
}

uint16_t server_port(const struct server *s)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_LISTEN_FD);
    struct sockaddr_storage at;
    socklen_t len = sizeof at;

    if (!info || getsockname(info->listen_fd, (struct sockaddr *)&at, &len) < 0)
        return 0;
    return ntohs(at.ss_family == AF_INET
                     ? ((struct sockaddr_in *)&at)->sin_port
                     : ((struct sockaddr_in6 *)&at)->sin6_port);
}

void server_free(struct server *s)
{
    if (!s)
        return;
    MHD_stop_daemon(s->daemon);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

#include "cmd/io/http/http.h"

#include <assert.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "scoring/base/file.h"

struct http {
    const struct network_settings *network;
    CURL *curl;
};

/* One try: what its callback needs, and what went wrong in it. */
struct transfer {
    CURL *curl;
    struct http_response *out;
    const struct http_request *request;
    int write_errno; /* the file could not be written */
    bool too_long;
    char words[CURL_ERROR_SIZE];
};

/* What libcurl's codes mean to the one who must act. */
static const struct failure {
    CURLcode code;
    bool unsent; /* the server cannot have acted */
    bool retry;
    const char *text;
} FAILURES[] = {
    {CURLE_COULDNT_RESOLVE_HOST, true, true,
     "no such host is known; check the name and the network"},
    {CURLE_COULDNT_RESOLVE_PROXY, true, true,
     "the proxy of the environment (https_proxy) is not known"},
    {CURLE_COULDNT_CONNECT, true, true,
     "cannot connect; check the address, the proxy and the firewall"},
    {CURLE_SSL_CONNECT_ERROR, true, true, "no secure connection"},
    {CURLE_PEER_FAILED_VERIFICATION, true, false,
     "its certificate is refused, so nothing was sent"},
    {CURLE_SSL_CACERT_BADFILE, true, false,
     "the authorities to check certificates with cannot be read; install "
     "ca-certificates, or name a PEM file in [network] ca_file"},
    {CURLE_OPERATION_TIMEDOUT, false, true, "no answer in time"},
    {CURLE_GOT_NOTHING, false, true, "the connection was closed unanswered"},
    {CURLE_PARTIAL_FILE, false, true, "the answer was cut off"},
    {CURLE_RECV_ERROR, false, true, "the connection broke"},
    {CURLE_SEND_ERROR, false, true, "the connection broke"},
    {CURLE_WEIRD_SERVER_REPLY, false, true, "what answers speaks no HTTP"},
    {CURLE_UNSUPPORTED_PROTOCOL, false, true, "what answers speaks no HTTP"},
};
static const struct failure OTHER = {CURLE_OK, false, true,
                                     "the exchange failed"};

static const struct failure *failure_of(CURLcode code)
{
    for (size_t i = 0; i < sizeof FAILURES / sizeof FAILURES[0]; i++)
        if (FAILURES[i].code == code)
            return &FAILURES[i];
    return &OTHER;
}

struct http *http_new(const struct network_settings *network, struct err *err)
{
    struct http *h;
    struct file ca = {0};
    struct arena a;
    bool ok = true;

    if (network->ca_file.len) {
        arena_init(&a);
        ok = file_open(&ca, sv_cstr(&a, network->ca_file), err);
        if (ok && !(ca.bytes.len &&
                    memmem(ca.bytes.ptr, ca.bytes.len, "-----BEGIN ", 11)))
            ok = err_set(err, EXIT_INPUT, "%.*s: holds no PEM certificate",
                         SV_ARG(network->ca_file));
        file_close(&ca);
        arena_release(&a);
        if (!ok) {
            err_context(err, "[network] ca_file");
            return NULL;
        }
    }
    h = mem_alloc(1, sizeof *h);
    h->network = network;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
        !(h->curl = curl_easy_init()))
        mem_fail();
    return h;
}

void http_free(struct http *h)
{
    if (!h)
        return;
    curl_easy_cleanup(h->curl);
    curl_global_cleanup();
    free(h);
}

static bool is_success(long status)
{
    return status >= 200 && status < 300;
}

static bool to_file(struct transfer *t, const char *bytes, size_t len)
{
    if (file_put(t->request->fd, (struct sv){bytes, len}))
        return true;
    t->write_errno = errno;
    return false;
}

static size_t on_body(char *bytes, size_t size, size_t n, void *user)
{
    struct transfer *t = user;
    size_t len = size * n;
    long status = 0;

    curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
    if (!is_success(status)) { /* the first part is enough to say why */
        size_t room = HTTP_ERROR_BYTES - t->out->body.len;
        buf_add(&t->out->body, bytes, len < room ? len : room);
        t->out->bytes += len;
        return len;
    }
    if (len > t->request->most - t->out->bytes) {
        t->too_long = true;
        return 0;
    }
    if (t->request->fd > 0 && !to_file(t, bytes, len))
        return 0;
    if (t->request->fd <= 0)
        buf_add(&t->out->body, bytes, len);
    t->out->bytes += len;
    return len;
}

static double seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void pause_for(double seconds)
{
    struct timespec t = {.tv_sec = (time_t)seconds};

    t.tv_nsec = (long)(1e9 * (seconds - (double)t.tv_sec));
    while (nanosleep(&t, &t) < 0 && errno == EINTR)
        ;
}

/* A list that libcurl reads; its lines may hold secrets. */
static struct curl_slist *headers_make(const struct http_request *request)
{
    /* Neither is wanted, and both are added unless emptied. */
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    struct buf line;

    buf_init(&line);
    for (size_t i = 0; i < request->n_headers; i++) {
        const struct http_header *h = &request->headers[i];
        assert(h->value.len && !memchr(h->value.ptr, '\r', h->value.len) &&
               !memchr(h->value.ptr, '\n', h->value.len) &&
               !memchr(h->value.ptr, 0, h->value.len));
        buf_clear(&line);
        buf_printf(&line, "%s: %.*s", h->name, SV_ARG(h->value));
        list = curl_slist_append(list, line.ptr);
        explicit_bzero(line.ptr, line.len);
        if (!list)
            mem_fail();
    }
    buf_release(&line);
    return list;
}

static void headers_free(struct curl_slist *list)
{
    for (struct curl_slist *l = list; l; l = l->next)
        explicit_bzero(l->data, strlen(l->data));
    curl_slist_free_all(list);
}

static void set_network(struct http *h, const struct http_request *request,
                        double left, struct arena *a)
{
    const struct network_settings *n = h->network;

    curl_easy_setopt(h->curl, CURLOPT_CONNECTTIMEOUT, (long)n->connect_seconds);
    if (request->total_seconds > 0) {
        curl_easy_setopt(h->curl, CURLOPT_TIMEOUT_MS, (long)(1e3 * left) + 1);
        curl_easy_setopt(h->curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(h->curl, CURLOPT_LOW_SPEED_TIME,
                         (long)n->timeout_seconds);
    } else {
        curl_easy_setopt(h->curl, CURLOPT_TIMEOUT, (long)n->timeout_seconds);
    }
    curl_easy_setopt(h->curl, CURLOPT_SSLVERSION,
                     (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(h->curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(h->curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (n->ca_file.len) /* CURLOPT_CAPATH still names those of the system */
        curl_easy_setopt(h->curl, CURLOPT_CAINFO, sv_cstr(a, n->ca_file));
    curl_easy_setopt(h->curl, CURLOPT_PROTOCOLS_STR, "https,http");
    if (strncmp(request->url, "https:", 6) != 0)
        curl_easy_setopt(h->curl, CURLOPT_NOPROXY, "*"); /* loopback */
    /* libcurl sends again by itself when a kept connection turns out dead,
     * and cannot know whether the server had acted. */
    if (request->retry == HTTP_RETRY_UNSENT)
        curl_easy_setopt(h->curl, CURLOPT_FRESH_CONNECT, 1L);
}

static CURLcode try_once(struct transfer *t, struct http *h,
                         const struct http_request *request, double left,
                         struct arena *a)
{
    struct curl_slist *headers = headers_make(request);
    CURLcode code;

    curl_easy_reset(h->curl); /* options alone: connections stay */
    set_network(h, request, left, a);
    curl_easy_setopt(h->curl, CURLOPT_URL, request->url);
    curl_easy_setopt(h->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h->curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(h->curl, CURLOPT_HTTP_VERSION,
                     (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(h->curl, CURLOPT_USERAGENT,
                     "dealsense/" DEALSENSE_VERSION);
    curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(h->curl, CURLOPT_ERRORBUFFER, t->words);
    curl_easy_setopt(h->curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(h->curl, CURLOPT_WRITEDATA, t);
    if (!strcmp(request->method, "POST")) {
        curl_easy_setopt(h->curl, CURLOPT_POST, 1L);
        curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS,
                         request->body.len ? request->body.ptr : "");
        curl_easy_setopt(h->curl, CURLOPT_POSTFIELDSIZE_LARGE,
                         (curl_off_t)request->body.len);
    } else {
        curl_easy_setopt(h->curl, CURLOPT_CUSTOMREQUEST, request->method);
    }
    code = curl_easy_perform(h->curl);
    curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, NULL);
    headers_free(headers);
    return code;
}

/* An answer came, but asks to come again. */
static bool status_retry(const struct http_request *request, int status,
                         bool told_when)
{
    static const int BUSY[] = {408, 500, 502, 503, 504};

    if (status == 429 || (status == 503 && told_when))
        return true; /* the server says that it did nothing */
    for (size_t i = 0; i < sizeof BUSY / sizeof BUSY[0]; i++)
        if (status == BUSY[i])
            return request->retry == HTTP_RETRY_ALL;
    return false;
}

static void take_wanted(CURL *curl, const struct http_request *request,
                        struct arena *a)
{
    struct curl_header *found;

    for (size_t i = 0; i < request->n_wanted; i++) {
        struct http_wanted *w = &request->wanted[i];
        w->value = (struct sv){0};
        if (curl_easy_header(curl, w->name, 0, CURLH_HEADER, -1, &found) ==
                CURLHE_OK &&
            curl_easy_header(curl, w->name, found->amount - 1, CURLH_HEADER, -1,
                             &found) == CURLHE_OK)
            w->value = sv_copy(a, sv_trim(sv_from(found->value)));
    }
}

static bool say_failure(struct err *err, const struct transfer *t,
                        CURLcode code, bool unsent, const struct http *h,
                        struct arena *a)
{
    const struct failure *f = failure_of(code);
    struct sv host = http_host(t->request->url, a);
    bool detail = code == CURLE_PEER_FAILED_VERIFICATION ||
                  code == CURLE_SSL_CONNECT_ERROR || f == &OTHER;
    const char *words = t->words[0]   ? t->words
                        : f == &OTHER ? curl_easy_strerror(code)
                                      : "";

    if (t->write_errno)
        return err_set(err, EXIT_SYSTEM, "cannot write what %.*s sends: %s",
                       SV_ARG(host), strerror(t->write_errno));
    if (t->too_long)
        return err_set(err, EXIT_SYSTEM,
                       "%.*s: its answer is longer than %llu bytes",
                       SV_ARG(host), (unsigned long long)t->request->most);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return err_set(
            err, EXIT_SYSTEM, "%.*s: no %s in time; [network] %s_seconds is %d",
            SV_ARG(host), unsent ? "connection" : "whole answer",
            unsent ? "connect" : "timeout",
            unsent ? h->network->connect_seconds : h->network->timeout_seconds);
    return err_set(err, EXIT_SYSTEM, "%.*s: %s%s%s%s%s", SV_ARG(host), f->text,
                   detail && *words ? " (" : "", detail ? words : "",
                   detail && *words ? ")" : "",
                   code == CURLE_PEER_FAILED_VERIFICATION
                       ? "; name an authority of your own in [network] ca_file"
                       : "");
}

/* Nothing of a failed try stays. */
static bool begin_try(struct http_response *out,
                      const struct http_request *request, off_t start,
                      struct err *err)
{
    buf_clear(&out->body);
    out->bytes = 0;
    out->status = 0;
    out->tries++;
    if (request->fd > 0 && (ftruncate(request->fd, start) < 0 ||
                            lseek(request->fd, start, SEEK_SET) < 0))
        return err_set(err, EXIT_SYSTEM, "cannot cut back a file: %s",
                       strerror(errno));
    return true;
}

bool http_send(struct http_response *out, struct http *h,
               const struct http_request *request, struct arena *a,
               struct err *err)
{
    off_t start = request->fd > 0 ? lseek(request->fd, 0, SEEK_END) : 0;
    double pause = h->network->retry_seconds, begun = seconds_now();

    *out = (struct http_response){0};
    buf_init(&out->body);
    if (!http_url_check(request->url, "the address", err))
        return false;
    for (;;) {
        struct transfer t = {h->curl, out, request, 0, false, ""};
        double left = request->total_seconds - (seconds_now() - begun);
        curl_off_t told = 0;
        long status = 0, sent = 0;
        bool again, unsent = false;

        if (!begin_try(out, request, start, err))
            return false;
        CURLcode code = try_once(&t, h, request, left > 0 ? left : 0, a);
        curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(h->curl, CURLINFO_REQUEST_SIZE, &sent);
        curl_easy_getinfo(h->curl, CURLINFO_RETRY_AFTER, &told);
        out->status = (int)status;
        if (code == CURLE_OK) {
            again = status_retry(request, out->status, told > 0) &&
                    !(request->final && request->final(out));
        } else {
            unsent = failure_of(code)->unsent || sent == 0;
            out->in_doubt = out->in_doubt || !unsent;
            again = failure_of(code)->retry && !t.write_errno && !t.too_long &&
                    (unsent || request->retry == HTTP_RETRY_ALL);
        }
        double next = told > 0 ? (double)told : pause;
        next = next < HTTP_PAUSE_MAX ? next : HTTP_PAUSE_MAX;
        if (request->total_seconds > 0 &&
            seconds_now() - begun + next >= request->total_seconds)
            again = false;
        if (!again || out->tries > h->network->retries) {
            if (code != CURLE_OK)
                return say_failure(err, &t, code, unsent, h, a);
            out->in_doubt = false;
            take_wanted(h->curl, request, a);
            return true;
        }
        pause_for(next);
        pause = 2 * pause < HTTP_PAUSE_MAX ? 2 * pause : HTTP_PAUSE_MAX;
    }
}

void http_response_release(struct http_response *r)
{
    if (!r)
        return;
    if (r->body.ptr) /* an answer may be a token */
        explicit_bzero(r->body.ptr, r->body.capacity);
    buf_release(&r->body);
    *r = (struct http_response){0};
}

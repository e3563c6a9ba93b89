#include "cmd/io/crm/crm_session.h"

#include <errno.h>
#include <time.h>

#include "cmd/io/http/secret_echo.h"

enum { WORDS = 160 /* of the service's own, in an error */ };

static double seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool too_late(const struct crm_session *s, struct err *err)
{
    return err_set(err, EXIT_SYSTEM,
                   "%s: not done within [%s] timeout_minutes = %d",
                   s->service->name, s->service->section, s->timeout_minutes);
}

bool crm_wait(struct crm_session *s, double seconds, struct err *err)
{
    struct timespec t = {.tv_sec = (time_t)seconds};

    if (seconds_now() + seconds > s->deadline)
        return too_late(s, err);
    t.tv_nsec = (long)(1e9 * (seconds - (double)t.tv_sec));
    while (nanosleep(&t, &t) < 0 && errno == EINTR)
        ;
    return true;
}

void crm_add_encoded(struct buf *out, struct sv text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz0123456789-._";

    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] && strchr(plain, text.ptr[i]))
            buf_add_char(out, text.ptr[i]);
        else
            buf_printf(out, "%%%02X", (unsigned char)text.ptr[i]);
}

/* Does the text repeat the secret, or the token? Then it must not be shown. */
static bool echoes(const struct crm_session *s, struct sv text)
{
    static const struct sv bearer = {"Bearer ", 7};
    struct sv token = buf_sv(&s->authorization);

    if (sv_starts(token, bearer))
        token = sv_skip(token, bearer.len);
    return secret_echoed(text, secret_sv(&s->secret)) ||
           secret_echoed(text, token);
}

void crm_mask(const struct crm_session *s, struct err *err)
{
    if (echoes(s, sv_from(err->text)))
        err_set(err, err->code, "%s: its answer cannot be used; %s",
                s->service->name, SECRET_ECHOED);
}

static struct sv host_of(const struct crm_session *s)
{
    return http_host(s->base ? s->base : s->domain, s->run);
}

/* As an error shows them: ": CODE, text". */
static struct sv shown(const struct crm_session *s, struct crm_words w)
{
    struct sv out = {0};

    w.text.len = w.text.len < WORDS ? w.text.len : WORDS;
    w.code.len = w.code.len < WORDS ? w.code.len : WORDS;
    if (w.code.len)
        out = sv_printf(s->run, ": %.*s%s%.*s", SV_ARG(w.code),
                        w.text.len ? ", " : "", SV_ARG(w.text));
    return echoes(s, out) ? SV(": " SECRET_ECHOED) : out;
}

bool crm_refused(struct crm_session *s, const char *what,
                 const struct http_response *answer, struct err *err)
{
    struct json_doc *body = json_doc_parse(buf_sv(&answer->body), NULL, 0);
    struct crm_words words = s->service->words(body);
    const char *advice = s->service->advice(answer->status, words);
    struct sv host = host_of(s), said = shown(s, words);
    char status[HTTP_STATUS_TEXT];

    http_status_text(status, answer->status);
    err_set(err, EXIT_SYSTEM, "%.*s: %s was answered %s%.*s%s", SV_ARG(host),
            what, status, SV_ARG(said), advice);
    if (answer->tries > 1)
        err_set(err, EXIT_SYSTEM,
                "%.*s: %s was answered %s%.*s, %d times; try again later",
                SV_ARG(host), what, status, SV_ARG(said), answer->tries);
    json_doc_release(body);
    return false;
}

bool crm_no_json(struct crm_session *s, const char *what,
                 const struct http_response *answer, struct err *err)
{
    struct sv host = host_of(s), body = buf_sv(&answer->body);
    bool html = sv_starts(sv_trim(body), SV("<"));

    return err_set(err, EXIT_SYSTEM,
                   "%.*s: %s was answered with %s where JSON is due; %s",
                   SV_ARG(host), what, html ? "a web page" : "something else",
                   s->service->no_json);
}

bool crm_is_token(struct sv token)
{
    for (size_t i = 0; i < token.len; i++)
        if ((unsigned char)token.ptr[i] <= ' ' ||
            (unsigned char)token.ptr[i] > '~')
            return false;
    return token.len > 0;
}

void crm_set_token(struct crm_session *s, struct sv token)
{
    if (s->authorization.ptr)
        explicit_bzero(s->authorization.ptr, s->authorization.capacity);
    buf_clear(&s->authorization);
    buf_printf(&s->authorization, "Bearer %.*s", SV_ARG(token));
}

static bool check_domain(struct crm_session *s, struct sv domain,
                         struct err *err)
{
    const struct crm_service *of = s->service;
    const char *what = sv_printf(s->run, "[%s] domain", of->section).ptr;

    while (sv_ends(domain, SV("/")))
        domain.len--;
    if (!domain.len)
        return err_set(err, EXIT_INPUT, "%s is not set; %s", what, of->lacking);
    s->domain =
        sv_printf(s->run, "%s%.*s",
                  memmem(domain.ptr, domain.len, "://", 3) ? "" : "https://",
                  SV_ARG(domain))
            .ptr;
    if (!http_url_check(s->domain, what, err))
        return false;
    return (!strchr(strstr(s->domain, "://") + 3, '/') &&
            !strpbrk(s->domain, "?#")) ||
           err_set(err, EXIT_INPUT, "%s is more than a host; give it as %s",
                   what, of->example);
}

bool crm_session_open(struct crm_session *s, const struct crm_credentials *c,
                      struct err *err)
{
    const struct crm_service *of = s->service;

    buf_init(&s->authorization);
    s->timeout_minutes = c->timeout_minutes;
    s->deadline = seconds_now() + 60.0 * c->timeout_minutes;
    if (!check_domain(s, c->domain, err) ||
        !secret_read(&s->secret, of->secret, of->variable, of->setting,
                     c->secret_file, err))
        return false;
    s->http = http_new(&s->settings->network, err);
    return s->http != NULL;
}

void crm_session_close(struct crm_session *s)
{
    secret_release(&s->secret);
    if (s->authorization.ptr)
        explicit_bzero(s->authorization.ptr, s->authorization.capacity);
    buf_release(&s->authorization);
    http_free(s->http);
    s->http = NULL;
}

bool crm_ask(struct http_response *out, struct crm_session *s,
             const struct crm_request *request, struct err *err)
{
    struct http_header headers[] = {
        {"Authorization", buf_sv(&s->authorization)},
        {"Accept", SV("application/json, text/csv")},
        {"Content-Type", SV("application/json; charset=UTF-8")}};
    struct sv url =
        sv_printf(s->run, "%s%s", s->base ? s->base : s->domain, request->path);
    struct http_request http = {.method = request->method,
                                .url = url.ptr,
                                .n_headers = request->body.len ? 3 : 2,
                                .headers = headers,
                                .body = request->body,
                                .retry = HTTP_RETRY_ALL,
                                .final = s->service->final,
                                .total_seconds = s->deadline - seconds_now(),
                                .n_wanted = request->n_wanted,
                                .wanted = request->wanted,
                                .most = CRM_ANSWER_BYTES};

    *out = (struct http_response){0};
    if (http.total_seconds <= 0)
        return too_late(s, err);
    return http_send(out, s->http, &http, s->run, err) ||
           (seconds_now() >= s->deadline && too_late(s, err));
}

struct json_doc *crm_json(struct crm_session *s, const char *what,
                          const struct http_response *answer, struct err *err)
{
    struct json_doc *out = NULL;

    if (answer->status / 100 != 2)
        crm_refused(s, what, answer, err);
    else if (!(out = json_doc_parse(buf_sv(&answer->body), NULL, 0)))
        crm_no_json(s, what, answer, err);
    return out;
}

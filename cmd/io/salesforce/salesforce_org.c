#include "cmd/io/salesforce/salesforce_org.h"

#include <errno.h>
#include <time.h>

#include "cmd/io/http/secret_echo.h"

enum {
    ANSWER_BYTES = 1 << 28, /* of a page or a description, at most */
    WORDS = 160             /* of Salesforce's own, in an error */
};

static double seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool too_late(const struct org *o, struct err *err)
{
    return err_set(err, EXIT_SYSTEM,
                   "Salesforce: not done within [salesforce] timeout_minutes "
                   "= %d",
                   o->settings->salesforce.timeout_minutes);
}

bool org_wait(struct org *o, double seconds, struct err *err)
{
    struct timespec t = {.tv_sec = (time_t)seconds};

    if (seconds_now() + seconds > o->deadline)
        return too_late(o, err);
    t.tv_nsec = (long)(1e9 * (seconds - (double)t.tv_sec));
    while (nanosleep(&t, &t) < 0 && errno == EINTR)
        ;
    return true;
}

/* `text` as a value of a form; nothing but letters and digits stays. */
static void add_encoded(struct buf *out, struct sv text)
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
static bool echoes(const struct org *o, struct sv text)
{
    static const struct sv bearer = {"Bearer ", 7};
    struct sv token = buf_sv(&o->authorization);

    if (sv_starts(token, bearer))
        token = sv_skip(token, bearer.len);
    return secret_echoed(text, secret_sv(&o->secret)) ||
           secret_echoed(text, token);
}

void org_mask(const struct org *o, struct err *err)
{
    if (echoes(o, sv_from(err->text)))
        err_set(err, err->code, "Salesforce: its answer cannot be used; %s",
                SECRET_ECHOED);
}

/* Salesforce's words for an error: [{message, errorCode}] of the API,
 * {error, error_description} of the token; empty where it gives none. */
static struct sv words_of(const struct org *o, const struct http_response *r)
{
    struct json_doc *d = json_doc_parse(buf_sv(&r->body), NULL, 0);
    const struct json_doc *first = json_doc_items(d) ? json_doc_item(d, 0) : d;
    struct sv code = json_doc_get_text(json_doc_find(first, "errorCode"));
    struct sv text = json_doc_get_text(json_doc_find(first, "message"));
    struct sv out = {0};

    if (!code.len)
        code = json_doc_get_text(json_doc_find(first, "error"));
    if (!text.len)
        text = json_doc_get_text(json_doc_find(first, "error_description"));
    text.len = text.len < WORDS ? text.len : WORDS;
    code.len = code.len < WORDS ? code.len : WORDS;
    if (code.len)
        out = sv_printf(o->run, ": %.*s%s%.*s", SV_ARG(code),
                        text.len ? ", " : "", SV_ARG(text));
    if (echoes(o, out))
        out = SV(": " SECRET_ECHOED);
    json_doc_release(d);
    return out;
}

bool org_refused(struct org *o, const char *what,
                 const struct http_response *answer, struct err *err)
{
    const char *base = o->instance ? o->instance : o->domain;
    struct sv host = http_host(base, o->run), words = words_of(o, answer);
    char status[HTTP_STATUS_TEXT];
    const char *advice = "";

    http_status_text(status, answer->status);
    if (answer->status / 100 == 3)
        advice = "; name the org's own My Domain in [salesforce] domain";
    else if (answer->status == 401)
        advice = "; check client id, secret and the app's user";
    else if (answer->status == 403)
        advice = "; check what the app's user may do, and its API limit";
    err_set(err, EXIT_SYSTEM, "%.*s: %s was answered %s%.*s%s", SV_ARG(host),
            what, status, SV_ARG(words), advice);
    if (answer->tries > 1)
        err_set(err, EXIT_SYSTEM,
                "%.*s: %s was answered %s%.*s, %d times; try again later",
                SV_ARG(host), what, status, SV_ARG(words), answer->tries);
    return false;
}

static bool no_json(struct org *o, const char *what,
                    const struct http_response *answer, struct err *err)
{
    const char *base = o->instance ? o->instance : o->domain;
    struct sv host = http_host(base, o->run), body = buf_sv(&answer->body);
    bool html = sv_starts(sv_trim(body), SV("<"));

    return err_set(err, EXIT_SYSTEM,
                   "%.*s: %s was answered with %s where JSON is due; is "
                   "[salesforce] domain the org's My Domain, or is the org "
                   "under maintenance?",
                   SV_ARG(host), what, html ? "a web page" : "something else");
}

/* Hosts on which an org of Salesforce may live. */
static bool is_salesforce(struct sv host)
{
    static const char *const ENDS[] = {".salesforce.com", ".force.com",
                                       ".salesforce.mil", ".sfcrmapps.cn"};

    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++)
        if (sv_ends(host, sv_from(ENDS[i])))
            return true;
    return false;
}

/* Where the token goes from now on: only where it may. */
static bool take_instance(struct org *o, struct sv url, struct err *err)
{
    const char *text;
    struct sv host, home = http_host(o->domain, o->run);
    bool loopback;

    while (sv_ends(url, SV("/")))
        url.len--;
    text = sv_cstr(o->run, url);
    if (!http_url_check(text, "the instance_url that the token names", err))
        return false;
    host = http_host(text, o->run);
    loopback = sv_starts(home, SV("127.")) && sv_starts(host, SV("127."));
    if (!sv_eq_fold(host, home) && !is_salesforce(host) && !loopback)
        return err_set(err, EXIT_SYSTEM,
                       "%.*s: the token names %.*s as its instance, which is "
                       "no host of Salesforce; nothing was sent there",
                       SV_ARG(home), SV_ARG(host));
    if (url.len != strlen("https://") + host.len &&
        url.len != strlen("http://") + host.len)
        return err_set(err, EXIT_SYSTEM,
                       "%.*s: the instance_url that the token names is more "
                       "than a host",
                       SV_ARG(home));
    o->instance = text;
    return true;
}

static bool plain_token(struct sv token)
{
    for (size_t i = 0; i < token.len; i++)
        if ((unsigned char)token.ptr[i] <= ' ' ||
            (unsigned char)token.ptr[i] > '~')
            return false;
    return token.len > 0;
}

static bool take_token(struct org *o, const struct http_response *answer,
                       struct err *err)
{
    struct json_doc *d = json_doc_parse(buf_sv(&answer->body), NULL, 0);
    struct sv token = json_doc_get_text(json_doc_find(d, "access_token"));
    struct sv url = json_doc_get_text(json_doc_find(d, "instance_url"));
    bool ok;

    if (!d) {
        no_json(o, "the request for a token", answer, err);
        return false;
    }
    ok = plain_token(token) && url.len;
    if (!ok)
        err_set(err, EXIT_SYSTEM,
                "Salesforce: the token came without access_token or "
                "instance_url; is [salesforce] domain right?");
    ok = ok && take_instance(o, url, err);
    if (ok) {
        buf_clear(&o->authorization);
        buf_printf(&o->authorization, "Bearer %.*s", SV_ARG(token));
    }
    if (token.len) /* ours, until the document goes */
        explicit_bzero((char *)(uintptr_t)token.ptr, token.len);
    json_doc_release(d);
    return ok;
}

static bool get_token(struct org *o, struct err *err)
{
    const char *url =
        sv_printf(o->run, "%s/services/oauth2/token", o->domain).ptr;
    struct http_header headers[] = {
        {"Content-Type", SV("application/x-www-form-urlencoded")},
        {"Accept", SV("application/json")}};
    struct http_response answer;
    struct buf form;
    bool ok;

    o->instance = NULL;
    buf_init(&form);
    buf_add_str(&form, "grant_type=client_credentials&client_id=");
    add_encoded(&form, o->client_id);
    buf_add_str(&form, "&client_secret=");
    add_encoded(&form, secret_sv(&o->secret));
    struct http_request request = {.method = "POST",
                                   .url = url,
                                   .n_headers = 2,
                                   .headers = headers,
                                   .body = buf_sv(&form),
                                   .retry = HTTP_RETRY_ALL,
                                   .most = HTTP_ERROR_BYTES};
    ok = http_send(&answer, o->http, &request, o->run, err) ||
         err_context(err, "the request for a token");
    if (ok && answer.status == 200) {
        ok = take_token(o, &answer, err);
    } else if (ok) {
        ok = org_refused(o, "the request for a token", &answer, err);
        if (answer.status == 400 || answer.status == 401)
            err->code = EXIT_INPUT; /* another try would not help */
    }
    explicit_bzero(form.ptr, form.capacity);
    buf_release(&form);
    http_response_release(&answer);
    return ok;
}

static bool is_version(struct sv v)
{
    size_t dot = 0;

    while (dot < v.len && v.ptr[dot] >= '0' && v.ptr[dot] <= '9')
        dot++;
    return dot >= 2 && dot <= 3 && v.len == dot + 2 && v.ptr[dot] == '.' &&
           v.ptr[dot + 1] >= '0' && v.ptr[dot + 1] <= '9';
}

static bool check_settings(struct org *o, struct err *err)
{
    const struct salesforce_settings *s = &o->settings->salesforce;
    const char *variable = getenv("DEALSENSE_SALESFORCE_CLIENT_ID");
    struct sv domain = s->domain;

    while (sv_ends(domain, SV("/")))
        domain.len--;
    if (!domain.len)
        return err_set(err, EXIT_INPUT,
                       "[salesforce] domain is not set; give the org's My "
                       "Domain, such as example.my.salesforce.com");
    o->domain =
        sv_printf(o->run, "%s%.*s",
                  memmem(domain.ptr, domain.len, "://", 3) ? "" : "https://",
                  SV_ARG(domain))
            .ptr;
    if (!http_url_check(o->domain, "[salesforce] domain", err))
        return false;
    if (strchr(strstr(o->domain, "://") + 3, '/') || strpbrk(o->domain, "?#"))
        return err_set(err, EXIT_INPUT,
                       "[salesforce] domain is more than a host; give it as "
                       "example.my.salesforce.com");
    if (!is_version(s->api_version))
        return err_set(err, EXIT_INPUT,
                       "[salesforce] api_version \"%.*s\" is none; write it "
                       "as 60.0",
                       SV_ARG(s->api_version));
    o->client_id = variable ? sv_from(variable) : s->client_id;
    if (!o->client_id.len)
        return err_set(err, EXIT_INPUT,
                       "[salesforce] client_id is not set, nor "
                       "DEALSENSE_SALESFORCE_CLIENT_ID; give the consumer key "
                       "of the connected app");
    return true;
}

bool org_open(struct org *out, const struct settings *settings,
              struct arena *run, struct err *err)
{
    const struct salesforce_settings *s = &settings->salesforce;

    *out = (struct org){.settings = settings, .run = run};
    buf_init(&out->authorization);
    out->deadline = seconds_now() + 60.0 * s->timeout_minutes;
    if (!check_settings(out, err) ||
        !secret_read(&out->secret, "the client secret of Salesforce",
                     "DEALSENSE_SALESFORCE_SECRET", "[salesforce] secret_file",
                     s->secret_file, err))
        goto fail;
    out->http = http_new(&settings->network, err);
    if (!out->http || !get_token(out, err))
        goto fail;
    return true;
fail:
    org_mask(out, err);
    org_close(out);
    return false;
}

void org_close(struct org *o)
{
    if (!o)
        return;
    secret_release(&o->secret);
    if (o->authorization.ptr)
        explicit_bzero(o->authorization.ptr, o->authorization.capacity);
    buf_release(&o->authorization);
    http_free(o->http);
    *o = (struct org){0};
}

bool org_ask(struct http_response *out, struct org *o,
             const struct org_request *request, struct err *err)
{
    bool ok;

    *out = (struct http_response){0};
    for (int round = 0;; round++) {
        struct http_header headers[] = {
            {"Authorization", buf_sv(&o->authorization)},
            {"Accept", SV("application/json, text/csv")},
            {"Content-Type", SV("application/json; charset=UTF-8")}};
        struct sv url = sv_printf(
            o->run, "%s/services/data/v%.*s%s", o->instance,
            SV_ARG(o->settings->salesforce.api_version), request->path);
        struct http_request http = {.method = request->method,
                                    .url = url.ptr,
                                    .n_headers = request->body.len ? 3 : 2,
                                    .headers = headers,
                                    .body = request->body,
                                    .retry = HTTP_RETRY_ALL,
                                    .total_seconds =
                                        o->deadline - seconds_now(),
                                    .n_wanted = request->n_wanted,
                                    .wanted = request->wanted,
                                    .most = ANSWER_BYTES};
        if (http.total_seconds <= 0)
            return too_late(o, err);
        ok = http_send(out, o->http, &http, o->run, err);
        if (!ok && seconds_now() >= o->deadline)
            return too_late(o, err);
        if (!ok || out->status != 401 || round)
            return ok;
        http_response_release(out);
        if (!get_token(o, err))
            return false;
    }
}

struct json_doc *org_json(struct org *o, const struct org_request *request,
                          const char *what, int *status, struct err *err)
{
    struct http_response answer;
    struct json_doc *out = NULL;

    if (status)
        *status = 0;
    if (org_ask(&answer, o, request, err)) {
        if (status)
            *status = answer.status;
        if (answer.status / 100 != 2)
            org_refused(o, what, &answer, err);
        else if (!(out = json_doc_parse(buf_sv(&answer.body), NULL, 0)))
            no_json(o, what, &answer, err);
    } else {
        err_context(err, "%s", what);
    }
    http_response_release(&answer);
    return out;
}

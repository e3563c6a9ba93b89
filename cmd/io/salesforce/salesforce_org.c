#include "cmd/io/salesforce/salesforce_org.h"

/* Salesforce's words for an error: [{message, errorCode}] of the API,
 * {error, error_description} of the token. */
static struct crm_words words_of(const struct json_doc *d)
{
    const struct json_doc *first = json_doc_items(d) ? json_doc_item(d, 0) : d;
    struct crm_words out = {
        .code = json_doc_get_text(json_doc_find(first, "errorCode")),
        .text = json_doc_get_text(json_doc_find(first, "message"))};

    if (!out.code.len)
        out.code = json_doc_get_text(json_doc_find(first, "error"));
    if (!out.text.len)
        out.text = json_doc_get_text(json_doc_find(first, "error_description"));
    return out;
}

static const char *advice(int status, struct crm_words words)
{
    (void)words;
    if (status / 100 == 3)
        return "; name the org's own My Domain in [salesforce] domain";
    if (status == 401)
        return "; check client id, secret and the app's user";
    if (status == 403)
        return "; check what the app's user may do, and its API limit";
    return "";
}

static const struct crm_service SALESFORCE = {
    .name = "Salesforce",
    .section = "salesforce",
    .lacking = "give the org's My Domain, such as example.my.salesforce.com",
    .example = "example.my.salesforce.com",
    .no_json = "is [salesforce] domain the org's My Domain, or is the org "
               "under maintenance?",
    .secret = "the client secret of Salesforce",
    .variable = "DEALSENSE_SALESFORCE_SECRET",
    .setting = "[salesforce] secret_file",
    .words = words_of,
    .advice = advice};

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
    struct arena *run = o->session.run;
    struct sv host, home = http_host(o->session.domain, run);
    bool loopback;

    while (sv_ends(url, SV("/")))
        url.len--;
    text = sv_cstr(run, url);
    if (!http_url_check(text, "the instance_url that the token names", err))
        return false;
    host = http_host(text, run);
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
    o->session.base = text;
    return true;
}

static bool take_token(struct org *o, const struct http_response *answer,
                       struct err *err)
{
    struct json_doc *d = json_doc_parse(buf_sv(&answer->body), NULL, 0);
    struct sv token = json_doc_get_text(json_doc_find(d, "access_token"));
    struct sv url = json_doc_get_text(json_doc_find(d, "instance_url"));
    bool ok;

    if (!d)
        return crm_no_json(&o->session, "the request for a token", answer, err);
    ok = crm_is_token(token) && url.len;
    if (!ok)
        err_set(err, EXIT_SYSTEM,
                "Salesforce: the token came without access_token or "
                "instance_url; is [salesforce] domain right?");
    ok = ok && take_instance(o, url, err);
    if (ok)
        crm_set_token(&o->session, token);
    if (token.len) /* ours, until the document goes */
        explicit_bzero((char *)(uintptr_t)token.ptr, token.len);
    json_doc_release(d);
    return ok;
}

static bool get_token(struct org *o, struct err *err)
{
    struct crm_session *s = &o->session;
    const char *url =
        sv_printf(s->run, "%s/services/oauth2/token", s->domain).ptr;
    struct http_header headers[] = {
        {"Content-Type", SV("application/x-www-form-urlencoded")},
        {"Accept", SV("application/json")}};
    struct http_response answer;
    struct buf form;
    bool ok;

    s->base = NULL;
    buf_init(&form);
    buf_add_str(&form, "grant_type=client_credentials&client_id=");
    crm_add_encoded(&form, o->client_id);
    buf_add_str(&form, "&client_secret=");
    crm_add_encoded(&form, secret_sv(&s->secret));
    struct http_request request = {.method = "POST",
                                   .url = url,
                                   .n_headers = 2,
                                   .headers = headers,
                                   .body = buf_sv(&form),
                                   .retry = HTTP_RETRY_ALL,
                                   .most = HTTP_ERROR_BYTES};
    ok = http_send(&answer, s->http, &request, s->run, err) ||
         err_context(err, "the request for a token");
    if (ok && answer.status == 200) {
        ok = take_token(o, &answer, err);
    } else if (ok) {
        ok = crm_refused(s, "the request for a token", &answer, err);
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

bool org_open(struct org *out, const struct settings *settings,
              struct arena *run, struct err *err)
{
    const struct salesforce_settings *s = &settings->salesforce;
    const struct crm_credentials credentials = {s->domain, s->secret_file,
                                                s->timeout_minutes};
    const char *variable = getenv("DEALSENSE_SALESFORCE_CLIENT_ID");

    *out = (struct org){
        .session = {.service = &SALESFORCE, .settings = settings, .run = run},
        .client_id = variable ? sv_from(variable) : s->client_id};
    if (!is_version(s->api_version)) {
        err_set(err, EXIT_INPUT,
                "[salesforce] api_version \"%.*s\" is none; write it as 60.0",
                SV_ARG(s->api_version));
        goto fail;
    }
    if (!crm_session_open(&out->session, &credentials, err))
        goto fail;
    if (!out->client_id.len) {
        err_set(err, EXIT_INPUT,
                "[salesforce] client_id is not set, nor "
                "DEALSENSE_SALESFORCE_CLIENT_ID; give the consumer key of the "
                "connected app");
        goto fail;
    }
    if (get_token(out, err))
        return true;
fail:
    crm_mask(&out->session, err);
    org_close(out);
    return false;
}

void org_close(struct org *o)
{
    if (!o)
        return;
    crm_session_close(&o->session);
    *o = (struct org){0};
}

bool org_ask(struct http_response *out, struct org *o,
             const struct crm_request *request, struct err *err)
{
    struct crm_session *s = &o->session;
    struct crm_request whole = *request;
    bool ok;

    whole.path =
        sv_printf(s->run, "/services/data/v%.*s%s",
                  SV_ARG(s->settings->salesforce.api_version), request->path)
            .ptr;
    for (int round = 0;; round++) {
        ok = crm_ask(out, s, &whole, err);
        if (!ok || out->status != 401 || round)
            return ok;
        http_response_release(out);
        if (!get_token(o, err))
            return false;
    }
}

struct json_doc *org_json(struct org *o, const struct crm_request *request,
                          const char *what, int *status, struct err *err)
{
    struct http_response answer;
    struct json_doc *out = NULL;

    if (status)
        *status = 0;
    if (org_ask(&answer, o, request, err)) {
        if (status)
            *status = answer.status;
        out = crm_json(&o->session, what, &answer, err);
    } else {
        err_context(err, "%s", what);
    }
    http_response_release(&answer);
    return out;
}

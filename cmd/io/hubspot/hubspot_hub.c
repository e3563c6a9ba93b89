#include "cmd/io/hubspot/hubspot_hub.h"

#include <math.h>

#include "scoring/base/intern.h"
#include "scoring/base/number.h"

enum {
    AFTER_BYTES = 512,
    ID_BYTES = 20,
    PAUSE_MAX = 11000, /* milliseconds, for the next requests */
    TOO_MANY = 429
};

static struct crm_words words_of(const struct json_doc *d)
{
    struct crm_words out = {
        .code = json_doc_get_text(json_doc_find(d, "policyName")),
        .text = json_doc_get_text(json_doc_find(d, "message"))};

    if (!out.code.len)
        out.code = json_doc_get_text(json_doc_find(d, "category"));
    if (!out.code.len)
        out.code = json_doc_get_text(json_doc_find(d, "status"));
    return out;
}

static bool is_daily(struct crm_words words)
{
    return sv_eq_fold(words.code, SV("DAILY"));
}

static bool no_use(const struct http_response *answer)
{
    struct json_doc *d;
    bool daily;

    if (answer->status != TOO_MANY)
        return false;
    d = json_doc_parse(buf_sv(&answer->body), NULL, 0);
    daily = is_daily(words_of(d));
    json_doc_release(d);
    return daily;
}

static const char *advice(int status, struct crm_words words)
{
    if (status == TOO_MANY && is_daily(words))
        return "; the account's calls of the day are used up, until midnight "
               "of its time zone";
    if (status / 100 == 3)
        return "; name HubSpot's own host in [hubspot] domain";
    if (status == 401)
        return "; check the access token of the private app";
    if (status == 403)
        return "; give the private app the scopes that the manual page names";
    return "";
}

static const struct crm_service HUBSPOT = {
    .name = "HubSpot",
    .section = "hubspot",
    .lacking = "give HubSpot's host, api.hubapi.com",
    .example = "api.hubapi.com",
    .no_json = "is [hubspot] domain right, or is HubSpot under maintenance?",
    .secret = "the access token of HubSpot",
    .variable = "DEALSENSE_HUBSPOT_TOKEN",
    .setting = "[hubspot] token_file",
    .words = words_of,
    .advice = advice,
    .final = no_use};

bool hub_open(struct hub *out, const struct settings *settings,
              struct arena *run, struct err *err)
{
    const struct hubspot_settings *s = &settings->hubspot;
    const struct crm_credentials credentials = {s->domain, s->token_file,
                                                s->timeout_minutes};

    *out = (struct hub){
        .session = {.service = &HUBSPOT, .settings = settings, .run = run}};
    if (!crm_session_open(&out->session, &credentials, err))
        goto fail;
    if (!crm_is_token(secret_sv(&out->session.secret))) {
        err_set(err, EXIT_INPUT,
                "the access token of HubSpot holds blanks or other letters "
                "than a token has; copy it again");
        goto fail;
    }
    crm_set_token(&out->session, secret_sv(&out->session.secret));
    return true;
fail:
    crm_mask(&out->session, err);
    hub_close(out);
    return false;
}

void hub_close(struct hub *h)
{
    crm_session_close(&h->session);
    *h = (struct hub){0};
}

/* A header's whole number; −1: it has none. */
static long count_of(struct sv text)
{
    long n = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (!ascii_digit(text.ptr[i]) || n > 1000000)
            return -1;
        n = 10 * n + (text.ptr[i] - '0');
    }
    return text.len ? n : -1;
}

/* Before the next request, where this one was the last of its ten seconds. */
static bool pace(struct hub *h, const struct http_wanted *wanted,
                 struct err *err)
{
    long ms = count_of(wanted[1].value);

    if (count_of(wanted[0].value) != 0 || ms <= 0)
        return true;
    return crm_wait(&h->session,
                    (double)(ms < PAUSE_MAX ? ms : PAUSE_MAX) / 1e3, err);
}

struct json_doc *hub_json(struct hub *h, const struct crm_request *request,
                          const char *what, int *status, struct err *err)
{
    struct crm_session *s = &h->session;
    struct http_wanted wanted[] = {
        {.name = "X-HubSpot-RateLimit-Remaining"},
        {.name = "X-HubSpot-RateLimit-Interval-Milliseconds"}};
    struct crm_request whole = *request;
    double pause = s->settings->network.retry_seconds;
    struct json_doc *out = NULL;

    whole.n_wanted = 2;
    whole.wanted = wanted;
    for (int tries = 0;; tries++) {
        struct http_response answer;
        bool came = crm_ask(&answer, s, &whole, err), good = false;
        if (status)
            *status = came ? answer.status : 0;
        if (came) {
            good = answer.status / 100 == 2;
            out = crm_json(s, what, &answer, err);
        } else {
            err_context(err, "%s", what);
        }
        http_response_release(&answer);
        if (out && !pace(h, wanted, err)) {
            json_doc_release(out);
            return NULL;
        }
        if (out || !good || tries >= s->settings->network.retries)
            return out;
        if (!crm_wait(s, pause, err))
            return NULL;
        pause *= 2;
    }
}

static bool is_cursor(struct sv s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] <= ' ' || (unsigned char)s.ptr[i] > '~')
            return false;
    return s.len > 0 && s.len <= AFTER_BYTES;
}

bool hub_page_fetch(struct hub_page *out, struct hub *h, const char *path,
                    struct sv after, const char *what, struct err *err)
{
    struct arena *run = h->session.run;
    const struct json_doc *next;
    struct buf url;

    *out = (struct hub_page){0};
    buf_init(&url);
    buf_add_str(&url, path);
    if (after.len) {
        buf_add_str(&url, "&after=");
        crm_add_encoded(&url, after);
    }
    const struct crm_request request = {.method = "GET", .path = url.ptr};
    out->doc = hub_json(h, &request, what, &out->status, err);
    buf_release(&url);
    if (!out->doc)
        return false;
    out->results = json_doc_find(out->doc, "results");
    next = json_doc_path(out->doc, "paging.next");
    out->after = sv_copy(run, hub_text(json_doc_find(next, "after"), run));
    if (json_doc_kind(out->results) != JSON_KIND_LIST) {
        err_set(err, EXIT_SYSTEM, "HubSpot: %s came without a list of results",
                what);
    } else if (json_doc_find(next, "after") && !is_cursor(out->after)) {
        err_set(err, EXIT_SYSTEM, "HubSpot: %s has no sound cursor", what);
    } else {
        return true;
    }
    json_doc_release(out->doc);
    out->doc = NULL;
    return false;
}

bool hub_each(struct hub *h, const char *path, const char *what, hub_item *item,
              void *ctx, struct err *err)
{
    struct hub_page page = {0};
    struct intern cursors;
    bool ok = true;

    intern_init(&cursors, h->session.run);
    do {
        size_t before = cursors.n;
        ok = hub_page_fetch(&page, h, path, page.after, what, err);
        for (size_t i = 0; ok && i < json_doc_items(page.results); i++)
            ok = item(ctx, json_doc_item(page.results, i), err);
        json_doc_release(page.doc);
        if (ok && page.after.len) {
            intern_add(&cursors, page.after);
            if (cursors.n == before)
                ok = err_set(err, EXIT_SYSTEM,
                             "HubSpot: the pages of %s run in a circle: a "
                             "cursor came twice",
                             what);
        }
    } while (ok && page.after.len);
    intern_release(&cursors);
    return ok;
}

struct sv hub_text(const struct json_doc *value, struct arena *a)
{
    struct sv text = json_doc_get_text(value);
    double x = json_doc_get_number(value);
    char number[NUMBER_TEXT];

    if (text.len)
        return text;
    if (!isnan(x))
        return sv_copy(a, sv_from(number_exact(number, x)));
    return json_doc_is_true(value) ? SV("true") : (struct sv){0};
}

bool hub_is_id(struct sv id)
{
    for (size_t i = 0; i < id.len; i++)
        if (!ascii_digit(id.ptr[i]))
            return false;
    return id.len > 0 && id.len <= ID_BYTES;
}

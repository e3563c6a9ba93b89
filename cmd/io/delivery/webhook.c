#include "cmd/io/delivery/webhook.h"

#include <stdio.h>

#include "cmd/io/http/secret_echo.h"

static enum delivery_state judge(const struct http_response *r)
{
    if (r->status == 200 && sv_eq(sv_trim(buf_sv(&r->body)), SV("ok")))
        return DELIVERY_DELIVERED;
    if (r->status == 429)
        return DELIVERY_FAILED;
    return (r->status >= 200 && r->status < 300) || r->status >= 500
               ? DELIVERY_DOUBT
               : DELIVERY_REFUSED;
}

/* "404 Not Found: no_service". Slack's reasons are one word; a page of HTML
 * from something in between is not worth repeating. */
static void say(struct fate *out, const struct http_response *r,
                const char *url)
{
    enum { REASON = 80 };
    char status[HTTP_STATUS_TEXT];
    struct sv body = sv_trim(buf_sv(&r->body));
    bool plain = body.len > 0 && body.len <= REASON;

    if (plain && secret_echoed(body, sv_from(url)))
        body = SV(SECRET_ECHOED);

    for (size_t i = 0; i < body.len && plain; i++)
        plain = body.ptr[i] >= ' ' && body.ptr[i] <= '~' && body.ptr[i] != '<';
    snprintf(out->answer, sizeof out->answer, "%s%s%.*s",
             http_status_text(status, r->status), plain ? ": " : "",
             plain ? (int)body.len : 0, body.ptr ? body.ptr : "");
}

void webhook_post(struct fate *out, struct http *http, const char *url,
                  struct sv json, struct arena *a)
{
    const struct http_header type = {"Content-Type",
                                     SV("application/json; charset=utf-8")};
    const struct http_request request = {.method = "POST",
                                         .url = url,
                                         .n_headers = 1,
                                         .headers = &type,
                                         .body = json,
                                         .retry = HTTP_RETRY_UNSENT,
                                         .most = HTTP_ERROR_BYTES};
    struct http_response response = {0};
    struct err err;

    if (http_send(&response, http, &request, a, &err)) {
        out->state = judge(&response);
        say(out, &response, url);
    } else {
        out->state = response.in_doubt ? DELIVERY_DOUBT : DELIVERY_FAILED;
        snprintf(out->answer, sizeof out->answer, "%s",
                 secret_echoed(sv_from(err.text), sv_from(url)) ? SECRET_ECHOED
                                                                : err.text);
    }
    http_response_release(&response);
}

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdio.h>

#include "cmd/io/http/http.h"

char *http_status_text(char out[HTTP_STATUS_TEXT], int status)
{
    static const struct {
        int status;
        const char *name;
    } NAMES[] = {
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {408, "Request Timeout"},
        {410, "Gone"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
    };
    const char *name = "";

    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (NAMES[i].status == status)
            name = NAMES[i].name;
    snprintf(out, HTTP_STATUS_TEXT, "%d%s%s", status, name[0] ? " " : "", name);
    return out;
}

static bool is_loopback(const char *host)
{
    struct in_addr four;

    if (!strcmp(host, "[::1]"))
        return true;
    return inet_pton(AF_INET, host, &four) == 1 &&
           ntohl(four.s_addr) >> 24 == 127;
}

/* A part of a URL, or "" where it has none. */
static char *part(CURLU *u, CURLUPart which)
{
    char *text = NULL;

    return curl_url_get(u, which, &text, 0) == CURLUE_OK ? text : NULL;
}

static bool plain(const char *url)
{
    for (; *url; url++)
        if ((unsigned char)*url <= ' ' || (unsigned char)*url >= 127 ||
            strchr("\"<>\\^`{|}", *url))
            return false;
    return true;
}

struct sv http_host(const char *url, struct arena *a)
{
    CURLU *u = curl_url();
    char *host = NULL, *port = NULL;
    struct sv out = SV("?");

    if (u && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK) {
        host = part(u, CURLUPART_HOST);
        port = part(u, CURLUPART_PORT);
        if (host)
            out =
                sv_printf(a, "%s%s%s", host, port ? ":" : "", port ? port : "");
    }
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(u);
    return out;
}

bool http_url_check(const char *url, const char *what, struct err *err)
{
    CURLU *u = curl_url();
    char *scheme = NULL, *host = NULL, *user = NULL;
    bool ok = false;

    if (!u)
        mem_fail();
    if (!plain(url) ||
        curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) !=
            CURLUE_OK ||
        !(scheme = part(u, CURLUPART_SCHEME)) ||
        !(host = part(u, CURLUPART_HOST)))
        err_set(err, EXIT_INPUT, "%s: is no URL; it begins with https://",
                what);
    else if ((user = part(u, CURLUPART_USER)) != NULL)
        err_set(err, EXIT_INPUT, "%s: a URL must not hold a user name", what);
    else if (strcmp(scheme, "https") != 0 &&
             (strcmp(scheme, "http") != 0 || !is_loopback(host)))
        err_set(err, EXIT_INPUT,
                "%s: %s does not begin with https://; http is for 127.0.0.1 "
                "and [::1] alone",
                what, host);
    else
        ok = true;
    curl_free(scheme);
    curl_free(host);
    curl_free(user);
    curl_url_cleanup(u);
    return ok;
}

#include "cmd/io/delivery/smtp.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

#include "cmd/io/http/secret_echo.h"

/* One transaction. */
struct talk {
    CURL *curl;
    struct sv rest; /* of the message */
    const struct smtp_hook *hook;
    struct err hook_err;
    bool plain;             /* without TLS: loopback alone */
    bool elsewhere;         /* and the host was no loopback */
    bool answered;          /* the server has said something */
    bool ended;             /* the hook was called: the final dot may be out */
    bool hook_failed;       /* and said no */
    int code;               /* of the newest answer; 0: none since */
    char line[FATE_ANSWER]; /* its last line */
};

/* The protocol below gives each line of each answer here. */
static size_t on_answer(char *data, size_t size, size_t n, void *user)
{
    struct talk *t = user;
    size_t len = size * n, at = 0;

    t->answered = true;
    if (t->ended && t->code) /* the goodbye after it says nothing */
        return len;
    for (size_t i = 0; i < len && at + 1 < sizeof t->line; i++) {
        unsigned char c = (unsigned char)data[i];
        if (c == '\r' || c == '\n')
            break;
        t->line[at++] = c < ' ' || c > 126 ? '?' : (char)c;
    }
    t->line[at] = 0;
    t->code = 0;
    for (size_t i = 0; i < 3 && i < at; i++) {
        if (t->line[i] < '0' || t->line[i] > '9') {
            t->code = 0;
            break;
        }
        t->code = t->code * 10 + (t->line[i] - '0');
    }
    if (at > 3 && t->line[3] == '-') /* more lines to come */
        t->code = 0;
    return len;
}

/* The last line end is held back until the row is on disk: the protocol below
 * sends the final dot right after it, without asking again. */
static size_t on_read(char *out, size_t size, size_t n, void *user)
{
    enum { LAST = 2 };
    struct talk *t = user;
    size_t len = size * n;

    if (t->rest.len > LAST) {
        len = len < t->rest.len - LAST ? len : t->rest.len - LAST;
    } else {
        len = len < t->rest.len ? len : t->rest.len;
        if (!t->ended && !t->hook->before_end(t->hook->user, &t->hook_err)) {
            t->hook_failed = true;
            return CURL_READFUNC_ABORT;
        }
        if (!t->ended) { /* what comes now is the answer to the message */
            t->ended = true;
            t->code = 0;
            t->line[0] = 0;
        }
    }
    if (len)
        memcpy(out, t->rest.ptr, len);
    t->rest.ptr += len;
    t->rest.len -= len;
    return len;
}

static bool is_loopback(const struct sockaddr *a)
{
    if (a->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)(const void *)a)
                         ->sin_addr.s_addr) >>
                   24 ==
               127;
    return a->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(
               &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr);
}

static curl_socket_t on_socket(void *user, curlsocktype purpose,
                               struct curl_sockaddr *address)
{
    struct talk *t = user;

    (void)purpose;
    if (t->plain && !is_loopback(&address->addr)) {
        t->elsewhere = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC,
                  address->protocol);
}

static void say(struct fate *out, enum delivery_state state, const char *what,
                const char *more)
{
    out->state = state;
    snprintf(out->answer, sizeof out->answer, "%s%s%s", what,
             more[0] ? ": " : "", more);
}

/* TLS that cannot be trusted, or is not there, will not be there later. */
static bool is_about_tls(CURLcode code)
{
    return code == CURLE_PEER_FAILED_VERIFICATION ||
           code == CURLE_USE_SSL_FAILED || code == CURLE_SSL_CACERT_BADFILE ||
           code == CURLE_SSL_ISSUER_ERROR || code == CURLE_SSL_CERTPROBLEM;
}

/* The machine itself cannot wait for the server (poll() fails). The protocol
 * below then takes what it has sent for all there is, and sends the final dot,
 * wherever it stands. */
static bool is_cut_short(const struct talk *t, CURLcode code)
{
    return t->answered && code == CURLE_BAD_FUNCTION_ARGUMENT;
}

static void judge(struct fate *out, const struct talk *t, CURLcode code,
                  const char *why)
{
    if (t->hook_failed)
        say(out, DELIVERY_FAILED, t->hook_err.text, "");
    else if (t->elsewhere)
        say(out, DELIVERY_REFUSED,
            "[email] tls = none is for a server on this machine alone", "");
    else if (t->ended && t->code >= 200 && t->code < 300)
        say(out, DELIVERY_DELIVERED, t->line, ""); /* whatever came after it */
    else if (t->code >= 500 && t->code < 600)
        say(out, DELIVERY_REFUSED, t->line, "");
    else if (t->code >= 400 && t->code < 500)
        say(out, DELIVERY_FAILED, t->line, "");
    else if (t->ended && code == CURLE_SEND_ERROR)
        say(out, DELIVERY_FAILED, why, ""); /* the dot is not wholly out */
    else if (t->ended || is_cut_short(t, code))
        say(out, DELIVERY_DOUBT, "no answer after the message was sent", why);
    else if (is_about_tls(code))
        say(out, DELIVERY_REFUSED, "no connection that can be trusted", why);
    else if (code == CURLE_OK) /* cannot be: a message needs an end */
        say(out, DELIVERY_DOUBT, "no answer to the message", "");
    else
        say(out, DELIVERY_FAILED, why, "");
}

static bool set_up(struct talk *t, const struct smtp_server *s,
                   const char *from, struct curl_slist *to, size_t len,
                   char *error)
{
    char url[400];
    int n = snprintf(url, sizeof url, "%s://%s%s%s",
                     s->tls == MAIL_TLS ? "smtps" : "smtp",
                     strchr(s->host, ':') ? "[" : "", s->host,
                     strchr(s->host, ':') ? "]" : "");
    int usual = s->tls == MAIL_TLS ? 465 : s->tls == MAIL_STARTTLS ? 587 : 25;
    char sender[400];
    bool ok = n > 0 && (size_t)n < sizeof url;

    snprintf(sender, sizeof sender, "<%s>", from);
#define SET(option, value)                                                     \
    (ok = ok && curl_easy_setopt(t->curl, option, value) == CURLE_OK)
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PORT, (long)(s->port ? s->port : usual));
    SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_FRESH_CONNECT, 1L);
    SET(CURLOPT_FORBID_REUSE, 1L);
    SET(CURLOPT_USE_SSL,
        (long)(s->tls == MAIL_PLAIN ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (s->ca_file)
        SET(CURLOPT_CAINFO, s->ca_file);
    if (s->user && s->tls != MAIL_PLAIN) {
        SET(CURLOPT_USERNAME, s->user);
        SET(CURLOPT_PASSWORD, s->password);
    }
    SET(CURLOPT_CONNECTTIMEOUT, s->connect_seconds);
    SET(CURLOPT_SERVER_RESPONSE_TIMEOUT, s->answer_seconds);
    /* A server that reads a byte now and then is as good as silent. */
    SET(CURLOPT_LOW_SPEED_LIMIT, 1L);
    SET(CURLOPT_LOW_SPEED_TIME, s->answer_seconds);
    SET(CURLOPT_TIMEOUT, s->connect_seconds + 12 * s->answer_seconds);
    SET(CURLOPT_MAIL_FROM, sender);
    SET(CURLOPT_MAIL_RCPT, to);
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)len);
    SET(CURLOPT_READFUNCTION, on_read);
    SET(CURLOPT_READDATA, t);
    SET(CURLOPT_HEADERFUNCTION, on_answer);
    SET(CURLOPT_HEADERDATA, t);
    SET(CURLOPT_OPENSOCKETFUNCTION, on_socket);
    SET(CURLOPT_OPENSOCKETDATA, t);
    SET(CURLOPT_ERRORBUFFER, error);
#undef SET
    return ok;
}

void smtp_send(struct fate *out, const struct smtp_server *server,
               const char *from, const char *to, struct sv message,
               const struct smtp_hook *hook)
{
    struct talk t = {.rest = message,
                     .hook = hook,
                     .plain = server->tls == MAIL_PLAIN,
                     .curl = curl_easy_init()};
    char mailbox[400], error[CURL_ERROR_SIZE] = "";
    struct curl_slist *list;
    CURLcode code;

    snprintf(mailbox, sizeof mailbox, "<%s>", to);
    list = curl_slist_append(NULL, mailbox);
    if (!t.curl || !list)
        mem_fail();
    bool secret = server->user && server->password;
    if (!set_up(&t, server, from, list, message.len, error)) {
        say(out, DELIVERY_REFUSED, "the mail settings cannot be used",
            server->host);
    } else {
        code = curl_easy_perform(t.curl);
        judge(out, &t, code, error[0] ? error : curl_easy_strerror(code));
        if (secret &&
            secret_echoed(sv_from(out->answer), sv_from(server->password)))
            snprintf(out->answer, sizeof out->answer, "%.3s %s",
                     t.code ? t.line : "", SECRET_ECHOED);
    }
    curl_easy_cleanup(t.curl);
    curl_slist_free_all(list);
}

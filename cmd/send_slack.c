/* The Slack message of a pack: one POST to the incoming webhook. */
#include <stdlib.h>

#include "cmd/io/http/secret.h"
#include "cmd/io/delivery/webhook.h"
#include "cmd/send.h"

/* The variable is the CRO's: no other pack goes there. */
static const char *variable(const struct sending *s)
{
    return s->audience.len ? NULL : SLACK_VARIABLE;
}

bool slack_wanted(const struct sending *s)
{
    const struct slack_settings *to = &s->settings.slack;

    return to->channel.len || to->webhook_file.len ||
           (variable(s) && getenv(variable(s)));
}

bool slack_open(struct http **http, struct secret *url,
                const struct settings *settings, const char *variable,
                struct err *err)
{
    *http = NULL;
    if (!secret_read(url, "the URL of the Slack webhook", variable,
                     variable ? "[slack] webhook_file" : "webhook_file",
                     settings->slack.webhook_file, err))
        return false;
    if (http_url_check(url->text, "the URL of the Slack webhook", err))
        *http = http_new(&settings->network, err);
    if (!*http)
        secret_release(url);
    return *http != NULL;
}

struct sv slack_name(const struct settings *settings, const struct secret *url,
                     struct arena *a)
{
    char sha256[SHA256_TEXT];

    if (settings->slack.channel.len)
        return settings->slack.channel;
    if (!url)
        return SV("webhook");
    sha256_hex(sha256, secret_sv(url));
    return sv_printf(a, "webhook %.12s", sha256);
}

void slack_send(struct sending *s)
{
    struct delivery_key key = {
        .as_of = s->parcel.manifest.as_of, .channel = "slack", .news = s->news};
    struct secret url = {0};
    struct http *http = NULL;
    struct fate fate;
    struct delivery d;
    struct err err;

    if (!slack_wanted(s))
        return;
    if (s->o->dry_run && s->settings.slack.channel.len) {
        key.recipient = s->settings.slack.channel; /* needs no secret */
        if (send_due(s, &key, &d))
            send_dry(s, &key, "slack.json", s->parcel.slack.bytes);
        return;
    }
    if (!slack_open(&http, &url, &s->settings, variable(s), &err)) {
        send_fail(s, "slack", s->settings.slack.channel, "%s", err.text);
        return;
    }
    key.recipient = slack_name(&s->settings, &url, &s->a);
    if (!send_due(s, &key, &d))
        goto done;
    if (s->o->dry_run) {
        send_dry(s, &key, "slack.json", s->parcel.slack.bytes);
        goto done;
    }
    if (!ledger_begin(&s->ledger, &key, 1, &d, &err)) {
        send_fail(s, "slack", key.recipient, "not sent: %s", err.text);
        goto done;
    }
    webhook_post(&fate, http, url.text, s->parcel.slack.bytes, &s->a);
    send_done(s, &key, &d, &fate);
done:
    http_free(http);
    secret_release(&url);
}

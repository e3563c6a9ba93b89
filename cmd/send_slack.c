/* The Slack message of a pack: one POST to the incoming webhook. */
#include <stdlib.h>

#include "cmd/io/secret.h"
#include "cmd/io/webhook.h"
#include "cmd/send.h"

bool slack_wanted(const struct settings *settings)
{
    return settings->slack.channel.len || settings->slack.webhook_file.len ||
           getenv(SLACK_VARIABLE);
}

bool slack_open(struct http **http, struct secret *url,
                const struct settings *settings, struct err *err)
{
    *http = NULL;
    if (!secret_read(url, "the URL of the Slack webhook", SLACK_VARIABLE,
                     "[slack] webhook_file", settings->slack.webhook_file, err))
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
        .as_of = s->parcel.manifest.as_of, .channel = "slack", .news = "pack"};
    struct secret url = {0};
    struct http *http = NULL;
    struct fate fate;
    struct delivery d;
    struct err err;

    if (!slack_wanted(&s->settings))
        return;
    if (s->o->dry_run && s->settings.slack.channel.len) {
        key.recipient = s->settings.slack.channel; /* needs no secret */
        if (send_due(s, &key, &d))
            send_dry(s, &key, "slack.json", s->parcel.slack.bytes);
        return;
    }
    if (!slack_open(&http, &url, &s->settings, &err)) {
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

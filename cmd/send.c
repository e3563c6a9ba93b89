/*
 * dealsense send: a pack to its readers, once.
 *
 *   pack, verified → ledger → each channel, each recipient → ledger
 *
 * With the CRO's pack go those of the same day for the audiences of
 * [send …], from their folders beside it, each to its own readers; any other
 * pack goes alone. Whose a pack is says its manifest, not its folder.
 *
 * Exit 0: everybody has it. 99: everybody had it before, and nothing was sent.
 * 5: somebody has not, or nobody knows; a line on standard error names each.
 */
#include "cmd/send.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "cmd/log.h"
#include "scoring/settings/audience.h"
#include "scoring/base/mem.h"

static const struct channel {
    const char *name;
    void (*send)(struct sending *s);
} CHANNELS[] = {{"email", email_send}, {"slack", slack_send}};

void send_fail(struct sending *s, const char *channel, struct sv recipient,
               const char *fmt, ...)
{
    char text[480];
    struct err err;
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    err_set(&err, EXIT_DELIVERY, "%s%s%.*s: %s", channel,
            recipient.len ? " to " : "", SV_ARG(recipient), text);
    cmd_fail(s->o, &err);
    s->bad = true;
}

static void log_delivery(const struct sending *s,
                         const struct delivery_key *key,
                         const struct delivery *d)
{
    struct json_doc *line = log_event(s->o, "delivery");

    if (line) {
        json_doc_text(line, "as_of", sv_from(key->as_of));
        if (s->audience.len)
            json_doc_text(line, "audience", s->audience);
        json_doc_text(line, "channel", sv_from(key->channel));
        json_doc_text(line, "recipient", key->recipient);
        json_doc_text(line, "state", sv_from(delivery_state_name(d->state)));
        json_doc_text(line, "answer", d->answer);
    }
    log_write(line);
}

bool send_due(struct sending *s, const struct delivery_key *key,
              struct delivery *d)
{
    struct err err;
    struct delivery was;

    *d = (struct delivery){.content = sv_from(s->parcel.content)};
    if (!ledger_find(&was, &s->ledger, key, &s->a, &err)) {
        send_fail(s, key->channel, key->recipient, "%s", err.text);
        return false;
    }
    d->resend = was.resend;
    switch (was.state) {
    case DELIVERY_SENDING:
    case DELIVERY_DOUBT:
        if (s->o->resend)
            break;
        send_fail(s, key->channel, key->recipient,
                  "the message for %s is in doubt since %.*s%s%.*s; ask "
                  "whether it came, and if not run send --resend",
                  key->as_of, SV_ARG(was.at),
                  was.answer.len ? ": " : " (send was interrupted)",
                  SV_ARG(was.answer));
        return false;
    case DELIVERY_DELIVERED:
        if (sv_eq(was.content, d->content)) {
            if (!s->o->quiet)
                printf("%s to %.*s: the pack of %s was delivered at %.*s; "
                       "nothing is sent\n",
                       key->channel, SV_ARG(key->recipient), key->as_of,
                       SV_ARG(was.at));
            return false;
        }
        if (s->o->resend)
            break;
        send_fail(s, key->channel, key->recipient,
                  "another pack of %s was delivered at %.*s and this one has "
                  "changed since; send --resend sends it",
                  key->as_of, SV_ARG(was.at));
        return false;
    default: /* nothing was accepted yet */
        return true;
    }
    d->resend++;
    return true;
}

void send_done(struct sending *s, const struct delivery_key *key,
               struct delivery *d, const struct fate *fate)
{
    struct err err;
    bool written;

    d->state = fate->state;
    d->answer = sv_from(fate->answer);
    written = ledger_end(&s->ledger, key, 1, d, &err);
    log_delivery(s, key, d);
    if (d->state == DELIVERY_DELIVERED && !written)
        send_fail(s, key->channel, key->recipient,
                  "was delivered (%s), but the ledger does not say so: %s",
                  fate->answer, err.text);
    else if (d->state == DELIVERY_DELIVERED) {
        s->sent++;
        if (!s->o->quiet)
            printf("%s to %.*s: delivered: %s\n", key->channel,
                   SV_ARG(key->recipient), fate->answer);
    } else if (d->state == DELIVERY_DOUBT)
        send_fail(s, key->channel, key->recipient,
                  "in doubt: %s; ask whether it came, and if not run send "
                  "--resend",
                  fate->answer);
    else
        send_fail(s, key->channel, key->recipient,
                  "%s: %s; run send again when that is mended",
                  d->state == DELIVERY_REFUSED ? "refused" : "not delivered",
                  fate->answer);
}

void send_dry(struct sending *s, const struct delivery_key *key,
              const char *file, struct sv message)
{
    const char *path =
        sv_printf(&s->a, "%s/%.*s%s%s", s->o->dry_run, SV_ARG(s->audience),
                  s->audience.len ? "-" : "", file)
            .ptr;
    struct err err;

    if (mkdir(s->o->dry_run, 0755) < 0 && errno != EEXIST)
        send_fail(s, key->channel, key->recipient, "%s: cannot make it: %s",
                  s->o->dry_run, strerror(errno));
    else if (!file_write(path, message, &err))
        send_fail(s, key->channel, key->recipient, "%s", err.text);
    else {
        s->sent++;
        if (!s->o->quiet)
            printf("%s to %.*s: would go: %s (%zu bytes)\n", key->channel,
                   SV_ARG(key->recipient), path, message.len);
    }
}

static struct sv folder_of(const struct send_settings *to, struct arena *a)
{
    struct audience audience;

    /* settings_read() has seen that it is one. */
    audience_parse(&audience, to->audience);
    return audience_folder(&audience, a);
}

/* Readers of `to` alone, NULL: the CRO's. */
static void begin_round(struct sending *s, const struct send_settings *to)
{
    s->settings = s->all;
    s->audience = (struct sv){0};
    s->news = "pack";
    if (!to)
        return;
    s->audience = folder_of(to, &s->a);
    s->news = sv_printf(&s->a, "pack %.*s", SV_ARG(s->audience)).ptr;
    s->settings.email.n_to = to->n_to;
    memcpy(s->settings.email.to, to->to, sizeof to->to);
    s->settings.slack = (struct slack_settings){to->channel, to->webhook_file};
}

static void send_round(struct sending *s)
{
    for (size_t i = 0; i < sizeof CHANNELS / sizeof CHANNELS[0]; i++)
        CHANNELS[i].send(s);
}

/* The pack of an audience that stands beside the CRO's. */
static void send_beside(struct sending *s, const struct parcel *full,
                        const struct send_settings *to)
{
    const char *path;
    struct err err;

    begin_round(s, to);
    path = sv_printf(&s->a, "%s/%.*s/%s", full->out_dir, SV_ARG(s->audience),
                     full->manifest.as_of)
               .ptr;
    if (access(path, F_OK) < 0) {
        send_fail(s, "the pack", to->audience,
                  "there is none of %s in %s/%.*s; list the audience in "
                  "[report] audience and run again",
                  full->manifest.as_of, full->out_dir, SV_ARG(s->audience));
        return;
    }
    if (!parcel_open(&s->parcel, path, &s->a, &err)) {
        send_fail(s, "the pack", to->audience, "%s", err.text);
        return;
    }
    if (sv_eq(s->parcel.manifest.audience, s->audience))
        send_round(s);
    else
        send_fail(s, "the pack", to->audience, "%s is for another reader (%s)",
                  path,
                  s->parcel.manifest.audience.len
                      ? sv_cstr(&s->a, s->parcel.manifest.audience)
                      : "cro");
    parcel_close(&s->parcel);
}

static const struct send_settings *find_send(struct sending *s,
                                             struct sv audience)
{
    for (size_t k = 0; k < s->all.n_sends; k++)
        if (sv_eq(folder_of(&s->all.sends[k], &s->a), audience))
            return &s->all.sends[k];
    return NULL;
}

static bool nobody(const struct sending *s, struct sv audience, struct err *err)
{
    const char *file = s->o->config ? s->o->config : "no --config";

    if (!audience.len)
        return err_set(err, EXIT_INPUT,
                       "%s: names nobody to send to; set [email] host, from "
                       "and to, or [slack] channel",
                       file);
    return err_set(err, EXIT_INPUT,
                   "%s: the pack is for %.*s and goes to nobody else; name "
                   "its readers in a section [send %s]",
                   file, SV_ARG(audience),
                   sv_eq(audience, SV("board")) ? "board" : "manager: NAME");
}

static bool begin(struct sending *s, struct err *err)
{
    struct sv audience;
    const char *ledger;

    if (!inputs_settings(&s->all, s->o, &s->a, err) ||
        !parcel_open(&s->parcel, s->o->operands[0], &s->a, err))
        return false;
    audience = s->parcel.manifest.audience;
    begin_round(s, audience.len ? find_send(s, audience) : NULL);
    if (!sv_eq(s->audience, audience) ||
        (!email_wanted(s) && !slack_wanted(s) &&
         (audience.len || !s->all.n_sends)))
        return nobody(s, audience, err);
    ledger = sv_printf(&s->a, "%s/" LEDGER_NAME, s->parcel.top_dir).ptr;
    return ledger_open(&s->ledger, ledger, s->o->dry_run != NULL, err);
}

int cmd_send(const struct options *o)
{
    struct sending *s = mem_alloc(1, sizeof *s);
    struct parcel first = {0};
    struct err err;
    int code = EXIT_DONE;

    signal(SIGPIPE, SIG_IGN); /* a server that hangs up is an answer */
    s->o = o;
    arena_init(&s->a);
    if (!begin(s, &err)) {
        code = cmd_fail(o, &err);
        goto done;
    }
    send_round(s);
    if (!s->audience.len) {
        first = s->parcel;
        s->parcel = (struct parcel){0};
        for (size_t k = 0; k < s->all.n_sends; k++)
            send_beside(s, &first, &s->all.sends[k]);
    }
    code = s->bad ? EXIT_DELIVERY : s->sent ? EXIT_DONE : EXIT_NOTHING;
done:
    ledger_close(&s->ledger);
    parcel_close(&s->parcel);
    parcel_close(&first);
    secret_release(&s->password);
    arena_release(&s->a);
    free(s);
    return code;
}

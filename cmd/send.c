/*
 * dealsense send: a pack to its readers, once.
 *
 *   pack, verified → ledger → each channel, each recipient → ledger
 *
 * Exit 0: everybody has it. 99: everybody had it before, and nothing was sent.
 * 5: somebody has not, or nobody knows; a line on standard error names each.
 */
#include "cmd/send.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "cmd/log.h"

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
    struct doc *line = log_event(s->o, "delivery");

    if (line) {
        doc_text(line, "as_of", sv_from(key->as_of));
        doc_text(line, "channel", sv_from(key->channel));
        doc_text(line, "recipient", key->recipient);
        doc_text(line, "state", sv_from(delivery_state_name(d->state)));
        doc_text(line, "answer", d->answer);
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
    const char *path = sv_printf(&s->a, "%s/%s", s->o->dry_run, file).ptr;
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

static bool begin(struct sending *s, struct err *err)
{
    const char *ledger;

    if (!inputs_settings(&s->settings, s->o, &s->a, err))
        return false;
    if (!email_wanted(s) && !slack_wanted(&s->settings))
        return err_set(err, EXIT_INPUT,
                       "%s: names nobody to send to; set [email] host, from "
                       "and to, or [slack] channel",
                       s->o->config ? s->o->config : "no --config");
    if (!parcel_open(&s->parcel, s->o->operands[0], &s->a, err))
        return false;
    ledger = sv_printf(&s->a, "%s/" LEDGER_NAME, s->parcel.out_dir).ptr;
    return ledger_open(&s->ledger, ledger, s->o->dry_run != NULL, err);
}

int cmd_send(const struct options *o)
{
    struct sending s = {.o = o};
    struct err err;
    int code = EXIT_DONE;

    signal(SIGPIPE, SIG_IGN); /* a server that hangs up is an answer */
    arena_init(&s.a);
    if (!begin(&s, &err)) {
        code = cmd_fail(o, &err);
        goto done;
    }
    for (size_t i = 0; i < sizeof CHANNELS / sizeof CHANNELS[0]; i++)
        CHANNELS[i].send(&s);
    code = s.bad ? EXIT_DELIVERY : s.sent ? EXIT_DONE : EXIT_NOTHING;
done:
    ledger_close(&s.ledger);
    parcel_close(&s.parcel);
    arena_release(&s.a);
    return code;
}

/* The e-mail of a pack: one SMTP transaction a recipient. */
#include <stdio.h>
#include <time.h>

#include "cmd/io/delivery/smtp.h"
#include "cmd/send.h"
#include "render/messages/email_dress.h"

struct post {
    struct sending *s;
    struct smtp_server server;
    struct address from, reply_to;
    struct address to[RECIPIENTS];
    size_t n_to;
    /* of the recipient at hand */
    const struct delivery_key *key;
    struct delivery *d;
};

bool email_wanted(const struct sending *s)
{
    return s->settings.email.host.len && s->settings.email.n_to;
}

static const char *now(struct arena *a)
{
    char text[64];
    time_t t = time(NULL);
    struct tm tm;

    localtime_r(&t, &tm);
    strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S %z", &tm);
    return sv_cstr(a, sv_from(text));
}

/* One mailbox, one row: however it is written. */
static struct sv folded(struct sv mailbox, struct arena *a)
{
    char *text = arena_alloc(a, mailbox.len + 1, 1);

    for (size_t i = 0; i < mailbox.len; i++) {
        char c = mailbox.ptr[i];
        text[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (struct sv){text, mailbox.len};
}

static bool mark_sending(void *user, struct err *err)
{
    struct post *p = user;

    return ledger_begin(&p->s->ledger, p->key, 1, p->d, err);
}

static void pause_for(double seconds)
{
    struct timespec t = {(time_t)seconds,
                         (long)((seconds - (double)(time_t)seconds) * 1e9)};

    while (nanosleep(&t, &t) < 0)
        ;
}

/* Again only while it is certain that nothing was accepted. */
static void deliver(struct fate *out, struct post *p, const char *to,
                    struct sv message)
{
    const struct network_settings *n = &p->s->settings.network;
    const struct smtp_hook hook = {mark_sending, p};
    const char *from = sv_cstr(&p->s->a, p->from.mailbox);
    double pause = n->retry_seconds;

    for (int k = 0;; k++) {
        smtp_send(out, &p->server, from, to, message, &hook);
        if (out->state != DELIVERY_FAILED || k >= n->retries)
            return;
        pause_for(pause < HTTP_PAUSE_MAX ? pause : HTTP_PAUSE_MAX);
        pause *= 2;
    }
}

static void send_one(struct post *p, size_t i)
{
    struct sending *s = p->s;
    const struct parcel *parcel = &s->parcel;
    struct delivery_key key = {.as_of = parcel->manifest.as_of,
                               .channel = "email",
                               .recipient = folded(p->to[i].mailbox, &s->a),
                               .news = s->news};
    struct delivery d;
    struct fate fate;
    struct buf message = {0};
    struct err err;

    if (!send_due(s, &key, &d))
        return;
    d.message_id =
        email_message_id(parcel->manifest.as_of, parcel->manifest.inputs_key,
                         d.resend, p->from.domain, &s->a);
    struct email_dress dress = {.from = p->from,
                                .reply_to = p->reply_to,
                                .n_to = p->n_to,
                                .to = p->to,
                                .date = now(&s->a),
                                .message_id = d.message_id};
    p->key = &key;
    p->d = &d;
    if (!email_dress(&message, parcel->email.bytes, &dress, &err)) {
        send_fail(s, "email", key.recipient, "%s", err.text);
    } else if (s->o->dry_run) {
        send_dry(s, &key, sv_printf(&s->a, "email-%02zu.eml", i + 1).ptr,
                 buf_sv(&message));
    } else {
        deliver(&fate, p, sv_cstr(&s->a, p->to[i].mailbox), buf_sv(&message));
        send_done(s, &key, &d, &fate);
    }
    buf_release(&message);
}

static const char *or_null(struct sv text, struct arena *a)
{
    return text.len ? sv_cstr(a, text) : NULL;
}

/* Once: the variable that holds it is wiped when it is read. */
static bool ask_password(struct sending *s)
{
    const struct email_settings *e = &s->settings.email;
    struct err err;

    if (!e->user.len || s->o->dry_run)
        return true;
    if (!s->asked) {
        s->asked = true;
        s->answered = secret_read(
            &s->password, "the password of the mail server", SMTP_VARIABLE,
            "[email] password_file", e->password_file, &err);
        if (!s->answered)
            send_fail(s, "email", (struct sv){0}, "%s", err.text);
    }
    return s->answered;
}

void email_send(struct sending *s)
{
    const struct email_settings *e = &s->settings.email;
    struct post p = {.s = s, .n_to = e->n_to};

    if (!email_wanted(s))
        return;
    if (!ask_password(s)) {
        send_fail(s, "email", s->audience,
                  "the password of the mail server is not known; nobody got "
                  "it");
        return;
    }
    p.server = (struct smtp_server){
        .host = sv_cstr(&s->a, e->host),
        .port = e->port,
        .tls = e->tls,
        .user = or_null(e->user, &s->a),
        .password = s->password.text,
        .ca_file = or_null(s->settings.network.ca_file, &s->a),
        .connect_seconds = s->settings.network.connect_seconds,
        .answer_seconds = e->timeout_seconds};
    /* settings_check() has seen that all are addresses. */
    address_parse(&p.from, e->from);
    if (e->reply_to.len)
        address_parse(&p.reply_to, e->reply_to);
    for (size_t i = 0; i < e->n_to; i++)
        address_parse(&p.to[i], e->to[i]);
    for (size_t i = 0; i < e->n_to; i++)
        send_one(&p, i);
}

/*
 * Send: a round for each pack and its readers, the CRO's first, then those of
 * the audiences of [send …] (send.c). In a round `settings` names the readers
 * of that pack alone, so that no channel can take another's. What the
 * channels of `dealsense send` share (send.c); one file a
 * channel (send_email.c, send_slack.c).
 *
 *     for each recipient:
 *         if (!send_due(s, &key, &d)) continue;   ledger says no; it is told
 *         … try, with ledger_begin before the last byte …
 *         send_done(s, &key, &d, &fate);       ledger, and what is told
 */
#ifndef CMD_SEND_H
#define CMD_SEND_H

#include "cmd/io/http/http.h"
#include "cmd/io/http/secret.h"
#include "cmd/io/store/ledger.h"
#include "cmd/options.h"
#include "cmd/parcel.h"

struct sending {
    const struct options *o;
    struct arena a;
    struct settings all;      /* as configured */
    struct settings settings; /* of the round */
    struct parcel parcel;     /* of the round */
    struct sv audience;       /* of the round: its folder; empty: cro */
    const char *news;         /* of the round, in the ledger */
    struct ledger ledger;
    struct secret password; /* of the mail server, once asked for */
    bool asked, answered;
    size_t sent; /* messages delivered by this command */
    bool bad;    /* something was not delivered, or is in doubt */
};

#define SLACK_VARIABLE "DEALSENSE_SLACK_WEBHOOK"
#define SMTP_VARIABLE "DEALSENSE_SMTP_PASSWORD"

/* Says on standard error what is not delivered, and remembers it. */
void send_fail(struct sending *s, const char *channel, struct sv recipient,
               const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Is there a message to send? Sets resend in *d. */
bool send_due(struct sending *s, const struct delivery_key *key,
              struct delivery *d);
/* Writes down and says what became of it. */
void send_done(struct sending *s, const struct delivery_key *key,
               struct delivery *d, const struct fate *fate);
/* --dry-run: writes the message into the folder. */
void send_dry(struct sending *s, const struct delivery_key *key,
              const char *file, struct sv message);

bool email_wanted(const struct sending *s);
void email_send(struct sending *s);
bool slack_wanted(const struct sending *s);
void slack_send(struct sending *s);

/* The webhook's URL and a client for it. `variable` of the environment may
 * hold it; NULL: only webhook_file. `url` must be released. */
bool slack_open(struct http **http, struct secret *url,
                const struct settings *settings, const char *variable,
                struct err *err);
/* What the ledger calls it: [slack] channel, else "webhook" and the start of
 * the hash of its URL. */
struct sv slack_name(const struct settings *settings, const struct secret *url,
                     struct arena *a);

#endif

/*
 * SMTP: one message to one recipient, behind our own header (libcurl), and
 * what became of it, told so that a ledger can be true.
 *
 *     smtp_send(&result, &server, "from@a.example", "to@b.example", message,
 *               &hook);
 *     if (result.state == DELIVERY_DELIVERED) …
 *
 * - STARTTLS or TLS is required, not tried; certificate and host name are
 *   verified by the system's authorities, or ca_file's. Nothing turns that
 *   off. Without TLS (`MAIL_PLAIN`) only a loopback address is connected to,
 *   and nobody authenticates.
 * - A fresh connection each time, no proxy, no .netrc; whatever the
 *   environment says.
 * - The message is sent as it is: CRLF lines, no Bcc; dots are stuffed on
 *   the way.
 * - One recipient a transaction, so that the server's answer after the final
 *   dot is about this recipient and nobody else.
 *
 * hook.before_end is called when everything but the final dot is on its way,
 * and must have the row `sending` on disk when it returns true; false ends
 * the transaction without a message. Until then nothing can have been
 * accepted (RFC 5321, 4.2.5 and 6.1): every failure before it is
 * DELIVERY_FAILED or DELIVERY_REFUSED. After it, without an answer, it is
 * DELIVERY_DOUBT.
 */
#ifndef CMD_IO_DELIVERY_SMTP_H
#define CMD_IO_DELIVERY_SMTP_H

#include "cmd/io/delivery/delivery.h"
#include "scoring/settings/settings.h"

struct smtp_server {
    const char *host;
    int port; /* 0: the usual one */
    enum mail_tls tls;
    const char *user, *password; /* NULL: no authentication */
    const char *ca_file;         /* NULL: the system's */
    long connect_seconds;
    long answer_seconds; /* wait for each answer */
};

struct smtp_hook {
    bool (*before_end)(void *user, struct err *err);
    void *user;
};

/* Tries once. */
void smtp_send(struct fate *out, const struct smtp_server *server,
               const char *from, const char *to, struct sv message,
               const struct smtp_hook *hook);

#endif

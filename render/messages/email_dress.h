/*
 * Dressing: messages/email.eml of a pack made ready for the post. What only
 * the moment of sending knows is set (From, To, Reply-To, Date, Message-ID);
 * subject and body are the pack's, byte for byte. Headers that are not in the
 * table of email_dress.c do not survive, whatever the file holds.
 *
 * Addresses are those of scoring/settings/address.h, so nothing but an address
 * can stand in one; names are quoted or encoded (escape_phrase). Lines are
 * folded, one recipient a line.
 */
#ifndef RENDER_MESSAGES_EMAIL_DRESS_H
#define RENDER_MESSAGES_EMAIL_DRESS_H

#include "scoring/settings/address.h"
#include "scoring/base/buf.h"
#include "scoring/base/err.h"

struct email_dress {
    struct address from;
    struct address reply_to; /* no mailbox: none */
    size_t n_to;
    const struct address *to;
    const char *date;     /* "Mon, 29 Jun 2026 06:00:03 +0200" */
    struct sv message_id; /* "<…@example.com>" */
};

/* False when `eml` is no message of a pack. */
bool email_dress(struct buf *out, struct sv eml, const struct email_dress *d,
                 struct err *err);

/* "<2026-06-29.0123….r1@example.com>": of the inputs and as-of, and of how
 * often it was sent again. */
struct sv email_message_id(const char *as_of, const char *inputs_key,
                           int resend, struct sv domain, struct arena *a);

#endif

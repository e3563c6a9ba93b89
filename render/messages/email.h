/*
 * E-mail: the news of the report for people who read it on a phone. HTML
 * (templates/email.html.mustache: tables, inline CSS, explicit widths, images
 * by cid) within EMAIL_HTML_BYTES at any size of pipeline, a plain-text
 * alternative that is complete by itself, and the whole message:
 *
 *   multipart/mixed { multipart/related { multipart/alternative { text,
 *   html }, png by cid … }, pdf, xlsx }
 *
 * The message takes images, brief and workbook from the sink, so it is
 * written after them; what is not there, or not in [email] attach, is left
 * out. Above EMAIL_BYTES the workbook goes, then the brief: the text says what
 * is attached, and where the rest is. Boundaries,
 * Message-ID and Date come from the inputs alone; `send` sets the true date
 * and addresses.
 */
#ifndef RENDER_MESSAGES_EMAIL_H
#define RENDER_MESSAGES_EMAIL_H

#include "render/base/resources.h"
#include "render/report/report.h"
#include "render/base/sink.h"

enum { EMAIL_HTML_BYTES = 80000, EMAIL_BYTES = 10000000, EMAIL_DEALS = 5 };

struct email_files { /* what the message carries */
    bool brief, workbook;
};

struct email {
    struct buf html, text, message;
    struct email_files attached;
};

bool email_build(struct email *out, const struct report *r,
                 const struct resources *h, const struct sink *pack,
                 struct arena *a, struct err *err);
void email_release(struct email *e); /* accepts NULL or zeroed */

/* The parts of it, each in a file of its own. */
bool email_html(struct buf *out, const struct report *r,
                const struct resources *h, const struct email_files *attached,
                struct arena *a, struct err *err);
void email_text(struct buf *out, const struct report *r,
                const struct email_files *attached, struct arena *a);

/* What is attached, in a sentence, and where the rest is. */
const char *email_attached(const struct email_files *attached);

#endif

/*
 * Messages: messages/, the e-mail, Slack blocks and alerts, ready to send.
 * They carry what the other writers wrote, so this one runs last.
 */
#ifndef RENDER_MESSAGES_MESSAGES_H
#define RENDER_MESSAGES_MESSAGES_H

#include "render/report/report.h"

struct resources; /* templates, styles and fonts: render/base/resources.h */
struct sink;      /* where the files go: render/base/sink.h */

bool messages_write(const struct report *r, const struct resources *h,
                    struct sink *out, struct err *err);

#endif

/* Slack parts: what slack.c and slack_alert.c share. Private to both. */
#ifndef RENDER_MESSAGES_SLACK_PARTS_H
#define RENDER_MESSAGES_SLACK_PARTS_H

#include "render/base/json_doc.h"
#include "render/report/report.h"

/* Escaped text of at most `max` bytes. */
void slack_fitting(struct buf *out, struct sv text, size_t max,
                   struct arena *a);
/* {"type": …, "text": …} under `key`, or as an item of a list. */
void slack_text(struct json_doc *parent, const char *key, const char *type,
                struct sv text);
struct json_doc *slack_block(struct json_doc *blocks, const char *type);
void slack_section(struct json_doc *blocks, struct sv text);
/* One deal: level, score, title, amount, owner, factors, action. */
void slack_deal(struct buf *b, const struct report *r,
                const struct report_deal *d, struct arena *a);
/* The last block: *b, and a link to the dashboard where there is one. */
void slack_context(struct json_doc *blocks, const struct report *r,
                   struct buf *b);

#endif

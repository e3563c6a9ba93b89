/*
 * Slack: messages/slack.json, a Block Kit message with its fallback text.
 * Within Slack's limits at any size of pipeline: ≤ 50 blocks, a header of
 * 150 characters, sections of 3,000, 10 fields, and the whole message within
 * 10,000 bytes. It holds what every first page does, in the same order;
 * deals are left out from the end until it fits.
 */
#ifndef RENDER_MESSAGES_SLACK_H
#define RENDER_MESSAGES_SLACK_H

#include "render/report/report.h"
#include "scoring/base/buf.h"

enum { SLACK_BYTES = 10000, SLACK_DEALS = 8 };

void slack_message(struct buf *out, const struct report *r, struct arena *a);

#endif

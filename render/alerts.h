/*
 * Alerts: the open deals that ask for action, as plain text for people. A
 * line of head, then each CRITICAL and HIGH deal, the riskiest first: level,
 * deal, ACV, score, factors with their evidence, action. Also the body of
 * the e-mail's text alternative, where `limit` deals are enough.
 */
#ifndef RENDER_ALERTS_H
#define RENDER_ALERTS_H

#include "render/report.h"
#include "scoring/base/buf.h"

/* The whole of alerts.txt: every CRITICAL and HIGH deal. */
void alerts_text(struct buf *out, const struct report *r);
/* How many open deals are CRITICAL or HIGH. */
size_t alerts_count(const struct report *r);
/* One deal of it. */
void alerts_deal(struct buf *out, const struct report *r,
                 const struct report_deal *d);
/* "TODAY", "by 8 Jan 2024"; empty where nothing is to be done. */
void alerts_due(struct buf *out, const struct action *a);

#endif

/*
 * Alerts: the open deals that ask for action, as plain text for people. The
 * headline, the landing of the quarter, what moved, what to do today and what to
 * know (as every first page has them), the figures, then each CRITICAL and HIGH deal, the riskiest
 * first: level, deal, amount, score, flags, factors with their evidence,
 * action. Nobody
 * reads thousands of alerts: past ALERTS_DEALS deals or ALERTS_BYTES bytes the
 * rest is counted by level, and the text says where it is listed. Its parts
 * serve the e-mail's text alternative too.
 */
#ifndef RENDER_MESSAGES_ALERTS_H
#define RENDER_MESSAGES_ALERTS_H

#include "render/report/report.h"
#include "scoring/base/buf.h"

enum { ALERTS_DEALS = 1000, ALERTS_BYTES = 1000000 };

/* The whole of alerts.txt. */
void alerts_text(struct buf *out, const struct report *r);
/* How many open deals are CRITICAL or HIGH. */
size_t alerts_count(const struct report *r);
/* The lines of the quarter; NULL: no landing is told. */
const struct quarter_words *alerts_quarter(const struct report *r);
/* Counts and sums, one a line. */
void alerts_figures(struct buf *out, const struct report *r);
/* What the quarter will close at, what moved, what to do today, what to know
 * before relying on it. */
void alerts_first(struct buf *out, const struct report *r);
/* "109 more deals ask for something; …": those behind the first `shown` of the
 * list; nothing where there are none. */
void alerts_more(struct buf *out, const struct report *r, size_t shown);
/* "Rules only: the model needs …", a line. */
void alerts_mode(struct buf *out, const struct report *r);
/* Whether a note stands behind them: not what is for who sets the product up
 * alone, nor what mode or caveats have said. */
bool alerts_note(const struct report *r, const struct note *note);
/* One deal of it. */
void alerts_deal(struct buf *out, const struct report *r,
                 const struct report_deal *d);
/* "TODAY", "by 8 Jan 2024"; empty where nothing is to be done. */
void alerts_due(struct buf *out, const struct action *a);

#endif

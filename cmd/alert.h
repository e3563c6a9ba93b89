/*
 * Alert: `run --alert`, what cannot wait for somebody to open the pack goes
 * to Slack at once: CRITICAL deals that are new or worse and a jump of the
 * high-risk volume (scoring/portfolio/alarms.h), and data that is stale, empty
 * or not readable, so that silence never means health.
 *
 * Nothing is told twice: each piece of news has its row in the ledger beside
 * the packs, named by as-of, deal and kind. What was not told (Slack was
 * away) is told by the next run of the day, also with --if-changed. What is
 * in doubt is told again only with --resend.
 *
 * Each function says on standard error what was not told and then returns
 * false; the pack is published whatever becomes of an alert.
 */
#ifndef CMD_ALERT_H
#define CMD_ALERT_H

#include "cmd/inputs.h"
#include "render/report/report.h"

struct alerting; /* what the calls of one run share */

/* *out is NULL without --alert; every function below then does nothing and
 * returns true. */
bool alert_new(struct alerting **out, const struct options *o, struct err *err);
void alert_free(struct alerting *t);

/* The run ends here, for the reason in `err`. */
bool alert_failed(struct alerting *t, const struct err *err);
/* Is the export older than [alerts] stale_days? By --as-of, else the clock. */
bool alert_stale(struct alerting *t, const struct inputs *in);
/* The news of a published pack; a replay of the past has none, and says so. */
bool alert_news(struct alerting *t, struct inputs *in,
                const struct report *report);
/* Is all of the news of the run with this key told? */
bool alert_told(struct alerting *t, const struct inputs *in, const char *key);

#endif

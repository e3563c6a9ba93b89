/*
 * Slack alerts: what `run --alert` posts at once, within the limits of
 * slack.h. Deals are shown, the riskiest first, while they fit; the rest is
 * counted.
 */
#ifndef RENDER_MESSAGES_SLACK_ALERT_H
#define RENDER_MESSAGES_SLACK_ALERT_H

#include "render/report/report.h"
#include "scoring/portfolio/alarms.h"

/* The CRITICAL deals that are news, and the volume where that is (NULL: it
 * is not, or was told). `last` is the day of the last run, DATE_NONE on a
 * first one. */
struct slack_alert {
    size_t n;
    const struct alarm *alarms; /* n; ranks are indices in report.deals */
    const struct volume *volume;
    double amount; /* of the n deals; NAN: not known */
    int32_t last;
};

void slack_alert(struct buf *out, const struct report *r,
                 const struct slack_alert *alert, struct arena *a);

/* A notice that needs no report: data that is not there. Both texts may hold
 * anything; title ≤ 150 characters are shown. */
void slack_notice(struct buf *out, struct sv title, struct sv text,
                  struct arena *a);

#endif

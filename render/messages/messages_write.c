/* messages/: what can be sent as it is: e-mail, Slack, alerts. */
#include "render/messages/alerts.h"
#include "render/messages/email.h"
#include "render/messages/slack.h"
#include "render/messages/messages.h"
#include "render/base/resources.h"
#include "render/base/sink.h"

bool messages_write(const struct report *r, const struct resources *h,
                    struct sink *out, struct err *err)
{
    struct arena a;
    struct email email = {0};
    struct buf slack = {0}, alerts = {0};
    bool ok;

    arena_init(&a);
    alerts_text(&alerts, r);
    slack_message(&slack, r, &a);
    ok = email_build(&email, r, h, out, &a, err) &&
         sink_put(out, "messages/email.eml", buf_sv(&email.message), err) &&
         sink_put(out, "messages/email.html", buf_sv(&email.html), err) &&
         sink_put(out, "messages/slack.json", buf_sv(&slack), err) &&
         sink_put(out, "messages/alerts.txt", buf_sv(&alerts), err);
    email_release(&email);
    buf_release(&slack);
    buf_release(&alerts);
    arena_release(&a);
    return ok;
}

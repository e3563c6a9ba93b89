/*
 * Webhook: one message to a Slack incoming webhook, and what became of it.
 *
 *   200 with "ok"  delivered
 *   429            "try later": repeated by http.h after Retry-After; failed
 *   any other 2xx  a proxy's page, an answer that is not Slack's: in doubt
 *   5xx            it had the message, and may have posted it: in doubt
 *   anything else  refused (404 no_service, 403 action_prohibited, …)
 *   no answer      in doubt, or failed where nothing can have arrived
 *
 * The URL is a secret: it is in no answer and no error, and words of a server
 * that repeat it are not shown (secret_echo.h).
 */
#ifndef CMD_IO_DELIVERY_WEBHOOK_H
#define CMD_IO_DELIVERY_WEBHOOK_H

#include "cmd/io/delivery/delivery.h"
#include "cmd/io/http/http.h"

void webhook_post(struct fate *out, struct http *http, const char *url,
                  struct sv json, struct arena *a);

#endif

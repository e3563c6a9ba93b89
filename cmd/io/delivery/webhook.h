/*
 * Webhook: one message to a Slack incoming webhook, and what became of it.
 *
 *   200            delivered
 *   429            "try later": repeated by http.h after Retry-After; failed
 *   500, 503       Slack's own word that it was not posted: failed
 *   other 5xx      a gateway gave up waiting, Slack may not have: in doubt
 *   anything else  refused (404 no_service, 403 action_prohibited, …)
 *   no answer      in doubt, or failed where nothing can have arrived
 *
 * The URL is a secret: it is in no answer and no error.
 */
#ifndef CMD_IO_DELIVERY_WEBHOOK_H
#define CMD_IO_DELIVERY_WEBHOOK_H

#include "cmd/io/delivery/delivery.h"
#include "cmd/io/http/http.h"

void webhook_post(struct fate *out, struct http *http, const char *url,
                  struct sv json, struct arena *a);

#endif

/*
 * Sent: deals that a client sends (score_request.h) as `struct deals`, beside
 * all open deals of the export: first those of `base` that none of them
 * replaces, in its order, then the sent ones in theirs.
 *
 * A deal whose id is open in the export starts from what that says of it, and
 * what is given takes its place: another stage is one entered on the day,
 * another expected close is one set on the day. A deal of another id has
 * nothing but what is given. Labels that the export lacks (a new rep) are those
 * of which nothing has closed. What stands in a column that the export lacks
 * counts for nothing, as in the export.
 */
#ifndef CMD_SENT_H
#define CMD_SENT_H

#include "cmd/io/server/score_request.h"
#include "scoring/base/intern.h"
#include "scoring/score/score.h"

struct sent_ids { /* of all deals; code = index */
    struct intern ids;
};

void sent_ids_init(struct sent_ids *out, const struct deals *d,
                   struct arena *a);
void sent_ids_release(struct sent_ids *ids);

struct sent_deals {
    struct deals deals;
    size_t first;       /* sent deal k is deal first + k */
    struct scores rest; /* scores of `base` that stay, of those before it */
};

/* An error (EXIT_INPUT) names the deal and the member. Everything is in
 * ctx->run. */
bool sent_build(struct sent_deals *out, const struct score_request *request,
                const struct scores *base, const struct sent_ids *ids,
                const struct context *ctx, struct err *err);

#endif

#include "render/report/redact_parts.h"

static struct flow redact_flow(const struct redaction *r,
                               const struct flow *in)
{
    struct flow out = *in;

    for (int c = 0; c < FLOW_CLASSES; c++) {
        struct flow_total *t = &out.of[c];
        t->list = ARENA_ARRAY(r->run, t->n, struct flow_deal);
        for (size_t k = 0; k < t->n; k++) {
            t->list[k] = in->of[c].list[k];
            t->list[k].id = (struct sv){0};
        }
    }
    return out;
}

static void redact_moved(const struct redaction *r, struct moved_sum *sum)
{
    const struct move_deal *list = sum->list;

    sum->list = ARENA_ARRAY(r->run, sum->n, struct move_deal);
    for (size_t k = 0; k < sum->n; k++) {
        sum->list[k] = list[k];
        sum->list[k].id = (struct sv){0};
    }
}

static void redact_restated(const struct redaction *r,
                            struct restated_quarter *q)
{
    const struct restatement *changes = q->changes;

    q->changes = ARENA_ARRAY(r->run, q->n, struct restatement);
    for (size_t k = 0; k < q->n; k++) {
        q->changes[k] = changes[k];
        q->changes[k].id = (struct sv){0};
    }
}

struct quarter_changes *redact_changes(const struct redaction *r)
{
    const struct quarter_changes *in = r->in->changes;
    struct quarter_changes *out;

    if (!in)
        return NULL;
    out = ARENA_NEW(r->run, struct quarter_changes);
    *out = *in;
    out->since_start = redact_flow(r, &in->since_start);
    out->since_last = redact_flow(r, &in->since_last);
    redact_moved(r, &out->moved.landing);
    redact_moved(r, &out->moved.at_risk);
    for (size_t k = 0; k < out->restated.n; k++)
        redact_restated(r, &out->restated.quarters[k]);
    return out;
}

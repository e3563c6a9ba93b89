#include <math.h>

#include "sample/world_parts.h"
#include "scoring/base/rng.h"

/* Streams by a number of their own: a seed apart. */
enum apart {
    APART_EDITS = 0xed175, /* of a deal */
    APART_CALLS = 0xca115  /* of a rep, and of a deal */
};

double world_amount(const struct world_deal *deal, int32_t day)
{
    double out = deal->amount;

    for (int i = 0; i < deal->n_edits && deal->edits[i].date <= day; i++)
        out = deal->edits[i].amount;
    return out;
}

int32_t world_expected(const struct world_deal *deal, int32_t day)
{
    int32_t out = deal->first_expected, said = deal->created;

    for (int i = 0; i < deal->n_pushes && deal->pushes[i].date <= day; i++) {
        said = deal->pushes[i].date;
        out = deal->pushes[i].expected;
    }
    for (int i = 0; i < deal->n_edits && deal->edits[i].date <= day; i++)
        if (deal->edits[i].expected != DATE_NONE && deal->edits[i].date >= said)
            out = deal->edits[i].expected;
    return out;
}

static void add_edit(struct world_deal *out, int32_t day, double amount,
                     int32_t expected)
{
    int at = out->n_edits;

    if (at == WORLD_EDITS)
        return;
    for (; at > 0 && out->edits[at - 1].date > day; at--)
        out->edits[at] = out->edits[at - 1];
    out->edits[at].date = day;
    out->edits[at].amount = amount;
    out->edits[at].expected = expected;
    out->n_edits++;
}

/* A month before each end of a quarter: what is due in the next is said to
 * close in this. */
static void pull_in(struct world_deal *out, const struct world *w,
                    struct rng *r)
{
    int32_t end = world_quarter_end(out->created);

    for (; end - 40 < out->closed; end = world_quarter_end(end + 1)) {
        int32_t day = end - 20 - (int32_t)rng_below(r, 15);
        bool does = rng_uniform(r) < w->scenario->pulled;
        int32_t due = world_expected(out, day);
        int stage = 0;
        for (int i = 0; i < out->n_stays && out->stays[i].entered < day; i++)
            stage = out->stays[i].stage;
        if (does && day > out->created && day < out->closed && stage >= 3 &&
            due > end && due <= world_quarter_end(end + 1))
            add_edit(out, day, world_amount(out, day), end);
    }
}

static void edit(struct world_deal *out, const struct world *w)
{
    const struct scenario *s = w->scenario;
    double day = out->created, amount = out->amount;
    struct rng r;

    rng_init(&r, w->options.seed ^ APART_EDITS, out->number);
    while (s->edits > 0 && !isnan(amount) && out->n_edits < WORLD_EDITS / 2) {
        day += -log(1 - rng_uniform(&r)) / s->edits;
        if (ceil(day) >= out->closed)
            break;
        amount *= exp(0.2 * rng_normal(&r) - 0.03);
        amount = fmax(round(amount / 100), 1) * 100;
        add_edit(out, (int32_t)ceil(day), amount, DATE_NONE);
    }
    if (s->pulled > 0)
        pull_in(out, w, &r);
    out->signed_at = world_amount(out, out->closed);
}

/* Some reps call a deal a stage too early. */
static void call(struct world_deal *out, const struct world *w)
{
    struct rng r;
    bool bold;

    rng_init(&r, w->options.seed ^ APART_CALLS, (uint64_t)out->rep);
    bold = rng_uniform(&r) < w->scenario->optimists;
    rng_init(&r, w->options.seed ^ APART_CALLS, WORLD_REPS + out->number);
    out->ahead = bold && rng_uniform(&r) < 0.75;
}

void world_write(struct world_deal *out, const struct world *w)
{
    edit(out, w);
    call(out, w);
}

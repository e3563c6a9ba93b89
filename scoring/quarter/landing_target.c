/* Targets of a quarter against what is expected of it. */
#include <math.h>

#include "scoring/quarter/landing_parts.h"

/* No chance is none or certain. */
#define CHANCE_LEAST 0.001

/* P(so_far + rest ≥ amount), deviations from the mean stretched by the scale
 * that the range has. */
static double chance_of(const struct landing_money *m, const struct rest *rest,
                        double amount)
{
    double z = (amount - m->so_far - rest->mean) / m->scale, below;

    if (isnan(m->scale) || !(m->scale > 0))
        return NAN;
    below = m->method == METHOD_MODEL
                ? spread_below(&rest->spread, rest->mean + z)
                : erfc(-z / rest->sd / sqrt(2)) / 2;
    return fmin(fmax(1 - below, CHANCE_LEAST), 1 - CHANCE_LEAST);
}

/* Same day of past quarters: what was open, or due, ÷ what then came in. */
static void cover_fill(struct landing_cover *out, const struct question *q,
                       bool due, double gap)
{
    struct quarter_stage *g = q->g;
    const struct tally *now = tally_at(g, q->group, 0);
    double ratio[MOMENTS];

    *out = (struct landing_cover){
        .now = gap > 0 ? (due ? now->due[q->when] : now->open_amount) / gap
                       : NAN,
        .median = NAN,
        .low = NAN,
        .high = NAN};
    for (size_t k = 1; k < MOMENTS && out->n < LANDING_PAST; k++) {
        const struct moment *m = &g->moment[k];
        const struct tally *t = tally_at(g, q->group, k);
        const struct tally_period *p = &t->ended[ENDING_WON][q->when];
        double came = p->open + p->created;

        if (!m->whole || !moment_known(m, q->when, g->ctx->as_of) ||
            !(came > 0) || (due && (!g->crm_dated || 2 * t->dated < t->open)))
            continue;
        ratio[out->n++] = (due ? t->due[q->when] : t->open_amount) / came;
    }
    if (!out->n)
        return;
    out->median = quantile(ratio, out->n, 0.5, &g->part);
    out->low = quantile(ratio, out->n, 0, &g->part);
    out->high = quantile(ratio, out->n, 1, &g->part);
}

void target_fill(struct landing_target *out, const struct question *q,
                 const struct landing_money *m, const struct rest *rest)
{
    struct quarter_stage *g = q->g;
    const struct group_of *of = &g->group[q->group];
    const struct deals *d = g->ctx->deals;
    struct sv who = {0};

    if (of->of == LANDING_MANAGER)
        who = d->groups[GROUP_MANAGER].labels[of->code];
    else if (of->of == LANDING_OWNER)
        who = d->groups[GROUP_OWNER].labels[of->code];
    *out = (struct landing_target){
        .amount = targets_amount(g->targets,
                                 g->moment[0].quarter + (int)q->when, who),
        .attained = NAN,
        .gap = NAN,
        .chance = NAN,
        .due = g->crm_known ? tally_at(g, q->group, 0)->due[q->when] : NAN};
    out->by_due = out->by_open = (struct landing_cover){NAN, 0, NAN, NAN, NAN};
    if (isnan(out->amount))
        return;
    out->attained = m->so_far / out->amount;
    out->gap = fmax(out->amount - m->so_far, 0);
    out->reached = out->gap == 0;
    if (!out->reached)
        out->chance = chance_of(m, rest, out->amount);
    if (g->crm_known)
        cover_fill(&out->by_due, q, true, out->gap);
    cover_fill(&out->by_open, q, false, out->gap);
}

/* What each method says of the rest of a period. */
#include <math.h>

#include "scoring/quarter/landing_parts.h"

/* Past deals that a ratio of amounts asks for. */
enum { RATIO_LEAST = 10 };

/* Past quarters that a level asks for, and how far it goes towards what they
 * say: on 180 planted days the whole way erred more than half of it. */
enum { LEVEL_LEAST = 3 };
#define LEVEL_TRUST 0.5

/* Past quarters of an average that a landing may be blended with, and how far
 * that moves it at most. */
enum { BLEND_LEAST = 3 };
#define BLEND_MOST 2.0

size_t moments_before(size_t out[MOMENTS], const struct question *q,
                      size_t moment, size_t most)
{
    const struct quarter_stage *g = q->g;
    size_t n = 0;

    for (size_t k = moment + 1; k < MOMENTS && n < most; k++)
        if (g->moment[k].whole &&
            moment_known(&g->moment[k], q->when, g->moment[moment].day))
            out[n++] = k;
    return n;
}

static const struct tally_period *period_at(const struct question *q,
                                            size_t group, size_t moment)
{
    return &tally_at(q->g, group, moment)->ended[q->ending][q->when];
}

/* Of all deals: a manager's few would say nothing. */
static double ratio_find(size_t *deals, const struct question *q,
                         size_t moment)
{
    size_t past[MOMENTS], n = moments_before(past, q, moment, LANDING_PAST);
    double open = 0, then = 0;

    *deals = 0;
    if (!deals_date_amounts(q->g->ctx->deals))
        return 1;
    for (size_t k = 0; k < n; k++) {
        const struct tally_period *p = period_at(q, 0, past[k]);
        *deals += p->open_deals;
        open += p->open;
        then += p->open_then;
    }
    if (*deals >= RATIO_LEAST && then > 0 && open > 0)
        return open / then;
    *deals = 0;
    return 1;
}

/* What open deals brought ÷ what their chances told, over the other past
 * quarters; half the way there. Chances that are right of deals need not be of
 * their money. */
double level_find(const struct question *q, size_t moment)
{
    const double *told = q->g->told_open[q->ending][q->when];
    double sum = 0, came = 0;
    size_t n = 0;

    for (size_t k = 1; k < MOMENTS; k++) {
        if (k == moment || isnan(told[k]))
            continue;
        n++;
        sum += told[k];
        came += period_at(q, 0, k)->open;
    }
    return n < LEVEL_LEAST || !(sum > 0) ? 1
                                         : 1 + LEVEL_TRUST * (came / sum - 1);
}

/* What the average of the company says ÷ what its deals and new business do, as
 * far as the blend goes. */
double blend_find(const struct question *q, size_t moment)
{
    const double open = q->g->told_open[q->ending][q->when][moment];
    size_t past[MOMENTS], n = moments_before(past, q, moment, LANDING_YEAR);
    double came = 0, created = 0, rest;

    for (size_t k = 0; k < n; k++) {
        const struct tally_period *p = period_at(q, 0, past[k]);
        came += (p->open + p->created) / (double)n;
        created += p->created / (double)n;
    }
    rest = open * level_find(q, moment) + created;
    if (n < BLEND_LEAST || !(rest > 0))
        return 1;
    return fmin(fmax(1 - LANDING_BLEND + LANDING_BLEND * came / rest,
                     1 / BLEND_MOST),
                BLEND_MOST);
}

/* The mean of n values and the variance of one more; of a single value the
 * square of it. */
void mean_of(double *mean, double *variance, const double *x, size_t n)
{
    double sum = 0, squares = 0;

    for (size_t k = 0; k < n; k++)
        sum += x[k];
    *mean = n ? sum / (double)n : NAN;
    for (size_t k = 0; k < n; k++)
        squares += (x[k] - *mean) * (x[k] - *mean);
    *variance = n > 1 ? squares / (double)(n - 1) * (1 + 1 / (double)n)
                      : *mean * *mean;
}

double chance_in(const struct said *s, const struct question *q, size_t i)
{
    double *const *by = s->by[q->ending];

    return q->when == THIS_QUARTER
               ? by[THIS_QUARTER][i]
               : fmax(by[NEXT_QUARTER][i] - by[THIS_QUARTER][i], 0);
}

static struct spread_part *parts_of(size_t *n, const struct question *q,
                                    const struct said *s, double ratio,
                                    struct arena *a)
{
    struct spread_part *out = ARENA_ARRAY(a, s->n, struct spread_part);

    *n = 0;
    for (size_t i = 0; i < s->n; i++)
        if (group_holds(q->g, q->group, s->deal[i]) && !isnan(s->amount[i]))
            out[(*n)++] = (struct spread_part){chance_in(s, q, i),
                                               s->amount[i] * ratio};
    return out;
}

void rest_bounds(struct rest *out, bool average)
{
    out->mean = average ? out->created : out->spread.mean;
    if (average) {
        out->down = out->up = out->mean;
        out->sd = out->mean / normal_quantile((1 + LANDING_LEVEL) / 2);
        return;
    }
    out->sd = out->spread.sd;
    out->down =
        out->mean - spread_quantile(&out->spread, (1 - LANDING_LEVEL) / 2);
    out->up =
        spread_quantile(&out->spread, (1 + LANDING_LEVEL) / 2) - out->mean;
}

void rest_model(struct rest *out, const struct question *q, size_t moment,
                struct arena *a)
{
    const struct said *s = said_at(q->g, moment);
    size_t past[MOMENTS];
    size_t n = moments_before(past, q, moment, LANDING_YEAR), n_parts;
    double created[LANDING_YEAR];
    struct spread_part *parts;

    *out = (struct rest){.mean = NAN, .sd = NAN, .ratio = 1, .level = 1,
                         .blend = 1};
    if (!s || !n || !s->known[q->when] || !s->known[THIS_QUARTER])
        return;
    for (size_t k = 0; k < n; k++)
        created[k] = period_at(q, q->group, past[k])->created;
    out->blend = blend_find(q, moment);
    for (size_t k = 0; k < n; k++)
        created[k] *= out->blend;
    mean_of(&out->created, &out->created_variance, created, n);
    out->ratio = ratio_find(&out->ratio_deals, q, moment);
    out->level = level_find(q, moment);
    parts = parts_of(&n_parts, q, s, out->ratio * out->level * out->blend, a);
    for (size_t i = 0; i < n_parts; i++)
        out->open += parts[i].p * parts[i].amount;
    spread_of(&out->spread, parts, n_parts, out->created,
              out->created_variance, a);
    rest_bounds(out, false);
}

void told_fill(struct quarter_stage *g)
{
    for (int e = 0; e < ENDING_COUNT; e++)
        for (int w = 0; w < LANDING_WHENS; w++) {
            const struct question q = {g, 0, (enum landing_when)w,
                                       (enum ending)e};
            double *told = g->told_open[e][w];

            for (size_t k = 0; k < MOMENTS; k++)
                told[k] = NAN;
            for (size_t t = 0; t < g->n_said; t++) {
                const struct said *s = &g->said[t];
                const struct moment *m = &g->moment[s->moment];
                size_t deals, n;
                struct spread_part *parts;

                if (!s->known[w] || !s->known[THIS_QUARTER])
                    continue;
                if (s->moment &&
                    (!m->whole || !moment_known(m, q.when, g->ctx->as_of)))
                    continue;
                parts = parts_of(&n, &q, s, ratio_find(&deals, &q, s->moment),
                                 &g->part);
                told[s->moment] = 0;
                for (size_t i = 0; i < n; i++)
                    told[s->moment] += parts[i].p * parts[i].amount;
                arena_reset(&g->part);
            }
        }
}

void rest_average(struct rest *out, const struct question *q, size_t moment)
{
    size_t past[MOMENTS], n = moments_before(past, q, moment, LANDING_YEAR);
    double came[LANDING_YEAR];

    *out = (struct rest){.mean = NAN, .sd = NAN, .ratio = 1};
    for (size_t k = 0; k < n; k++) {
        const struct tally_period *p = period_at(q, q->group, past[k]);
        came[k] = p->open + p->created;
    }
    if (!n)
        return;
    mean_of(&out->created, &out->created_variance, came, n);
    rest_bounds(out, true);
}

double rest_crm(const struct question *q, size_t moment)
{
    const struct tally *t = tally_at(q->g, q->group, moment);

    if (q->ending != ENDING_WON || !q->g->crm_known ||
        (moment && !q->g->crm_dated) || 2 * t->dated < t->open)
        return NAN;
    return t->due[q->when];
}

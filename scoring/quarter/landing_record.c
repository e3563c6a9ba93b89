/* How each method did on past quarters, and the range that follows. */
#include <math.h>
#include <string.h>

#include "scoring/quarter/landing_parts.h"

/* Quarters on which both were told before one is preferred by them. */
enum { COMPARED_LEAST = 2 };

/*
 * The stretch of which `level` of what comes lies within (Lei et al. 2018,
 * theorem 2.1): the level·(n + 1)-th smallest score, between two of them in
 * proportion; the largest where n bears no such level. NAN: n is 0.
 */
double conformal(const double *scores, size_t n, double level)
{
    double sorted[LANDING_PAST], at = level * (double)(n + 1);
    size_t k = (size_t)at;

    if (!n)
        return NAN;
    memcpy(sorted, scores, n * sizeof *sorted);
    sort_doubles(sorted, n);
    if (k >= n)
        return sorted[n - 1];
    if (k < 1)
        return sorted[0];
    return sorted[k - 1] + (at - (double)k) * (sorted[k] - sorted[k - 1]);
}

/* Distance from what was told, in that of the bound on its side; NAN: there
 * was none. */
static double score_of(double error, double down, double up)
{
    double side = error < 0 ? down : up;

    return side > 0 ? fabs(error) / side : NAN;
}

struct interval range_of(double so_far, const struct rest *r, double scale)
{
    return (struct interval){so_far + fmax(r->mean - scale * r->down, 0),
                             so_far + fmax(r->mean + scale * r->up, 0)};
}

/* The finite scores of the past quarters but for one; n_past: of all. */
static size_t scores_but(double out[LANDING_PAST],
                         const struct landing_money *m, enum landing_method by,
                         size_t skip)
{
    size_t n = 0;

    for (size_t k = 0; k < m->n_past; k++)
        if (k != skip && !isnan(m->past[k].score[by]))
            out[n++] = m->past[k].score[by];
    return n;
}

static void past_fill(struct landing_past *out, struct rest rest[METHOD_COUNT],
                      const struct question *q, size_t moment,
                      struct arena *work)
{
    const struct moment *m = &q->g->moment[moment];
    const struct tally *t = tally_at(q->g, q->group, moment);
    const struct tally_period *p = &t->ended[q->ending][q->when];
    bool next = q->when == NEXT_QUARTER;

    *out = (struct landing_past){.quarter = m->quarter + next,
                                 .day = m->day,
                                 .end = next ? m->next_end : m->end,
                                 .so_far = next ? 0 : t->so_far[q->ending],
                                 .from_open = p->open,
                                 .from_created = p->created};
    out->truth = out->so_far + p->open + p->created;
    rest_model(&rest[METHOD_MODEL], q, moment, work);
    rest_average(&rest[METHOD_AVERAGE], q, moment);
    rest[METHOD_CRM] = (struct rest){.mean = rest_crm(q, moment)};
    for (int by = 0; by < METHOD_COUNT; by++) {
        const struct rest *r = &rest[by];
        out->told[by] = out->so_far + r->mean;
        out->range[by] = (struct interval){NAN, NAN};
        out->score[by] = by == METHOD_CRM || isnan(r->mean)
                             ? NAN
                             : score_of(out->truth - out->told[by], r->down,
                                        r->up);
    }
}

static void record_fill(struct landing_record *out,
                        const struct landing_money *m, enum landing_method by)
{
    double sum = 0, errors = 0, truth = 0;
    bool left = false;

    *out = (struct landing_record){.bias = NAN, .error = NAN, .share = NAN};
    for (size_t k = 0; k < m->n_past; k++) {
        const struct landing_past *p = &m->past[k];
        if (isnan(p->told[by]))
            continue;
        out->n++;
        left |= landing_foresaw(p, by);
        sum += p->told[by] - p->truth;
        errors += fabs(p->told[by] - p->truth);
        truth += p->truth;
        if (isnan(p->range[by].lower))
            continue;
        out->judged++;
        out->held += p->truth >= p->range[by].lower &&
                     p->truth <= p->range[by].upper;
    }
    if (!out->n)
        return;
    out->bias = sum / (double)out->n;
    out->error = errors / (double)out->n;
    out->share = truth > 0 ? errors / truth : NAN;
    out->tells = out->n >= LANDING_LEAST && left && isfinite(out->share);
}

/* The average where the model says nothing, or was no closer on the quarters
 * that both told. */
static enum landing_method choose(const struct landing_money *m)
{
    double model = 0, average = 0;
    size_t n = 0;

    if (isnan(m->told[METHOD_MODEL]))
        return METHOD_AVERAGE;
    if (isnan(m->told[METHOD_AVERAGE]))
        return METHOD_MODEL;
    for (size_t k = 0; k < m->n_past; k++) {
        const struct landing_past *p = &m->past[k];
        if (isnan(p->told[METHOD_MODEL]) || isnan(p->told[METHOD_AVERAGE]))
            continue;
        n++;
        model += fabs(p->told[METHOD_MODEL] - p->truth);
        average += fabs(p->told[METHOD_AVERAGE] - p->truth);
    }
    return n >= COMPARED_LEAST && !(model < LANDING_CLOSE * average)
               ? METHOD_AVERAGE
               : METHOD_MODEL;
}

static void pasts_fill(struct landing_money *out, const struct question *q)
{
    struct quarter_stage *g = q->g;
    struct rest rest[LANDING_PAST][METHOD_COUNT];
    struct arena work;

    arena_init(&work);
    for (size_t k = 1; k < MOMENTS && out->n_past < LANDING_PAST; k++) {
        if (!g->moment[k].whole ||
            !moment_known(&g->moment[k], q->when, g->ctx->as_of))
            continue;
        past_fill(&out->past[out->n_past], rest[out->n_past], q, k, &work);
        out->n_past++;
        arena_reset(&work);
    }
    arena_release(&work);
    for (int by = 0; by < METHOD_CRM; by++)
        for (size_t k = 0; k < out->n_past; k++) {
            double scores[LANDING_PAST];
            size_t n = scores_but(scores, out, (enum landing_method)by, k);
            /* One fewer than a range asks for: this quarter is another. */
            if (n + 1 >= LANDING_LEAST && !isnan(out->past[k].score[by]))
                out->past[k].range[by] =
                    range_of(out->past[k].so_far, &rest[k][by],
                             conformal(scores, n, LANDING_LEVEL));
        }
    for (int by = 0; by < METHOD_COUNT; by++)
        record_fill(&out->record[by], out, (enum landing_method)by);
}

/* Whether all that the quarter brings is known already. */
static bool is_over(const struct question *q)
{
    const struct moment *now = &q->g->moment[0];

    return q->when == THIS_QUARTER && now->day == now->end;
}

/* Sums of amounts that nobody knows are not 0. */
static void money_unknown(struct landing_money *out)
{
    *out = (struct landing_money){
        .ended = out->ended, .so_far = NAN, .open = NAN, .created = NAN,
        .created_variance = NAN, .ratio = 1, .level = 1, .blend = 1, .told = {NAN, NAN, NAN},
        .method = METHOD_AVERAGE, .landing = NAN, .range = {NAN, NAN},
        .gap = LANDING_NO_AMOUNTS, .scale = NAN, .sd = NAN};
    for (int by = 0; by < METHOD_COUNT; by++)
        record_fill(&out->record[by], out, (enum landing_method)by);
}

void money_fill(struct landing_money *out, struct rest rest[METHOD_CRM],
                const struct question *q)
{
    const struct tally *t = tally_at(q->g, q->group, 0);
    const struct rest *model = &rest[METHOD_MODEL];
    double scores[LANDING_PAST];
    size_t n;

    *out = (struct landing_money){
        .ended = q->when == THIS_QUARTER ? t->done[q->ending] : 0,
        .so_far = q->when == THIS_QUARTER ? t->so_far[q->ending] : 0,
        .range = {NAN, NAN},
        .scale = NAN};
    pasts_fill(out, q);
    rest_model(&rest[METHOD_MODEL], q, 0, &q->g->part);
    rest_average(&rest[METHOD_AVERAGE], q, 0);
    out->open = isnan(model->mean) ? NAN : model->open;
    out->created = isnan(model->mean) ? NAN : model->created;
    out->created_variance = isnan(model->mean) ? NAN : model->created_variance;
    out->ratio = model->ratio;
    out->ratio_deals = model->ratio_deals;
    out->level = model->level;
    out->blend = model->blend;
    for (int by = 0; by < METHOD_CRM; by++)
        out->told[by] = out->so_far + rest[by].mean;
    out->told[METHOD_CRM] = out->so_far + rest_crm(q, 0);
    out->method = choose(out);
    out->landing = out->told[out->method];
    out->sd = rest[out->method].sd;
    n = scores_but(scores, out, out->method, LANDING_PAST);
    if (is_over(q)) {
        out->gap = LANDING_OVER;
        out->landing = out->so_far;
    } else if (isnan(out->landing)) {
        out->gap = LANDING_NO_PAST;
    } else if (n < LANDING_LEAST) {
        out->gap = LANDING_FEW_PAST;
    } else {
        out->scale = conformal(scores, n, LANDING_LEVEL);
        out->range = range_of(out->so_far, &rest[out->method], out->scale);
    }
    if (q->ending == ENDING_LOST && q->g->unpriced[ENDING_LOST])
        money_unknown(out);
}

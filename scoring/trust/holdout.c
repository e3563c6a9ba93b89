#include "scoring/trust/holdout.h"

#include <math.h>

#include "scoring/trust/holdout_figures.h"
#include "scoring/trust/holdout_parts.h"
#include "scoring/stats/calibrate.h"
#include "scoring/settings/settings.h"
#include "scoring/base/threads.h"

enum { QUARTERS_BACK = 200 }; /* fifty years: no CRM is older */

/* Replays side by side: each has its own memory, and none draws from the
 * random numbers of another, so the order does not matter. */
static void for_takes(struct take *takes, size_t n, const struct stage *g,
                      void (*work)(struct take *t, const struct stage *g,
                                   int threads))
{
    int threads = threads_count(g->ctx->threads);
    int outer = threads < (int)n ? threads : (int)n;
    int inner = outer > 1 ? 1 : threads;

#pragma omp parallel for num_threads(outer) schedule(dynamic, 1)
    for (size_t k = 0; k < n; k++)
        work(&takes[k], g, inner);
}

static int32_t month_of(int32_t date)
{
    struct civil c = date_civil(date);

    return 12 * c.year + c.month;
}

static int32_t quarter_of(int32_t date)
{
    return month_of(date) / 3;
}

/* Rows that may have had their outcomes together: of one label, and where a
 * date counts, in one month or quarter of it. */
static const struct together {
    enum group group;
    bool created; /* the day of creation counts, else that of closing */
    int32_t (*period)(int32_t date); /* NULL: no day counts */
} TOGETHER[] = {
    {GROUP_ACCOUNT, false, NULL},
    {GROUP_OWNER, true, month_of},
    {GROUP_OWNER, false, month_of},
    {GROUP_REGION, false, quarter_of},
};
_Static_assert(sizeof TOGETHER / sizeof *TOGETHER <= GROUPINGS_MAX,
               "there is room for each");

static int32_t period_of(const struct together *t, const struct deals *d,
                         uint32_t deal)
{
    int32_t date = t->created ? d->created[deal] : d->closed[deal];

    return t->period && date != DATE_NONE ? t->period(date) : 0;
}

/* A deal without the label stands alone, behind the others. */
static void group_rows(struct pooled *p, const struct together *t,
                       const struct context *ctx)
{
    const struct deals *d = ctx->deals;
    const struct category *c = &d->groups[t->group];
    uint32_t *of = ARENA_ARRAY(ctx->scratch, p->n, uint32_t);
    int32_t first = INT32_MAX, last = INT32_MIN;
    size_t periods;

    if (!c->n_labels || !p->n)
        return;
    for (size_t i = 0; i < p->n; i++) {
        int32_t period = period_of(t, d, p->deal[i]);
        first = period < first ? period : first;
        last = period > last ? period : last;
    }
    periods = (size_t)(last - first) + 1;
    for (size_t i = 0; i < p->n; i++) {
        uint32_t deal = p->deal[i];
        size_t group =
            c->code[deal] < 0
                ? c->n_labels * periods + deal
                : (size_t)c->code[deal] * periods +
                      (size_t)(period_of(t, d, deal) - first);
        of[i] = (uint32_t)group;
    }
    p->grouping[p->n_groupings++] =
        (struct grouping){c->n_labels * periods + d->n, of};
}

static void pool_take(struct pooled *p, const struct take *t,
                      const struct stage *g, uint8_t number)
{
    const struct deals *d = g->ctx->deals;

    for (size_t i = 0; i < t->replay.resolved; i++) {
        size_t at = p->n++;
        uint32_t deal = t->deal[i];
        p->lost[at] = deals_state(d, deal, g->ctx->as_of) == STATE_LOST;
        p->deal[at] = deal;
        p->stratum[at] = number;
        p->amount[at] = deals_amount_at(d, deal, t->replay.day);
        p->logit[LEARNER_FOREST][at] =
            logit_cut(t->resolved.by[LEARNER_FOREST][i]);
        p->logit[LEARNER_ADDITIVE][at] = t->resolved.by[LEARNER_ADDITIVE][i];
        p->points[at] = t->points[i];
        p->base_rate[at] = t->base_rate;
    }
}

/* With columns permuted, by the shares of that replay; `first` is its row. */
static void pool_permuted(struct pooled *p, const struct take *t, size_t first,
                          const struct stack *s)
{
    size_t n = t->replay.resolved;

    for (size_t c = 0; c < p->cols * p->repeats; c++)
        for (size_t i = 0; i < n; i++)
            p->permuted[c * p->room + first + i] = stack_logit(
                s, logit_cut(t->permuted[LEARNER_FOREST][c * n + i]),
                t->permuted[LEARNER_ADDITIVE][c * n + i]);
}

/* What the learners said, put together. */
static void keep(struct predictions *out, const struct said *said,
                 const struct stack *s, struct arena *run)
{
    *out = (struct predictions){said->m.rows,
                                ARENA_ARRAY(run, said->m.rows, double)};
    for (size_t i = 0; i < out->n; i++)
        out->p[i] =
            logistic(stack_logit(s, logit_cut(said->by[LEARNER_FOREST][i]),
                                 said->by[LEARNER_ADDITIVE][i]));
}

static int32_t first_day(const struct deals *d)
{
    int32_t first = INT32_MAX;

    for (size_t i = 0; i < d->n; i++) {
        int32_t day = d->created ? d->created[i] : DATE_NONE;
        if (day == DATE_NONE)
            day = d->closed[i];
        if (day != DATE_NONE && day < first)
            first = day;
    }
    return first;
}

/* The next days that count, at most `most`, newest first; *back is how many
 * quarters back the next is. */
static size_t next_takes(struct take *takes, size_t most, int *back,
                         int32_t first, const struct stage *g)
{
    size_t n = 0;

    for (; n < most && *back <= QUARTERS_BACK; ++*back) {
        int32_t day = g->ctx->as_of - REPLAY_DAYS * *back;
        if (day <= first)
            break;
        if (take_init(&takes[n], g, day))
            n++;
        else
            take_release(&takes[n]);
    }
    return n;
}

/* Does it help to move the chances to the outcomes of late? Asked of the
 * replayed deals that closed since. */
static void recalibrate(struct holdout *out, const struct pooled *p,
                        const struct context *ctx)
{
    struct outcome_drift outcomes;
    struct calibrator moved = out->calibrator;
    double as_is = 0, then = 0, before = 0;

    outcome_drift_find(&outcomes, ctx);
    if (!outcomes.moved)
        return;
    moved.used = true;
    moved.a += outcome_drift_calibrator(&outcomes).a;
    for (size_t i = 0; i < p->n; i++) {
        double lost = p->lost[i] != 0;
        double one = calibrate(&out->calibrator, p->raw[i]) - lost;
        double two = calibrate(&moved, p->raw[i]) - lost;
        if (ctx->deals->closed[p->deal[i]] <= outcomes.since) {
            before++;
            continue;
        }
        as_is += one * one;
        then += two * two;
    }
    out->recalibrated = then < as_is;
    if (out->recalibrated)
        out->shift = outcomes.shift * before / (double)p->n;
}

/* Trains at the days that count, at most `most`, newest first; a batch may
 * hold dates that could train nothing: then it looks further. */
static size_t run_takes(struct take *takes, size_t most, const struct stage *g)
{
    int32_t first = first_day(g->ctx->deals);
    size_t kept = 0, found;
    int back = 1;

    while (kept < most &&
           (found = next_takes(takes + kept, most - kept, &back, first, g))) {
        size_t from = kept;
        takes[from].newest = from == 0;
        for_takes(takes + from, found, g, take_train);
        for (size_t k = from; k < from + found; k++) {
            if (takes[k].trained)
                takes[kept++] = takes[k];
            else
                take_release(&takes[k]);
        }
    }
    for (size_t k = 0; k < kept; k++)
        takes[k].ridge = takes_ridge(takes, kept, k, g);
    for_takes(takes, kept, g, take_speak);
    return kept;
}

static void pool_takes(struct pooled *p, struct holdout *out,
                       const struct take *takes, const struct stage *g)
{
    size_t rows = 0, first = 0;

    for (size_t k = 0; k < out->n_replays; k++)
        rows += takes[k].replay.resolved;
    pooled_init(p, rows, g->ctx->scratch);
    p->cols = g->set->n;
    p->repeats = g->repeats;
    p->permuted =
        ARENA_ARRAY(g->ctx->scratch, p->cols * p->repeats * rows, double);
    for (int m = 0; m < LEARNERS; m++)
        p->logit[m] = ARENA_ARRAY(g->ctx->scratch, rows, double);
    for (size_t k = 0; k < out->n_replays; k++) {
        out->replays[k] = takes[k].replay;
        pool_take(p, &takes[k], g, (uint8_t)k);
    }
    pooled_stack(p, out->n_replays, g->ctx->scratch);
    for (size_t k = 0; k < out->n_replays; k++) {
        pool_permuted(p, &takes[k], first, &p->stacks[k]);
        first += takes[k].replay.resolved;
        if (!takes[k].newest)
            continue;
        keep(&out->then, &takes[k].then, &p->stacks[k], g->ctx->run);
        keep(&out->now, &takes[k].now, &p->stacks[k], g->ctx->run);
    }
}

void holdout_run(struct holdout *out, const struct context *ctx,
                 const struct feature_set *set)
{
    const struct stage g = {ctx, set, importance_repeats(ctx->deals->n)};
    int replays = ctx->settings->forest.replays;
    struct take takes[REPLAYS_MAX];
    struct pooled p;

    holdout_none(out);
    if (replays < 1)
        return;
    out->n_replays = run_takes(
        takes, replays < REPLAYS_MAX ? (size_t)replays : REPLAYS_MAX, &g);
    out->ridge = takes_ridge(takes, out->n_replays, REPLAYS_MAX, &g);
    pool_takes(&p, out, takes, &g);
    for (size_t k = 0; k < out->n_replays; k++)
        take_release(&takes[k]);
    for (size_t k = 0; k < sizeof TOGETHER / sizeof *TOGETHER; k++)
        group_rows(&p, &TOGETHER[k], ctx);
    holdout_figures(out, ctx, &p);
    recalibrate(out, &p, ctx);
}

#include "scoring/trust/holdout.h"

#include <math.h>

#include "scoring/trust/holdout_figures.h"
#include "scoring/features/landmarks.h"
#include "scoring/rules/rules.h"
#include "scoring/settings/settings.h"
#include "scoring/base/threads.h"

enum { QUARTERS_BACK = 200 }; /* fifty years: no CRM is older */

/* What every replay needs. */
struct stage {
    const struct context *ctx;
    const struct feature_set *set;
    size_t repeats; /* permutations of each column */
};

/* One T: its counts, and a row for each resolved deal. */
struct take {
    struct replay replay;
    uint32_t *deal; /* replay.resolved */
    double *raw, *points;
    /* set.n × repeats × replay.resolved; the columns of struct stage first */
    double *permuted;
    double base_rate; /* share lost as known on T */
    bool trained;
    struct feature_set set; /* of the forest of that day */
    bool newest; /* also predicts all deals open on T and at as-of */
    struct predictions then, now;
    struct arena memory;
};

/* Does T count? Fills the replay's counts and the resolved deals. */
static bool take_init(struct take *t, const struct stage *g, int32_t day)
{
    const struct deals *d = g->ctx->deals;
    struct replay *r = &t->replay;
    uint32_t *open;
    size_t won, lost;

    *t = (struct take){.replay.day = day};
    arena_init(&t->memory);
    deals_count_closed(d, day, &won, &lost);
    if (won < REPLAY_LEAST || lost < REPLAY_LEAST)
        return false;
    open = deals_open(d, day, &r->open, &t->memory);
    t->deal = open;
    for (size_t i = 0; i < r->open; i++) {
        enum state state = deals_state(d, open[i], g->ctx->as_of);
        if (!state_is_closed(state))
            continue;
        r->won += state == STATE_WON;
        r->lost += state == STATE_LOST;
        open[r->resolved++] = open[i];
    }
    r->unresolved = r->open - r->resolved;
    return r->resolved &&
           (double)r->resolved >=
               g->ctx->settings->forest.resolved_share * (double)r->open;
}

/* Trains on what was known on T, the day of `then`; false: there was too
 * little. */
static bool train_at(struct forest *out, struct take *t,
                     const struct context *then, const struct feature_set *set)
{
    const struct forest_settings *s = &then->settings->forest;
    struct forest_params params =
        forest_params_from(s, then->seed, then->threads);
    struct landmarks marks;
    double weight = 0, lost = 0;
    bool ok;

    landmarks_build(&marks, then->deals, set, then->as_of, s, then->scratch);
    ok = marks.won_deals >= REPLAY_LEAST && marks.lost_deals >= REPLAY_LEAST &&
         marks.m.rows > 0;
    if (ok) {
        t->replay.training_rows = marks.m.rows;
        for (size_t i = 0; i < marks.m.rows; i++) {
            weight += (double)marks.weight[i];
            lost += marks.lost[i] ? (double)marks.weight[i] : 0;
        }
        t->base_rate = lost / weight;
        forest_train(out, &marks.m, marks.lost, marks.weight, &params);
    }
    return ok;
}

static void score_at(struct take *t, const struct context *then,
                     const struct forest *f, const struct stage *g)
{
    size_t n = t->replay.resolved;
    const struct rule_settings *rules = &then->settings->rules;
    struct rule_limits limits;
    struct snapshot known;
    struct matrix m = {n, t->set.n, NULL};

    feature_snapshot(&known, &t->set, then->deals, then->as_of, then->scratch);
    m.x = ARENA_ARRAY(then->scratch, n * m.cols, float);
    features_fill(&m, 0, &t->set, then->deals, &known, t->deal, n);
    t->raw = ARENA_ARRAY(then->run, n, double);
    t->points = ARENA_ARRAY(then->run, n, double);
    forest_predict(t->raw, f, &m, then->threads);
    t->permuted = ARENA_ARRAY(then->run, m.cols * g->repeats * n, double);
    importance_permute(t->permuted, f, &m, t->raw, g->repeats, then->seed,
                       (uint32_t)then->as_of, then->threads);
    rule_limits_at(&limits, &known, rules);
    for (size_t i = 0; i < n; i++) {
        struct rule_facts facts;
        struct rule_points points;
        rule_facts_at(&facts, then->deals, &known, rules, t->deal[i]);
        rules_judge(&points, &facts, &limits, rules);
        t->points[i] = points.total;
    }
}

void holdout_predict_open(struct predictions *out, const struct context *ctx,
                          const struct forest *f, const struct feature_set *set)
{
    struct snapshot s;
    struct matrix m = {0, set->n, NULL};
    struct arena work;
    const uint32_t *open;

    arena_init(&work);
    open = deals_open(ctx->deals, ctx->as_of, &m.rows, &work);
    feature_snapshot(&s, set, ctx->deals, ctx->as_of, &work);
    m.x = ARENA_ARRAY(&work, m.rows * m.cols, float);
    features_fill(&m, 0, set, ctx->deals, &s, open, m.rows);
    out->n = m.rows;
    out->p = ARENA_ARRAY(ctx->run, m.rows, double);
    forest_predict(out->p, f, &m, ctx->threads);
    arena_release(&work);
}

static void take_run(struct take *t, const struct stage *g, int threads)
{
    struct context then = *g->ctx, now;
    struct arena work;
    struct forest f = {0};

    arena_init(&work);
    then.threads = threads;
    then.run = &t->memory;
    then.scratch = &work;
    now = then;
    then.as_of = t->replay.day;
    feature_set_then(&t->set, g->set, then.deals, then.as_of, then.run);
    t->trained = train_at(&f, t, &then, &t->set);
    arena_reset(&work);
    if (t->trained)
        score_at(t, &then, &f, g);
    arena_release(&work);
    if (t->trained && t->newest) {
        holdout_predict_open(&t->then, &then, &f, &t->set);
        holdout_predict_open(&t->now, &now, &f, &t->set);
    }
    forest_release(&f);
}

/* Replays side by side: each has its own memory, and none draws from the
 * random numbers of another, so the order does not matter. */
static void run_batch(struct take *takes, size_t n, const struct stage *g)
{
    int threads = threads_count(g->ctx->threads);
    int outer = threads < (int)n ? threads : (int)n;
    int inner = outer > 1 ? 1 : threads;

#pragma omp parallel for num_threads(outer) schedule(dynamic, 1)
    for (size_t k = 0; k < n; k++)
        take_run(&takes[k], g, inner);
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
    size_t n = t->replay.resolved;

    for (size_t c = 0; c < p->cols * p->repeats; c++)
        memcpy(p->permuted + c * p->room + p->n, t->permuted + c * n,
               n * sizeof *p->permuted);
    for (size_t i = 0; i < n; i++) {
        size_t at = p->n++;
        uint32_t deal = t->deal[i];
        p->lost[at] = deals_state(d, deal, g->ctx->as_of) == STATE_LOST;
        p->deal[at] = deal;
        p->stratum[at] = number;
        p->amount[at] = deals_amount_at(d, deal, t->replay.day);
        p->raw[at] = t->raw[i];
        p->points[at] = t->points[i];
        p->base_rate[at] = t->base_rate;
    }
}

static void keep(struct predictions *out, const struct predictions *p,
                 struct arena *run)
{
    *out = (struct predictions){p->n, ARENA_ARRAY(run, p->n, double)};
    if (p->n)
        memcpy(out->p, p->p, p->n * sizeof *p->p);
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
            arena_release(&takes[n].memory);
    }
    return n;
}

static void recalibrate(struct holdout *out, const struct pooled *p,
                        const struct context *ctx)
{
    struct outcome_drift outcomes;
    struct calibrator moved = out->calibrator;
    double as_is = 0, then = 0;

    outcome_drift_find(&outcomes, ctx);
    if (!outcomes.moved)
        return;
    moved.used = true;
    moved.a += outcome_drift_calibrator(&outcomes).a;
    for (size_t i = 0; i < p->n; i++) {
        double lost = p->lost[i] != 0;
        double one = calibrate(&out->calibrator, p->raw[i]) - lost;
        double two = calibrate(&moved, p->raw[i]) - lost;
        if (ctx->deals->closed[p->deal[i]] <= outcomes.since)
            continue;
        as_is += one * one;
        then += two * two;
    }
    out->recalibrated = then < as_is;
    if (out->recalibrated)
        out->calibrator = moved;
}

void holdout_run(struct holdout *out, const struct context *ctx,
                 const struct feature_set *set)
{
    const struct stage g = {ctx, set, importance_repeats(ctx->deals->n)};
    int replays = ctx->settings->forest.replays;
    struct take takes[REPLAYS_MAX];
    struct pooled p;
    int back = 1;
    int32_t first = first_day(ctx->deals);
    size_t kept = 0, found, rows = 0, most = (size_t)replays;

    holdout_none(out);
    if (replays < 1)
        return;
    most = most < REPLAYS_MAX ? most : REPLAYS_MAX;
    /* A batch may hold dates that could train nothing: then look further. */
    while (kept < most && (found = next_takes(takes + kept, most - kept,
                                              &back, first, &g))) {
        size_t from = kept;
        takes[from].newest = from == 0;
        run_batch(takes + from, found, &g);
        for (size_t k = from; k < from + found; k++) {
            if (takes[k].trained)
                takes[kept++] = takes[k];
            else
                arena_release(&takes[k].memory);
        }
    }
    for (size_t k = 0; k < kept; k++)
        rows += takes[k].replay.resolved;
    pooled_init(&p, rows, ctx->scratch);
    p.cols = set->n;
    p.repeats = g.repeats;
    p.permuted = ARENA_ARRAY(ctx->scratch, p.cols * p.repeats * rows, double);
    for (size_t k = 0; k < kept; k++) {
        out->replays[k] = takes[k].replay;
        if (takes[k].newest) {
            keep(&out->then, &takes[k].then, ctx->run);
            keep(&out->now, &takes[k].now, ctx->run);
        }
        pool_take(&p, &takes[k], &g, (uint8_t)k);
        arena_release(&takes[k].memory);
    }
    out->n_replays = kept;
    for (size_t k = 0; k < sizeof TOGETHER / sizeof *TOGETHER; k++)
        group_rows(&p, &TOGETHER[k], ctx);
    holdout_figures(out, ctx, &p);
    recalibrate(out, &p, ctx);
}

struct forest_params forest_params_from(const struct forest_settings *s,
                                        uint64_t seed, int threads)
{
    return (struct forest_params){.trees = s->trees,
                                  .min_leaf = s->min_leaf,
                                  .max_depth = s->max_depth,
                                  .mtry = s->mtry,
                                  .sample_rows = s->sample_rows,
                                  .seed = seed,
                                  .threads = threads};
}

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
    const struct deals *d;
    const struct feature_set *set;
    const struct settings *s;
    int32_t as_of;
    uint64_t seed;
    size_t repeats; /* permutations of each column */
    int threads;
};

/* One T: its counts, and a row for each resolved deal. */
struct take {
    struct replay replay;
    uint32_t *deal; /* replay.resolved */
    double *raw, *points;
    double *permuted; /* columns × repeats × replay.resolved */
    double base_rate; /* share lost as known on T */
    bool trained;
    bool newest; /* also predicts all deals open on T and at as-of */
    size_t n_then, n_now;
    double *p_then, *p_now;
    struct arena memory;
};

static bool resolved(enum state state)
{
    return state == STATE_WON || state == STATE_LOST;
}

/* Deals closed by `day` in each class. */
static void closed_by(const struct deals *d, int32_t day, size_t *won,
                      size_t *lost)
{
    *won = *lost = 0;
    for (size_t i = 0; i < d->n; i++) {
        enum state state = deals_state(d, i, day);
        *won += state == STATE_WON;
        *lost += state == STATE_LOST;
    }
}

/* Does T count? Fills the replay's counts and the resolved deals. */
static bool take_init(struct take *t, const struct stage *g, int32_t day)
{
    struct replay *r = &t->replay;
    uint32_t *open;
    size_t won, lost;

    *t = (struct take){.replay.day = day};
    arena_init(&t->memory);
    closed_by(g->d, day, &won, &lost);
    if (won < REPLAY_LEAST || lost < REPLAY_LEAST)
        return false;
    open = deals_open(g->d, day, &r->open, &t->memory);
    t->deal = open;
    for (size_t i = 0; i < r->open; i++) {
        enum state state = deals_state(g->d, open[i], g->as_of);
        if (!resolved(state))
            continue;
        r->won += state == STATE_WON;
        r->lost += state == STATE_LOST;
        open[r->resolved++] = open[i];
    }
    r->unresolved = r->open - r->resolved;
    return r->resolved &&
           (double)r->resolved >= g->s->forest.resolved_share * (double)r->open;
}

/* Trains on what was known on T; false: there was too little. */
static bool train_at(struct forest *out, struct take *t, const struct stage *g,
                     int threads)
{
    struct forest_params params =
        forest_params_from(&g->s->forest, g->seed, threads);
    struct landmarks marks;
    struct arena work;
    double weight = 0, lost = 0;
    bool ok;

    arena_init(&work);
    landmarks_build(&marks, g->d, g->set, t->replay.day, &g->s->forest, &work);
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
    arena_release(&work);
    return ok;
}

static void score_at(struct take *t, const struct forest *f,
                     const struct stage *g, int threads)
{
    size_t n = t->replay.resolved;
    const struct rule_settings *rules = &g->s->rules;
    struct rule_limits limits;
    struct snapshot then;
    struct matrix m = {n, g->set->n, NULL};
    struct arena work;

    arena_init(&work);
    snapshot_at(&then, g->d, t->replay.day, &work);
    m.x = ARENA_ARRAY(&work, n * m.cols, float);
    features_fill(&m, 0, g->set, g->d, &then, t->deal, n);
    t->raw = ARENA_ARRAY(&t->memory, n, double);
    t->points = ARENA_ARRAY(&t->memory, n, double);
    forest_predict(t->raw, f, &m, threads);
    t->permuted = ARENA_ARRAY(&t->memory, m.cols * g->repeats * n, double);
    importance_permute(t->permuted, f, &m, t->raw, g->repeats, g->seed,
                       (uint32_t)t->replay.day, threads);
    rule_limits_at(&limits, &then, rules);
    for (size_t i = 0; i < n; i++) {
        struct rule_facts facts;
        struct rule_points points;
        rule_facts_at(&facts, g->d, &then, rules, t->deal[i]);
        rules_judge(&points, &facts, &limits, rules);
        t->points[i] = points.total;
    }
    arena_release(&work);
}

double *holdout_predict_open(size_t *n, const struct forest *f,
                             const struct feature_set *set,
                             const struct deals *d, int32_t day, int threads,
                             struct arena *memory)
{
    struct snapshot then;
    struct matrix m = {0, set->n, NULL};
    struct arena work;
    const uint32_t *open;
    double *p;

    arena_init(&work);
    open = deals_open(d, day, &m.rows, &work);
    snapshot_at(&then, d, day, &work);
    m.x = ARENA_ARRAY(&work, m.rows * m.cols, float);
    features_fill(&m, 0, set, d, &then, open, m.rows);
    p = ARENA_ARRAY(memory, m.rows, double);
    forest_predict(p, f, &m, threads);
    arena_release(&work);
    *n = m.rows;
    return p;
}

static void take_run(struct take *t, const struct stage *g, int threads)
{
    struct forest f = {0};
    struct arena *a = &t->memory;

    t->trained = train_at(&f, t, g, threads);
    if (t->trained)
        score_at(t, &f, g, threads);
    if (t->trained && t->newest) {
        t->p_then = holdout_predict_open(&t->n_then, &f, g->set, g->d,
                                         t->replay.day, threads, a);
        t->p_now = holdout_predict_open(&t->n_now, &f, g->set, g->d, g->as_of,
                                        threads, a);
    }
    forest_release(&f);
}

/* Replays side by side: each has its own memory, and none draws from the
 * random numbers of another, so the order does not matter. */
static void run_batch(struct take *takes, size_t n, const struct stage *g)
{
    int outer = g->threads < (int)n ? g->threads : (int)n;
    int inner = outer > 1 ? 1 : g->threads;

#pragma omp parallel for num_threads(outer) schedule(dynamic, 1)
    for (size_t k = 0; k < n; k++)
        take_run(&takes[k], g, inner);
}

static void pool_take(struct pooled *p, const struct take *t,
                      const struct stage *g, uint8_t number)
{
    size_t n = t->replay.resolved;

    for (size_t c = 0; c < p->cols * p->repeats; c++)
        memcpy(p->permuted + c * p->room + p->n, t->permuted + c * n,
               n * sizeof *p->permuted);
    for (size_t i = 0; i < n; i++) {
        size_t at = p->n++;
        uint32_t deal = t->deal[i];
        p->lost[at] = deals_state(g->d, deal, g->as_of) == STATE_LOST;
        p->deal[at] = deal;
        p->stratum[at] = number;
        p->amount[at] = g->d->amount ? g->d->amount[deal] : NAN;
        p->raw[at] = t->raw[i];
        p->points[at] = t->points[i];
        p->base_rate[at] = t->base_rate;
    }
}

static double *copy(const double *x, size_t n, struct arena *run)
{
    double *out = ARENA_ARRAY(run, n, double);

    if (n)
        memcpy(out, x, n * sizeof *out);
    return out;
}

static void keep_predictions(struct holdout *out, const struct take *t,
                             struct arena *run)
{
    if (!t->newest)
        return;
    out->n_then = t->n_then;
    out->n_now = t->n_now;
    out->p_then = copy(t->p_then, t->n_then, run);
    out->p_now = copy(t->p_now, t->n_now, run);
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

/* The next quarter starts that count, at most `most`, newest first. */
static size_t next_takes(struct take *takes, size_t most, int *quarter,
                         int last, int32_t first, const struct stage *g)
{
    size_t n = 0;

    for (; (n < most) && *quarter > last; --*quarter) {
        int32_t day = quarter_start(*quarter, 1);
        if (day == DATE_NONE || day <= first)
            break;
        if (day < g->as_of && take_init(&takes[n], g, day))
            n++;
        else if (day < g->as_of)
            arena_release(&takes[n].memory);
    }
    return n;
}

void holdout_run(struct holdout *out, const struct deals *d, int32_t as_of,
                 const struct feature_set *set, const struct settings *s,
                 uint64_t seed, int threads, struct arena *run,
                 struct arena *scratch)
{
    struct stage g = {d,
                      set,
                      s,
                      as_of,
                      seed,
                      importance_repeats(d->n),
                      threads_count(threads)};
    struct take takes[REPLAYS_MAX];
    struct pooled p;
    int quarter = date_quarter(as_of, 1), last = quarter - QUARTERS_BACK;
    int32_t first = first_day(d);
    size_t kept = 0, found, rows = 0, most = (size_t)s->forest.replays;

    holdout_none(out);
    if (s->forest.replays < 1)
        return;
    most = most < REPLAYS_MAX ? most : REPLAYS_MAX;
    /* A batch may hold dates that could train nothing: then look further. */
    while (kept < most && (found = next_takes(takes + kept, most - kept,
                                              &quarter, last, first, &g))) {
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
    pooled_init(&p, rows, scratch);
    p.cols = set->n;
    p.repeats = g.repeats;
    p.permuted = ARENA_ARRAY(scratch, p.cols * p.repeats * rows, double);
    for (size_t k = 0; k < kept; k++) {
        out->replays[k] = takes[k].replay;
        keep_predictions(out, &takes[k], run);
        pool_take(&p, &takes[k], &g, (uint8_t)k);
        arena_release(&takes[k].memory);
    }
    out->n_replays = kept;
    holdout_figures(out, &p, s, g.threads, run, scratch);
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

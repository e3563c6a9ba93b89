#include "scoring/trust/holdout_parts.h"

#include <math.h>

#include "scoring/features/landmarks.h"
#include "scoring/rules/rules.h"
#include "scoring/settings/settings.h"
#include "scoring/stats/calibrate.h"

bool take_init(struct take *t, const struct stage *g, int32_t day)
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

void take_release(struct take *t)
{
    for (size_t k = 0; k < RIDGES; k++)
        additive_release(&t->additive[k]);
    arena_release(&t->memory);
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

    landmarks_build(&marks, then->deals, set, then->as_of, s, then->scratch);
    if (marks.won_deals < REPLAY_LEAST || marks.lost_deals < REPLAY_LEAST ||
        marks.m.rows == 0)
        return false;
    t->replay.training_rows = marks.m.rows;
    for (size_t i = 0; i < marks.m.rows; i++) {
        weight += (double)marks.weight[i];
        lost += marks.lost[i] ? (double)marks.weight[i] : 0;
    }
    t->base_rate = lost / weight;
    forest_train(out, &marks.m, marks.lost, marks.weight, &params);
    additive_train_at(t->additive, &marks, set, 0, RIDGES, then->threads);
    return true;
}

/* What the forest says of n deals as they stood on the day of `known`. */
static void forest_says(struct said *out, const struct context *on,
                        const struct snapshot *known, const struct forest *f,
                        const struct feature_set *set, size_t n)
{
    out->m = (struct matrix){n, set->n, NULL};
    out->m.x = ARENA_ARRAY(on->run, n * set->n, float);
    for (int m = 0; m < LEARNERS; m++)
        out->by[m] = ARENA_ARRAY(on->run, n, double);
    features_fill(&out->m, 0, set, on->deals, known, out->deal, n);
    forest_predict(out->by[LEARNER_FOREST], f, &out->m, on->threads);
}

/* The same of the deals that were open on it. */
static void open_say(struct said *out, const struct context *on,
                     const struct snapshot *known, const struct forest *f,
                     const struct feature_set *set)
{
    size_t n;

    out->deal = deals_open(on->deals, known->day, &n, on->scratch);
    forest_says(out, on, known, f, set, n);
    out->deal = NULL;
}

static void judge_rules(struct take *t, const struct context *then,
                        const struct snapshot *known)
{
    const struct rule_settings *rules = &then->settings->rules;
    struct rule_limits limits;

    t->points = ARENA_ARRAY(then->run, t->replay.resolved, double);
    rule_limits_at(&limits, known, rules);
    for (size_t i = 0; i < t->replay.resolved; i++) {
        struct rule_facts facts;
        struct rule_points points;
        rule_facts_at(&facts, then->deals, known, rules, t->deal[i]);
        rules_judge(&points, &facts, &limits, rules);
        t->points[i] = points.total;
    }
}

static struct shuffles shuffles_of(const struct take *t, const struct stage *g)
{
    return (struct shuffles){g->ctx->seed, (uint32_t)t->replay.day, g->repeats};
}

/* The forest and the rules, on all that is asked about. */
static void judge(struct take *t, const struct context *then,
                  const struct forest *f, const struct stage *g)
{
    const size_t cells = t->set.n * g->repeats * t->replay.resolved;
    const struct shuffles how = shuffles_of(t, g);
    struct snapshot known;

    feature_snapshot(&known, &t->set, then->deals, t->replay.day,
                     then->scratch);
    t->resolved.deal = t->deal;
    forest_says(&t->resolved, then, &known, f, &t->set, t->replay.resolved);
    for (int m = 0; m < LEARNERS; m++)
        t->permuted[m] = ARENA_ARRAY(then->run, cells, double);
    importance_permute(t->permuted[LEARNER_FOREST], f, &t->resolved.m,
                       t->resolved.by[LEARNER_FOREST], &how, then->threads);
    judge_rules(t, then, &known);
    if (!t->newest)
        return;
    open_say(&t->then, then, &known, f, &t->set);
    feature_snapshot(&known, &t->set, then->deals, g->ctx->as_of,
                     then->scratch);
    open_say(&t->now, then, &known, f, &t->set);
}

void take_train(struct take *t, const struct stage *g, int threads)
{
    struct context then = *g->ctx;
    struct arena work;
    struct forest f = {0};

    arena_init(&work);
    then.threads = threads;
    then.run = &t->memory;
    then.scratch = &work;
    then.as_of = t->replay.day;
    feature_set_then(&t->set, g->set, then.deals, then.as_of, then.run);
    t->trained = train_at(&f, t, &then, &t->set);
    arena_reset(&work);
    if (t->trained)
        judge(t, &then, &f, g);
    arena_release(&work);
    forest_release(&f);
}

/* The logits with each column permuted, as the forest had it. */
static void permute_terms(double *out, const struct said *s,
                          const double *terms, const struct stage *g,
                          const struct shuffles *how)
{
    size_t rows = s->m.rows, cols = s->m.cols;
    const double *logit = s->by[LEARNER_ADDITIVE];
    uint32_t *order = mem_alloc(rows, sizeof *order);

    for (size_t c = 0; c < cols * g->repeats; c++) {
        size_t of = c / g->repeats;
        importance_order(order, rows, how, c);
        for (size_t i = 0; i < rows; i++)
            out[c * rows + i] =
                logit[i] - terms[i * cols + of] + terms[order[i] * cols + of];
    }
    free(order);
}

void take_speak(struct take *t, const struct stage *g, int threads)
{
    const struct additive *a = &t->additive[t->ridge];
    const struct shuffles how = shuffles_of(t, g);
    struct said *s = &t->resolved;
    double *terms = mem_alloc(s->m.rows * s->m.cols, sizeof *terms);

    additive_predict(s->by[LEARNER_ADDITIVE], a, &s->m, threads);
    additive_explain(terms, a, &s->m, threads);
    permute_terms(t->permuted[LEARNER_ADDITIVE], s, terms, g, &how);
    free(terms);
    if (!t->newest)
        return;
    additive_predict(t->then.by[LEARNER_ADDITIVE], a, &t->then.m, threads);
    additive_predict(t->now.by[LEARNER_ADDITIVE], a, &t->now.m, threads);
}

/* −log likelihood of what happened on T. */
static double deviance(const struct take *t, size_t ridge,
                       const struct stage *g)
{
    double *logit = mem_alloc(t->replay.resolved, sizeof *logit), sum = 0;

    additive_predict(logit, &t->additive[ridge], &t->resolved.m, 1);
    for (size_t i = 0; i < t->replay.resolved; i++) {
        bool lost =
            deals_state(g->ctx->deals, t->deal[i], g->ctx->as_of) == STATE_LOST;
        sum -= log(fmax(logistic(lost ? logit[i] : -logit[i]), 1e-12));
    }
    free(logit);
    return sum;
}

size_t takes_ridge(const struct take *takes, size_t n, size_t left_out,
                   const struct stage *g)
{
    size_t best = RIDGE_USUAL;
    double least = INFINITY;

    for (size_t ridge = 0; ridge < RIDGES; ridge++) {
        double sum = 0;
        size_t others = 0;
        for (size_t k = 0; k < n; k++) {
            if (k == left_out)
                continue;
            others++;
            sum += deviance(&takes[k], ridge, g);
        }
        if (others && sum < least) {
            least = sum;
            best = ridge;
        }
    }
    return best;
}

#include "scoring/portfolio/movers.h"

#include <math.h>

#include "scoring/base/number.h"
#include "scoring/score/receipt.h"

/* As it stood then, with its own fields of today, and as it stands today. */
enum step { STEP_THEN, STEP_OWN, STEP_NOW, STEPS };

/* What of the deal itself has changed. */
struct changes {
    bool stage, expected, amount;
};

struct moved_deal {
    const struct score *score;      /* today */
    const struct observation *then; /* as the last run saw it */
    struct changes changes;
};

struct split {
    const struct context *ctx;
    const struct model *model;
    const struct snapshot *now;
    struct snapshot then;
    struct deals was; /* with the amounts of that day */
    struct rule_limits limits_then;
    size_t n;
    struct moved_deal *deals;  /* n */
    struct matrix rows[STEPS]; /* n deals each */
    struct rule_facts facts[STEPS];
};

static struct changes changes_of(const struct split *w, const struct score *s,
                                 const struct observation *o)
{
    const struct deals *d = w->ctx->deals;
    struct sv stage = s->stage < 0 ? (struct sv){0} : d->stage.labels[s->stage];

    double amount = d->amount ? d->amount[s->deal] : (double)NAN;

    return (struct changes){!sv_eq(stage, o->stage), s->expected != o->expected,
                            !(fabs(amount - o->amount) < 0.005)};
}

/* Does a feature move because the deal's own fields have changed? A field
 * that stayed moves its features too, by what others are measured at. */
static bool is_own(const struct feature *f, const struct changes *c)
{
    if (!f)
        return false;
    switch (f->moved) {
    case MOVED_BY_STAGE:
        return c->stage;
    case MOVED_BY_CLOSE:
    case MOVED_BY_PUSHES:
        return c->expected;
    case MOVED_BY_AMOUNT:
        return c->amount;
    case MOVED_BY_FILLING:
        return true;
    case MOVED_NEVER:
    case MOVED_BY_TIME:
        break;
    }
    return false;
}

static bool moves_with_size(const struct feature_column *c)
{
    return c->is_pair && c->both.field[1] == PAIR_SIZE;
}

static bool is_time(const struct feature *f)
{
    return f && (f->moved == MOVED_BY_TIME || f->moved == MOVED_BY_CLOSE ||
                 (f->moved == MOVED_BY_STAGE && f->counted == COUNTED_LENGTH));
}

/* The rows of the forest: what has not moved yet is as it was then. */
static void mix_row(struct split *w, size_t k, const struct matrix *today)
{
    const struct changes *c = &w->deals[k].changes;
    const struct feature_set *set = &w->model->features;

    for (size_t j = 0; j < set->n; j++) {
        const struct feature *f = set->columns[j].feature;
        float then = w->rows[STEP_THEN].x[j * w->n + k];
        float now = today->x[j * w->n + k];
        bool own = is_own(f, c) || (moves_with_size(&set->columns[j]) &&
                                    c->amount);
        w->rows[STEP_OWN].x[j * w->n + k] = own ? now : then;
        w->rows[STEP_NOW].x[j * w->n + k] = own || is_time(f) ? now : then;
    }
}

/* The limit of days in a stage that the rule had then. */
static double limit_of(const struct split *w, struct sv stage)
{
    const struct category *c = &w->ctx->deals->stage;

    for (size_t k = 0; k < c->n_labels; k++)
        if (sv_eq(c->labels[k], stage))
            return rule_stage_limit(&w->then, &w->ctx->settings->rules,
                                    (int32_t)k);
    return NAN;
}

/* The same of what the rules look at. */
static void mix_facts(struct split *w, const struct moved_deal *m)
{
    const struct score *s = m->score;
    const struct observation *o = m->then;
    const struct changes *c = &m->changes;
    const struct rule_settings *r = &w->ctx->settings->rules;
    struct rule_facts then, now, own, time;

    rule_facts_at(&then, &w->was, &w->then, r, s->deal);
    rule_facts_at(&now, w->ctx->deals, w->now, r, s->deal);
    if (c->stage) {
        then.stage = o->stage;
        then.stage_limit = limit_of(w, o->stage);
        then.days_in_stage = o->stage_entered != DATE_NONE
                                 ? (double)w->then.day - o->stage_entered
                                 : (double)NAN;
    }
    own = then;
    own.amount = now.amount;
    if (c->stage) {
        own.stage = now.stage;
        own.stage_limit = now.stage_limit;
        own.days_in_stage = now.days_in_stage;
    }
    time = own;
    time.age = now.age;
    time.days_in_stage = now.days_in_stage;
    w->facts[STEP_THEN] = then;
    w->facts[STEP_OWN] = own;
    w->facts[STEP_NOW] = time;
}

static double score_of(const struct split *w, enum step step, double raw)
{
    const struct settings *s = w->ctx->settings;
    bool hybrid = w->model->mode == MODE_HYBRID;
    struct rule_points points;

    rules_judge(&points, &w->facts[step], &w->limits_then, &s->rules);
    return receipt_score(&points, hybrid ? &w->model->calibrator : NULL, raw,
                         s);
}

static void fill_rows(struct split *w, struct matrix *today,
                      const uint32_t *deals)
{
    const struct feature_set *set = &w->model->features;

    *today = (struct matrix){w->n, set->n, NULL};
    today->x = ARENA_ARRAY(w->ctx->scratch, w->n * set->n, float);
    for (int k = 0; k < STEPS; k++) {
        w->rows[k] = *today;
        w->rows[k].x = ARENA_ARRAY(w->ctx->scratch, w->n * set->n, float);
    }
    features_fill(today, 0, set, w->ctx->deals, w->now, deals, w->n);
    features_fill(&w->rows[STEP_THEN], 0, set, &w->was, &w->then, deals, w->n);
}

/* The deals, and the amounts of that day. */
static uint32_t *find_deals(struct split *w, const struct followup *c,
                            const struct scores *scores,
                            const struct track *track)
{
    const struct deals *d = w->ctx->deals;
    struct arena *scratch = w->ctx->scratch;
    uint32_t *index = ARENA_ARRAY(scratch, w->n, uint32_t);

    w->deals = ARENA_ARRAY(scratch, w->n, struct moved_deal);
    w->was = *d;
    if (d->amount) {
        w->was.amount = ARENA_ARRAY(scratch, d->n, double);
        memcpy(w->was.amount, d->amount, d->n * sizeof(double));
    }
    for (size_t k = 0; k < w->n; k++) {
        struct moved_deal *m = &w->deals[k];
        m->score = &scores->list[c->movers[k].rank];
        index[k] = m->score->deal;
        m->then = track_on(track, d->id[index[k]], c->last);
        m->changes = changes_of(w, m->score, m->then);
        if (d->amount)
            w->was.amount[index[k]] = m->then->amount;
    }
    return index;
}

/* Of the first `n` movers. */
static void split_first(size_t n, struct followup *c, const struct context *ctx,
                        const struct scores *scores, const struct model *model,
                        const struct track *track)
{
    struct split w = {.ctx = ctx, .model = model, .now = scores->now};
    struct arena *scratch = ctx->scratch;
    struct matrix today = {0};
    double *raw[STEPS];
    uint32_t *index;
    bool hybrid = model->mode == MODE_HYBRID;

    w.n = n;
    if (!n)
        return;
    index = find_deals(&w, c, scores, track);
    feature_snapshot(&w.then, &model->features, ctx->deals, c->last, scratch);
    rule_limits_at(&w.limits_then, &w.then, &ctx->settings->rules);
    if (hybrid)
        fill_rows(&w, &today, index);
    for (size_t k = 0; hybrid && k < w.n; k++)
        mix_row(&w, k, &today);
    for (int k = 0; k < STEPS; k++) {
        raw[k] = ARENA_ARRAY(scratch, w.n, double);
        if (hybrid)
            model_predict(raw[k], model, &w.rows[k], ctx->threads);
    }
    for (size_t k = 0; k < w.n; k++) {
        struct mover *m = &c->movers[k];
        double at[STEPS];
        mix_facts(&w, &w.deals[k]);
        for (int step = 0; step < STEPS; step++)
            at[step] = score_of(&w, (enum step)step, raw[step][k]);
        m->own = number_tenth(at[STEP_OWN] - at[STEP_THEN]);
        m->time = number_tenth(at[STEP_NOW] - at[STEP_OWN]);
        m->learnt = number_tenth(m->after - m->before - m->own - m->time);
    }
}

void movers_split(struct followup *c, const struct context *ctx,
                  const struct scores *scores, const struct model *model,
                  const struct track *track)
{
    split_first(c->n_movers < MOVERS_SPLIT ? c->n_movers : MOVERS_SPLIT, c, ctx,
                scores, model, track);
}

void movers_split_all(struct followup *c, const struct context *ctx,
                      const struct scores *scores, const struct model *model,
                      const struct track *track)
{
    split_first(c->n_movers, c, ctx, scores, model, track);
}

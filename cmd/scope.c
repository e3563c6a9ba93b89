#include "cmd/scope.h"

#include <string.h>

#include "scoring/portfolio/movers.h"

struct scope {
    struct pipeline *p;
    struct arena *run;
    bool *own;      /* deals */
    size_t n;       /* of the scores that stay */
    uint32_t *rank; /* n, in p->scores.list */
};

static bool find_own(struct scope *s, struct sv manager)
{
    const struct deals *d = &s->p->in.deals;
    const struct category *c = &d->groups[GROUP_MANAGER];
    bool any = false;

    s->own = ARENA_ARRAY(s->run, d->n, bool);
    for (size_t i = 0; c->n_labels && i < d->n; i++) {
        s->own[i] = sv_eq_fold(category_label(c, i), manager);
        any |= s->own[i];
    }
    s->rank = ARENA_ARRAY(s->run, s->p->scores.n, uint32_t);
    for (size_t k = 0; k < s->p->scores.n; k++)
        if (s->own[s->p->scores.list[k].deal])
            s->rank[s->n++] = (uint32_t)k;
    return any;
}

/* The rows of a table of one row a score that stay. */
static void *kept(const struct scope *s, const void *rows, size_t size)
{
    char *out;

    if (!rows)
        return NULL;
    out = ARENA_ARRAY(s->run, s->n * size + 1, char);
    for (size_t k = 0; k < s->n; k++)
        memcpy(out + k * size, (const char *)rows + s->rank[k] * size, size);
    return out;
}

static struct scores *keep_scores(const struct scope *s)
{
    struct scores *out = ARENA_NEW(s->run, struct scores);

    *out = s->p->scores;
    out->n = s->n;
    out->list = kept(s, out->list, sizeof *out->list);
    out->only = s->own;
    return out;
}

static const struct similars *keep_similars(const struct scope *s,
                                            const struct similars *in)
{
    struct similars *out;

    if (!in)
        return NULL;
    out = ARENA_NEW(s->run, struct similars);
    *out = *in;
    if (!in->n)
        return out;
    out->n = s->n;
    out->of = kept(s, in->of, sizeof *in->of);
    return out;
}

static const struct whatif *keep_whatif(const struct scope *s,
                                        const struct whatif *in)
{
    struct whatif *out;

    if (!in || !in->offered)
        return in;
    out = ARENA_NEW(s->run, struct whatif);
    *out = *in;
    out->n = s->n;
    out->deals = kept(s, in->deals, sizeof *in->deals);
    out->x.rows = s->n;
    out->x.x = ARENA_ARRAY(s->run, s->n * in->x.cols + 1, float);
    for (size_t j = 0; j < in->x.cols; j++)
        for (size_t k = 0; k < s->n; k++)
            out->x.x[j * s->n + k] = in->x.x[j * in->x.rows + s->rank[k]];
    for (size_t k = 0; k < s->n; k++)
        if (out->deals[k].row)
            out->deals[k].row = out->x.x + k;
    return out;
}

/* By code: which reps own one of these deals? */
static bool *reps_of_them(const struct scope *s)
{
    const struct deals *d = &s->p->in.deals;
    const struct category *c = &d->groups[GROUP_OWNER];
    bool *out = ARENA_ARRAY(s->run, c->n_labels + 1, bool);

    for (size_t i = 0; c->n_labels && i < d->n; i++)
        if (s->own[i] && c->code[i] >= 0)
            out[c->code[i]] = true;
    return out;
}

/* Totals of these deals; reps, segments, tests and cycle are the company's. */
static struct portfolio *keep_portfolio(const struct scope *s,
                                        const struct context *ctx,
                                        const struct scores *scores)
{
    const struct portfolio *all = &s->p->portfolio;
    struct portfolio *out = ARENA_NEW(s->run, struct portfolio);
    const bool *theirs = reps_of_them(s);

    portfolio_compute(out, ctx, scores, &s->p->leaks);
    arena_reset(ctx->scratch);
    out->reps = ARENA_ARRAY(s->run, all->n_reps, struct group_row);
    out->n_reps = out->n_flagged_reps = 0;
    for (size_t k = 0; k < all->n_reps; k++) {
        if (!theirs[all->reps[k].code])
            continue;
        out->reps[out->n_reps++] = all->reps[k];
        out->n_flagged_reps += all->reps[k].flagged;
    }
    out->segments = all->segments;
    out->n_segments = all->n_segments;
    out->n_flagged_segments = all->n_flagged_segments;
    out->family = all->family;
    out->smallest_p = all->smallest_p;
    out->cycle = all->cycle;
    return out;
}

static struct followup *keep_followup(const struct scope *s,
                                      const struct context *ctx,
                                      const struct scores *scores,
                                      const struct portfolio *portfolio)
{
    struct pipeline *p = s->p;
    struct followup *out = ARENA_NEW(s->run, struct followup);

    followup_compute(out, ctx, scores, portfolio, &p->in.track, &p->identity);
    movers_split(out, ctx, scores, &p->model, &p->in.track);
    arena_reset(ctx->scratch);
    return out;
}

/* The manager's own landing; without one of the name, nobody's. */
static struct landing *keep_landing(const struct scope *s, struct sv manager)
{
    const struct deals *d = &s->p->in.deals;
    const struct category *c = &d->groups[GROUP_MANAGER];
    struct landing *out = ARENA_NEW(s->run, struct landing);
    int32_t code = -1;

    for (size_t k = 0; k < c->n_labels; k++)
        if (sv_eq_fold(c->labels[k], manager))
            code = (int32_t)k;
    landing_narrow(out, &s->p->landing, d, code, s->run);
    return out;
}

/* Theirs; but a person's record is the company's, as reps' are. */
static struct quarter_changes *keep_changes(const struct scope *s,
                                            const struct context *ctx,
                                            const struct report_inputs *own)
{
    struct pipeline *p = s->p;
    struct quarter_changes *out = ARENA_NEW(s->run, struct quarter_changes);

    quarter_changes_compute(out, ctx, p->in.store ? &p->in.track : NULL,
                            &(struct moved_inputs){own->scores, own->followup,
                                                   own->model, own->landing,
                                                   own->horizons});
    calls_keep_tests(&out->calls, &p->changes.calls);
    arena_reset(ctx->scratch);
    return out;
}

void scope_manager(struct report_inputs *out, struct pipeline *p,
                   struct sv manager)
{
    struct scope s = {.p = p, .run = &p->in.run};
    const struct context ctx = inputs_context(&p->in, p->o);
    const struct report_inputs *in = &p->figures;
    struct scores *scores;
    struct portfolio *portfolio;

    *out = *in;
    if (!find_own(&s, manager))
        return;
    scores = keep_scores(&s);
    portfolio = keep_portfolio(&s, &ctx, scores);
    out->scores = scores;
    out->portfolio = portfolio;
    out->counterfactuals =
        kept(&s, in->counterfactuals, sizeof *in->counterfactuals);
    out->outlooks = kept(&s, in->outlooks, sizeof *in->outlooks);
    out->similars = keep_similars(&s, in->similars);
    out->whatif = keep_whatif(&s, in->whatif);
    out->landing = keep_landing(&s, manager);
    out->plan = kept(&s, in->plan, sizeof *in->plan);
    if (in->followup)
        out->followup = keep_followup(&s, &ctx, scores, portfolio);
    if (in->changes)
        out->changes = keep_changes(&s, &ctx, out);
}

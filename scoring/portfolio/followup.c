#include "scoring/portfolio/followup.h"

#include <math.h>
#include <stdlib.h>

#include "scoring/base/buf.h"
#include "scoring/base/file.h"
#include "scoring/base/intern.h"
#include "scoring/base/number.h"

/* Sections of the settings that move a score. */
static bool moves_scores(struct sv line)
{
    static const char *const SECTIONS[] = {"columns.", "stages.", "filter.",
                                           "rates.",   "rules.",  "levels.",
                                           "forest.",  "score."};

    for (size_t k = 0; k < sizeof SECTIONS / sizeof SECTIONS[0]; k++)
        if (sv_starts(line, sv_from(SECTIONS[k])))
            return true;
    return false;
}

void scoring_identity(struct scoring_identity *out, const struct model *model,
                      const struct settings *s, const char *model_sha256,
                      struct arena *run)
{
    bool hybrid = model->mode == MODE_HYBRID;
    char sha256[SHA256_TEXT];
    struct buf all, kept;
    struct sv rest;

    buf_init(&all);
    buf_init(&kept);
    settings_describe(&all, s);
    rest = buf_sv(&all);
    while (rest.len) {
        struct sv line = sv_cut(&rest, '\n');
        if (moves_scores(line)) {
            buf_add_sv(&kept, line);
            buf_add_char(&kept, '\n');
        }
    }
    sha256_hex(sha256, buf_sv(&kept));
    *out = (struct scoring_identity){.mode = model->mode};
    out->settings = sv_copy(run, sv_from(sha256));
    buf_clear(&kept);
    for (size_t k = 0; hybrid && k < model->features.n; k++)
        buf_printf(&kept, "%s%.*s", k ? "," : "",
                   SV_ARG(model->features.columns[k].name));
    out->features = sv_copy(run, buf_sv(&kept));
    if (hybrid && model_sha256 && model_sha256[0])
        out->model = sv_printf(run, "file %s", model_sha256);
    else if (hybrid)
        out->model = sv_printf(run, "trained in each run, seed %llu",
                               (unsigned long long)model->seed);
    buf_release(&kept);
    buf_release(&all);
}

static enum followup_break find_break(const struct scoring_identity *then,
                                      const struct scoring_identity *now)
{
    if (then->mode != now->mode)
        return BREAK_MODE;
    if (!sv_eq(then->settings, now->settings))
        return BREAK_SETTINGS;
    if (!sv_eq(then->model, now->model))
        return BREAK_MODEL;
    if (!sv_eq(then->features, now->features))
        return BREAK_FEATURES;
    return BREAK_NONE;
}

static int by_size(double a, double b, uint32_t rank_a, uint32_t rank_b)
{
    if (a != b)
        return a > b ? -1 : 1;
    return (rank_a > rank_b) - (rank_a < rank_b);
}

static int compare_movers(const void *a, const void *b)
{
    const struct mover *x = a, *y = b;

    return by_size(fabs(x->after - x->before), fabs(y->after - y->before),
                   x->rank, y->rank);
}

static int compare_amounts(const void *a, const void *b)
{
    const struct amount_change *x = a, *y = b;

    return by_size(fabs(x->after - x->before), fabs(y->after - y->before),
                   x->rank, y->rank);
}

/* The open deals of today beside what the last run saw of them. */
static void compare_open(struct followup *out, const struct context *ctx,
                         const struct scores *scores, const struct track *t)
{
    const struct deals *d = ctx->deals;
    struct arena *run = ctx->run;

    out->movers = ARENA_ARRAY(run, scores->n, struct mover);
    out->former = ARENA_ARRAY(run, scores->n, double);
    out->sighted = ARENA_ARRAY(run, scores->n, const struct observation *);
    out->new_deals = ARENA_ARRAY(run, scores->n, uint32_t);
    out->slips = ARENA_ARRAY(run, scores->n, struct slip);
    out->amounts = ARENA_ARRAY(run, scores->n, struct amount_change);
    for (size_t k = 0; k < scores->n; k++) {
        const struct score *s = &scores->list[k];
        const struct observation *o = track_on(t, d->id[s->deal], out->last);
        double amount = d->amount ? d->amount[s->deal] : (double)NAN;
        uint32_t rank = (uint32_t)k;

        out->sighted[k] = o;
        out->former[k] = o && out->comparable ? o->score : (double)NAN;
        if (!o) {
            out->new_deals[out->n_new++] = rank;
            continue;
        }
        /* Scores have one decimal; half a tenth guards the border. */
        if (out->comparable &&
            fabs(s->shown - o->score) > FOLLOWUP_MOVED - 0.05)
            out->movers[out->n_movers++] = (struct mover){
                rank,     o->score, s->shown, number_tenth(s->shown - o->score),
                o->level, NAN,      NAN,      NAN};
        if (o->expected != DATE_NONE && s->expected != DATE_NONE &&
            s->expected > o->expected)
            out->slips[out->n_slips++] =
                (struct slip){rank, o->expected, s->expected};
        if (fabs(amount - o->amount) > 0.005) /* half a cent */
            out->amounts[out->n_amounts++] =
                (struct amount_change){rank, o->amount, amount};
    }
    if (out->n_movers)
        qsort(out->movers, out->n_movers, sizeof *out->movers, compare_movers);
    if (out->n_amounts)
        qsort(out->amounts, out->n_amounts, sizeof *out->amounts,
              compare_amounts);
}

/* State on as-of of every deal that the track has seen, and its index, by the
 * track's order. */
struct fates {
    uint8_t *state;
    int32_t *deal; /* −1: it is in no export any more */
    const bool *only;
};

/* Is the pack about it? Of what has gone, nobody can tell whose it was. */
static bool is_meant(const struct fates *f, size_t k)
{
    return !f->only || (f->deal[k] >= 0 && f->only[f->deal[k]]);
}

static struct fates fates_of(const struct context *ctx,
                             const struct scores *scores,
                             const struct track *t)
{
    const struct deals *d = ctx->deals;
    struct fates out = {ARENA_ARRAY(ctx->scratch, t->n, uint8_t),
                        ARENA_ARRAY(ctx->scratch, t->n, int32_t),
                        scores->only};
    struct intern ids;

    intern_init(&ids, ctx->scratch);
    for (size_t i = 0; i < d->n; i++)
        intern_add(&ids, d->id[i]);
    for (size_t k = 0; k < t->n; k++) {
        if (k && sv_eq(t->list[k].deal_id, t->list[k - 1].deal_id)) {
            out.state[k] = out.state[k - 1];
            out.deal[k] = out.deal[k - 1];
            continue;
        }
        int32_t deal = intern_find(&ids, t->list[k].deal_id);
        out.deal[k] = deal;
        out.state[k] = deal < 0
                           ? STATE_UNBORN
                           : (uint8_t)deals_state(d, (size_t)deal, ctx->as_of);
    }
    intern_release(&ids);
    return out;
}

static double known(double amount)
{
    return isnan(amount) ? 0 : amount;
}

static int compare_closed(const void *a, const void *b)
{
    const struct closed_since *x = a, *y = b;

    return by_size(known(x->amount), known(y->amount), x->deal, y->deal);
}

static void list_closed(struct followup *out, const struct track *t,
                        const struct fates *f, struct arena *run)
{
    size_t n = 0;

    out->closed = ARENA_ARRAY(run, t->n, struct closed_since);
    for (size_t k = 0; k < t->n; k++) {
        const struct observation *o = &t->list[k];
        enum state state = (enum state)f->state[k];
        if (o->date != out->last || !is_meant(f, k))
            continue;
        out->won += state == STATE_WON;
        out->lost += state == STATE_LOST;
        out->gone += state == STATE_UNBORN;
        if (state == STATE_WON)
            out->won_amount += known(o->amount);
        if (state == STATE_LOST)
            out->lost_amount += known(o->amount);
        if (state_is_closed(state))
            out->closed[n++] = (struct closed_since){
                (uint32_t)f->deal[k], state == STATE_WON, o->amount, o->level};
    }
    if (n > 1)
        qsort(out->closed, n, sizeof *out->closed, compare_closed);
}

/* A deal that a run saw; the sums of all are the run's own. */
static void count_observed(struct trend_point *p, const struct observation *o,
                           bool sums)
{
    p->critical += o->level == LEVEL_CRITICAL;
    p->high += o->level == LEVEL_HIGH;
    if (!sums)
        return;
    p->open++;
    p->pipeline += known(o->amount);
    p->at_risk += o->level >= LEVEL_HIGH ? known(o->amount) : 0;
    p->expected_loss += o->amount * o->p_loss; /* NAN: not known of one */
}

/* The runs of the store up to the last, as far as there is room for this. */
static void add_trend(struct followup *out, const struct track *t,
                      const struct fates *f)
{
    size_t from = t->n_runs < TREND_RUNS ? 0 : t->n_runs - (TREND_RUNS - 1);

    for (size_t r = from; r < t->n_runs; r++) {
        const struct track_run *run = &t->runs[r];
        struct trend_point *p = &out->trend[out->n_trend++];
        *p = (struct trend_point){.day = run->day,
                                  .open = run->open,
                                  .pipeline = run->pipeline,
                                  .at_risk = run->at_risk,
                                  .expected_loss = run->expected_loss};
    }
    for (size_t p = 0; f->only && p < out->n_trend; p++)
        out->trend[p] = (struct trend_point){.day = out->trend[p].day};
    for (size_t k = 0; k < t->n; k++)
        for (size_t p = 0; p < out->n_trend; p++)
            if (out->trend[p].day == t->list[k].date && is_meant(f, k))
                count_observed(&out->trend[p], &t->list[k], f->only != NULL);
}

/* And this one. */
static void add_now(struct followup *out, const struct context *ctx,
                    const struct scores *scores, const struct portfolio *p)
{
    out->trend[out->n_trend++] =
        (struct trend_point){.day = ctx->as_of,
                             .open = scores->n,
                             .critical = p->levels[LEVEL_CRITICAL].deals,
                             .high = p->levels[LEVEL_HIGH].deals,
                             .pipeline = p->money.pipeline,
                             .at_risk = p->money.at_risk,
                             .expected_loss = p->money.expected_loss};
}

static int32_t run_near(const struct track *t, int32_t day)
{
    int32_t best = DATE_NONE;

    for (size_t k = 0; k < t->n_runs; k++) {
        int32_t at = t->runs[k].day;
        if (abs(at - day) <= FOLLOWUP_NEAR &&
            (best == DATE_NONE || abs(at - day) < abs(best - day)))
            best = at;
    }
    return best;
}

static void look_back(struct flagged_then *out, const struct track *t,
                      const struct fates *f)
{
    if (out->day == DATE_NONE)
        return;
    for (size_t k = 0; k < t->n; k++) {
        const struct observation *o = &t->list[k];
        bool flagged = o->level >= LEVEL_HIGH;
        enum state s = (enum state)f->state[k];

        if (o->date != out->day || !is_meant(f, k))
            continue;
        *(flagged ? &out->flagged : &out->other) += 1;
        *(flagged ? &out->lost : &out->other_lost) += s == STATE_LOST;
        *(flagged ? &out->won : &out->other_won) += s == STATE_WON;
        *(flagged ? &out->open : &out->other_open) += s == STATE_OPEN;
        *(flagged ? &out->gone : &out->other_gone) += s == STATE_UNBORN;
        if (flagged && s == STATE_LOST)
            out->lost_amount += known(o->amount);
        if (flagged && s == STATE_WON)
            out->won_amount += known(o->amount);
    }
}

void followup_compute(struct followup *out, const struct context *ctx,
                      const struct scores *scores,
                      const struct portfolio *portfolio,
                      const struct track *track,
                      const struct scoring_identity *identity)
{
    const struct deals *d = ctx->deals;
    static const int WEEKS[FOLLOWUP_LOOKS] = {4, 8, 12};
    const struct track_run *last = NULL;
    struct fates fates;

    *out = (struct followup){
        .last = DATE_NONE,
        .trouble = track->trouble,
        .n_foreign = track->n_foreign,
        .foreign = track->foreign,
        .tracked_from = d->sightings ? d->tracked_from : DATE_NONE,
    };
    for (int k = 0; k < FOLLOWUP_LOOKS; k++)
        out->then[k] = (struct flagged_then){
            .weeks = WEEKS[k],
            .day = run_near(track, ctx->as_of - 7 * WEEKS[k]),
        };
    fates = fates_of(ctx, scores, track);
    add_trend(out, track, &fates);
    add_now(out, ctx, scores, portfolio);
    if (!track->n_runs)
        return;
    last = &track->runs[track->n_runs - 1];
    out->last = last->day;
    out->broken_by = find_break(&last->identity, identity);
    out->comparable = out->broken_by == BREAK_NONE;
    out->mode_then = last->identity.mode;
    out->mode_now = identity->mode;
    compare_open(out, ctx, scores, track);
    list_closed(out, track, &fates, ctx->run);
    for (int k = 0; k < FOLLOWUP_LOOKS; k++)
        look_back(&out->then[k], track, &fates);
}

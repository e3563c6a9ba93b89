#include "scoring/score/whatif.h"

#include <math.h>

#include "scoring/features/stays.h"

/* What stays the same for every deal of a run. */
struct desk {
    const struct context *ctx;
    const struct scores *scores;
    const struct model *model;
};

static double built_in(const char *name, const struct desk *w, size_t i)
{
    return feature_find(sv_from(name))->fn(w->ctx->deals, w->scores->now, i);
}

/* The forest's column of a built-in feature; −1: it has none. */
static ptrdiff_t column_of(const struct whatif *out, const struct desk *w,
                           const char *name)
{
    for (size_t c = 0; out->cuts && c < w->model->features.n; c++)
        if (sv_eq(w->model->features.columns[c].name, sv_from(name)))
            return (ptrdiff_t)c;
    return -1;
}

static int compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

static size_t distinct(float *x, size_t n)
{
    size_t kept = 0;

    if (n > 0)
        qsort(x, n, sizeof *x, compare_floats);
    for (size_t k = 0; k < n; k++)
        if (kept == 0 || x[kept - 1] != x[k])
            x[kept++] = x[k];
    return kept;
}

/* The thresholds of every column; false: of one there are too many. */
static bool collect_cuts(struct whatif *out, const struct desk *w)
{
    struct arena *run = w->ctx->run, *scratch = w->ctx->scratch;
    const struct forest *f = &w->model->forest;
    size_t *n = ARENA_ARRAY(scratch, f->n_columns, size_t);
    float **at = ARENA_ARRAY(scratch, f->n_columns, float *);

    for (size_t i = 0; i < f->n_nodes; i++)
        n[f->nodes[i].column] += f->nodes[i].left >= 0;
    for (size_t c = 0; c < f->n_columns; c++) {
        at[c] = ARENA_ARRAY(scratch, n[c], float);
        n[c] = 0;
    }
    for (size_t i = 0; i < f->n_nodes; i++)
        if (f->nodes[i].left >= 0) {
            size_t c = f->nodes[i].column;
            at[c][n[c]++] = f->nodes[i].threshold;
        }
    out->cuts = ARENA_ARRAY(run, f->n_columns, struct whatif_cuts);
    for (size_t c = 0; c < f->n_columns; c++) {
        struct whatif_cuts *cuts = &out->cuts[c];
        cuts->n = distinct(at[c], n[c]);
        if (cuts->n > WHATIF_CUTS)
            return false;
        cuts->list = ARENA_ARRAY(run, cuts->n, float);
        if (cuts->n > 0)
            memcpy(cuts->list, at[c], cuts->n * sizeof(float));
    }
    return true;
}

/* The least value of the sample whose rank is above the cut; n: none. */
static size_t first_above(const struct ecdf *s, float cut)
{
    size_t low = 0, high = s->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((float)ecdf_rank(s, s->sorted[middle]) > cut)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* What both learners ask of a share of a sample: the forest's thresholds and
 * the bounds of the additive model's steps, ascending, in list[n]. */
static size_t bounds_of(float *list, const struct whatif_cuts *cuts)
{
    size_t n = cuts->n;

    for (size_t k = 0; k < n; k++)
        list[k] = cuts->list[k];
    for (size_t k = 1; k < RANK_STEPS; k++)
        list[n++] = additive_rank_cut(k);
    return distinct(list, n);
}

static void make_steps(struct whatif_steps *out, const struct ecdf *s,
                       const struct whatif *whatif, ptrdiff_t column,
                       struct arena *run)
{
    float bounds[WHATIF_CUTS + RANK_STEPS];
    size_t n;

    *out = (struct whatif_steps){.known = s->n > 0};
    if (column < 0)
        return;
    n = bounds_of(bounds, &whatif->cuts[column]);
    out->list = ARENA_ARRAY(run, n, struct whatif_step);
    for (size_t k = 0; k < n; k++) {
        size_t at = first_above(s, bounds[k]);
        if (at == s->n)
            break;
        if (out->n > 0 && out->list[out->n - 1].from == s->sorted[at])
            continue;
        out->list[out->n++] = (struct whatif_step){
            s->sorted[at], (float)ecdf_rank(s, s->sorted[at])};
    }
}

/* The limit of the rule of time in stage. */
static double stage_limit(const struct desk *w, int32_t code)
{
    const struct rule_settings *r = &w->ctx->settings->rules;
    struct sv name = w->ctx->deals->stage.labels[code];

    if (r->preset == PRESET_ADAPTIVE)
        return rule_stage_limit(w->scores->now, r, code);
    return sv_eq(name, r->stage_names[0]) || sv_eq(name, r->stage_names[1])
               ? w->scores->limits.stage_days
               : NAN;
}

static void list_stages(struct whatif *out, const struct desk *w)
{
    const struct deals *d = w->ctx->deals;
    ptrdiff_t column = column_of(out, w, "days_in_stage_percentile");

    out->n_stages = d->n_open_stages;
    out->stages = ARENA_ARRAY(w->ctx->run, out->n_stages, struct whatif_stage);
    for (size_t code = 0; code < d->stage.n_labels; code++) {
        int32_t place = d->stage_ordinal[code];
        if (place < 0)
            continue;
        out->stages[place].code = (int32_t)code;
        out->stages[place].limit = stage_limit(w, (int32_t)code);
        make_steps(&out->stages[place].rank, &w->scores->now->stage_days[code],
                   out, column, w->ctx->run);
    }
}

/* Has the forest a column that this moves? */
static bool moves(const struct whatif *out, const struct desk *w, enum moved by)
{
    const struct feature_set *set = &w->model->features;

    for (size_t c = 0; out->cuts && c < set->n; c++)
        if (set->columns[c].feature && set->columns[c].feature->moved == by)
            return true;
    return false;
}

/* Which fields move this score. */
static void find_fields(struct whatif *out, const struct desk *w)
{
    const struct deals *d = w->ctx->deals;
    const struct rule_settings *r = &w->ctx->settings->rules;

    for (size_t k = 0; k < out->n_stages; k++)
        out->stage |= !isnan(out->stages[k].limit);
    out->stage &= r->stage_points != 0;
    out->amount = r->amount_points != 0 && !isnan(w->scores->limits.amount);
    out->stage |= moves(out, w, MOVED_BY_STAGE);
    out->amount |= moves(out, w, MOVED_BY_AMOUNT);
    out->stage &= d->n_open_stages > 0;
    out->amount &= d->amount != NULL;
    out->close = moves(out, w, MOVED_BY_CLOSE);
    out->pushes = moves(out, w, MOVED_BY_PUSHES);
}

static int32_t place_of(const struct desk *w, int32_t stage)
{
    return stage >= 0 ? w->ctx->deals->stage_ordinal[stage] : -1;
}

/* Where stage_regressions stands: a stage without a place is passed over. */
static int32_t last_place(const struct desk *w, size_t i)
{
    const struct deals *d = w->ctx->deals;
    int32_t last = -1;

    if (!d->has_history)
        return -1;
    for (size_t e = d->event_start[i]; e < d->event_start[i + 1]; e++) {
        if (d->events[e].date > w->scores->now->day)
            break;
        if (place_of(w, d->events[e].stage) >= 0)
            last = place_of(w, d->events[e].stage);
    }
    return last;
}

struct stays {
    const struct desk *w;
    struct whatif_deal *to;
};

static void add_stay(void *of, const struct stay *stay)
{
    struct stays *add = of;
    int32_t today = add->w->scores->now->day,
            place = place_of(add->w, stay->stage);

    if (place >= 0)
        add->to->stays[add->to->n_stays++] = (struct whatif_stay){
            place, today - stay->entered, today - stay->left};
}

static void find_sized(struct whatif *out, const struct desk *w)
{
    const struct feature_set *set = &w->model->features;
    const struct snapshot *now = w->scores->now;

    out->half = NAN;
    out->sized = ARENA_ARRAY(w->ctx->run, set->n, size_t);
    for (size_t c = 0; out->cuts && c < set->n; c++)
        if (set->columns[c].is_pair &&
            set->columns[c].both.field[1] == PAIR_SIZE) {
            out->sized[out->n_sized++] = c;
            out->half = now->pairs[set->columns[c].pair].half;
        }
}

/* What a change of stage or size asks for that the row does not hold. */
static void describe_more(struct whatif_deal *out, const struct whatif *whatif,
                          const struct desk *w, size_t i)
{
    const struct deals *d = w->ctx->deals;
    struct arena *run = w->ctx->run;
    struct stays add = {w, out};

    if (!whatif->cuts)
        return;
    out->stays = ARENA_ARRAY(run, stays_most(d, i), struct whatif_stay);
    stays_over(d, i, w->scores->now->day, add_stay, &add);
    out->sized = arena_alloc(run, whatif->n_sized, sizeof *out->sized);
    for (size_t k = 0; k < whatif->n_sized; k++)
        for (int above = 0; above < 2; above++) {
            size_t pair = w->model->features.columns[whatif->sized[k]].pair;
            const struct group_rate *rate =
                pair_rate_sized(w->scores->now, d, pair, i, above);
            out->sized[k][above] = rate ? rate->shrunk : NAN;
        }
}

static void describe(struct whatif_deal *out, const struct desk *w, size_t i)
{
    const struct deals *d = w->ctx->deals;
    const struct rule_settings *r = &w->ctx->settings->rules;
    int32_t stage, entered;
    struct rule_facts facts;
    struct rule_points points;
    double forest_stage = built_in("stage_ordinal", w, i);

    deals_stage_at(d, i, w->scores->now->day, &stage, &entered);
    rule_facts_at(&facts, d, w->scores->now, r, i);
    rules_judge(&points, &facts, &w->scores->limits, r);
    *out = (struct whatif_deal){
        .stage = place_of(w, stage),
        .forest_stage = isnan(forest_stage) ? -1 : (int32_t)forest_stage,
        .days = facts.days_in_stage,
        .forest_days = built_in("days_in_stage", w, i),
        .age = facts.age,
        .amount = facts.amount,
        .close = built_in("days_to_expected_close", w, i),
        .pushes = built_in("push_count", w, i),
        .last = last_place(w, i),
    };
    memcpy(out->points, points.points, sizeof out->points);
}

static void fill_rows(struct whatif *out, const struct desk *w)
{
    uint32_t *deal = ARENA_ARRAY(w->ctx->scratch, out->n, uint32_t);

    for (size_t k = 0; k < out->n; k++)
        deal[k] = w->scores->list[k].deal;
    out->x.rows = out->n;
    out->x.cols = w->model->features.n;
    out->x.x = ARENA_ARRAY(w->ctx->run, out->x.rows * out->x.cols, float);
    features_fill(&out->x, 0, &w->model->features, w->ctx->deals,
                  w->scores->now, deal, out->n);
}

void whatif_compute(struct whatif *out, const struct context *ctx,
                    const struct scores *scores, const struct model *model)
{
    const struct deals *d = ctx->deals;
    struct desk w = {ctx, scores, model};

    *out = (struct whatif){.n = scores->n};
    if (scores->n == 0 || d->n_open_stages > WHATIF_STAGES)
        return;
    if (scores->mode == MODE_HYBRID &&
        (model->features.n > WHATIF_COLUMNS || !collect_cuts(out, &w)))
        return;
    out->offered = true;
    out->age_for_days = ctx->settings->rules.preset == PRESET_SEED;
    out->tracked = d->sightings != NULL;
    out->amount_counts = d->missing_amount;
    out->large_amount = ecdf_quantile(&scores->now->amounts, LARGE_QUANTILE);
    out->long_cycle = ecdf_quantile(&scores->now->cycles, LONG_QUANTILE);
    out->won_median = ecdf_quantile(&scores->now->won_cycles, 0.5);
    make_steps(&out->amounts, &scores->now->amounts, out,
               column_of(out, &w, "amount_percentile"), ctx->run);
    make_steps(&out->cycles, &scores->now->cycles, out,
               column_of(out, &w, "deal_age_percentile"), ctx->run);
    list_stages(out, &w);
    find_fields(out, &w);
    find_sized(out, &w);
    out->amount |= out->n_sized > 0;
    if (out->cuts) {
        fill_rows(out, &w);
        trained_ranges_at(&out->seen, d, model->trained_as_of, &model->settings,
                          ctx->run);
    }
    out->deals = ARENA_ARRAY(ctx->run, out->n, struct whatif_deal);
    for (size_t k = 0; k < out->n; k++) {
        describe(&out->deals[k], &w, scores->list[k].deal);
        describe_more(&out->deals[k], out, &w, scores->list[k].deal);
        out->deals[k].row = out->cuts ? out->x.x + k : NULL;
    }
}

#include "scoring/trust/drift.h"

#include <math.h>

#include "scoring/stats/psi.h"

/* The deals open on one of the two days. */
struct side {
    struct snapshot snapshot;
    const uint32_t *open;
    size_t n;
};

struct sides {
    const struct deals *d;
    struct side then, now;
    struct arena *scratch;
};

static void side_init(struct side *out, const struct deals *d, int32_t day,
                      struct arena *scratch)
{
    out->open = deals_open(d, day, &out->n, scratch);
    snapshot_at(&out->snapshot, d, day, scratch);
}

static int32_t *codes_on(const struct category *c, const struct side *side,
                         struct arena *scratch)
{
    int32_t *code = ARENA_ARRAY(scratch, side->n, int32_t);

    for (size_t i = 0; i < side->n; i++)
        code[i] = c->code[side->open[i]];
    return code;
}

static void measure_labels(struct drift_row *row, const int32_t *before,
                           const int32_t *after, size_t n_labels,
                           const struct sides *s)
{
    row->psi = psi_label(before, s->then.n, after, s->now.n, n_labels,
                         &row->chance, &row->bins, s->scratch);
}

/* Labels that some deal had by then. */
static bool *labels_then(const struct category *c, const struct sides *s)
{
    bool *seen = ARENA_ARRAY(s->scratch, c->n_labels + 1, bool);

    for (size_t i = 0; i < s->d->n; i++)
        if (c->code[i] >= 0 &&
            deals_state(s->d, i, s->then.snapshot.day) != STATE_UNBORN)
            seen[c->code[i]] = true;
    return seen;
}

static void measure_category(struct drift_row *row, const struct category *c,
                             const struct sides *s)
{
    const bool *seen = labels_then(c, s);
    int32_t *now = codes_on(c, &s->now, s->scratch);
    size_t kept = 0;

    for (size_t i = 0; i < s->now.n; i++)
        if (now[i] < 0 || seen[now[i]])
            now[kept++] = now[i];
    row->psi = psi_label(codes_on(c, &s->then, s->scratch), s->then.n, now,
                         kept, c->n_labels, &row->chance, &row->bins,
                         s->scratch);
    /* Customers are new all the time. */
    if (s->now.n && c != &s->d->groups[GROUP_ACCOUNT])
        row->unseen = (double)(s->now.n - kept) / (double)s->now.n;
}

static double *values_on(const struct feature_column *c, const struct deals *d,
                         const struct side *side, struct arena *scratch)
{
    double *x = ARENA_ARRAY(scratch, side->n, double);

    for (size_t i = 0; i < side->n; i++)
        x[i] = feature_value(c, d, &side->snapshot, side->open[i]);
    return x;
}

static int32_t *labels_of(const double *x, size_t n, struct arena *scratch)
{
    int32_t *code = ARENA_ARRAY(scratch, n, int32_t);

    for (size_t i = 0; i < n; i++)
        code[i] = isnan(x[i]) ? -1 : (int32_t)x[i];
    return code;
}

static void measure_value(struct drift_row *row, const struct feature_column *c,
                          bool ordinal, const struct sides *s)
{
    const double *before = values_on(c, s->d, &s->then, s->scratch);
    const double *after = values_on(c, s->d, &s->now, s->scratch);

    if (ordinal)
        measure_labels(row, labels_of(before, s->then.n, s->scratch),
                       labels_of(after, s->now.n, s->scratch),
                       s->d->n_open_stages, s);
    else
        row->psi = psi_number(before, s->then.n, after, s->now.n, &row->chance,
                              &row->bins, s->scratch);
}

static bool is_input(const char *input, const struct feature *f)
{
    return f->input && !strcmp(f->input, input);
}

/* The first feature of its input stands for it. */
static bool stands_for_input(size_t k)
{
    for (size_t j = 0; FEATURES[k].input && j < k; j++)
        if (is_input(FEATURES[k].input, &FEATURES[j]))
            return false;
    return FEATURES[k].input != NULL;
}

/* Mean |SHAP| on either day as shares of their sums. */
struct shares {
    const struct feature_set *set;
    const struct importance *shap[2];
    double sum[2];
};

static void shares_init(struct shares *out, const struct feature_set *set,
                        const struct importance *then,
                        const struct importance *now)
{
    *out = (struct shares){set, {then, now}, {0, 0}};
    for (size_t k = 0; k < set->n; k++) {
        out->sum[0] += then[k].shap;
        out->sum[1] += now[k].shap;
    }
}

static double larger_share(const struct shares *w, const double mine[2])
{
    double share = 0;

    for (int day = 0; day < 2; day++)
        if (w->sum[day] > 0)
            share = fmax(share, mine[day] / w->sum[day]);
    return share;
}

static bool pair_has(const struct feature_column *c, int field)
{
    return c->is_pair && (c->both.field[0] == field || c->both.field[1] == field);
}

/* As a pair has it; −1: no pair has. */
static int field_of(const struct feature *f)
{
    if (f->needs == COLUMN_AMOUNT)
        return PAIR_SIZE;
    return feature_group(f) == GROUP_COUNT ? -1 : (int)feature_group(f);
}

/* The share of an input, whose first feature this is; false: the forest has
 * none of its features. What a pair moves stems from both its fields. */
static bool share_of(double *out, const struct feature *input,
                     const struct shares *w)
{
    double mine[2] = {0, 0};
    bool any = false;

    for (size_t k = 0; k < w->set->n; k++) {
        const struct feature_column *c = &w->set->columns[k];
        bool own = c->feature && is_input(input->input, c->feature);
        if (!own && !pair_has(c, field_of(input)))
            continue;
        any = any || own;
        mine[0] += w->shap[0][k].shap;
        mine[1] += w->shap[1][k].shap;
    }
    *out = larger_share(w, mine);
    return any;
}

static void add_inputs(struct drift *out, const struct sides *s,
                       const struct shares *w)
{
    for (size_t k = 0; k < FEATURES_N; k++) {
        const struct feature *f = &FEATURES[k];
        enum group group = feature_group(f);
        struct drift_row *row = &out->rows[out->n];
        struct feature_column c = {
            .feature = f, .own_category = -1, .own_numeric = -1};

        if (!stands_for_input(k) || !share_of(&row->share, f, w))
            continue;
        row->input = sv_from(f->input);
        out->n++;
        if (group != GROUP_COUNT) {
            measure_category(row, &s->d->groups[group], s);
            continue;
        }
        if (f->tense == TENSE_DATED &&
            deals_track_short(s->d, s->then.snapshot.day)) {
            row->psi = row->chance = NAN; /* not known then: no drift */
            continue;
        }
        measure_value(row, &c, !strcmp(f->unit, "ordinal"), s);
    }
}

static double share_of_own(size_t column, const struct shares *w)
{
    int category = w->set->columns[column].own_category;
    double mine[2] = {w->shap[0][column].shap, w->shap[1][column].shap};

    for (size_t k = 0; category >= 0 && k < w->set->n; k++)
        if (pair_has(&w->set->columns[k], GROUP_OWN + category)) {
            mine[0] += w->shap[0][k].shap;
            mine[1] += w->shap[1][k].shap;
        }
    return larger_share(w, mine);
}

static void add_own(struct drift *out, const struct sides *s,
                    const struct shares *w)
{
    for (size_t k = 0; k < w->set->n; k++) {
        const struct feature_column *c = &w->set->columns[k];
        struct drift_row *row = &out->rows[out->n];

        if (c->feature || c->is_pair)
            continue;
        row->input = c->source;
        row->share = share_of_own(k, w);
        out->n++;
        if (c->own_category >= 0)
            measure_category(row, &s->d->groups[GROUP_OWN + c->own_category],
                             s);
        else
            measure_value(row, c, false, s);
    }
}

/* By share; equal ones keep the order of the features. */
static void sort_rows(struct drift_row *rows, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct drift_row move = rows[i];
        size_t k = i;
        for (; k && rows[k - 1].share < move.share; k--)
            rows[k] = rows[k - 1];
        rows[k] = move;
    }
}

void drift_none(struct drift *out, int32_t now)
{
    *out = (struct drift){
        .then = DATE_NONE,
        .now = now,
        .score_then = DATE_NONE,
        .score_psi = NAN,
        .score_chance = NAN,
    };
}

void drift_compute(struct drift *out, const struct context *ctx, int32_t then,
                   const struct feature_set *set,
                   const struct importance *then_shap,
                   const struct importance *now_shap)
{
    struct sides s = {.d = ctx->deals, .scratch = ctx->scratch};
    struct shares w;

    drift_none(out, ctx->as_of);
    out->then = then;
    side_init(&s.then, s.d, then, s.scratch);
    side_init(&s.now, s.d, ctx->as_of, s.scratch);
    out->deals_then = s.then.n;
    out->deals_now = s.now.n;
    out->rows = ARENA_ARRAY(ctx->run, FEATURES_N + set->n, struct drift_row);
    shares_init(&w, set, then_shap, now_shap);
    add_inputs(out, &s, &w);
    add_own(out, &s, &w);
    for (size_t k = 0; k < out->n; k++) {
        struct drift_row *row = &out->rows[k];
        row->drifted = psi_drifted(row->psi, row->chance, row->bins) ||
                       row->unseen > DRIFT_NEW;
        row->acts = row->drifted && row->share >= DRIFT_SHARE &&
                    s.then.n >= DRIFT_DEALS && s.now.n >= DRIFT_DEALS;
        out->gates = out->gates || row->acts;
    }
    sort_rows(out->rows, out->n);
}

void drift_score(struct drift *out, int32_t day, const struct predictions *then,
                 const struct predictions *now, struct arena *scratch)
{
    size_t bins;

    out->score_then = day;
    out->score_psi = psi_number(then->p, then->n, now->p, now->n,
                                &out->score_chance, &bins, scratch);
    out->score_drifted = psi_drifted(out->score_psi, out->score_chance, bins);
}

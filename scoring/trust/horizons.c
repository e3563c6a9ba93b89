#include "scoring/trust/horizons.h"

#include <math.h>

#include "scoring/features/landmarks.h"
#include "scoring/settings/settings.h"
#include "scoring/stats/evaluate.h"
#include "scoring/trust/holdout.h"

static const int32_t GRID[] = {7, 14, 30, 45, 60, 90, 120, 150, 180, 270, 365};
enum { GRID_N = sizeof GRID / sizeof *GRID, CALIBRATION_BINS = 10 };

/* The trees ask what had ended by the day on which this share had. Later days
 * are told apart less well by it, sooner ones have less to learn from; on the
 * sample, asked at 30 days (0.42 ended) instead of at 60 (0.74), the Brier
 * score is lower at 30 and 60 days and the same at 90. */
#define SPLIT_SHARE 0.4
enum { SPLIT_LEAST = 14, SPLIT_MOST = 180 };

/* No chance of an open deal is none or certain. */
#define CHANCE_LEAST 1e-4

/* What every day of the past needs. */
struct stage {
    const struct context *ctx;
    struct feature_set set;
    struct landmarks marks; /* all rows up to as_of */
};

/* What one day's forest said, uncalibrated, and one figure for all deals. */
struct told {
    size_t reach; /* horizons that a quarter's rows and more are known for */
    struct horizon_chances raw;
    double all[ENDING_COUNT][HORIZON_DAYS_MAX];
    size_t training_rows;
};

bool deal_ended(enum ending *ending, const struct deals *d, size_t i,
                int32_t day, int32_t days)
{
    enum state state = deals_state(d, i, day + days);

    *ending = state == STATE_WON ? ENDING_WON : ENDING_LOST;
    return state_is_closed(state);
}

size_t horizons_at(const struct horizons *h, int32_t days)
{
    size_t k = 0;

    while (k < h->days.n && h->days.day[k] < days)
        k++;
    return k;
}

static void days_add(struct horizons *out, int32_t days)
{
    size_t k = horizons_at(out, days), n = out->days.n;

    if (days < 1 || n == HORIZON_DAYS_MAX ||
        (k < n && out->days.day[k] == days))
        return;
    memmove(out->days.day + k + 1, out->days.day + k,
            (n - k) * sizeof *out->days.day);
    out->days.day[k] = days;
    out->days.n++;
}

/* The rows of m from `skip` on. */
static struct matrix rows_from(const struct matrix *m, size_t skip,
                               struct arena *a)
{
    size_t n = m->rows - skip;
    struct matrix out = {n, m->cols, ARENA_ARRAY(a, n * m->cols, float)};

    for (size_t c = 0; n && c < m->cols; c++)
        memcpy(out.x + c * n, m->x + c * m->rows + skip, n * sizeof *m->x);
    return out;
}

/* The rows of landmarks before `day`, as they were known on it. */
static void rows_before(struct matrix *m, struct endings *ends,
                        const struct stage *g, int32_t day, struct arena *a)
{
    const struct landmarks *l = &g->marks;
    const struct deals *d = g->ctx->deals;
    size_t skip = 0;
    int32_t *known, *ended;
    uint8_t *second;

    while (skip < l->m.rows && l->date[skip] >= day)
        skip++;
    *m = rows_from(&l->m, skip, a);
    known = ARENA_ARRAY(a, m->rows, int32_t);
    ended = ARENA_ARRAY(a, m->rows, int32_t);
    second = ARENA_ARRAY(a, m->rows, uint8_t);
    for (size_t i = 0; i < m->rows; i++) {
        uint32_t deal = l->deal[skip + i];
        int32_t date = l->date[skip + i];
        enum ending ending;
        bool over = deal_ended(&ending, d, deal, day, 0);

        known[i] = day - date;
        ended[i] = over ? d->closed[deal] - date : INT32_MAX;
        second[i] = over && ending == ENDING_LOST;
    }
    *ends = (struct endings){m->rows, known, ended, second};
}

static int32_t split_day(const double all[ENDING_COUNT][HORIZON_DAYS_MAX],
                         const struct horizons *h)
{
    for (size_t k = 0; k < h->days.n; k++)
        if (h->days.day[k] >= SPLIT_MOST ||
            (h->days.day[k] >= SPLIT_LEAST &&
             all[ENDING_WON][k] + all[ENDING_LOST][k] >= SPLIT_SHARE))
            return h->days.day[k];
    return SPLIT_MOST;
}

/* Trees for one question: ended this way within so many days? From the oldest
 * rows, which are known for as long. */
static void grow(struct forest *out, const struct matrix *m,
                 const struct endings *ends, enum ending way, int32_t days,
                 const struct context *then)
{
    struct forest_params params = forest_params_from(
        &then->settings->forest, then->seed + (uint64_t)way, then->threads);
    struct matrix part;
    size_t skip = 0;
    uint8_t *target;

    params.trees = HORIZON_TREES / ENDING_COUNT;
    while (skip < m->rows && ends->known[skip] < days)
        skip++;
    part = rows_from(m, skip, then->scratch);
    target = ARENA_ARRAY(then->scratch, part.rows, uint8_t);
    for (size_t i = 0; i < part.rows; i++)
        target[i] = ends->ended[skip + i] <= days &&
                    ends->second[skip + i] == (way == ENDING_LOST);
    forest_train(out, &part, target, NULL, &params);
}

static void open_matrix(struct matrix *m, struct told *out,
                        const struct context *then,
                        const struct feature_set *set)
{
    struct snapshot s;

    out->raw.deal =
        deals_open(then->deals, then->as_of, &out->raw.n, then->run);
    snapshot_at(&s, then->deals, then->as_of, then->scratch);
    *m = (struct matrix){out->raw.n, set->n, NULL};
    m->x = ARENA_ARRAY(then->scratch, m->rows * m->cols, float);
    features_fill(m, 0, set, then->deals, &s, out->raw.deal, m->rows);
}

/* How many horizons can be told on `day`. One can where the rows of a quarter
 * and more are known for as long: those of a few days would say nothing but
 * how fast the fastest are. The oldest row is the last. */
static size_t reach_on(const struct stage *g, int32_t day,
                       const struct horizons *h)
{
    const struct landmarks *l = &g->marks;
    size_t k = 0;

    while (l->m.rows && k < h->days.n &&
           day - l->date[l->m.rows - 1] >= h->days.day[k] + REPLAY_DAYS)
        k++;
    return k;
}

/* What was known on then->as_of says of the deals open on it. */
static void tell(struct told *out, const struct stage *g,
                 const struct context *then, const struct horizons *h)
{
    struct matrix m, open;
    struct endings ends;
    double *sum[ENDING_COUNT], *one[ENDING_COUNT];
    size_t won, lost, cells;

    *out = (struct told){.raw.day = then->as_of};
    deals_count_closed(then->deals, then->as_of, &won, &lost);
    if (won < REPLAY_LEAST || lost < REPLAY_LEAST)
        return;
    out->reach = reach_on(g, then->as_of, h);
    if (!out->reach)
        return;
    rows_before(&m, &ends, g, then->as_of, then->scratch);
    open_matrix(&open, out, then, &g->set);
    out->training_rows = m.rows;
    cells = out->raw.n * h->days.n;
    leaf_curves_all(out->all[ENDING_WON], out->all[ENDING_LOST], &ends,
                    &h->days);
    for (int e = 0; e < ENDING_COUNT; e++) {
        sum[e] = out->raw.chance[e] = ARENA_ARRAY(then->run, cells, double);
        one[e] = ARENA_ARRAY(then->scratch, cells, double);
    }
    for (int way = 0; way < ENDING_COUNT; way++) {
        struct forest f;
        struct leaf_curves curves;

        grow(&f, &m, &ends, (enum ending)way, split_day(out->all, h), then);
        leaf_curves_fit(&curves, &f, &m, &ends, &h->days, then->threads);
        leaf_curves_predict(one[ENDING_WON], one[ENDING_LOST], &curves, &f,
                            &open, then->threads);
        for (int e = 0; e < ENDING_COUNT; e++)
            for (size_t i = 0; i < cells; i++)
                sum[e][i] += one[e][i] / ENDING_COUNT;
        leaf_curves_release(&curves);
        forest_release(&f);
    }
}

/* The rows that judge one horizon and ending, pooled over the replays. */
struct judged {
    const struct stage *stage;
    const struct horizons *h;
    enum ending way;
    size_t k; /* of h->days */
    size_t n, replays;
    uint8_t *happened, *replay;
    double *p, *all; /* what was said of the deal; one figure for all */
};

static void judged_init(struct judged *j, const struct told *told, size_t n,
                        struct arena *a)
{
    size_t rows = 0;

    for (size_t t = 0; t < n; t++)
        rows += told[t].raw.n;
    j->happened = ARENA_ARRAY(a, rows, uint8_t);
    j->replay = ARENA_ARRAY(a, rows, uint8_t);
    j->p = ARENA_ARRAY(a, rows, double);
    j->all = ARENA_ARRAY(a, rows, double);
}

/* Was horizon k told, and is it known by as_of what came? */
static bool judges(const struct judged *j, const struct told *t)
{
    return j->k < t->reach &&
           (int64_t)t->raw.day + j->h->days.day[j->k] <= j->stage->ctx->as_of;
}

/* Of the n replays, whose deals were told `given`, raw or as calibrated. */
static void judged_fill(struct judged *j, const struct told *told,
                        const struct horizon_chances *given, size_t n)
{
    size_t n_days = j->h->days.n;

    j->n = j->replays = 0;
    for (size_t t = 0; t < n; t++) {
        const struct horizon_chances *c = given ? &given[t] : &told[t].raw;
        if (!judges(j, &told[t]))
            continue;
        j->replays++;
        for (size_t i = 0; i < c->n; i++) {
            enum ending ending;
            bool over = deal_ended(&ending, j->stage->ctx->deals, c->deal[i],
                                   c->day, j->h->days.day[j->k]);
            j->happened[j->n] = over && ending == j->way;
            j->replay[j->n] = (uint8_t)t;
            j->p[j->n] = c->chance[j->way][i * n_days + j->k];
            j->all[j->n++] = told[t].all[j->way][j->k];
        }
    }
}

/* How the raw chances of one horizon become those that are given. */
struct rule {
    bool own; /* false: one figure for all deals */
    struct calibrator now, past[HORIZON_REPLAYS];
};

/* Calibrated where that helps replays that the calibrator did not see; one
 * figure where deals are then told apart no better than by it. */
static void rule_find(struct rule *out, const struct judged *j,
                      struct arena *scratch)
{
    double *given = ARENA_ARRAY(scratch, j->n, double), raw, best;
    bool calibrated = true;

    *out = (struct rule){0};
    raw = best = brier(j->happened, j->p, j->n);
    for (size_t t = 0; calibrated && t < HORIZON_REPLAYS; t++)
        calibrated = calibrator_fit(&out->past[t], j->happened, j->p, j->n,
                                    j->replay, (uint8_t)t);
    if (calibrated &&
        calibrator_fit(&out->now, j->happened, j->p, j->n, NULL, 0)) {
        for (size_t i = 0; i < j->n; i++)
            given[i] = calibrate(&out->past[j->replay[i]], j->p[i]);
        best = brier(j->happened, given, j->n);
    }
    if (!(best < raw)) {
        out->now = (struct calibrator){0};
        memset(out->past, 0, sizeof out->past);
        best = raw;
    }
    out->own = best < brier(j->happened, j->all, j->n);
}

/* Rules of every horizon. One that fewer than two replays judge takes the rule
 * of the horizon before it. */
static void rules_find(struct rule rules[HORIZON_DAYS_MAX], struct judged *j,
                       const struct told *told, size_t n)
{
    struct arena work;

    arena_init(&work);
    for (j->k = 0; j->k < j->h->days.n; j->k++) {
        rules[j->k] = j->k ? rules[j->k - 1] : (struct rule){0};
        judged_fill(j, told, NULL, n);
        if (j->replays > 1)
            rule_find(&rules[j->k], j, &work);
    }
    arena_release(&work);
}

/* Never falls with the days; won and lost are at most 1 together: what is still
 * open is shared by what was to come. */
static void cohere(double *won, double *lost, size_t n_days)
{
    double w = 0, l = 0; /* of the day before */

    for (size_t k = 0; k < n_days; k++) {
        double more_won = fmax(won[k] - w, 0), more_lost = fmax(lost[k] - l, 0);
        double more = more_won + more_lost;
        double part = w + l + more > 1 ? fmax(1 - w - l, 0) / more : 1;

        w = won[k] = part < 1 ? w + part * more_won : fmax(won[k], w);
        l = lost[k] = part < 1 ? l + part * more_lost : fmax(lost[k], l);
    }
}

/* The chances as they are given; `replay` < 0: of as_of. */
static void give(struct horizon_chances *out, const struct told *told,
                 struct rule rules[ENDING_COUNT][HORIZON_DAYS_MAX], int replay,
                 const struct horizons *h, struct arena *run)
{
    size_t n = told->raw.n, n_days = h->days.n;

    *out = (struct horizon_chances){
        .day = told->raw.day, .n = n, .known = told->reach};
    out->deal = ARENA_ARRAY(run, n, uint32_t);
    if (n)
        memcpy(out->deal, told->raw.deal, n * sizeof *out->deal);
    for (int e = 0; e < ENDING_COUNT; e++) {
        out->chance[e] = ARENA_ARRAY(run, n * n_days, double);
        for (size_t i = 0; i < n * n_days; i++) {
            size_t k = i % n_days;
            const struct rule *r = &rules[e][k];
            double p = !r->own ? told->all[e][k]
                               : calibrate(replay < 0 ? &r->now
                                                      : &r->past[replay],
                                           told->raw.chance[e][i]);
            out->chance[e][i] = fmin(fmax(p, CHANCE_LEAST), 1 - CHANCE_LEAST);
        }
    }
    for (size_t i = 0; i < n; i++)
        cohere(out->chance[ENDING_WON] + i * n_days,
               out->chance[ENDING_LOST] + i * n_days, n_days);
}

static double calibration_error(const struct judged *j, struct arena *scratch)
{
    double *sorted = ARENA_ARRAY(scratch, j->n, double), error = 0;
    double mean[CALIBRATION_BINS] = {0}, seen[CALIBRATION_BINS] = {0};

    memcpy(sorted, j->p, j->n * sizeof *sorted);
    sort_doubles(sorted, j->n);
    for (size_t i = 0; i < j->n; i++) {
        size_t b = CALIBRATION_BINS - 1;
        while (b > 0 && j->p[i] < sorted[b * j->n / CALIBRATION_BINS])
            b--;
        mean[b] += j->p[i];
        seen[b] += j->happened[i];
    }
    for (size_t b = 0; b < CALIBRATION_BINS; b++)
        error += fabs(mean[b] - seen[b]);
    return error / (double)j->n;
}

/* What came of the chances that the replays gave. */
static void record(struct horizon_record *out, const struct judged *j,
                   const struct rule *rule, struct arena *scratch)
{
    double happened = 0, mean = 0;

    *out = (struct horizon_record){.replays = j->replays,
                                   .rows = j->n,
                                   .own = rule->own,
                                   .happened = NAN,
                                   .mean = NAN,
                                   .brier = NAN,
                                   .base_brier = NAN,
                                   .calibration_error = NAN};
    if (!j->n)
        return;
    for (size_t i = 0; i < j->n; i++) {
        happened += j->happened[i];
        mean += j->p[i];
    }
    out->happened = happened / (double)j->n;
    out->mean = mean / (double)j->n;
    out->brier = brier(j->happened, j->p, j->n);
    out->base_brier = brier(j->happened, j->all, j->n);
    out->calibration_error = calibration_error(j, scratch);
}

/* The replays that could be trained, newest first; *kept holds them. */
static size_t tell_past(struct told *told, struct arena *kept,
                        const struct stage *g, const struct horizons *h,
                        const struct horizon_wish *wish)
{
    size_t n = 0, days = wish && wish->n_past ? wish->n_past : HORIZON_REPLAYS;
    struct arena work;

    arena_init(&work);
    for (size_t k = 0; k < days; k++) {
        struct context then = *g->ctx;

        then.as_of = wish && wish->n_past
                         ? wish->past[k]
                         : g->ctx->as_of - REPLAY_DAYS * (int32_t)(k + 1);
        then.run = kept;
        then.scratch = &work;
        tell(&told[n], g, &then, h);
        n += told[n].reach > 0;
        arena_reset(&work);
    }
    arena_release(&work);
    return n;
}

void horizons_compute(struct horizons *out, const struct context *ctx,
                      const struct leaks *leaks,
                      const struct horizon_wish *wish)
{
    struct stage g = {.ctx = ctx};
    struct told told[HORIZON_REPLAYS], now;
    struct rule rules[ENDING_COUNT][HORIZON_DAYS_MAX];
    struct arena work;
    size_t n;

    *out = (struct horizons){0};
    if (!ctx->deals->created || ctx->deals->rate_gap)
        return;
    for (size_t k = 0; k < GRID_N; k++)
        days_add(out, GRID[k]);
    for (size_t k = 0; wish && k < wish->n_days; k++)
        days_add(out, wish->days[k]);
    arena_init(&work);
    feature_set_choose(&g.set, ctx->deals, leaks, &work);
    landmarks_build_all(&g.marks, ctx->deals, &g.set, ctx->as_of,
                        &ctx->settings->forest, &work);
    out->days.n = reach_on(&g, ctx->as_of, out);
    n = out->days.n ? tell_past(told, &work, &g, out, wish) : 0;
    if (n) {
        struct context then = *ctx;
        then.run = then.scratch = &work;
        tell(&now, &g, &then, out);
    }
    if (!n || !now.reach) {
        *out = (struct horizons){0};
        arena_release(&work);
        return;
    }
    struct judged j = {.stage = &g, .h = out};
    judged_init(&j, told, n, &work);
    for (int e = 0; e < ENDING_COUNT; e++) {
        j.way = (enum ending)e;
        rules_find(rules[e], &j, told, n);
    }
    out->training_rows = now.training_rows;
    out->n_replays = n;
    give(&out->now, &now, rules, -1, out, ctx->run);
    for (size_t t = 0; t < n; t++)
        give(&out->past[t], &told[t], rules, (int)t, out, ctx->run);
    for (int e = 0; e < ENDING_COUNT; e++)
        for (j.k = 0; j.k < out->days.n; j.k++) {
            j.way = (enum ending)e;
            judged_fill(&j, told, out->past, n);
            record(&out->record[e][j.k], &j, &rules[e][j.k], &work);
        }
    arena_release(&work);
}

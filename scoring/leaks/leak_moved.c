#include "scoring/leaks/leak_moved.h"

#include <math.h>

enum { SWEEPS = 15, FACTORS_MAX = 6, AGE_BANDS = 7 };

/* Rows: a deal that was open on a day, today the first of them. */
struct rows {
    size_t n, days, n_won;
    uint32_t *deal; /* n */
    uint8_t *day;   /* n; 0: today, k: 91·k days before */
    double *y, *won, *now, *time;
    size_t n_factors;
    struct factor {
        size_t levels;
        int32_t *of; /* n; 0 … levels − 1 */
    } factor[FACTORS_MAX];
};

static double log_amount(const struct deals *d, size_t i)
{
    double x = d->amount[i];

    return x > 0 && isfinite(x) ? log(x) : (double)NAN;
}

static int32_t age_band(double days)
{
    static const double until[AGE_BANDS - 1] = {14, 30, 60, 90, 180, 365};
    int32_t band = 0;

    while (band < AGE_BANDS - 1 && days > until[band])
        band++;
    return band;
}

/* The stage where it is dated; the last level: none. */
static int32_t stage_of(const struct deals *d, size_t i, int32_t day)
{
    int32_t stage = -1, entered;

    if (d->has_history)
        deals_stage_at(d, i, day, &stage, &entered);
    return stage < 0 ? (int32_t)d->stage.n_labels : stage;
}

static void add_row(struct rows *r, const struct context *ctx, uint32_t i,
                    uint8_t k)
{
    static const enum group groups[] = {GROUP_PRODUCT, GROUP_REGION,
                                        GROUP_INDUSTRY};
    const struct deals *d = ctx->deals;
    int32_t day = ctx->as_of - MOVED_DAYS * k;
    size_t at = r->n++, f = 0;

    r->deal[at] = i;
    r->day[at] = k;
    r->y[at] = log_amount(d, i);
    r->won[at] = deals_state(d, i, ctx->as_of) == STATE_WON;
    r->now[at] = k == 0;
    r->time[at] = -(double)k;
    r->factor[f].levels = d->stage.n_labels + 1;
    r->factor[f++].of[at] = stage_of(d, i, day);
    r->factor[f].levels = AGE_BANDS;
    r->factor[f++].of[at] = age_band(day - d->created[i]);
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        const struct category *c = &d->groups[groups[g]];
        int32_t code = c->n_labels ? c->code[i] : -1;
        r->factor[f].levels = c->n_labels + 1;
        r->factor[f++].of[at] = code < 0 ? (int32_t)c->n_labels : code;
    }
    r->n_factors = f;
}

/* Deals that were open k days of MOVED_DAYS ago, with an amount; false: too
 * many of them are open still. */
static bool add_day(struct rows *r, const struct context *ctx, uint8_t k,
                    struct arena *work)
{
    const struct deals *d = ctx->deals;
    size_t n, closed = 0, from = r->n;
    const uint32_t *open =
        deals_open(d, ctx->as_of - MOVED_DAYS * k, &n, work);

    for (size_t i = 0; k && i < n; i++)
        closed += state_is_closed(deals_state(d, open[i], ctx->as_of));
    if (k && (double)closed < MOVED_RESOLVED * (double)n)
        return false;
    for (size_t i = 0; i < n; i++) {
        bool over = state_is_closed(deals_state(d, open[i], ctx->as_of));
        if (over == (k > 0) && !isnan(log_amount(d, open[i])) &&
            d->created[open[i]] != DATE_NONE)
            add_row(r, ctx, open[i], k);
    }
    for (size_t i = from; i < r->n; i++)
        r->n_won += r->won[i] > 0;
    r->days += r->n > from;
    return true;
}

static void rows_init(struct rows *r, size_t room, struct arena *work)
{
    *r = (struct rows){.deal = ARENA_ARRAY(work, room, uint32_t),
                       .day = ARENA_ARRAY(work, room, uint8_t),
                       .y = ARENA_ARRAY(work, room, double),
                       .won = ARENA_ARRAY(work, room, double),
                       .now = ARENA_ARRAY(work, room, double),
                       .time = ARENA_ARRAY(work, room, double)};
    for (size_t f = 0; f < FACTORS_MAX; f++)
        r->factor[f].of = ARENA_ARRAY(work, room, int32_t);
}

/* Which rows a question is about, and what it takes out besides. */
struct question {
    const struct rows *r;
    const uint8_t *in; /* rows */
    bool line;         /* over time; else each day by itself */
    struct arena *work;
};

static void take_means(double *x, const struct question *q,
                       const struct factor *f)
{
    double *sum = ARENA_ARRAY(q->work, f->levels, double);
    double *n = ARENA_ARRAY(q->work, f->levels, double);

    for (size_t i = 0; i < q->r->n; i++)
        if (q->in[i]) {
            sum[f->of[i]] += x[i];
            n[f->of[i]]++;
        }
    for (size_t i = 0; i < q->r->n; i++)
        if (q->in[i])
            x[i] -= sum[f->of[i]] / n[f->of[i]];
}

static void take_line(double *x, const struct question *q, const double *time)
{
    double t = 0, mean = 0, n = 0, cross = 0, square = 0;

    for (size_t i = 0; i < q->r->n; i++)
        if (q->in[i]) {
            t += time[i];
            mean += x[i];
            n++;
        }
    t /= n;
    mean /= n;
    for (size_t i = 0; i < q->r->n; i++)
        if (q->in[i]) {
            cross += (time[i] - t) * (x[i] - mean);
            square += (time[i] - t) * (time[i] - t);
        }
    for (size_t i = 0; square > 0 && i < q->r->n; i++)
        if (q->in[i])
            x[i] -= mean + cross / square * (time[i] - t);
}

/* What is left of x: by turns, until all is out (von Neumann 1950). */
static double *left_of(const double *x, const struct question *q)
{
    double *out = ARENA_ARRAY(q->work, q->r->n, double);
    int32_t *day = ARENA_ARRAY(q->work, q->r->n, int32_t);
    const struct factor days = {MOVED_PAST + 1, day};

    memcpy(out, x, q->r->n * sizeof *x);
    for (size_t i = 0; i < q->r->n; i++)
        day[i] = q->r->day[i];
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        for (size_t f = 0; f < q->r->n_factors; f++)
            take_means(out, q, &q->r->factor[f]);
        if (q->line)
            take_line(out, q, q->r->time);
        else
            take_means(out, q, &days);
    }
    return out;
}

struct effect {
    double size, errors; /* in standard errors */
};

/* The coefficient of z in y, errors clustered by deal. */
static struct effect effect_of(const double *z, const struct question *q)
{
    const struct rows *r = q->r;
    double *x = left_of(z, q), *y = left_of(r->y, q);
    double cross = 0, square = 0, b, spread = 0, clusters = 0;
    uint32_t most = 0;
    double *sum;

    for (size_t i = 0; i < r->n; i++) {
        cross += q->in[i] ? x[i] * y[i] : 0;
        square += q->in[i] ? x[i] * x[i] : 0;
        most = r->deal[i] > most ? r->deal[i] : most;
    }
    if (square < 1e-6)
        return (struct effect){NAN, NAN};
    b = cross / square;
    sum = ARENA_ARRAY(q->work, (size_t)most + 1, double);
    for (size_t i = 0; i < r->n; i++)
        if (q->in[i])
            sum[r->deal[i]] += x[i] * (y[i] - b * x[i]);
    for (size_t k = 0; k <= most; k++) {
        spread += sum[k] * sum[k];
        clusters += sum[k] != 0;
    }
    spread *= clusters / fmax(clusters - 1, 1);
    return (struct effect){b, b / (sqrt(spread) / square)};
}

/* How far the deals of the past day k stand from those of other past days. */
static double apart_then(const struct rows *r, uint8_t k, struct arena *work)
{
    uint8_t *in = ARENA_ARRAY(work, r->n, uint8_t);
    double *z = ARENA_ARRAY(work, r->n, double);
    struct question q = {r, in, true, work};

    for (size_t i = 0; i < r->n; i++) {
        in[i] = r->day[i] > 0;
        z[i] = r->day[i] == k;
    }
    return fabs(effect_of(z, &q).size);
}

static void judge(struct leak_moved *out, const struct rows *r)
{
    struct arena work;
    uint8_t *in;
    double past = 0, won_share, furthest = 0;
    struct effect won, now;

    arena_init(&work);
    in = ARENA_ARRAY(&work, r->n, uint8_t);
    for (size_t i = 0; i < r->n; i++) {
        in[i] = r->day[i] > 0;
        past += in[i];
    }
    won = effect_of(r->won, &(struct question){r, in, false, &work});
    memset(in, 1, r->n);
    now = effect_of(r->now, &(struct question){r, in, true, &work});
    won_share = (double)r->n_won / past;
    out->won = won.size;
    out->now = now.size;
    out->found =
        fabs(won.errors) >= MOVED_ERRORS && fabs(now.errors) >= MOVED_ERRORS &&
        fabs(now.size) >= MOVED_SHARE * fmin(won_share, 1 - won_share) *
                              fabs(won.size);
    for (uint8_t k = 1; out->found && k <= MOVED_PAST; k++) {
        arena_reset(&work);
        furthest = apart_then(r, k, &work);
        out->found = isnan(furthest) || furthest < fabs(now.size);
    }
    arena_release(&work);
}

void leak_moved(struct leak_moved *out, const struct context *ctx)
{
    const struct deals *d = ctx->deals;
    struct arena work;
    struct rows r;
    size_t today, room = 0;

    *out = (struct leak_moved){NAN, NAN, 0, false};
    if (!d->amount || !d->created || deals_date_amounts(d) || d->rate_gap)
        return;
    arena_init(&work);
    for (int k = 0; k <= MOVED_PAST; k++) {
        size_t n;
        deals_open(d, ctx->as_of - MOVED_DAYS * k, &n, &work);
        room += n;
    }
    rows_init(&r, room, &work);
    add_day(&r, ctx, 0, &work);
    today = r.n;
    r.days = 0;
    for (uint8_t k = 1; k <= MOVED_PAST; k++)
        add_day(&r, ctx, k, &work);
    out->days = r.days;
    if (today >= MOVED_DEALS && r.days >= MOVED_LEAST &&
        r.n_won >= MOVED_DEALS && r.n - today - r.n_won >= MOVED_DEALS)
        judge(out, &r);
    arena_release(&work);
}

#include "scoring/portfolio/cycle.h"

#include <math.h>

#include "scoring/base/ecdf.h"
#include "scoring/portfolio/lifetimes.h"

/* One spell and the quarter in which its deal was created. */
static int by_cohort(const void *left, const void *right)
{
    const struct lifetime *a = left, *b = right;

    if (a->cohort != b->cohort)
        return a->cohort < b->cohort ? -1 : 1;
    if (a->days != b->days)
        return a->days < b->days ? -1 : 1;
    return a->event < b->event ? -1 : a->event > b->event;
}

/* The spells come sorted by cohort. */
static void created_quarters(struct cycle *out, const struct context *ctx,
                             const struct lifetime *list, size_t n)
{
    size_t quarters = 0, first = 0;

    for (size_t i = 0; i < n; i++)
        quarters += i == 0 || list[i].cohort != list[i - 1].cohort;
    out->created = ARENA_ARRAY(ctx->run, quarters, struct created_quarter);

    for (size_t i = 0; i < n; i = first) {
        while (first < n && list[first].cohort == list[i].cohort)
            first++;
        out->created[out->n_created++] = (struct created_quarter){
            .quarter = list[i].cohort,
            .km = km_median(list + i, first - i, ctx->scratch),
        };
    }
}

/* Over the newest cohorts that are whole, numbered from 0. */
static double logrank(const struct cycle *c, const struct lifetime *list,
                      size_t n, struct arena *scratch)
{
    struct lifetime *kept = ARENA_ARRAY(scratch, n, struct lifetime);
    size_t whole = 0, m = 0, k = 0, cohort = 0, skip;

    for (size_t i = 0; i < c->n_created; i++)
        whole += c->created[i].whole;
    skip = whole > CYCLE_COHORTS ? whole - CYCLE_COHORTS : 0;
    for (size_t i = 0; i < n; i++) {
        while (c->created[k].quarter != list[i].cohort)
            cohort += c->created[k++].whole;
        if (!c->created[k].whole || cohort < skip)
            continue;
        kept[m] = list[i];
        kept[m++].cohort = (int)(cohort - skip);
    }
    return logrank_p(kept, m, whole - skip, scratch);
}

struct closing {
    int quarter;
    double days;
};

static int by_quarter(const void *left, const void *right)
{
    const struct closing *a = left, *b = right;

    if (a->quarter != b->quarter)
        return a->quarter < b->quarter ? -1 : 1;
    return a->days < b->days ? -1 : a->days > b->days;
}

static void close_quarters(struct cycle *out, const struct deal_states *s)
{
    const struct deals *d = s->ctx->deals;
    struct closing *list = ARENA_ARRAY(s->ctx->scratch, d->n, struct closing);
    size_t n = 0, quarters = 0;

    for (size_t i = 0; i < d->n; i++)
        if (!isnan(s->cycle[i]))
            list[n++] = (struct closing){
                date_quarter(d->closed[i], out->fiscal_month), s->cycle[i]};
    if (n > 1)
        qsort(list, n, sizeof(*list), by_quarter);
    for (size_t i = 0; i < n; i++)
        quarters += i == 0 || list[i].quarter != list[i - 1].quarter;
    out->close = ARENA_ARRAY(s->ctx->run, quarters, struct close_quarter);

    for (size_t i = 0; i < n; i++) {
        if (i == 0 || list[i].quarter != list[i - 1].quarter)
            out->close[out->n_close++].quarter = list[i].quarter;
        struct close_quarter *q = &out->close[out->n_close - 1];
        q->deals++;
        out->closes++;
        q->mean_days += list[i].days; /* the sum, until all are in */
    }
    for (size_t k = 0; k < out->n_close; k++)
        out->close[k].mean_days /= (double)out->close[k].deals;

    out->naive_change_pct = NAN;
    if (out->n_close > 1 && out->close[0].mean_days > 0)
        out->naive_change_pct = 100 * (out->close[out->n_close - 1].mean_days /
                                           out->close[0].mean_days -
                                       1);
}

static void incidence(struct cycle *out, const struct context *ctx,
                      const struct lifetime *list, size_t n)
{
    static const double days[] = {15, 30, 60, 90, 120, 180, 365};
    size_t k = 0;
    double longest = -1;

    for (size_t i = 0; i < n; i++)
        longest = fmax(longest, list[i].days);
    while (k < sizeof days / sizeof *days && days[k] <= longest)
        k++;
    out->n_incidence = k;
    out->incidence = ARENA_ARRAY(ctx->run, k, struct incidence);
    cumulative_incidence(out->incidence, days, k, list, n, ctx->scratch);
}

/* Evenly from 0 to the last day that any deal was followed, and that day. */
static void curve(struct cycle *out, const struct context *ctx,
                  const struct lifetime *list, size_t n)
{
    enum { STEP = 5, STEPS_MOST = 400 };
    double longest = -1, *days, step;
    size_t k = 0;

    out->lives = n;
    for (size_t i = 0; i < n; i++)
        longest = fmax(longest, list[i].days);
    if (longest <= 0)
        return;
    step = STEP * fmax(1, ceil(longest / STEP / STEPS_MOST));
    days = ARENA_ARRAY(ctx->scratch, STEPS_MOST + 2, double);
    for (; (double)k * step < longest; k++)
        days[k] = (double)k * step;
    days[k++] = longest;
    out->n_curve = k;
    out->curve = ARENA_ARRAY(ctx->run, k, struct incidence);
    cumulative_incidence(out->curve, days, k, list, n, ctx->scratch);
}

static bool complete(const struct created_quarter *q)
{
    return !isnan(q->km.median) && !isnan(q->km.ci.lower) &&
           !isnan(q->km.ci.upper);
}

static void oldest_and_newest(struct cycle *c, size_t closed)
{
    c->oldest = c->newest = NULL;
    for (size_t k = 0; k < c->n_created; k++)
        if (c->created[k].whole && complete(&c->created[k]) &&
            c->created[k].km.closed >= closed) {
            c->oldest = c->oldest == NULL ? &c->created[k] : c->oldest;
            c->newest = &c->created[k];
        }
}

/* The export as a whole: what it holds, and what it may lack. */
struct holdings {
    int32_t first_close;
    bool any_open;
    double quick, slow; /* lower quartile and ninth decile of cycles */
};

/* False where no deal has closed. */
static bool look(struct holdings *out, const struct deal_states *s)
{
    const struct deals *d = s->ctx->deals;
    struct ecdf cycles = {0, ARENA_ARRAY(s->ctx->scratch, d->n, double)};

    *out = (struct holdings){.first_close = INT32_MAX};
    for (size_t i = 0; i < d->n; i++) {
        out->any_open = out->any_open || s->state[i] == STATE_OPEN;
        if (isnan(s->cycle[i]))
            continue;
        cycles.sorted[cycles.n++] = s->cycle[i];
        if (d->closed[i] < out->first_close)
            out->first_close = d->closed[i];
    }
    if (!cycles.n)
        return false;
    ecdf_sort(&cycles, ARENA_ARRAY(s->ctx->scratch, cycles.n, double));
    out->quick = cycles.sorted[(cycles.n - 1) / 4];
    out->slow = cycles.sorted[(cycles.n - 1) * 9 / 10];
    return true;
}

/* The days on which the first and the last deal of each quarter began. */
static void find_days(int32_t *first, int32_t *last, const struct cycle *c,
                      const struct deal_states *s)
{
    const struct deals *d = s->ctx->deals;

    for (size_t k = 0; k < c->n_created; k++)
        first[k] = INT32_MAX, last[k] = INT32_MIN;
    for (size_t i = 0; d->created && i < d->n; i++) {
        int32_t day = d->created[i];
        if (day == DATE_NONE || s->state[i] == STATE_UNBORN)
            continue;
        int quarter = date_quarter(day, c->fiscal_month);
        for (size_t k = 0; k < c->n_created; k++)
            if (c->created[k].quarter == quarter) {
                first[k] = day < first[k] ? day : first[k];
                last[k] = day > last[k] ? day : last[k];
                break;
            }
    }
}

static void count_undated(struct cycle *c, const struct deal_states *s)
{
    const struct deals *d = s->ctx->deals;

    for (size_t i = 0; i < d->n; i++) {
        if (d->created && d->created[i] != DATE_NONE)
            continue;
        c->undated += s->state[i] != STATE_UNBORN;
        c->undated_open += s->state[i] == STATE_OPEN;
    }
}

/* The part of a quarter that is over on as_of, 0 … 1. */
static double part_over(int quarter, const struct deal_states *s, int month)
{
    int32_t start = quarter_start(quarter, month);
    int32_t end = quarter_start(quarter + 1, month);
    double part = ((double)s->ctx->as_of + 1 - start) / ((double)end - start);

    return fmin(1, fmax(0, part));
}

/* Fewer deals than a quarter should hold of which a part is over, after n
 * others: half of the usual, or, after enough of them, what is out of line with
 * how they vary. */
static double least_deals(const double *deals, size_t n, double part,
                          struct arena *scratch)
{
    enum { ENOUGH = 4 };
    double usual = part * quantile(deals, n, 0.5, scratch);
    double spread = part *
                    (quantile(deals, n, 0.75, scratch) -
                     quantile(deals, n, 0.25, scratch)) /
                    1.349; /* that of a normal distribution is 1 */

    if (n < ENOUGH)
        return usual / 2;
    spread = fmax(spread, fmax(usual / 10, sqrt(usual)));
    return fmax(usual / 2, usual - 3 * spread);
}

/* Quarters that lack deals by what stood in those before them, and those that
 * deals without a start could change. */
static void mark_thin(struct cycle *c, const struct deal_states *s)
{
    enum { BEFORE = 2 };
    double *deals = ARENA_ARRAY(s->ctx->scratch, c->n_created, double);

    for (size_t k = 0; k < c->n_created; k++) {
        struct created_quarter *q = &c->created[k];
        double n = (double)q->km.deals;
        double part = part_over(q->quarter, s, c->fiscal_month);
        if (k >= BEFORE && n < least_deals(deals, k, part, s->ctx->scratch)) {
            c->thin = q;
            c->usual = quantile(deals, k, 0.5, s->ctx->scratch);
            q->whole = false;
        }
        deals[k] = n;
        if ((double)c->undated_open > n / 5) {
            c->blurred = q;
            q->whole = false;
        }
    }
}

/* Which quarters the export seems to hold whole. */
static void mark_whole(struct cycle *c, const struct deal_states *s)
{
    int32_t *first = ARENA_ARRAY(s->ctx->scratch, c->n_created, int32_t);
    int32_t *last = ARENA_ARRAY(s->ctx->scratch, c->n_created, int32_t);
    struct holdings h;

    for (size_t k = 0; k < c->n_created; k++)
        c->created[k].whole = true;
    c->first_close = DATE_NONE;
    if (!look(&h, s))
        return;
    c->first_close = h.first_close;
    find_days(first, last, c, s);
    for (size_t k = 0; k < c->n_created; k++) {
        struct created_quarter *q = &c->created[k];
        if (first[k] > last[k]) /* all of others' deals */
            continue;
        if (h.first_close - first[k] > h.quick) {
            q->whole = false;
            c->no_quick = q;
        } else if (!h.any_open && s->ctx->as_of - last[k] < h.slow) {
            q->whole = false;
            c->no_slow = c->no_slow ? c->no_slow : q;
        }
    }
    mark_thin(c, s);
}

static void compare_cohorts(struct cycle *out)
{
    out->differ = out->logrank_p < CYCLE_P;
    out->median_change = NAN;
    out->median_difference = (struct interval){NAN, NAN};
    oldest_and_newest(out, CYCLE_CLOSED);
    if (out->oldest == out->newest)
        oldest_and_newest(out, 0);
    if (out->oldest == out->newest)
        return;

    const struct km_median *n = &out->newest->km, *o = &out->oldest->km;
    double d = n->median - o->median;
    out->median_change = d;
    out->median_difference.lower =
        d - hypot(n->median - n->ci.lower, o->ci.upper - o->median);
    out->median_difference.upper =
        d + hypot(n->ci.upper - n->median, o->median - o->ci.lower);
    out->changed = out->differ && (out->median_difference.lower > 0 ||
                                   out->median_difference.upper < 0);
}

void cycle_compute(struct cycle *out, const struct deal_states *s)
{
    const struct context *ctx = s->ctx;
    int month = ctx->settings->fiscal_month;
    size_t n;
    struct lifetime *list =
        lifetimes_make(&n, ctx->deals, ctx->as_of, month, ctx->scratch);

    if (n > 1)
        qsort(list, n, sizeof *list, by_cohort);

    *out = (struct cycle){.fiscal_month = month};
    close_quarters(out, s);
    incidence(out, ctx, list, n);
    curve(out, ctx, list, n);
    created_quarters(out, ctx, list, n);
    count_undated(out, s);
    mark_whole(out, s);
    out->logrank_p = logrank(out, list, n, ctx->scratch);
    compare_cohorts(out);
}

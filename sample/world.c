#include "sample/world.h"

#include <math.h>

#include "sample/world_parts.h"
#include "scoring/base/rng.h"

enum { WINDOW_DAYS = 730, DEALS_A_REP = 110 };
#define SKEW 1.3   /* of labels: skewed() */
#define LEVEL 0.10 /* log odds of a loss of an average deal */

/* Streams of random numbers, so that adding a draw moves no other. */
enum stream { STREAM_EFFECTS = 1, STREAM_PAIRS = 2, STREAM_DEAL = 1000 };
/* Streams by a number of their own: a seed apart. */
enum apart {
    APART_ACCOUNT = 0x5acc0,
    APART_TRAITS = 0x7a175,  /* of a deal, by a scenario */
    APART_END = 0xe4d00,     /* of a deal, by a scenario */
    APART_KEPT = 0x4e900,    /* of a deal, in the export */
    APART_MONTH = 0x304d0,   /* of a rep's month */
    APART_QUARTER = 0x98a70, /* of a region's quarter */
    APART_COMPANY = 0xc03a7, /* of the company's quarter */
    APART_CROWD = 0xc403d,   /* of a deal, by a scenario */
};

static const double STAGE_MEAN[WORLD_STAGES] = {9, 12, 16, 16, 13};
static const double CLASS_PACE[WORLD_CLASSES] = {0.8, 1.0, 1.3};
static const double EXIT_SHARE[WORLD_STAGES] = {0.10, 0.12, 0.15, 0.15, 0};
static const double SLIP_SHARE = 0.04; /* of stays, slip back a stage */
static const double PUSH_RATE = 0.011; /* a day */

int32_t world_day(void)
{
    return date_from_civil(2026, 6, 29);
}

size_t world_reps(const struct world *w)
{
    return w->n_reps;
}

uint64_t world_seed(const struct world *w)
{
    return w->options.seed;
}

const struct scenario *world_scenario(const struct world *w)
{
    return w->scenario;
}

/* P(gamma(2, mean / 2) ≤ x). */
static double gamma2_cdf(double x, double mean)
{
    double t = 2 * x / mean;
    return x <= 0 ? 0 : 1 - exp(-t) * (1 + t);
}

static void make_stay(struct stay_law *law, double mean, double closing,
                      double linger)
{
    double left = 1;

    for (int d = 1; d < TABLE_DAYS; d++) {
        law->density[d] = gamma2_cdf(d, mean) - gamma2_cdf(d - 1, mean);
        if (law->density[d] < 1e-12)
            law->density[d] = 1e-12;
    }
    for (int t = 0; t < TABLE_DAYS; t++) {
        double lingering = 0;
        left -= t ? law->density[t] : 0;
        /* Lost inside, but nobody has closed it yet. */
        for (int d = 1; d <= t && linger > 0 && closing > 0; d++)
            lingering +=
                law->density[d] * closing * exp(-(double)(t - d) / linger);
        law->survival[t] = fmax(left, 1e-12) + lingering;
    }
}

static void draw_effects(double *out, size_t n, double spread, struct rng *r)
{
    for (size_t i = 0; i < n; i++)
        out[i] = spread * rng_normal(r);
}

/* One of several labels, so many of them, the first the most frequent. */
static double skewed_share(size_t i, size_t n)
{
    return pow((double)(i + 1) / (double)n, 1 / SKEW) -
           pow((double)i / (double)n, 1 / SKEW);
}

/* Of pairs of labels, out[rows × cols]: mean 0 over each row and each column,
 * weighted by the labels' shares, so that neither tells anything by itself;
 * variance 1 over all. */
static void draw_pairs(double *out, size_t rows, size_t cols,
                       const double *row_share, const double *col_share,
                       struct rng *r)
{
    double square = 0;

    for (size_t i = 0; i < rows; i++) {
        double mean = 0;
        for (size_t k = 0; k < cols; k++) {
            out[i * cols + k] = rng_below(r, 2) ? 1 : -1;
            mean += col_share[k] * out[i * cols + k];
        }
        for (size_t k = 0; k < cols; k++)
            out[i * cols + k] -= mean;
    }
    for (size_t k = 0; k < cols; k++) {
        double mean = 0;
        for (size_t i = 0; i < rows; i++)
            mean += row_share[i] * out[i * cols + k];
        for (size_t i = 0; i < rows; i++) {
            out[i * cols + k] -= mean;
            square += row_share[i] * col_share[k] * out[i * cols + k] *
                      out[i * cols + k];
        }
    }
    for (size_t k = 0; k < rows * cols && square > 0; k++)
        out[k] /= sqrt(square);
}

static void draw_interactions(struct world *w)
{
    /* Of a normal size below −0.6, between, and above 0.7. */
    static const double classes[WORLD_CLASSES] = {0.2743, 0.4837, 0.2420};
    double sources[WORLD_SOURCES], regions[WORLD_REGIONS];
    double industries[WORLD_INDUSTRIES];
    struct rng r;

    for (size_t i = 0; i < WORLD_SOURCES; i++)
        sources[i] = skewed_share(i, WORLD_SOURCES);
    for (size_t i = 0; i < WORLD_REGIONS; i++)
        regions[i] = skewed_share(i, WORLD_REGIONS);
    for (size_t i = 0; i < WORLD_INDUSTRIES; i++)
        industries[i] = skewed_share(i, WORLD_INDUSTRIES);
    rng_init(&r, w->options.seed, STREAM_PAIRS);
    draw_pairs(w->source_region[0], WORLD_SOURCES, WORLD_REGIONS, sources,
               regions, &r);
    draw_pairs(w->industry_size[0], WORLD_INDUSTRIES, WORLD_CLASSES, industries,
               classes, &r);
}

/* Stays of a size class in days, as a share of the usual. */
static double class_pace(const struct scenario *s, int size_class)
{
    if (s->pace_first > 0) /* classes are lines of business: see traits */
        return size_class == 0 ? s->pace_first : s->pace_others;
    return CLASS_PACE[size_class];
}

static size_t count_reps(const struct world_options *o,
                         const struct scenario *s)
{
    double n =
        (double)o->deals / (s->deals_a_rep > 0 ? s->deals_a_rep : DEALS_A_REP);
    return (size_t)fmin(fmax(n, 10), WORLD_REPS / 2.0);
}

double world_closing_share(const struct world *w, bool lost, int stage)
{
    return stage == WORLD_STAGES - 1 ? 1 - w->slip[lost] : w->exit[lost][stage];
}

const struct world *world_make(const struct world_options *options,
                               struct arena *a)
{
    struct world *w = ARENA_NEW(a, struct world);
    const struct scenario *s =
        options->scenario ? options->scenario : &SCENARIOS[0];
    double capped = s->blind ? 0 : fmin(fmax(options->signal, 0), 1.5);
    struct rng r;

    w->options = *options;
    w->scenario = s;
    if (s->weak_rep > 0)
        w->options.weak_rep = s->weak_rep;
    w->n_reps = count_reps(options, s);
    w->n_accounts = options->deals / 5 + 40;
    rng_init(&r, options->seed, STREAM_EFFECTS);
    draw_effects(w->rep, WORLD_REPS, 0.42, &r);
    if (w->options.weak_rep > 0)
        w->rep[0] = 0; /* as weak as planted, not by luck of the draw */
    draw_effects(w->source, WORLD_SOURCES, 0.35, &r);
    draw_effects(w->industry, WORLD_INDUSTRIES, 0.30, &r);
    draw_effects(w->region, WORLD_REGIONS, 0.20, &r);
    draw_effects(w->product, WORLD_PRODUCTS, 0.25, &r);
    for (int lost = 0; lost < 2; lost++) {
        double pace = lost ? 1 + 0.12 * capped : 1 - 0.03 * capped;
        double own = lost ? s->pace_lost : s->pace_won;
        pace *= own > 0 ? own : 1;
        w->slip[lost] = SLIP_SHARE * (lost ? 1 + 0.8 * capped : 1);
        w->push[lost] = PUSH_RATE * (lost ? 1 + 0.45 * capped : 1);
        for (int k = 0; k < WORLD_STAGES; k++) {
            w->exit[lost][k] = lost ? fmin(1, capped) * EXIT_SHARE[k] : 0;
            for (int c = 0; c < WORLD_CLASSES; c++)
                make_stay(&w->stay[lost][k][c],
                          STAGE_MEAN[k] * class_pace(s, c) * pace,
                          lost ? world_closing_share(w, true, k) : 0,
                          options->linger);
        }
    }
    draw_interactions(w);
    return w;
}

static int32_t created_on(const struct world *w, size_t number)
{
    double place = ((double)number + 0.5) / (double)w->options.deals;
    int32_t day =
        world_day() - WINDOW_DAYS + 1 + (int32_t)floor(place * WINDOW_DAYS);
    int weekday = date_weekday(day);

    return weekday > 4 ? day - (weekday - 4) : day; /* never on a weekend */
}

size_t world_count(const struct world *w, int32_t day)
{
    size_t low = 0, high = w->options.deals;

    while (created_on(w, high) <= day)
        high *= 2;
    while (low < high) { /* creation dates never fall with the number */
        size_t mid = low + (high - low) / 2;
        if (created_on(w, mid) <= day)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* A skewed draw below n: the first are the most frequent. */
static int skewed(struct rng *r, size_t n)
{
    double u = rng_uniform(r);
    return (int)(pow(u, SKEW) * (double)n);
}

/* Standard normal, of two numbers; the same whenever it is asked for. */
static double shock(const struct world *w, enum apart of, int a, int b)
{
    struct rng r;
    rng_init(&r, w->options.seed ^ of, (uint64_t)a << 32 | (uint32_t)b);
    return rng_normal(&r);
}

static double account_effect(const struct world *w, size_t account)
{
    double spread = w->scenario->account_spread;
    struct rng r;

    rng_init(&r, w->options.seed ^ APART_ACCOUNT, account);
    return (spread > 0 ? spread : 0.15) * rng_normal(&r);
}

/* Log odds of a loss of an average deal. */
static double level_on(const struct scenario *s, int32_t created)
{
    double passed = 1 + (double)(created - world_day()) / WINDOW_DAYS;
    double lost = s->lost_first +
                  (s->lost_last - s->lost_first) * fmin(fmax(passed, 0), 1);

    if (s->lost_last > 0)
        return log(lost / (1 - lost));
    return LEVEL + (created > world_day() - s->step_days ? s->step : 0);
}

/* Log odds that no single label tells. */
static double effect_of_pairs(const struct world *w, const struct world_deal *d)
{
    const struct scenario *s = w->scenario;
    struct civil on = date_civil(d->created);
    double out = 0;

    if (s->interaction > 0)
        out += s->interaction * (w->source_region[d->source][d->region] +
                                 w->industry_size[d->industry][d->size_class]);
    if (s->rep_month > 0)
        out += s->rep_month *
               shock(w, APART_MONTH, d->rep, 12 * on.year + on.month);
    return out;
}

/* P(lost) of a deal whose size is that many standard deviations from usual. */
static double prior(const struct world *w, const struct world_deal *d,
                    double size)
{
    const struct scenario *s = w->scenario;
    bool average = s->even_reps || (size_t)d->rep >= w->n_reps; /* a hire */
    double eta = average ? 0 : w->rep[d->rep], odds;
    double size_effect = s->size_effect > 0 ? s->size_effect : 0.25;

    if (!s->even_deals)
        eta = eta + w->source[d->source] + w->industry[d->industry] +
              w->region[d->region] + w->product[d->product] +
              account_effect(w, d->account) +
              size_effect * fmax(-2, fmin(2, size));
    eta += effect_of_pairs(w, d);
    odds = level_on(s, d->created) + w->options.signal * eta;
    /* Averaged over normal shocks to come (MacKay 1992). */
    odds /= sqrt(1 + M_PI / 8 * s->region_quarter * s->region_quarter);
    double p = 1 / (1 + exp(-odds));
    return d->rep == 0 ? fmin(0.98, p + w->options.weak_rep) : p;
}

/* Who sells what, where a scenario says so. */
static void change_traits(struct world_deal *out, const struct world *w)
{
    const struct scenario *s = w->scenario;
    int32_t day = world_day();
    struct rng r;

    rng_init(&r, w->options.seed ^ APART_TRAITS, out->number);
    if (s->tenure > 0) { /* each place changes hands on a day of its own */
        int32_t since = out->created - (day - WINDOW_DAYS) +
                        out->rep * s->tenure / (int32_t)w->n_reps;
        out->rep += (int)w->n_reps * (since / s->tenure);
    }
    if (rng_uniform(&r) < s->hire_share && out->created > day - s->hire_days)
        out->rep = (int)w->n_reps + (int)rng_below(&r, (uint32_t)s->hires);
    if (rng_uniform(&r) < s->launch_share &&
        out->created > day - s->launch_days)
        out->product = WORLD_PRODUCTS;
}

static void draw_traits(struct world_deal *out, const struct world *w,
                        struct rng *r)
{
    static const double middle[WORLD_PRODUCTS + 1] = {9.1, 10.2, 11.2, 10.2};
    const struct scenario *s = w->scenario;
    double size;

    out->rep = (int)rng_below(r, (uint32_t)w->n_reps);
    out->source = skewed(r, WORLD_SOURCES);
    out->industry = skewed(r, WORLD_INDUSTRIES);
    out->region = skewed(r, WORLD_REGIONS);
    out->product = skewed(r, WORLD_PRODUCTS);
    out->account = (size_t)(pow(rng_uniform(r), 1.5) * (double)w->n_accounts);
    change_traits(out, w);
    size = rng_normal(r);
    out->amount = exp(middle[out->product] +
                      (s->amount_spread > 0 ? s->amount_spread : 0.7) * size);
    out->amount = round(out->amount / 100) * 100;
    out->size_class = size < -0.6 ? 0 : size > 0.7 ? 2 : 1;
    out->prior = prior(w, out, size);
    if (s->pace_first > 0) /* the pace is that of the line of business */
        out->size_class = out->product == 0 ? 0 : 2;
    out->lost = rng_uniform(r) < out->prior;
    if (rng_uniform(r) < 0.03)
        out->amount = NAN;
}

static int draw_stay(const struct stay_law *law, struct rng *r)
{
    double u = rng_uniform(r);

    for (int d = 1; d < TABLE_DAYS - 1; d++) {
        u -= law->density[d];
        if (u < 0)
            return d;
    }
    return TABLE_DAYS - 1;
}

static void walk(struct world_deal *out, const struct world *w, struct rng *r)
{
    int32_t day = out->created;
    int stage = 0;
    bool slipped, closes;

    for (out->n_stays = 0;;) {
        bool last_stay = out->n_stays == WORLD_STAYS - 1;
        out->stays[out->n_stays].stage = stage;
        out->stays[out->n_stays++].entered = day;
        day += draw_stay(&w->stay[out->lost][stage][out->size_class], r);
        closes = rng_uniform(r) < w->exit[out->lost][stage];
        slipped = rng_uniform(r) < w->slip[out->lost] && stage > 0;
        if (last_stay || closes || (stage == WORLD_STAGES - 1 && !slipped))
            break;
        stage += slipped ? -1 : 1;
    }
    if (out->lost && w->options.linger > 0)
        day += (int32_t)ceil(-w->options.linger * log(1 - rng_uniform(r)));
    out->closed = day;
}

int32_t world_crowd(size_t number, int32_t entered, int32_t day)
{
    int32_t back = (int32_t)(number % CROWD_LAST);
    int32_t end = world_quarter_end(day) - back;
    int32_t before = quarter_start(date_quarter(day, 1), 1) - 1 - back;

    if (day < end && day >= end - CROWD_BEFORE)
        return end; /* who signs in the last month waits for its end */
    if (day > before && day <= before + CROWD_AFTER && entered < before)
        return before; /* and what was due early in the next is brought in */
    return day;
}

static void crowd(struct world_deal *out, const struct world *w)
{
    int32_t entered = out->stays[out->n_stays - 1].entered;
    struct rng r;

    rng_init(&r, w->options.seed ^ APART_CROWD, out->number);
    if (rng_uniform(&r) < w->scenario->crowded)
        out->closed = world_crowd(out->number, entered, out->closed);
}

static void push(struct world_deal *out, const struct world *w, struct rng *r)
{
    int32_t expected = out->created + 45 + (int32_t)rng_below(r, 60);
    double day = out->created;

    out->first_expected = expected;
    while (out->n_pushes < WORLD_PUSHES) {
        day += -log(1 - rng_uniform(r)) / w->push[out->lost];
        int32_t date = (int32_t)ceil(day);
        if (date >= out->closed)
            break;
        expected += 14 + (int32_t)rng_below(r, 32);
        out->pushes[out->n_pushes].date = date;
        out->pushes[out->n_pushes++].expected = expected;
    }
}

int32_t world_quarter_end(int32_t day)
{
    return quarter_start(date_quarter(day, 1) + 1, 1) - 1;
}

double world_shocked(const struct scenario *s, double p, double shock)
{
    double spread = s->company_quarter;
    /* So that the average is p (MacKay 1992). */
    double odds = (log(p) - log1p(-p)) * sqrt(1 + M_PI / 8 * spread * spread);

    return 1 / (1 + exp(-odds - spread * shock));
}

/* Just as many fates turn as the quarter's shock asks for. */
static void turn_by_quarter(struct world_deal *out, const struct world *w,
                            struct rng *r)
{
    double p = out->prior;
    double now =
        world_shocked(w->scenario, p,
                      shock(w, APART_COMPANY, 0, date_quarter(out->closed, 1)));
    double u = rng_uniform(r);

    out->lost = out->lost ? u < now / p : u < (now - p) / (1 - p);
}

/* The day on which it is closed, and how, where a scenario says so. */
static void change_end(struct world_deal *out, const struct world *w)
{
    const struct scenario *s = w->scenario;
    double shocked;
    struct rng r;

    rng_init(&r, w->options.seed ^ APART_END, out->number);
    if (rng_uniform(&r) < s->cleaned_up && out->lost)
        out->closed = world_quarter_end(out->closed);
    if (rng_uniform(&r) < s->turned &&
        out->closed > world_day() - s->turned_days)
        out->lost = true;
    if (s->region_quarter > 0) {
        shocked = s->region_quarter * shock(w, APART_QUARTER, out->region,
                                            date_quarter(out->closed, 1));
        out->lost = rng_uniform(&r) < 1 / (1 + exp(-LEVEL - shocked));
    }
    if (s->company_quarter > 0)
        turn_by_quarter(out, w, &r);
    if (!out->lost && s->signed_at > 0)
        out->signed_at = round(s->signed_at * out->signed_at);
}

void world_deal(struct world_deal *out, const struct world *w, size_t number)
{
    struct rng r;

    *out = (struct world_deal){.number = number};
    rng_init(&r, w->options.seed, STREAM_DEAL + number);
    out->created = created_on(w, number);
    draw_traits(out, w, &r);
    out->signed_at = out->amount;
    walk(out, w, &r);
    crowd(out, w);
    push(out, w, &r);
    world_write(out, w);
    change_end(out, w);
}

bool world_exported(const struct world *w, const struct world_deal *deal,
                    int32_t day)
{
    double kept = w->scenario->open_kept;
    struct rng r;

    if (kept <= 0 || deal->closed <= day)
        return true;
    rng_init(&r, w->options.seed ^ APART_KEPT, deal->number);
    return rng_uniform(&r) < kept;
}

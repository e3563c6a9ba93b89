#include "sample/world.h"

#include <math.h>

#include "scoring/base/rng.h"

enum { WINDOW_DAYS = 730, TABLE_DAYS = 900 };

/* Streams of random numbers, so that adding a draw moves no other. */
enum stream { STREAM_EFFECTS = 1, STREAM_DEAL = 1000 };

static const double STAGE_MEAN[WORLD_STAGES] = {9, 12, 16, 16, 13};
static const double CLASS_PACE[WORLD_CLASSES] = {0.8, 1.0, 1.3};
static const double EXIT_SHARE[WORLD_STAGES] = {0.10, 0.12, 0.15, 0.15, 0};
static const double SLIP_SHARE = 0.04; /* of stays, slip back a stage */
static const double PUSH_RATE = 0.011; /* a day */

/* What a stay does for one fate, stage and size class. */
struct stay_law {
    double density[TABLE_DAYS];  /* P(stay = d) */
    double survival[TABLE_DAYS]; /* P(no event seen within d days) */
};

struct world {
    struct world_options options;
    double slip[2], exit[2][WORLD_STAGES], push[2]; /* [0] won, [1] lost */
    struct stay_law stay[2][WORLD_STAGES][WORLD_CLASSES];
    double rep[WORLD_REPS], source[WORLD_SOURCES];
    double industry[WORLD_INDUSTRIES], region[WORLD_REGIONS];
    double product[WORLD_PRODUCTS];
    size_t n_reps, n_accounts;
};

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

const struct world *world_make(const struct world_options *options,
                               struct arena *a)
{
    struct world *w = ARENA_NEW(a, struct world);
    double x = options->signal;
    double capped = fmin(fmax(x, 0), 1.5);
    struct rng r;

    w->options = *options;
    w->n_reps = options->deals / 110;
    w->n_reps = w->n_reps < 10               ? 10
                : w->n_reps > WORLD_REPS / 2 ? WORLD_REPS / 2
                                             : w->n_reps;
    w->n_accounts = options->deals / 5 + 40;
    rng_init(&r, options->seed, STREAM_EFFECTS);
    draw_effects(w->rep, WORLD_REPS, 0.42, &r);
    if (options->weak_rep > 0)
        w->rep[0] = 0; /* as weak as planted, not by luck of the draw */
    draw_effects(w->source, WORLD_SOURCES, 0.35, &r);
    draw_effects(w->industry, WORLD_INDUSTRIES, 0.30, &r);
    draw_effects(w->region, WORLD_REGIONS, 0.20, &r);
    draw_effects(w->product, WORLD_PRODUCTS, 0.25, &r);
    for (int lost = 0; lost < 2; lost++) {
        double pace = lost ? 1 + 0.12 * capped : 1 - 0.03 * capped;
        w->slip[lost] = SLIP_SHARE * (lost ? 1 + 0.8 * capped : 1);
        w->push[lost] = PUSH_RATE * (lost ? 1 + 0.45 * capped : 1);
        for (int s = 0; s < WORLD_STAGES; s++) {
            bool last = s == WORLD_STAGES - 1;
            w->exit[lost][s] = lost ? fmin(1, capped) * EXIT_SHARE[s] : 0;
            for (int c = 0; c < WORLD_CLASSES; c++)
                make_stay(&w->stay[lost][s][c],
                          STAGE_MEAN[s] * CLASS_PACE[c] * pace,
                          !lost  ? 0
                          : last ? 1 - w->slip[lost]
                                 : w->exit[lost][s],
                          options->linger);
        }
    }
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
    return (int)(pow(u, 1.3) * (double)n);
}

static double account_effect(const struct world *w, size_t account)
{
    struct rng r;
    rng_init(&r, w->options.seed ^ 0x5acc0u, account);
    return 0.15 * rng_normal(&r);
}

static void draw_traits(struct world_deal *out, const struct world *w,
                        struct rng *r)
{
    static const double middle[WORLD_PRODUCTS] = {9.1, 10.2, 11.2};
    double x = w->options.signal, size, eta;

    out->rep = (int)rng_below(r, (uint32_t)w->n_reps);
    out->source = skewed(r, WORLD_SOURCES);
    out->industry = skewed(r, WORLD_INDUSTRIES);
    out->region = skewed(r, WORLD_REGIONS);
    out->product = skewed(r, WORLD_PRODUCTS);
    out->account = (size_t)(pow(rng_uniform(r), 1.5) * (double)w->n_accounts);
    size = rng_normal(r);
    out->amount = exp(middle[out->product] + 0.7 * size);
    out->amount = round(out->amount / 100) * 100;
    out->size_class = size < -0.6 ? 0 : size > 0.7 ? 2 : 1;
    eta = w->rep[out->rep] + w->source[out->source] +
          w->industry[out->industry] + w->region[out->region] +
          w->product[out->product] + account_effect(w, out->account) +
          0.25 * fmax(-2, fmin(2, size));
    out->prior = 1 / (1 + exp(-(0.10 + x * eta)));
    if (out->rep == 0)
        out->prior = fmin(0.98, out->prior + w->options.weak_rep);
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

void world_deal(struct world_deal *out, const struct world *w, size_t number)
{
    struct rng r;

    *out = (struct world_deal){.number = number};
    rng_init(&r, w->options.seed, STREAM_DEAL + number);
    out->created = created_on(w, number);
    draw_traits(out, w, &r);
    walk(out, w, &r);
    push(out, w, &r);
}

static double log_ratio(double lost, double won)
{
    return log(fmax(lost, 1e-12)) - log(fmax(won, 1e-12));
}

double world_posterior(const struct world *w, const struct world_deal *deal,
                       int32_t day)
{
    double log_odds = log(deal->prior) - log1p(-deal->prior);
    int c = deal->size_class;

    for (int i = 0; i < deal->n_stays && deal->stays[i].entered <= day; i++) {
        int s = deal->stays[i].stage;
        bool known = i + 1 < deal->n_stays && deal->stays[i + 1].entered <= day;
        const struct stay_law *lost = &w->stay[1][s][c];
        const struct stay_law *won = &w->stay[0][s][c];
        if (!known) {
            int t = day - deal->stays[i].entered;
            t = t < TABLE_DAYS ? t : TABLE_DAYS - 1;
            log_odds += log_ratio(lost->survival[t], won->survival[t]);
            break;
        }
        int d = deal->stays[i + 1].entered - deal->stays[i].entered;
        bool back = deal->stays[i + 1].stage < s;
        double slip1 = s > 0 ? w->slip[1] : 0, slip0 = s > 0 ? w->slip[0] : 0;
        log_odds += log_ratio(lost->density[d], won->density[d]);
        log_odds += log_ratio(back ? (1 - w->exit[1][s]) * slip1
                                   : (1 - w->exit[1][s]) * (1 - slip1),
                              back ? slip0 : 1 - slip0);
    }
    for (int i = 0; i < deal->n_pushes && deal->pushes[i].date <= day; i++)
        log_odds += log_ratio(w->push[1], w->push[0]);
    log_odds -= (w->push[1] - w->push[0]) * (day - deal->created);
    return 1 / (1 + exp(-log_odds));
}

#include "scoring/trust/outcome_drift.h"

#include <math.h>

#include "scoring/base/ecdf.h"
#include "scoring/stats/stats.h"

enum { DECILES = 10, STEPS = 50 };

struct decile {
    double closed[2], lost[2]; /* before, recent */
};

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static bool closed_by(const struct deals *d, size_t i, int32_t day)
{
    return state_is_closed(deals_state(d, i, day)) &&
           d->created[i] != DATE_NONE;
}

static void count(struct decile deciles[DECILES], struct outcome_drift *out,
                  const struct context *ctx)
{
    const struct deals *d = ctx->deals;
    struct ecdf cycles = {0, ARENA_ARRAY(ctx->scratch, d->n, double)};

    for (size_t i = 0; i < d->n; i++)
        if (closed_by(d, i, ctx->as_of))
            cycles.sorted[cycles.n++] = d->closed[i] - d->created[i];
    ecdf_sort(&cycles, ARENA_ARRAY(ctx->scratch, cycles.n, double));
    for (size_t i = 0; i < d->n; i++) {
        struct outcome_side *side;
        bool lost = d->outcome[i] == OUTCOME_LOST;
        int recent;
        size_t k;
        if (!closed_by(d, i, ctx->as_of))
            continue;
        recent = d->closed[i] > out->since;
        k = ecdf_tenth(&cycles, d->closed[i] - d->created[i]);
        deciles[k].closed[recent]++;
        deciles[k].lost[recent] += lost;
        side = recent ? &out->recent : &out->before;
        side->closed++;
        side->lost += lost;
    }
}

/* Can an intercept be found? A decile of losses or wins alone has none, and
 * says nothing of the shift. */
static bool tells(const struct decile *d)
{
    double lost = d->lost[0] + d->lost[1], closed = d->closed[0] + d->closed[1];

    return lost > 0 && lost < closed;
}

/* The intercept of a decile at this shift: Newton's method on a concave
 * function of one number. */
static double intercept(const struct decile *d, double shift, double a)
{
    for (int step = 0; step < STEPS; step++) {
        double p[2] = {sigmoid(a), sigmoid(a + shift)}, slope = 0, bend = 0;
        for (int r = 0; r < 2; r++) {
            slope += d->lost[r] - d->closed[r] * p[r];
            bend += d->closed[r] * p[r] * (1 - p[r]);
        }
        double move = slope / bend;
        a += fmax(-2, fmin(2, move));
        if (fabs(move) < 1e-13)
            break;
    }
    return a;
}

static double start(const struct decile *d)
{
    double lost = d->lost[0] + d->lost[1], closed = d->closed[0] + d->closed[1];

    return log(lost / (closed - lost));
}

/* Log likelihood at this shift, with its slope and bend there. */
static double likelihood(const struct decile deciles[DECILES], double shift,
                         double *slope, double *bend)
{
    double sum = 0;

    *slope = *bend = 0;
    for (int k = 0; k < DECILES; k++) {
        const struct decile *d = &deciles[k];
        double a, p[2], w[2];
        if (!tells(d))
            continue;
        a = intercept(d, shift, start(d));
        for (int r = 0; r < 2; r++) {
            p[r] = sigmoid(a + (r ? shift : 0));
            w[r] = d->closed[r] * p[r] * (1 - p[r]);
            if (d->closed[r] > 0)
                sum += d->lost[r] * log(p[r]) +
                       (d->closed[r] - d->lost[r]) * log1p(-p[r]);
        }
        *slope += d->lost[1] - d->closed[1] * p[1];
        *bend += w[0] + w[1] > 0 ? w[0] * w[1] / (w[0] + w[1]) : 0;
    }
    return sum;
}

/* The shift of the highest likelihood, by Newton's method on the profile. */
static double best_shift(const struct decile deciles[DECILES])
{
    double shift = 0, slope, bend;

    for (int step = 0; step < STEPS; step++) {
        likelihood(deciles, shift, &slope, &bend);
        if (!(bend > 0) || fabs(slope) < 1e-10)
            break;
        shift += fmax(-1, fmin(1, slope / bend));
    }
    return shift;
}

void outcome_drift_find(struct outcome_drift *out, const struct context *ctx)
{
    struct decile deciles[DECILES] = {0};
    double slope, bend, ratio;

    *out = (struct outcome_drift){
        .since = ctx->as_of - OUTCOME_DAYS, .shift = NAN, .p = NAN};
    if (!ctx->deals->created || ctx->deals->rate_gap)
        return;
    count(deciles, out, ctx);
    if (out->before.closed < OUTCOME_LEAST ||
        out->recent.closed < OUTCOME_LEAST)
        return;
    out->shift = best_shift(deciles);
    ratio = 2 * (likelihood(deciles, out->shift, &slope, &bend) -
                 likelihood(deciles, 0, &slope, &bend));
    out->p = chi_squared_upper(fmax(ratio, 0), 1);
    out->moved = out->p < OUTCOME_P;
}

struct calibrator outcome_drift_calibrator(const struct outcome_drift *d)
{
    double before = (double)d->before.closed, recent = (double)d->recent.closed;

    return (struct calibrator){
        d->moved, d->moved ? d->shift * before / (before + recent) : 0, 1};
}

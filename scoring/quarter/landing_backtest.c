#include "scoring/quarter/landing_backtest.h"

#include <math.h>

#include "scoring/portfolio/outlook.h"
#include "scoring/quarter/landing_parts.h"
#include "scoring/score/past_day.h"
#include "scoring/settings/settings.h"

void landing_days_same(struct landing_days *out, const struct context *ctx)
{
    struct moment moment[MOMENTS];

    *out = (struct landing_days){0};
    moments_fill(moment, ctx->as_of, ctx->settings->fiscal_month,
                 landing_first_day(ctx->deals));
    for (size_t k = LANDING_PAST; k > 0; k--)
        if (moment[k].whole)
            out->day[out->n++] = moment[k].day;
}

/* Won from the quarter's first day to its last. */
static double won_in(const struct deals *d, int32_t start, int32_t end)
{
    double won = 0;

    for (size_t i = 0; d->amount && i < d->n; i++)
        if (d->outcome[i] == OUTCOME_WON && d->closed[i] >= start &&
            d->closed[i] <= end && !isnan(d->amount[i]))
            won += d->amount[i];
    return won;
}

/* As `run --as-of day` would; then's arenas are left to be emptied. */
static void day_run(struct landing_backtest_day *out, struct context *then,
                    int32_t known)
{
    struct past_day past;
    struct horizon_wish wish;
    struct horizons horizons;
    struct landing landing;
    const struct landing_quarter *q;

    past_day_score(&past, then);
    landing_wish(&wish, then->as_of, then->settings->fiscal_month);
    horizons_compute(&horizons, then, &past.leaks, &wish);
    outlooks_hold(&horizons, then, &past.scores);
    landing_compute(&landing, then, &horizons, NULL);
    model_release(&past.model);
    *out = (struct landing_backtest_day){.day = then->as_of, .truth = NAN};
    if (!landing.n_scopes)
        return;
    q = &landing.scopes[0].quarter[THIS_QUARTER];
    out->quarter = q->quarter;
    out->end = q->end;
    out->days_left = q->days_left;
    out->won = q->money[ENDING_WON];
    if (out->end > known)
        return;
    out->truth = won_in(then->deals, q->start, q->end);
    out->held = out->truth >= out->won.range.lower &&
                out->truth <= out->won.range.upper;
}

static void add(struct landing_record *out, double told, double truth)
{
    if (isnan(told) || isnan(truth))
        return;
    out->n++;
    out->bias += told - truth;
    out->error += fabs(told - truth);
    out->share += truth;
}

/* From sums to what they are of. */
static void finish(struct landing_record *out)
{
    double truth = out->share, errors = out->error;

    out->bias = out->n ? out->bias / (double)out->n : NAN;
    out->error = out->n ? errors / (double)out->n : NAN;
    out->share = truth > 0 ? errors / truth : NAN;
}

void landing_backtest_run(struct landing_backtest *out,
                          const struct context *ctx,
                          const struct landing_days *days,
                          const struct progress *progress)
{
    struct arena work, scratch;

    *out = (struct landing_backtest){.known = ctx->as_of, .n = days->n};
    out->days = ARENA_ARRAY(ctx->run, days->n, struct landing_backtest_day);
    arena_init(&work);
    arena_init(&scratch);
    for (size_t k = 0; k < days->n; k++) {
        struct landing_backtest_day *day = &out->days[k];
        struct context then = *ctx;

        then.as_of = days->day[k];
        then.run = &work;
        then.scratch = &scratch;
        day_run(day, &then, ctx->as_of);
        arena_reset(&work);
        arena_reset(&scratch);
        if (progress && progress->fn)
            progress->fn(progress->ctx, "replaying days", k + 1, days->n);
        add(&out->told, day->won.landing, day->truth);
        for (int by = 0; by < METHOD_COUNT; by++)
            add(&out->record[by], day->won.told[by], day->truth);
        if (!isnan(day->truth) && !isnan(day->won.range.lower)) {
            out->told.judged++;
            out->told.held += day->held;
        }
    }
    arena_release(&work);
    arena_release(&scratch);
    finish(&out->told);
    for (int by = 0; by < METHOD_COUNT; by++)
        finish(&out->record[by]);
}

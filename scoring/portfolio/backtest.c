#include "scoring/portfolio/backtest.h"

#include <math.h>

#include "scoring/score/past_day.h"
#include "scoring/stats/evaluate.h"

/* What every day needs. `today` holds the rows of one day, `all` of all. */
struct bench {
    const struct context *ctx; /* of the day on which outcomes are known */
    struct flag_history today, all;
};

static void bench_init(struct bench *b, const struct context *ctx)
{
    const struct deals *d = ctx->deals;

    b->ctx = ctx;
    flag_history_init(&b->all, d->n, ctx->scratch);
    flag_history_init(&b->today, d->n, ctx->scratch);
    for (size_t i = 0; i < d->n; i++)
        b->all.fate[i] = (uint8_t)deals_state(d, i, ctx->as_of);
    b->today.fate = b->all.fate;
    b->today.amount = b->all.amount = d->amount;
}

/* Each open deal becomes a row: flagged or not, and how it ended. */
static void judge(struct backtest_day *out, struct bench *b,
                  const struct scores *scores, struct arena *work)
{
    double share = b->ctx->settings->forest.resolved_share;
    double *exact = ARENA_ARRAY(work, scores->n, double);
    uint8_t *lost = ARENA_ARRAY(work, scores->n, uint8_t);
    size_t resolved = 0;

    for (size_t i = 0; i < b->today.n; i++)
        b->today.flagged[i] = b->today.other[i] = 0;
    for (size_t k = 0; k < scores->n; k++) {
        const struct score *score = &scores->list[k];
        size_t i = score->deal;
        bool flagged = score->level >= LEVEL_HIGH;

        (flagged ? b->today.flagged : b->today.other)[i] = 1;
        if (b->all.fate[i] != STATE_WON && b->all.fate[i] != STATE_LOST)
            continue;
        lost[resolved] = b->all.fate[i] == STATE_LOST;
        exact[resolved++] = score->exact;
    }
    flags_count(&out->flags, &b->today);
    out->judged = scores->n && (double)resolved >= share * (double)scores->n;
    for (size_t i = 0; out->judged && i < b->all.n; i++) {
        b->all.flagged[i] += b->today.flagged[i];
        b->all.other[i] += b->today.other[i];
    }
    out->auc = auc_plain(lost, exact, resolved, work);
}

static void replay(struct backtest_day *out, struct bench *b, int32_t day)
{
    struct context then = *b->ctx;
    struct arena work, scratch;
    struct past_day past;

    arena_init(&work);
    arena_init(&scratch);
    then.as_of = day;
    then.run = &work;
    then.scratch = &scratch;
    past_day_score(&past, &then);
    *out = (struct backtest_day){
        .day = day, .mode = past.scores.mode, .open = past.scores.n};
    judge(out, b, &past.scores, &work);
    model_release(&past.model);
    arena_release(&scratch);
    arena_release(&work);
}

void backtest_run(struct backtest *out, const struct context *ctx,
                  const struct backtest_span *span,
                  const struct progress *progress)
{
    int32_t days = span->to - span->from;
    struct bench b;

    *out = (struct backtest){.known = ctx->as_of};
    out->n = days < 0 ? 0 : (size_t)(days / span->every) + 1;
    out->days = ARENA_ARRAY(ctx->run, out->n, struct backtest_day);
    bench_init(&b, ctx);
    for (size_t k = 0; k < out->n; k++) {
        if (progress && progress->fn)
            progress->fn(progress->ctx, "replaying days", k, out->n);
        replay(&out->days[k], &b, span->from + (int32_t)k * span->every);
        out->n_judged += out->days[k].judged;
        out->n_hybrid +=
            out->days[k].judged && out->days[k].mode == MODE_HYBRID;
    }
    flags_count(&out->total, &b.all);
}

#include "scoring/portfolio/backtest.h"

#include <math.h>

#include "scoring/stats/evaluate.h"

/* What every day needs. `today` holds the rows of one day, `all` of all. */
struct bench {
    const struct deals *d;
    const struct settings *s;
    int32_t known;
    uint64_t seed;
    int threads;
    struct flag_history today, all;
};

static void bench_init(struct bench *b, struct arena *scratch)
{
    flag_history_init(&b->all, b->d->n, scratch);
    flag_history_init(&b->today, b->d->n, scratch);
    for (size_t i = 0; i < b->d->n; i++)
        b->all.fate[i] = (uint8_t)deals_state(b->d, i, b->known);
    b->today.fate = b->all.fate;
    b->today.amount = b->all.amount = b->d->amount;
}

/* Each open deal becomes a row: flagged or not, and how it ended. */
static void judge(struct backtest_day *out, struct bench *b,
                  const struct scores *scores, struct arena *work)
{
    double *exact = ARENA_ARRAY(work, scores->n, double);
    uint8_t *lost = ARENA_ARRAY(work, scores->n, uint8_t);
    size_t resolved = 0;

    for (size_t i = 0; i < b->d->n; i++)
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
    out->judged = scores->n && (double)resolved >= b->s->forest.resolved_share *
                                                       (double)scores->n;
    for (size_t i = 0; out->judged && i < b->d->n; i++) {
        b->all.flagged[i] += b->today.flagged[i];
        b->all.other[i] += b->today.other[i];
    }
    out->auc = auc_plain(lost, exact, resolved, work);
}

/* As `run --as-of day` would, from the linter on. */
static void replay(struct backtest_day *out, struct bench *b, int32_t day)
{
    struct settings settings = *b->s;
    struct arena work, scratch;
    struct context then = {.deals = b->d,
                           .settings = &settings,
                           .as_of = day,
                           .threads = b->threads,
                           .seed = b->seed,
                           .run = &work,
                           .scratch = &scratch};
    struct leaks leaks;
    struct model model;
    struct scores scores;

    arena_init(&work);
    arena_init(&scratch);
    linter_run(&leaks, &then);
    arena_reset(&scratch);
    settings.rules = rules_without_leaks(&b->s->rules, &leaks);
    model_train(&model, &then, &leaks, NULL);
    arena_reset(&scratch);
    scores_compute(&scores, b->d, day, &model, &settings, b->threads, &work,
                   &scratch);
    *out = (struct backtest_day){
        .day = day, .mode = scores.mode, .open = scores.n};
    judge(out, b, &scores, &work);
    model_release(&model);
    arena_release(&scratch);
    arena_release(&work);
}

void backtest_run(struct backtest *out, const struct deals *d, int32_t from,
                  int32_t to, int every, int32_t known,
                  const struct settings *s, uint64_t seed, int threads,
                  const struct progress *progress, struct arena *run,
                  struct arena *scratch)
{
    struct bench b = {
        .d = d, .s = s, .known = known, .seed = seed, .threads = threads};

    *out = (struct backtest){.known = known};
    out->n = to < from ? 0 : (size_t)((to - from) / every) + 1;
    out->days = ARENA_ARRAY(run, out->n, struct backtest_day);
    bench_init(&b, scratch);
    for (size_t k = 0; k < out->n; k++) {
        if (progress && progress->fn)
            progress->fn(progress->ctx, "replaying days", k, out->n);
        replay(&out->days[k], &b, from + (int32_t)k * every);
        out->n_judged += out->days[k].judged;
        out->n_hybrid +=
            out->days[k].judged && out->days[k].mode == MODE_HYBRID;
    }
    flags_count(&out->total, &b.all);
}

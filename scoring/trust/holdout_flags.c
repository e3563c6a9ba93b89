#include <math.h>

#include "scoring/trust/holdout_figures.h"
#include "scoring/rules/levels.h"
#include "scoring/base/number.h"

/* One history for each replay in turn, and one for all of them. */
struct histories {
    struct flag_history today, all;
};

static void histories_init(struct histories *h, const struct pooled *p,
                           struct arena *a)
{
    size_t deals = 0;
    double *amount;

    for (size_t i = 0; i < p->n; i++)
        deals = p->deal[i] >= deals ? (size_t)p->deal[i] + 1 : deals;
    amount = ARENA_ARRAY(a, deals, double);
    flag_history_init(&h->today, deals, a);
    flag_history_init(&h->all, deals, a);
    for (size_t i = 0; i < p->n; i++) {
        amount[p->deal[i]] = p->amount[i];
        h->all.fate[p->deal[i]] = p->lost[i] ? STATE_LOST : STATE_WON;
    }
    h->today.fate = h->all.fate;
    h->today.amount = h->all.amount = amount;
}

/* Levels are those of the shown scores of one day, cut as settings say. */
static void flag_day(struct histories *h, const struct pooled *p,
                     const double *score, size_t stratum,
                     const struct settings *s, struct arena *scratch)
{
    double *shown = ARENA_ARRAY(scratch, p->n, double);
    struct level_cuts cuts;
    size_t n = 0;

    for (size_t i = 0; i < h->today.n; i++)
        h->today.flagged[i] = h->today.other[i] = 0;
    for (size_t i = 0; i < p->n; i++)
        if (p->stratum[i] == stratum)
            shown[n++] = number_tenth(score[i]);
    levels_cut(&cuts, shown, n, &s->levels, scratch);
    for (size_t i = 0; i < p->n; i++) {
        if (p->stratum[i] != stratum)
            continue;
        bool flagged = level_of(&cuts, number_tenth(score[i])) >= LEVEL_HIGH;
        (flagged ? h->today.flagged : h->today.other)[p->deal[i]]++;
        (flagged ? h->all.flagged : h->all.other)[p->deal[i]]++;
    }
}

void expected_add(struct expected *e, double p)
{
    e->deals++;
    e->losses += p;
    e->variance += p * (1 - p);
}

/* After flag_day() of this replay. */
static void expect(struct expected sides[FLAG_SIDES],
                   const struct flag_history *today, const struct pooled *p,
                   const double *loss, size_t stratum)
{
    for (size_t i = 0; i < p->n; i++) {
        struct expected *side;
        if (p->stratum[i] != stratum)
            continue;
        side = &sides[today->flagged[p->deal[i]] ? FLAGGED : NOT_FLAGGED];
        expected_add(side, loss[i]);
        side->lost += p->lost[i] != 0;
    }
}

void holdout_flags(struct holdout *out, const struct pooled *p,
                   const double *score, const double *loss,
                   const struct context *ctx)
{
    struct arena *scratch = ctx->scratch;
    const double *scores[MODE_COUNT] = {
        [MODE_RULES_ONLY] = p->points, [MODE_HYBRID] = score};

    for (int mode = 0; mode < MODE_COUNT; mode++) {
        struct histories h;
        histories_init(&h, p, scratch);
        for (size_t k = 0; k < out->n_replays; k++) {
            flag_day(&h, p, scores[mode], k, ctx->settings, scratch);
            flags_count(&out->replays[k].flags[mode], &h.today);
            if (mode == MODE_HYBRID)
                expect(out->replays[k].sides, &h.today, p, loss, k);
        }
        flags_count(&out->flags[mode], &h.all);
    }
}

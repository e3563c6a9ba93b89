#include "scoring/portfolio/alarms.h"

#include <math.h>

#include "scoring/stats/stats.h"

#define CHANCE 0.05

const char *alarm_name(enum alarm_kind kind)
{
    static const char *const NAMES[] = {"new", "rose", "worse"};

    return NAMES[kind];
}

/* Is it news, and of what kind? */
static bool judge(struct alarm *out, const struct score *s,
                  const struct observation *o, bool comparable)
{
    out->before = o ? o->score : (double)NAN;
    out->level_before = o ? o->level : LEVEL_LOW;
    if (s->level != LEVEL_CRITICAL)
        return false;
    if (!o) {
        out->kind = ALARM_NEW;
        return true;
    }
    out->kind = o->level < LEVEL_CRITICAL ? ALARM_ROSE : ALARM_WORSE;
    if (!comparable)
        return false;
    /* Scores have one decimal; half a tenth guards the border. */
    return out->kind == ALARM_ROSE ||
           s->shown - o->score > FOLLOWUP_MOVED - 0.05;
}

static void count_before(struct volume *v, const struct track *t, int32_t last)
{
    for (size_t k = 0; k < t->n; k++)
        if (t->list[k].date == last && t->list[k].level >= LEVEL_HIGH)
            v->before++;
}

static void judge_volume(struct volume *v, double volume_up)
{
    v->left = v->before - (v->now - v->entered);
    v->p = v->entered + v->left
               ? binomial_exact(v->entered, v->entered + v->left, 0.5)
               : (double)NAN;
    v->up = v->entered > v->left && v->p < CHANCE &&
            (double)(v->now - v->before) >= volume_up * (double)v->before;
}

void alarms_compute(struct alarms *out, const struct context *ctx,
                    const struct scores *scores, const struct track *track,
                    const struct followup *card)
{
    bool first = card->last == DATE_NONE;

    *out = (struct alarms){.volume = {.p = (double)NAN}};
    if (card->trouble.len)
        return;
    out->list = ARENA_ARRAY(ctx->run, scores->n, struct alarm);
    out->volume.known = !first && card->comparable;
    for (size_t k = 0; k < scores->n; k++) {
        const struct score *s = &scores->list[k];
        const struct observation *o =
            first ? NULL : track_on(track, ctx->deals->id[s->deal], card->last);
        struct alarm *alarm = &out->list[out->n];
        alarm->rank = (uint32_t)k;
        if (judge(alarm, s, o, card->comparable))
            out->n++;
        if (s->level >= LEVEL_HIGH) {
            out->volume.now++;
            out->volume.entered += !o || o->level < LEVEL_HIGH;
        }
    }
    if (!out->volume.known)
        return;
    count_before(&out->volume, track, card->last);
    judge_volume(&out->volume, ctx->settings->alerts.volume_up);
}

double alarms_amount(const struct alarm *list, size_t n,
                     const struct scores *scores, const struct deals *d)
{
    double sum = (double)NAN;

    for (size_t k = 0; k < n && d->amount; k++) {
        double x = d->amount[scores->list[list[k].rank].deal];
        if (isfinite(x))
            sum = isfinite(sum) ? sum + x : x;
    }
    return sum;
}

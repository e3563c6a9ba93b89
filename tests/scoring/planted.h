/*
 * A small planted pipeline as struct deals, with stage history, for tests
 * that need deals at many past dates: a cheap stand-in for the sample
 * generator. And what of it was known on a past day, cut out for good.
 */
#ifndef TESTS_SCORING_PLANTED_H
#define TESTS_SCORING_PLANTED_H

#include <math.h>

#include "scoring/base/rng.h"
#include "scoring/intake/deals.h"

enum { PLANTED_STAGES = 4, PLANTED_EVENTS = 12 };

static inline void planted_category(struct category *c, size_t n, size_t labels,
                                    struct rng *r, struct arena *a)
{
    c->n_labels = labels;
    c->labels = ARENA_ARRAY(a, labels, struct sv);
    c->code = ARENA_ARRAY(a, n, int32_t);
    for (size_t k = 0; k < labels; k++)
        c->labels[k] = sv_printf(a, "label %zu", k);
    for (size_t i = 0; i < n; i++)
        c->code[i] = rng_below(r, 20) == 0
                         ? -1
                         : (int32_t)rng_below(r, (uint32_t)labels);
}

/* The life of deal i: stages, pushes, and its end by `newest` or none. */
static inline size_t planted_life(struct deals *d, size_t i,
                                  struct stage_event *events, struct rng *r)
{
    int32_t day = d->created[i], expected = day + 60;
    int32_t owner = d->groups[GROUP_OWNER].code[i];
    double lose = owner >= 0 ? 0.2 + 0.03 * owner : 0.3;
    double amount = d->amount[i];
    int32_t stage = 0;
    size_t n = 0;

    while (n < PLANTED_EVENTS && day <= d->newest) {
        events[n++] = (struct stage_event){day, stage, amount, expected};
        d->stage.code[i] = stage;
        d->stage_entered[i] = day;
        day += 1 + (int32_t)rng_below(r, stage == 1 ? 40 : 20);
        if (rng_uniform(r) < lose * 0.4 || stage == PLANTED_STAGES - 1) {
            if (day > d->newest)
                break;
            d->closed[i] = day;
            d->outcome[i] = stage == PLANTED_STAGES - 1 && rng_uniform(r) > lose
                                ? OUTCOME_WON
                                : OUTCOME_LOST;
            break;
        }
        if (rng_below(r, 4) == 0)
            expected += 30;
        if (rng_below(r, 6) == 0 && stage > 0)
            stage--;
        else if (rng_below(r, 5) > 0)
            stage++;
    }
    d->expected[i] = d->outcome[i] == OUTCOME_OPEN ? expected : DATE_NONE;
    return n;
}

/* n deals created over 600 days up to `newest`; about a tenth are open. */
static inline void planted_deals(struct deals *d, size_t n, uint64_t seed,
                                 struct arena *a)
{
    static const size_t labels[] = {
        [GROUP_OWNER] = 12,  [GROUP_INDUSTRY] = 5, [GROUP_REGION] = 4,
        [GROUP_PRODUCT] = 3, [GROUP_SOURCE] = 4,   [GROUP_ACCOUNT] = 60,
        [GROUP_MANAGER] = 3, [GROUP_OWN] = 6};
    struct rng r;
    size_t at = 0;

    rng_init(&r, seed, 0);
    *d = (struct deals){.n = n, .newest = date_from_civil(2024, 6, 30)};
    d->id = ARENA_ARRAY(a, n, struct sv);
    d->amount = ARENA_ARRAY(a, n, double);
    d->created = ARENA_ARRAY(a, n, int32_t);
    d->closed = ARENA_ARRAY(a, n, int32_t);
    d->expected = ARENA_ARRAY(a, n, int32_t);
    d->outcome = ARENA_ARRAY(a, n, uint8_t);
    d->missing = ARENA_ARRAY(a, n, uint8_t);
    d->stage_entered = ARENA_ARRAY(a, n, int32_t);
    d->last_activity = ARENA_ARRAY(a, n, int32_t);
    d->push_count = ARENA_ARRAY(a, n, double);
    d->n_own_categories = d->n_own_numerics = 1;
    d->own_category_names[0] = SV("Competitor");
    d->own_numeric_names[0] = SV("Client Size");
    d->own_numeric[0] = ARENA_ARRAY(a, n, double);
    for (size_t g = 0; g < sizeof labels / sizeof labels[0]; g++)
        planted_category(&d->groups[g], n, labels[g], &r, a);
    d->stage.n_labels = PLANTED_STAGES;
    d->stage.labels = ARENA_ARRAY(a, PLANTED_STAGES, struct sv);
    d->stage.code = ARENA_ARRAY(a, n, int32_t);
    d->stage_ordinal = ARENA_ARRAY(a, PLANTED_STAGES, int32_t);
    d->n_open_stages = PLANTED_STAGES;
    for (int32_t k = 0; k < PLANTED_STAGES; k++) {
        d->stage.labels[k] = sv_printf(a, "Stage %d", k);
        d->stage_ordinal[k] = k;
    }
    d->has_history = true;
    d->event_start = ARENA_ARRAY(a, n + 1, size_t);
    d->events = ARENA_ARRAY(a, n * PLANTED_EVENTS, struct stage_event);
    for (size_t i = 0; i < n; i++) {
        d->id[i] = sv_printf(a, "P%05zu", i);
        d->created[i] = d->newest - (int32_t)rng_below(&r, 600);
        d->closed[i] = DATE_NONE;
        d->outcome[i] = OUTCOME_OPEN;
        d->amount[i] = rng_below(&r, 25) == 0
                           ? NAN
                           : round(exp(9 + rng_normal(&r)) * 100) / 100;
        d->own_numeric[0][i] = rng_below(&r, 1000);
        d->missing[i] = (uint8_t)rng_below(&r, 3);
        d->last_activity[i] = d->newest - (int32_t)rng_below(&r, 30);
        d->push_count[i] = rng_below(&r, 3);
        d->event_start[i] = at;
        at += planted_life(d, i, d->events + at, &r);
    }
    d->event_start[n] = at;
}

/*
 * What was known on `day`: later deals removed, later closings opened, later
 * events cut, and every current-only field blanked where it is not known.
 * kept[i] is the new index of deal i, UINT32_MAX where it is gone.
 */
static inline void planted_truncate(struct deals *out, uint32_t *kept,
                                    const struct deals *d, int32_t day,
                                    struct arena *a)
{
    size_t n = 0;

    planted_deals(out, d->n, 1, a); /* shapes; every entry is replaced */
    for (size_t i = 0; i < d->n; i++) {
        bool open = d->closed[i] == DATE_NONE || d->closed[i] > day;

        kept[i] = UINT32_MAX;
        if (d->created[i] > day)
            continue;
        kept[i] = (uint32_t)n;
        out->id[n] = d->id[i];
        out->amount[n] = d->amount[i];
        out->created[n] = d->created[i];
        out->closed[n] = open ? DATE_NONE : d->closed[i];
        out->outcome[n] = open ? OUTCOME_OPEN : d->outcome[i];
        out->missing[n] = d->missing[i];
        out->own_numeric[0][n] = d->own_numeric[0][i];
        out->expected[n] = out->stage_entered[n] = DATE_NONE;
        out->last_activity[n] = DATE_NONE;
        out->push_count[n] = NAN;
        out->stage.code[n] = -1;
        for (size_t g = 0; g < GROUP_COUNT; g++)
            if (d->groups[g].n_labels > 0)
                out->groups[g].code[n] = d->groups[g].code[i];
        out->event_start[n + 1] = out->event_start[n];
        for (size_t e = d->event_start[i]; e < d->event_start[i + 1]; e++)
            if (d->events[e].date <= day)
                out->events[out->event_start[n + 1]++] = d->events[e];
        n++;
    }
    out->n = n;
    out->newest = day;
}

#endif

#include "scoring/features/variants.h"

#include <math.h>

#include "scoring/intake/track.h"

/* One gather a type; a column that the export lacks stays away. */
#define GATHER(name, type)                                                     \
    static type *name(const type *from, const struct variant *list, size_t n,  \
                      struct arena *a)                                         \
    {                                                                          \
        type *to;                                                              \
                                                                               \
        if (!from)                                                             \
            return NULL;                                                       \
        to = ARENA_ARRAY(a, n, type);                                          \
        for (size_t k = 0; k < n; k++)                                         \
            to[k] = from[list[k].deal];                                        \
        return to;                                                             \
    }

GATHER(texts, struct sv)
GATHER(numbers, double)
GATHER(dates, int32_t)
GATHER(bytes, uint8_t)
GATHER(lines, uint32_t)

static void gather(struct deals *out, const struct variant *list, size_t n,
                   struct arena *a)
{
    struct category *more[] = {&out->stage, &out->forecast_category};

    out->n = n;
    out->id = texts(out->id, list, n, a);
    out->name = texts(out->name, list, n, a);
    out->next_step = texts(out->next_step, list, n, a);
    out->amount = numbers(out->amount, list, n, a);
    out->created = dates(out->created, list, n, a);
    out->closed = dates(out->closed, list, n, a);
    out->expected = dates(out->expected, list, n, a);
    out->outcome = bytes(out->outcome, list, n, a);
    out->stage_entered = dates(out->stage_entered, list, n, a);
    out->last_activity = dates(out->last_activity, list, n, a);
    out->push_count = numbers(out->push_count, list, n, a);
    out->probability = numbers(out->probability, list, n, a);
    out->modified = dates(out->modified, list, n, a);
    out->missing = bytes(out->missing, list, n, a);
    out->unreadable = bytes(out->unreadable, list, n, a);
    out->line = lines(out->line, list, n, a);
    for (size_t g = 0; g < GROUP_COUNT; g++)
        out->groups[g].code = dates(out->groups[g].code, list, n, a);
    for (size_t c = 0; c < sizeof more / sizeof *more; c++)
        more[c]->code = dates(more[c]->code, list, n, a);
    for (size_t k = 0; k < out->n_own_numerics; k++)
        out->own_numeric[k] = numbers(out->own_numeric[k], list, n, a);
}

/* Nothing is known of it. */
static void make_fresh(struct deals *out, size_t k)
{
    double *const numbers[] = {out->amount, out->push_count, out->probability};
    int32_t *const dates[] = {out->created, out->closed, out->expected,
                              out->stage_entered, out->last_activity,
                              out->modified};
    struct sv *const texts[] = {out->id, out->name, out->next_step};

    for (size_t c = 0; c < sizeof numbers / sizeof *numbers; c++)
        if (numbers[c])
            numbers[c][k] = NAN;
    for (size_t c = 0; c < sizeof dates / sizeof *dates; c++)
        if (dates[c])
            dates[c][k] = DATE_NONE;
    for (size_t c = 0; c < sizeof texts / sizeof *texts; c++)
        if (texts[c])
            texts[c][k] = (struct sv){0};
    out->outcome[k] = OUTCOME_OPEN;
    for (size_t g = 0; g < GROUP_COUNT; g++)
        if (out->groups[g].code)
            out->groups[g].code[k] = -1;
    if (out->stage.code)
        out->stage.code[k] = -1;
    if (out->forecast_category.code)
        out->forecast_category.code[k] = -1;
    for (size_t n = 0; n < out->n_own_numerics; n++)
        out->own_numeric[n][k] = NAN;
}

static bool is_event(const struct variant *v)
{
    return v->stage >= 0 || v->expected != DATE_NONE;
}

/* Events and, of a track, sightings on their way to the variants. */
struct events {
    struct stage_event *event;
    struct sighting *sighting; /* NULL: a CRM's history */
    size_t n;
};

/* Of the events known by now: the last place in the pipeline, −1 without. */
static int32_t last_place(const struct deals *d, const struct events *of)
{
    for (size_t e = of->n; e-- > 0;)
        if (of->event[e].stage >= 0 &&
            d->stage_ordinal[of->event[e].stage] >= 0)
            return d->stage_ordinal[of->event[e].stage];
    return -1;
}

/* What the next run would have seen: what is not known stays so. */
static struct sighting see(const struct events *of, const struct deals *d,
                           const struct variant *v, int32_t expected,
                           int32_t day)
{
    struct sighting next = of->sighting[of->n - 1];

    next.until = day + TRACK_GAP;
    next.pushes += v->expected != DATE_NONE && expected != DATE_NONE &&
                   v->expected > expected;
    if (v->stage >= 0) {
        next.entered = day;
        next.regressions += d->stage_ordinal[v->stage] >= 0 &&
                            d->stage_ordinal[v->stage] < last_place(d, of);
    }
    return next;
}

/* The one event of a deal that the originals do not have. */
static void first_event(struct events *to, const struct variant *v, int32_t day)
{
    if (v->stage < 0 || v->entered == DATE_NONE || v->entered > day)
        return;
    if (to->sighting)
        to->sighting[0] = (struct sighting){v->entered, day + TRACK_GAP, NAN,
                                            NAN};
    to->event[to->n++] = (struct stage_event){v->entered, v->stage, NAN,
                                              v->expected};
}

/* The events known on the day, and the new one after them. */
static void copy_events(struct events *to, const struct deals *d,
                        const struct variant *v, int32_t day)
{
    struct stage_event next = {day, -1, NAN, DATE_NONE};
    int32_t expected;

    if (v->fresh) {
        first_event(to, v, day);
        return;
    }
    for (size_t e = d->event_start[v->deal]; e < d->event_start[v->deal + 1];
         e++) {
        if (d->events[e].date > day)
            break;
        if (to->sighting)
            to->sighting[to->n] = d->sightings[e];
        to->event[to->n++] = d->events[e];
        next.stage = d->events[e].stage;
        if (!isnan(d->events[e].amount))
            next.amount = d->events[e].amount;
        if (d->events[e].expected != DATE_NONE)
            next.expected = d->events[e].expected;
    }
    expected = next.expected;
    if (v->stage >= 0)
        next.stage = v->stage;
    if (v->expected != DATE_NONE)
        next.expected = v->expected;
    if (!is_event(v) || next.stage < 0 || (to->sighting && to->n == 0))
        return;
    if (to->sighting)
        to->sighting[to->n] = see(to, d, v, expected, day);
    to->event[to->n++] = next;
}

static void gather_events(struct deals *out, const struct deals *d,
                          const struct variant *list, size_t n, int32_t day,
                          struct arena *a)
{
    size_t room = n, at = 0;

    for (size_t k = 0; k < n; k++)
        room += d->event_start[list[k].deal + 1] - d->event_start[list[k].deal];
    out->events = ARENA_ARRAY(a, room, struct stage_event);
    if (d->sightings)
        out->sightings = ARENA_ARRAY(a, room, struct sighting);
    out->event_start = ARENA_ARRAY(a, n + 1, size_t);
    for (size_t k = 0; k < n; k++) {
        struct events to = {out->events + at, NULL, 0};
        if (d->sightings)
            to.sighting = out->sightings + at;
        out->event_start[k] = at;
        copy_events(&to, d, &list[k], day);
        at += to.n;
    }
    out->event_start[n] = at;
}

/* The record as it stands in the export: no day of entry is none known. */
static void change_records(struct deals *out, const struct variant *list,
                           size_t n, int32_t day, struct arena *a)
{
    if (!out->stage_entered) {
        out->stage_entered = ARENA_ARRAY(a, n, int32_t);
        for (size_t k = 0; k < n; k++)
            out->stage_entered[k] = DATE_NONE;
    }
    for (size_t k = 0; k < n; k++) {
        const struct variant *v = &list[k];

        if (v->stage >= 0 && out->stage.n_labels > 0) {
            out->stage.code[k] = v->stage;
            out->stage_entered[k] = v->fresh ? v->entered : day;
        }
        if (v->expected != DATE_NONE)
            out->expected[k] = v->expected;
        if (v->activity && out->last_activity)
            out->last_activity[k] = day;
    }
}

void variants_build(struct deals *out, const struct deals *d,
                    const struct variant *list, size_t n, int32_t day,
                    struct arena *a)
{
    struct deals v = *d;

    gather(&v, list, n, a);
    for (size_t k = 0; k < n; k++)
        if (list[k].fresh)
            make_fresh(&v, k);
    if (d->has_history)
        gather_events(&v, d, list, n, day, a);
    change_records(&v, list, n, day, a);
    *out = v;
}

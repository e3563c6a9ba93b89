#include "scoring/variants.h"

#include <math.h>

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
    out->missing = bytes(out->missing, list, n, a);
    out->line = lines(out->line, list, n, a);
    for (size_t g = 0; g < GROUP_COUNT; g++)
        if (out->groups[g].n_labels > 0)
            out->groups[g].code = dates(out->groups[g].code, list, n, a);
    for (size_t c = 0; c < sizeof more / sizeof *more; c++)
        if (more[c]->n_labels > 0)
            more[c]->code = dates(more[c]->code, list, n, a);
    for (size_t k = 0; k < out->n_own_numerics; k++)
        out->own_numeric[k] = numbers(out->own_numeric[k], list, n, a);
}

static bool is_event(const struct variant *v)
{
    return v->stage >= 0 || v->expected != DATE_NONE;
}

/* The events known on the day, and the new one after them. */
static size_t copy_events(struct stage_event *to, const struct deals *d,
                          const struct variant *v, int32_t day)
{
    struct stage_event next = {day, -1, NAN, DATE_NONE};
    size_t n = 0;

    for (size_t e = d->event_start[v->deal]; e < d->event_start[v->deal + 1];
         e++) {
        if (d->events[e].date > day)
            break;
        to[n++] = d->events[e];
        next.stage = to[n - 1].stage;
        if (!isnan(to[n - 1].amount))
            next.amount = to[n - 1].amount;
        if (to[n - 1].expected != DATE_NONE)
            next.expected = to[n - 1].expected;
    }
    if (v->stage >= 0)
        next.stage = v->stage;
    if (v->expected != DATE_NONE)
        next.expected = v->expected;
    if (is_event(v) && next.stage >= 0)
        to[n++] = next;
    return n;
}

static void gather_events(struct deals *out, const struct deals *d,
                          const struct variant *list, size_t n, int32_t day,
                          struct arena *a)
{
    size_t room = n, at = 0;

    for (size_t k = 0; k < n; k++)
        room += d->event_start[list[k].deal + 1] - d->event_start[list[k].deal];
    out->events = ARENA_ARRAY(a, room, struct stage_event);
    out->event_start = ARENA_ARRAY(a, n + 1, size_t);
    for (size_t k = 0; k < n; k++) {
        out->event_start[k] = at;
        at += copy_events(out->events + at, d, &list[k], day);
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
            out->stage_entered[k] = day;
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
    if (d->has_history)
        gather_events(&v, d, list, n, day, a);
    change_records(&v, list, n, day, a);
    *out = v;
}

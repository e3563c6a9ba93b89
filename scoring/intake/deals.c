#include "scoring/intake/deals.h"

#include <math.h>

struct sv category_label(const struct category *c, size_t i)
{
    return c->n_labels > 0 && c->code[i] >= 0 ? c->labels[c->code[i]]
                                              : (struct sv){0};
}

enum state deals_state(const struct deals *d, size_t i, int32_t day)
{
    int32_t created = d->created ? d->created[i] : DATE_NONE;

    if (d->outcome[i] == OUTCOME_OPEN) {
        if (created == DATE_NONE)
            return day >= d->newest ? STATE_OPEN : STATE_UNBORN;
        return created <= day ? STATE_OPEN : STATE_UNBORN;
    }
    if (d->closed[i] == DATE_NONE)
        return STATE_UNBORN; /* when it lived is not known */
    if (d->closed[i] <= day)
        return d->outcome[i] == OUTCOME_WON ? STATE_WON : STATE_LOST;
    return created != DATE_NONE && created <= day ? STATE_OPEN : STATE_UNBORN;
}

void deals_count_closed(const struct deals *d, int32_t day, size_t *won,
                        size_t *lost)
{
    *won = *lost = 0;
    for (size_t i = 0; i < d->n; i++) {
        enum state state = deals_state(d, i, day);
        *won += state == STATE_WON;
        *lost += state == STATE_LOST;
    }
}

bool deals_current_known(const struct deals *d, size_t i, int32_t day)
{
    if (d->outcome[i] == OUTCOME_OPEN)
        return day >= d->newest;
    return d->closed[i] != DATE_NONE && d->closed[i] <= day;
}

/* From the export alone. */
static void stage_recorded(const struct deals *d, size_t i, int32_t day,
                           int32_t *stage, int32_t *entered)
{
    int32_t since = d->stage_entered ? d->stage_entered[i] : DATE_NONE;
    int32_t code = d->stage.n_labels ? d->stage.code[i] : -1;
    bool known = deals_current_known(d, i, day);

    if (since != DATE_NONE && since > day)
        since = DATE_NONE;
    if (!known) {
        /* It has stood in this stage from `since` to its end; a closed stage
         * entered while the deal was open is a contradiction. */
        if (since == DATE_NONE || code < 0 || d->stage_ordinal[code] < 0)
            return;
    }
    *stage = code;
    *entered = code < 0 ? DATE_NONE : since;
}

const struct sighting *deals_sighting(const struct deals *d, size_t i,
                                      int32_t day,
                                      const struct stage_event **event)
{
    size_t first = d->event_start[i], end = d->event_start[i + 1];

    while (end > first && d->events[end - 1].date > day)
        end--;
    if (end == first || d->sightings[end - 1].until < day)
        return NULL;
    *event = &d->events[end - 1];
    return &d->sightings[end - 1];
}

void deals_stage_at(const struct deals *d, size_t i, int32_t day,
                    int32_t *stage, int32_t *entered)
{
    size_t first, at;

    *stage = -1;
    *entered = DATE_NONE;
    if (d->sightings) {
        const struct stage_event *event;
        const struct sighting *seen = deals_sighting(d, i, day, &event);

        if (seen && event->stage >= 0) {
            *stage = event->stage;
            *entered = seen->entered;
            return;
        }
    }
    if (!d->has_history || d->sightings) {
        stage_recorded(d, i, day, stage, entered);
        return;
    }
    first = at = d->event_start[i];
    while (at < d->event_start[i + 1] && d->events[at].date <= day)
        at++;
    if (at == first) {
        stage_recorded(d, i, day, stage, entered);
        return;
    }
    at--;
    *stage = d->events[at].stage;
    /* An event may record an amount or a push only: same stage, same stay. */
    while (at > first && d->events[at - 1].stage == *stage)
        at--;
    *entered = d->events[at].date;
}

double deals_amount_at(const struct deals *d, size_t i, int32_t day)
{
    double amount = NAN;

    if (!d->amount)
        return NAN;
    if (!d->has_history || deals_current_known(d, i, day))
        return d->amount[i];
    for (size_t e = d->event_start[i]; e < d->event_start[i + 1]; e++) {
        if (isnan(d->events[e].amount))
            continue;
        if (d->events[e].date > day && !isnan(amount))
            break;
        amount = d->events[e].amount;
    }
    return isnan(amount) ? d->amount[i] : amount;
}

int32_t deals_expected_at(const struct deals *d, size_t i, int32_t day)
{
    int32_t expected = DATE_NONE;

    if (deals_current_known(d, i, day) && d->expected[i] != DATE_NONE)
        return d->expected[i];
    if (!d->has_history)
        return DATE_NONE;
    for (size_t e = d->event_start[i]; e < d->event_start[i + 1]; e++)
        if (d->events[e].date <= day && d->events[e].expected != DATE_NONE)
            expected = d->events[e].expected;
    return expected;
}

bool deals_date_amounts(const struct deals *d)
{
    size_t n = d->has_history ? d->event_start[d->n] : 0;

    for (size_t e = 0; e < n; e++)
        if (!isnan(d->events[e].amount))
            return true;
    return false;
}

int32_t deals_stage_at_place(const struct deals *d, int place)
{
    for (size_t k = 0; k < d->stage.n_labels; k++)
        if (d->stage_ordinal[k] == place - 1)
            return (int32_t)k;
    return -1;
}

int32_t *deals_open_stages(const struct deals *d, struct arena *a)
{
    int32_t *code = ARENA_ARRAY(a, d->n_open_stages, int32_t);

    for (size_t k = 0; k < d->stage.n_labels; k++)
        if (d->stage_ordinal[k] >= 0)
            code[d->stage_ordinal[k]] = (int32_t)k;
    return code;
}

bool deals_track_short(const struct deals *d, int32_t day)
{
    return d->sightings && day - d->tracked_from < TRACK_LONG;
}

/* The latest date of deal i that may set `newest`; DATE_NONE: it has none. */
static int32_t latest_of(const struct deals *d, size_t i)
{
    const int32_t *const dates[] = {d->created, d->closed, d->stage_entered,
                                    d->modified};
    int32_t latest = DATE_NONE;

    for (size_t k = 0; k < sizeof dates / sizeof *dates; k++)
        if (dates[k] && dates[k][i] != DATE_NONE &&
            (latest == DATE_NONE || dates[k][i] > latest))
            latest = dates[k][i];
    if (d->has_history && d->event_start[i] < d->event_start[i + 1]) {
        int32_t event = d->events[d->event_start[i + 1] - 1].date;
        if (latest == DATE_NONE || event > latest)
            latest = event;
    }
    return latest;
}

size_t deals_dated_after(const struct deals *d, int32_t day)
{
    size_t n = 0;

    for (size_t i = 0; i < d->n; i++) {
        int32_t latest = latest_of(d, i);
        n += latest != DATE_NONE && latest > day;
    }
    return n;
}

size_t deals_newest_line(const struct deals *d)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->newest != DATE_NONE && latest_of(d, i) == d->newest)
            return d->line[i];
    return 0;
}

uint32_t *deals_open(const struct deals *d, int32_t day, size_t *count,
                     struct arena *a)
{
    uint32_t *open;
    size_t n = 0;

    for (size_t i = 0; i < d->n; i++)
        n += deals_state(d, i, day) == STATE_OPEN;
    open = ARENA_ARRAY(a, n, uint32_t);
    n = 0;
    for (size_t i = 0; i < d->n; i++)
        if (deals_state(d, i, day) == STATE_OPEN)
            open[n++] = (uint32_t)i;
    *count = n;
    return open;
}

#include "scoring/features/stays.h"

static void tell_whole(const struct stay *stay, stay_fn *tell, void *of)
{
    if (stay->stage >= 0 && stay->entered != DATE_NONE &&
        stay->left != DATE_NONE && stay->left >= stay->entered)
        tell(of, stay);
}

static void of_history(const struct deals *d, size_t i, int32_t day,
                       stay_fn *tell, void *of)
{
    size_t from = d->event_start[i], end = d->event_start[i + 1];

    for (size_t e = from; e < end && d->events[e].date <= day; e++) {
        const struct stage_event *was = &d->events[from];
        if (d->events[e].stage == was->stage)
            continue;
        tell_whole(
            &(struct stay){was->stage, was->date, d->events[e].date}, tell, of);
        from = e;
    }
}

/* A sighting says when its stage was entered, and so when the one before it
 * was left. */
static void of_track(const struct deals *d, size_t i, int32_t day,
                     stay_fn *tell, void *of)
{
    const struct stage_event *now;
    size_t e = d->event_start[i];

    if (!deals_sighting(d, i, day, &now))
        return;
    for (; d->events + e < now; e++) {
        const struct stay stay = {d->events[e].stage, d->sightings[e].entered,
                                  d->sightings[e + 1].entered};
        if (d->events[e + 1].stage != stay.stage || stay.left != stay.entered)
            tell_whole(&stay, tell, of);
    }
}

void stays_over(const struct deals *d, size_t i, int32_t day, stay_fn *tell,
                void *of)
{
    if (!d->has_history)
        return;
    if (d->sightings)
        of_track(d, i, day, tell, of);
    else
        of_history(d, i, day, tell, of);
}

size_t stays_most(const struct deals *d, size_t i)
{
    return d->has_history ? d->event_start[i + 1] - d->event_start[i] : 0;
}

#include "scoring/intake/track.h"

#include <math.h>

#include "scoring/base/intern.h"

/* First observation whose deal is not below `id`. */
static size_t lower_bound(const struct track *t, struct sv id)
{
    size_t low = 0, high = t->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sv_cmp(t->list[middle].deal_id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct observation *track_deal(const struct track *t, struct sv deal_id,
                                     size_t *count)
{
    size_t first = lower_bound(t, deal_id), end = first;

    while (end < t->n && sv_eq(t->list[end].deal_id, deal_id))
        end++;
    *count = end - first;
    return t->list + first;
}

const struct told_closing *track_told(const struct track *t, struct sv deal_id,
                                      size_t *count)
{
    size_t low = 0, high = t->n_told, end;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sv_cmp(t->told[middle].deal_id, deal_id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < t->n_told && sv_eq(t->told[end].deal_id, deal_id);)
        end++;
    *count = end - low;
    return t->told + low;
}

const struct observation *track_on(const struct track *t, struct sv deal_id,
                                   int32_t day)
{
    size_t n;
    const struct observation *o = track_deal(t, deal_id, &n);

    for (size_t k = 0; k < n; k++)
        if (o[k].date == day)
            return &o[k];
    return NULL;
}

struct track_run *track_run_on(const struct track *t, int32_t day)
{
    for (size_t k = t->n_runs; k-- > 0;)
        if (t->runs[k].day == day)
            return &t->runs[k];
    return NULL;
}

static bool on_foreign_day(const struct track *t, int32_t day)
{
    const struct track_run *run = track_run_on(t, day);

    return run && run->foreign;
}

void track_keep_currency(struct track *track, struct sv own)
{
    size_t kept = 0;

    for (size_t k = 0; k < track->n_runs; k++) {
        struct track_run *run = &track->runs[k];
        run->foreign = run->currency.len && own.len &&
                       !sv_eq_fold(run->currency, own);
        if (!run->foreign)
            continue;
        run->pipeline = run->at_risk = run->expected_loss = NAN;
        run->told = run->landing[0].known = run->landing[1].known = false;
        track->n_foreign++;
        track->foreign = run->currency;
    }
    if (!track->n_foreign)
        return;
    for (size_t k = 0; k < track->n; k++)
        if (on_foreign_day(track, track->list[k].date))
            track->list[k].amount = NAN;
    for (size_t k = 0; k < track->n_told; k++)
        if (!on_foreign_day(track, track->told[k].run))
            track->told[kept++] = track->told[k];
    track->n_told = kept;
}

/* One deal on its way through its snapshots. */
struct watch {
    bool any, watched; /* seen at all; since birth, and without a gap */
    int32_t date;      /* last seen on */
    int32_t place;     /* last stage with a place in the pipeline; −1 */
    int32_t expected;  /* last expected close known; DATE_NONE */
    double pushes, regressions;
    struct stage_event event;
    struct sighting sighting;
};

static bool same_number(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

static bool same(const struct watch *a, const struct watch *b)
{
    return a->event.stage == b->event.stage &&
           a->event.expected == b->event.expected &&
           same_number(a->event.amount, b->event.amount) &&
           a->sighting.entered == b->sighting.entered &&
           same_number(a->sighting.pushes, b->sighting.pushes) &&
           same_number(a->sighting.regressions, b->sighting.regressions);
}

static int32_t entered(const struct watch *before, const struct observation *o,
                       int32_t stage, bool watched)
{
    if (o->stage_entered != DATE_NONE && o->stage_entered <= o->date)
        return o->stage_entered;
    if (!watched || stage < 0)
        return DATE_NONE;
    if (before->any && before->event.stage == stage)
        return before->sighting.entered;
    return o->date;
}

/* The next snapshot of the deal. */
static struct watch see(const struct watch *before, const struct observation *o,
                        int32_t stage, const struct deals *d, int32_t created)
{
    struct watch w = *before;
    int32_t since = before->any ? before->date : created;
    int32_t place = stage < 0 ? -1 : d->stage_ordinal[stage];

    w.any = true;
    w.watched = (before->watched || !before->any) && since != DATE_NONE &&
                o->date - since <= TRACK_GAP;
    w.date = o->date;
    w.regressions += place >= 0 && place < w.place;
    w.place = place >= 0 ? place : w.place;
    if (o->expected != DATE_NONE) {
        w.pushes += w.expected != DATE_NONE && o->expected > w.expected;
        w.expected = o->expected;
    }
    w.sighting = (struct sighting){
        .entered = entered(before, o, stage, w.watched),
        .until = o->date + TRACK_GAP,
        .pushes = !isnan(o->push_count)                  ? o->push_count
                  : w.watched && w.expected != DATE_NONE ? w.pushes
                                                         : (double)NAN,
        .regressions = w.watched && stage >= 0 ? w.regressions : (double)NAN,
    };
    w.event = (struct stage_event){.date = o->date,
                                   .stage = stage,
                                   .amount = o->amount,
                                   .expected = o->expected};
    return w;
}

/* The export as the snapshot of as_of: what the run is about to record. */
static struct observation of_export(const struct deals *d, size_t i,
                                    int32_t as_of)
{
    return (struct observation){
        .date = as_of,
        .amount = d->amount ? d->amount[i] : (double)NAN,
        .expected = d->expected[i],
        .stage_entered = d->stage_entered ? d->stage_entered[i] : DATE_NONE,
        .push_count = d->push_count ? d->push_count[i] : (double)NAN,
    };
}

struct events {
    struct stage_event *events;
    struct sighting *sightings;
    size_t n;
};

/* An event where something changed; else the last one holds on. */
static void add(struct events *out, size_t first, const struct watch *now,
                const struct watch *before)
{
    if (out->n > first && now->date - before->date <= TRACK_GAP &&
        same(now, before)) {
        out->sightings[out->n - 1].until = now->sighting.until;
        return;
    }
    out->events[out->n] = now->event;
    out->sightings[out->n] = now->sighting;
    out->n++;
}

static void follow(struct events *out, const struct deals *d, size_t i,
                   const struct track *t, const struct intern *stages,
                   int32_t as_of)
{
    int32_t created = d->created ? d->created[i] : DATE_NONE;
    struct watch before = {.place = -1, .expected = DATE_NONE}, now;
    size_t n, first = out->n;
    const struct observation *o = track_deal(t, d->id[i], &n);

    for (size_t k = 0; k < n; k++) {
        now = see(&before, &o[k], intern_find(stages, o[k].stage), d, created);
        add(out, first, &now, &before);
        before = now;
    }
    if (deals_state(d, i, as_of) == STATE_OPEN &&
        deals_current_known(d, i, as_of)) {
        struct observation today = of_export(d, i, as_of);
        int32_t stage = d->stage.n_labels ? d->stage.code[i] : -1;

        now = see(&before, &today, stage, d, created);
        add(out, first, &now, &before);
    }
}

void track_apply(struct deals *d, const struct track *track, int32_t as_of,
                 struct arena *run, struct arena *scratch)
{
    struct intern stages;
    struct events out = {0};
    size_t most = track->n + d->n;

    if (d->has_history || !track->n_runs ||
        as_of - track->runs[0].day < TRACK_LEAST)
        return;
    intern_init(&stages, scratch);
    for (size_t k = 0; k < d->stage.n_labels; k++)
        intern_add(&stages, d->stage.labels[k]);
    out.events = ARENA_ARRAY(run, most, struct stage_event);
    out.sightings = ARENA_ARRAY(run, most, struct sighting);
    d->event_start = ARENA_ARRAY(run, d->n + 1, size_t);
    for (size_t i = 0; i < d->n; i++) {
        d->event_start[i] = out.n;
        follow(&out, d, i, track, &stages, as_of);
    }
    d->event_start[d->n] = out.n;
    intern_release(&stages);
    d->has_history = out.n > 0;
    d->events = out.events;
    d->sightings = out.sightings;
    d->tracked_from = track->runs[0].day;
}

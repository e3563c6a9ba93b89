#include "scoring/features/snapshot.h"

#include <math.h>

#include "scoring/stats/stats.h"

enum { RECENT_DAYS = 90 };

static void no_rates(struct group_rates *r)
{
    r->prior = INFINITY;
    r->none = (struct group_rate){.raw = NAN, .shrunk = NAN};
    for (size_t g = 0; g < r->n; g++)
        r->group[g].raw = r->group[g].shrunk = NAN;
}

void group_rates_shrink(struct group_rates *r, double overall)
{
    double n = 0, won = 0, squares = 0, k = 0, spread = 0, p, chance, room;

    if (isnan(overall)) {
        no_rates(r);
        return;
    }
    for (size_t g = 0; g < r->n; g++) {
        double closed = r->group[g].closed;

        r->group[g].raw = closed > 0 ? r->group[g].won / closed : NAN;
        n += closed;
        won += r->group[g].won;
        squares += closed * closed;
        k += closed > 0;
    }
    r->prior = INFINITY;
    p = n > 0 ? won / n : NAN;
    chance = p * (1 - p);
    room = n > 0 ? n - squares / n - (k - 1) : 0;
    if (k > 1 && chance > 0 && room > 0) {
        double rho;

        for (size_t g = 0; g < r->n; g++)
            if (r->group[g].closed)
                spread += r->group[g].closed * (r->group[g].raw - p) *
                          (r->group[g].raw - p);
        rho = (spread / chance - (k - 1)) / room;
        if (rho > 0)
            r->prior = fmax(1, 1 / rho - 1);
    }
    for (size_t g = 0; g < r->n; g++) {
        struct group_rate *rate = &r->group[g];

        rate->shrunk = isinf(r->prior) ? overall
                                       : (rate->won + r->prior * overall) /
                                             (rate->closed + r->prior);
    }
    r->none = (struct group_rate){
        .raw = NAN,
        .shrunk = isinf(r->prior)
                      ? overall
                      : (0 + r->prior * overall) / (0 + r->prior)};
}

const struct group_rate *group_rate_of(const struct group_rates *r,
                                       int32_t code)
{
    return (size_t)code < r->n ? &r->group[code] : &r->none;
}

double group_rate_below(const struct group_rates *r,
                        const struct group_rate *g, double overall)
{
    double lost = (double)g->closed - g->won;

    if (isinf(r->prior) || !(overall > 0 && overall < 1))
        return 0;
    return beta_cdf(overall, g->won + r->prior * overall,
                    lost + r->prior * (1 - overall));
}

static void group_rates_init(struct group_rates *r, size_t n, struct arena *a)
{
    r->n = n;
    r->group = ARENA_ARRAY(a, n, struct group_rate);
}

static void group_rates_count(struct group_rates *r, int32_t code, bool won)
{
    if (code < 0 || (size_t)code >= r->n)
        return;
    r->group[code].closed++;
    r->group[code].won += won;
}

/* The closed deals of the day: totals, rates and recent rates. */
static void count_closed(struct snapshot *s, const struct deals *d,
                         const uint8_t *state)
{
    size_t present[GROUP_COUNT], n_present = 0;
    uint32_t recent_won = 0, recent = 0;

    for (size_t g = 0; g < GROUP_COUNT; g++)
        if (d->groups[g].n_labels > 0)
            present[n_present++] = g;
    for (size_t i = 0; i < d->n; i++) {
        bool won = state[i] == STATE_WON;

        if (state[i] != STATE_WON && state[i] != STATE_LOST)
            continue;
        s->won += won;
        s->lost += !won;
        for (size_t p = 0; p < n_present; p++)
            group_rates_count(&s->groups[present[p]],
                              d->groups[present[p]].code[i], won);
        if (d->closed[i] == DATE_NONE ||
            (int64_t)s->day - d->closed[i] >= RECENT_DAYS)
            continue;
        recent++;
        recent_won += won;
        if (s->recent_owner.n > 0)
            group_rates_count(&s->recent_owner, d->groups[GROUP_OWNER].code[i],
                              won);
    }
    if (s->won + s->lost > 0 && !d->rate_gap)
        s->win_rate = (double)s->won / ((double)s->won + s->lost);
    for (size_t p = 0; p < n_present; p++)
        group_rates_shrink(&s->groups[present[p]], s->win_rate);
    group_rates_shrink(&s->recent_owner, recent && !d->rate_gap
                                             ? (double)recent_won / recent
                                             : s->win_rate);
}

static void count_open(struct snapshot *s, const struct deals *d,
                       const uint8_t *state)
{
    const struct category *owner = &d->groups[GROUP_OWNER];

    if (owner->n_labels == 0)
        return;
    for (size_t i = 0; i < d->n; i++)
        if (state[i] == STATE_OPEN && owner->code[i] >= 0)
            s->owner_open[owner->code[i]]++;
}

static void sample_init(struct ecdf *s, size_t capacity, struct arena *a)
{
    s->n = 0;
    s->sorted = ARENA_ARRAY(a, capacity, double);
}

static void sample_amounts_cycles(struct snapshot *s, const struct deals *d,
                                  const uint8_t *state, double *work,
                                  struct arena *a)
{
    size_t closed = (size_t)s->won + s->lost;

    sample_init(&s->amounts, d->amount ? d->n : 0, a);
    sample_init(&s->cycles, d->created ? closed : 0, a);
    sample_init(&s->won_cycles, d->created ? s->won : 0, a);
    for (size_t i = 0; i < d->n; i++) {
        double days, amount;

        if (state[i] == STATE_UNBORN)
            continue;
        amount = deals_amount_at(d, i, s->day);
        if (isfinite(amount))
            s->amounts.sorted[s->amounts.n++] = amount;
        if (state[i] == STATE_OPEN || !d->created ||
            d->created[i] == DATE_NONE || d->closed[i] == DATE_NONE)
            continue;
        days = (double)d->closed[i] - d->created[i];
        if (days < 0)
            continue;
        s->cycles.sorted[s->cycles.n++] = days;
        if (state[i] == STATE_WON)
            s->won_cycles.sorted[s->won_cycles.n++] = days;
    }
    ecdf_sort(&s->amounts, work);
    ecdf_sort(&s->cycles, work);
    ecdf_sort(&s->won_cycles, work);
    s->mean_cycle = ecdf_mean(&s->cycles);
}

/* Counts a stay, or stores it once its sample has memory. */
static void stay_add(struct snapshot *s, const struct deals *d, int32_t stage,
                     int64_t days, bool won)
{
    struct ecdf *of[2] = {&s->stage_days[stage], &s->stage_days_won[stage]};

    if (d->stage_ordinal[stage] < 0 || days < 0)
        return;
    for (int k = 0; k < 1 + won; k++) {
        if (of[k]->sorted)
            of[k]->sorted[of[k]->n] = (double)days;
        of[k]->n++;
    }
}

/*
 * Of a track, only stays that were seen whole: entered since it began and
 * ended on a known day. Finished stays of a short track are the short ones,
 * so a short track gives none.
 */
static void stays_of_track(struct snapshot *s, const struct deals *d, size_t i,
                           enum state state)
{
    size_t e = d->event_start[i], end = d->event_start[i + 1];
    bool won = state == STATE_WON;

    if (deals_track_short(d, s->day))
        return;
    for (; e < end && d->events[e].date <= s->day; e++) {
        const struct sighting *seen = &d->sightings[e];
        bool last = e + 1 == end || d->events[e + 1].date > s->day;
        int32_t left = DATE_NONE;

        if (!last && d->events[e + 1].stage == d->events[e].stage &&
            d->sightings[e + 1].entered == seen->entered)
            continue; /* the same stay */
        if (!last)
            left = d->sightings[e + 1].entered;
        else if (state != STATE_OPEN && d->closed[i] <= seen->until)
            left = d->closed[i];
        if (d->events[e].stage >= 0 && seen->entered != DATE_NONE &&
            seen->entered >= d->tracked_from && left != DATE_NONE)
            stay_add(s, d, d->events[e].stage, (int64_t)left - seen->entered,
                     won);
    }
}

static void stays_of_history(struct snapshot *s, const struct deals *d,
                             size_t i, enum state state)
{
    int32_t stage = -1, since = DATE_NONE;
    bool won = state == STATE_WON;

    for (size_t e = d->event_start[i]; e < d->event_start[i + 1]; e++) {
        const struct stage_event *event = &d->events[e];

        if (event->date > s->day)
            break;
        if (event->stage == stage)
            continue;
        if (stage >= 0)
            stay_add(s, d, stage, (int64_t)event->date - since, won);
        stage = event->stage;
        since = event->date;
    }
    if (stage >= 0 && state != STATE_OPEN && d->closed[i] != DATE_NONE)
        stay_add(s, d, stage, (int64_t)d->closed[i] - since, won);
}

/* Without history, the last stay of a closed deal may still be dated. */
static void stay_of_export(struct snapshot *s, const struct deals *d, size_t i,
                           enum state state)
{
    if (state == STATE_OPEN || !d->stage_entered || d->stage.code[i] < 0 ||
        d->stage_entered[i] == DATE_NONE || d->closed[i] == DATE_NONE)
        return;
    stay_add(s, d, d->stage.code[i],
             (int64_t)d->closed[i] - d->stage_entered[i], state == STATE_WON);
}

static void stays_walk(struct snapshot *s, const struct deals *d,
                       const uint8_t *state)
{
    if (!d->has_history && !d->stage_entered)
        return;
    for (size_t i = 0; i < d->n; i++) {
        if (state[i] == STATE_UNBORN)
            continue;
        if (d->sightings)
            stays_of_track(s, d, i, state[i]);
        else if (d->has_history)
            stays_of_history(s, d, i, state[i]);
        else
            stay_of_export(s, d, i, state[i]);
    }
}

/* Two walks, one to count and one to store: no list of stays in between. */
static void sample_stays(struct snapshot *s, const struct deals *d,
                         const uint8_t *state, struct arena *a)
{
    struct ecdf *all, *won;
    double *work;
    size_t largest = 0;

    s->n_stages = d->stage.n_labels;
    all = s->stage_days = ARENA_ARRAY(a, s->n_stages, struct ecdf);
    won = s->stage_days_won = ARENA_ARRAY(a, s->n_stages, struct ecdf);
    stays_walk(s, d, state);
    for (size_t k = 0; k < s->n_stages; k++) {
        if (all[k].n > largest)
            largest = all[k].n;
        sample_init(&all[k], all[k].n, a);
        sample_init(&won[k], won[k].n, a);
    }
    stays_walk(s, d, state);
    work = ARENA_ARRAY(a, largest, double);
    for (size_t k = 0; k < s->n_stages; k++) {
        ecdf_sort(&all[k], work);
        ecdf_sort(&won[k], work);
    }
}

bool history_dates_expected(const struct deals *d)
{
    size_t n = d->has_history ? d->event_start[d->n] : 0;

    for (size_t e = 0; e < n; e++)
        if (d->events[e].expected != DATE_NONE)
            return true;
    return false;
}

void snapshot_at(struct snapshot *out, const struct deals *d, int32_t day,
                 struct arena *a)
{
    uint8_t *state = ARENA_ARRAY(a, d->n, uint8_t);
    double *work = ARENA_ARRAY(a, d->n, double);
    struct snapshot s = {.day = day, .win_rate = NAN};

    for (size_t i = 0; i < d->n; i++)
        state[i] = (uint8_t)deals_state(d, i, day);
    for (size_t g = 0; g < GROUP_COUNT; g++)
        group_rates_init(&s.groups[g], d->groups[g].n_labels, a);
    group_rates_init(&s.recent_owner, d->groups[GROUP_OWNER].n_labels, a);
    s.owner_open = ARENA_ARRAY(a, d->groups[GROUP_OWNER].n_labels, uint32_t);
    count_closed(&s, d, state);
    count_open(&s, d, state);
    sample_amounts_cycles(&s, d, state, work, a);
    sample_stays(&s, d, state, a);
    s.dated_expected = history_dates_expected(d);
    *out = s;
}

const struct group_rate *snapshot_rate(const struct snapshot *s,
                                       const struct deals *d, enum group group,
                                       size_t i)
{
    const struct category *c = &d->groups[group];

    if (c->n_labels == 0 || c->code[i] < 0)
        return NULL;
    return group_rate_of(&s->groups[group], c->code[i]);
}

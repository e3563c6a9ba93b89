#include "scoring/features/landmarks.h"
#include "scoring/settings/settings.h"

#include <string.h>

/* The dates walked, newest first, and what stood on each. */
struct walk {
    bool unresolved;   /* deals still open on `day` are rows too */
    uint32_t thinning; /* one deal in so many makes rows; 0: all do */
    size_t n;
    int32_t date[LANDMARKS_MAX];
    size_t open[LANDMARKS_MAX]; /* open on the date, resolved or not */
    size_t rows_on[LANDMARKS_MAX];
    size_t all_open, rows;
};

static bool is_open(const struct deals *d, size_t i, int32_t date)
{
    return d->created[i] != DATE_NONE && deals_state(d, i, date) == STATE_OPEN;
}

static bool is_closed(const struct deals *d, size_t i, int32_t day)
{
    return state_is_closed(deals_state(d, i, day));
}

/* Do deal i's days open make rows? Which deals a thinning keeps is drawn by
 * their place (Knuth's multiplicative hash), so it is the same in any run. */
static bool has_rows(const struct walk *w, const struct deals *d, size_t i,
                     int32_t day)
{
    if (w->thinning > 1 &&
        (uint32_t)i * UINT32_C(2654435761) > UINT32_MAX / w->thinning)
        return false;
    return w->unresolved || is_closed(d, i, day);
}

static void walk_dates(struct walk *w, const struct deals *d, int32_t day,
                       int step)
{
    int32_t earliest = day;

    for (size_t i = 0; i < d->n; i++)
        if (d->created[i] != DATE_NONE && d->created[i] < earliest)
            earliest = d->created[i];
    while (w->n < LANDMARKS_MAX &&
           (int64_t)day - (int64_t)step * ((int64_t)w->n + 1) >= earliest) {
        w->date[w->n] = day - step * ((int32_t)w->n + 1);
        w->n++;
    }
}

/* Adds one deal's days open to the counts. */
static void walk_count(struct walk *w, const struct deals *d, size_t i,
                       int32_t day)
{
    bool rows = has_rows(w, d, i, day);

    if (d->created[i] == DATE_NONE)
        return;
    for (size_t k = 0; k < w->n && w->date[k] >= d->created[i]; k++) {
        if (!is_open(d, i, w->date[k]))
            continue;
        w->open[k]++;
        w->rows_on[k] += rows;
        w->all_open++;
        w->rows += rows;
    }
}

/* Share of all rows whose follow-up is at least `days`; > 0 for a row that
 * exists, since its own follow-up is. */
static double share_followed(const struct walk *w, int32_t day, int32_t days)
{
    size_t followed = 0;

    for (size_t k = 0; k < w->n; k++)
        if (day - w->date[k] >= days)
            followed += w->open[k];
    return (double)followed / (double)w->all_open;
}

/* Rows of the landmark `date`, from row `at` on; returns how many. */
static size_t rows_add(struct landmarks *l, size_t at, const struct walk *w,
                       const struct deals *d, int32_t date, double cap)
{
    size_t n = 0;

    for (size_t i = 0; i < d->n; i++) {
        if (d->created[i] > date || !has_rows(w, d, i, l->day) ||
            !is_open(d, i, date))
            continue;
        if (!w->unresolved) {
            double weight = 1 / share_followed(w, l->day, d->closed[i] - date);
            l->weight[at + n] = (float)(weight < cap ? weight : cap);
            l->lost[at + n] = d->outcome[i] == OUTCOME_LOST;
        }
        l->deal[at + n] = (uint32_t)i;
        l->date[at + n] = date;
        n++;
    }
    return n;
}

static void fill_rows(struct landmarks *l, const struct walk *w,
                      const struct deals *d, const struct feature_set *set,
                      double cap)
{
    size_t at = 0;
    struct arena work; /* of one date; the caller's scratch is not reset */

    arena_init(&work);
    for (size_t k = 0; k < w->n; k++) {
        struct snapshot s;
        size_t n;

        if (w->rows_on[k] == 0)
            continue;
        n = rows_add(l, at, w, d, w->date[k], cap);
        if (set->n > 0) { /* who asks for the rows alone needs no figures */
            feature_snapshot(&s, set, d, w->date[k], &work);
            features_fill(&l->m, at, set, d, &s, l->deal + at, n);
            arena_reset(&work);
        }
        at += n;
    }
    arena_release(&work);
}

static void walk_all(struct walk *w, const struct deals *d, int32_t day,
                     int step)
{
    *w = (struct walk){.unresolved = w->unresolved, .thinning = w->thinning};
    if (!d->created)
        return;
    walk_dates(w, d, day, step > 0 ? step : 30);
    for (size_t i = 0; i < d->n; i++)
        walk_count(w, d, i, day);
}

/* The rows that l->day and l->all ask for. */
static void build(struct landmarks *l, const struct deals *d,
                  const struct feature_set *set,
                  const struct forest_settings *settings, struct arena *a)
{
    struct walk w = {.unresolved = l->all};

    l->m.cols = set->n;
    deals_count_closed(d, l->day, &l->won_deals, &l->lost_deals);
    walk_all(&w, d, l->day, settings->landmark_days);
    if (l->all && w.rows > LANDMARKS_ROWS) {
        w.thinning = (uint32_t)(w.rows / LANDMARKS_ROWS + 1);
        walk_all(&w, d, l->day, settings->landmark_days);
    }
    l->m.rows = w.rows;
    l->m.x = ARENA_ARRAY(a, w.rows * set->n, float);
    if (!l->all) {
        l->lost = ARENA_ARRAY(a, w.rows, uint8_t);
        l->weight = ARENA_ARRAY(a, w.rows, float);
    }
    l->deal = ARENA_ARRAY(a, w.rows, uint32_t);
    l->date = ARENA_ARRAY(a, w.rows, int32_t);
    if (w.rows > 0)
        fill_rows(l, &w, d, set, settings->weight_cap);
}

void landmarks_build(struct landmarks *out, const struct deals *d,
                     const struct feature_set *set, int32_t day,
                     const struct forest_settings *settings, struct arena *a)
{
    *out = (struct landmarks){.day = day};
    build(out, d, set, settings, a);
}

void landmarks_build_all(struct landmarks *out, const struct deals *d,
                         const struct feature_set *set, int32_t day,
                         const struct forest_settings *settings,
                         struct arena *a)
{
    *out = (struct landmarks){.day = day, .all = true};
    build(out, d, set, settings, a);
}

void landmarks_resolved(size_t *skip, size_t *rows, const struct landmarks *l,
                        const struct deals *d, double resolved_share,
                        size_t dates)
{
    size_t counted = 0, n = l->m.rows;

    *skip = *rows = 0;
    for (size_t at = 0, end; at < n && counted < dates; at = end) {
        size_t open = 0;
        for (end = at; end < n && l->date[end] == l->date[at];)
            end++;
        for (size_t i = 0; !counted && i < d->n; i++)
            open += is_open(d, i, l->date[at]);
        if (!counted && (double)(end - at) < resolved_share * (double)open) {
            *skip = end;
            continue;
        }
        counted++; /* and so does every older date */
        *rows = end - *skip;
    }
}

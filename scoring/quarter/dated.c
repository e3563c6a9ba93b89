#include "scoring/quarter/dated.h"

#include <math.h>

#include "scoring/base/intern.h"
#include "scoring/intake/forecast_words.h"

const char *quarter_gap_name(enum quarter_gap g)
{
    static const char *const NAMES[GAP_COUNT] = {
        [GAP_NONE] = "",
        [GAP_NO_EXPECTED] = "no expected closes",
        [GAP_NO_AMOUNTS] = "no amounts",
        [GAP_NO_HISTORY] = "no history",
        [GAP_NO_STORE] = "no store",
        [GAP_NO_EDITS] = "no edits",
        [GAP_FIRST_RUN] = "first run",
        [GAP_NO_CATEGORY] = "no category",
        [GAP_NO_PAST] = "no past quarter",
        [GAP_TROUBLE] = "store not read",
    };

    return NAMES[g];
}

const char *dated_from_name(enum dated_from f)
{
    return f == DATED_HISTORY ? "history" : f == DATED_STORE ? "store" : "";
}

/* The sum of ten thousand of the largest still fits. */
static const double MOST = 1e13, MOST_TOTAL = 9e15;

static int64_t in_cents(double amount, double most)
{
    if (isnan(amount))
        return 0;
    return (int64_t)llround(fmax(-most, fmin(most, amount)) * 100);
}

int64_t cents_of(double amount)
{
    return in_cents(amount, MOST);
}

int64_t cents_of_total(double amount)
{
    return in_cents(amount, MOST_TOTAL);
}

static void price(struct deal_then *out, double amount)
{
    out->priced = !isnan(amount);
    out->cents = cents_of(amount);
}

static bool any_category(const struct deals *d)
{
    size_t n = d->event_category ? d->event_start[d->n] : 0;

    for (size_t e = 0; e < n; e++)
        if (d->event_category[e] >= 0)
            return true;
    return false;
}

/* What the CRM's own history records. One that was made of the store's runs
 * (track.h) is read as the runs that it is. */
static void look_at_history(struct dated *out)
{
    const struct deals *d = out->ctx->deals;
    size_t n = d->has_history && !d->sightings ? d->event_start[d->n] : 0;

    out->recorded_from = DATE_NONE;
    for (size_t e = 0; e < n; e++) {
        const struct stage_event *event = &d->events[e];
        if (event->expected == DATE_NONE)
            continue;
        if (!out->history || event->date < out->recorded_from)
            out->recorded_from = event->date;
        out->history = true;
    }
    /* Without dates of creation a deal has no life before it closed. */
    out->history = out->history && d->created;
    out->amounts = n > 0 && deals_date_amounts(d);
    out->categories = out->history && any_category(d);
}

static struct dated_track track_of(const struct track *t, struct sv id)
{
    struct dated_track out = {.id = id};

    out.seen = track_deal(t, id, &out.n);
    out.told = track_told(t, id, &out.n_told);
    return out;
}

/* Both lists of the track are by id: the next one of either. */
static struct sv next_id(const struct track *t, size_t *seen, size_t *told)
{
    struct sv a = *seen < t->n ? t->list[*seen].deal_id : (struct sv){0};
    struct sv b = *told < t->n_told ? t->told[*told].deal_id : (struct sv){0};
    struct sv id = !b.len || (a.len && sv_cmp(a, b) <= 0) ? a : b;

    while (*seen < t->n && sv_eq(t->list[*seen].deal_id, id))
        ++*seen;
    while (*told < t->n_told && sv_eq(t->told[*told].deal_id, id))
        ++*told;
    return id;
}

static void find_gone(struct dated *out)
{
    const struct deals *d = out->ctx->deals;
    const struct track *t = out->track;
    struct intern ids;
    size_t seen = 0, told = 0;

    intern_init(&ids, out->ctx->scratch);
    for (size_t i = 0; i < d->n; i++)
        intern_add(&ids, d->id[i]);
    out->gone = ARENA_ARRAY(out->ctx->scratch, t->n + t->n_told,
                            struct dated_track);
    while (seen < t->n || told < t->n_told) {
        struct sv id = next_id(t, &seen, &told);
        if (intern_find(&ids, id) < 0)
            out->gone[out->n_gone++] = track_of(t, id);
    }
    intern_release(&ids);
}

void dated_init(struct dated *out, const struct context *ctx,
                const struct track *track, const bool *only)
{
    const struct deals *d = ctx->deals;

    *out = (struct dated){.ctx = ctx, .track = track, .only = only};
    look_at_history(out);
    if (!track || !track->n_runs)
        return;
    out->of = ARENA_ARRAY(ctx->scratch, d->n, struct dated_track);
    for (size_t i = 0; i < d->n; i++)
        out->of[i] = track_of(track, d->id[i]);
    if (!only)
        find_gone(out);
}

int32_t dated_run_near(const struct dated *d, int32_t day)
{
    size_t n = d->track ? d->track->n_runs : 0;

    while (n && d->track->runs[n - 1].day > day)
        n--;
    return n && day - d->track->runs[n - 1].day <= TRACK_GAP
               ? d->track->runs[n - 1].day
               : DATE_NONE;
}

enum dated_from dated_source(const struct dated *d, int32_t day)
{
    if (d->history)
        return DATED_HISTORY;
    return dated_run_near(d, day) == day ? DATED_STORE : DATED_NOTHING;
}

int32_t dated_near(const struct dated *d, int32_t day, enum dated_from *from)
{
    int32_t run = dated_run_near(d, day);

    *from = d->history         ? DATED_HISTORY
            : run != DATE_NONE ? DATED_STORE
                               : DATED_NOTHING;
    return d->history ? day : run;
}

static bool any_expected(const struct deals *d)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->expected[i] != DATE_NONE)
            return true;
    return false;
}

enum quarter_gap dated_store_gap(const struct dated *d)
{
    const struct track *t = d->track;

    return !t               ? GAP_NO_STORE
           : t->trouble.len ? GAP_TROUBLE
           : !t->n_runs     ? GAP_FIRST_RUN
                            : GAP_NONE;
}

enum quarter_gap dated_gap(const struct dated *d)
{
    const struct deals *deals = d->ctx->deals;

    if (d->history)
        return GAP_NONE;
    if (!any_expected(deals))
        return GAP_NO_EXPECTED;
    if (d->track && d->track->trouble.len)
        return GAP_TROUBLE;
    if (d->track && d->track->n_runs)
        return GAP_NONE;
    if (deals->has_history)
        return GAP_NO_EDITS;
    return d->track ? GAP_FIRST_RUN : GAP_NO_HISTORY;
}

/* The amount of a deal that was lost by `day`: the last while it was open. */
static double lost_amount(const struct dated *d, size_t i)
{
    const struct deals *deals = d->ctx->deals;
    double amount = NAN;

    for (size_t e = d->amounts ? deals->event_start[i] : 0;
         d->amounts && e < deals->event_start[i + 1]; e++) {
        const struct stage_event *event = &deals->events[e];
        bool open =
            event->stage >= 0 && deals->stage_ordinal[event->stage] >= 0;
        if (event->date <= deals->closed[i] && open && !isnan(event->amount))
            amount = event->amount;
    }
    for (size_t k = d->of ? d->of[i].n : 0; isnan(amount) && k-- > 0;)
        amount = d->of[i].seen[k].amount;
    return isnan(amount) && deals->amount ? deals->amount[i] : amount;
}

/* What the history records of the expected close of deal i by `day`, of one
 * that has closed while it was open; and how often it was pushed. */
static void expected_in_history(struct deal_then *out, const struct dated *d,
                                size_t i, int32_t day)
{
    const struct deals *deals = d->ctx->deals;
    size_t first = deals->event_start[i], end = deals->event_start[i + 1];
    bool recorded = false;

    out->pushes = 0;
    for (size_t e = first; e < end; e++) {
        const struct stage_event *event = &deals->events[e];
        if (event->expected == DATE_NONE)
            continue;
        recorded = true;
        /* The first says what it was created with. */
        if ((e > first && event->date > day) ||
            (event->stage >= 0 && deals->stage_ordinal[event->stage] < 0))
            continue;
        out->pushes +=
            out->expected != DATE_NONE && event->expected > out->expected;
        out->expected = event->expected;
    }
    if (!recorded && deals->created[i] >= d->recorded_from)
        out->expected = deals->outcome[i] == OUTCOME_OPEN ? deals->expected[i]
                                                          : deals->closed[i];
}

static int32_t category_in_history(const struct deals *d, size_t i,
                                   int32_t day)
{
    int32_t category = -1;

    for (size_t e = d->event_start[i]; e < d->event_start[i + 1]; e++)
        if (d->event_category[e] >= 0 &&
            (d->events[e].date <= day || e == d->event_start[i]))
            category = d->event_category[e];
    return category;
}

static void in_history(struct deal_then *out, const struct dated *d, size_t i,
                       int32_t day)
{
    const struct deals *deals = d->ctx->deals;

    if (state_is_closed(out->state))
        out->closed = deals->closed[i];
    if (out->state == STATE_UNBORN)
        return;
    price(out, out->state == STATE_LOST ? lost_amount(d, i)
                                        : deals_amount_at(deals, i, day));
    if (d->history)
        expected_in_history(out, d, i, day);
    if (d->categories && out->state == STATE_OPEN)
        out->category = category_in_history(deals, i, day);
}

/* The code of a category as a run recorded it. */
static int32_t find_category(const struct deals *d, struct sv name)
{
    const struct category *c = &d->forecast_category;

    for (size_t k = 0; name.len && k < c->n_labels; k++)
        if (sv_eq(c->labels[k], name))
            return (int32_t)k;
    for (size_t k = 0; name.len && k < c->n_labels; k++)
        if (forecast_same(c->labels[k], name))
            return (int32_t)k;
    return -1;
}

static const struct observation *seen_on(const struct dated_track *t,
                                         int32_t day)
{
    for (size_t k = t->n; k-- > 0 && t->seen[k].date >= day;)
        if (t->seen[k].date == day)
            return &t->seen[k];
    return NULL;
}

/* The last thing that runs up to `day` were told of the closing. */
static const struct told_closing *told_by(const struct dated_track *t,
                                          int32_t day)
{
    size_t n = t->n_told;

    while (n && t->told[n - 1].run > day)
        n--;
    return n ? &t->told[n - 1] : NULL;
}

/* Pushes that runs up to `day` saw; those of the CRM where it counts them. */
static int pushes_seen(const struct dated_track *t, int32_t day)
{
    int32_t expected = DATE_NONE;
    int pushes = 0;

    for (size_t k = 0; k < t->n && t->seen[k].date <= day; k++) {
        const struct observation *o = &t->seen[k];
        if (o->expected != DATE_NONE) {
            pushes += expected != DATE_NONE && o->expected > expected;
            expected = o->expected;
        }
        if (o->date == day && !isnan(o->push_count))
            return (int)o->push_count;
    }
    return pushes;
}

void dated_gone(struct deal_then *out, const struct dated_track *t,
                int32_t day)
{
    const struct observation *o = seen_on(t, day);
    const struct told_closing *told = o ? NULL : told_by(t, day);

    *out = (struct deal_then){.state = STATE_UNBORN,
                              .expected = DATE_NONE,
                              .closed = DATE_NONE,
                              .category = -1,
                              .pushes = -1};
    if (o) {
        out->state = STATE_OPEN;
        price(out, o->amount);
        out->expected = o->expected;
        out->pushes = pushes_seen(t, day);
    } else if (told && (told->state == CLOSING_WON ||
                        told->state == CLOSING_LOST)) {
        out->state = told->state == CLOSING_WON ? STATE_WON : STATE_LOST;
        out->closed = told->closed;
        price(out, told->amount);
        for (size_t k = 0; k < t->n && t->seen[k].date <= day; k++)
            if (t->seen[k].expected != DATE_NONE)
                out->expected = t->seen[k].expected;
    }
}

/* Has every push been seen? So if the first run that saw the deal came soon
 * after it was created, or the CRM counts them. */
static bool is_watched(const struct dated *d, size_t i, int32_t day)
{
    const struct dated_track *t = &d->of[i];
    const struct observation *o = seen_on(t, day);
    const struct deals *deals = d->ctx->deals;

    if (o && !isnan(o->push_count))
        return true;
    return t->n && deals->created && deals->created[i] != DATE_NONE &&
           t->seen[0].date - deals->created[i] <= TRACK_GAP;
}

void dated_deal(struct deal_then *out, const struct dated *d, size_t i,
                int32_t day, enum dated_from from)
{
    const struct deals *deals = d->ctx->deals;
    const struct observation *o;

    if (from == DATED_STORE) {
        dated_gone(out, &d->of[i], day);
        o = seen_on(&d->of[i], day);
        if (o)
            out->category = find_category(deals, o->category);
        if (o && !is_watched(d, i, day))
            out->pushes = -1;
        return;
    }
    *out = (struct deal_then){.state = deals_state(deals, i, day),
                              .expected = DATE_NONE,
                              .closed = DATE_NONE,
                              .category = -1,
                              .pushes = -1};
    in_history(out, d, i, day);
}

void dated_now(struct deal_then *out, const struct dated *d, size_t i)
{
    const struct deals *deals = d->ctx->deals;
    int32_t as_of = d->ctx->as_of;
    const struct dated_track *t = d->of ? &d->of[i] : NULL;

    dated_deal(out, d, i, as_of, DATED_HISTORY);
    if (out->state == STATE_OPEN && deals_current_known(deals, i, as_of)) {
        price(out, deals->amount ? deals->amount[i] : (double)NAN);
        if (deals->expected[i] != DATE_NONE)
            out->expected = deals->expected[i];
        out->category = deals->forecast_category.code[i];
    }
    if (state_is_closed(out->state) && out->expected == DATE_NONE && t)
        for (size_t k = t->n; out->expected == DATE_NONE && k-- > 0;)
            out->expected = t->seen[k].expected;
}

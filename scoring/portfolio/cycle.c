#include "scoring/portfolio/cycle.h"

#include <math.h>

#include "render/words/phrase.h"
#include "scoring/portfolio/lifetimes.h"

/* One spell and the quarter in which its deal was created. */
static int by_cohort(const void *left, const void *right)
{
    const struct lifetime *a = left, *b = right;

    if (a->cohort != b->cohort)
        return a->cohort < b->cohort ? -1 : 1;
    if (a->days != b->days)
        return a->days < b->days ? -1 : 1;
    return a->event < b->event ? -1 : a->event > b->event;
}

/* The spells come sorted by cohort. */
static void created_quarters(struct cycle *out, struct lifetime *list, size_t n,
                             struct arena *run, struct arena *scratch)
{
    size_t quarters = 0, first = 0;

    for (size_t i = 0; i < n; i++)
        quarters += i == 0 || list[i].cohort != list[i - 1].cohort;
    out->created = ARENA_ARRAY(run, quarters, struct created_quarter);

    for (size_t i = 0; i < n; i = first) {
        while (first < n && list[first].cohort == list[i].cohort)
            first++;
        out->created[out->n_created++] = (struct created_quarter){
            .quarter = list[i].cohort,
            .km = km_median(list + i, first - i, scratch),
        };
    }
}

/* Over the newest cohorts that are whole, numbered from 0. */
static double logrank(const struct cycle *c, const struct lifetime *list,
                      size_t n, struct arena *scratch)
{
    struct lifetime *kept = ARENA_ARRAY(scratch, n, struct lifetime);
    size_t whole = 0, m = 0, k = 0, cohort = 0, skip;

    for (size_t i = 0; i < c->n_created; i++)
        whole += c->created[i].whole;
    skip = whole > CYCLE_COHORTS ? whole - CYCLE_COHORTS : 0;
    for (size_t i = 0; i < n; i++) {
        while (c->created[k].quarter != list[i].cohort)
            cohort += c->created[k++].whole;
        if (!c->created[k].whole || cohort < skip)
            continue;
        kept[m] = list[i];
        kept[m++].cohort = (int)(cohort - skip);
    }
    return logrank_p(kept, m, whole - skip, scratch);
}

struct closing {
    int quarter;
    double days;
};

static int by_quarter(const void *left, const void *right)
{
    const struct closing *a = left, *b = right;

    if (a->quarter != b->quarter)
        return a->quarter < b->quarter ? -1 : 1;
    return a->days < b->days ? -1 : a->days > b->days;
}

static void close_quarters(struct cycle *out, const struct deal_states *s,
                           struct arena *run, struct arena *scratch)
{
    struct closing *list = ARENA_ARRAY(scratch, s->d->n, struct closing);
    size_t n = 0, quarters = 0;

    for (size_t i = 0; i < s->d->n; i++)
        if (!isnan(s->cycle[i]))
            list[n++] = (struct closing){
                date_quarter(s->d->closed[i], s->fiscal_month), s->cycle[i]};
    if (n > 1)
        qsort(list, n, sizeof(*list), by_quarter);
    for (size_t i = 0; i < n; i++)
        quarters += i == 0 || list[i].quarter != list[i - 1].quarter;
    out->close = ARENA_ARRAY(run, quarters, struct close_quarter);

    for (size_t i = 0; i < n; i++) {
        if (i == 0 || list[i].quarter != list[i - 1].quarter)
            out->close[out->n_close++].quarter = list[i].quarter;
        struct close_quarter *q = &out->close[out->n_close - 1];
        q->deals++;
        out->closes++;
        q->mean_days += list[i].days; /* the sum, until all are in */
    }
    for (size_t k = 0; k < out->n_close; k++)
        out->close[k].mean_days /= (double)out->close[k].deals;

    out->naive_change_pct = NAN;
    if (out->n_close > 1 && out->close[0].mean_days > 0)
        out->naive_change_pct = 100 * (out->close[out->n_close - 1].mean_days /
                                           out->close[0].mean_days -
                                       1);
}

static void incidence(struct cycle *out, const struct lifetime *list, size_t n,
                      struct arena *run, struct arena *scratch)
{
    static const double days[] = {15, 30, 60, 90, 120, 180, 365};
    size_t k = 0;
    double longest = -1;

    for (size_t i = 0; i < n; i++)
        longest = fmax(longest, list[i].days);
    while (k < sizeof days / sizeof *days && days[k] <= longest)
        k++;
    out->n_incidence = k;
    out->incidence = ARENA_ARRAY(run, k, struct incidence);
    cumulative_incidence(out->incidence, days, k, list, n, scratch);
}

/* Evenly from 0 to the last day that any deal was followed, and that day. */
static void curve(struct cycle *out, const struct lifetime *list, size_t n,
                  struct arena *run, struct arena *scratch)
{
    enum { STEP = 5, STEPS_MOST = 400 };
    double longest = -1, *days, step;
    size_t k = 0;

    out->lives = n;
    for (size_t i = 0; i < n; i++)
        longest = fmax(longest, list[i].days);
    if (longest <= 0)
        return;
    step = STEP * fmax(1, ceil(longest / STEP / STEPS_MOST));
    days = ARENA_ARRAY(scratch, STEPS_MOST + 2, double);
    for (; (double)k * step < longest; k++)
        days[k] = (double)k * step;
    days[k++] = longest;
    out->n_curve = k;
    out->curve = ARENA_ARRAY(run, k, struct incidence);
    cumulative_incidence(out->curve, days, k, list, n, scratch);
}

static bool complete(const struct created_quarter *q)
{
    return !isnan(q->km.median) && !isnan(q->km.ci.lower) &&
           !isnan(q->km.ci.upper);
}

static void oldest_and_newest(const struct created_quarter **old,
                              const struct created_quarter **new,
                              const struct cycle *c, size_t closed)
{
    *old = *new = NULL;
    for (size_t k = 0; k < c->n_created; k++)
        if (c->created[k].whole && complete(&c->created[k]) &&
            c->created[k].km.closed >= closed) {
            *old = *old == NULL ? &c->created[k] : *old;
            *new = &c->created[k];
        }
}

/* Lives without a start cannot be in the curve; say how many. */
static struct sv undated_clause(const struct deal_states *s, struct arena *a)
{
    size_t n = 0;

    for (size_t i = 0; i < s->d->n; i++)
        n += s->state[i] != STATE_UNBORN &&
             (s->d->created == NULL || s->d->created[i] == DATE_NONE);
    if (n == 0)
        return SV("");
    struct sv count = phrase_count(n, s->d->style, a);
    return sv_printf(a, "; %.*s %s without a start date %s left out",
                     SV_ARG(count), n == 1 ? "deal" : "deals",
                     n == 1 ? "is" : "are");
}

/* "By close quarter the mean moves +214%, but …", or nothing. */
static struct sv naive_clause(const struct cycle *c, struct style style,
                              struct arena *a)
{
    if (isnan(c->naive_change_pct))
        return SV("");

    struct sv pct = phrase_signed(c->naive_change_pct, 0, style, a);
    return sv_printf(a, ". By quarter of closing the mean moves %.*s%%%s",
                     SV_ARG(pct),
                     c->naive_change_pct > 0
                         ? ", but the first quarters of the data can hold "
                           "only short deals, so that is no evidence"
                         : ", which mixes deals of all ages");
}

/* Fewer than two cohorts: the finding must not sound as if one had looked and
 * found nothing. */
static struct sv nothing_to_compare(const struct created_quarter *only,
                                    const struct deal_states *s,
                                    struct sv missing, struct arena *a)
{
    const char *finding = "No change shown, as there is nothing to compare";
    struct sv undated = undated_clause(s, a);
    char quarter[DATE_TEXT];

    if (!only)
        return sv_printf(
            a,
            "%s: no quarter of creation has enough closed deals "
            "for a median and its interval, and it takes two%.*s%.*s",
            finding, SV_ARG(undated), SV_ARG(missing));
    struct sv deals = phrase_count(only->km.deals, s->d->style, a);
    struct sv days = phrase_days(only->km.median, s->d->style, a);
    return sv_printf(
        a,
        "%s: only %s as quarter of creation (%.*s deals, "
        "median %.*s days) has enough closed deals for a median "
        "and its interval, and it takes two%.*s%.*s",
        finding, quarter_label(quarter, only->quarter, s->fiscal_month),
        SV_ARG(deals), SV_ARG(days), SV_ARG(undated), SV_ARG(missing));
}

static void judge(struct cycle *out, const struct deal_states *s,
                  struct sv missing, struct arena *a)
{
    const struct created_quarter *old = NULL, *new = NULL;

    out->median_change = NAN;
    out->median_difference = (struct interval){NAN, NAN};
    oldest_and_newest(&old, &new, out, CYCLE_CLOSED);
    if (old == new)
        oldest_and_newest(&old, &new, out, 0);
    if (old == new) {
        out->verdict = nothing_to_compare(old, s, missing, a);
        return;
    }

    const struct km_median *n = &new->km, *o = &old->km;
    double d = n->median - o->median;
    out->median_change = d;
    out->median_difference.lower =
        d - hypot(n->median - n->ci.lower, o->ci.upper - o->median);
    out->median_difference.upper =
        d + hypot(n->ci.upper - n->median, o->median - o->ci.lower);

    bool apart =
        out->median_difference.lower > 0 || out->median_difference.upper < 0;
    bool differ = out->logrank_p < 0.05;
    out->changed = apart && differ;

    char new_name[DATE_TEXT], old_name[DATE_TEXT];
    quarter_label(new_name, new->quarter, s->fiscal_month);
    quarter_label(old_name, old->quarter, s->fiscal_month);
    struct sv days_new = phrase_days(n->median, s->d->style, a);
    struct sv days_old = phrase_days(o->median, s->d->style, a);
    struct sv change = phrase_signed(d, 1, s->d->style, a);
    struct sv lower =
        phrase_signed(out->median_difference.lower, 1, s->d->style, a);
    struct sv upper =
        phrase_signed(out->median_difference.upper, 1, s->d->style, a);
    struct sv p = phrase_p(out->logrank_p, s->d->style, a);
    struct sv n_new = phrase_count(n->deals, s->d->style, a);
    struct sv n_old = phrase_count(o->deals, s->d->style, a);
    struct sv undated = undated_clause(s, a);
    struct sv naive = naive_clause(out, s->d->style, a);
    const char *finding =
        out->changed ? (d > 0 ? "Cycles have become longer"
                              : "Cycles have become shorter")
        : differ     ? "No change of the median shown, though quarters differ"
                     : "No change shown";
    out->verdict = sv_printf(
        a,
        "%s: the median is %.*s days for the %.*s deals created in %s and %.*s "
        "for the %.*s created in %s, a difference of %.*s (95%% interval %.*s "
        "to %.*s); log-rank %.*s%.*s%.*s%.*s",
        finding, SV_ARG(days_new), SV_ARG(n_new), new_name, SV_ARG(days_old),
        SV_ARG(n_old), old_name, SV_ARG(change), SV_ARG(lower), SV_ARG(upper),
        SV_ARG(p), SV_ARG(undated), SV_ARG(missing), SV_ARG(naive));
}

void cycle_compute(struct cycle *out, const struct deal_states *s,
                   struct arena *run, struct arena *scratch)
{
    struct sv missing;
    size_t n;
    struct lifetime *list =
        lifetimes_make(&n, s->d, s->as_of, s->fiscal_month, scratch);

    if (n > 1)
        qsort(list, n, sizeof *list, by_cohort);

    *out = (struct cycle){.fiscal_month = s->fiscal_month};
    close_quarters(out, s, run, scratch);
    incidence(out, list, n, run, scratch);
    curve(out, list, n, run, scratch);
    created_quarters(out, list, n, run, scratch);
    missing = cycle_mark_whole(out, s, run, scratch);
    out->logrank_p = logrank(out, list, n, scratch);
    judge(out, s, missing, run);
}

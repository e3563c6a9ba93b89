#include "scoring/quarter/calls.h"

#include <math.h>
#include <stdlib.h>

#include "scoring/quarter/quarter_parts.h"

enum { GROUPS = 3 }; /* company, manager, owner */
static const enum group GROUP_OF[GROUPS] = {GROUP_COUNT, GROUP_MANAGER,
                                            GROUP_OWNER};

/* Rows of one roll-up, of all codes and categories: (code + 1) × categories. */
struct roll {
    enum group group;
    size_t codes; /* and one for none */
    struct call_row *rows;
};

struct work {
    const struct dated *d;
    size_t categories;
    struct roll roll[GROUPS];
    struct quarter_days now;
};

static int32_t code_in(const struct work *w, enum group g, size_t i)
{
    const struct category *c;

    if (g == GROUP_COUNT)
        return 0;
    c = &w->d->ctx->deals->groups[g];
    return c->n_labels ? c->code[i] : -1;
}

static struct call_row *row_of(const struct work *w, const struct roll *r,
                               size_t i, int32_t category)
{
    int32_t code = code_in(w, r->group, i);

    return &r->rows[(size_t)(code + 1) * w->categories + (size_t)category];
}

static void make_rolls(struct work *w)
{
    const struct deals *d = w->d->ctx->deals;

    w->categories = d->forecast_category.n_labels;
    for (int g = 0; g < GROUPS; g++) {
        struct roll *r = &w->roll[g];
        r->group = GROUP_OF[g];
        r->codes = r->group == GROUP_COUNT ? 1 : d->groups[r->group].n_labels;
        r->rows = ARENA_ARRAY(w->d->ctx->scratch,
                              (r->codes + 1) * w->categories, struct call_row);
        for (size_t k = 0; k < (r->codes + 1) * w->categories; k++)
            r->rows[k] = (struct call_row){
                .category = (int32_t)(k % w->categories),
                .group = r->group,
                .code = (int32_t)(k / w->categories) - 1,
                .p = NAN,
                .p_adjusted = NAN};
    }
}

static void count(struct call_count *c, const struct score *s, int64_t cents)
{
    bool danger = s->level >= LEVEL_HIGH;
    bool overdue = warning_holds(&s->warnings, WARNING_OVERDUE);

    c->deals++;
    c->cents += cents;
    c->in_danger += danger;
    c->danger_cents += danger ? cents : 0;
    c->overdue += overdue;
    c->overdue_cents += overdue ? cents : 0;
}

static void count_open(struct calls *out, struct work *w,
                       const struct scores *scores)
{
    for (size_t k = 0; k < scores->n; k++) {
        const struct score *s = &scores->list[k];
        struct deal_then deal;
        dated_now(&deal, w->d, s->deal);
        if (deal.category < 0) {
            out->without++;
            continue;
        }
        for (int g = 0; g < GROUPS; g++) {
            struct call_row *row =
                row_of(w, &w->roll[g], s->deal, deal.category);
            count(&row->all, s, deal.cents);
            if (deal.expected != DATE_NONE && deal.expected <= w->now.end)
                count(&row->due, s, deal.cents);
        }
    }
}

/* The day that tells of the categories on `day` of a past quarter. */
static int32_t day_told(const struct work *w, const struct quarter_days *q,
                        int32_t day, enum dated_from *from)
{
    int32_t run = dated_run_near(w->d, day);

    *from = w->d->categories ? DATED_HISTORY : DATED_STORE;
    if (w->d->categories)
        return day;
    return run != DATE_NONE && run >= q->start ? run : DATE_NONE;
}

/* Of the deals of a day that has passed, which came in by the quarter's end. */
static size_t count_past(struct calls *out, struct work *w,
                         const struct quarter_days *q, int32_t day,
                         enum dated_from from)
{
    const struct deals *deals = w->d->ctx->deals;
    size_t counted = 0;

    for (size_t i = 0; i < deals->n; i++) {
        struct deal_then deal;
        enum state end = deals_state(deals, i, q->end);
        bool won = end == STATE_WON;
        if (!dated_is_meant(w->d, i))
            continue;
        dated_deal(&deal, w->d, i, day, from);
        if (deal.state != STATE_OPEN || deal.category < 0 ||
            (out->due_only &&
             (deal.expected == DATE_NONE || deal.expected > q->end)) ||
            (state_is_closed(end) && deals->closed[i] <= day))
            continue;
        counted++;
        for (int g = 0; g < GROUPS; g++) {
            struct call_row *row = row_of(w, &w->roll[g], i, deal.category);
            row->of++;
            row->came_in += won;
        }
    }
    return counted;
}

static bool runs_tell_expected(const struct dated *d)
{
    const struct track *t = d->track;

    for (size_t k = 0; t && k < t->n; k++)
        if (t->list[k].expected != DATE_NONE)
            return true;
    return false;
}

static void look_back(struct calls *out, struct work *w)
{
    int first = quarter_first(w->d);

    out->due_only =
        w->d->categories ? w->d->history : runs_tell_expected(w->d);
    for (int k = w->now.quarter - 1;
         k >= first && k >= w->now.quarter - CALLS_PAST; k--) {
        struct quarter_days q = quarter_days(w->d, k);
        enum dated_from from;
        int32_t day = day_told(w, &q, quarter_same_day(w->d, &q), &from);
        if (day == DATE_NONE || !count_past(out, w, &q, day, from))
            continue;
        out->from = out->quarters ? out->from : from;
        out->quarters++;
    }
    if (out->quarters)
        return;
    out->past_gap = w->d->categories ? GAP_NONE : dated_store_gap(w->d);
    if (out->past_gap == GAP_NONE)
        out->past_gap = GAP_NO_PAST;
}

/* Persons against all others of the category. */
static void test_people(struct calls *out, struct work *w)
{
    const struct call_row *all = &w->roll[0].rows[w->categories];
    struct arena *scratch = w->d->ctx->scratch;
    size_t most = (w->roll[1].codes + w->roll[2].codes) * w->categories;
    struct call_row **tested = ARENA_ARRAY(scratch, most, struct call_row *);
    double *p = ARENA_ARRAY(scratch, most, double);
    double *adjusted = ARENA_ARRAY(scratch, most, double);

    for (int g = 1; g < GROUPS; g++)
        for (size_t k = w->categories;
             k < (w->roll[g].codes + 1) * w->categories; k++) {
            struct call_row *row = &w->roll[g].rows[k];
            const struct call_row *company = &all[row->category];
            if (row->of < CALLS_LEAST || company->of - row->of < CALLS_LEAST)
                continue;
            row->p = fisher_exact(row->came_in, row->of,
                                  company->came_in - row->came_in,
                                  company->of - row->of);
            p[out->family] = row->p;
            tested[out->family++] = row;
        }
    benjamini_hochberg(adjusted, p, out->family, scratch);
    for (size_t k = 0; k < out->family; k++) {
        struct call_row *row = tested[k];
        const struct call_row *company = &all[row->category];
        double mine = (double)row->came_in / (double)row->of;
        double others = (double)(company->came_in - row->came_in) /
                        (double)(company->of - row->of);
        row->p_adjusted = adjusted[k];
        row->worse = adjusted[k] < 0.05 && mine < others;
        row->better = adjusted[k] < 0.05 && mine > others;
    }
}

static bool is_closed_kind(const struct deals *d, int32_t category)
{
    return forecast_kind(d->forecast_category.labels[category]) ==
           FORECAST_CLOSED;
}

/* A row of a category that is in use, or was. */
static bool is_shown(const struct deals *d, const struct call_row *r)
{
    return r->all.deals || (r->of && r->group == GROUP_COUNT &&
                            !is_closed_kind(d, r->category));
}

struct order { /* of a row, and what it is sorted by */
    struct call_row row;
    int64_t cents; /* of all categories of the person */
    enum forecast_kind kind;
};

static int compare(const void *a, const void *b)
{
    const struct order *x = a, *y = b;

    if (x->row.group != y->row.group) /* managers, then owners */
        return x->row.group > y->row.group ? -1 : 1;
    if (x->cents != y->cents)
        return x->cents > y->cents ? -1 : 1;
    if (x->row.code != y->row.code)
        return x->row.code < y->row.code ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return x->row.category < y->row.category ? -1 : 1;
}

static struct call_row *take_rows(const struct work *w, int from, int to,
                                  size_t *n)
{
    const struct deals *d = w->d->ctx->deals;
    size_t most = 0;
    struct order *list;
    struct call_row *out;

    for (int g = from; g < to; g++)
        most += (w->roll[g].codes + 1) * w->categories;
    list = ARENA_ARRAY(w->d->ctx->scratch, most, struct order);
    *n = 0;
    for (int g = from; g < to; g++)
        for (size_t code = 0; w->roll[g].codes && code <= w->roll[g].codes;
             code++) {
            struct call_row *rows = &w->roll[g].rows[code * w->categories];
            int64_t cents = 0;
            for (size_t c = 0; c < w->categories; c++)
                cents += rows[c].all.cents;
            for (size_t c = 0; c < w->categories; c++) {
                struct sv name = d->forecast_category.labels[c];
                if (!is_shown(d, &rows[c]))
                    continue;
                rows[c].rate95 = wilson95(rows[c].came_in, rows[c].of);
                list[(*n)++] =
                    (struct order){rows[c], cents, forecast_kind(name)};
            }
        }
    if (*n > 1)
        qsort(list, *n, sizeof *list, compare);
    out = ARENA_ARRAY(w->d->ctx->run, *n, struct call_row);
    for (size_t k = 0; k < *n; k++)
        out[k] = list[k].row;
    return out;
}

void calls_compute(struct calls *out, const struct dated *d,
                   const struct scores *scores)
{
    struct work w = {.d = d, .now = quarter_now(d)};

    *out = (struct calls){0};
    if (!d->ctx->deals->forecast_category.n_labels) {
        out->gap = out->past_gap = GAP_NO_CATEGORY;
        return;
    }
    make_rolls(&w);
    count_open(out, &w, scores);
    look_back(out, &w);
    test_people(out, &w);
    out->company = take_rows(&w, 0, 1, &out->n);
    out->people = take_rows(&w, 1, GROUPS, &out->n_people);
}

void calls_keep_tests(struct calls *out, const struct calls *all)
{
    for (size_t k = 0; k < out->n_people; k++) {
        struct call_row *mine = &out->people[k];
        mine->p = mine->p_adjusted = NAN;
        mine->worse = mine->better = false;
        for (size_t j = 0; j < all->n_people; j++) {
            const struct call_row *r = &all->people[j];
            if (r->group != mine->group || r->code != mine->code ||
                r->category != mine->category)
                continue;
            mine->p = r->p;
            mine->p_adjusted = r->p_adjusted;
            mine->worse = r->worse;
            mine->better = r->better;
            mine->came_in = r->came_in;
            mine->of = r->of;
            mine->rate95 = r->rate95;
        }
    }
    out->family = all->family;
}

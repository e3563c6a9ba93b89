/* The order of a deal's history where the time does not tell it. */
#include <math.h>
#include <stdlib.h>

#include "scoring/intake/history_parts.h"
#include "scoring/intake/stage_names.h"

/* More than these of one deal at one time are no person's doing, and stand in
 * the usual order of their stages. */
enum { TIED = 5 };

/* What speaks against one state coming after another. */
enum {
    COST_CHANGE = 1, /* for each thing that changes */
    COST_LAST = 1,   /* the deal does not stand where this leaves it */
    COST_NONE = 10,  /* nothing changes, so there was nothing to record */
    COST_BREAK = 100 /* it says that something else stood before */
};

struct label {
    int32_t code;
    bool ends;
    int usual;
    struct sv name;
};

static int compare_labels(const void *a, const void *b)
{
    const struct label *x = a, *y = b;

    if (x->ends != y->ends)
        return x->ends ? 1 : -1;
    if (x->usual != y->usual)
        return x->usual < y->usual ? -1 : 1;
    return sv_cmp(x->name, y->name);
}

/* The place of each stage in their usual order. */
static int32_t *places(const struct gate *g, const struct intern *stages)
{
    struct label *labels = ARENA_ARRAY(g->scratch, stages->n, struct label);
    int32_t *place = ARENA_ARRAY(g->scratch, stages->n, int32_t);

    for (size_t k = 0; k < stages->n; k++) {
        struct sv name = stages->labels[k];
        labels[k] =
            (struct label){(int32_t)k, reading_ends(gate_stage(g, name)),
                           stage_usual_rank(name), name};
    }
    if (stages->n)
        qsort(labels, stages->n, sizeof *labels, compare_labels);
    for (size_t k = 0; k < stages->n; k++)
        place[labels[k].code] = (int32_t)k;
    return place;
}

static int compare_numbers(double x, double y)
{
    if (isnan(x) || isnan(y))
        return isnan(y) - isnan(x);
    return (x > y) - (x < y);
}

static int compare_whole(int64_t x, int64_t y)
{
    return (x > y) - (x < y);
}

/* Of two rows of one deal and time: by all that they say, so that only equal
 * ones are left to the order of the file. */
static int compare_tied(const struct arrival *x, const struct arrival *y)
{
    const int order[] = {
        compare_whole(x->told, y->told),
        compare_whole(x->place, y->place),
        compare_whole(x->event.expected, y->event.expected),
        compare_numbers(x->event.amount, y->event.amount),
        compare_whole(x->category, y->category),
        compare_whole(x->before.stage >= 0, y->before.stage >= 0),
        compare_whole(x->before.expected, y->before.expected),
        compare_numbers(x->before.amount, y->before.amount),
    };

    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++)
        if (order[k])
            return order[k];
    return compare_whole(x->row, y->row);
}

static int compare_arrivals(const void *a, const void *b)
{
    const struct arrival *x = a, *y = b;

    if (x->deal != y->deal)
        return x->deal < y->deal ? -1 : 1;
    if (x->event.date != y->event.date)
        return x->event.date < y->event.date ? -1 : 1;
    if (x->seconds != y->seconds)
        return x->seconds < y->seconds ? -1 : 1;
    return compare_tied(x, y);
}

/* What speaks against y after x, both of one kind. */
static int step_cost(const struct arrival *x, const struct arrival *y)
{
    const struct stage_event *a = &x->event, *b = &y->event;
    const struct before *was = &y->before;
    int changes = (a->stage != b->stage) + !same_number(a->amount, b->amount) +
                  (a->expected != b->expected) + (x->category != y->category);
    bool breaks =
        (was->stage >= 0 && was->stage != a->stage) ||
        (!isnan(was->amount) && !same_number(was->amount, a->amount)) ||
        (was->expected != DATE_NONE && was->expected != a->expected);

    return (breaks ? COST_BREAK : 0) +
           (changes ? changes * COST_CHANGE : COST_NONE);
}

/* Between `before` and `after`, which may be NULL. */
static int order_cost(const struct arrival *const *order, size_t n,
                      const struct arrival *before, const struct arrival *after,
                      int32_t stands)
{
    int cost = before ? step_cost(before, order[0]) : 0;

    for (size_t k = 1; k < n; k++)
        cost += step_cost(order[k - 1], order[k]);
    if (after)
        return cost + step_cost(order[n - 1], after);
    return cost + (stands >= 0 && order[n - 1]->event.stage >= 0 &&
                           order[n - 1]->event.stage != stands
                       ? COST_LAST
                       : 0);
}

/* The next order of the indices, as a dictionary has it; false after the
 * last. */
static bool next_order(size_t *index, size_t n)
{
    size_t i = n - 1, j = n - 1;

    while (i > 0 && index[i - 1] > index[i])
        i--;
    if (i == 0)
        return false;
    while (index[j] < index[i - 1])
        j--;
    size_t swap = index[i - 1];
    index[i - 1] = index[j];
    index[j] = swap;
    for (j = n - 1; i < j; i++, j--) {
        swap = index[i];
        index[i] = index[j];
        index[j] = swap;
    }
    return true;
}

static void order_ties(struct arrival *tied, size_t n,
                       const struct arrival *before,
                       const struct arrival *after, int32_t stands)
{
    size_t index[TIED], best[TIED];
    struct arrival sorted[TIED];
    int least = -1;

    for (size_t k = 0; k < n; k++)
        index[k] = best[k] = k;
    do {
        const struct arrival *order[TIED] = {tied};
        for (size_t k = 0; k < n; k++)
            order[k] = &tied[index[k]];
        int cost = order_cost(order, n, before, after, stands);
        if (least >= 0 && cost >= least)
            continue;
        least = cost;
        memcpy(best, index, n * sizeof *index);
    } while (next_order(index, n));
    for (size_t k = 0; k < n; k++)
        sorted[k] = tied[best[k]];
    memcpy(tied, sorted, n * sizeof *sorted);
}

static bool tied(const struct arrival *x, const struct arrival *y)
{
    return x->deal == y->deal && x->event.date == y->event.date &&
           x->seconds == y->seconds && x->told == y->told;
}

void history_sort(struct arrival *list, size_t n, const struct gate *g,
                  const struct intern *stages)
{
    const int32_t *place = places(g, stages);

    for (size_t k = 0; k < n; k++)
        list[k].place =
            list[k].event.stage < 0 ? -1 : place[list[k].event.stage];
    if (n) /* nearly always in order already, and qsort is a merge sort */
        qsort(list, n, sizeof *list, compare_arrivals);
}

void history_order(struct arrival *list, size_t n, const struct deals *d)
{
    size_t end;

    for (size_t start = 0; start < n; start = end) {
        const struct arrival *before = NULL, *after = NULL;
        uint32_t deal = list[start].deal;
        for (end = start + 1; end < n && tied(&list[start], &list[end]);)
            end++;
        if (end - start < 2 || end - start > TIED)
            continue;
        for (size_t k = start; k > 0 && !before && list[k - 1].deal == deal;
             k--)
            if (list[k - 1].told == list[start].told)
                before = &list[k - 1];
        for (size_t k = end; k < n && !after && list[k].deal == deal; k++)
            if (list[k].told == list[start].told)
                after = &list[k];
        order_ties(list + start, end - start, before, after,
                   d->stage.code ? d->stage.code[deal] : -1);
    }
}

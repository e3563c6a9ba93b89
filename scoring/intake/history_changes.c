/* From rows to the states of each deal. */
#include <math.h>

#include "scoring/intake/history_parts.h"

/* A deal's state as its rows are gone through. */
struct walk {
    struct arrival *out; /* of all deals */
    size_t n;
    struct arrival state; /* not yet written */
    bool open;            /* there is one */
    bool set[TOLD_OTHER]; /* what a row has changed in it */
};

static void flush(struct walk *w)
{
    if (w->open && w->state.event.stage >= 0)
        w->out[w->n++] = w->state;
    w->open = false;
}

/* The first row of a deal that tells so; NULL: none does. */
static const struct arrival *first_told(const struct arrival *rows, size_t n,
                                        enum told told)
{
    for (size_t k = 0; k < n; k++)
        if (rows[k].told == told)
            return &rows[k];
    return NULL;
}

static int32_t created_on(const struct arrival *rows, size_t n,
                          const struct deals *d)
{
    const struct arrival *row = first_told(rows, n, TOLD_CREATED);
    int32_t created = d->created ? d->created[rows[0].deal] : DATE_NONE;

    return created == DATE_NONE && row ? row->event.date : created;
}

/* What stood before the first change of each field. */
static struct stage_event before_changes(const struct arrival *rows, size_t n,
                                         const struct deals *d)
{
    const struct arrival *stage = first_told(rows, n, TOLD_STAGE);
    const struct arrival *amount = first_told(rows, n, TOLD_AMOUNT);
    const struct arrival *expected = first_told(rows, n, TOLD_EXPECTED);
    int32_t stands = d->stage.code ? d->stage.code[rows[0].deal] : -1;

    return (struct stage_event){.stage = stage ? stage->before.stage : stands,
                                .amount = amount ? amount->before.amount : NAN,
                                .expected = expected ? expected->before.expected
                                                     : DATE_NONE};
}

/* The state from the creation of the deal on. A day before is the difference
 * of time zones. */
static void begin(struct walk *w, const struct arrival *first,
                  struct stage_event stood, int32_t created)
{
    int32_t category = w->state.category;

    if (created == DATE_NONE || created > first->event.date + 1)
        return;
    stood.date = created < first->event.date ? created : first->event.date;
    w->state = *first;
    w->state.event = stood;
    w->state.category = category;
    w->state.seconds = -1;
    w->open = true;
    flush(w);
}

static void apply(struct walk *w, const struct arrival *row)
{
    bool same = w->open && w->state.event.date == row->event.date &&
                w->state.seconds == row->seconds && !w->set[row->told];
    struct stage_event *now = &w->state.event;

    if (!same) {
        struct stage_event kept = *now;
        int32_t category = w->state.category;
        flush(w);
        memset(w->set, 0, sizeof w->set);
        w->state = *row;
        w->state.told = TOLD_STATE;
        w->state.category = category;
        *now = kept;
        now->date = row->event.date;
        w->open = true;
    }
    w->set[row->told] = true;
    if (row->told == TOLD_STAGE)
        now->stage = row->event.stage;
    if (row->told == TOLD_AMOUNT)
        now->amount = row->event.amount;
    if (row->told == TOLD_EXPECTED)
        now->expected = row->event.expected;
    if (row->told == TOLD_CATEGORY)
        w->state.category = row->category;
}

static void walk_changes(struct walk *w, const struct arrival *rows, size_t n,
                         const struct deals *d)
{
    struct stage_event stood = before_changes(rows, n, d);
    const struct arrival *category = first_told(rows, n, TOLD_CATEGORY);

    w->state.category = category ? category->before.category : -1;
    begin(w, &rows[0], stood, created_on(rows, n, d));
    w->state.event = stood;
    for (size_t k = 0; k < n; k++)
        if (rows[k].told != TOLD_CREATED)
            apply(w, &rows[k]);
    flush(w);
}

/* Rows that tell states; the first may tell the one before, too. */
static void walk_states(struct walk *w, const struct arrival *rows, size_t n,
                        const struct deals *d)
{
    const struct stage_event stood = {
        .stage = rows[0].before.stage, .amount = NAN, .expected = DATE_NONE};

    w->state.category = -1;
    if (stood.stage >= 0)
        begin(w, &rows[0], stood, created_on(rows, n, d));
    for (size_t k = 0; k < n; k++)
        w->out[w->n++] = rows[k];
}

/* How many states there may be; 0: the rows are the states. */
static size_t states_most(const struct arrival *list, size_t n)
{
    size_t deals = 0;
    bool are_states = true;

    for (size_t k = 0; k < n; k++) {
        bool first = k == 0 || list[k - 1].deal != list[k].deal;
        deals += first;
        are_states = are_states && list[k].told == TOLD_STATE &&
                     !(first && list[k].before.stage >= 0);
    }
    return are_states ? 0 : n + deals;
}

struct arrival *history_states(struct arrival *list, size_t *n,
                               const struct deals *d, struct arena *a)
{
    size_t most = states_most(list, *n), end;
    struct walk w = {0};

    if (!most)
        return list;
    w.out = ARENA_ARRAY(a, most, struct arrival);
    for (size_t start = 0; start < *n; start = end) {
        for (end = start + 1; end < *n && list[end].deal == list[start].deal;)
            end++;
        if (list[start].told == TOLD_STATE)
            walk_states(&w, list + start, end - start, d);
        else
            walk_changes(&w, list + start, end - start, d);
    }
    *n = w.n;
    return w.out;
}

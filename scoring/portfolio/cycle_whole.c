#include <math.h>

#include "scoring/portfolio/cycle.h"
#include "scoring/base/ecdf.h"

/* The export as a whole: what it holds, and what it may lack. */
struct holdings {
    int32_t first_close;
    bool any_open;
    double quick, slow; /* lower quartile and ninth decile of cycles */
};

/* False where no deal has closed. */
static bool look(struct holdings *out, const struct deal_states *s,
                 struct arena *scratch)
{
    struct ecdf cycles = {0, ARENA_ARRAY(scratch, s->d->n, double)};

    *out = (struct holdings){.first_close = INT32_MAX};
    for (size_t i = 0; i < s->d->n; i++) {
        out->any_open = out->any_open || s->state[i] == STATE_OPEN;
        if (isnan(s->cycle[i]))
            continue;
        cycles.sorted[cycles.n++] = s->cycle[i];
        if (s->d->closed[i] < out->first_close)
            out->first_close = s->d->closed[i];
    }
    if (!cycles.n)
        return false;
    ecdf_sort(&cycles, ARENA_ARRAY(scratch, cycles.n, double));
    out->quick = cycles.sorted[(cycles.n - 1) / 4];
    out->slow = cycles.sorted[(cycles.n - 1) * 9 / 10];
    return true;
}

/* The days on which the first and the last deal of each quarter began. */
static void find_days(int32_t *first, int32_t *last, const struct cycle *c,
                      const struct deal_states *s)
{
    for (size_t k = 0; k < c->n_created; k++)
        first[k] = INT32_MAX, last[k] = INT32_MIN;
    for (size_t i = 0; s->d->created && i < s->d->n; i++) {
        int32_t day = s->d->created[i];
        if (day == DATE_NONE || s->state[i] == STATE_UNBORN)
            continue;
        int quarter = date_quarter(day, s->fiscal_month);
        for (size_t k = 0; k < c->n_created; k++)
            if (c->created[k].quarter == quarter) {
                first[k] = day < first[k] ? day : first[k];
                last[k] = day > last[k] ? day : last[k];
                break;
            }
    }
}

struct sv cycle_mark_whole(struct cycle *c, const struct deal_states *s,
                           struct arena *run, struct arena *scratch)
{
    int32_t *first = ARENA_ARRAY(scratch, c->n_created, int32_t);
    int32_t *last = ARENA_ARRAY(scratch, c->n_created, int32_t);
    const struct created_quarter *early = NULL, *late = NULL;
    char quarter[DATE_TEXT], day[DATE_TEXT];
    struct holdings h;
    struct sv said = SV("");

    for (size_t k = 0; k < c->n_created; k++)
        c->created[k].whole = true;
    if (!look(&h, s, scratch))
        return said;
    find_days(first, last, c, s);
    for (size_t k = 0; k < c->n_created; k++) {
        struct created_quarter *q = &c->created[k];
        if (h.first_close - first[k] > h.quick) {
            q->whole = false;
            early = q;
        } else if (!h.any_open && s->as_of - last[k] < h.slow) {
            q->whole = false;
            late = late ? late : q;
        }
    }
    if (early)
        said = sv_printf(
            run,
            "; quarters up to %s are not compared, as the first closing is of "
            "%s and their quick deals may be missing",
            quarter_label(quarter, early->quarter, s->fiscal_month),
            date_said(day, h.first_close));
    if (late)
        said = sv_printf(
            run,
            "%.*s; quarters from %s on are not compared, as no deal is open "
            "and their slow deals may be missing",
            SV_ARG(said),
            quarter_label(quarter, late->quarter, s->fiscal_month));
    return said;
}

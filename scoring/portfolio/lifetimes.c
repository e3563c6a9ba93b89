#include "scoring/portfolio/lifetimes.h"

static int event_of(enum state state)
{
    return state == STATE_OPEN ? 0 : state == STATE_WON ? 1 : 2;
}

struct lifetime *lifetimes_make(size_t *count, const struct deals *d,
                                int32_t as_of, int first_month, struct arena *a)
{
    struct lifetime *list = ARENA_ARRAY(a, d->n, struct lifetime);
    size_t n = 0;

    for (size_t i = 0; d->created && i < d->n; i++) {
        enum state state = deals_state(d, i, as_of);
        int32_t end = state == STATE_OPEN ? as_of : d->closed[i];
        if (state == STATE_UNBORN || d->created[i] == DATE_NONE ||
            end < d->created[i])
            continue;
        list[n++] = (struct lifetime){
            .days = (double)end - d->created[i],
            .event = event_of(state),
            .cohort = date_quarter(d->created[i], first_month)};
    }
    *count = n;
    return list;
}

#include "scoring/portfolio/deal_states.h"

#include <math.h>

double deal_states_amount(const struct deal_states *s, size_t i)
{
    return s->d->amount != NULL ? s->d->amount[i] : NAN;
}

static double cycle_of(const struct deals *d, size_t i)
{
    if (d->created == NULL || d->created[i] == DATE_NONE ||
        d->closed[i] == DATE_NONE || d->closed[i] < d->created[i])
        return NAN;
    return (double)d->closed[i] - d->created[i];
}

void deal_states_at(struct deal_states *out, const struct deals *d,
                    const struct scores *scores, const struct leaks *leaks,
                    int fiscal_month, struct arena *a)
{
    *out = (struct deal_states){
        .as_of = scores->as_of,
        .fiscal_month = fiscal_month,
        .d = d,
        .scores = scores,
        .leaks = leaks,
        .state = ARENA_ARRAY(a, d->n, uint8_t),
        .cycle = ARENA_ARRAY(a, d->n, double),
        .at_risk = ARENA_ARRAY(a, d->n, double),
    };
    snapshot_at(&out->now, d, scores->as_of, a);
    for (size_t i = 0; i < d->n; i++) {
        enum state state = deals_state(d, i, scores->as_of);
        out->state[i] = (uint8_t)state;
        out->cycle[i] =
            state == STATE_WON || state == STATE_LOST ? cycle_of(d, i) : NAN;
    }
    for (size_t k = 0; k < scores->n; k++) {
        const struct score *score = &scores->list[k];
        double amount = deal_states_amount(out, score->deal);
        if (score->level >= LEVEL_HIGH && !isnan(amount))
            out->at_risk[score->deal] = amount;
    }
}

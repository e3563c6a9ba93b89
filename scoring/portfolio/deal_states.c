#include "scoring/portfolio/deal_states.h"

#include <math.h>

double deal_states_amount(const struct deal_states *s, size_t i)
{
    const struct deals *d = s->ctx->deals;

    return d->amount != NULL ? d->amount[i] : NAN;
}

static double cycle_of(const struct deals *d, size_t i)
{
    if (d->created == NULL || d->created[i] == DATE_NONE ||
        d->closed[i] == DATE_NONE || d->closed[i] < d->created[i])
        return NAN;
    return (double)d->closed[i] - d->created[i];
}

void deal_states_at(struct deal_states *out, const struct context *ctx,
                    const struct scores *scores, const struct leaks *leaks)
{
    const struct deals *d = ctx->deals;

    *out = (struct deal_states){
        .ctx = ctx,
        .scores = scores,
        .leaks = leaks,
        .state = ARENA_ARRAY(ctx->scratch, d->n, uint8_t),
        .cycle = ARENA_ARRAY(ctx->scratch, d->n, double),
        .at_risk = ARENA_ARRAY(ctx->scratch, d->n, double),
    };
    for (size_t i = 0; i < d->n; i++) {
        enum state state = scores->only && !scores->only[i]
                               ? STATE_UNBORN
                               : deals_state(d, i, ctx->as_of);
        out->state[i] = (uint8_t)state;
        out->cycle[i] =
            state_is_closed(state) ? cycle_of(d, i) : NAN;
    }
    for (size_t k = 0; k < scores->n; k++) {
        const struct score *score = &scores->list[k];
        double amount = deal_states_amount(out, score->deal);
        if (score->level >= LEVEL_HIGH && !isnan(amount))
            out->at_risk[score->deal] = amount;
    }
}

#include "render/report/deal_index.h"

#include <stdlib.h>

void deal_index_init(struct deal_index *out, const struct report *r)
{
    *out = (struct deal_index){.r = r};
    for (size_t i = 0; i < r->n_deals; i++)
        if (r->deals[i].score->deal >= out->n)
            out->n = (size_t)r->deals[i].score->deal + 1;
    out->rank = mem_alloc(out->n ? out->n : 1, sizeof *out->rank);
    for (size_t i = 0; i < out->n; i++)
        out->rank[i] = UINT32_MAX;
    for (size_t i = 0; i < r->n_deals; i++)
        out->rank[r->deals[i].score->deal] = (uint32_t)i;
}

void deal_index_release(struct deal_index *x)
{
    if (!x)
        return;
    free(x->rank);
    *x = (struct deal_index){0};
}

const struct report_deal *deal_index_get(const struct deal_index *x,
                                         uint32_t deal)
{
    return deal < x->n && x->rank[deal] != UINT32_MAX
               ? &x->r->deals[x->rank[deal]]
               : NULL;
}

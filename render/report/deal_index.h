/*
 * Deal index: the open deals of a report by their index in the deals that they
 * come from, for lists of the quarter (scoring/quarter), whose deals may be
 * closed or gone.
 */
#ifndef RENDER_REPORT_DEAL_INDEX_H
#define RENDER_REPORT_DEAL_INDEX_H

#include "render/report/report.h"

struct deal_index {
    const struct report *r;
    size_t n;
    uint32_t *rank; /* n; in r->deals, UINT32_MAX: not open */
};

void deal_index_init(struct deal_index *out, const struct report *r);
void deal_index_release(struct deal_index *x); /* accepts NULL or zeroed */

/* NULL: it is not open, or in the export no more. */
const struct report_deal *deal_index_get(const struct deal_index *x,
                                         uint32_t deal);

#endif

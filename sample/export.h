/*
 * Export: a world as its CRM would have exported it on a day: the deals, the
 * stage history and, for tests, the truth. A few rows are dirty on purpose
 * (a duplicate, a ragged row, an unreadable date, a negative amount); none
 * of them is a deal of the world.
 */
#ifndef SAMPLE_EXPORT_H
#define SAMPLE_EXPORT_H

#include "sample/world.h"
#include "scoring/base/buf.h"

/* deal_id, name, account, owner, … as a CRM shows it on `day`. */
void sample_deals(struct buf *out, const struct world *w, int32_t day);
/* deal_id, stage, entered_date, amount, close_date up to `day`; where the
 * scenario has optimists, forecast_category too. */
void sample_history(struct buf *out, const struct world *w, int32_t day);
/* deal_id, outcome, closed_date, state (on `day`), p_lost_at_creation,
 * p_lost: the best possible given all that is known on `day`, open deals.
 * `outcome` and `closed_date` are what becomes of the deal; the state is
 * closed, open, or "left out": open, but not in the export. Then amount (what
 * it closes at), quarter (of closing) and quarter_won: what that calendar
 * quarter really closes at, with the deals that are created after `day`. */
void sample_truth(struct buf *out, const struct world *w, int32_t day);

#endif

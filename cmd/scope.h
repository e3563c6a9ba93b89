/*
 * Scope: the figures of one manager's deals. A manager's pack is about these
 * alone: its scores, totals, today's list and news are theirs. What a deal is
 * measured by stays the whole company's: win rates, limits, the model and its
 * record, the cycle, the segments, and the tests of reps and segments, so that
 * no two packs say different things of one rep.
 */
#ifndef CMD_SCOPE_H
#define CMD_SCOPE_H

#include "cmd/pipeline.h"

/* *out is p->figures, narrowed to the deals whose manager is `manager`; all of
 * them where the export has no such manager (redact() refuses that). */
void scope_manager(struct report_inputs *out, struct pipeline *p,
                   struct sv manager);

#endif

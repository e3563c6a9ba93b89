/*
 * Quarter changes: all that this room tells of the quarter beside its landing
 * and targets, computed at once: the flow, the pace, the slip, the calls, why
 * the landing moved, and what of the past has changed.
 *
 *     quarter_changes_compute(&changes, &ctx, &track, &in);
 *
 * Figures and codes alone. Labels are found by index in `deals`, so that the
 * masked deals of an audience serve as well; `id` of a deal that is gone is the
 * only text, and redact() takes it out. For one manager's pack give the
 * narrowed scores (scores.only): all lists and sums are then of their deals.
 */
#ifndef SCORING_QUARTER_QUARTER_CHANGES_H
#define SCORING_QUARTER_QUARTER_CHANGES_H

#include "scoring/quarter/calls.h"
#include "scoring/quarter/flow.h"
#include "scoring/quarter/moved.h"
#include "scoring/quarter/pace.h"
#include "scoring/quarter/restated.h"
#include "scoring/quarter/slip.h"

struct quarter_changes {
    struct flow since_start, since_last;
    struct pace pace;
    struct slipping slip;
    struct calls calls;
    struct movement moved;
    struct restated restated;
};

/* `track`: what earlier runs saw; one without runs: none has. */
void quarter_changes_compute(struct quarter_changes *out,
                             const struct context *ctx,
                             const struct track *track,
                             const struct moved_inputs *in);

#endif

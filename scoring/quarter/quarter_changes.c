#include "scoring/quarter/quarter_changes.h"

void quarter_changes_compute(struct quarter_changes *out,
                             const struct context *ctx,
                             const struct track *track,
                             const struct moved_inputs *in)
{
    struct dated d;

    dated_init(&d, ctx, track, in->scores->only);
    flow_since_start(&out->since_start, &d);
    flow_since_last(&out->since_last, &d);
    pace_compute(&out->pace, &d);
    slip_compute(&out->slip, &d);
    calls_compute(&out->calls, &d, in->scores);
    moved_compute(&out->moved, &d, in);
    restated_compute(&out->restated, &d);
}

/*
 * Stays: the time that a deal has spent in the stages behind it. A stay begins
 * when a stage is entered and is over when another is; events that repeat the
 * stage (a changed amount) do not end it. Read from the stage history alone,
 * from events dated on or before a day; of a track (track.h) where both ends
 * are known.
 */
#ifndef SCORING_FEATURES_STAYS_H
#define SCORING_FEATURES_STAYS_H

#include "scoring/intake/deals.h"

struct stay {
    int32_t stage;         /* code in deals.stage */
    int32_t entered, left; /* left ≥ entered */
};

typedef void stay_fn(void *of, const struct stay *stay);

/* Tells each stay of deal i that was over by `day`, oldest first; none without
 * a history. The stage that it is in on the day is none of them. */
void stays_over(const struct deals *d, size_t i, int32_t day, stay_fn *tell,
                void *of);

/* The most stays that there can be. */
size_t stays_most(const struct deals *d, size_t i);

#endif

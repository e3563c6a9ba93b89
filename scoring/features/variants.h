/*
 * Variants: deals as they would stand on a day had one of their fields
 * changed on it. The originals are not touched: the variants are a `struct
 * deals` of their own, one deal each, so that features and rules read them
 * as they read any other. Everything about the company (labels, ordinals,
 * newest date) is shared with the original; its snapshots fit both.
 *
 * What is recorded with its date is changed there too: where the export has
 * stage history a new event is added on the day, with amount, expected close
 * or stage of the newest one wherever it does not change. Moving the expected
 * close to a later day is a push like any other. Of a track the new event is
 * what the next run would have seen. Events after the day are
 * left out. A variant that changes nothing has the features of its original.
 */
#ifndef SCORING_FEATURES_VARIANTS_H
#define SCORING_FEATURES_VARIANTS_H

#include "scoring/intake/deals.h"

struct variant {
    uint32_t deal;    /* index in the original deals */
    int32_t stage;    /* code of the stage entered on the day; −1: none */
    int32_t expected; /* expected close from the day on; DATE_NONE: as it is */
    bool activity;    /* was there activity on the day? */
    /* A deal that the originals do not have: open, of `deal` it has nothing,
     * and it has stood in `stage` since `entered` (DATE_NONE: not known). */
    bool fresh;
    int32_t entered;
};

/* Variant k of the list is deal k of *out. Everything lives in `a`. */
void variants_build(struct deals *out, const struct deals *d,
                    const struct variant *list, size_t n, int32_t day,
                    struct arena *a);

#endif

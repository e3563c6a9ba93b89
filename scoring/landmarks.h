/*
 * Landmarks (van Houwelingen 2007): training rows (deal, L). For every
 * landmark_days back from `day`, each deal open on L and closed by `day`,
 * its features at L and its eventual outcome. A row whose deal closed r days
 * after L is weighted by 1 ÷ the share of all landmark rows with a follow-up
 * (day − L) of at least r, capped: without it fast closers would be all that
 * recent landmarks show.
 */
#ifndef SCORING_LANDMARKS_H
#define SCORING_LANDMARKS_H

#include "scoring/features.h"

struct landmarks {
    int32_t day;                  /* what was known on this day, and no more */
    struct matrix m;              /* rows × features */
    uint8_t *lost;                /* rows; 1: the deal was lost */
    float *weight;                /* rows; ≥ 1 */
    uint32_t *deal;               /* rows; index in deals */
    int32_t *date;                /* rows; L */
    size_t won_deals, lost_deals; /* distinct deals closed by day */
};

/* Rows come by L from the newest back, then by deal. The result lives in
 * `run`; snapshots come and go in `scratch`. */
void landmarks_build(struct landmarks *out, const struct deals *d,
                     const struct feature_set *set, int32_t day,
                     const struct forest_settings *settings, struct arena *run,
                     struct arena *scratch);

#endif

/*
 * Seen: from where to where the values reach that a what-if panel can change,
 * over the landmark rows of `day` as the features read them. Beyond them a
 * forest has learnt nothing: its splits lie between values of its training
 * rows, so it answers as for the nearest.
 */
#ifndef SCORING_SCORE_TRAINED_RANGES_H
#define SCORING_SCORE_TRAINED_RANGES_H

#include "scoring/features/landmarks.h"

struct forest_settings;

struct value_range {
    double low, high; /* NAN: no row has such a value */
};

struct trained_ranges {
    struct value_range amount, age, close, pushes;
    size_t n_stages;          /* open stages, in order of the pipeline */
    struct value_range *days; /* n_stages; days in that stage */
};

/* The stages live in `a`; work memory is released. */
void trained_ranges_at(struct trained_ranges *out, const struct deals *d,
                       int32_t day, const struct forest_settings *settings,
                       struct arena *a);

#endif

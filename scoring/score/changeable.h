/*
 * Changeable: how many training rows hold each value that a counterfactual
 * would set (counterfactual.h defines "of that value"), and the median days
 * that deals in a stage still took to close. The rows are the landmark rows
 * of `day`; what is known of them is read by the features themselves, so a
 * field that the forest may not see has none.
 */
#ifndef SCORING_SCORE_CHANGEABLE_H
#define SCORING_SCORE_CHANGEABLE_H

#include "scoring/features/landmarks.h"

struct forest_settings;

struct changeable {
    size_t active;   /* rows with activity in the days before */
    size_t n_stages; /* open stages, in order of the pipeline */
    struct changeable_stage {
        int32_t code;     /* in deals.stage */
        size_t fresh;     /* rows in this stage, entered in the days before */
        double remaining; /* weighted median days to closing; NAN: no rows */
        size_t expected;  /* rows with that many days to the expected close */
    } * stage;            /* n_stages */
};

/* The stages live in `a`; work memory is released. */
void changeable_count(struct changeable *out, const struct deals *d,
                      int32_t day, const struct forest_settings *settings,
                      struct arena *a);

/* What a feature says of each landmark row, NAN where it is not known; from
 * `a`. Only for features that read nothing of a snapshot but its day. */
float *changeable_read(const char *feature, const struct deals *d,
                       const struct landmarks *l, struct arena *a);

#endif

/*
 * Evaluation of scores against outcomes, on pooled replay dates.
 *
 * AUC is taken over pairs within the same stratum (replay date); its
 * variance sums DeLong's placement values by deal (DeLong et al. 1988;
 * clustered: Obuchowski 1997), since a deal open at two dates counts twice.
 * With one stratum and distinct deals it equals DeLong's exactly.
 *
 * Deals may also stand or fall together: those of an account, or of a rep in a
 * month (struct grouping). For each such grouping the placements are summed by group, won and
 * lost, and the variance is the widest: with S the sums of G groups,
 *   G ÷ (G − 1) · Σ S².
 */
#ifndef SCORING_STATS_EVALUATE_H
#define SCORING_STATS_EVALUATE_H

#include <stddef.h>
#include <stdint.h>

#include "scoring/base/mem.h"

enum { GROUPINGS_MAX = 4 };

/* Rows that may have had their outcomes together. */
struct grouping {
    size_t groups;
    const uint32_t *of; /* rows; below `groups` */
};

struct outcome_rows {
    size_t n;
    const uint8_t *lost;    /* n; 1: lost */
    const uint32_t *deal;   /* n; cluster */
    const uint8_t *stratum; /* n; replay date number */
    const double *amount;   /* n, NAN allowed; NULL: none */
    size_t n_groupings;     /* besides the deal; 0: none */
    struct grouping grouping[GROUPINGS_MAX];
};

struct auc {
    double auc, lower95, upper95; /* NAN where there are no pairs */
    double variance;
    size_t pairs;
};

struct auc auc_clustered(const struct outcome_rows *rows, const double *score,
                         struct arena *scratch);

/* Difference a − b with its paired interval, same rows. */
struct auc auc_difference(const struct outcome_rows *rows, const double *a,
                          const double *b, struct arena *scratch);

/* Fall of the AUC from `score` to the mean of `repeats` others, other[k ×
 * rows->n + row], with its paired interval. */
struct auc auc_fall(const struct outcome_rows *rows, const double *score,
                    const double *other, size_t repeats, struct arena *scratch);

/* Plain AUC of one score, ties at ½; NAN without both classes. */
double auc_plain(const uint8_t *lost, const double *score, size_t n,
                 struct arena *scratch);

double brier(const uint8_t *lost, const double *p, size_t n);

#endif

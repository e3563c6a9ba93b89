/*
 * Landmarks (van Houwelingen 2007): training rows (deal, L). For every
 * landmark_days back from `day`, each deal open on L and closed by `day`,
 * its features at L and its eventual outcome. Deals without a created date
 * are left out: when their life began is not known.
 *
 * Recent landmarks show only the deals that closed fast. So a row whose deal
 * closed r days after L is weighted by the inverse of its chance to be seen:
 * 1 ÷ the share of *all* rows (deal, L), resolved or not, whose follow-up
 * day − L is at least r (inverse probability of censoring; Robins and
 * Finkelstein 2000; the only censoring here is `day` itself, so its law is
 * known from the dates alone), capped at weight_cap. The unresolved rows
 * must count in the share: among the resolved ones alone, recent landmarks
 * would look thinner than they were, and fast closers would stay too heavy.
 *
 * At most LANDMARKS_MAX dates are walked, so that one deal created decades
 * ago costs nothing: five years at 30 days.
 */
#ifndef SCORING_FEATURES_LANDMARKS_H
#define SCORING_FEATURES_LANDMARKS_H

#include "scoring/features/features.h"

struct forest_settings;

enum { LANDMARKS_MAX = 60, LANDMARKS_ROWS = 120000 };

struct landmarks {
    int32_t day;                  /* what was known on this day, and no more */
    bool all;                     /* rows of deals still open on `day`, too */
    struct matrix m;              /* rows × features */
    uint8_t *lost;                /* rows; 1: the deal was lost; NULL: all */
    float *weight;                /* rows; ≥ 1; NULL: all */
    uint32_t *deal;               /* rows; index in deals */
    int32_t *date;                /* rows; L */
    size_t won_deals, lost_deals; /* distinct deals closed by day */
};

/* Rows come by L from the newest back, then by deal. The result lives in `a`;
 * work memory is released. An empty set gives the rows without features,
 * cheaply. */
void landmarks_build(struct landmarks *out, const struct deals *d,
                     const struct feature_set *set, int32_t day,
                     const struct forest_settings *settings, struct arena *a);

/* The same, with the rows of deals still open on `day`: what became of a row
 * by then is asked of the deal (horizons.h), so none has an outcome or a
 * weight here. Where there would be more than LANDMARKS_ROWS, the rows are
 * those of one deal in so many. */
void landmarks_build_all(struct landmarks *out, const struct deals *d,
                         const struct feature_set *set, int32_t day,
                         const struct forest_settings *settings,
                         struct arena *a);

/*
 * The rows whose outcome flatters nobody: from row *skip on, *rows of them, on
 * at most `dates` landmark days. Of a recent day only the deals that closed
 * fast have an outcome; so a day counts once resolved_share of the deals open
 * on it are resolved, and with it every older one.
 */
void landmarks_resolved(size_t *skip, size_t *rows, const struct landmarks *l,
                        const struct deals *d, double resolved_share,
                        size_t dates);

#endif

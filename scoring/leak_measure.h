/*
 * The linter's measures of one field: how its values and its being empty
 * relate to the outcome among closed deals, and to being open. linter.h says
 * what is measured and why. Work memory comes from the arena passed in.
 */
#ifndef SCORING_LEAK_MEASURE_H
#define SCORING_LEAK_MEASURE_H

#include "scoring/deals.h"

enum { LEAK_ENOUGH = 30 }; /* won, and lost, deals to judge a field */

/* A field under judgement: one of the four forms is set. */
struct field {
    struct sv name;
    enum column column;
    int own_category, own_numeric;
    const double *number;
    const struct category *category;
    const int32_t *date;   /* judged by being empty only */
    const struct sv *text; /* the same */
};

/* The deals that the linter looks at, by state on as-of. */
struct bench {
    const struct deals *d;
    size_t n_closed, n_open, won, lost;
    uint32_t *closed, *open; /* indices in deals */
    uint8_t *is_lost;        /* n_closed */
    uint8_t *fold;           /* n_closed */
    uint8_t *closed_band, *open_band;
    bool has_ages;
};

void bench_init(struct bench *b, const struct deals *d, int32_t as_of,
                struct arena *a);

/* AUC of the value, 0.5 … 1; NAN where too few deals hold one. */
double leak_value_auc(const struct bench *b, const struct field *f,
                      struct arena *scratch);

/* AUC of being empty, 0.5 … 1, and its lower 95% bound; NAN: too few. */
double leak_empty_auc(const struct bench *b, const struct field *f,
                      double *lower);

struct shares {
    double closed, open; /* share empty at the ages of the open deals */
    bool far;            /* apart, beyond chance */
};

struct shares leak_empty_shares(const struct bench *b, const struct field *f);

#endif

/*
 * The linter's measures of one field: how its values and its being empty
 * relate to the outcome among closed deals, and to being open. linter.h says
 * what is measured and why. Work memory comes from the arena passed in.
 */
#ifndef SCORING_LEAKS_LEAK_MEASURE_H
#define SCORING_LEAKS_LEAK_MEASURE_H

#include "scoring/leaks/linter.h"

/* A field under judgement: one of the four forms is set. */
struct field {
    struct sv name;
    enum column column;
    int own_category, own_numeric;
    const double *number;
    const struct category *category;
    const int32_t *date;   /* judged by being empty only */
    const struct sv *text; /* the same; leak_text.h reads its words */
    /* An entry that says no more than an empty one: leak_blank(). */
    bool has_blank;
    double blank;       /* of a number */
    int32_t blank_code; /* of a category */
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

struct value_auc {
    double auc;   /* out of fold, 0.5 … 1; NAN where too few hold a value */
    double lower; /* its lower bound, three standard errors (Hanley 1982) */
    double naive; /* of a category encoded by the share lost among the very
                     deals it is judged on: what a naive encoding would
                     claim; NAN: no category */
};

void leak_value_auc(struct value_auc *out, const struct bench *b,
                    const struct field *f, struct arena *scratch);

/* Of a company's own field: the one value that at least 80% of the open deals
 * that hold any have ("None", 0), to count as empty from now on. False where
 * there is none, or where fewer than 30 open deals hold a value. */
bool leak_blank(struct field *f, const struct bench *b, struct arena *scratch);

/* AUC of being empty, 0.5 … 1, and its lower 95% bound; NAN: too few. */
double leak_empty_auc(const struct bench *b, const struct field *f,
                      double *lower);

struct shares {
    double closed, open; /* share empty at the ages of the open deals */
    double z;            /* apart by so many standard errors */
    bool far;            /* apart, beyond chance */
};

struct shares leak_empty_shares(const struct bench *b, const struct field *f);

#endif

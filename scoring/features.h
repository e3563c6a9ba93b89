/*
 * Features: one table, {name, unit, needs, fn}, each computable for any deal
 * at any past day from that day's snapshot alone. A missing value is NAN.
 * A feature of tense FIXED or DATED may enter the forest; CURRENT features
 * serve rules and evidence only.
 */
#ifndef SCORING_FEATURES_H
#define SCORING_FEATURES_H

#include "scoring/deals.h"
#include "scoring/snapshot.h"

struct feature {
    const char *name;  /* as in DESIGN.md §4 */
    const char *unit;  /* "days", "share", "count", "amount", "ordinal" */
    const char *label; /* in words, for people: "days in stage" */
    enum subject subject;
    enum tense tense;
    enum column needs; /* COLUMN_COUNT: nothing beyond the deal itself */
    /* DATED features fall back to CURRENT without history: see features.c */
    bool needs_history;
    bool calendar; /* moves with the calendar; never drifts */
    double (*fn)(const struct deals *d, const struct snapshot *s, size_t i);
};

/* The columns of the forest for this export: built-in features that are
 * switched on, then the company's own fields. */
struct feature_set {
    size_t n;
    struct feature_column {
        const struct feature *feature; /* NULL: an own field */
        int own_category, own_numeric; /* index in deals, or −1 */
        struct sv name;                /* "deal_amount", "own:Competitor" */
        struct sv label;               /* for people */
        struct sv source; /* export header of the raw input it stems from */
        enum subject subject;
        bool calendar;
    } * columns; /* n */
};

/* Rows × cols of features, column-major: x[col * rows + row]. */
struct matrix {
    size_t rows, cols;
    float *x; /* NAN: missing */
};

extern const struct feature FEATURES[];
extern const size_t FEATURES_N;
const struct feature *feature_find(struct sv name);

struct leaks; /* linter.h: fields to keep out; NULL keeps nothing out */

/* Features the export supports and the linter allows, in table order. */
void feature_set_choose(struct feature_set *out, const struct deals *d,
                        const struct leaks *leaks, struct arena *a);

/* Which built-in features are off, and why, one line each (for people). */
struct feature_off {
    const char *name;
    struct sv reason; /* "no column for industry", "leaks: close_value" */
};
struct feature_off *feature_set_off(const struct deals *d,
                                    const struct leaks *leaks, size_t *count,
                                    struct arena *a);

double feature_value(const struct feature_column *c, const struct deals *d,
                     const struct snapshot *s, size_t i);

/* The rows of `indices` at the snapshot's day, appended at row `at`. */
void features_fill(struct matrix *m, size_t at, const struct feature_set *set,
                   const struct deals *d, const struct snapshot *s,
                   const uint32_t *indices, size_t count);

#endif

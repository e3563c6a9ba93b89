/*
 * Leakage linter (DESIGN.md §4). A field, or its being empty, leaks when it
 * separates won from lost among closed deals with an AUC above 0.9, or when
 * it is empty far more or less often on closed deals than on open deals of
 * the same age and that also predicts the outcome. Categories are judged by
 * out-of-fold encodings, so that many labels do not look like a leak.
 */
#ifndef SCORING_LINTER_H
#define SCORING_LINTER_H

#include "scoring/deals.h"

enum leak_kind {
    LEAK_NONE,
    LEAK_VALUE,      /* the value separates won from lost */
    LEAK_EMPTY,      /* being empty separates won from lost */
    LEAK_FILLED_LATE /* filled or emptied at closing, and predictive */
};

struct leak {
    struct sv field;    /* header in the export */
    enum column column; /* COLUMN_COUNT: an own field */
    int own_category, own_numeric;
    enum leak_kind kind;
    double auc;                      /* of the value, ≥ 0.5; NAN: too few */
    double empty_auc;                /* of being empty, ≥ 0.5 */
    double empty_closed, empty_open; /* shares; same ages; NAN: no open */
    size_t won, lost;                /* deals judged */
    struct sv finding;               /* one sentence with its figures */
};

struct leaks {
    size_t n; /* every field that was judged, leaking or not */
    struct leak *fields;
    size_t n_leaking;
};

void linter_run(struct leaks *out, const struct deals *d, int32_t as_of,
                struct arena *a, struct arena *scratch);

/* Does the linter object to this column? NULL leaks: no. */
bool leaks_column(const struct leaks *l, enum column column);
bool leaks_own_category(const struct leaks *l, size_t k);
bool leaks_own_numeric(const struct leaks *l, size_t k);

#endif

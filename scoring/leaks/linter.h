/*
 * Leakage linter, on the records as the export holds them. A
 * field, or its being empty, leaks when it separates won from lost among the
 * deals closed by as-of with an AUC above 0.9, or when it is empty far more
 * or less often on closed deals than on open deals of the same age and that
 * also predicts the outcome.
 *
 *   value   A number is judged by its order, either way round, and by the
 *           share lost in each of 20 quantile bins; a category by the share
 *           lost of its label. Shares are out of fold (5 folds by a hash of
 *           the deal id), so that many labels do not look like a leak. Empty
 *           entries are left out.
 *   empty   The AUC of being empty, 0.5 + |share of lost − share of won| / 2.
 *   age     The share empty of closed deals is standardised to the ages of
 *           the open deals, in bands. Far: more than 0.2 apart and beyond
 *           three standard errors. Predicts: AUC of being empty above 0.55,
 *           its lower 95% bound above 0.5. Open deals count only where the
 *           record is what stood on as-of (deals_current_known).
 *
 *           A field that is filled only at closing leaks too where its value
 *           predicts: AUC above 0.55, three standard errors above 0.5. An own
 *           field is also tried with the value that most open deals have
 *           ("None", 0) taken for empty.
 *   word    A word of a text or of an own category: leak_text.h.
 *   moved   The amount, where the history does not date it: leak_moved.h.
 *
 * In-sample beside out-of-fold, for every category: the AUC of encoding it
 * naively by the share lost among the very deals it is judged on, which many
 * labels make look good; what is above the out-of-fold one is a lie.
 *
 * The stage of a closed deal is its end, whatever it is called: struct
 * stage_end says how much it would give away if it were taken for history.
 *
 * Below 30 won or 30 lost deals nothing is judged: the AUC is NAN. Stage,
 * forecast category, outcome and closing date say how a deal ended by their
 * nature, feed nothing without their date, and are not judged. Fields known
 * only as they stand today are, although they feed no forest: a person may
 * still read them.
 */
#ifndef SCORING_LEAKS_LINTER_H
#define SCORING_LEAKS_LINTER_H

#include "scoring/intake/context.h"

enum { LEAK_ENOUGH = 30 }; /* won, and lost, deals to judge a field */
#define LEAK_PREDICTS 0.55 /* an AUC above it predicts the outcome */

enum leak_kind {
    LEAK_NONE,
    LEAK_VALUE,       /* the value separates won from lost */
    LEAK_EMPTY,       /* being empty separates won from lost */
    LEAK_FILLED_LATE, /* filled or emptied at closing, and predictive */
    LEAK_WORD,        /* holds a word that is written at closing */
    LEAK_MOVED,       /* an amount that moves at the close */
    LEAK_KINDS
};
const char *leak_kind_name(enum leak_kind kind); /* "none", "value", … */

/* What a column feeds where the linter does not object. */
enum leak_feeds { FEEDS_NO_SCORE, FEEDS_FOREST, FEEDS_FOREST_AND_RULES };
enum leak_feeds leak_feeds(enum column column);

struct leak_word {
    struct sv word;   /* empty: none leaks */
    size_t won, lost; /* closed deals that hold it */
    double open;      /* share of open deals of the same ages; NAN: none */
    size_t words;     /* how many were tested */
};

/* leak_moved.h: differences of the logarithm of the amount. */
struct leak_moved {
    double won;  /* won against lost deals; NAN: not known */
    double now;  /* deals open now against those of past days */
    size_t days; /* past days */
    bool found;
};

struct leak {
    struct sv field;    /* header in the export */
    enum column column; /* COLUMN_COUNT: an own field */
    int own_category, own_numeric;
    enum leak_kind kind;
    double auc;                      /* of the value, ≥ 0.5; NAN: too few */
    double naive_auc;                /* in-sample; NAN: no category */
    double empty_auc;                /* of being empty, ≥ 0.5 */
    double empty_closed, empty_open; /* shares; same ages; NAN: no open */
    size_t won, lost;                /* deals judged */
    struct leak_word word;           /* LEAK_WORD; else empty */
    struct leak_moved moved;         /* of the amount; else not known */
    /* LEAK_FILLED_LATE: an entry of an own field that counts as empty, by
     * its number or by the code of its label. */
    bool has_blank;
    double blank;
    int32_t blank_code;
};

/* The stage as the export has it today. */
struct stage_end {
    bool known;        /* the export has stages, and closed deals with one */
    size_t closed;     /* closed deals with a stage */
    size_t open;       /* open deals that could stand in one */
    size_t apart;      /* of the closed in a stage that no open deal is in */
    size_t on_closing; /* of them entered on the day of closing, or later */
    double auc;        /* out of fold, of the stage they ended in; NAN */
    bool dated;        /* there is stage history to read stages from */
};

struct leaks {
    size_t n; /* every field that was judged, leaking or not */
    struct leak *fields;
    size_t n_leaking;
    struct stage_end stage; /* not counted among the leaking */
};

/* Canonical columns that the export has, in their order, then own
 * categories, then own numbers. */
void linter_run(struct leaks *out, const struct context *ctx);

/* Does the linter object to this column? NULL leaks: no. */
bool leaks_column(const struct leaks *l, enum column column);
bool leaks_own_category(const struct leaks *l, size_t k);
bool leaks_own_numeric(const struct leaks *l, size_t k);

#endif

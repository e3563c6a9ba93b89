/*
 * Features: one table, a line each with all that others ask of a feature, each
 * computable for any deal at any past day from that day's snapshot alone. A missing value is NAN.
 * A feature of tense FIXED or DATED may enter the forest; CURRENT features
 * serve rules and evidence only.
 *
 * A DATED feature is read from the stage history alone, and only from events
 * dated on or before the snapshot's day. Where the export brings no history,
 * or a history without expected closes for the features that need them, it
 * falls back to the record as it stands and is CURRENT: feature_tense().
 * Within one export a column is never a mix of both, for then training rows
 * (closed by now) would differ from scored ones (open now) by that alone.
 *
 * Win rates are the shrunk ones of the snapshot. A category of the company's
 * own enters as the shrunk win rate of its value, a number as it is. Two
 * fields that decide together enter as the win rate of both (pairs.h).
 */
#ifndef SCORING_FEATURES_FEATURES_H
#define SCORING_FEATURES_FEATURES_H

#include "scoring/intake/deals.h"
#include "scoring/features/pairs.h"
#include "scoring/features/snapshot.h"
#include "scoring/base/matrix.h"

/* "Long" and "large" are the company's own upper quarter and tenth. */
#define LONG_QUANTILE 0.75
#define LARGE_QUANTILE 0.90

/* Of what the evidence beside a factor keeps counts (words/evidence.h); of
 * any other feature it gives the name. */
enum counted {
    COUNTED_NOT,
    COUNTED_SIZE,     /* of the deal, against all deals */
    COUNTED_LENGTH,   /* of its life or of a stay */
    COUNTED_RATE,     /* deals won before by a group that it is one of */
    COUNTED_PUSHES,   /* of the expected close */
    COUNTED_TO_CLOSE, /* days to the expected close */
    COUNTED_QUIET,    /* days without activity */
    COUNTED_EMPTY,    /* fields */
    COUNTED_PASSED,   /* days in a stage that it has left */
    COUNTED_KINDS
};

/* What a what-if (score/whatif.h) changes, and this feature with it. The
 * page's own reckoning (assets/score.js) has a line for each that moves. */
enum moved {
    MOVED_NEVER,
    MOVED_BY_STAGE,
    MOVED_BY_AMOUNT,
    MOVED_BY_CLOSE,  /* the expected close */
    MOVED_BY_PUSHES, /* of it */
    MOVED_BY_TIME,   /* days that pass */
    MOVED_BY_FILLING /* an empty field */
};

struct feature {
    const char *name;  /* as model.dsm and the API have it */
    const char *unit;  /* "days", "share", "count", "amount", "ordinal" */
    const char *label; /* in words, for people: "days in stage" */
    enum subject subject;
    enum tense tense;    /* at best; see feature_tense() */
    enum column needs;   /* COLUMN_COUNT: nothing beyond the deal itself */
    bool needs_history;  /* has no value at all without stage history */
    bool needs_order;    /* … unless the order of the stages is known */
    /* Not 0: of the stage at this place of the pipeline, from 1; has no value
     * where no stage follows on it. */
    int place;
    bool needs_expected; /* DATED where the history has expected closes */
    /* The raw input that it stems from, whose drift is measured (drift.h):
     * "owner". NULL: none is, and no_input says why. Of the features of one
     * input the first is read: its category, or its value; where its unit is
     * "ordinal" the value is a label. */
    const char *input, *no_input;
    enum counted counted;
    enum moved moved;
    double (*fn)(const struct deals *d, const struct snapshot *s, size_t i);
};

/* The columns of the forest for this export: built-in features that are
 * switched on, then the company's own fields, then pairs. */
struct feature_set {
    size_t n;
    struct feature_column {
        const struct feature *feature; /* NULL: an own field */
        int own_category, own_numeric; /* index in deals, or −1 */
        bool is_pair;
        bool is_off;      /* of a pair: not found by the day; missing always */
        size_t pair;      /* its place in struct snapshot */
        struct pair both; /* its fields */
        struct sv fields[2]; /* … as headers or words: "lead source" */
        struct sv name; /* "deal_amount", "own:Competitor",
                           "pair:lead source*region" */
        struct sv label;               /* for people */
        struct sv source; /* export header of the raw input it stems from */
        enum subject subject;
    } * columns; /* n */
};

/* Names the column of an own field by its header: name, label, source. */
void feature_column_name(struct feature_column *c, struct sv header,
                         struct arena *a);

/* Names the column of a pair by c->fields. */
void feature_pair_name(struct feature_column *c, struct arena *a);

extern const struct feature FEATURES[];
extern const size_t FEATURES_N;
const struct feature *feature_find(struct sv name); /* NULL: no such */

/* The category behind the column that it needs; GROUP_COUNT: none. */
enum group feature_group(const struct feature *f);

/* What a feature is worth in this export: its tense, or CURRENT where the
 * history that it would take is not there. */
enum tense feature_tense(const struct feature *f, const struct deals *d);
/* Has the export what the feature needs? */
bool feature_available(const struct feature *f, const struct deals *d);

struct leaks; /* linter.h: fields to keep out; NULL keeps nothing out */

/* Features the export supports and the linter allows, in table order. */
void feature_set_choose(struct feature_set *out, const struct deals *d,
                        const struct leaks *leaks, struct arena *a);

/* Appends the pairs that are found on `day`. */
void feature_set_add_pairs(struct feature_set *set, const struct deals *d,
                           int32_t day, struct arena *a);

/* A set for a forest that is trained on what was known on `day`: the columns
 * of `set`, of which pairs that are not found then are off, and behind them
 * pairs that are found then alone. */
void feature_set_then(struct feature_set *out, const struct feature_set *set,
                      const struct deals *d, int32_t day, struct arena *a);

/* Appends every pair that the export could have: what a model that was trained
 * before may ask for. */
void feature_set_offer_pairs(struct feature_set *set, const struct deals *d,
                             struct arena *a);

/* The snapshot of a day with what the columns of the set read of it. */
void feature_snapshot(struct snapshot *out, const struct feature_set *set,
                      const struct deals *d, int32_t day, struct arena *a);

enum off_reason {
    OFF_NOT,            /* it is on */
    OFF_NO_HISTORY,     /* needs stage history */
    OFF_NO_COLUMN,      /* needs a column that the export lacks */
    OFF_NO_ORDER,       /* needs the order of the stages, which nothing tells */
    OFF_COUNTS_LEAK,    /* counts empty fields, one of which leaks */
    OFF_LEAKS,          /* stems from a field that leaks */
    OFF_TODAY_EXPECTED, /* known as of today: no history of expected closes */
    OFF_TODAY_STAGE,    /* the same: no stage history */
    OFF_TODAY           /* the same, by its nature */
};

/* Which features are off, and why (words/features.h says it): built-in ones
 * in table order, then the company's own fields that leak. */
struct feature_off {
    const char *name;
    const char *label; /* in words; of an own field its name */
    enum off_reason reason;
    enum column needs; /* OFF_NO_COLUMN: this one; COLUMN_COUNT: own field */
    struct sv header;  /* OFF_LEAKS: of the field */
};
struct feature_off *feature_set_off(const struct deals *d,
                                    const struct leaks *leaks, size_t *count,
                                    struct arena *a);

/* Of a pair, the snapshot is one of feature_snapshot(). */
double feature_value(const struct feature_column *c, const struct deals *d,
                     const struct snapshot *s, size_t i);

/* The rows of `indices` at the snapshot's day, appended at row `at`. */
void features_fill(struct matrix *m, size_t at, const struct feature_set *set,
                   const struct deals *d, const struct snapshot *s,
                   const uint32_t *indices, size_t count);

#endif

/*
 * Deals: what an export holds once it has passed the input gate, as columns
 * of n entries. A column that the export lacks is NULL (numbers, dates,
 * text) or has no labels (categories). Immutable after deals_read().
 *
 * Units: amounts in the report's currency; dates as in date.h; push_count a
 * count. A missing entry is NAN, DATE_NONE, an empty view or code −1.
 */
#ifndef SCORING_INTAKE_DEALS_H
#define SCORING_INTAKE_DEALS_H

#include <stdint.h>

#include "scoring/base/date.h"
#include "scoring/base/diag.h"
#include "scoring/base/err.h"
#include "scoring/intake/outcome_reading.h"
#include "scoring/intake/table_kind.h"
#include "scoring/settings/columns.h"
#include "scoring/base/subject.h"

struct settings;

/* A category column: a code per deal, labels in order of first appearance. */
struct category {
    size_t n_labels;   /* 0: the export has no such column */
    struct sv *labels; /* n_labels */
    int32_t *code;     /* n; −1: empty, as all are without the column */
};

/* Of deal i; empty where its field is. */
struct sv category_label(const struct category *c, size_t i);

/* Category columns that win rates are kept for. */
enum group {
    GROUP_OWNER,
    GROUP_INDUSTRY,
    GROUP_REGION,
    GROUP_PRODUCT,
    GROUP_SOURCE,
    GROUP_ACCOUNT,
    GROUP_MANAGER,
    GROUP_OWN, /* GROUP_OWN + k: the company's own category k */
    GROUP_COUNT = GROUP_OWN + OWN_FIELDS
};

struct stage_event {
    int32_t date;     /* entered on; of a track: known from this day on */
    int32_t stage;    /* code in deals.stages; −1 only in a track: unknown */
    double amount;    /* as recorded then, NAN: not recorded */
    int32_t expected; /* expected close as recorded then, DATE_NONE: not */
};

/* What an event of a track (track.h) says beyond what a CRM's does. */
struct sighting {
    int32_t entered;    /* the stage; DATE_NONE: not known */
    int32_t until;      /* the last day on which it is taken to hold */
    double pushes;      /* of the expected close by then; NAN: not known */
    double regressions; /* moves back by then; NAN: not known */
};

/* A header that nothing maps, but whose name and cells fit a column. */
struct likely_column {
    enum column column;
    struct sv header;
};

/* What set the newest date of the export. */
enum newest_from {
    NEWEST_CREATED,
    NEWEST_WON,
    NEWEST_LOST, /* the close date of a lost deal, where no other says more */
    NEWEST_STAGE,
    NEWEST_MODIFIED,
    NEWEST_HISTORY
};

/* What the order of the open stages was taken from. */
enum order_from {
    ORDER_USUAL, /* names that have a usual place */
    ORDER_CONFIGURED,
    ORDER_POSITION, /* the CRM's own number of each */
    ORDER_HISTORY,
    ORDER_PROBABILITY,
    ORDER_UNKNOWN /* ordinals tell stages apart, and nothing else */
};

/* Why no share of won deals can be given: rates need both sides. */
enum rate_gap {
    RATE_KNOWN,
    RATE_NONE_WON, /* the export holds lost deals, and no won one */
    RATE_NONE_LOST,
    RATE_UNDATED /* close dates are missing on one side, beyond chance */
};

/* Closed deals of the export of one outcome. */
struct closed_side {
    size_t deals, undated; /* undated: when they closed is not known */
};

struct deals {
    size_t n;
    struct sv *id, *name, *next_step; /* name, next_step may be NULL */
    double *amount;                   /* n or NULL */
    double *rate; /* n; what an amount of the deal, and of its history, was
                     multiplied by; NULL: none was */
    int32_t *created;                 /* n or NULL */
    int32_t *closed;   /* n; actual close of a closed deal, else DATE_NONE;
                          never after `newest` */
    int32_t *expected; /* n; expected close of an open deal, else NONE */
    uint8_t *outcome;  /* n; enum outcome as the export has it */
    struct category groups[GROUP_COUNT];
    size_t n_own_categories, n_own_numerics;
    struct sv own_category_names[OWN_FIELDS];
    struct sv own_numeric_names[OWN_FIELDS];
    double *own_numeric[OWN_FIELDS]; /* n each */

    struct category stage;  /* stage as it stands in the export */
    uint8_t *stage_reading; /* stage.n_labels; enum reading */
    size_t n_open_stages;   /* stages in order of the pipeline: */
    int32_t *stage_ordinal; /* stage.n_labels; 0 …, −1: a closed stage */
    enum order_from stage_order_from;
    int32_t *stage_entered; /* n or NULL */
    int32_t *last_activity; /* n or NULL */
    double *push_count;     /* n or NULL */
    struct category forecast_category;
    /* With the forecast category only recorded for each run, because they
     * cannot be had later: they follow how a deal ends, so no feature and
     * no count of missing fields looks at them. The edit is a date like others
     * (closing.c); the probability may order stages (stage_order.c). */
    double *probability;    /* n or NULL; the CRM's own, 0 … 1 */
    int32_t *modified;      /* n or NULL; last edit of the row */
    double *stage_position; /* n or NULL; the number of its stage, NAN: none */

    /* Stage history, by deal, oldest first: events of deal i are
     * events[event_start[i]] … events[event_start[i + 1] − 1]. */
    bool has_history;
    size_t *event_start; /* n + 1; NULL without history */
    struct stage_event *events;
    int32_t *event_category; /* of each event the forecast category as recorded
                                then, −1: not; NULL: none records it */
    struct sighting *sightings; /* one an event; NULL: a CRM's history */
    int32_t tracked_from;       /* with sightings: nothing is known before */

    uint8_t *missing;    /* n; how many of the present fixed columns are empty,
                            but for those that closed and open deals fill
                            unlike (gate_profile.c). Own fields may be filled
                            at any time, and do not count. */
    uint32_t missing_columns; /* 1 << column: an empty one counts there */
    bool missing_amount; /* an empty amount counts among them */
    uint8_t *unreadable; /* n; UNREADABLE_…: filled, but could not be read */
    uint32_t *line;      /* n; line in the file, for diagnostics */
    int32_t newest;      /* the day of the export, as far as it says: the newest
                            created, won, stage or edit date (closing.c) */
    enum newest_from newest_from;
    enum rate_gap rate_gap; /* closing.c */
    struct closed_side won_side, lost_side;
    struct sv currency; /* "USD"; empty: not known */

    /* What the gate saw, for check, the data page and the manifest. */
    struct sv file;         /* base name */
    size_t rows;            /* data rows in the file */
    size_t rejected;        /* rows left out */
    size_t filtered;        /* rows left out by [filter], not counted above */
    char sha256[65];        /* of the file's bytes */
    size_t bytes;           /* its size */
    enum table_kind kind;   /* text, workbook, HTML */
    struct sv sheet;        /* of a workbook */
    char delimiter;         /* of text: what was sniffed */
    const char *encoding;   /* "UTF-8", "Windows-1252", … (encoding.h) */
    const char *dialect;    /* CRM recognised, "generic" otherwise */
    const char *date_order; /* "ISO", "M/D/Y", "D/M/Y" */
    struct sv headers[COLUMN_COUNT];     /* header that supplied each column */
    struct outcome_reading outcome_read; /* what told the outcomes */
    size_t n_left_out; /* rows that are no deals, the most frequent first */
    struct left_out *left_out;
    size_t n_fields;   /* columns of the file */
    struct sv *fields; /* their headers, n_fields */
    size_t n_profile;  /* canonical, own columns present */
    struct column_profile *profile;
    size_t n_likely; /* columns that are missing, and what may hold them */
    struct likely_column likely[COLUMN_COUNT];
    struct doubts {
        bool sheets; /* others suit as well and are not read */
        bool unit; /* a header or title speaks of thousands or millions */
        size_t past; /* open in a stage that nobody knows, all dates past */
        size_t empty; /* open, since what tells of others is empty */
    } doubts;
    size_t n_idle; /* settings that match nothing, idle.h */
    struct idle *idle;
    size_t n_currencies;               /* of the amounts, 0: no cell says */
    struct currency_count *currencies; /* the most frequent first */
    bool mixed; /* they cannot be summed: none is read (deals_read_mixed) */
    struct sv history_file; /* empty: none */
    char history_sha256[65];
    size_t history_bytes, history_rows, history_rejected;
    size_t history_other; /* rows of fields that nothing here needs */
};

struct currency_count {
    struct sv code; /* "USD", or a name that is not known */
    size_t amounts;
};

/* Rows of the file that are no deal of it, and why. */
#define LEFT_OUT_FILTER "filter"
struct left_out {
    const char *reason; /* that, or the kind of the diagnostic (diag.h) */
    struct sv column; /* of the value, as the export names it; empty: of none */
    struct sv value;  /* that decided; empty: none alone did */
    size_t rows;
    bool counted; /* in deals.rows; titles, sums and footers are not */
};

/* Why a column is read from the header that it is read from. */
enum column_why {
    WHY_CONFIGURED, /* [columns] names it */
    WHY_CRM,        /* the name that the recognised CRM has for it */
    WHY_CANONICAL,  /* its name here */
    WHY_WORD,       /* a plain word for it */
    WHY_OTHER_CRM   /* the name that another CRM has for it */
};

enum { UNREADABLE_AMOUNT = 1, UNREADABLE_CREATED = 2, UNREADABLE_CLOSED = 4 };

/* How full a column of the export is and how much of it could be read, for
 * the data-quality report. */
struct column_profile {
    struct sv name;   /* canonical name, or the own field's header */
    struct sv header; /* as the export names it */
    enum column_why why;
    size_t filled, empty, distinct; /* distinct: up to 10,000 */
    size_t read, unreadable;        /* of the filled */
    struct sv example;              /* one that could not be read; or empty */
};

struct export_paths {
    const char *deals;
    const char *history; /* of stages; NULL: none */
};

/*
 * Reads an export. Rows that cannot be used are diagnostics; only an unusable
 * file is an error (EXIT_INPUT). Everything lives in `run`; work memory is
 * released. Duplicate ids: the last row stands.
 */
bool deals_read(struct deals *out, const struct export_paths *paths,
                const struct settings *settings, struct arena *run,
                struct diags *diags, struct err *err);

/* The same for a report on the file: amounts in currencies without a rate are
 * not read, where deals_read() refuses. */
bool deals_read_mixed(struct deals *out, const struct export_paths *paths,
                      const struct settings *settings, struct arena *run,
                      struct diags *diags, struct err *err);

/*
 * What is known of deal i on day L (the law of time). A deal that is open in
 * the export but has no created date is open from `newest` on: when it was
 * born is not known. A closed deal without a close date is UNBORN on every
 * day and counts nowhere (a diagnostic says so); one without a created date
 * is UNBORN until it closes.
 */
enum state {
    STATE_UNBORN, /* created later, or its life before closing is unknown */
    STATE_OPEN,
    STATE_WON,
    STATE_LOST
};
enum state deals_state(const struct deals *d, size_t i, int32_t day);

static inline bool state_is_closed(enum state s)
{
    return s == STATE_WON || s == STATE_LOST;
}

/* Deals that are won, and lost, on `day`. */
void deals_count_closed(const struct deals *d, int32_t day, size_t *won,
                        size_t *lost);

/*
 * True where the record of deal i, as the export holds it, is what stood on
 * `day`: not so for a deal that closed later, whose current-only fields
 * (stage, activity, pushes, expected close) are those of its end.
 */
bool deals_current_known(const struct deals *d, size_t i, int32_t day);

/*
 * The stage on `day` and when it was entered: from history if there is any,
 * else from the export where deals_current_known() or stage_entered ≤ day.
 * −1 and DATE_NONE where unknown.
 */
void deals_stage_at(const struct deals *d, size_t i, int32_t day,
                    int32_t *stage, int32_t *entered);

/*
 * The amount on `day`: the export's where deals_current_known(), else the
 * newest that the history recorded by then, or the first that it recorded at
 * all; where it recorded none, the export's, as if it had never changed. NAN
 * where there is none.
 */
double deals_amount_at(const struct deals *d, size_t i, int32_t day);

/* The expected close on `day`: the export's where deals_current_known(), else
 * the newest that the history recorded by then; DATE_NONE: not known. */
int32_t deals_expected_at(const struct deals *d, size_t i, int32_t day);

/* Does the stage history record amounts? */
bool deals_date_amounts(const struct deals *d);

/* Of a track: the sighting of deal i that holds on `day` and its event; NULL
 * where none does. */
const struct sighting *deals_sighting(const struct deals *d, size_t i,
                                      int32_t day,
                                      const struct stage_event **event);

/* The code of the open stage at this place of the pipeline, from 1; −1: there
 * is none. */
int32_t deals_stage_at_place(const struct deals *d, int place);

/* The codes of the open stages in the order of the pipeline, n_open_stages. */
int32_t *deals_open_stages(const struct deals *d, struct arena *a);

/* Is the history a track that does not reach TRACK_LONG days back from `day`?
 * Then stays that have ended are the short ones, and what is missing is so
 * because nobody watched yet. */
enum { TRACK_LONG = 180 };
bool deals_track_short(const struct deals *d, int32_t day);

/* How many deals hold a date after `day` that may set `newest`: created,
 * closed, changed or edited then. */
size_t deals_dated_after(const struct deals *d, int32_t day);

/* The line of the first deal that is dated `newest`; 0: none is. */
size_t deals_newest_line(const struct deals *d);

/* Open deals on `day`: their indices into a fresh array, n in *count. */
uint32_t *deals_open(const struct deals *d, int32_t day, size_t *count,
                     struct arena *a);

#endif

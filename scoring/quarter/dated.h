/*
 * Dated: what was known of a deal on a past day, for the figures of a quarter
 * that compare two days: its state, amount, expected close, forecast category
 * and the pushes of its expected close.
 *
 * Two sources, and a day is told by one of them alone:
 *
 *   history   stage history of the CRM (--history) that records expected
 *             closes: any past day. The state is that of deals_state(); the
 *             amount that of deals_amount_at(). Of a deal for which it records
 *             no expected close at all, none has changed, and the one that the
 *             export shows stood all along; so where it was created once such
 *             changes were recorded (`recorded_from`), else it is not known.
 *   store     what the runs of the history store were told: the days of the
 *             runs. A deal that a run saw open was open then with the fields
 *             it had; one that it was told had closed was closed; any other
 *             was not known.
 *
 * The law of time: nothing dated after `day` is used. A deal that closed later
 * is open on `day`, and its expected close is the one recorded by then.
 *
 * Amounts are whole cents of the report's currency (a hundredth of a unit,
 * whatever the currency is), each amount rounded once, half away from zero, so
 * that sums are exact. An unknown amount counts 0 cents and is not `priced`.
 *
 * Lost deals: CRMs overwrite or empty the amount of a lost deal. What was lost
 * is the last amount recorded while it was open; where none was, the export's.
 */
#ifndef SCORING_QUARTER_DATED_H
#define SCORING_QUARTER_DATED_H

#include <math.h>

#include "scoring/intake/context.h"
#include "scoring/intake/track.h"

/* What tells of past days. */
enum dated_from {
    DATED_NOTHING,
    DATED_HISTORY,
    DATED_STORE,
};

/* Why a figure that needs past days is not there; the first that holds. Each
 * figure of the quarter has one. */
enum quarter_gap {
    GAP_NONE,        /* it is there */
    GAP_NO_EXPECTED, /* the export has no expected closes, so that nothing is
                        due in a quarter */
    GAP_NO_AMOUNTS,  /* no deal has an amount: deals are counted, and all sums
                        are 0 (the figure is there) */
    GAP_NO_HISTORY,  /* no stage history, and no store */
    GAP_NO_STORE,    /* no store, from which alone it could be told */
    GAP_NO_EDITS,    /* a stage history that records no expected closes, and no
                        store that reaches back to the day */
    GAP_FIRST_RUN,   /* a store without an earlier run */
    GAP_NO_CATEGORY, /* the export has no forecast category */
    GAP_NO_PAST,     /* no past quarter that is told of */
    GAP_TROUBLE,     /* the store could not be read (track.trouble) */
    GAP_COUNT
};

/* As machines call it: "first run"; "" for GAP_NONE. */
const char *quarter_gap_name(enum quarter_gap g);
const char *dated_from_name(enum dated_from f); /* "history"; "" for none */

struct deal_then {
    enum state state;  /* STATE_UNBORN: not known on the day */
    int64_t cents;     /* 0 where not priced */
    bool priced;
    int32_t expected;  /* DATE_NONE: none recorded; of a closed deal the last
                          one recorded while it was open */
    int32_t closed;    /* of a closed deal; DATE_NONE */
    int32_t category;  /* code of deals.forecast_category; −1: not known */
    int pushes;        /* moves of the expected close to a later day, by then;
                          −1: not watched since the deal was created */
};

/* What the store knows of one deal; of one that the export has no more, `id`. */
struct dated_track {
    size_t n, n_told;
    const struct observation *seen; /* n, by date */
    const struct told_closing *told; /* n_told, by run */
    struct sv id;
};

struct dated {
    const struct context *ctx; /* outlives it */
    const struct track *track; /* NULL: no store */
    const bool *only; /* deals.n, those that the pack is about; NULL: all */
    bool history;     /* a CRM's history that records expected closes */
    bool categories;  /* … and forecast categories */
    bool amounts;     /* … and amounts */
    int32_t recorded_from;     /* the first event with an expected close */
    struct dated_track *of;    /* deals.n; NULL: no run */
    size_t n_gone;             /* deals that the export has no more, by id */
    struct dated_track *gone;  /* n_gone; none where `only` is set, for whose
                                  they were is not known */
};

/* `only` as in scores.only. Everything lives in ctx->scratch. */
void dated_init(struct dated *out, const struct context *ctx,
                const struct track *track, const bool *only);

/* Is the pack about deal i? */
static inline bool dated_is_meant(const struct dated *d, size_t i)
{
    return !d->only || d->only[i];
}

/* What tells of `day`: DATED_HISTORY if the history does, DATED_STORE where a
 * run was made on that day; else DATED_NOTHING. */
enum dated_from dated_source(const struct dated *d, int32_t day);

/* The newest day on or before `day`, and no more than TRACK_GAP days earlier,
 * that is told of; *from says by what. DATE_NONE: none. */
int32_t dated_near(const struct dated *d, int32_t day, enum dated_from *from);

/* The same of the store alone; DATE_NONE: no run. */
int32_t dated_run_near(const struct dated *d, int32_t day);

/* What a figure lacks that asks for expected closes of past days: GAP_NONE
 * where the history records them or a run was made before as-of. */
enum quarter_gap dated_gap(const struct dated *d);

/* What keeps a figure from being told that only earlier runs can tell: no
 * store, one that could not be read, or none of them; else GAP_NONE. */
enum quarter_gap dated_store_gap(const struct dated *d);

/* Of deal i on `day`, which `from` tells of. */
void dated_deal(struct deal_then *out, const struct dated *d, size_t i,
                int32_t day, enum dated_from from);

/* Of a deal that the export has no more, as the run of `day` saw it. */
void dated_gone(struct deal_then *out, const struct dated_track *gone,
                int32_t day);

/* Of deal i as this run sees it, on as-of. */
void dated_now(struct deal_then *out, const struct dated *d, size_t i);

/* An amount of a deal in whole cents; NAN is 0, and what is above 10^13 units
 * counts as that. And a sum of such amounts. */
int64_t cents_of(double amount);
int64_t cents_of_total(double amount);

/* Back to units of the currency, for words and JSON: the nearest double. */
static inline double cents_units(int64_t cents)
{
    return (double)cents / 100;
}

/* The same of a sum of n deals; NAN where no amount of theirs is known. */
static inline double cents_sum(int64_t cents, size_t n)
{
    return n && !cents ? (double)NAN : cents_units(cents);
}

#endif

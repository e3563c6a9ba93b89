/*
 * Track: what earlier runs saw of each deal, week by week, out of the
 * history store. Where the CRM gives no stage history, successive snapshots
 * become one (track_apply): a stage that differs from the last snapshot was
 * entered on the day it was first seen (interval-censored: between the two),
 * an expected close that moved later is a push, an amount that differs a
 * change. Where the export dates its stages or counts its pushes itself,
 * that is what was recorded, and it is exact.
 *
 * The law of time: only observations dated before as-of are in a track, and
 * a sighting is known from its own day on, whatever it says of the past. The
 * export is the snapshot of as-of, unless the run is a replay.
 *
 * What a training row and a row scored today must mean alike:
 * - Before the first snapshot nothing is known of any deal, whether it lived
 *   on or not: every feature of the track is missing. A stage_entered of
 *   March, seen in June, says nothing in April, for only deals that lived to
 *   June have one.
 * - A deal that was first seen mid-life (more than TRACK_GAP days after it
 *   was created) has a stage, but no entry date, pushes or moves back: these
 *   stay missing for good, even when it moves later on. So whether they are
 *   missing follows from the day of creation alone, which the age of the
 *   deal tells the forest, and never from how long the deal has stood still.
 * - The same after a gap of more than TRACK_GAP days between two snapshots
 *   of a deal: what happened in between was not watched. A sighting holds
 *   for TRACK_GAP days; after that the stage is not known.
 * - Figures that the export itself gives (a stage date, a count of pushes)
 *   need no watching: they are known at each sighting.
 * - Finished stays of a track that is shorter than TRACK_LONG days are not
 *   sampled, and drift is not measured against a day so near its beginning.
 * A track counts once it reaches TRACK_LEAST days back: by then a landmark
 * can soon see it. Replays of quarters before the first snapshot show the
 * forest without these features; the gate judges it by what it can see.
 */
#ifndef SCORING_INTAKE_TRACK_H
#define SCORING_INTAKE_TRACK_H

#include "scoring/intake/deals.h"
#include "scoring/base/subject.h"

enum { TRACK_GAP = 14, TRACK_LEAST = 28 }; /* days */

struct observation {
    struct sv deal_id;
    int32_t date;          /* as-of of the run that saw it open */
    struct sv stage;       /* empty: not known */
    double amount;         /* NAN: not known */
    int32_t expected;      /* DATE_NONE: not known */
    int32_t stage_entered; /* as the export has it; DATE_NONE: not known */
    int32_t last_activity;
    double push_count; /* as the export has it; NAN: not known */
    double score;      /* as shown */
    enum level level;
    double p_loss; /* NAN: rules only */
    struct sv category; /* of the forecast; empty: not known */
    struct sv action;   /* the sentence that asked for it; empty: none did */
    /* The chance that it is won by the end of that day's quarter, and by that
     * of the next, as the landing had it; NAN: not recorded. */
    double won_by[2];
};

/* What runs were told of a closing: one from the run that first told it so to
 * the next one of the deal. */
enum closing_state {
    CLOSING_WON,
    CLOSING_LOST,
    CLOSING_REOPENED, /* it had closed, and was open again */
    CLOSING_GONE, /* … and the export had it no more */
};

struct told_closing {
    struct sv deal_id;
    int32_t run; /* its day */
    enum closing_state state;
    int32_t closed; /* DATE_NONE where it is open or gone */
    double amount;  /* NAN: not known */
    double rate;    /* it was multiplied by (deals.rate); NAN: by none */
};

/* What a run said of a quarter: its landing.h, of the company's won money. */
struct told_landing {
    bool known;     /* the run recorded one */
    int32_t end;    /* the quarter's last day */
    double so_far, open, created, ratio;
    double landing;
    bool model;     /* told by the model, else by the average */
};

/* What made the scores of a run: a change of any part breaks the comparison
 * with the runs before. Texts compare by bytes; what they hold is
 * followup.h's business (scoring_identity). */
struct scoring_identity {
    enum mode mode;
    struct sv settings; /* of rules, levels and weights */
    struct sv features; /* of the forest, one blank between */
    struct sv model;    /* "trained" in each run, or of a model file */
};

struct track_run {
    int32_t day;
    struct scoring_identity identity;
    size_t open;                             /* deals */
    double pipeline, at_risk, expected_loss; /* NAN: not known */
    struct sv currency; /* of the amounts; empty: not known */
    bool foreign;       /* that is another than the report's */
    bool told;          /* it recorded what it was told of closings; a store of
                           an older schema has only what was last told */
    struct told_landing landing[2]; /* of that day's quarter and the next */
};

struct track {
    size_t n; /* by deal_id, then date */
    struct observation *list;
    size_t n_told; /* by deal_id, then run */
    struct told_closing *told;
    size_t n_runs;
    struct track_run *runs; /* oldest first */
    size_t n_foreign;       /* of them: in another currency than the report */
    struct sv foreign;      /* that of the last such */
    char digest[65];        /* SHA-256 of what was read; "" for none */
    struct sv trouble;      /* why the store could not be read, or empty */
};

/*
 * What runs recorded in another currency than `own` is in no sum and no
 * comparison: their amounts are not known. Before track_apply, to which a
 * change of currency would be one of every amount.
 */
void track_keep_currency(struct track *track, struct sv own);

/*
 * Turns the track, and the export as the snapshot of as_of, into stage
 * history of `d`, if d has none and the track reaches back far enough: sets
 * has_history, event_start, events, sightings, tracked_from. The one change
 * of deals after the gate; before anything is computed from them.
 */
void track_apply(struct deals *d, const struct track *track, int32_t as_of,
                 struct arena *run, struct arena *scratch);

/* The run of a day; NULL: there was none. */
struct track_run *track_run_on(const struct track *t, int32_t day);

/* The observations of one deal, by date; n in *count. */
const struct observation *track_deal(const struct track *t, struct sv deal_id,
                                     size_t *count);

/* What runs were told of its closing, by run; n in *count. */
const struct told_closing *track_told(const struct track *t, struct sv deal_id,
                                      size_t *count);

/* The observation of one deal on one day; NULL: it was not seen. */
const struct observation *track_on(const struct track *t, struct sv deal_id,
                                   int32_t day);

#endif

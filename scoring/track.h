/*
 * Track: what earlier runs saw of each deal, week by week, out of the
 * history store. Where the CRM gives no stage history, successive snapshots
 * become one: a stage that differs from the last snapshot was entered on
 * that day (interval-censored: between the two), an expected close that
 * moved later is a push, an amount that differs a change.
 *
 * The law of time: only observations dated before as-of are in a track.
 */
#ifndef SCORING_TRACK_H
#define SCORING_TRACK_H

#include "scoring/deals.h"
#include "scoring/subject.h"

struct observation {
    struct sv deal_id;
    int32_t date;     /* as-of of the run that saw it */
    struct sv stage;  /* empty: not known */
    double amount;    /* NAN: not known */
    int32_t expected; /* DATE_NONE: not known */
    int32_t last_activity;
    double score; /* as shown */
    enum level level;
    double p_loss; /* NAN: rules only */
    enum mode mode;
    struct sv model; /* identity of model and settings: a change of it
                        breaks the comparison */
};

struct track {
    size_t n; /* by deal_id, then date */
    struct observation *list;
    size_t n_runs;
    int32_t *runs;   /* days of the runs, oldest first */
    char digest[65]; /* SHA-256 of what was read; "" for none */
};

/* Turns the track into stage history of `d`, if d has none: sets
 * has_history, event_start, events. */
void track_apply(struct deals *d, const struct track *track, struct arena *run,
                 struct arena *scratch);

#endif

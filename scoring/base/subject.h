/*
 * The words of the house that every room shares: what a deal's outcome is,
 * which level a score has, and which subject a contribution speaks of.
 */
#ifndef SCORING_BASE_SUBJECT_H
#define SCORING_BASE_SUBJECT_H

enum outcome { OUTCOME_OPEN, OUTCOME_WON, OUTCOME_LOST };

enum level { LEVEL_LOW, LEVEL_MEDIUM, LEVEL_HIGH, LEVEL_CRITICAL, LEVEL_COUNT };

enum subject {
    SUBJECT_REP,
    SUBJECT_AGE,
    SUBJECT_STAGE,
    SUBJECT_AMOUNT,
    SUBJECT_SOURCE,
    SUBJECT_INDUSTRY,
    SUBJECT_REGION,
    SUBJECT_PRODUCT,
    SUBJECT_ACCOUNT,
    SUBJECT_ACTIVITY,
    SUBJECT_OWN,
    SUBJECT_COUNT
};

/* Facts beside the score, never in it (score/warnings.h); the first of a
 * deal's is what its action is about. */
enum warning {
    WARNING_OVERDUE,   /* past the expected close */
    WARNING_QUIET,     /* no activity */
    WARNING_PUSHED,    /* the expected close was moved later */
    WARNING_STEP_PAST, /* the date in the next step is over */
    WARNING_NO_STEP,   /* no next step */
    WARNING_STAGE,     /* longer in its stage than deals that won */
    WARNING_AGE,       /* older than closed deals became */
    WARNING_COUNT
};

/* How far back a field of the CRM can be trusted. */
enum tense {
    TENSE_FIXED,  /* set at creation: owner, source, industry, … */
    TENSE_DATED,  /* known with its date: stage history, snapshots */
    TENSE_CURRENT /* only as it stands in the export */
};

enum mode { MODE_RULES_ONLY, MODE_HYBRID, MODE_COUNT };

const char *level_name(enum level level);       /* "CRITICAL" … "LOW" */
const char *subject_name(enum subject subject); /* "rep" … "own field" */
const char *warning_name(enum warning w);       /* "overdue" … "old" */
const char *mode_name(enum mode mode);          /* "hybrid", "rules_only" */

#endif

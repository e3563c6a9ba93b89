/*
 * How the outcome of deals was read: what each value of the columns that tell
 * it was taken for, and how often. For `check`, which prints it, and for
 * whoever asks why a deal counts as lost.
 */
#ifndef SCORING_INTAKE_OUTCOME_READING_H
#define SCORING_INTAKE_OUTCOME_READING_H

#include "scoring/base/sv.h"

/* What a value says of a deal. */
enum reading {
    READ_UNKNOWN, /* nothing that is known */
    READ_OPEN,
    READ_WON,
    READ_LOST,
    READ_CLOSED,  /* ended, but not how: "Closed" */
    READ_NO_DEAL, /* a duplicate, a deleted row: left out */
    READ_COUNT
};

/* Where the reading of a deal came from, the strongest first. */
enum outcome_source {
    SOURCE_FLAGS,   /* IsClosed and IsWon */
    SOURCE_OUTCOME, /* a configured outcome, or the CRM's own column of it */
    SOURCE_STAGE,
    SOURCE_STATUS,   /* a column that is merely called Status */
    SOURCE_EVIDENCE, /* archived, probability 0 or 100, omitted */
    SOURCE_NONE,     /* nothing filled: not closed yet */
    SOURCE_COUNT
};

struct outcome_value {
    struct sv header; /* of the column that decided; empty: none did */
    struct sv value;  /* as the export writes it first */
    enum outcome_source source;
    enum reading reading;
    size_t deals; /* that it decided */
};

struct outcome_reading {
    size_t n_values;
    struct outcome_value *values;   /* n_values, by source, then as they came */
    size_t by_source[SOURCE_COUNT]; /* deals that each decided */
    size_t disagreed; /* deals of which a weaker source says otherwise */
};

#endif

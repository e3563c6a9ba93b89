/*
 * The columns of an export that may tell outcomes, each read value by value;
 * private to the gate. Which of them stands where they differ is decided in
 * gate_outcome.c.
 */
#ifndef SCORING_INTAKE_OUTCOME_COLUMNS_H
#define SCORING_INTAKE_OUTCOME_COLUMNS_H

#include "scoring/intake/gate_parts.h"

struct outcome_column {
    int header; /* −1: the export has none */
    enum outcome_source source;
    int32_t *code; /* of deal i; −1: empty, as all are without the column */
    size_t n;      /* distinct values */
    struct sv *value;            /* n */
    uint8_t *reading;            /* n; enum reading */
    size_t (*deals)[READ_COUNT]; /* n; that a value decided, by reading */
    bool speaks;                 /* some value is understood */
};

struct outcome_columns {
    struct outcome_column is_closed, is_won, outcome, stage;
    struct outcome_column archived, probability, forecast; /* evidence */
    struct outcome_column won_time, lost_time; /* filled at such an end alone */
    struct outcome_column none; /* no column at all: not closed yet */
    bool by_date; /* without a word, a close date tells lost from open */
};

void outcome_columns_fill(struct outcome_columns *out, struct gate *g);

/* What the value of deal i says; READ_UNKNOWN where it is empty. */
enum reading outcome_column_says(const struct outcome_column *c, size_t i);

/* What IsClosed and IsWon say together; *by: the one that decides. */
enum reading outcome_flags(const struct outcome_column **by,
                           const struct outcome_columns *c, size_t i);

#endif

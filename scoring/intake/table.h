/*
 * An export as a table of texts, whatever file it came from: rows of cells
 * with the line on which each begins. What every reader of a file format
 * fills (csv.h), and all that the gate looks at.
 */
#ifndef SCORING_INTAKE_TABLE_H
#define SCORING_INTAKE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "scoring/base/encoding.h"
#include "scoring/base/sv.h"

struct table_row {
    size_t line;   /* line of its first field, from 1 */
    size_t first;  /* index of its first field */
    size_t fields; /* how many */
    bool torn;     /* over several lines, with a stray quote: an unclosed one
                      has most likely swallowed the rows between */
};

struct table {
    size_t n_rows;
    struct table_row *rows; /* n_rows; row 0 is the header */
    size_t n_fields;
    struct sv *fields; /* all fields, row after row, decoded UTF-8 */
    char delimiter;
    const char *encoding; /* "UTF-8", "UTF-16" or "Windows-1252" */
};

/* What is declared of the file. */
struct table_form {
    enum encoding encoding;
    char delimiter; /* 0: sniff */
};

#endif

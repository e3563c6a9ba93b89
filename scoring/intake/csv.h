/*
 * A delimited file as a table of views: libcsv behind our own reader.
 * Strips a BOM, turns Windows-1252 into UTF-8 where declared or where the
 * bytes are not UTF-8, sniffs the delimiter among , ; TAB |, counts lines,
 * caps a field at CSV_FIELD_MAX so that one unclosed quote cannot swallow
 * the file, and says where a quote was left open.
 */
#ifndef SCORING_INTAKE_CSV_H
#define SCORING_INTAKE_CSV_H

#include "scoring/base/err.h"
#include "scoring/base/sv.h"
#include "scoring/base/encoding.h"

enum { CSV_FIELD_MAX = 131072 }; /* bytes; Salesforce's longest is 131,072 */

struct csv_row {
    size_t line;   /* line of its first field, from 1 */
    size_t first;  /* index of its first field */
    size_t fields; /* how many */
    bool torn;     /* over several lines, with a stray quote: an unclosed one
                      has most likely swallowed the rows between */
};

struct csv {
    size_t n_rows;
    struct csv_row *rows; /* n_rows; row 0 is the header */
    size_t n_fields;
    struct sv *fields; /* all fields, row after row, decoded UTF-8 */
    char delimiter;
    const char *encoding; /* "UTF-8", "UTF-16" or "Windows-1252" */
};

/* What is declared of the file. */
struct csv_form {
    enum encoding encoding;
    char delimiter; /* 0: sniff */
};

/*
 * `path` is only for messages. Memory from `a`; the fields are copies, so
 * `bytes` may go. Blanks around an unquoted field are
 * dropped, empty lines are no rows, an empty file has none. Excel's first
 * line "sep=;" is obeyed. (Not csv_parse: that name is libcsv's.)
 */
bool csv_read(struct csv *out, struct sv bytes, const char *path,
              struct csv_form form, struct arena *a, struct err *err);

#endif

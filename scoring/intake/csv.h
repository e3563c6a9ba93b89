/*
 * A delimited file as a table: libcsv behind our own reader.
 * Strips a BOM, turns Windows-1252 into UTF-8 where declared or where the
 * bytes are not UTF-8, sniffs the delimiter among , ; TAB |, counts lines,
 * caps a field so that one unclosed quote cannot swallow the file, and says
 * where a quote was left open.
 */
#ifndef SCORING_INTAKE_CSV_H
#define SCORING_INTAKE_CSV_H

#include "scoring/base/err.h"
#include "scoring/base/sv.h"
#include "scoring/intake/table.h"

/*
 * Parameters and memory as of table_read(). Blanks around an unquoted field
 * are dropped, empty lines are no rows, an empty file has none. Excel's first
 * line "sep=;" is obeyed. (Not csv_parse: that name is libcsv's.)
 */
bool csv_read(struct table *out, struct sv bytes, const char *path,
              struct table_form form, struct arena *a, struct err *err);

#endif

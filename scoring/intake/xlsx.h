/*
 * An .xlsx as a table (ECMA-376 part 1, transitional and strict): one of its
 * worksheets, typed cells as the texts that a CSV of it would hold
 * (cell_format.h). Strings shared, inline or of formulas, with the runs of a
 * rich text joined and readings of Japanese names (rPh) left out; numbers by
 * their format, in both date systems; TRUE and FALSE; errors as they are
 * shown (#REF!), which the gate then cannot read, rather than as nothing.
 * Lines are the sheet's row numbers, and of merged cells the first holds all;
 * a text that is merged downward stands in each of its rows, as far as they
 * reach.
 *
 * The sheet: the one that is asked for by name; else that whose first rows
 * have the most headers that are known, the first of several; where none has
 * any, that with the most cells. Hidden ones are read by name only. Others that
 * would have suited as well are listed.
 *
 * A formula has the value that its program stored with it. Where a program
 * stored none (openpyxl does not compute) the cell holds its formula's text,
 * and more than one such in twenty rows is an error.
 */
#ifndef SCORING_INTAKE_XLSX_H
#define SCORING_INTAKE_XLSX_H

#include "scoring/intake/table.h"

/* Parameters and memory as of table_read(). A zip archive that is no workbook
 * is an error that says what it is. */
bool xlsx_read(struct table *out, struct sv bytes, const char *path,
               const struct table_form *form, struct arena *a, struct err *err);

#endif

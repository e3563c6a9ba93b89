/*
 * Cell format: what the number format of a cell says that its number is, and
 * that number as a text which the gate reads as it reads the cells of a CSV:
 * a day as 2024-01-31, with its time where it has one; a share as 25%; money
 * with its currency; anything else as the shortest decimal number that reads
 * back the same, never with an exponent (ECMA-376 part 1, 18.8.30 and 18.17.4).
 */
#ifndef SCORING_INTAKE_CELL_FORMAT_H
#define SCORING_INTAKE_CELL_FORMAT_H

#include <stdbool.h>

#include "scoring/base/sv.h"

enum { CELL_SIGN = 16, CELL_TEXT = 128 }; /* bytes */

enum cell_kind { CELL_NUMBER, CELL_PERCENT, CELL_MONEY, CELL_DATE };

struct cell_format {
    enum cell_kind kind;
    bool days;            /* CELL_DATE: shows years, months or days */
    bool elapsed;         /* CELL_DATE: hours that go on beyond 24 */
    int digits;           /* CELL_NUMBER of zeros alone ("00000"): how many */
    char sign[CELL_SIGN]; /* CELL_MONEY: a sign or code that amount.h knows */
};

/* Of a format's code, such as `[$€-407]#,##0.00`; its first section counts. */
struct cell_format cell_format_of(struct sv code);
/* Of a number below 164 that the file gives no code. */
struct cell_format cell_format_builtin(unsigned long id);

/* `raw`: the number as the file writes it; what is none is returned as it is.
 * Days count from 1900, with its 29th of February that never was, or from
 * 1904. A view into `out` or `raw`. */
struct sv cell_format_text(char out[CELL_TEXT], struct sv raw,
                           const struct cell_format *f, bool date1904);

#endif

/*
 * Dates of an export. A date is read alone as far as it says what it is
 * (ISO, with or without a time and zone; 20240131; 31 Jan 2024, the months in
 * eight languages; 2024年1月31日); whether 03/04/2024 is March or April is
 * decided from the whole column, then over all date columns together, and
 * refused where nothing decides. A bare number is a date where the column's
 * numbers are: Excel's serial days (45322), or seconds or milliseconds since
 * 1970.
 *
 * The date is the one that is written: a zone is checked and dropped, not
 * converted. The time of day only puts events of one day in order. Two-digit
 * years are 1969 to 2068, as POSIX has it.
 */
#ifndef SCORING_INTAKE_DATE_COLUMN_H
#define SCORING_INTAKE_DATE_COLUMN_H

#include <stdint.h>

#include "scoring/base/date.h"
#include "scoring/base/err.h"
#include "scoring/settings/columns.h"

enum date_form {
    DATE_FORM_BAD,
    DATE_FORM_EXACT,   /* `date` holds it */
    DATE_FORM_SLASHED, /* first/second/year: the order is not known yet */
    DATE_FORM_NUMBER   /* `date` holds it if the column holds such numbers */
};

/* What a bare number may count, by its digits: the ranges do not meet. */
enum date_number {
    DATE_NUMBER_SERIAL,  /* days, 1 is 1900-01-01 as Excel has it */
    DATE_NUMBER_SECONDS, /* since 1970-01-01 */
    DATE_NUMBER_MILLIS,
    DATE_NUMBER_COUNT
};

struct raw_date {
    enum date_form form;
    int32_t date;
    int first, second, year;
    int32_t seconds; /* of the day; −1: no time is written */
    bool dots;       /* written 31.01.2024: day first unless that cannot be */
    bool short_year; /* of two digits */
    enum date_number number; /* of a DATE_FORM_NUMBER */
};

struct raw_date raw_date_parse(struct sv text);

/* DATE_NONE where it does not exist in that order. */
int32_t raw_date_resolve(const struct raw_date *raw, enum date_order order);

/* What one column shows of its order. */
struct date_evidence {
    struct sv header;    /* of the column, for messages */
    size_t slashed;      /* dates whose order matters */
    size_t dotted;       /* of them, written with dots */
    size_t mdy, dmy;     /* dates that can only be read so */
    size_t mdy_line;     /* the first of each, for messages */
    size_t dmy_line;     /* 0: none */
    size_t slashed_line; /* the first that matters */
    uint32_t firsts;     /* of dates with a short year: bits of what is first */
    uint32_t years;      /* and of what is last */
    size_t numbers[DATE_NUMBER_COUNT];
    size_t exact, early; /* whose order is no question; up to a month's 12th */
};

void date_evidence_add(struct date_evidence *e, const struct raw_date *raw,
                       size_t line);

/*
 * A number becomes a date if most numbers of the column are of its kind, and
 * next to no dates with slashes stand beside them: a spreadsheet that turned
 * only some of those into numbers took days for months.
 */
void raw_date_settle(struct raw_date *raw, const struct date_evidence *e);

/*
 * The order of each of n columns, out[n]. `declared` wins over everything.
 * Columns that nothing decides follow those that something does; when there
 * are none, or they differ, that is an error which asks for --date-order.
 * So are dates up to a month's 12th alone, beside dates with slashes of later
 * days alone: a spreadsheet has taken days for months where it could.
 * Within a column one date in a hundred may contradict (it then does not exist
 * in the order chosen: a bad date).
 */
bool date_orders(enum date_order *out, const struct date_evidence *e, size_t n,
                 enum date_order declared, const char *path, struct err *err);

/* What that is called: "ISO" where no order matters, "M/D/Y", "D/M/Y", or
 * "mixed" where columns differ. */
const char *date_orders_name(const enum date_order *order,
                             const struct date_evidence *e, size_t n);

#endif

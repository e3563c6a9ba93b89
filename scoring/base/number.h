/*
 * Number: how numbers are written for people. A company chooses one pattern
 * of a table by its example ([report] number_format = "1.234,56"); it decides
 * the marks of thousands and decimals, and whether thousands are grouped by
 * three or as in India. JSON, CSV, coordinates and files for machines are
 * written by printf, never by this.
 *
 * A number is made in three steps: number_round() rounds it, printf writes
 * the digits ("1234567.9"), number_write() puts the marks in. So no style can
 * change a figure, and no two places can round one figure two ways.
 */
#ifndef SCORING_BASE_NUMBER_H
#define SCORING_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "scoring/base/sv.h"

enum {
    NUMBER_TEXT = 128,
    MONEY_SIGN = 8 /* bytes of a company's own sign of money, at most */
};

/* Zero is the default, so that a zeroed struct writes as before. */
enum numbers {
    NUMBERS_COMMA_POINT,      /* 1,234.56 */
    NUMBERS_POINT_COMMA,      /* 1.234,56 */
    NUMBERS_BLANK_COMMA,      /* 1 234,56 */
    NUMBERS_BLANK_POINT,      /* 1 234.56 */
    NUMBERS_APOSTROPHE_POINT, /* 1’234.56 */
    NUMBERS_POINT,            /* 1234.56 */
    NUMBERS_COMMA,            /* 1234,56 */
    NUMBERS_LAKH,             /* 12,34,567.89 */
    NUMBERS_COUNT
};

struct number_marks {
    const char *pattern; /* as a configuration writes it */
    const char *group;   /* between thousands; "": they are not grouped */
    const char *decimal;
    bool lakh; /* 12,34,567: three digits, then twos */
};

const struct number_marks *number_marks(enum numbers style);

/* The style of a pattern; blanks may be of any kind, apostrophes straight or
 * curved. False: none such; number_patterns() names those there are. */
bool number_find(enum numbers *out, struct sv pattern);
struct sv number_patterns(struct arena *a);

/* `plain` with the marks of `style`: its leading digits are grouped, a point
 * right behind them becomes the decimal mark, the rest stays. Cut, never
 * overrun, at NUMBER_TEXT. Returns out. */
char *number_write(char out[NUMBER_TEXT], const char *plain,
                   enum numbers style);

/* The one rounding of all that is shown: half away from zero to `decimals`,
 * so that 2.5 is 3 and 0.15, which is stored below it, is 0.2. */
double number_round(double x, int decimals);
/* In tenths, as receipts are added up; and as a number again. */
long long number_tenths(double x);
double number_tenth(double x);

/* Exact for machines: shortest text that reads back as x; "" for NAN. */
char *number_exact(char out[NUMBER_TEXT], double x);

#endif

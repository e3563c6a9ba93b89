/*
 * Civil dates of the proleptic Gregorian calendar as days since 1970-01-01;
 * no clock, no time zone, no locale. Formulas: Howard Hinnant, "chrono-
 * compatible low-level date algorithms" (2013).
 */
#ifndef SCORING_BASE_DATE_H
#define SCORING_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "scoring/base/sv.h"

#define DATE_NONE INT32_MIN /* not known */

enum { DATE_TEXT = 16 }; /* room for "YYYY-MM-DD" and its end */

struct civil {
    int year, month, day; /* month 1–12, day 1–31 */
};

/* DATE_NONE when the day does not exist; years 1900 to 2199 are accepted. */
int32_t date_from_civil(int year, int month, int day);
struct civil date_civil(int32_t date);

/* Strict "YYYY-MM-DD". */
bool date_parse_iso(int32_t *out, struct sv text);

/* "YYYY-MM-DD", or "" for DATE_NONE, into out; returns out. */
char *date_iso(char out[DATE_TEXT], int32_t date);
/* "1 Jan 2024", within a sentence; empty for DATE_NONE. */
char *date_said(char out[DATE_TEXT], int32_t date);

/* Quarters count from 1970Q1 = 0; a fiscal year may start in another month
 * (first_month 1–12). A quarter is named by the year in which its fiscal
 * year ends when first_month > 1. */
int date_quarter(int32_t date, int first_month);
int32_t quarter_start(int quarter, int first_month);
char *quarter_name(char out[DATE_TEXT], int quarter); /* "2023Q1" */
/* For people: "Q1 2023"; "Q1 FY2023" where the year does not start in January,
 * so that nobody takes it for the calendar's. The quarter is the first two
 * bytes, the year follows the blank. */
char *quarter_label(char out[DATE_TEXT], int quarter, int first_month);

/* The quarter that *rest begins with, "2026Q3", "2026-Q3", "Q3 2026", "Q3
 * FY2026", and moves *rest behind it and the blanks that follow. False, and
 * nothing is moved: it begins with none of the years 1900 to 2199. */
bool quarter_take(int *out, struct sv *rest);

int date_weekday(int32_t date); /* 0 Monday … 6 Sunday */

#endif

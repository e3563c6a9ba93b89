/*
 * Numbers and dates for people, the same in every artefact: the one place
 * that writes them. phrase.h gives the same texts to sentences. NAN and
 * DATE_NONE become an en dash; rounding is number_round()'s. The style of
 * the report (report.style, render/words/style.h) decides marks and signs.
 */
#ifndef RENDER_WORDS_FORMAT_H
#define RENDER_WORDS_FORMAT_H

#include <stdint.h>

#include "scoring/base/date.h"
#include "render/words/style.h"

enum { FORMAT_TEXT = NUMBER_TEXT, FORMAT_PERCENT = 3 };

/* All return `out`. Currency: "USD" shows "$", EUR "€", GBP "£", …; another
 * code is written out before the number; empty: no sign. */
/* The units that it takes, the largest first, from where each is taken. */
enum { MONEY_UNITS = 4 };
struct money_unit {
    double from;
    const char *unit;
};
const struct money_unit *format_money_units(struct style s);
char *format_money_short(char out[FORMAT_TEXT], double x,
                         struct style s); /* "$1.2M" */
char *format_money_full(char out[FORMAT_TEXT], double x,
                        struct style s); /* "$1,234,567" */
char *format_count(char out[FORMAT_TEXT], double x,
                   struct style s); /* "1,234,567" */
char *format_fixed(char out[FORMAT_TEXT], double x, int decimals,
                   struct style s);
char *format_signed(char out[FORMAT_TEXT], double x, int decimals,
                    struct style s); /* "+4.2", "−1.0" */
/* A share: 0.3 → "30%"; with up to FORMAT_PERCENT decimals where whole ones
 * would claim all or none: 0.996 → "99.6%", 0.001 → "0.1%". */
char *format_percent(char out[FORMAT_TEXT], double share, int decimals,
                     struct style s);
/* A chance of an open deal, which is never none and never certain: "62%",
 * "< 1%", "> 99%". */
char *format_chance(char out[FORMAT_TEXT], double p, int decimals,
                    struct style s);
/* A field's own value, six digits of it: "0.125", "12,500". */
char *format_value(char out[FORMAT_TEXT], double x, struct style s);
/* A setting or threshold as it was typed: "100", "0.4". */
char *format_setting(char out[FORMAT_TEXT], double x, struct style s);
/* "p = 0.031", "p = 0.53", "p < 0.001". */
char *format_p(char out[FORMAT_TEXT], double p, struct style s);
char *format_date(char out[FORMAT_TEXT], int32_t date);      /* "1 Jan 2024" */
char *format_date_long(char out[FORMAT_TEXT], int32_t date); /* "1 January …" */
/* "14 May", and "14 May 2025" where that is another year than `day`'s. */
char *format_date_near(char out[FORMAT_TEXT], int32_t date, int32_t day);
char *format_weekday(char out[FORMAT_TEXT], int32_t date); /* "Thu 2 Jul" */
/* A row by expected close: "Q1 2024", "Overdue", "No date". */
char *format_quarter(char out[FORMAT_TEXT], int quarter, int fiscal_month);

#endif

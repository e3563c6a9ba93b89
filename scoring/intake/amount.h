/*
 * Amounts of an export: with currency signs or codes, thousands separators
 * of either style (1,234.56 · 1.234,56 · 1 234,56 · 1'234.56), a minus
 * before or after, or parentheses; a multiplier behind it (K, Mio, lakh, …).
 * Which of comma and dot is the decimal mark is decided by the number itself
 * where it can be, else by the column. Letters that are neither an ISO code
 * nor one of the known signs and multipliers make the cell no number: it is
 * never read in part.
 */
#ifndef SCORING_INTAKE_AMOUNT_H
#define SCORING_INTAKE_AMOUNT_H

#include <stddef.h>

#include "scoring/base/sv.h"

struct arena;
struct settings;

enum decimal_mark { DECIMAL_UNKNOWN, DECIMAL_DOT, DECIMAL_COMMA };

/* What a column shows. */
struct amount_evidence {
    size_t dot, comma;      /* numbers whose decimal mark is certain */
    size_t grouped_dot;     /* 1.234: thousands or three decimals? */
    size_t grouped_comma;   /* 1,234 */
    size_t plain_thousands; /* 1234: written without a separator */
    size_t grouped_line;    /* first line of a 1.234, for messages */
};

void amount_evidence_add(struct amount_evidence *e, struct sv text,
                         size_t line);

/*
 * The column's mark. Without any certain number: 1,234 is read as 1234;
 * 1.234 too, where no number of a thousand or more stands without a
 * separator (*guessed is then true), else as 1.234.
 */
enum decimal_mark amount_mark(const struct amount_evidence *e, bool *guessed);

/*
 * False where the text is no number. A number that is not finite is one
 * (INFINITY or NAN), so that the caller can say so. *currency: a code such
 * as "EUR" where a sign or code stands with it, else empty ("$" is USD).
 */
bool amount_parse(double *out, struct sv *currency, struct sv text,
                  enum decimal_mark mark);

/* The codes that a sign which is no code ("kr") may stand for: "SEK NOK …";
 * else the empty view. */
struct sv currency_shared(struct sv sign);

/* An ISO code in text such as "eur", "US Dollar (USD)", "€": upper case in
 * `code`, which is returned as a view; else the empty view. */
struct sv currency_code(char code[4], struct sv text);

/* The value of one unit of `code` in the currency `own`, by [rates]; "kr" is
 * that of its currencies which alone has a rate. False: there is none. */
bool currency_rate(double *rate, const struct settings *s, struct sv own,
                   struct sv code);

/* "kr (SEK or NOK or …)": what may stand under [rates] for it. */
struct sv currency_said(struct sv code, struct arena *a);

#endif

/*
 * Phrases: figures inside sentences. Each is a text of format.h, the one
 * writer of numbers, in the arena; so a sentence and the table beside it
 * cannot write one figure two ways. Here stand only what sentences alone
 * need: "18 of 61 (30%)", a rate told apart from another, a name cut short.
 */
#ifndef RENDER_WORDS_PHRASE_H
#define RENDER_WORDS_PHRASE_H

#include <stdint.h>

#include "scoring/base/sv.h"
#include "render/words/style.h"

enum { PHRASE_NAME = 60 }; /* bytes of CRM text that a sentence takes */

struct sv phrase_count(size_t n, struct style s, struct arena *a); /* "4,412" */

/* "0.531": an AUC, a score, a mean. */
struct sv phrase_fixed(double x, int decimals, struct style s, struct arena *a);

/* The six digits of a field's own value that count: "0.125", "12,500". */
struct sv phrase_value(double x, struct style s, struct arena *a);

/* A share as a percentage: "39%". */
struct sv phrase_percent(double share, int decimals, struct style s,
                         struct arena *a);

/* "39%" of part ÷ whole; "–" for whole = 0. */
struct sv phrase_share(size_t part, size_t whole, struct style s,
                       struct arena *a);

/* A share as a percentage, with as many of up to three decimals as it takes
 * to tell it from `other`: "45%", or "45.2%" beside 0.448. */
struct sv phrase_rate(double rate, double other, struct style s,
                      struct arena *a);

/* "18 of 61 (30%)". */
struct sv phrase_of(size_t part, size_t whole, struct style s, struct arena *a);

/* The same beside another rate, with the decimals that tell them apart. */
struct sv phrase_of_beside(size_t part, size_t whole, double other,
                           struct style s, struct arena *a);

/* "$82,000", "CHF 1,200", in whole units; the currency may be empty. */
struct sv phrase_money(double amount, struct style s, struct arena *a);

/* " ($1.2M)", in short; nothing where there is none, or it is not known. */
struct sv phrase_in_brackets(double amount, struct style s, struct arena *a);

/* "deal" of one, "deals" of any other number. */
const char *phrase_plural(size_t n, const char *one, const char *many);

/* CRM text, cut at a character with "…" where it is long. */
struct sv phrase_name(struct sv name, struct arena *a);

/* With a full stop at its end, and not with two; empty stays so. */
struct sv phrase_ended(struct sv sentence, struct arena *a);

/* "p = 0.031", "p < 0.001". */
struct sv phrase_p(double p, struct style s, struct arena *a);

/* A difference: "+3.5", "−2", "0". Minus is U+2212. */
struct sv phrase_signed(double x, int decimals, struct style s,
                        struct arena *a);

/* "1 day", "41 days". */
struct sv phrase_day_count(double days, struct style s, struct arena *a);

/* Days as they are counted: "64", "64.5". */
struct sv phrase_days(double days, struct style s, struct arena *a);

#endif

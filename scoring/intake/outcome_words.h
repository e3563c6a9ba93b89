/*
 * The vocabulary of outcomes: what a stage or a status says of its deal, in
 * English, German, French, Spanish, Portuguese, Italian, Dutch and Japanese.
 * Words count whole and anywhere in a value, whatever dashes, brackets, case
 * and accents stand around and in them: "6 – Closed (Lost)", "Geschlossen und
 * verloren". Of words that stand in one another the longest counts: "not won"
 * is no "won". "Likely lost" and "won?" of a forecast are open.
 */
#ifndef SCORING_INTAKE_OUTCOME_WORDS_H
#define SCORING_INTAKE_OUTCOME_WORDS_H

#include "scoring/intake/outcome_reading.h"

/* Valid UTF-8 in; READ_UNKNOWN: none of the words. The first 256 bytes of a
 * value are read. */
enum reading outcome_words(struct sv value);

#endif

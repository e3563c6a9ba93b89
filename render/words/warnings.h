/* Warnings in words: the fact, and what became of past deals that had it. */
#ifndef RENDER_WORDS_WARNINGS_H
#define RENDER_WORDS_WARNINGS_H

#include "render/words/words.h"
#include "scoring/score/score.h"

/* "was due 14 May, 46 days ago", "closes 2 Jul", "no close date". */
struct sv words_due(const struct words *w, const struct score *score);

/* Of a warning that holds: "41 days without a word". */
struct sv words_warning_short(const struct words *w, const struct score *score,
                              enum warning which);

/* The same with what it is measured by: "73 days in Demo; 75% of stays of won
 * deals were over by day 21". */
struct sv words_warning(const struct words *w, const struct scores *scores,
                        const struct score *score, enum warning which);

/* "Of 40 past deals that were overdue, 31 were lost (78%; 95% interval 62% to
 * 88%)"; empty where it is not dated or there was none. */
struct sv words_warning_record(const struct words *w,
                               const struct scores *scores, enum warning which);

#endif

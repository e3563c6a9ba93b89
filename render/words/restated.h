/*
 * Restated in words: what of past quarters is told otherwise now
 * (scoring/quarter/restated.h).
 */
#ifndef RENDER_WORDS_RESTATED_H
#define RENDER_WORDS_RESTATED_H

#include "render/words/words.h"
#include "scoring/quarter/restated.h"

struct restated_row {
    struct sv deal;  /* id as this reader may see it; "a deleted deal" */
    struct sv what;  /* "won on 28 Sep, first told on 12 Oct" */
    struct sv amount; /* "+$20,000" */
    const struct restatement *of;
};

struct restated_quarter_words {
    struct sv label; /* "Q3 2026" */
    struct sv line;  /* "$1,234,567 as first told on 5 Oct, +$20,000 of 2
                        changes: $1,254,567 as told now" */
    struct sv note;  /* why it is not compared, or with what care; empty */
    bool plain; /* restated_words.same says all there is */
    size_t n;
    struct restated_row *rows;
};

struct restated_words {
    struct sv line; /* "2 of 6 past quarters are told otherwise now …" */
    struct sv same; /* those of which nothing has changed, and needs no further
                       word: "Q1 2026 $7,123,456, Q4 2025 $6,200,000"; their
                       `plain` is set */
    struct sv late; /* of all quarters that had ended before the first run; empty:
                       there are none */
    struct sv gap;
    size_t n; /* restated.n */
    struct restated_quarter_words *quarters;
};

/* "backdated", "moved to another quarter": of enum restated_kind. */
struct sv words_restated_kind(enum restated_kind k);

void words_restated(struct restated_words *out, const struct words *w,
                    const struct restated *r);

#endif

/*
 * Near: which of the known words was probably meant. Candidates are offered
 * one by one; the nearest by edits (a letter added, left out or changed, or
 * two neighbours swapped; case does not count) stands if it is near enough:
 * one edit for words of 3 or 4 characters, two up to 8, else three; a shorter
 * word is near none. Of several equally near the first stands.
 */
#ifndef SCORING_BASE_NEAR_H
#define SCORING_BASE_NEAR_H

#include "scoring/base/sv.h"

enum { NEAR_WORD = 64, NEAR_TEXT = 192 }; /* characters; bytes */

struct near {
    struct sv word; /* as it was written */
    struct sv best; /* empty: none is near */
    size_t edits;   /* of the best */
};

struct near near_to(struct sv word);
void near_offer(struct near *n, struct sv candidate);

/* For the end of an error: "; did you mean [levels]?" with what stands before
 * and after a word of its kind, or nothing where none is near. */
const char *near_said(char out[NEAR_TEXT], const struct near *n,
                      const char *before, const char *after);

#endif

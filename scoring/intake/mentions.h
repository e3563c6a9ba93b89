/*
 * Mentions: does a text mention somebody who must not be named? Case,
 * accents and punctuation do not count: "MÜLLER, anna" mentions Anna Muller.
 * Neither does how a letter is typed (Mueller, Soeren or Soren for Sören), nor
 * the s of a genitive ("Bergs"). In scripts without blanks between words a
 * name is found inside a run of letters.
 *
 * A name is known whole ("anna muller", also without what follows an @) and
 * by its words ("anna", "muller"), but for single letters, words that hold a
 * digit and are shorter than five bytes, and the few that name a team rather
 * than a person ("sales"). A word of two letters counts where it begins as a
 * name does ("Li said", "LI"). Words part where blanks, marks, digits and
 * capitals part them: "Renewal_Berg", "RenewalBerg7", "Berg2026". A word that
 * also stands in the name of somebody who may be named tells nothing, and does
 * not count. One of eight bytes or more is also found inside another
 * ("bquackenbush"). The time is linear in the length of the text.
 *
 * What nobody listed is not found: a name that stands in no column of people
 * is unknown to the tool.
 */
#ifndef SCORING_INTAKE_MENTIONS_H
#define SCORING_INTAKE_MENTIONS_H

#include "scoring/base/intern.h"

enum { MENTIONS_STARTS = 64 };

struct mentions {
    struct intern whole, words, shown; /* shown: words of names to be seen */
    struct intern shorts;              /* words of two letters */
    size_t most;                       /* words of the longest name */
    size_t longest;                    /* bytes of the longest name */
    uint64_t lengths;                  /* of words; bit 0: one byte */
    uint64_t starts[MENTIONS_STARTS];  /* how words begin, a bit a hash */
};

void mentions_init(struct mentions *m, struct arena *a);
void mentions_release(struct mentions *m); /* accepts NULL or zeroed */

/* First everybody who may be named, then those who may not. */
void mentions_show(struct mentions *m, struct sv name);
void mentions_hide(struct mentions *m, struct sv name);
/* Not a person: known whole only. */
void mentions_hide_whole(struct mentions *m, struct sv name);

bool mentions_whole(const struct mentions *m, struct sv text);
bool mentions_any(const struct mentions *m, struct sv text); /* or a word */
/* Or a word of four bytes or more inside another. */
bool mentions_inside(const struct mentions *m, struct sv id);

#endif

/* What to do today, and what to know before relying on it: the headings and
 * sentences of a first page. */
#ifndef RENDER_WORDS_TODAY_H
#define RENDER_WORDS_TODAY_H

#include "render/words/notes.h"
#include "scoring/portfolio/portfolio.h"

enum { CAVEATS = 4 };

/* "What to do today: 5 deals, $2.1M, 16% of the pipeline". */
struct sv words_today_heading(const struct words *w, const struct portfolio *p,
                              const struct scores *scores);

/* "The next 10 of 114 that ask for something"; empty: there are no more. */
struct sv words_today_more(const struct words *w, const struct today *today);

/* At most CAVEATS sentences into out, the most serious first; returns how
 * many: a scorer that ranks at chance, how often the flags were right, the
 * warnings among the notes, how many of those are left for the data page. */
size_t words_caveats(struct sv out[CAVEATS], const struct words *w,
                     const struct holdout *h, enum mode mode,
                     struct sv record_sentence, const struct notes *notes);

/* "3 more notes are on the Data page". */
struct sv words_more_notes(const struct words *w, size_t n, const char *where);

/* The first of them in a few words, a whole sentence; empty: there is none. */
struct sv words_know_first(const struct words *w, const struct model *m,
                           enum mode mode, const struct notes *notes);

/* "If 20% were saved": an assumption, [money] save_rate. */
struct sv words_saved_label(const struct words *w);

#endif

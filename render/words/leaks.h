/*
 * What the linter found (leaks/linter.h), in a sentence with its figures, and
 * what was done about it. A word that is hidden from the reader is empty in
 * struct leak; then the finding says that it is not shown.
 */
#ifndef RENDER_WORDS_LEAKS_H
#define RENDER_WORDS_LEAKS_H

#include "render/words/words.h"
#include "scoring/leaks/linter.h"

struct sv words_leak_finding(const struct words *w, const struct leak *l);
struct sv words_leak_done(const struct leak *l); /* empty: it does not leak */

/* Both are empty where nothing is known of the stage of closed deals. */
struct sv words_stage_end_finding(const struct words *w,
                                  const struct stage_end *e);
struct sv words_stage_end_done(const struct stage_end *e);

#endif

/*
 * What the linter found (leaks/linter.h), in a sentence with its figures, and
 * what was done about it. A word that is hidden from the reader is empty in
 * struct leak; then the finding says that it is not shown.
 */
#ifndef RENDER_WORDS_LEAKS_H
#define RENDER_WORDS_LEAKS_H

#include "render/words/words.h"
#include "scoring/leaks/linter.h"

struct leak_words {
    struct sv finding, done; /* done is empty where nothing leaks */
};

struct leak_words words_leak(const struct words *w, const struct leak *l);

/* Both are empty where nothing is known of the stage of closed deals. */
struct leak_words words_stage_end(const struct words *w,
                                  const struct stage_end *e);

#endif

/*
 * The linter's look into text: a word that is written when a deal ends
 * ("Reason: price", "lost to Acme") gives its outcome away.
 *
 * Words are runs of letters and digits, ASCII case folded; numbers alone and
 * words of fewer than 20 closed deals are passed over. A word leaks when
 *   - at least 95% of the closed deals that hold it ended alike, beyond
 *     chance: exact binomial against the overall rate, Bonferroni over all
 *     words of the field at 1%; and
 *   - open deals of the same ages hold it at most a fifth as often, more
 *     than four standard errors apart. Where the export shows no open deal as
 *     it stands: 99% of at least 30 closed deals, Bonferroni at 0.1%.
 * So a word that merely predicts ("renewal") is left alone: open deals hold
 * it too.
 */
#ifndef SCORING_LEAKS_LEAK_TEXT_H
#define SCORING_LEAKS_LEAK_TEXT_H

#include "scoring/leaks/leak_measure.h"

/* The leaking word that most closed deals hold, of a text or of the labels of
 * a category; then the first in the file. The word lives in `a`. */
void leak_text(struct leak_word *out, const struct bench *b,
               const struct field *f, struct arena *a, struct arena *scratch);

#endif

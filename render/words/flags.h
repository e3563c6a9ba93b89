/* How often a flag (HIGH or CRITICAL) was right on the replayed days
 * (trust/flags.h), in one sentence. */
#ifndef RENDER_WORDS_FLAGS_H
#define RENDER_WORDS_FLAGS_H

#include "render/words/words.h"
#include "scoring/trust/holdout.h"

/* Empty where no day was replayed. */
struct sv words_record(struct style style, const struct holdout *h,
                       enum mode mode, struct arena *a);

#endif

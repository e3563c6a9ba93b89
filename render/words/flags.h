/* How often a flag (HIGH or CRITICAL) was right on the replayed days
 * (trust/flags.h), in one sentence. */
#ifndef RENDER_WORDS_FLAGS_H
#define RENDER_WORDS_FLAGS_H

#include "render/words/words.h"
#include "scoring/score/score.h"

/* Empty where no day was replayed. */
struct sv words_record(struct style style, const struct holdout *h,
                       enum mode mode, struct arena *a);

/* "Past record: 79% of flagged deals were lost, 45% of the others." */
struct sv words_record_short(struct style style, const struct holdout *h,
                             enum mode mode, struct arena *a);

/* What the replays let one expect of the deals open now (trust/ahead.h); empty
 * where they cannot tell. */
struct sv words_ahead(struct style style, const struct scores *scores,
                      struct arena *a);

#endif

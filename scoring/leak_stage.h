/* The stage of closed deals, taken for what it is: linter.h. */
#ifndef SCORING_LEAK_STAGE_H
#define SCORING_LEAK_STAGE_H

#include "scoring/leak_measure.h"
#include "scoring/linter.h"

void stage_end_find(struct stage_end *out, const struct bench *b,
                    struct arena *a);

#endif

/* The stage of closed deals, taken for what it is: linter.h. */
#ifndef SCORING_LEAKS_LEAK_STAGE_H
#define SCORING_LEAKS_LEAK_STAGE_H

#include "scoring/leaks/leak_measure.h"
#include "scoring/leaks/linter.h"

void stage_end_find(struct stage_end *out, const struct bench *b,
                    struct arena *a);

#endif

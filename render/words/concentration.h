/* How much of the pipeline hangs on how few deals, in a sentence. */
#ifndef RENDER_WORDS_CONCENTRATION_H
#define RENDER_WORDS_CONCENTRATION_H

#include "render/words/words.h"
#include "scoring/portfolio/concentration.h"

/* "The 5 largest deals hold 16% of the pipeline; half of it is in 41 of 269
 * deals"; empty where no deal has an amount. */
struct sv words_concentration(const struct words *w,
                              const struct concentration *c);

#endif

/* What a setting was meant for and the export does not bear out
 * (scoring/intake/idle.h), and what was probably meant. */
#ifndef RENDER_WORDS_IDLE_H
#define RENDER_WORDS_IDLE_H

#include "render/words/words.h"
#include "scoring/intake/idle.h"

struct sv words_idle(const struct words *w, const struct idle *idle);

#endif

/* What is not known of a deal: "no start date: age is not known", or empty. */
#ifndef RENDER_WORDS_DEAL_H
#define RENDER_WORDS_DEAL_H

#include "render/words/words.h"
#include "scoring/score/score.h"

struct sv words_deal_note(const struct words *w, const struct score *score);

#endif

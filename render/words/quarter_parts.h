/* What quarter*.c share. Private to this room. */
#ifndef RENDER_WORDS_QUARTER_PARTS_H
#define RENDER_WORDS_QUARTER_PARTS_H

#include "render/words/quarter.h"

/* "$1.2M". */
struct sv quarter_money(const struct words *w, double amount);

/* target, chance and cover. */
void quarter_target(struct quarter_words *out, const struct words *w,
                    const struct landing *l, const struct landing_quarter *q);

#endif

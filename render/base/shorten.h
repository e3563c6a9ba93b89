/*
 * Shorten: text cut to a number of characters, ending in "…" where something
 * was left out. Never cuts inside a character, nor between a letter and its
 * combining marks, nor inside an emoji of several parts.
 */
#ifndef RENDER_BASE_SHORTEN_H
#define RENDER_BASE_SHORTEN_H

#include "scoring/base/sv.h"

/* A view of `text` where it fits, else a copy in `a` of at most `max`
 * code points with the ellipsis. max ≥ 2. */
struct sv shorten(struct arena *a, struct sv text, size_t max);

#endif

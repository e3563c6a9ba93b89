/*
 * Shape: text that Roboto cannot set, shaped by Pango with the outline fonts
 * that the system has. Starting it costs more than the rest of a brief, so
 * lettering.c does it only when such text comes.
 *
 * Families are asked for by name in a fixed order, so that a script looks the
 * same wherever the same packages are installed (sample/need.sh). A script
 * that is taller than a line is set smaller. Of more than three marks stacked
 * on one letter the rest is left out, like overrides of direction. A
 * character that no font has becomes U+FFFD.
 */
#ifndef RENDER_DRAW_SHAPE_H
#define RENDER_DRAW_SHAPE_H

#include <stdint.h>

#include "render/draw/lettering.h"

struct shape;

struct shape *shape_new(void);
void shape_free(struct shape *s); /* accepts NULL */

/* Takes the next character off the text; U+FFFD where it is not UTF-8. */
int32_t shape_next(struct sv *text);

/* Has some font a glyph for it, or needs it none? */
bool shape_has(struct shape *s, int32_t c);

/* False: the fonts could not be looked up as they should; what was shaped may
 * be in others. */
bool shape_sound(const struct shape *s, struct err *err);

/* How many different characters no font had, and which came first (0: none).
 */
size_t shape_missing(const struct shape *s, int32_t *first);

double shape_width(struct shape *s, enum weight w, double size, struct sv text);

/* As lettering_path() and lettering_letters(). */
void shape_path(struct shape *s, struct _cairo *cr, enum weight w, double size,
                double x, double y, struct sv text);
void shape_letters(struct shape *s, struct _cairo *cr, enum weight w,
                   struct sv text, letter_fn *each, void *user);

#endif

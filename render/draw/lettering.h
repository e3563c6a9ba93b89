/*
 * Lettering: the house typeface in three weights, measured and drawn as
 * outlines. Plain text is what Roboto has every glyph for; it is measured
 * with the font's own advances, so that a canvas and the PDF agree. Anything
 * else (Japanese, Arabic, emoji, …) is shaped with the fonts of the system,
 * see shape.h. Sizes and widths are points; y grows downwards.
 */
#ifndef RENDER_DRAW_LETTERING_H
#define RENDER_DRAW_LETTERING_H

#include <stdint.h>

#include "scoring/base/err.h"
#include "scoring/base/sv.h"

enum weight { WEIGHT_REGULAR, WEIGHT_MEDIUM, WEIGHT_BOLD, WEIGHT_COUNT };

struct lettering;
struct _cairo; /* cairo_t */

bool lettering_new(struct lettering **out, struct err *err);
void lettering_free(struct lettering *l); /* accepts NULL */

/* The bytes of a weight's TrueType file, for a PDF to embed. */
struct sv lettering_font(enum weight weight);

/* Has Roboto every glyph of the text? */
bool lettering_plain(const struct lettering *l, enum weight w, struct sv text);

/* Has some installed font every glyph? Others are drawn as U+FFFD. */
bool lettering_legible(struct lettering *l, struct sv text);

/* False: the fonts of the system could not be looked up; asked at the end, when
 * all text is set. */
bool lettering_sound(const struct lettering *l, struct err *err);

/* How many different characters of all that was asked for no font has, and
 * which came first (0: none). */
size_t lettering_missing(const struct lettering *l, int32_t *first);

double lettering_width(struct lettering *l, enum weight w, double size,
                       struct sv text);

/* Bytes of the longest start of text no wider than `width`, cut between
 * characters as a reader sees them (grapheme clusters). */
size_t lettering_fit(struct lettering *l, enum weight w, double size,
                     double width, struct sv text);

/* Appends the outlines to the path of `cr`, baseline at (x, y). */
void lettering_path(struct lettering *l, struct _cairo *cr, enum weight w,
                    double size, double x, double y, struct sv text);

/*
 * The letters of text that is not plain, from left to right as seen, also
 * where the script runs to the left. A letter is what a reader sees as one:
 * with its marks, or a ligature; where the script runs to the left, one
 * character, the ink of a ligature in its leftmost. On each call its outline is
 * the path of `cr`, from (0, 0) on the baseline, in thousandths of the size
 * like the advance; `text` is what it stands for.
 */
typedef void letter_fn(void *user, struct sv text, double advance);
void lettering_letters(struct lettering *l, struct _cairo *cr, enum weight w,
                       struct sv text, letter_fn *each, void *user);

#endif

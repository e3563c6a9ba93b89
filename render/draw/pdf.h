/*
 * PDF: a thin, checked layer over libharu. Coordinates are points from the
 * page's upper left corner, y downwards; what is not finite becomes 0 and
 * everything is clamped to ±14,000, so that no figure can break a page.
 *
 * The first failure stays: after it every call does nothing, and pdf_finish()
 * reports it. Fonts are the built-in ones, embedded as subsets, for text that
 * is plain (lettering.h), and fonts made of the outlines of other text.
 *
 * The PDF is tagged: every content is an element's, or an ornament.
 *
 * The bytes depend on the calls alone: the date is given, never the clock.
 */
#ifndef RENDER_DRAW_PDF_H
#define RENDER_DRAW_PDF_H

#include "render/draw/lettering.h"
#include "render/draw/tags.h"
#include "render/base/bitmap.h"
#include "scoring/base/buf.h"
#include "scoring/base/date.h"

struct pdf;

struct pdf_about {
    struct sv title, author, subject, creator; /* UTF-8 */
    int32_t date;                              /* creation; DATE_NONE: none */
};

bool pdf_new(struct pdf **out, const struct pdf_about *about, struct err *err);
/* One that only counts its pages and writes nothing: to see where text would
 * come to stand. It cannot be finished. */
struct pdf *pdf_draft(void);
bool pdf_is_draft(const struct pdf *p);
void pdf_free(struct pdf *p); /* accepts NULL */

size_t pdf_add_page(struct pdf *p, double width, double height); /* its index */
size_t pdf_pages(const struct pdf *p);

/* Elements around content (tags.h). `alt` lives until the element's end. A
 * figure in a box: x, y, width, height. */
void pdf_begin(struct pdf *p, enum tag tag, struct sv alt);
void pdf_figure(struct pdf *p, size_t page, const double box[4], struct sv alt);
void pdf_end(struct pdf *p);
bool pdf_takes_text(struct pdf *p); /* is an element for text open? */

/* A path: set ink or pen first (colours cannot change inside a path), then
 * move, line, curve, close, and at the end fill or stroke. */
void pdf_ink(struct pdf *p, size_t page, unsigned rgb);
void pdf_pen(struct pdf *p, size_t page, unsigned rgb, double width);
void pdf_move(struct pdf *p, size_t page, double x, double y);
void pdf_line(struct pdf *p, size_t page, double x, double y);
void pdf_curve(struct pdf *p, size_t page, double x1, double y1, double x2,
               double y2, double x3, double y3);
void pdf_close(struct pdf *p, size_t page);
void pdf_fill(struct pdf *p, size_t page);
void pdf_stroke(struct pdf *p, size_t page);

void pdf_text(struct pdf *p, size_t page, enum weight w, double size, double x,
              double y, unsigned rgb, struct sv plain);

/*
 * Text of other scripts, a letter at a time from left to right, baseline at
 * (x, y). Its letters become fonts of the PDF's own (Type 3), each outline
 * once, so that a reader can select, search and copy them as `text`. `outline`
 * is made with pdf_outline_*, in thousandths of the size, y upwards, like
 * `advance`. The ink is set before.
 */
void pdf_outline_move(struct buf *b, double x, double y);
void pdf_outline_line(struct buf *b, double x, double y);
void pdf_outline_curve(struct buf *b, const double xy[6]);
void pdf_outline_close(struct buf *b);
void pdf_letters_begin(struct pdf *p, size_t page, double size, double x,
                       double y);
void pdf_letter(struct pdf *p, size_t page, struct sv text, double advance,
                struct sv outline);
void pdf_letters_end(struct pdf *p, size_t page);

/* A picture in a box. Raw: libharu's own PNG reader ends the program at a
 * damaged file. */
void pdf_image(struct pdf *p, size_t page, double x, double y, double width,
               double height, const struct bitmap *of);

void pdf_link(struct pdf *p, size_t page, double x, double y, double width,
              double height, struct sv url);
void pdf_bookmark(struct pdf *p, size_t page, double y, struct sv title);

bool pdf_finish(struct pdf *p, struct buf *out, struct err *err);

#endif

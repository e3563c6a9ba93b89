/*
 * Canvas: one drawing surface for charts and pages, on a picture (PNG) or on
 * a page of a PDF. Cairo builds every path; on a picture Cairo paints it, on
 * a page the finished path is replayed into the PDF as vectors, and text goes
 * there as real text. So a chart is written once.
 *
 * Units are points, the origin is the upper left corner, y grows downwards;
 * canvas_shift() moves the origin. Colours are 0xRRGGBB (theme.h). Text that
 * does not fit ends in an ellipsis, measured.
 */
#ifndef RENDER_DRAW_CANVAS_H
#define RENDER_DRAW_CANVAS_H

#include "render/draw/lettering.h"
#include "render/draw/tags.h"
#include "render/base/bitmap.h"
#include "scoring/base/buf.h"
#include "scoring/base/subject.h"

struct canvas;
struct pdf;

/* A picture of width × height points, `scale` pixels a point, on paper. */
bool canvas_new_picture(struct canvas **out, struct lettering *l, double width,
                        double height, double scale, struct err *err);
bool canvas_png(struct canvas *c, struct buf *out, struct err *err);

/* A page of a PDF, which must outlive the canvas. */
bool canvas_new_page(struct canvas **out, struct lettering *l, struct pdf *pdf,
                     size_t page, struct err *err);
void canvas_free(struct canvas *c); /* accepts NULL */

/* What is drawn with THEME_ACCENT and with THEME_ORNAMENT comes in these
 * colours (brand.h). */
void canvas_accent(struct canvas *c, unsigned accent, unsigned ornament);

/* A picture on dark paper (theme_dark()); before anything is drawn on it. */
void canvas_dark(struct canvas *c);

void canvas_shift(struct canvas *c, double dx, double dy);

/* Elements around what is drawn on a page; nothing on a picture. A canvas
 * that could not be made (NULL) is accepted. */
void canvas_begin(struct canvas *c, enum tag tag);
void canvas_figure(struct canvas *c, double x, double y, double width,
                   double height, struct sv alt);
void canvas_end(struct canvas *c);

/* Shapes. A bar of no size draws nothing. */
void canvas_bar(struct canvas *c, double x, double y, double width,
                double height, unsigned rgb);
void canvas_card(struct canvas *c, double x, double y, double width,
                 double height, double radius, unsigned rgb);
void canvas_rule(struct canvas *c, double x1, double y1, double x2, double y2,
                 double width, unsigned rgb);
void canvas_polyline(struct canvas *c, const double *xy, size_t points,
                     double width, unsigned rgb); /* xy: points × 2 */
void canvas_dot(struct canvas *c, double x, double y, double radius,
                unsigned rgb);
void canvas_ring(struct canvas *c, double x, double y, double radius,
                 double width, unsigned rgb); /* with paper inside */

/* An area inside its corners; xy: points × 2, three or more. */
void canvas_area(struct canvas *c, const double *xy, size_t points,
                 unsigned rgb);
/* A box of slanting lines, `step` points apart: what is not certain. Boxes of
 * one step continue each other's lines. */
void canvas_hatch(struct canvas *c, const double box[4], double step,
                  unsigned rgb); /* x, y, width, height */
/* A line in dashes of about so many points. */
void canvas_dashes(struct canvas *c, const double from[2], const double to[2],
                   double dash, double width, unsigned rgb);

/* The shape of a level around (x, y): square, triangle, diamond, ring. */
void canvas_mark(struct canvas *c, enum level level, double x, double y,
                 double size);

enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

struct type { /* how text looks */
    enum weight weight;
    double size;
    unsigned rgb;
    enum align align; /* of one line about x; of a block inside its width */
};

double canvas_width(struct canvas *c, const struct type *t, struct sv text);

/* One line, baseline at y; returns its width. */
double canvas_text(struct canvas *c, const struct type *t, double x, double y,
                   struct sv text);
/* The same, cut with an ellipsis to `width`. */
double canvas_text_in(struct canvas *c, const struct type *t, double x,
                      double y, double width, struct sv text);

/* A paragraph wrapped to `width`, first baseline one size below y, at most
 * `lines` lines (the last ends in an ellipsis if text is left; 0: no limit).
 * Returns its height. canvas_block_height() only measures. A heading breaks
 * into lines of about one length; no paragraph leaves a word alone. */
double canvas_block(struct canvas *c, const struct type *t, double x, double y,
                    double width, size_t lines, struct sv text);
double canvas_block_height(struct canvas *c, const struct type *t, double width,
                           size_t lines, struct sv text);

/* A picture in a box, on a page alone. */
void canvas_image(struct canvas *c, double x, double y, double width,
                  double height, const struct bitmap *of);

/* A link over a box; nothing on a picture. Its text stands in a TAG_LINK. */
void canvas_link(struct canvas *c, double x, double y, double width,
                 double height, struct sv url);

#endif

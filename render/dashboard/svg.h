/*
 * SVG by hand for the dashboard. Horizontal positions are per cent of the
 * chart's width and vertical ones pixels, and there is no viewBox: so a
 * chart fills any width from a phone to a wall while its text keeps its
 * size. Colours come from classes of charts.css; no style attribute, which
 * the page's policy forbids. A value that is not finite is drawn at 0; the
 * caller leaves such marks out.
 */
#ifndef RENDER_DASHBOARD_SVG_H
#define RENDER_DASHBOARD_SVG_H

#include "scoring/base/buf.h"

/* A chart with its title and description for screen readers; `id` is a
 * literal, unique in the page. */
void svg_open(struct buf *out, const char *id, const char *class_name,
              double height, struct sv title, struct sv desc);
/* The same of a chart whose marks are links: svg_link_open(), the mark,
 * svg_link_close(). A shape is declared once and stands wherever it is used. */
void svg_open_links(struct buf *out, const char *id, const char *class_name,
                    double height, struct sv title, struct sv desc);
struct svg_shape {
    const char *id, *path; /* px around the place where it is used */
};
void svg_shapes(struct buf *out, const struct svg_shape *shapes, size_t n);
void svg_use(struct buf *out, double x, double y, const char *shape);
struct svg_link {
    struct sv href, hint;
    bool stop; /* of the Tab key */
};
void svg_link_open(struct buf *out, const struct svg_link *link);
void svg_link_close(struct buf *out);

/* A small mark in a table cell whose numbers stand beside it: hidden from
 * screen readers. */
void svg_open_inline(struct buf *out, const char *class_name, double height);
void svg_close(struct buf *out);

/* `hint` shows on hover; may be empty. x and width in per cent. */
void svg_rect(struct buf *out, double x, double y, double width, double height,
              const char *class_name, struct sv hint);
void svg_line(struct buf *out, double x1, double y1, double x2, double y2,
              const char *class_name);
void svg_dot(struct buf *out, double x, double y, double radius,
             const char *class_name, struct sv hint);

enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END };
/* dx: pixels to the right of x per cent. */
void svg_text(struct buf *out, double x, double dx, double y,
              enum svg_anchor anchor, const char *class_name, struct sv text);

/*
 * A band between two curves that are given as shares (0 … 1) of a plot:
 * `across` and, from its foot upwards, `low` and `high`; n points each. The
 * plot reaches from x to x + width per cent and y to y + height pixels.
 */
struct svg_plot {
    double x, y, width, height;
};
void svg_band(struct buf *out, const struct svg_plot *plot,
              const double *across, const double *low, const double *high,
              size_t n, const char *class_name);

/* The line through such points, as thick at any width. */
void svg_curve(struct buf *out, const struct svg_plot *plot,
               const double *across, const double *up, size_t n,
               const char *class_name);

/* Hatching, declared once in a chart: strokes that slant at the same angle at
 * any width, and that black and white can show. A band of n points filled with
 * it; `id` is that of the chart. */
struct svg_hatched {
    const char *id;
    const double *across, *low, *high; /* n, as of svg_band() */
    size_t n;
};
void svg_hatch(struct buf *out, const char *id);
void svg_band_hatched(struct buf *out, const struct svg_plot *plot,
                      const struct svg_hatched *band);

/* A round step (1, 2, 5 × 10ᵏ) that parts `range` into at most `n` parts. */
double svg_step(double range, int n);

#endif

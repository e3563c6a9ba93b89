/* What the files of the canvas share; nobody else includes it. */
#ifndef RENDER_DRAW_CANVAS_PARTS_H
#define RENDER_DRAW_CANVAS_PARTS_H

#include "render/draw/canvas.h"

struct _cairo;
struct _cairo_surface;

struct canvas {
    struct lettering *lettering;
    struct _cairo_surface *surface;
    struct _cairo *cr;
    struct pdf *pdf; /* NULL: a picture */
    size_t page;
    unsigned accent, ornament; /* what THEME_ACCENT, THEME_ORNAMENT are here */
    bool dark;
};

/* Of a draft: nothing is drawn, only measured. */
bool canvas_is_draft(const struct canvas *c);

/* A coordinate that no figure can break: finite, within ±9,000. */
double canvas_safe(double v);

/* A colour as it is drawn: accent and ornament are the house's. */
unsigned canvas_ink(const struct canvas *c, unsigned rgb);

/* Fills Cairo's current path, or replays it into the page. */
void canvas_fill(struct canvas *c, unsigned rgb);
/* The same of its lines. */
void canvas_stroke(struct canvas *c, unsigned rgb, double width);

#endif

/* Areas, hatches and dashes: what a reader tells apart without colours. */
#include "render/draw/canvas_parts.h"

#include <cairo.h>
#include <math.h>

void canvas_area(struct canvas *c, const double *xy, size_t points,
                 unsigned rgb)
{
    if (points < 3)
        return;
    for (size_t i = 0; i < points; i++)
        cairo_line_to(c->cr, canvas_safe(xy[2 * i]),
                      canvas_safe(xy[2 * i + 1]));
    cairo_close_path(c->cr);
    canvas_fill(c, rgb);
}

/* Line k rises from the left lower corner's side to the right: x + y is the
 * same on all of it. */
void canvas_hatch(struct canvas *c, const double box[4], double step,
                  unsigned rgb)
{
    enum { MOST = 400 }; /* lines */
    double x = canvas_safe(box[0]), y = canvas_safe(box[1]);
    double w = canvas_safe(box[2]), h = canvas_safe(box[3]);
    bool any = false;

    if (!(w > 0 && h > 0 && step > 0))
        return;
    step = fmax(step, (w + h) / MOST);
    /* From a grid of the canvas's own, so that neighbours join. */
    for (double s = ceil((x + y) / step) * step; s < x + y + w + h; s += step) {
        double left = fmax(x, s - y - h), right = fmin(x + w, s - y);
        if (right - left < 0.2)
            continue;
        cairo_move_to(c->cr, left, s - left);
        cairo_line_to(c->cr, right, s - right);
        any = true;
    }
    if (any)
        canvas_stroke(c, rgb, step * 0.28);
}

void canvas_dashes(struct canvas *c, const double from[2], const double to[2],
                   double dash, double width, unsigned rgb)
{
    enum { MOST = 600 };
    double x = canvas_safe(from[0]), y = canvas_safe(from[1]);
    double dx = canvas_safe(to[0]) - x, dy = canvas_safe(to[1]) - y;
    double length = hypot(dx, dy);
    double step = fmax(dash, length / MOST) * 1.7;

    if (!(length > 0 && dash > 0))
        return;
    for (double at = 0; at < length; at += step) {
        double end = fmin(at + step / 1.7, length);
        cairo_move_to(c->cr, x + dx * at / length, y + dy * at / length);
        cairo_line_to(c->cr, x + dx * end / length, y + dy * end / length);
    }
    canvas_stroke(c, rgb, width);
}

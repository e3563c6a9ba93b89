#include "render/draw/canvas_parts.h"

#include <assert.h>
#include <cairo.h>
#include <math.h>

#include "render/draw/pdf.h"
#include "render/draw/png.h"
#include "render/base/theme.h"

double canvas_safe(double v)
{
    return !isfinite(v) ? 0 : v < -9000 ? -9000 : v > 9000 ? 9000 : v;
}

/* Cairo's finished path, in device space, into the PDF. */
static void replay(struct canvas *c)
{
    cairo_path_t *path = cairo_copy_path(c->cr);

    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        double xy[6] = {0};
        int n = path->data[i].header.length - 1;
        for (int k = 0; k < n && k < 3; k++) {
            xy[2 * k] = path->data[i + 1 + k].point.x;
            xy[2 * k + 1] = path->data[i + 1 + k].point.y;
            cairo_user_to_device(c->cr, &xy[2 * k], &xy[2 * k + 1]);
        }
        switch (path->data[i].header.type) {
        case CAIRO_PATH_MOVE_TO:
            /* Cairo ends a closed path with a move: it draws nothing. */
            if (i + path->data[i].header.length < path->num_data)
                pdf_move(c->pdf, c->page, xy[0], xy[1]);
            break;
        case CAIRO_PATH_LINE_TO:
            pdf_line(c->pdf, c->page, xy[0], xy[1]);
            break;
        case CAIRO_PATH_CURVE_TO:
            pdf_curve(c->pdf, c->page, xy[0], xy[1], xy[2], xy[3], xy[4],
                      xy[5]);
            break;
        case CAIRO_PATH_CLOSE_PATH:
            pdf_close(c->pdf, c->page);
            break;
        }
    }
    cairo_path_destroy(path);
}

unsigned canvas_ink(const struct canvas *c, unsigned rgb)
{
    return rgb == THEME_ACCENT     ? c->accent
           : rgb == THEME_ORNAMENT ? c->ornament
           : c->dark               ? theme_dark(rgb)
                                   : rgb;
}

void canvas_accent(struct canvas *c, unsigned accent, unsigned ornament)
{
    c->accent = accent;
    c->ornament = ornament;
}

bool canvas_is_draft(const struct canvas *c)
{
    return c->pdf && pdf_is_draft(c->pdf);
}

static void source(struct canvas *c, unsigned rgb)
{
    rgb = canvas_ink(c, rgb);
    cairo_set_source_rgb(c->cr, (rgb >> 16 & 255) / 255.0,
                         (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
}

void canvas_dark(struct canvas *c)
{
    assert(!c->pdf);
    c->dark = true;
    source(c, THEME_PAPER);
    cairo_paint(c->cr);
}

void canvas_fill(struct canvas *c, unsigned rgb)
{
    if (canvas_is_draft(c)) {
        cairo_new_path(c->cr);
    } else if (c->pdf) {
        pdf_ink(c->pdf, c->page, canvas_ink(c, rgb));
        replay(c);
        pdf_fill(c->pdf, c->page);
        cairo_new_path(c->cr);
    } else {
        source(c, rgb);
        cairo_fill(c->cr);
    }
}

void canvas_stroke(struct canvas *c, unsigned rgb, double width)
{
    if (canvas_is_draft(c)) {
        cairo_new_path(c->cr);
    } else if (c->pdf) {
        pdf_pen(c->pdf, c->page, canvas_ink(c, rgb), width);
        replay(c);
        pdf_stroke(c->pdf, c->page);
        cairo_new_path(c->cr);
    } else {
        source(c, rgb);
        cairo_set_line_width(c->cr, width);
        cairo_stroke(c->cr);
    }
}

void canvas_shift(struct canvas *c, double dx, double dy)
{
    cairo_translate(c->cr, canvas_safe(dx), canvas_safe(dy));
}

void canvas_bar(struct canvas *c, double x, double y, double width,
                double height, unsigned rgb)
{
    if (!(canvas_safe(width) > 0 && canvas_safe(height) > 0))
        return;
    cairo_rectangle(c->cr, canvas_safe(x), canvas_safe(y), canvas_safe(width),
                    canvas_safe(height));
    canvas_fill(c, rgb);
}

void canvas_card(struct canvas *c, double x, double y, double width,
                 double height, double radius, unsigned rgb)
{
    double r = fmin(radius, fmin(width, height) / 2);

    x = canvas_safe(x);
    y = canvas_safe(y);

    if (!(canvas_safe(width) > 0 && canvas_safe(height) > 0))
        return;
    cairo_new_sub_path(c->cr);
    cairo_arc(c->cr, x + width - r, y + r, r, -M_PI / 2, 0);
    cairo_arc(c->cr, x + width - r, y + height - r, r, 0, M_PI / 2);
    cairo_arc(c->cr, x + r, y + height - r, r, M_PI / 2, M_PI);
    cairo_arc(c->cr, x + r, y + r, r, M_PI, 3 * M_PI / 2);
    cairo_close_path(c->cr);
    canvas_fill(c, rgb);
}

void canvas_rule(struct canvas *c, double x1, double y1, double x2, double y2,
                 double width, unsigned rgb)
{
    cairo_move_to(c->cr, canvas_safe(x1), canvas_safe(y1));
    cairo_line_to(c->cr, canvas_safe(x2), canvas_safe(y2));
    canvas_stroke(c, rgb, width);
}

void canvas_polyline(struct canvas *c, const double *xy, size_t points,
                     double width, unsigned rgb)
{
    if (points < 2)
        return;
    for (size_t i = 0; i < points; i++)
        cairo_line_to(c->cr, canvas_safe(xy[2 * i]),
                      canvas_safe(xy[2 * i + 1]));
    canvas_stroke(c, rgb, width);
}

void canvas_dot(struct canvas *c, double x, double y, double radius,
                unsigned rgb)
{
    cairo_new_sub_path(c->cr);
    cairo_arc(c->cr, canvas_safe(x), canvas_safe(y), radius, 0, 2 * M_PI);
    cairo_close_path(c->cr);
    canvas_fill(c, rgb);
}

void canvas_ring(struct canvas *c, double x, double y, double radius,
                 double width, unsigned rgb)
{
    canvas_dot(c, x, y, radius, rgb);
    canvas_dot(c, x, y, radius - width, THEME_PAPER);
}

void canvas_mark(struct canvas *c, enum level level, double x, double y,
                 double size)
{
    unsigned rgb = THEME_LEVELS[level].fill;
    double r = size / 2;

    switch (level) {
    case LEVEL_CRITICAL:
        canvas_bar(c, x - r * 0.86, y - r * 0.86, size * 0.86, size * 0.86,
                   rgb);
        return;
    case LEVEL_HIGH:
        cairo_move_to(c->cr, canvas_safe(x), canvas_safe(y - r));
        cairo_line_to(c->cr, canvas_safe(x + r), canvas_safe(y + r * 0.8));
        cairo_line_to(c->cr, canvas_safe(x - r), canvas_safe(y + r * 0.8));
        break;
    case LEVEL_MEDIUM:
        cairo_move_to(c->cr, canvas_safe(x), canvas_safe(y - r));
        cairo_line_to(c->cr, canvas_safe(x + r), canvas_safe(y));
        cairo_line_to(c->cr, canvas_safe(x), canvas_safe(y + r));
        cairo_line_to(c->cr, canvas_safe(x - r), canvas_safe(y));
        break;
    default:
        canvas_ring(c, x, y, r * 0.9, size * 0.2, THEME_LEVELS[level].ink);
        return;
    }
    cairo_close_path(c->cr);
    canvas_fill(c, rgb);
}

void canvas_begin(struct canvas *c, enum tag tag)
{
    if (c && c->pdf)
        pdf_begin(c->pdf, tag, (struct sv){0});
}

void canvas_figure(struct canvas *c, double x, double y, double width,
                   double height, struct sv alt)
{
    if (!c || !c->pdf)
        return;
    cairo_user_to_device(c->cr, &x, &y);
    pdf_figure(c->pdf, c->page, (double[]){x, y, width, height}, alt);
}

void canvas_end(struct canvas *c)
{
    if (c && c->pdf)
        pdf_end(c->pdf);
}

void canvas_link(struct canvas *c, double x, double y, double width,
                 double height, struct sv url)
{
    if (!c->pdf)
        return;
    cairo_user_to_device(c->cr, &x, &y);
    pdf_link(c->pdf, c->page, x, y, width, height, url);
}

void canvas_image(struct canvas *c, double x, double y, double width,
                  double height, const struct bitmap *of)
{
    if (!c->pdf)
        return;
    cairo_user_to_device(c->cr, &x, &y);
    pdf_image(c->pdf, c->page, x, y, width, height, of);
}

static bool begin(struct canvas **out, struct lettering *l,
                  cairo_surface_t *surface, struct err *err)
{
    struct canvas *c = mem_alloc(1, sizeof *c);

    c->lettering = l;
    c->accent = THEME_ACCENT & 0xffffff;
    c->ornament = THEME_ORNAMENT & 0xffffff;
    c->surface = surface;
    c->cr = cairo_create(surface);
    if (cairo_status(c->cr) != CAIRO_STATUS_SUCCESS) {
        canvas_free(c);
        return err_set(err, EXIT_SYSTEM, "no surface to draw on");
    }
    *out = c;
    return true;
}

bool canvas_new_picture(struct canvas **out, struct lettering *l, double width,
                        double height, double scale, struct err *err)
{
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)(width * scale + 0.5),
        (int)(height * scale + 0.5));

    if (!begin(out, l, surface, err))
        return false;
    cairo_scale((*out)->cr, scale, scale);
    source(*out, THEME_PAPER);
    cairo_paint((*out)->cr);
    return true;
}

bool canvas_new_page(struct canvas **out, struct lettering *l, struct pdf *pdf,
                     size_t page, struct err *err)
{
    /* Paths are built, nothing is painted; only a surface without bounds
     * keeps Cairo from leaving out letters beyond its edge. */
    if (!begin(out, l,
               cairo_recording_surface_create(CAIRO_CONTENT_COLOR, NULL), err))
        return false;
    (*out)->pdf = pdf;
    (*out)->page = page;
    return true;
}

bool canvas_png(struct canvas *c, struct buf *out, struct err *err)
{
    if (cairo_status(c->cr) != CAIRO_STATUS_SUCCESS)
        return err_set(err, EXIT_SYSTEM, "PNG: %s",
                       cairo_status_to_string(cairo_status(c->cr)));
    cairo_surface_flush(c->surface);
    return png_write(
        out, (const uint32_t *)(void *)cairo_image_surface_get_data(c->surface),
        cairo_image_surface_get_width(c->surface),
        cairo_image_surface_get_height(c->surface),
        (size_t)cairo_image_surface_get_stride(c->surface) / 4, err);
}

void canvas_free(struct canvas *c)
{
    if (!c)
        return;
    if (c->cr)
        cairo_destroy(c->cr);
    if (c->surface)
        cairo_surface_destroy(c->surface);
    free(c);
}

#include "render/canvas.h"

#include <cairo.h>
#include <math.h>

#include "render/pdf.h"
#include "render/theme.h"

static const double LEADING = 1.36; /* of a paragraph, in sizes */
static const char ELLIPSIS[] = "\xe2\x80\xa6";

struct canvas {
    struct lettering *lettering;
    cairo_surface_t *surface;
    cairo_t *cr;
    struct pdf *pdf; /* NULL: a picture */
    size_t page;
};

static double safe(double v)
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

static void source(struct canvas *c, unsigned rgb)
{
    cairo_set_source_rgb(c->cr, (rgb >> 16 & 255) / 255.0,
                         (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
}

static void fill(struct canvas *c, unsigned rgb)
{
    if (c->pdf) {
        pdf_ink(c->pdf, c->page, rgb);
        replay(c);
        pdf_fill(c->pdf, c->page);
        cairo_new_path(c->cr);
    } else {
        source(c, rgb);
        cairo_fill(c->cr);
    }
}

static void stroke(struct canvas *c, unsigned rgb, double width)
{
    if (c->pdf) {
        pdf_pen(c->pdf, c->page, rgb, width);
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
    cairo_translate(c->cr, safe(dx), safe(dy));
}

void canvas_bar(struct canvas *c, double x, double y, double width,
                double height, unsigned rgb)
{
    if (!(safe(width) > 0 && safe(height) > 0))
        return;
    cairo_rectangle(c->cr, safe(x), safe(y), safe(width), safe(height));
    fill(c, rgb);
}

void canvas_card(struct canvas *c, double x, double y, double width,
                 double height, double radius, unsigned rgb)
{
    double r = fmin(radius, fmin(width, height) / 2);

    x = safe(x);
    y = safe(y);

    if (!(safe(width) > 0 && safe(height) > 0))
        return;
    cairo_new_sub_path(c->cr);
    cairo_arc(c->cr, x + width - r, y + r, r, -M_PI / 2, 0);
    cairo_arc(c->cr, x + width - r, y + height - r, r, 0, M_PI / 2);
    cairo_arc(c->cr, x + r, y + height - r, r, M_PI / 2, M_PI);
    cairo_arc(c->cr, x + r, y + r, r, M_PI, 3 * M_PI / 2);
    cairo_close_path(c->cr);
    fill(c, rgb);
}

void canvas_rule(struct canvas *c, double x1, double y1, double x2, double y2,
                 double width, unsigned rgb)
{
    cairo_move_to(c->cr, safe(x1), safe(y1));
    cairo_line_to(c->cr, safe(x2), safe(y2));
    stroke(c, rgb, width);
}

void canvas_polyline(struct canvas *c, const double *xy, size_t points,
                     double width, unsigned rgb)
{
    if (points < 2)
        return;
    for (size_t i = 0; i < points; i++)
        cairo_line_to(c->cr, safe(xy[2 * i]), safe(xy[2 * i + 1]));
    stroke(c, rgb, width);
}

void canvas_dot(struct canvas *c, double x, double y, double radius,
                unsigned rgb)
{
    cairo_new_sub_path(c->cr);
    cairo_arc(c->cr, safe(x), safe(y), radius, 0, 2 * M_PI);
    cairo_close_path(c->cr);
    fill(c, rgb);
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
        cairo_move_to(c->cr, safe(x), safe(y - r));
        cairo_line_to(c->cr, safe(x + r), safe(y + r * 0.8));
        cairo_line_to(c->cr, safe(x - r), safe(y + r * 0.8));
        break;
    case LEVEL_MEDIUM:
        cairo_move_to(c->cr, safe(x), safe(y - r));
        cairo_line_to(c->cr, safe(x + r), safe(y));
        cairo_line_to(c->cr, safe(x), safe(y + r));
        cairo_line_to(c->cr, safe(x - r), safe(y));
        break;
    default:
        canvas_ring(c, x, y, r * 0.9, size * 0.2, THEME_LEVELS[level].ink);
        return;
    }
    cairo_close_path(c->cr);
    fill(c, rgb);
}

double canvas_width(struct canvas *c, const struct type *t, struct sv text)
{
    return lettering_width(c->lettering, t->weight, t->size, text);
}

double canvas_text(struct canvas *c, const struct type *t, double x, double y,
                   struct sv text)
{
    double width = text.len ? canvas_width(c, t, text) : 0;
    bool plain = lettering_plain(c->lettering, t->weight, text);

    if (!text.len)
        return 0;
    x = safe(x) - (t->align == ALIGN_RIGHT    ? width
                   : t->align == ALIGN_CENTRE ? width / 2
                                              : 0);
    y = safe(y);
    if (c->pdf) {
        double px = x, py = y;
        cairo_user_to_device(c->cr, &px, &py);
        if (plain)
            pdf_text(c->pdf, c->page, t->weight, t->size, px, py, t->rgb, text);
        else
            pdf_actual_text(c->pdf, c->page, px, py, width, t->size, text);
    }
    if (!plain || !c->pdf) {
        cairo_new_path(c->cr);
        lettering_path(c->lettering, c->cr, t->weight, t->size, x, y, text);
        fill(c, t->rgb);
    }
    return width;
}

/* The start of `text` that fits with an ellipsis after it, into `b`. */
static struct sv shorten(struct canvas *c, const struct type *t, double width,
                         struct sv text, struct buf *b)
{
    double dots = canvas_width(c, t, SV("\xe2\x80\xa6"));
    size_t fits = lettering_fit(c->lettering, t->weight, t->size,
                                fmax(width - dots, 0), text);

    while (fits && text.ptr[fits - 1] == ' ')
        fits--;
    buf_clear(b);
    buf_add(b, text.ptr, fits);
    buf_add_str(b, ELLIPSIS);
    return buf_sv(b);
}

/* No line holds more: what is longer is not measured in full. */
static struct sv cap_text(struct sv text, size_t bytes)
{
    while (text.len > bytes && bytes &&
           ((unsigned char)text.ptr[bytes] & 0xc0) == 0x80)
        bytes--;
    return (struct sv){text.ptr, text.len < bytes ? text.len : bytes};
}

double canvas_text_in(struct canvas *c, const struct type *t, double x,
                      double y, double width, struct sv text)
{
    enum { LINE_BYTES = 1000 };
    struct sv part = cap_text(text, LINE_BYTES);
    struct buf b;

    if (part.len == text.len && canvas_width(c, t, part) <= width)
        return canvas_text(c, t, x, y, part);
    buf_init(&b);
    double used = canvas_text(c, t, x, y, shorten(c, t, width, part, &b));
    buf_release(&b);
    return used;
}

/* Where the line that starts the text ends: after the last word that fits,
 * inside a word only when it is alone. */
static size_t line_end(struct canvas *c, const struct type *t, double width,
                       struct sv text)
{
    size_t fits = lettering_fit(c->lettering, t->weight, t->size, width, text);
    size_t end = fits;

    if (fits == text.len || text.ptr[fits] == ' ')
        return fits;
    while (end && text.ptr[end - 1] != ' ')
        end--;
    if (end)
        return end;
    if (fits)
        return fits;
    do { /* narrower than one character: still move on */
        fits++;
    } while (fits < text.len && ((unsigned char)text.ptr[fits] & 0xc0) == 0x80);
    return fits;
}

static double set_block(struct canvas *c, const struct type *t, double x,
                        double y, double width, size_t lines, struct sv text,
                        bool draw)
{
    enum { BLOCK_BYTES = 6000, LINES_MAX = 200 };
    struct sv left = sv_trim(cap_text(text, BLOCK_BYTES));
    bool capped = text.len > BLOCK_BYTES;
    size_t max = lines ? lines : LINES_MAX;
    size_t n = 0;
    struct buf b;

    if (t->align == ALIGN_RIGHT)
        x += width;
    else if (t->align == ALIGN_CENTRE)
        x += width / 2;
    buf_init(&b);
    for (; left.len && n < max; n++) {
        size_t end = line_end(c, t, width, cap_text(left, 1000));
        struct sv line = sv_trim((struct sv){left.ptr, end});
        if (n + 1 == max && (end < left.len || capped))
            line = shorten(c, t, width, cap_text(left, 1000), &b);
        if (draw)
            canvas_text(c, t, x, y + t->size + (double)n * t->size * LEADING,
                        line);
        left = sv_trim((struct sv){left.ptr + end, left.len - end});
    }
    buf_release(&b);
    return (double)n * t->size * LEADING;
}

double canvas_block(struct canvas *c, const struct type *t, double x, double y,
                    double width, size_t lines, struct sv text)
{
    return set_block(c, t, x, y, width, lines, text, true);
}

double canvas_block_height(struct canvas *c, const struct type *t, double width,
                           size_t lines, struct sv text)
{
    return set_block(c, t, 0, 0, width, lines, text, false);
}

void canvas_link(struct canvas *c, double x, double y, double width,
                 double height, struct sv url)
{
    if (!c->pdf)
        return;
    cairo_user_to_device(c->cr, &x, &y);
    pdf_link(c->pdf, c->page, x, y, width, height, url);
}

static bool begin(struct canvas **out, struct lettering *l,
                  cairo_surface_t *surface, struct err *err)
{
    struct canvas *c = mem_alloc(1, sizeof *c);

    c->lettering = l;
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

static cairo_status_t add_bytes(void *user, const unsigned char *bytes,
                                unsigned len)
{
    buf_add(user, bytes, len);
    return CAIRO_STATUS_SUCCESS;
}

bool canvas_png(struct canvas *c, struct buf *out, struct err *err)
{
    cairo_status_t status = cairo_status(c->cr);

    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(c->surface, add_bytes, out);
    if (status != CAIRO_STATUS_SUCCESS)
        return err_set(err, EXIT_SYSTEM, "PNG: %s",
                       cairo_status_to_string(status));
    return true;
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

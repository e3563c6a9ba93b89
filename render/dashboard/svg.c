#include "render/dashboard/svg.h"

#include <math.h>
#include <stdlib.h>

#include "render/base/escape.h"

/* Two decimals are a hundredth of a pixel or better; NAN never gets in. */
static double safe(double x)
{
    if (!isfinite(x))
        return 0;
    return fmax(-1e6, fmin(1e6, x));
}

static void hint_or_end(struct buf *out, const char *tag, struct sv hint)
{
    if (!hint.len) {
        buf_add_str(out, "/>");
        return;
    }
    buf_add_str(out, "><title>");
    escape_html(out, hint);
    buf_printf(out, "</title></%s>", tag);
}

static void name_chart(struct buf *out, const char *id, struct sv title,
                       struct sv desc)
{
    buf_printf(out, "aria-labelledby=\"%s-t %s-d\"><title id=\"%s-t\">", id, id,
               id);
    escape_html(out, title);
    buf_printf(out, "</title><desc id=\"%s-d\">", id);
    escape_html(out, desc);
    buf_add_str(out, "</desc>");
}

void svg_open(struct buf *out, const char *id, const char *class_name,
              double height, struct sv title, struct sv desc)
{
    buf_printf(out,
               "<svg class=\"chart %s\" role=\"img\" width=\"100%%\" "
               "height=\"%.0f\" ",
               class_name, safe(height));
    name_chart(out, id, title, desc);
}

/* A picture has no links in it for a screen reader; a group has. */
void svg_open_links(struct buf *out, const char *id, const char *class_name,
                    double height, struct sv title, struct sv desc)
{
    buf_printf(out,
               "<svg class=\"chart %s\" role=\"group\" width=\"100%%\" "
               "height=\"%.0f\" ",
               class_name, safe(height));
    name_chart(out, id, title, desc);
}

void svg_shapes(struct buf *out, const struct svg_shape *shapes, size_t n)
{
    buf_add_str(out, "<defs>");
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "<path id=\"shape-%s\" d=\"%s\"/>", shapes[i].id,
                   shapes[i].path);
    buf_add_str(out, "</defs>");
}

void svg_link_open(struct buf *out, const struct svg_link *link)
{
    buf_add_str(out, "<a href=\"");
    escape_html(out, link->href);
    buf_add_str(out, link->stop ? "\"><title>" : "\" tabindex=\"-1\"><title>");
    escape_html(out, link->hint);
    buf_add_str(out, "</title>");
}

void svg_link_close(struct buf *out)
{
    buf_add_str(out, "</a>");
}

void svg_open_inline(struct buf *out, const char *class_name, double height)
{
    buf_printf(out,
               "<svg class=\"mark %s\" aria-hidden=\"true\" width=\"100%%\" "
               "height=\"%.0f\">",
               class_name, safe(height));
}

void svg_close(struct buf *out)
{
    buf_add_str(out, "</svg>");
}

/* name="12.34%", without printf: a pack of 5,000 deals has a million of these
 * numbers. */
static void attribute(struct buf *out, const char *name, double x, int decimals,
                      const char *unit)
{
    long long scaled = llround(safe(x) * (decimals == 2 ? 100 : 10));
    unsigned long long left = (unsigned long long)llabs(scaled);
    char text[32], *p = text + sizeof text;

    for (int i = 0; i <= decimals || left; i++) {
        if (i == decimals)
            *--p = '.';
        *--p = (char)('0' + left % 10);
        left /= 10;
    }
    if (scaled < 0)
        *--p = '-';
    buf_add_char(out, ' ');
    buf_add_str(out, name);
    buf_add_str(out, "=\"");
    buf_add(out, p, (size_t)(text + sizeof text - p));
    buf_add_str(out, unit);
    buf_add_char(out, '"');
}

static void start(struct buf *out, const char *tag, const char *class_name)
{
    buf_add_char(out, '<');
    buf_add_str(out, tag);
    buf_add_str(out, " class=\"");
    buf_add_str(out, class_name);
    buf_add_char(out, '"');
}

void svg_use(struct buf *out, double x, double y, const char *shape)
{
    buf_printf(out, "<use class=\"mark-%s\" href=\"#shape-%s\"", shape, shape);
    attribute(out, "x", x, 2, "%");
    attribute(out, "y", y, 1, "");
    buf_add_str(out, "/>");
}

void svg_rect(struct buf *out, double x, double y, double width, double height,
              const char *class_name, struct sv hint)
{
    start(out, "rect", class_name);
    attribute(out, "x", x, 2, "%");
    attribute(out, "y", y, 1, "");
    attribute(out, "width", fmax(0, safe(width)), 2, "%");
    attribute(out, "height", fmax(0, safe(height)), 1, "");
    hint_or_end(out, "rect", hint);
}

void svg_line(struct buf *out, double x1, double y1, double x2, double y2,
              const char *class_name)
{
    start(out, "line", class_name);
    attribute(out, "x1", x1, 2, "%");
    attribute(out, "y1", y1, 1, "");
    attribute(out, "x2", x2, 2, "%");
    attribute(out, "y2", y2, 1, "");
    buf_add_str(out, "/>");
}

void svg_dot(struct buf *out, double x, double y, double radius,
             const char *class_name, struct sv hint)
{
    start(out, "circle", class_name);
    attribute(out, "cx", x, 2, "%");
    attribute(out, "cy", y, 1, "");
    attribute(out, "r", radius, 1, "");
    hint_or_end(out, "circle", hint);
}

void svg_text(struct buf *out, double x, double dx, double y,
              enum svg_anchor anchor, const char *class_name, struct sv text)
{
    static const char *const anchors[] = {"start", "middle", "end"};

    start(out, "text", class_name);
    attribute(out, "x", x, 2, "%");
    attribute(out, "dx", dx, 1, "");
    attribute(out, "y", y, 1, "");
    buf_add_str(out, " text-anchor=\"");
    buf_add_str(out, anchors[anchor]);
    buf_add_str(out, "\">");
    escape_html(out, text);
    buf_add_str(out, "</text>");
}

/* Paths know no per cent: an inner picture of 1000 × 1000 is stretched. */
static void stretched(struct buf *out, const struct svg_plot *plot,
                      const char *class_name)
{
    buf_printf(out,
               "<svg x=\"%.2f%%\" y=\"%.1f\" width=\"%.2f%%\" height=\"%.1f\" "
               "viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\">"
               "<path class=\"%s\" d=\"M",
               safe(plot->x), safe(plot->y), fmax(0, safe(plot->width)),
               fmax(0, safe(plot->height)), class_name);
}

void svg_band(struct buf *out, const struct svg_plot *plot,
              const double *across, const double *low, const double *high,
              size_t n, const char *class_name)
{
    stretched(out, plot, class_name);
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s%.1f %.1f", i ? "L" : "", 1000 * safe(across[i]),
                   1000 - 1000 * safe(high[i]));
    for (size_t i = n; i-- > 0;)
        buf_printf(out, "L%.1f %.1f", 1000 * safe(across[i]),
                   1000 - 1000 * safe(low[i]));
    buf_add_str(out, "Z\"/></svg>");
}

void svg_curve(struct buf *out, const struct svg_plot *plot,
               const double *across, const double *up, size_t n,
               const char *class_name)
{
    stretched(out, plot, class_name);
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s%.1f %.1f", i ? "L" : "", 1000 * safe(across[i]),
                   1000 - 1000 * safe(up[i]));
    buf_add_str(out, "\"/></svg>");
}

void svg_hatch(struct buf *out, const char *id)
{
    buf_printf(out,
               "<defs><pattern id=\"hatch-%s\" width=\"7\" height=\"7\" "
               "patternUnits=\"userSpaceOnUse\" "
               "patternTransform=\"rotate(45)\"><line class=\"stroke\" "
               "x1=\"3.5\" y1=\"0\" x2=\"3.5\" y2=\"7\"/></pattern></defs>",
               id);
}

/* A pattern in a stretched picture would be stretched too: so a rectangle is
 * hatched, and clipped to the band in shares of its own box. */
void svg_band_hatched(struct buf *out, const struct svg_plot *plot,
                      const struct svg_hatched *band)
{
    buf_printf(out,
               "<clipPath id=\"clip-%s\" clipPathUnits=\"objectBoundingBox\">"
               "<path d=\"M",
               band->id);
    for (size_t i = 0; i < band->n; i++)
        buf_printf(out, "%s%.4f %.4f", i ? "L" : "", safe(band->across[i]),
                   1 - safe(band->high[i]));
    for (size_t i = band->n; i-- > 0;)
        buf_printf(out, "L%.4f %.4f", safe(band->across[i]),
                   1 - safe(band->low[i]));
    buf_printf(out,
               "Z\"/></clipPath><rect x=\"%.2f%%\" y=\"%.1f\" "
               "width=\"%.2f%%\" height=\"%.1f\" fill=\"url(#hatch-%s)\" "
               "clip-path=\"url(#clip-%s)\"/>",
               safe(plot->x), safe(plot->y), fmax(0, safe(plot->width)),
               fmax(0, safe(plot->height)), band->id, band->id);
}

double svg_step(double range, int n)
{
    double raw, unit;

    if (!isfinite(range) || range <= 0)
        return 1;
    raw = range / n;
    unit = pow(10, floor(log10(raw)));
    if (raw <= unit)
        return unit;
    if (raw <= 2 * unit)
        return 2 * unit;
    return raw <= 5 * unit ? 5 * unit : 10 * unit;
}

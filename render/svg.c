#include "render/svg.h"

#include <math.h>

#include "render/escape.h"

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

void svg_open(struct buf *out, const char *id, const char *class_name,
              double height, struct sv title, struct sv desc)
{
    buf_printf(out,
               "<svg class=\"chart %s\" role=\"img\" width=\"100%%\" "
               "height=\"%.0f\" aria-labelledby=\"%s-t %s-d\">"
               "<title id=\"%s-t\">",
               class_name, safe(height), id, id, id);
    escape_html(out, title);
    buf_printf(out, "</title><desc id=\"%s-d\">", id);
    escape_html(out, desc);
    buf_add_str(out, "</desc>");
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

void svg_rect(struct buf *out, double x, double y, double width, double height,
              const char *class_name, struct sv hint)
{
    buf_printf(out,
               "<rect class=\"%s\" x=\"%.2f%%\" y=\"%.1f\" width=\"%.2f%%\" "
               "height=\"%.1f\"",
               class_name, safe(x), safe(y), fmax(0, safe(width)),
               fmax(0, safe(height)));
    hint_or_end(out, "rect", hint);
}

void svg_line(struct buf *out, double x1, double y1, double x2, double y2,
              const char *class_name)
{
    buf_printf(out,
               "<line class=\"%s\" x1=\"%.2f%%\" y1=\"%.1f\" x2=\"%.2f%%\" "
               "y2=\"%.1f\"/>",
               class_name, safe(x1), safe(y1), safe(x2), safe(y2));
}

void svg_dot(struct buf *out, double x, double y, double radius,
             const char *class_name, struct sv hint)
{
    buf_printf(out, "<circle class=\"%s\" cx=\"%.2f%%\" cy=\"%.1f\" r=\"%.1f\"",
               class_name, safe(x), safe(y), safe(radius));
    hint_or_end(out, "circle", hint);
}

void svg_text(struct buf *out, double x, double dx, double y,
              enum svg_anchor anchor, const char *class_name, struct sv text)
{
    static const char *const anchors[] = {"start", "middle", "end"};

    buf_printf(out,
               "<text class=\"%s\" x=\"%.2f%%\" dx=\"%.1f\" y=\"%.1f\" "
               "text-anchor=\"%s\">",
               class_name, safe(x), safe(dx), safe(y), anchors[anchor]);
    escape_html(out, text);
    buf_add_str(out, "</text>");
}

/* Paths know no per cent: an inner picture of 1000 × 1000 is stretched. */
void svg_band(struct buf *out, const struct svg_plot *plot,
              const double *across, const double *low, const double *high,
              size_t n, const char *class_name)
{
    buf_printf(out,
               "<svg x=\"%.2f%%\" y=\"%.1f\" width=\"%.2f%%\" height=\"%.1f\" "
               "viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\">"
               "<path class=\"%s\" d=\"M",
               safe(plot->x), safe(plot->y), fmax(0, safe(plot->width)),
               fmax(0, safe(plot->height)), class_name);
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s%.1f %.1f", i ? "L" : "", 1000 * safe(across[i]),
                   1000 - 1000 * safe(high[i]));
    for (size_t i = n; i-- > 0;)
        buf_printf(out, "L%.1f %.1f", 1000 * safe(across[i]),
                   1000 - 1000 * safe(low[i]));
    buf_add_str(out, "Z\"/></svg>");
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

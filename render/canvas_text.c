/* Text on a canvas: lines, ellipses and paragraphs. */
#include "render/canvas_parts.h"

#include <cairo.h>
#include <math.h>

#include "render/pdf.h"

static const double LEADING = 1.36; /* of a paragraph, in sizes */
static const double HEADING = 11;   /* from this size on, lines are balanced */
static const double WIDOW = 0.2; /* a last line may be so much of the width */

enum { LINE_BYTES = 1000 }; /* no line holds more */

static const char ELLIPSIS[] = "\xe2\x80\xa6";

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
    x = canvas_safe(x) - (t->align == ALIGN_RIGHT    ? width
                          : t->align == ALIGN_CENTRE ? width / 2
                                                     : 0);
    y = canvas_safe(y);
    if (c->pdf) {
        double px = x, py = y;
        cairo_user_to_device(c->cr, &px, &py);
        if (plain)
            pdf_text(c->pdf, c->page, t->weight, t->size, px, py,
                     canvas_ink(c, t->rgb), text);
        else
            pdf_actual_text(c->pdf, c->page, px, py, width, t->size, text);
    }
    if (!plain || !c->pdf) {
        cairo_new_path(c->cr);
        lettering_path(c->lettering, c->cr, t->weight, t->size, x, y, text);
        canvas_fill(c, t->rgb);
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

/* Lines that `text` takes at a width, and how wide the last one is. */
static size_t measure(struct canvas *c, const struct type *t, double width,
                      size_t max, struct sv text, double *last)
{
    struct sv left = text;
    size_t n = 0;

    for (; left.len && n < max; n++) {
        size_t end = line_end(c, t, width, cap_text(left, LINE_BYTES));
        struct sv line = sv_trim((struct sv){left.ptr, end});
        left = sv_trim((struct sv){left.ptr + end, left.len - end});
        if (!left.len)
            *last = canvas_width(c, t, line);
    }
    return left.len ? max + 1 : n;
}

/* The width to break lines at: no paragraph ends in a word alone, and a
 * heading breaks into lines of one length. The number of lines stays. */
static double fair_width(struct canvas *c, const struct type *t, double width,
                         struct sv text)
{
    enum { FAIR_LINES = 6, FAIR_BYTES = 900 };
    bool heading = t->weight != WEIGHT_REGULAR && t->size >= HEADING;
    double narrowest = heading ? 0.55 : 0.8, last = 0, fair = width;

    if (text.len > FAIR_BYTES ||
        !lettering_plain(c->lettering, t->weight, text))
        return width;
    size_t n = measure(c, t, width, FAIR_LINES, text, &last);
    if (n < 2 || n > FAIR_LINES)
        return width;
    for (double share = 1; share >= narrowest; share -= 0.02) {
        if (measure(c, t, width * share, n, text, &last) != n)
            break;
        fair = width * share;
        if (!heading && last >= WIDOW * fair)
            return fair;
    }
    return heading ? fair : width;
}

static double set_block(struct canvas *c, const struct type *t, double x,
                        double y, double width, size_t lines, struct sv text,
                        bool draw)
{
    enum { BLOCK_BYTES = 6000, LINES_MAX = 200 };
    struct sv left = sv_trim(cap_text(text, BLOCK_BYTES));
    bool capped = text.len > BLOCK_BYTES;
    size_t max = lines ? lines : LINES_MAX;
    double fair = draw ? fair_width(c, t, width, left) : width;
    size_t n = 0;
    struct buf b;

    if (t->align == ALIGN_RIGHT)
        x += width;
    else if (t->align == ALIGN_CENTRE)
        x += width / 2;
    buf_init(&b);
    for (; left.len && n < max; n++) {
        size_t end = line_end(c, t, fair, cap_text(left, LINE_BYTES));
        struct sv line = sv_trim((struct sv){left.ptr, end});
        if (n + 1 == max && (end < left.len || capped))
            line = shorten(c, t, width, cap_text(left, LINE_BYTES), &b);
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

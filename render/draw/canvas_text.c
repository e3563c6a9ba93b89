/* Text on a canvas: lines, ellipses and paragraphs. */
#include "render/draw/canvas_parts.h"

#include <cairo.h>
#include <math.h>

#include "render/draw/pdf.h"

static const double LEADING = 1.36; /* of a paragraph, in sizes */
static const double HEADING = 11;   /* from this size on, lines are balanced */
static const double WIDOW = 0.3; /* a last line may be so much of the width */

enum { LINE_BYTES = 1000 }; /* no line holds more */

static const char ELLIPSIS[] = "\xe2\x80\xa6";

double canvas_width(struct canvas *c, const struct type *t, struct sv text)
{
    return lettering_width(c->lettering, t->weight, t->size, text);
}

struct letter_pen {
    struct canvas *c;
    struct buf outline;
};

/* A letter's outline, Cairo's path with y downwards, into the PDF's font. */
static void draw_letter(void *user, struct sv text, double advance)
{
    struct letter_pen *pen = user;
    struct buf *b = &pen->outline;
    cairo_path_t *path = cairo_copy_path(pen->c->cr);

    buf_clear(b);
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        double xy[6] = {0};
        int n = path->data[i].header.length - 1;
        for (int k = 0; k < n && k < 3; k++) {
            xy[2 * k] = path->data[i + 1 + k].point.x;
            xy[2 * k + 1] = -path->data[i + 1 + k].point.y;
        }
        switch (path->data[i].header.type) {
        case CAIRO_PATH_MOVE_TO:
            /* A move at the end draws nothing. */
            if (i + path->data[i].header.length < path->num_data)
                pdf_outline_move(b, xy[0], xy[1]);
            break;
        case CAIRO_PATH_LINE_TO:
            pdf_outline_line(b, xy[0], xy[1]);
            break;
        case CAIRO_PATH_CURVE_TO:
            pdf_outline_curve(b, xy);
            break;
        case CAIRO_PATH_CLOSE_PATH:
            pdf_outline_close(b);
            break;
        }
    }
    cairo_path_destroy(path);
    pdf_letter(pen->c->pdf, pen->c->page, text, advance, buf_sv(b));
}

static void draw_letters(struct canvas *c, const struct type *t, double x,
                         double y, struct sv text)
{
    struct letter_pen pen = {c, {0}};

    pdf_ink(c->pdf, c->page, canvas_ink(c, t->rgb));
    pdf_letters_begin(c->pdf, c->page, t->size, x, y);
    lettering_letters(c->lettering, c->cr, t->weight, text, draw_letter, &pen);
    pdf_letters_end(c->pdf, c->page);
    buf_release(&pen.outline);
}

double canvas_text(struct canvas *c, const struct type *t, double x, double y,
                   struct sv text)
{
    if (canvas_is_draft(c))
        return 0;
    double width = text.len ? canvas_width(c, t, text) : 0;

    if (!text.len)
        return 0;
    x = canvas_safe(x) - (t->align == ALIGN_RIGHT    ? width
                          : t->align == ALIGN_CENTRE ? width / 2
                                                     : 0);
    y = canvas_safe(y);
    if (c->pdf) {
        cairo_user_to_device(c->cr, &x, &y);
        if (lettering_plain(c->lettering, t->weight, text))
            pdf_text(c->pdf, c->page, t->weight, t->size, x, y,
                     canvas_ink(c, t->rgb), text);
        else
            draw_letters(c, t, x, y, text);
    } else {
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
    if (canvas_is_draft(c))
        return 0;
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

/* How a text breaks at a width. */
struct breaks {
    size_t lines;
    double last;  /* width of the last line */
    bool clauses; /* some line ends where a clause does */
};

static struct breaks measure(struct canvas *c, const struct type *t,
                             double width, size_t max, struct sv text)
{
    struct breaks out = {0};
    struct sv left = text;

    for (; left.len && out.lines < max; out.lines++) {
        size_t end = line_end(c, t, width, cap_text(left, LINE_BYTES));
        struct sv line = sv_trim((struct sv){left.ptr, end});
        left = sv_trim(sv_skip(left, end));
        if (!left.len)
            out.last = canvas_width(c, t, line);
        else if (line.len && line.ptr[line.len - 1] == ';')
            out.clauses = true;
    }
    if (left.len)
        out.lines = max + 1;
    return out;
}

/* Where a heading's line may end with its clause, before it is full, if the
 * rest takes no more than `lines`; 0: nowhere. */
static size_t clause_end(struct canvas *c, const struct type *t, double width,
                         size_t lines, struct sv text)
{
    size_t end = line_end(c, t, width, cap_text(text, LINE_BYTES));

    while (end && text.ptr[end - 1] != ';')
        end--;
    if (!end || end == text.len)
        return 0;
    struct sv rest = sv_trim(sv_skip(text, end));
    return measure(c, t, width, lines, rest).lines <= lines ? end : 0;
}

static bool is_heading(const struct type *t)
{
    return t->weight != WEIGHT_REGULAR && t->size >= HEADING;
}

/* The width to break lines at: no paragraph ends in a word alone, and a
 * heading breaks where a clause ends, else into lines of one length. The
 * number of lines stays. */
static double fair_width(struct canvas *c, const struct type *t, double width,
                         struct sv text)
{
    enum { FAIR_LINES = 6, FAIR_BYTES = 900 };
    bool heading = is_heading(t);
    double narrowest = heading ? 0.55 : 0.8, fair = width, longest = 0;
    bool clauses = false;

    if (text.len > FAIR_BYTES)
        return width;
    size_t n = measure(c, t, width, FAIR_LINES, text).lines;
    if (n < 2 || n > FAIR_LINES)
        return width;
    for (double share = 1; share >= narrowest; share -= 0.02) {
        struct breaks at = measure(c, t, width * share, n, text);
        if (at.lines != n)
            break;
        if (!heading && at.last >= WIDOW * width * share)
            return width * share;
        if (heading ? at.clauses || !clauses : at.last / share > longest) {
            fair = width * share;
            longest = at.last / share;
        }
        clauses = clauses || at.clauses;
    }
    return heading && !clauses && clause_end(c, t, width, n - 1, text) ? width
                                                                       : fair;
}

static const char ISOLATE[] = "\xe2\x81\xa8", POP[] = "\xe2\x81\xa9";

/* Is an isolate (U+2068) open where the line ends? */
static bool is_isolated(bool before, struct sv line)
{
    const size_t len = sizeof POP - 1;
    const char *at = line.ptr;
    const char *end = at + line.len;

    while ((at = memchr(at, ISOLATE[0], (size_t)(end - at))) &&
           (size_t)(end - at) >= len) {
        if (!memcmp(at, ISOLATE, len))
            before = true;
        else if (!memcmp(at, POP, len))
            before = false;
        at++;
    }
    return before;
}

/* A line of a paragraph: what began in an isolate above goes on in one, so
 * that a name that runs to the left cannot turn round what follows it. */
static void draw_line(struct canvas *c, const struct type *t, double x,
                      double y, bool isolated, struct sv line)
{
    struct buf b;

    buf_init(&b);
    buf_add_str(&b, isolated ? ISOLATE : "");
    buf_add_sv(&b, line);
    canvas_text(c, t, x, y, buf_sv(&b));
    buf_release(&b);
}

static double set_block(struct canvas *c, const struct type *t, double x,
                        double y, double width, size_t lines, struct sv text,
                        bool draw)
{
    enum { BLOCK_BYTES = 6000, LINES_MAX = 200 };
    struct sv left = sv_trim(cap_text(text, BLOCK_BYTES));
    bool capped = text.len > BLOCK_BYTES;
    size_t max = lines ? lines : LINES_MAX;
    double fair = width;
    size_t n = 0, all = 0;
    bool isolated = false;
    draw = draw && !canvas_is_draft(c);
    bool alone = draw && c->pdf && left.len && !pdf_takes_text(c->pdf);
    struct buf b;

    if (draw)
        fair = fair_width(c, t, width, left);
    if (alone)
        pdf_begin(c->pdf, TAG_P, (struct sv){0});
    if (t->align == ALIGN_RIGHT)
        x += width;
    else if (t->align == ALIGN_CENTRE)
        x += width / 2;
    buf_init(&b);
    if (draw && is_heading(t))
        all = measure(c, t, fair, max, left).lines;
    for (; left.len && n < max; n++) {
        size_t end =
            n + 1 < all ? clause_end(c, t, fair, all - n - 1, left) : 0;
        if (!end)
            end = line_end(c, t, fair, cap_text(left, LINE_BYTES));
        struct sv line = sv_trim((struct sv){left.ptr, end});
        if (draw && n + 1 == max && (end < left.len || capped))
            line = shorten(c, t, width, cap_text(left, LINE_BYTES), &b);
        if (draw)
            draw_line(c, t, x, y + t->size + (double)n * t->size * LEADING,
                      isolated, line);
        if (draw)
            isolated = is_isolated(isolated, (struct sv){left.ptr, end});
        left = sv_trim(sv_skip(left, end));
    }
    if (alone)
        pdf_end(c->pdf);
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

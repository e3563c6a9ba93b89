#include "render/draw/lettering.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include <cairo.h>
#include <utf8proc.h>

#include "render/base/resources.h"
#include "render/draw/shape.h"

enum { QUICK = 0x250 };

static const char *const FONT_FILES[WEIGHT_COUNT] = {"fonts/Roboto-Regular.ttf",
                                                     "fonts/Roboto-Medium.ttf",
                                                     "fonts/Roboto-Bold.ttf"};

struct lettering {
    FT_Library library;
    FT_Face face[WEIGHT_COUNT];
    double units[WEIGHT_COUNT];
    float quick[WEIGHT_COUNT][QUICK]; /* advances in font units; −1: none */
    struct shape *shape;              /* NULL until foreign text comes */
};

struct sv lettering_font(enum weight weight)
{
    struct sv bytes = {0};

    embedded_get(&bytes, FONT_FILES[weight]);
    return bytes;
}

/* Advance in font units, or −1 where Roboto has no glyph. */
static double advance(const struct lettering *l, enum weight w, int32_t c)
{
    if (c >= 0 && c < QUICK)
        return l->quick[w][c];
    FT_UInt glyph = FT_Get_Char_Index(l->face[w], (FT_ULong)c);
    if (!glyph || FT_Load_Glyph(l->face[w], glyph, FT_LOAD_NO_SCALE))
        return -1;
    return (double)l->face[w]->glyph->metrics.horiAdvance;
}

/* As shape_next(); most text is ASCII, whose bytes are its characters. */
static int32_t next(struct sv *text)
{
    unsigned char c = (unsigned char)text->ptr[0];

    if (c >= 0x80)
        return shape_next(text);
    *text = sv_skip(*text, 1);
    return c;
}

bool lettering_plain(const struct lettering *l, enum weight w, struct sv text)
{
    while (text.len)
        if (advance(l, w, next(&text)) < 0)
            return false;
    return true;
}

/* Started by the first text that Roboto cannot set. */
static struct shape *shaper(struct lettering *l)
{
    if (!l->shape)
        l->shape = shape_new();
    return l->shape;
}

bool lettering_legible(struct lettering *l, struct sv text)
{
    while (text.len) {
        int32_t c = shape_next(&text);
        if (c == 0xfffd ||
            (advance(l, WEIGHT_REGULAR, c) < 0 && !shape_has(shaper(l), c)))
            return false;
    }
    return true;
}

bool lettering_sound(const struct lettering *l, struct err *err)
{
    return !l->shape || shape_sound(l->shape, err);
}

size_t lettering_missing(const struct lettering *l, int32_t *first)
{
    *first = 0;
    return l->shape ? shape_missing(l->shape, first) : 0;
}

double lettering_width(struct lettering *l, enum weight w, double size,
                       struct sv text)
{
    double sum = 0;
    struct sv left = text;

    while (left.len) {
        double a = advance(l, w, next(&left));
        if (a < 0)
            return shape_width(shaper(l), w, size, text);
        sum += a;
    }
    return sum * size / l->units[w];
}

static bool is_printed_ascii(char c)
{
    return c >= ' ' && c <= '~';
}

/* Where the grapheme cluster at the start of the text ends. */
static size_t cluster_end(struct sv text)
{
    struct sv left = text;
    utf8proc_int32_t state = 0;
    int32_t c;

    /* Nothing joins two of these, and most text is nothing else. */
    if (text.len > 1 && is_printed_ascii(text.ptr[0]) &&
        is_printed_ascii(text.ptr[1]))
        return 1;
    c = shape_next(&left);

    while (left.len) {
        struct sv before = left;
        int32_t d = shape_next(&left);
        if (utf8proc_grapheme_break_stateful(c, d, &state))
            return text.len - before.len;
        c = d;
    }
    return text.len;
}

/* Shaped text is not the sum of its parts: the longest start that fits is
 * sought by halves, since longer text is wider but for a hair. */
static size_t fit_shaped(struct lettering *l, enum weight w, double size,
                         double width, struct sv text)
{
    size_t *ends = mem_alloc(text.len + 1, sizeof *ends), n = 0, low = 0;

    for (size_t end = 0; end < text.len; ends[++n] = end)
        end += cluster_end(sv_skip(text, end));
    for (size_t high = n; low < high;) {
        size_t middle = (low + high + 1) / 2;
        struct sv start = {text.ptr, ends[middle]};
        if (lettering_width(l, w, size, start) <= width + 1e-6)
            low = middle;
        else
            high = middle - 1;
    }
    size_t end = ends[low];
    free(ends);
    return end;
}

size_t lettering_fit(struct lettering *l, enum weight w, double size,
                     double width, struct sv text)
{
    size_t end = 0;
    double sum = 0;

    if (!lettering_plain(l, w, text))
        return fit_shaped(l, w, size, width, text);
    while (end < text.len) {
        struct sv rest = sv_skip(text, end);
        struct sv cluster = {rest.ptr, cluster_end(rest)};
        sum += lettering_width(l, w, size, cluster);
        if (sum > width + 1e-6)
            break;
        end += cluster.len;
    }
    return end;
}

/* FreeType's outline, in font units, onto a Cairo path. */
struct pen {
    cairo_t *cr;
    double x, y, scale; /* origin and points a unit */
};

static int pen_move(const FT_Vector *to, void *user)
{
    struct pen *p = user;

    cairo_move_to(p->cr, p->x + (double)to->x * p->scale,
                  p->y - (double)to->y * p->scale);
    return 0;
}

static int pen_line(const FT_Vector *to, void *user)
{
    struct pen *p = user;

    cairo_line_to(p->cr, p->x + (double)to->x * p->scale,
                  p->y - (double)to->y * p->scale);
    return 0;
}

static int pen_cubic(const FT_Vector *a, const FT_Vector *b,
                     const FT_Vector *to, void *user)
{
    struct pen *p = user;

    cairo_curve_to(
        p->cr, p->x + (double)a->x * p->scale, p->y - (double)a->y * p->scale,
        p->x + (double)b->x * p->scale, p->y - (double)b->y * p->scale,
        p->x + (double)to->x * p->scale, p->y - (double)to->y * p->scale);
    return 0;
}

static int pen_conic(const FT_Vector *a, const FT_Vector *to, void *user)
{
    struct pen *p = user;
    double x0, y0;
    double ax = p->x + (double)a->x * p->scale;
    double ay = p->y - (double)a->y * p->scale;
    double x1 = p->x + (double)to->x * p->scale;
    double y1 = p->y - (double)to->y * p->scale;

    cairo_get_current_point(p->cr, &x0, &y0);
    cairo_curve_to(p->cr, x0 + (ax - x0) * 2 / 3, y0 + (ay - y0) * 2 / 3,
                   x1 + (ax - x1) * 2 / 3, y1 + (ay - y1) * 2 / 3, x1, y1);
    return 0;
}

void lettering_path(struct lettering *l, struct _cairo *cr, enum weight w,
                    double size, double x, double y, struct sv text)
{
    static const FT_Outline_Funcs funcs = {.move_to = pen_move,
                                           .line_to = pen_line,
                                           .conic_to = pen_conic,
                                           .cubic_to = pen_cubic};
    struct pen pen = {cr, x, y, size / l->units[w]};

    if (!lettering_plain(l, w, text)) {
        shape_path(shaper(l), cr, w, size, x, y, text);
        return;
    }
    while (text.len) {
        int32_t c = shape_next(&text);
        FT_UInt glyph = FT_Get_Char_Index(l->face[w], (FT_ULong)c);
        if (FT_Load_Glyph(l->face[w], glyph, FT_LOAD_NO_SCALE))
            continue;
        FT_Outline_Decompose(&l->face[w]->glyph->outline, &funcs, &pen);
        pen.x += (double)l->face[w]->glyph->metrics.horiAdvance * pen.scale;
    }
}

void lettering_letters(struct lettering *l, struct _cairo *cr, enum weight w,
                       struct sv text, letter_fn *each, void *user)
{
    shape_letters(shaper(l), cr, w, text, each, user);
}

bool lettering_new(struct lettering **out, struct err *err)
{
    struct lettering *l = mem_alloc(1, sizeof *l);

    if (FT_Init_FreeType(&l->library))
        goto fail;
    for (int w = 0; w < WEIGHT_COUNT; w++) {
        struct sv bytes = lettering_font((enum weight)w);
        if (FT_New_Memory_Face(l->library, (const FT_Byte *)bytes.ptr,
                               (FT_Long)bytes.len, 0, &l->face[w]))
            goto fail;
        l->units[w] = l->face[w]->units_per_EM;
        for (int c = 0; c < QUICK; c++) {
            FT_UInt glyph = FT_Get_Char_Index(l->face[w], (FT_ULong)c);
            bool known =
                glyph && !FT_Load_Glyph(l->face[w], glyph, FT_LOAD_NO_SCALE);
            l->quick[w][c] =
                known ? (float)l->face[w]->glyph->metrics.horiAdvance : -1;
        }
    }
    *out = l;
    return true;
fail:
    lettering_free(l);
    return err_set(err, EXIT_SYSTEM, "the built-in fonts cannot be opened");
}

void lettering_free(struct lettering *l)
{
    if (!l)
        return;
    shape_free(l->shape);
    for (int w = 0; w < WEIGHT_COUNT; w++)
        if (l->face[w])
            FT_Done_Face(l->face[w]);
    if (l->library)
        FT_Done_FreeType(l->library);
    free(l);
}

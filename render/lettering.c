#include "render/lettering.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utf8proc.h>

#include "render/house.h"
#include "scoring/base/buf.h"

/* No script stacks more MARKS on a letter; a name with forty of them would
 * run over the lines around it. */
enum { QUICK = 0x250, HOLLOW_BOX = 0x25a1, MARKS = 3 };

static const char *const FONT_FILES[WEIGHT_COUNT] = {"fonts/Roboto-Regular.ttf",
                                                     "fonts/Roboto-Medium.ttf",
                                                     "fonts/Roboto-Bold.ttf"};

struct lettering {
    FT_Library library;
    FT_Face face[WEIGHT_COUNT];
    double units[WEIGHT_COUNT];
    float quick[WEIGHT_COUNT][QUICK]; /* advances in font units; −1: none */
    int font_file;                    /* Roboto for Pango; −1: not open */
    PangoFontMap *map;                /* NULL until foreign text comes */
    PangoContext *context;
    PangoLayout *layout;
};

struct sv lettering_font(enum weight weight)
{
    struct sv bytes = {0};

    embedded_get(&bytes, FONT_FILES[weight]);
    return bytes;
}

/* The next character; U+FFFD where the text is not UTF-8. */
static int32_t next_char(struct sv *text)
{
    utf8proc_int32_t c;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text->ptr,
                                          (utf8proc_ssize_t)text->len, &c);

    if (n <= 0) {
        c = 0xfffd;
        n = 1;
    }
    text->ptr += n;
    text->len -= (size_t)n;
    return c;
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

bool lettering_plain(const struct lettering *l, enum weight w, struct sv text)
{
    while (text.len)
        if (advance(l, w, next_char(&text)) < 0)
            return false;
    return true;
}

/* Pango may use the house typeface too, installed or not: fontconfig takes
 * files only, so an anonymous one stays open as long as it is used. */
static void add_house_font(struct lettering *l, FcConfig *config)
{
    struct sv bytes = lettering_font(WEIGHT_REGULAR);
    char path[64];

    l->font_file = memfd_create("font", MFD_CLOEXEC);
    if (l->font_file < 0)
        return;
    snprintf(path, sizeof path, "/proc/self/fd/%d", l->font_file);
    if (write(l->font_file, bytes.ptr, bytes.len) == (ssize_t)bytes.len)
        FcConfigAppFontAddFile(config, (const FcChar8 *)path);
}

/* Fonts of bitmaps (colour emoji) have no outlines: they are left out. */
static void start_pango(struct lettering *l)
{
    static const char only_outlines[] =
        "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">"
        "<fontconfig><selectfont><rejectfont>"
        "<pattern><patelt name=\"scalable\"><bool>false</bool></patelt>"
        "</pattern>"
        "<pattern><patelt name=\"color\"><bool>true</bool></patelt></pattern>"
        "</rejectfont></selectfont></fontconfig>";

    if (l->map)
        return;
    FcConfig *config = FcInitLoadConfig();
    if (!config) /* no configuration on this machine: no fonts either */
        config = FcConfigCreate();
    FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)only_outlines,
                                   FcFalse);
    FcConfigBuildFonts(config);
    add_house_font(l, config);
    l->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(l->map), config);
    FcConfigDestroy(config);
    l->context = pango_font_map_create_context(l->map);
    pango_cairo_context_set_resolution(l->context, 72);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(l->context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(l->context, FALSE);
    pango_context_set_language(l->context, pango_language_from_string("en"));
    l->layout = pango_layout_new(l->context);
    pango_layout_set_single_paragraph_mode(l->layout, TRUE);
    /* The page runs from left to right, whatever a name starts with. */
    pango_layout_set_auto_dir(l->layout, FALSE);
}

static bool any_font_has(struct lettering *l, const char *at, size_t len)
{
    pango_layout_set_text(l->layout, at, (int)len);
    return pango_layout_get_unknown_glyphs_count(l->layout) == 0;
}

/* Characters that show nothing of their own need no glyph. */
static bool is_invisible(int32_t c)
{
    utf8proc_category_t k = utf8proc_category(c);

    return k == UTF8PROC_CATEGORY_CF || k == UTF8PROC_CATEGORY_MN ||
           (c >= 0xfe00 && c <= 0xfe0f);
}

static void set_layout(struct lettering *l, enum weight w, double size,
                       struct sv text)
{
    static const PangoWeight weights[WEIGHT_COUNT] = {
        PANGO_WEIGHT_NORMAL, PANGO_WEIGHT_MEDIUM, PANGO_WEIGHT_BOLD};
    PangoFontDescription *font = pango_font_description_new();
    struct buf shown;
    int stacked = 0;

    start_pango(l);
    pango_font_description_set_family_static(font, "Roboto,sans-serif");
    pango_font_description_set_weight(font, weights[w]);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(l->layout, font);
    pango_font_description_free(font);

    buf_init(&shown);
    while (text.len) {
        const char *from = text.ptr;
        int32_t c = next_char(&text);
        size_t len = (size_t)(text.ptr - from);
        stacked =
            utf8proc_category(c) == UTF8PROC_CATEGORY_MN ? stacked + 1 : 0;
        if (stacked > MARKS)
            continue;
        if (c == 0xfffd || (advance(l, w, c) < 0 && !is_invisible(c) &&
                            !any_font_has(l, from, len)))
            buf_add_str(&shown, "\xef\xbf\xbd"); /* U+FFFD */
        else
            buf_add(&shown, from, len);
    }
    pango_layout_set_text(l->layout, shown.ptr ? shown.ptr : "",
                          (int)shown.len);
    buf_release(&shown);
}

bool lettering_legible(struct lettering *l, struct sv text)
{
    while (text.len) {
        const char *from = text.ptr;
        int32_t c = next_char(&text);
        if (c == 0xfffd)
            return false;
        if (advance(l, WEIGHT_REGULAR, c) >= 0 || is_invisible(c))
            continue;
        start_pango(l);
        if (!any_font_has(l, from, (size_t)(text.ptr - from)))
            return false;
    }
    return true;
}

double lettering_width(struct lettering *l, enum weight w, double size,
                       struct sv text)
{
    double sum = 0;
    struct sv left = text;

    while (left.len) {
        double a = advance(l, w, next_char(&left));
        if (a < 0) {
            PangoRectangle box;
            set_layout(l, w, size, text);
            pango_layout_get_extents(l->layout, NULL, &box);
            return (double)box.width / PANGO_SCALE;
        }
        sum += a;
    }
    return sum * size / l->units[w];
}

/* Where the grapheme cluster at the start of the text ends. */
static size_t cluster_end(struct sv text)
{
    struct sv left = text;
    utf8proc_int32_t state = 0;
    int32_t c = next_char(&left);

    while (left.len) {
        struct sv before = left;
        int32_t d = next_char(&left);
        if (utf8proc_grapheme_break_stateful(c, d, &state))
            return text.len - before.len;
        c = d;
    }
    return text.len;
}

size_t lettering_fit(struct lettering *l, enum weight w, double size,
                     double width, struct sv text)
{
    bool plain = lettering_plain(l, w, text);
    size_t end = 0;
    double sum = 0;

    while (end < text.len) {
        struct sv rest = {text.ptr + end, text.len - end};
        struct sv cluster = {rest.ptr, cluster_end(rest)};
        struct sv start = {text.ptr, end + cluster.len};
        /* Shaped text is not the sum of its parts. */
        sum = plain ? sum + lettering_width(l, w, size, cluster)
                    : lettering_width(l, w, size, start);
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
        set_layout(l, w, size, text);
        double above = (double)pango_layout_get_baseline(l->layout);
        cairo_move_to(cr, x, y - above / PANGO_SCALE);
        pango_cairo_layout_path(cr, l->layout);
        return;
    }
    while (text.len) {
        int32_t c = next_char(&text);
        FT_UInt glyph = FT_Get_Char_Index(l->face[w], (FT_ULong)c);
        if (FT_Load_Glyph(l->face[w], glyph, FT_LOAD_NO_SCALE))
            continue;
        FT_Outline_Decompose(&l->face[w]->glyph->outline, &funcs, &pen);
        pen.x += (double)l->face[w]->glyph->metrics.horiAdvance * pen.scale;
    }
}

bool lettering_new(struct lettering **out, struct err *err)
{
    struct lettering *l = mem_alloc(1, sizeof *l);

    l->font_file = -1;
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
    if (l->layout)
        g_object_unref(l->layout);
    if (l->context)
        g_object_unref(l->context);
    if (l->map)
        g_object_unref(l->map);
    for (int w = 0; w < WEIGHT_COUNT; w++)
        if (l->face[w])
            FT_Done_Face(l->face[w]);
    if (l->library)
        FT_Done_FreeType(l->library);
    if (l->font_file >= 0)
        close(l->font_file);
    free(l);
}

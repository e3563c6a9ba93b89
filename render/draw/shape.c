#include "render/draw/shape.h"

#include <cairo.h>
#include <errno.h>
#include <fontconfig/fontconfig.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utf8proc.h>

#include "scoring/base/buf.h"
#include "scoring/base/encoding.h"
#include "scoring/base/file.h"

/* No script stacks more MARKS on a letter; a name with forty of them would
 * run over the lines around it. SEEN is a power of two. */
enum { MARKS = 3, SEEN = 4096, MISSING = 256, EM = 1000 };

/* How far ink may stand above and below the baseline, in sizes, and how small
 * a script may be set to keep to it. */
static const double ABOVE = 1.05, BELOW = 0.4, SMALLEST = 0.62;

static const char FAMILIES[] =
    "Roboto,Noto Sans,Noto Sans Arabic,Noto Sans Hebrew,Noto Sans Devanagari,"
    "Noto Sans Bengali,Noto Sans Tamil,Noto Sans Telugu,Noto Sans Kannada,"
    "Noto Sans Malayalam,Noto Sans Gujarati,Noto Sans Gurmukhi,"
    "Noto Sans Oriya,Noto Sans Sinhala,Noto Sans Thai,Noto Sans Lao,"
    "Noto Sans Khmer,Noto Sans Myanmar,Noto Sans Georgian,"
    "Noto Sans Armenian,Noto Sans Ethiopic,Noto Sans CJK JP,"
    "Droid Sans Fallback,NanumGothic,Symbola,sans-serif";

struct shape {
    int font_file[WEIGHT_COUNT]; /* Roboto for Pango */
    PangoFontMap *map;
    PangoContext *context;
    PangoLayout *layout;
    uint32_t seen[SEEN]; /* character × 2 + has a glyph; 0: not asked yet */
    size_t n_missing;
    int32_t missing[MISSING]; /* in the order in which they came */
    struct err trouble;       /* its code 0: none */
};

/* The house typeface, installed or not: fontconfig takes files only, so
 * anonymous ones stay open as long as they are used. Without it another would
 * be drawn, and nobody told. */
static void add_house_fonts(struct shape *s, FcConfig *config)
{
    for (int w = 0; w < WEIGHT_COUNT; w++) {
        char path[64];
        errno = 0;
        s->font_file[w] = memfd_create("font", MFD_CLOEXEC);
        snprintf(path, sizeof path, "/proc/self/fd/%d", s->font_file[w]);
        if (s->font_file[w] < 0 ||
            !file_put(s->font_file[w], lettering_font((enum weight)w)) ||
            !FcConfigAppFontAddFile(config, (const FcChar8 *)path))
            err_set(&s->trouble, EXIT_SYSTEM,
                    "the house typeface cannot be read: %s",
                    strerror(errno ? errno : ENOMEM));
    }
}

/* The first file that fontconfig has read into `a` and not into `b`. */
static const char *left_out(FcConfig *a, FcConfig *b)
{
    FcStrList *in_a = FcConfigGetConfigFiles(a);
    FcChar8 *name, *other;
    bool found = true;

    while (found && (name = FcStrListNext(in_a))) {
        FcStrList *in_b = FcConfigGetConfigFiles(b);
        found = false;
        while (!found && (other = FcStrListNext(in_b)))
            found = !strcmp((char *)name, (char *)other);
        FcStrListDone(in_b);
    }
    FcStrListDone(in_a);
    return found ? NULL : (const char *)name;
}

/*
 * Fontconfig asks access() for each file of its rules and passes over one of
 * which it hears no good. A call that failed would so give other fonts without
 * a word: the rules are read twice, and alike, and when all text is set the
 * call still works (shape_sound()).
 */
static FcConfig *load_rules(struct err *trouble)
{
    FcConfig *config = FcInitLoadConfig(), *again = FcInitLoadConfig();
    const char *name = NULL;

    if (config && again && !(name = left_out(config, again)))
        name = left_out(again, config);
    if (name || !config != !again)
        err_set(trouble, EXIT_SYSTEM,
                "%s: cannot be read; the fonts of this machine are chosen by "
                "it",
                name ? name : "fonts.conf");
    if (again)
        FcConfigDestroy(again);
    /* No configuration on this machine: no fonts either. */
    return config ? config : FcConfigCreate();
}

struct shape *shape_new(void)
{
    /* Fonts of bitmaps (colour emoji) have no outlines: they are left out. */
    static const char only_outlines[] =
        "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">"
        "<fontconfig><selectfont><rejectfont>"
        "<pattern><patelt name=\"scalable\"><bool>false</bool></patelt>"
        "</pattern>"
        "<pattern><patelt name=\"color\"><bool>true</bool></patelt></pattern>"
        "</rejectfont></selectfont></fontconfig>";
    struct shape *s = mem_alloc(1, sizeof *s);
    FcConfig *config = load_rules(&s->trouble);

    FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)only_outlines,
                                   FcFalse);
    FcConfigBuildFonts(config);
    add_house_fonts(s, config);
    s->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(s->map), config);
    FcConfigDestroy(config);
    s->context = pango_font_map_create_context(s->map);
    pango_cairo_context_set_resolution(s->context, 72);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(s->context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(s->context, FALSE);
    pango_context_set_language(s->context, pango_language_from_string("en"));
    s->layout = pango_layout_new(s->context);
    pango_layout_set_single_paragraph_mode(s->layout, TRUE);
    /* The page runs from left to right, whatever a name starts with. */
    pango_layout_set_auto_dir(s->layout, FALSE);
    return s;
}

void shape_free(struct shape *s)
{
    if (!s)
        return;
    g_object_unref(s->layout);
    g_object_unref(s->context);
    g_object_unref(s->map);
    for (int w = 0; w < WEIGHT_COUNT; w++)
        close(s->font_file[w]);
    free(s);
}

static void set_font(struct shape *s, enum weight w, double size)
{
    static const PangoWeight weights[WEIGHT_COUNT] = {
        PANGO_WEIGHT_NORMAL, PANGO_WEIGHT_MEDIUM, PANGO_WEIGHT_BOLD};
    PangoFontDescription *font = pango_font_description_new();

    pango_font_description_set_family_static(font, FAMILIES);
    pango_font_description_set_weight(font, weights[w]);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(s->layout, font);
    pango_font_description_free(font);
}

/* Characters that show nothing of their own need no glyph. */
static bool is_invisible(int32_t c)
{
    utf8proc_category_t k = utf8proc_category(c);

    return k == UTF8PROC_CATEGORY_CF || k == UTF8PROC_CATEGORY_MN ||
           (c >= 0xfe00 && c <= 0xfe0f);
}

/* Once each, and no more than MISSING: the rest would not be news. */
static void note_missing(struct shape *s, int32_t c)
{
    for (size_t i = 0; i < s->n_missing; i++)
        if (s->missing[i] == c)
            return;
    if (s->n_missing < MISSING)
        s->missing[s->n_missing++] = c;
}

bool shape_has(struct shape *s, int32_t c)
{
    uint32_t key = (uint32_t)c * 2;
    uint32_t *slot = &s->seen[(uint32_t)c * 2654435761u % SEEN];
    utf8proc_uint8_t text[4];

    if ((*slot & ~1u) == key && *slot)
        return *slot & 1;
    bool has = c != 0xfffd && is_invisible(c);
    /* What a font draws for private use means something in that font alone. */
    bool is_private = utf8proc_category(c) == UTF8PROC_CATEGORY_CO;
    if (c != 0xfffd && !has && !is_private) {
        pango_layout_set_text(s->layout, (const char *)text,
                              (int)utf8proc_encode_char(c, text));
        has = pango_layout_get_unknown_glyphs_count(s->layout) == 0;
    }
    *slot = key | has;
    if (!has && c != 0xfffd)
        note_missing(s, c);
    return has;
}

bool shape_sound(const struct shape *s, struct err *err)
{
    if (access("/", F_OK) < 0)
        return err_set(err, EXIT_SYSTEM,
                       "the fonts of this machine cannot be looked up: %s",
                       strerror(errno));
    if (s->trouble.code)
        *err = s->trouble;
    return !s->trouble.code;
}

size_t shape_missing(const struct shape *s, int32_t *first)
{
    *first = s->n_missing ? s->missing[0] : 0;
    return s->n_missing;
}

int32_t shape_next(struct sv *text)
{
    int32_t c;

    if (utf8_cut(text, &c).len)
        return c;
    *text = sv_skip(*text, 1);
    return 0xfffd;
}

/* How much smaller the text has to be to keep to its line. */
static double fair_scale(struct shape *s, double size)
{
    PangoRectangle ink;

    pango_layout_get_extents(s->layout, &ink, NULL);
    double base = pango_layout_get_baseline(s->layout);
    double above = (base - ink.y) / PANGO_SCALE / size;
    double below = (ink.y + ink.height - base) / PANGO_SCALE / size;
    return fmax(
        fmin(fmin(ABOVE / fmax(above, ABOVE), 1), BELOW / fmax(below, BELOW)),
        SMALLEST);
}

static void set_layout(struct shape *s, enum weight w, double size,
                       struct sv text)
{
    struct buf shown;
    int stacked = 0;

    set_font(s, w, size);
    buf_init(&shown);
    while (text.len) {
        const char *from = text.ptr;
        int32_t c = shape_next(&text);
        stacked =
            utf8proc_category(c) == UTF8PROC_CATEGORY_MN ? stacked + 1 : 0;
        /* Embeddings and overrides could show "exe.gpj" as "jpg.exe". */
        if (stacked > MARKS || (c >= 0x202a && c <= 0x202e))
            continue;
        if (shape_has(s, c))
            buf_add(&shown, from, (size_t)(text.ptr - from));
        else
            buf_add_str(&shown, "\xef\xbf\xbd"); /* U+FFFD */
    }
    pango_layout_set_text(s->layout, shown.ptr ? shown.ptr : "",
                          (int)shown.len);
    buf_release(&shown);
    double scale = fair_scale(s, size);
    if (scale < 1)
        set_font(s, w, size * scale);
}

double shape_width(struct shape *s, enum weight w, double size, struct sv text)
{
    PangoRectangle box;

    set_layout(s, w, size, text);
    pango_layout_get_extents(s->layout, NULL, &box);
    return (double)box.width / PANGO_SCALE;
}

void shape_path(struct shape *s, cairo_t *cr, enum weight w, double size,
                double x, double y, struct sv text)
{
    set_layout(s, w, size, text);
    double above = (double)pango_layout_get_baseline(s->layout);
    cairo_move_to(cr, x, y - above / PANGO_SCALE);
    pango_cairo_layout_path(cr, s->layout);
}

/* A cluster that runs to the left, character by character as seen: readers of
 * a PDF turn round what they find, one code at a time, so that a ligature
 * under one code would come out the wrong way. The first holds the ink. */
static void give_backwards(cairo_t *cr, struct sv text, double advance,
                           letter_fn *each, void *user)
{
    size_t n = 0;

    for (struct sv left = text; left.len; n++)
        shape_next(&left);
    while (text.len) {
        size_t last = text.len - 1;
        while (last && ((unsigned char)text.ptr[last] & 0xc0) == 0x80)
            last--;
        each(user, sv_skip(text, last), advance / (double)n);
        text.len = last;
        cairo_new_path(cr);
    }
}

/* One cluster of a run: its glyphs as a path, its text and its advance. */
static void give_letter(struct shape *s, cairo_t *cr,
                        const PangoGlyphItemIter *at, letter_fn *each,
                        void *user)
{
    PangoGlyphString *all = at->glyph_item->glyphs;
    bool left = at->start_glyph > at->end_glyph; /* runs to the left */
    int from = left ? at->end_glyph + 1 : at->start_glyph;
    int to = left ? at->start_glyph + 1 : at->end_glyph;
    PangoGlyphString glyphs = {to - from, all->glyphs + from,
                               all->log_clusters + from, 0};
    struct sv text = {pango_layout_get_text(s->layout) + at->start_index,
                      (size_t)(at->end_index - at->start_index)};
    double advance = 0;

    for (int i = from; i < to; i++)
        advance += all->glyphs[i].geometry.width;
    cairo_new_path(cr);
    cairo_move_to(cr, 0, 0);
    pango_cairo_glyph_string_path(cr, at->glyph_item->item->analysis.font,
                                  &glyphs);
    if (left)
        give_backwards(cr, text, advance / PANGO_SCALE, each, user);
    else
        each(user, text, advance / PANGO_SCALE);
    cairo_new_path(cr);
}

/* The runs stand as seen from the left; within one that runs to the left the
 * clusters do too, counted from its end. */
void shape_letters(struct shape *s, cairo_t *cr, enum weight w, struct sv text,
                   letter_fn *each, void *user)
{
    set_layout(s, w, EM, text);
    const PangoLayoutLine *line = pango_layout_get_line_readonly(s->layout, 0);
    for (const GSList *run = line ? line->runs : NULL; run; run = run->next) {
        PangoGlyphItem *item = run->data;
        bool left = item->item->analysis.level % 2;
        const char *all = pango_layout_get_text(s->layout);
        PangoGlyphItemIter at;
        for (bool more = left
                             ? pango_glyph_item_iter_init_end(&at, item, all)
                             : pango_glyph_item_iter_init_start(&at, item, all);
             more; more = left ? pango_glyph_item_iter_prev_cluster(&at)
                               : pango_glyph_item_iter_next_cluster(&at))
            give_letter(s, cr, &at, each, user);
    }
}

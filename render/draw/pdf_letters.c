/* Letters of scripts that the embedded typeface lacks, as Type 3 fonts
 * (PDF 32000-1, 9.6.5): a font is a table of outlines, each kept once. */
#include "render/draw/pdf_parts.h"

#include <hpdf.h>
#include <math.h>

#include "render/draw/pdf_encode.h"
#include "scoring/base/intern.h"

/* Codes 1 to PER_FONT are letters. The code after them is a letter "m" of
 * common width, never drawn: readers judge the size of a font by it. */
enum { PER_FONT = 254, M_CODE = 255, M_WIDTH = 600, FONTS_MAX = 64 };

struct letter {
    struct sv text, outline; /* in the arena */
    int advance;
};

struct pdf_letters {
    struct arena arena;
    struct intern known; /* letters as bytes, see find_letter() */
    struct letter *list; /* one for each; malloc */
    size_t capacity;
    struct buf key;            /* work of find_letter() */
    HPDF_Dict font[FONTS_MAX]; /* of letters PER_FONT × its index and on */
    HPDF_Dict current;         /* of the line being written */
    double size;
};

static int whole(double v)
{
    return (int)lround(fmin(fmax(v, -30000), 30000));
}

void pdf_outline_move(struct buf *b, double x, double y)
{
    buf_printf(b, "%d %d m\n", whole(x), whole(y));
}

void pdf_outline_line(struct buf *b, double x, double y)
{
    buf_printf(b, "%d %d l\n", whole(x), whole(y));
}

void pdf_outline_curve(struct buf *b, const double xy[6])
{
    buf_printf(b, "%d %d %d %d %d %d c\n", whole(xy[0]), whole(xy[1]),
               whole(xy[2]), whole(xy[3]), whole(xy[4]), whole(xy[5]));
}

void pdf_outline_close(struct buf *b)
{
    buf_add_str(b, "h\n");
}

/* The index of a letter, which is kept if it is new. Outlines hold no
 * semicolon, so that no two letters have one key. */
static size_t find_letter(struct pdf_letters *l, int advance, struct sv text,
                          struct sv outline)
{
    buf_clear(&l->key);
    buf_printf(&l->key, "%d;%.*s;", advance, SV_ARG(outline));
    buf_add_sv(&l->key, text);

    size_t n = l->known.n, at = (size_t)intern_add(&l->known, buf_sv(&l->key));
    if (at < n)
        return at;
    if (n == l->capacity) {
        l->capacity = l->capacity ? 2 * l->capacity : 256;
        l->list = mem_resize(l->list, l->capacity, sizeof *l->list);
    }
    struct sv rest = l->known.labels[at];
    sv_cut(&rest, ';');
    struct sv kept = sv_cut(&rest, ';');
    l->list[at] = (struct letter){rest, kept, advance};
    return at;
}

/* The font of a letter; its tables come when all letters are known. */
static HPDF_Dict font_of(struct pdf *p, size_t letter)
{
    HPDF_Dict *font = &p->letters->font[letter / PER_FONT];

    if (!*font) {
        *font = HPDF_Dict_New(p->doc->mmgr);
        if (*font)
            pdf_ok(p, HPDF_Xref_Add(p->doc->xref, *font));
    }
    return *font;
}

void pdf_letters_begin(struct pdf *p, size_t page, double size, double x,
                       double y)
{
    char ops[80];

    if (p->failed)
        return;
    if (!p->letters) {
        p->letters = mem_alloc(1, sizeof *p->letters);
        arena_init(&p->letters->arena);
        intern_init(&p->letters->known, &p->letters->arena);
    }
    pdf_mark(p, page, true);
    p->letters->size = pdf_safe(size);
    p->letters->current = NULL;
    snprintf(ops, sizeof ops, "BT\n%.2f %.2f Td\n", (double)pdf_safe(x),
             (double)pdf_flip(p, page, y));
    pdf_write(p, page, ops);
}

/* Marks of direction tell how a line runs, and stand for nothing in it. */
static bool is_direction(struct sv text)
{
    static const char *const marks[] = {
        "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xaa", "\xe2\x80\xab",
        "\xe2\x80\xac", "\xe2\x80\xad", "\xe2\x80\xae", "\xe2\x81\xa6",
        "\xe2\x81\xa7", "\xe2\x81\xa8", "\xe2\x81\xa9", "\xd8\x9c"};

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (sv_eq(text, sv_from(marks[i])))
            return true;
    return false;
}

void pdf_letter(struct pdf *p, size_t page, struct sv text, double advance,
                struct sv outline)
{
    char ops[80];

    if (p->failed || (!outline.len && is_direction(text)))
        return;
    size_t at = find_letter(p->letters, whole(advance), text, outline);
    if (at >= (size_t)FONTS_MAX * PER_FONT) {
        pdf_ok(p, HPDF_INVALID_FONT);
        return;
    }
    HPDF_Dict font = font_of(p, at);
    if (!font || p->failed)
        return;
    if (font != p->letters->current) {
        const char *name = HPDF_Page_GetLocalFontName(p->page[page], font);
        snprintf(ops, sizeof ops, "/%s %.2f Tf\n", name ? name : "F",
                 p->letters->size);
        pdf_write(p, page, ops);
        p->letters->current = font;
    }
    snprintf(ops, sizeof ops, "<%02zX>Tj\n", at % PER_FONT + 1);
    pdf_write(p, page, ops);
}

void pdf_letters_end(struct pdf *p, size_t page)
{
    if (!p->failed)
        pdf_write(p, page, "ET\n");
}

static HPDF_Dict add_stream(struct pdf *p, struct sv bytes)
{
    HPDF_Dict d = HPDF_DictStream_New(p->doc->mmgr, p->doc->xref);

    if (!d) {
        pdf_ok(p, HPDF_FAILD_TO_ALLOC_MEM);
        return NULL;
    }
    d->filter = HPDF_STREAM_FILTER_FLATE_DECODE;
    pdf_ok(p, HPDF_Stream_Write(d->stream, (const HPDF_BYTE *)bytes.ptr,
                                (HPDF_UINT)bytes.len));
    return d;
}

/* The numbers that pairs of the outline's operators hold: its box. */
static void box_of(int box[4], struct sv outline)
{
    int n = 0, value = 0, sign = 1;
    bool digits = false, first = true;

    memset(box, 0, 4 * sizeof *box);
    for (size_t i = 0; i < outline.len; i++) {
        char c = outline.ptr[i];
        if (c >= '0' && c <= '9') {
            value = 10 * value + (c - '0');
            digits = true;
        } else if (c == '-') {
            sign = -1;
        } else if (digits) {
            int v = sign * value, axis = n++ % 2;
            if (first || v < box[axis])
                box[axis] = v;
            if (first || v > box[axis + 2])
                box[axis + 2] = v;
            first = n < 2 && first;
            value = 0;
            sign = 1;
            digits = false;
        }
        if (c == '\n')
            n = 0;
    }
}

static HPDF_Dict write_outline(struct pdf *p, const struct letter *x)
{
    int box[4];
    struct buf b = {0};

    box_of(box, x->outline);
    buf_printf(&b, "%d 0 %d %d %d %d d1\n", x->advance, box[0], box[1], box[2],
               box[3]);
    buf_add_sv(&b, x->outline);
    if (x->outline.len)
        buf_add_str(&b, "f\n");
    HPDF_Dict d = add_stream(p, buf_sv(&b));
    buf_release(&b);
    return d;
}

static HPDF_Array numbers(struct pdf *p, const float *values, size_t n)
{
    HPDF_Array a = HPDF_Array_New(p->doc->mmgr);

    for (size_t i = 0; a && i < n; i++)
        pdf_ok(p, HPDF_Array_AddReal(a, values[i]));
    return a;
}

/* Encoding, outlines and widths of the n letters of one font. */
static void write_tables(struct pdf *p, HPDF_Dict font, const struct letter *x,
                         size_t n)
{
    HPDF_MMgr m = p->doc->mmgr;
    HPDF_Dict procs = HPDF_Dict_New(m), encoding = HPDF_Dict_New(m);
    HPDF_Array names = HPDF_Array_New(m), widths = HPDF_Array_New(m);
    static const struct letter em = {.advance = M_WIDTH};
    char name[24];

    pdf_ok(p, HPDF_Dict_Add(font, "CharProcs", procs));
    pdf_ok(p, HPDF_Dict_Add(font, "Encoding", encoding));
    pdf_ok(p, HPDF_Dict_AddName(encoding, "Type", "Encoding"));
    pdf_ok(p, HPDF_Dict_Add(encoding, "Differences", names));
    pdf_ok(p, HPDF_Dict_Add(font, "Widths", widths));
    pdf_ok(p, HPDF_Array_AddNumber(names, 1));
    for (size_t i = 0; i < M_CODE && !p->failed; i++) {
        bool letter = i < n, m_code = i + 1 == M_CODE;
        pdf_ok(p, HPDF_Array_AddNumber(widths, letter   ? x[i].advance
                                               : m_code ? M_WIDTH
                                                        : 0));
        if (!letter && !m_code)
            continue;
        if (m_code && n < PER_FONT)
            pdf_ok(p, HPDF_Array_AddNumber(names, M_CODE));
        snprintf(name, sizeof name, "x%zu", i + 1);
        if (m_code)
            snprintf(name, sizeof name, "m");
        pdf_ok(p, HPDF_Array_AddName(names, name));
        pdf_ok(p, HPDF_Dict_Add(procs, name,
                                write_outline(p, m_code ? &em : &x[i])));
    }
    pdf_ok(p, HPDF_Dict_AddNumber(font, "FirstChar", 1));
    pdf_ok(p, HPDF_Dict_AddNumber(font, "LastChar", M_CODE));
}

static void write_font(struct pdf *p, size_t k)
{
    static const float unit[6] = {0.001F, 0, 0, 0.001F, 0, 0};
    static const float box[4] = {0}; /* each outline has its own */
    const struct pdf_letters *l = p->letters;
    size_t from = k * PER_FONT;
    size_t n = l->known.n - from < PER_FONT ? l->known.n - from : PER_FONT;
    struct sv text[PER_FONT];
    struct buf b = {0};
    char name[32];

    pdf_ok(p, HPDF_Dict_AddName(l->font[k], "Type", "Font"));
    pdf_ok(p, HPDF_Dict_AddName(l->font[k], "Subtype", "Type3"));
    /* Not asked for; tools list the font by it, as the subset that it is. */
    snprintf(name, sizeof name, "LETTER+Letters%zu", k + 1);
    pdf_ok(p, HPDF_Dict_AddName(l->font[k], "BaseFont", name));
    pdf_ok(p, HPDF_Dict_Add(l->font[k], "FontMatrix", numbers(p, unit, 6)));
    pdf_ok(p, HPDF_Dict_Add(l->font[k], "FontBBox", numbers(p, box, 4)));
    pdf_ok(p,
           HPDF_Dict_Add(l->font[k], "Resources", HPDF_Dict_New(p->doc->mmgr)));
    write_tables(p, l->font[k], &l->list[from], n);
    for (size_t i = 0; i < n; i++)
        text[i] = l->list[from + i].text;
    pdf_encode_letters(&b, text, n);
    pdf_ok(p,
           HPDF_Dict_Add(l->font[k], "ToUnicode", add_stream(p, buf_sv(&b))));
    buf_release(&b);
}

void pdf_letters_finish(struct pdf *p)
{
    for (size_t k = 0; p->letters && k < FONTS_MAX && !p->failed; k++)
        if (p->letters->font[k])
            write_font(p, k);
}

void pdf_letters_free(struct pdf_letters *l)
{
    if (!l)
        return;
    intern_release(&l->known);
    arena_release(&l->arena);
    buf_release(&l->key);
    free(l->list);
    free(l);
}

/* Text of the PDF in its embedded typeface. */
#include "render/draw/pdf_parts.h"

#include <errno.h>
#include <hpdf.h>
#include <sys/mman.h>
#include <unistd.h>

#include "render/draw/pdf_encode.h"
#include "scoring/base/file.h"

/*
 * libharu writes a ToUnicode map with CID operators, which is illegal and
 * makes readers warn. Character codes are Unicode here, so the legal map is
 * the identity, a range for each high byte (ranges may not cross it).
 */
static void mend_to_unicode(struct pdf *p, HPDF_Font font)
{
    HPDF_Dict map = HPDF_Dict_GetItem(font, "ToUnicode", HPDF_OCLASS_DICT);
    struct buf b;

    if (!map || !map->stream)
        return;
    buf_init(&b);
    pdf_encode_map(&b);
    HPDF_MemStream_FreeData(map->stream);
    pdf_ok(p, HPDF_Stream_Write(map->stream, (const HPDF_BYTE *)b.ptr,
                                (HPDF_UINT)b.len));
    map->filter = HPDF_STREAM_FILTER_FLATE_DECODE;
    buf_release(&b);
}

/* libharu reads a font by file name only: an anonymous file gives one. */
static HPDF_Font load_font(struct pdf *p, enum weight w)
{
    struct sv bytes = lettering_font(w);
    char path[64];
    const char *name;

    if (p->font[w] || p->failed)
        return p->font[w];
    int fd = memfd_create("font", MFD_CLOEXEC);
    if (fd < 0 || !file_put(fd, bytes)) {
        p->failed = HPDF_FILE_IO_ERROR;
        p->cause = errno;
    } else {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        name = HPDF_LoadTTFontFromFile(p->doc, path, HPDF_TRUE);
        p->font[w] = name ? HPDF_GetFont(p->doc, name, "UTF-8") : NULL;
        if (p->font[w])
            mend_to_unicode(p, p->font[w]);
        else
            pdf_ok(p, HPDF_GetError(p->doc) ? HPDF_GetError(p->doc)
                                            : HPDF_INVALID_FONT);
    }
    if (fd >= 0)
        close(fd);
    return p->font[w];
}

static bool is_shown(const struct pdf *p, enum weight w, HPDF_INT32 c)
{
    return c >= 0 && c < 0x10000 && p->shown[w][c / 8] >> (c % 8) & 1;
}

/* The characters are those of the text as it was encoded: three bytes at
 * most, above U+FFFF there is none. */
static void note_shown(struct pdf *p, enum weight w, const char *text)
{
    for (const unsigned char *s = (const unsigned char *)text; *s;) {
        int len = *s < 0x80 ? 1 : *s < 0xe0 ? 2 : 3;
        unsigned c = len == 1 ? *s : *s & (0x7fu >> len);
        for (int k = 1; k < len && s[k]; k++)
            c = c << 6 | (s[k] & 0x3f);
        p->shown[w][c / 8 % sizeof p->shown[w]] |= (uint8_t)(1 << c % 8);
        s += len;
    }
}

/* Of a run "first [width width …]" what was shown, in runs of its own. */
static void keep_widths(struct pdf *p, enum weight w, HPDF_Array out,
                        HPDF_INT32 first, HPDF_Array widths)
{
    HPDF_Array run = NULL;

    for (HPDF_UINT i = 0; i < widths->list->count; i++) {
        HPDF_Number width = HPDF_Array_GetItem(widths, i, HPDF_OCLASS_NUMBER);
        if (!width || !is_shown(p, w, first + (HPDF_INT32)i)) {
            run = NULL;
            continue;
        }
        if (!run) {
            run = HPDF_Array_New(p->doc->mmgr);
            pdf_ok(p, HPDF_Array_AddNumber(out, first + (HPDF_INT32)i));
            pdf_ok(p, HPDF_Array_Add(out, run));
        }
        pdf_ok(p, HPDF_Array_AddNumber(run, width->value));
    }
}

/* libharu writes the width of every character of the typeface, 12 KB each. */
static void trim_widths(struct pdf *p, enum weight w)
{
    HPDF_Array fonts =
        HPDF_Dict_GetItem(p->font[w], "DescendantFonts", HPDF_OCLASS_ARRAY);
    HPDF_Dict font =
        fonts ? HPDF_Array_GetItem(fonts, 0, HPDF_OCLASS_DICT) : NULL;
    HPDF_Array all =
        font ? HPDF_Dict_GetItem(font, "W", HPDF_OCLASS_ARRAY) : NULL;
    HPDF_Array kept = all ? HPDF_Array_New(p->doc->mmgr) : NULL;

    for (HPDF_UINT i = 0; kept && i + 1 < all->list->count; i += 2) {
        HPDF_Number first = HPDF_Array_GetItem(all, i, HPDF_OCLASS_NUMBER);
        HPDF_Array run = HPDF_Array_GetItem(all, i + 1, HPDF_OCLASS_ARRAY);
        if (first && run)
            keep_widths(p, w, kept, first->value, run);
    }
    if (kept)
        pdf_ok(p, HPDF_Dict_Add(font, "W", kept));
}

void pdf_text_finish(struct pdf *p)
{
    for (int w = 0; w < WEIGHT_COUNT && !p->failed; w++)
        if (p->font[w])
            trim_widths(p, (enum weight)w);
}

void pdf_text(struct pdf *p, size_t page, enum weight w, double size, double x,
              double y, unsigned rgb, struct sv plain)
{
    HPDF_Font font = load_font(p, w);
    struct buf b;

    if (!font || p->failed || !plain.len)
        return;
    pdf_ink(p, page, rgb);
    bool goes_on = pdf_mark(p, page, true);
    buf_init(&b);
    pdf_ok(p, HPDF_Page_BeginText(p->page[page]));
    pdf_ok(p, HPDF_Page_SetFontAndSize(p->page[page], font, pdf_safe(size)));
    pdf_ok(p, HPDF_Page_MoveTextPos(p->page[page], pdf_safe(x),
                                    pdf_flip(p, page, y)));
    if (goes_on) { /* a blank, lest two lines are heard as one word */
        note_shown(p, w, " ");
        pdf_ok(p, HPDF_Page_ShowText(p->page[page], " "));
        pdf_ok(p, HPDF_Page_MoveTextPos(p->page[page], 0, 0));
    }
    note_shown(p, w, pdf_encode_title(&b, plain));
    pdf_ok(p, HPDF_Page_ShowText(p->page[page], buf_sv(&b).ptr));
    pdf_ok(p, HPDF_Page_EndText(p->page[page]));
    buf_release(&b);
}

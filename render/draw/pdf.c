#include "render/draw/pdf_parts.h"

#include <assert.h>
#include <hpdf.h>
#include <math.h>
#include <string.h>

#include "render/draw/pdf_encode.h"

enum { LINK_BYTES = 2000 };

void pdf_write(struct pdf *p, size_t page, const char *ops)
{
    HPDF_PageAttr attr = p->page[page] ? p->page[page]->attr : NULL;

    if (attr)
        pdf_ok(p, HPDF_Stream_WriteStr(attr->stream, ops));
}

/* libharu's own encoder knows two bytes a character, and a company may have
 * an emoji in its name. */
HPDF_Binary pdf_string(struct pdf *p, struct sv text)
{
    struct buf b = {0};

    pdf_encode_utf16_bytes(&b, text);
    HPDF_Binary value =
        HPDF_Binary_New(p->doc->mmgr, (HPDF_BYTE *)b.ptr, (HPDF_UINT)b.len);
    buf_release(&b);
    return value;
}

static void on_error(HPDF_STATUS code, HPDF_STATUS detail, void *user)
{
    struct pdf *p = user;

    if (p->failed)
        return;
    p->failed = code ? code : 1;
    if (code == HPDF_FILE_OPEN_ERROR || code == HPDF_FILE_IO_ERROR)
        p->cause = (int)detail;
}

bool pdf_ok(struct pdf *p, HPDF_STATUS status)
{
    if (status != HPDF_OK && !p->failed)
        p->failed = status;
    return !p->failed;
}

HPDF_REAL pdf_safe(double v)
{
    if (!isfinite(v))
        return 0;
    return (HPDF_REAL)(v < -14000 ? -14000 : v > 14000 ? 14000 : v);
}

HPDF_REAL pdf_flip(const struct pdf *p, size_t page, double y)
{
    return pdf_safe(p->height[page] - (isfinite(y) ? y : 0));
}

/* The dictionary is there: libharu names itself in it. */
static void set_info(struct pdf *p, const char *key, struct sv text)
{
    if (text.len && p->doc->info)
        pdf_ok(p, HPDF_Dict_Add(p->doc->info, key, pdf_string(p, text)));
}

static void describe(struct pdf *p, const struct pdf_about *about)
{
    HPDF_Dict view = HPDF_Dict_New(p->doc->mmgr);

    set_info(p, "Title", about->title);
    set_info(p, "Author", about->author);
    set_info(p, "Subject", about->subject);
    set_info(p, "Creator", about->creator);
    if (about->date != DATE_NONE) {
        struct civil c = date_civil(about->date);
        HPDF_Date date = {c.year, c.month, c.day, 0, 0, 0, 'Z', 0, 0};
        pdf_ok(p, HPDF_SetInfoDateAttr(p->doc, HPDF_INFO_CREATION_DATE, date));
        pdf_ok(p, HPDF_SetInfoDateAttr(p->doc, HPDF_INFO_MOD_DATE, date));
    }
    pdf_ok(p, HPDF_Dict_Add(p->doc->catalog, "Lang",
                            HPDF_String_New(p->doc->mmgr, "en", NULL)));
    if (view &&
        pdf_ok(p, HPDF_Dict_AddBoolean(view, "DisplayDocTitle", HPDF_TRUE)))
        pdf_ok(p, HPDF_Dict_Add(p->doc->catalog, "ViewerPreferences", view));
    pdf_metadata(p, about);
}

bool pdf_new(struct pdf **out, const struct pdf_about *about, struct err *err)
{
    struct pdf *p = mem_alloc(1, sizeof *p);

    p->doc = HPDF_New(on_error, p);
    if (!p->doc) {
        free(p);
        return err_set(err, EXIT_SYSTEM, "brief.pdf: libharu did not start");
    }
    pdf_ok(p, HPDF_SetCompressionMode(p->doc, HPDF_COMP_ALL));
    pdf_ok(p, HPDF_UseUTFEncodings(p->doc));
    pdf_ok(p, HPDF_SetCurrentEncoder(p->doc, "UTF-8"));
    p->doc->pdf_version = HPDF_VER_17;
    describe(p, about);
    pdf_tags_init(p);
    *out = p;
    return true;
}

struct pdf *pdf_draft(void)
{
    struct pdf *p = mem_alloc(1, sizeof *p);

    p->failed = PDF_DRAFT;
    pdf_tags_init(p);
    return p;
}

bool pdf_is_draft(const struct pdf *p)
{
    return p->failed == PDF_DRAFT;
}

void pdf_free(struct pdf *p)
{
    if (!p)
        return;
    pdf_letters_free(p->letters);
    pdf_tags_free(p);
    if (p->doc)
        HPDF_Free(p->doc);
    free(p);
}

size_t pdf_pages(const struct pdf *p)
{
    return p->n_pages;
}

size_t pdf_add_page(struct pdf *p, double width, double height)
{
    assert(p->n_pages < PDF_PAGES_MAX);
    size_t at = p->n_pages++;

    p->height[at] = height;
    p->state[at].fill = p->state[at].stroke = ~0u;
    if (p->failed)
        return at;
    p->page[at] = HPDF_AddPage(p->doc);
    if (!p->page[at]) {
        pdf_ok(p, HPDF_INVALID_PAGE);
        return at;
    }
    pdf_ok(p, HPDF_Page_SetWidth(p->page[at], pdf_safe(width)));
    pdf_ok(p, HPDF_Page_SetHeight(p->page[at], pdf_safe(height)));
    return at;
}

void pdf_move(struct pdf *p, size_t page, double x, double y)
{
    if (p->failed)
        return;
    if (!p->open[page])
        pdf_mark(p, page, false);
    pdf_ok(p,
           HPDF_Page_MoveTo(p->page[page], pdf_safe(x), pdf_flip(p, page, y)));
    p->open[page] = true;
}

void pdf_line(struct pdf *p, size_t page, double x, double y)
{
    if (p->failed)
        return;
    if (!p->open[page])
        pdf_move(p, page, x, y);
    else
        pdf_ok(p, HPDF_Page_LineTo(p->page[page], pdf_safe(x),
                                   pdf_flip(p, page, y)));
}

void pdf_curve(struct pdf *p, size_t page, double x1, double y1, double x2,
               double y2, double x3, double y3)
{
    if (p->failed || !p->open[page])
        return;
    pdf_ok(p,
           HPDF_Page_CurveTo(p->page[page], pdf_safe(x1), pdf_flip(p, page, y1),
                             pdf_safe(x2), pdf_flip(p, page, y2), pdf_safe(x3),
                             pdf_flip(p, page, y3)));
}

void pdf_close(struct pdf *p, size_t page)
{
    if (!p->failed && p->open[page])
        pdf_ok(p, HPDF_Page_ClosePath(p->page[page]));
}

static HPDF_REAL part(unsigned rgb, int shift)
{
    return (HPDF_REAL)((rgb >> shift & 255) / 255.0);
}

void pdf_ink(struct pdf *p, size_t page, unsigned rgb)
{
    if (p->failed || p->state[page].fill == rgb)
        return;
    p->state[page].fill = rgb;
    pdf_ok(p, HPDF_Page_SetRGBFill(p->page[page], part(rgb, 16), part(rgb, 8),
                                   part(rgb, 0)));
}

void pdf_pen(struct pdf *p, size_t page, unsigned rgb, double width)
{
    if (p->failed)
        return;
    if (p->state[page].stroke != rgb) {
        p->state[page].stroke = rgb;
        pdf_ok(p, HPDF_Page_SetRGBStroke(p->page[page], part(rgb, 16),
                                         part(rgb, 8), part(rgb, 0)));
    }
    width = width > 0 ? width : 0;
    if (p->state[page].width != width) {
        p->state[page].width = width;
        pdf_ok(p, HPDF_Page_SetLineWidth(p->page[page], pdf_safe(width)));
    }
}

void pdf_fill(struct pdf *p, size_t page)
{
    if (!p->failed && p->open[page])
        pdf_ok(p, HPDF_Page_Fill(p->page[page]));
    p->open[page] = false;
}

void pdf_stroke(struct pdf *p, size_t page)
{
    if (!p->failed && p->open[page])
        pdf_ok(p, HPDF_Page_Stroke(p->page[page]));
    p->open[page] = false;
}

void pdf_image(struct pdf *p, size_t page, double x, double y, double width,
               double height, const struct bitmap *of)
{
    if (p->failed)
        return;
    pdf_mark(p, page, false);
    HPDF_Image image =
        HPDF_LoadRawImageFromMem(p->doc, (const HPDF_BYTE *)of->rgb.ptr,
                                 of->width, of->height, HPDF_CS_DEVICE_RGB, 8);
    HPDF_REAL low = pdf_flip(p, page, y + height);
    pdf_ok(p, image
                  ? HPDF_Page_DrawImage(p->page[page], image, pdf_safe(x), low,
                                        pdf_safe(width), pdf_safe(height))
                  : HPDF_FAILD_TO_ALLOC_MEM);
}

void pdf_link(struct pdf *p, size_t page, double x, double y, double width,
              double height, struct sv url)
{
    HPDF_Rect box = {pdf_safe(x), pdf_flip(p, page, y + height),
                     pdf_safe(x + width), pdf_flip(p, page, y)};
    struct buf b;

    if (p->failed || !url.len || url.len > LINK_BYTES)
        return;
    for (size_t i = 0; i < url.len; i++) /* a URI is ASCII */
        if (url.ptr[i] <= 0x20 || url.ptr[i] > 0x7e)
            return;
    buf_init(&b);
    buf_add_sv(&b, url);
    HPDF_Annotation a = HPDF_Page_CreateURILinkAnnot(p->page[page], box, b.ptr);
    if (a) {
        pdf_ok(p, HPDF_LinkAnnot_SetBorderStyle(a, 0, 0, 0));
        pdf_tag_link(p, page, a, url);
    }
    buf_release(&b);
}

void pdf_bookmark(struct pdf *p, size_t page, double y, struct sv title)
{
    struct buf b;

    if (p->failed)
        return;
    buf_init(&b);
    HPDF_Outline o =
        HPDF_CreateOutline(p->doc, NULL, pdf_encode_title(&b, title),
                           HPDF_GetEncoder(p->doc, "UTF-8"));
    HPDF_Destination d = o ? HPDF_Page_CreateDestination(p->page[page]) : NULL;
    if (d) {
        pdf_ok(p, HPDF_Destination_SetXYZ(d, 0, fmaxf(pdf_flip(p, page, y), 0),
                                          1));
        /* Zoom 0 keeps the reader's zoom; libharu does not accept it. */
        HPDF_Real zoom = HPDF_Array_GetItem(d, 4, HPDF_OCLASS_REAL);
        if (zoom)
            zoom->value = 0;
        pdf_ok(p, HPDF_Outline_SetDestination(o, d));
    }
    buf_release(&b);
}

bool pdf_finish(struct pdf *p, struct buf *out, struct err *err)
{
    HPDF_BYTE chunk[16384];

    assert(!pdf_is_draft(p));
    pdf_letters_finish(p);
    pdf_text_finish(p);
    pdf_tags_finish(p);
    pdf_ok(p, HPDF_SetPageMode(p->doc, HPDF_PAGE_MODE_USE_OUTLINE));
    if (!p->failed)
        pdf_ok(p, HPDF_SaveToStream(p->doc));
    if (!p->failed)
        pdf_ok(p, HPDF_ResetStream(p->doc));
    while (!p->failed) {
        HPDF_UINT32 size = sizeof chunk;
        HPDF_STATUS status = HPDF_ReadFromStream(p->doc, chunk, &size);
        if (size)
            buf_add(out, chunk, size);
        if (status == HPDF_STREAM_EOF || !size)
            break;
        pdf_ok(p, status);
    }
    if (p->failed)
        return err_set(err, EXIT_SYSTEM, "brief.pdf: libharu error 0x%04lx%s%s",
                       (unsigned long)p->failed, p->cause ? ": " : "",
                       p->cause ? strerror(p->cause) : "");
    return true;
}

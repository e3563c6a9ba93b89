#include "render/pdf.h"

#include <assert.h>
#include <hpdf.h>
#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

#include "render/pdf_encode.h"

enum { PAGES_MAX = 200, LINK_BYTES = 2000 };

struct pdf {
    HPDF_Doc doc;
    HPDF_Font font[WEIGHT_COUNT]; /* NULL until used */
    size_t n_pages;
    HPDF_Page page[PAGES_MAX];
    double height[PAGES_MAX];
    struct {
        unsigned fill, stroke; /* what the page is set to; ~0u: unknown */
        double width;
    } state[PAGES_MAX];
    bool open[PAGES_MAX]; /* a path has begun */
    HPDF_STATUS failed;   /* the first error, 0: none */
};

static void on_error(HPDF_STATUS code, HPDF_STATUS detail, void *user)
{
    struct pdf *p = user;

    (void)detail;
    if (!p->failed)
        p->failed = code ? code : 1;
}

/* libharu does not call its handler for every failure. */
static bool ok(struct pdf *p, HPDF_STATUS status)
{
    if (status != HPDF_OK && !p->failed)
        p->failed = status;
    return !p->failed;
}

static HPDF_REAL safe(double v)
{
    if (!isfinite(v))
        return 0;
    return (HPDF_REAL)(v < -14000 ? -14000 : v > 14000 ? 14000 : v);
}

static HPDF_REAL flip(const struct pdf *p, size_t page, double y)
{
    return safe(p->height[page] - (isfinite(y) ? y : 0));
}

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
    ok(p, HPDF_Stream_Write(map->stream, (const HPDF_BYTE *)b.ptr,
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
    size_t done = 0;

    if (p->font[w] || p->failed)
        return p->font[w];
    int fd = memfd_create("font", MFD_CLOEXEC);
    while (fd >= 0 && done < bytes.len) {
        ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    if (fd < 0 || done < bytes.len) {
        p->failed = HPDF_FILE_IO_ERROR;
    } else {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        name = HPDF_LoadTTFontFromFile(p->doc, path, HPDF_TRUE);
        p->font[w] = name ? HPDF_GetFont(p->doc, name, "UTF-8") : NULL;
        if (p->font[w])
            mend_to_unicode(p, p->font[w]);
        else
            ok(p, HPDF_GetError(p->doc) ? HPDF_GetError(p->doc)
                                        : HPDF_INVALID_FONT);
    }
    if (fd >= 0)
        close(fd);
    return p->font[w];
}

static void set_info(struct pdf *p, HPDF_InfoType type, struct sv text,
                     struct buf *b)
{
    if (text.len)
        ok(p, HPDF_SetInfoAttr(p->doc, type, pdf_encode_title(b, text)));
}

static void describe(struct pdf *p, const struct pdf_about *about)
{
    struct buf b;
    HPDF_Dict view = HPDF_Dict_New(p->doc->mmgr);

    buf_init(&b);
    set_info(p, HPDF_INFO_TITLE, about->title, &b);
    set_info(p, HPDF_INFO_AUTHOR, about->author, &b);
    set_info(p, HPDF_INFO_SUBJECT, about->subject, &b);
    set_info(p, HPDF_INFO_CREATOR, about->creator, &b);
    buf_release(&b);
    if (about->date != DATE_NONE) {
        struct civil c = date_civil(about->date);
        HPDF_Date date = {c.year, c.month, c.day, 0, 0, 0, 'Z', 0, 0};
        ok(p, HPDF_SetInfoDateAttr(p->doc, HPDF_INFO_CREATION_DATE, date));
        ok(p, HPDF_SetInfoDateAttr(p->doc, HPDF_INFO_MOD_DATE, date));
    }
    ok(p, HPDF_Dict_Add(p->doc->catalog, "Lang",
                        HPDF_String_New(p->doc->mmgr, "en", NULL)));
    if (view && ok(p, HPDF_Dict_AddBoolean(view, "DisplayDocTitle", HPDF_TRUE)))
        ok(p, HPDF_Dict_Add(p->doc->catalog, "ViewerPreferences", view));
}

bool pdf_new(struct pdf **out, const struct pdf_about *about, struct err *err)
{
    struct pdf *p = mem_alloc(1, sizeof *p);

    p->doc = HPDF_New(on_error, p);
    if (!p->doc) {
        free(p);
        return err_set(err, EXIT_SYSTEM, "brief.pdf: libharu did not start");
    }
    ok(p, HPDF_SetCompressionMode(p->doc, HPDF_COMP_ALL));
    ok(p, HPDF_UseUTFEncodings(p->doc));
    ok(p, HPDF_SetCurrentEncoder(p->doc, "UTF-8"));
    describe(p, about);
    *out = p;
    return true;
}

void pdf_free(struct pdf *p)
{
    if (!p)
        return;
    HPDF_Free(p->doc);
    free(p);
}

size_t pdf_pages(const struct pdf *p)
{
    return p->n_pages;
}

size_t pdf_add_page(struct pdf *p, double width, double height)
{
    assert(p->n_pages < PAGES_MAX);
    size_t at = p->n_pages++;

    p->height[at] = height;
    p->state[at].fill = p->state[at].stroke = ~0u;
    p->page[at] = HPDF_AddPage(p->doc);
    if (!p->page[at]) {
        ok(p, HPDF_INVALID_PAGE);
        return at;
    }
    ok(p, HPDF_Page_SetWidth(p->page[at], safe(width)));
    ok(p, HPDF_Page_SetHeight(p->page[at], safe(height)));
    return at;
}

void pdf_move(struct pdf *p, size_t page, double x, double y)
{
    if (p->failed)
        return;
    ok(p, HPDF_Page_MoveTo(p->page[page], safe(x), flip(p, page, y)));
    p->open[page] = true;
}

void pdf_line(struct pdf *p, size_t page, double x, double y)
{
    if (p->failed)
        return;
    if (!p->open[page])
        pdf_move(p, page, x, y);
    else
        ok(p, HPDF_Page_LineTo(p->page[page], safe(x), flip(p, page, y)));
}

void pdf_curve(struct pdf *p, size_t page, double x1, double y1, double x2,
               double y2, double x3, double y3)
{
    if (p->failed || !p->open[page])
        return;
    ok(p,
       HPDF_Page_CurveTo(p->page[page], safe(x1), flip(p, page, y1), safe(x2),
                         flip(p, page, y2), safe(x3), flip(p, page, y3)));
}

void pdf_close(struct pdf *p, size_t page)
{
    if (!p->failed && p->open[page])
        ok(p, HPDF_Page_ClosePath(p->page[page]));
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
    ok(p, HPDF_Page_SetRGBFill(p->page[page], part(rgb, 16), part(rgb, 8),
                               part(rgb, 0)));
}

void pdf_pen(struct pdf *p, size_t page, unsigned rgb, double width)
{
    if (p->failed)
        return;
    if (p->state[page].stroke != rgb) {
        p->state[page].stroke = rgb;
        ok(p, HPDF_Page_SetRGBStroke(p->page[page], part(rgb, 16), part(rgb, 8),
                                     part(rgb, 0)));
    }
    width = width > 0 ? width : 0;
    if (p->state[page].width != width) {
        p->state[page].width = width;
        ok(p, HPDF_Page_SetLineWidth(p->page[page], safe(width)));
    }
}

void pdf_fill(struct pdf *p, size_t page)
{
    if (!p->failed && p->open[page])
        ok(p, HPDF_Page_Fill(p->page[page]));
    p->open[page] = false;
}

void pdf_stroke(struct pdf *p, size_t page)
{
    if (!p->failed && p->open[page])
        ok(p, HPDF_Page_Stroke(p->page[page]));
    p->open[page] = false;
}

void pdf_text(struct pdf *p, size_t page, enum weight w, double size, double x,
              double y, unsigned rgb, struct sv plain)
{
    HPDF_Font font = load_font(p, w);
    struct buf b;

    if (!font || p->failed || !plain.len)
        return;
    pdf_ink(p, page, rgb);
    buf_init(&b);
    ok(p, HPDF_Page_BeginText(p->page[page]));
    ok(p, HPDF_Page_SetFontAndSize(p->page[page], font, safe(size)));
    ok(p, HPDF_Page_MoveTextPos(p->page[page], safe(x), flip(p, page, y)));
    ok(p, HPDF_Page_ShowText(p->page[page], pdf_encode_title(&b, plain)));
    ok(p, HPDF_Page_EndText(p->page[page]));
    buf_release(&b);
}

void pdf_actual_text(struct pdf *p, size_t page, double x, double y,
                     double width, double size, struct sv text)
{
    HPDF_Font font = load_font(p, WEIGHT_REGULAR);
    HPDF_PageAttr attr;
    struct buf b;

    if (!font || p->failed || !text.len)
        return;
    attr = p->page[page]->attr;
    buf_init(&b);
    buf_add_str(&b, "/Span <</ActualText ");
    pdf_encode_utf16(&b, text);
    buf_add_str(&b, ">> BDC\012");
    ok(p, HPDF_Stream_WriteStr(attr->stream, b.ptr));
    ok(p, HPDF_Page_BeginText(p->page[page]));
    ok(p, HPDF_Page_SetTextRenderingMode(p->page[page], HPDF_INVISIBLE));
    ok(p, HPDF_Page_SetFontAndSize(p->page[page], font, safe(size)));
    /* Invisible letters, together as wide as the outlines, carry the text;
     * libharu stretches letters from 10% to 300% only. */
    double letter = HPDF_Page_TextWidth(p->page[page], "n");
    double count = letter > 0 ? fmin(fmax(round(width / letter), 1), 400) : 1;
    struct buf letters = {0};
    for (int k = 0; k < (int)count; k++)
        buf_add_char(&letters, 'n');
    double stretch = letter > 0 ? 100 * width / (letter * count) : 100;
    ok(p, HPDF_Page_SetHorizontalScalling(
              p->page[page], (HPDF_REAL)fmin(fmax(stretch, 10), 300)));
    ok(p, HPDF_Page_MoveTextPos(p->page[page], safe(x), flip(p, page, y)));
    ok(p, HPDF_Page_ShowText(p->page[page], letters.ptr));
    ok(p, HPDF_Page_SetHorizontalScalling(p->page[page], 100));
    ok(p, HPDF_Page_SetTextRenderingMode(p->page[page], HPDF_FILL));
    ok(p, HPDF_Page_EndText(p->page[page]));
    ok(p, HPDF_Stream_WriteStr(attr->stream, "EMC\012"));
    buf_release(&letters);
    buf_release(&b);
}

void pdf_image(struct pdf *p, size_t page, double x, double y, double width,
               double height, const struct picture *of)
{
    if (p->failed)
        return;
    HPDF_Image image =
        HPDF_LoadRawImageFromMem(p->doc, (const HPDF_BYTE *)of->rgb.ptr,
                                 of->width, of->height, HPDF_CS_DEVICE_RGB, 8);
    HPDF_REAL low = flip(p, page, y + height);
    ok(p, image ? HPDF_Page_DrawImage(p->page[page], image, safe(x), low,
                                      safe(width), safe(height))
                : HPDF_FAILD_TO_ALLOC_MEM);
}

void pdf_link(struct pdf *p, size_t page, double x, double y, double width,
              double height, struct sv url)
{
    HPDF_Rect box = {safe(x), flip(p, page, y + height), safe(x + width),
                     flip(p, page, y)};
    struct buf b;

    if (p->failed || !url.len || url.len > LINK_BYTES)
        return;
    for (size_t i = 0; i < url.len; i++) /* a URI is ASCII */
        if (url.ptr[i] <= 0x20 || url.ptr[i] > 0x7e)
            return;
    buf_init(&b);
    buf_add_sv(&b, url);
    HPDF_Annotation a = HPDF_Page_CreateURILinkAnnot(p->page[page], box, b.ptr);
    if (a)
        ok(p, HPDF_LinkAnnot_SetBorderStyle(a, 0, 0, 0));
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
        ok(p, HPDF_Destination_SetXYZ(d, 0, fmaxf(flip(p, page, y), 0), 1));
        /* Zoom 0 keeps the reader's zoom; libharu does not accept it. */
        HPDF_Real zoom = HPDF_Array_GetItem(d, 4, HPDF_OCLASS_REAL);
        if (zoom)
            zoom->value = 0;
        ok(p, HPDF_Outline_SetDestination(o, d));
    }
    buf_release(&b);
}

bool pdf_finish(struct pdf *p, struct buf *out, struct err *err)
{
    HPDF_BYTE chunk[16384];

    ok(p, HPDF_SetPageMode(p->doc, HPDF_PAGE_MODE_USE_OUTLINE));
    if (!p->failed)
        ok(p, HPDF_SaveToStream(p->doc));
    if (!p->failed)
        ok(p, HPDF_ResetStream(p->doc));
    while (!p->failed) {
        HPDF_UINT32 size = sizeof chunk;
        HPDF_STATUS status = HPDF_ReadFromStream(p->doc, chunk, &size);
        if (size)
            buf_add(out, chunk, size);
        if (status == HPDF_STREAM_EOF || !size)
            break;
        ok(p, status);
    }
    if (p->failed)
        return err_set(err, EXIT_SYSTEM, "brief.pdf: libharu error 0x%04lx",
                       (unsigned long)p->failed);
    return true;
}

/* Text of the PDF in its embedded typeface. */
#include "render/pdf_parts.h"

#include <hpdf.h>
#include <sys/mman.h>
#include <unistd.h>

#include "render/pdf_encode.h"

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
            pdf_ok(p, HPDF_GetError(p->doc) ? HPDF_GetError(p->doc)
                                            : HPDF_INVALID_FONT);
    }
    if (fd >= 0)
        close(fd);
    return p->font[w];
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
    pdf_ok(p, HPDF_Page_BeginText(p->page[page]));
    pdf_ok(p, HPDF_Page_SetFontAndSize(p->page[page], font, pdf_safe(size)));
    pdf_ok(p, HPDF_Page_MoveTextPos(p->page[page], pdf_safe(x),
                                    pdf_flip(p, page, y)));
    pdf_ok(p, HPDF_Page_ShowText(p->page[page], pdf_encode_title(&b, plain)));
    pdf_ok(p, HPDF_Page_EndText(p->page[page]));
    buf_release(&b);
}

#include "render/draw/pdf_encode.h"

const char *pdf_encode_title(struct buf *b, struct sv text)
{
    buf_clear(b);
    for (size_t i = 0; i < text.len;) {
        unsigned char c = (unsigned char)text.ptr[i];
        size_t len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        if (len > text.len - i)
            break;
        if (len == 4)
            buf_add_str(b, "\xef\xbf\xbd");
        else if (c >= 0x20)
            buf_add(b, text.ptr + i, len);
        i += len;
    }
    return b->ptr ? b->ptr : "";
}

/* The next character of valid UTF-8; false at the end. */
static bool next_char(struct sv *text, unsigned *c)
{
    const unsigned char *s = (const unsigned char *)text->ptr;

    if (!text->len)
        return false;
    size_t len = *s < 0x80 ? 1 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : 4;
    if (len > text->len)
        return false;
    *c = len == 1 ? *s : *s & (0x7fu >> len);
    for (size_t k = 1; k < len; k++)
        *c = *c << 6 | (s[k] & 0x3f);
    *text = sv_skip(*text, len);
    return true;
}

/* One or two units of UTF-16; returns how many. */
static int units_of(unsigned units[2], unsigned c)
{
    units[0] = c;
    if (c < 0x10000)
        return 1;
    units[0] = 0xd800 + ((c - 0x10000) >> 10);
    units[1] = 0xdc00 + ((c - 0x10000) & 0x3ff);
    return 2;
}

void pdf_encode_utf16(struct buf *b, struct sv text)
{
    unsigned c, units[2];

    buf_add_str(b, "<");
    while (next_char(&text, &c))
        for (int k = 0, n = units_of(units, c); k < n; k++)
            buf_printf(b, "%04X", units[k]);
    buf_add_str(b, ">");
}

void pdf_encode_utf16_bytes(struct buf *b, struct sv text)
{
    unsigned c, units[2];

    buf_add_str(b, "\xfe\xff");
    while (next_char(&text, &c))
        for (int k = 0, n = c < 0x20 ? 0 : units_of(units, c); k < n; k++) {
            buf_add_char(b, (char)(units[k] >> 8));
            buf_add_char(b, (char)(units[k] & 255));
        }
}

static void begin_map(struct buf *b, const char *range)
{
    buf_printf(b,
               "/CIDInit /ProcSet findresource begin\n"
               "12 dict begin\nbegincmap\n"
               "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) "
               "/Supplement 0 >> def\n"
               "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
               "1 begincodespacerange\n%s\nendcodespacerange\n",
               range);
}

static void end_map(struct buf *b)
{
    buf_add_str(b, "endcmap\nCMapName currentdict /CMap defineresource pop\n"
                   "end\nend\n");
}

void pdf_encode_map(struct buf *b)
{
    begin_map(b, "<0000> <FFFF>");
    for (unsigned high = 0; high < 256; high++) {
        if (high % 64 == 0) /* at most 100 ranges in a block */
            buf_add_str(b, "64 beginbfrange\n");
        buf_printf(b, "<%02X00> <%02XFF> <%02X00>\n", high, high, high);
        if (high % 64 == 63)
            buf_add_str(b, "endbfrange\n");
    }
    end_map(b);
}

void pdf_encode_letters(struct buf *b, const struct sv *text, size_t n)
{
    enum { BLOCK = 100 };

    begin_map(b, "<00> <FF>");
    for (size_t i = 0; i < n; i++) {
        if (i % BLOCK == 0)
            buf_printf(b, "%zu beginbfchar\n", n - i < BLOCK ? n - i : BLOCK);
        buf_printf(b, "<%02zX> ", i + 1);
        pdf_encode_utf16(b, text[i]);
        buf_add_str(b, "\n");
        if (i % BLOCK == BLOCK - 1 || i + 1 == n)
            buf_add_str(b, "endbfchar\n");
    }
    end_map(b);
}

#include "render/base/escape.h"

#include "render/base/mime.h"

static void add_entity(struct buf *out, char c)
{
    switch (c) {
    case '&':
        buf_add_str(out, "&amp;");
        break;
    case '<':
        buf_add_str(out, "&lt;");
        break;
    case '>':
        buf_add_str(out, "&gt;");
        break;
    case '"':
        buf_add_str(out, "&quot;");
        break;
    case '\'':
        buf_add_str(out, "&#39;");
        break;
    default:
        buf_add_char(out, c);
    }
}

static bool is_special(char c)
{
    return c == '&' || c == '<' || c == '>' || c == '"' || c == '\'';
}

void escape_html(struct buf *out, struct sv text)
{
    size_t from = 0; /* what needs no entity is copied at once */

    for (size_t i = 0; i < text.len; i++) {
        if (!is_special(text.ptr[i]))
            continue;
        buf_add(out, text.ptr + from, i - from);
        add_entity(out, text.ptr[i]);
        from = i + 1;
    }
    if (from < text.len)
        buf_add(out, text.ptr + from, text.len - from);
}

static bool is_formula(struct sv text)
{
    while (text.len && (text.ptr[0] == ' ' || text.ptr[0] == '\n'))
        text = sv_skip(text, 1);
    return text.len && text.ptr[0] && strchr("=+-@\t\r", text.ptr[0]);
}

void escape_csv(struct buf *out, struct sv text)
{
    bool defuse = is_formula(text);
    bool quote = defuse;

    for (size_t i = 0; i < text.len && !quote; i++)
        quote = text.ptr[i] && strchr(",\"\r\n;\t", text.ptr[i]);
    if (!quote) {
        buf_add_sv(out, text);
        return;
    }
    buf_add_char(out, '"');
    if (defuse)
        buf_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            buf_add_char(out, '"');
        buf_add_char(out, text.ptr[i]);
    }
    buf_add_char(out, '"');
}

void escape_slack(struct buf *out, struct sv text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '&' || c == '<' || c == '>')
            add_entity(out, c);
        else if (c && strchr("*_~`", c)) /* a zero-width space keeps apart */
            buf_printf(out, "\xe2\x80\x8b%c", c);
        else
            buf_add_char(out, c);
    }
}

void escape_header(struct buf *out, struct sv text)
{
    enum { WORD_BYTES = 42 }; /* 75-character words (RFC 2047, 2) */
    bool plain = true;

    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20 ||
            (unsigned char)text.ptr[i] > 0x7e)
            plain = false;
    if (plain && text.len <= 900 &&
        !(text.len > 1 && text.ptr[0] == '=' && text.ptr[1] == '?')) {
        buf_add_sv(out, text);
        return;
    }
    for (size_t i = 0; i < text.len;) {
        size_t end = i + WORD_BYTES < text.len ? i + WORD_BYTES : text.len;
        while (end < text.len && ((unsigned char)text.ptr[end] & 0xc0) == 0x80)
            end--; /* a character is never split over two words */
        if (i)
            buf_add_str(out, "\r\n ");
        buf_add_str(out, "=?UTF-8?B?");
        mime_base64_line(out, (struct sv){text.ptr + i, end - i});
        buf_add_str(out, "?=");
        i = end;
    }
}

void escape_phrase(struct buf *out, struct sv text)
{
    bool ascii = true, quote = false;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        ascii = ascii && c >= ' ' && c <= '~';
        quote = quote || strchr("()<>[]:;@\\,.\"", c);
    }
    if (!ascii || !quote) {
        escape_header(out, text);
        return;
    }
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, text.ptr[i]);
    }
    buf_add_char(out, '"');
}

void escape_url(struct buf *out, struct sv text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
            (c >= 'a' && c <= 'z') || (c && strchr("-._~", c)))
            buf_add_char(out, (char)c);
        else
            buf_printf(out, "%%%02X", c);
    }
}

void escape_cell(struct buf *out, struct sv text)
{
    enum { CELL_UNITS = 32767 };
    size_t units = 0;

    for (size_t i = 0; i < text.len;) {
        unsigned char c = (unsigned char)text.ptr[i];
        size_t len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        if (len > text.len - i)
            return;
        units += len == 4 ? 2 : 1;
        if (units > CELL_UNITS)
            return;
        if (!(len == 3 && !memcmp(text.ptr + i, "\xef\xbf\xbe", 3)) &&
            !(len == 3 && !memcmp(text.ptr + i, "\xef\xbf\xbf", 3)))
            buf_add(out, text.ptr + i, len);
        i += len;
    }
}

#include "render/base/escape.h"

#include <utf8proc.h>

#include "render/base/mime.h"
#include "scoring/base/encoding.h"

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

static const char MINUS[] = "\xe2\x88\x92";
enum { MINUS_BYTES = sizeof MINUS - 1 };

/* Before a currency's sign, where a line may break (UAX 14: PR before PR); not
 * within a word. $, what begins with C2 (£, ¥) and E2 (€, ₹). */
static bool is_parted_minus(struct sv text, size_t at)
{
    struct sv rest = sv_skip(text, at);
    unsigned char before = at ? (unsigned char)text.ptr[at - 1] : ' ';
    unsigned char next;

    if (!sv_starts(rest, SV(MINUS)) || rest.len == MINUS_BYTES)
        return false;
    next = (unsigned char)rest.ptr[MINUS_BYTES];
    return (before == ' ' || before == '(') &&
           (next == '$' || next == 0xc2 || next == 0xe2);
}

void escape_page(struct buf *out, struct sv text)
{
    size_t from = 0, i = 0;
    const char *next;

    while (i < text.len &&
           (next = memchr(text.ptr + i, MINUS[0], text.len - i))) {
        i = (size_t)(next - text.ptr);
        if (!is_parted_minus(text, i)) {
            i++;
            continue;
        }
        i += MINUS_BYTES;
        escape_html(out, (struct sv){text.ptr + from, i - from});
        buf_add_str(out, "\xe2\x81\xa0");
        from = i;
    }
    escape_html(out, sv_skip(text, from));
}

/* = + - @, of full width, small, and the minus sign: what a spreadsheet may
 * take for the beginning of a formula. */
static bool is_formula_sign(int32_t code)
{
    static const int32_t SIGNS[] = {'=',    '+',    '-',    '@',    0x2212,
                                    0xfe62, 0xfe63, 0xfe66, 0xfe6b, 0xff0b,
                                    0xff0d, 0xff1d, 0xff20};

    for (size_t k = 0; k < sizeof SIGNS / sizeof SIGNS[0]; k++)
        if (SIGNS[k] == code)
            return true;
    return false;
}

/* Blanks of any script, controls, and what is not seen: a reader of the file
 * may drop it. Some letters are blanks: Braille's, fillers of Hangul. */
static bool is_unseen(int32_t code)
{
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_MN:
        return true;
    default:
        return code == 0x2800 || code == 0x115f || code == 0x1160 ||
               code == 0x3164 || code == 0xffa0;
    }
}

static bool is_formula(struct sv text)
{
    int32_t code;

    if (text.len && (text.ptr[0] == '\t' || text.ptr[0] == '\r'))
        return true;
    while (utf8_cut(&text, &code).len)
        if (!is_unseen(code))
            return is_formula_sign(code);
    return false;
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

/* "_x0041_" at the front: a spreadsheet shows an A. */
static bool is_cell_code(struct sv text)
{
    enum { DIGITS = 4, LONG = 7 };

    if (text.len < LONG || text.ptr[0] != '_' || text.ptr[1] != 'x' ||
        text.ptr[LONG - 1] != '_')
        return false;
    for (size_t i = 2; i < 2 + DIGITS; i++)
        if (!ascii_digit(text.ptr[i]) &&
            !((text.ptr[i] | 0x20) >= 'a' && (text.ptr[i] | 0x20) <= 'f'))
            return false;
    return true;
}

void escape_cell(struct buf *out, struct sv text)
{
    static const struct sv UNDERSCORE = {"_x005F_", 7};
    enum { CELL_UNITS = 32767 };
    size_t units = 0;
    struct sv letter;
    int32_t code;

    for (struct sv rest = text; (letter = utf8_cut(&text, &code)).len;
         rest = text) {
        if (code == 0xfffe || code == 0xffff)
            continue;
        if (code == '_' && is_cell_code(rest))
            letter = UNDERSCORE;
        units += letter.len > 4 ? letter.len : code > 0xffff ? 2 : 1;
        if (units > CELL_UNITS)
            return;
        buf_add_sv(out, letter);
    }
}

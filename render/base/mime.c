#include "render/base/mime.h"

#include <stdio.h>

#include "scoring/base/date.h"

enum { LINE = 76 };

static bool is_plain(unsigned char c, bool last_of_line)
{
    if (c == ' ' || c == '\t')
        return !last_of_line; /* blanks at the end get lost on the way */
    return c > ' ' && c < 127 && c != '=';
}

void mime_quoted(struct buf *out, struct sv text)
{
    size_t column = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool last = i + 1 == text.len || text.ptr[i + 1] == '\n';
        if (c == '\n') {
            buf_add_str(out, "\r\n");
            column = 0;
            continue;
        }
        bool plain = is_plain(c, last);
        /* A dot alone on a line would end the message in SMTP. */
        if (c == '.' && column == 0)
            plain = false;
        size_t need = plain ? 1 : 3;
        if (column + need > LINE - 1) {
            buf_add_str(out, "=\r\n");
            column = 0;
            if (c == '.')
                plain = false;
            need = plain ? 1 : 3;
        }
        if (plain)
            buf_add_char(out, (char)c);
        else
            buf_printf(out, "=%02X", c);
        column += need;
    }
    if (column)
        buf_add_str(out, "\r\n");
}

size_t mime_base64_len(size_t bytes)
{
    size_t digits = (bytes + 2) / 3 * 4;

    return digits + (digits + LINE - 1) / LINE * 2;
}

/* Three bytes, or the `left` last ones, as four digits. */
static void base64_quad(char out[4], const unsigned char *p, size_t left)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned v = (unsigned)p[0] << 16;

    v |= left > 1 ? (unsigned)p[1] << 8 : 0;
    v |= left > 2 ? p[2] : 0;
    out[0] = digits[v >> 18];
    out[1] = digits[v >> 12 & 63];
    out[2] = left > 1 ? digits[v >> 6 & 63] : '=';
    out[3] = left > 2 ? digits[v & 63] : '=';
}

void mime_base64(struct buf *out, struct sv bytes)
{
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    char line[LINE + 2];
    size_t at = 0;

    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        base64_quad(line + at, p + i, left);
        at += 4;
        if (at == LINE || left <= 3) {
            line[at++] = '\r';
            line[at++] = '\n';
            buf_add(out, line, at);
            at = 0;
        }
    }
}

void mime_base64_line(struct buf *out, struct sv bytes)
{
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    char quad[4];

    for (size_t i = 0; i < bytes.len; i += 3) {
        base64_quad(quad, p + i, bytes.len - i);
        buf_add(out, quad, 4);
    }
}

char *mime_date(char out[MIME_DATE], int32_t date)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu",
                                       "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr",
                                         "May", "Jun", "Jul", "Aug",
                                         "Sep", "Oct", "Nov", "Dec"};
    struct civil c = date_civil(date);

    snprintf(out, MIME_DATE, "%s, %02d %s %04d 06:00:00 +0000",
             days[date_weekday(date)], c.day, months[c.month - 1], c.year);
    return out;
}

#include "cmd/io/http/secret_echo.h"

#include "scoring/base/buf.h"

enum {
    WINDOW = 8, /* letters and digits in a row that are no chance */
    LEAST = 4,  /* of a whole secret; a shorter one is in every text */
    LAYERS = 3  /* encodings within encodings */
};

static bool is_plain(char c)
{
    return ascii_letter(c) || ascii_digit(c) || (unsigned char)c & 0x80;
}

/* Lower case, without blanks and marks. */
static void fold(struct buf *out, struct sv text)
{
    buf_clear(out);
    for (size_t i = 0; i < text.len; i++)
        if (is_plain(text.ptr[i]))
            buf_add_char(out, ascii_letter(text.ptr[i])
                                  ? (char)(text.ptr[i] | 0x20)
                                  : text.ptr[i]);
}

/* Both folded. */
static bool repeats(struct sv text, struct sv secret)
{
    size_t window = secret.len < WINDOW ? secret.len : WINDOW;

    for (size_t i = 0; secret.len >= LEAST && i + window <= secret.len; i++)
        if (text.len >= window &&
            memmem(text.ptr, text.len, secret.ptr + i, window))
            return true;
    return false;
}

/* The value of so many hexadecimal digits at the front; −1: they are none. */
static int hex_at(struct sv s, size_t digits)
{
    int value = 0;

    for (size_t i = 0; i < digits; i++) {
        int one = i < s.len ? ascii_hex(s.ptr[i]) : -1;
        if (one < 0)
            return -1;
        value = value * 16 + one;
    }
    return value;
}

/* "&#65;" or "&#x41;" at the front: its value, and its length. */
static int entity_at(struct sv s, size_t *len)
{
    bool hex = s.len > 3 && (s.ptr[2] | 0x20) == 'x';
    int value = 0;
    size_t i = hex ? 3 : 2, first = i;

    if (!sv_starts(s, SV("&#")))
        return -1;
    for (; i < s.len && i < first + 4; i++) {
        int one = ascii_hex(s.ptr[i]);
        if (one < 0 || (!hex && one > 9))
            break;
        value = value * (hex ? 16 : 10) + one;
    }
    *len = i + (i < s.len && s.ptr[i] == ';');
    return i > first ? value : -1;
}

/* One escape at the front, and how many bytes it takes; −1: none. */
static int escape_at(struct sv s, size_t *len)
{
    bool percent = s.ptr[0] == '%' || s.ptr[0] == '=';

    *len = percent ? 3 : 6;
    if (percent)
        return hex_at(sv_skip(s, 1), 2);
    if (sv_starts(s, SV("\\u")))
        return hex_at(sv_skip(s, 2), 4);
    *len = 4;
    if (sv_starts(s, SV("\\x")))
        return hex_at(sv_skip(s, 2), 2);
    return entity_at(s, len);
}

static void unescape(struct buf *out, struct sv text)
{
    buf_clear(out);
    while (text.len) {
        size_t len = 1;
        int value = escape_at(text, &len);
        if (value < 0 || len > text.len)
            len = 1;
        buf_add_char(out, value < 0 ? text.ptr[0] : (char)value);
        text = sv_skip(text, len);
    }
}

static int base64_at(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (ascii_digit(c))
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* All of base64 in the text, read from its `skip`-th digit on. */
static void unbase64(struct buf *out, struct sv text, size_t skip)
{
    unsigned bits = 0, n = 0;
    size_t left = skip;

    buf_clear(out);
    for (size_t i = 0; i < text.len; i++) {
        int digit = base64_at(text.ptr[i]);
        if (digit < 0) { /* a break of the line, or the end of a run */
            if (text.ptr[i] != '\r' && text.ptr[i] != '\n') {
                bits = n = 0;
                left = skip;
            }
            continue;
        }
        if (left) {
            left--;
            continue;
        }
        bits = bits << 6 | (unsigned)digit;
        n += 6;
        if (n >= 8) {
            n -= 8;
            buf_add_char(out, (char)(bits >> n));
            bits &= (1u << n) - 1;
        }
    }
}

/* All pairs of hexadecimal digits in the text, from the first or second on. */
static void unhex(struct buf *out, struct sv text, size_t skip)
{
    buf_clear(out);
    for (size_t i = skip; i < text.len;) {
        int value = hex_at(sv_skip(text, i), 2);
        if (value >= 0)
            buf_add_char(out, (char)value);
        i += value >= 0 ? 2 : 1;
    }
}

static bool found_in(struct sv text, struct sv secret, int layers)
{
    struct buf plain, work;
    bool found;

    if (!text.len)
        return false;
    buf_init(&plain);
    buf_init(&work);
    fold(&work, text);
    found = repeats(buf_sv(&work), secret);
    if (!found && layers) {
        unescape(&plain, text);
        found = !sv_eq(buf_sv(&plain), text) &&
                found_in(buf_sv(&plain), secret, layers - 1);
    }
    for (size_t skip = 0; skip < 4 && !found && layers; skip++) {
        unbase64(&plain, text, skip);
        fold(&work, buf_sv(&plain));
        found = repeats(buf_sv(&work), secret);
    }
    for (size_t skip = 0; skip < 2 && !found && layers; skip++) {
        unhex(&plain, text, skip);
        fold(&work, buf_sv(&plain));
        found = repeats(buf_sv(&work), secret);
    }
    if (plain.ptr)
        explicit_bzero(plain.ptr, plain.capacity);
    if (work.ptr)
        explicit_bzero(work.ptr, work.capacity);
    buf_release(&plain);
    buf_release(&work);
    return found;
}

static bool one_echoed(struct sv text, struct sv secret)
{
    struct buf folded;
    bool found;

    buf_init(&folded);
    fold(&folded, secret);
    found = found_in(text, buf_sv(&folded), LAYERS) ||
            (secret.len >= LEAST && text.len >= secret.len &&
             memmem(text.ptr, text.len, secret.ptr, secret.len));
    if (folded.ptr)
        explicit_bzero(folded.ptr, folded.capacity);
    buf_release(&folded);
    return found;
}

/* Words of a webhook's path that are everybody's. */
static bool is_usual(struct sv part)
{
    static const char *const USUAL[] = {"services", "workflows", "triggers",
                                        "webhook",  "webhooks",  "hooks"};

    for (size_t k = 0; k < sizeof USUAL / sizeof USUAL[0]; k++)
        if (sv_eq_fold(part, sv_from(USUAL[k])))
            return true;
    return false;
}

bool secret_echoed(struct sv text, struct sv secret)
{
    const char *host;
    size_t at;

    if (!secret.len)
        return false;
    host = memmem(secret.ptr, secret.len, "://", 3);
    if (!host)
        return one_echoed(text, secret);
    at = (size_t)(host - secret.ptr) + 3;
    while (at < secret.len && !strchr("/?#", secret.ptr[at]))
        at++;
    for (size_t from = at; at <= secret.len; at++) {
        if (at < secret.len && !strchr("/?#&=", secret.ptr[at]))
            continue;
        struct sv part = {secret.ptr + from, at - from};
        if (!is_usual(part) && one_echoed(text, part))
            return true;
        from = at + 1;
    }
    return false;
}

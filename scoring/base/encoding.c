#include "scoring/base/encoding.h"

#include <utf8proc.h>

/* Code points of the bytes 0x80–0x9F; 0: not assigned. */
static const uint16_t WINDOWS_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

enum { REPLACEMENT = 0xFFFD };

struct sv utf8_cut(struct sv *rest, int32_t *code)
{
    utf8proc_ssize_t got = utf8proc_iterate((const uint8_t *)rest->ptr,
                                            (utf8proc_ssize_t)rest->len, code);
    struct sv cut = {rest->ptr, got > 0 ? (size_t)got : 0};

    *rest = sv_skip(*rest, cut.len);
    return cut;
}

size_t utf8_valid_length(struct sv s)
{
    size_t at = 0;

    while (at < s.len) {
        uint64_t eight;
        int32_t code;
        if (s.len - at >= sizeof eight) {
            memcpy(&eight, s.ptr + at, sizeof eight);
            if (!(eight & 0x8080808080808080u)) {
                at += sizeof eight;
                continue;
            }
        }
        if (!((unsigned char)s.ptr[at] & 0x80)) {
            at++;
            continue;
        }
        struct sv rest = sv_skip(s, at);
        size_t used = utf8_cut(&rest, &code).len;
        if (!used)
            return at;
        at += used;
    }
    return at;
}

static struct sv from_windows_1252(struct sv s, struct arena *a)
{
    size_t high = 0, len = 0;
    char *out;

    for (size_t i = 0; i < s.len; i++)
        high += (unsigned char)s.ptr[i] >> 7;
    out = arena_alloc(a, s.len + 2 * high + 1, 1);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        int32_t code = c;
        if (c >= 0x80 && c < 0xA0)
            code =
                WINDOWS_1252[c - 0x80] ? WINDOWS_1252[c - 0x80] : REPLACEMENT;
        if (code < 0x80)
            out[len++] = (char)code;
        else
            len += (size_t)utf8proc_encode_char(code, (uint8_t *)out + len);
    }
    return (struct sv){out, len};
}

/* Offset of the first byte that Windows-1252 does not assign; s.len: none. */
static size_t windows_1252_length(struct sv s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x80 && c < 0xA0 && !WINDOWS_1252[c - 0x80])
            return i;
    }
    return s.len;
}

static bool ascii_letter_at(struct sv s, size_t i)
{
    return i < s.len && ascii_letter(s.ptr[i]);
}

/*
 * Accented letters stand alone or in pairs, and pairs among other letters; in
 * a text of another alphabet whole words are such bytes. *at: the first word
 * of them.
 */
static bool mostly_foreign(struct sv s, size_t *at)
{
    enum { WORD = 4, FEW = 8 };
    size_t high = 0, in_words = 0, run = 0;

    *at = s.len;
    for (size_t i = 0; i <= s.len; i++) {
        if (i < s.len && (unsigned char)s.ptr[i] & 0x80 &&
            s.ptr[i] != '\xA0') { /* a blank, in nearly all of them */
            run++;
            continue;
        }
        high += run;
        bool word =
            run >= WORD || (run > 1 && !ascii_letter_at(s, i) &&
                            (i == run || !ascii_letter_at(s, i - run - 1)));
        in_words += word ? run : 0;
        if (word && *at == s.len)
            *at = i - run;
        run = 0;
    }
    return in_words >= FEW && in_words * 2 > high;
}

static bool ascii_small(struct sv s, size_t i)
{
    return i < s.len && s.ptr[i] >= 'a' && s.ptr[i] <= 'z';
}

/*
 * Where the bytes 0x80 to 0xBF of Windows-1252 may stand behind a small letter:
 * W within a word (apostrophes, dashes, a few letters), E only at its end (a
 * dagger, a closing quote), - nowhere (an opening quote, a capital). A dash
 * before a lone n is a Mac's \u00f3 in "negociaci\u00f3n".
 */
static const char BEHIND_SMALL[] = "EE---WEE-E-E-E-E"
                                   "EWWEEEWW-EWEWEW-"
                                   "WEEEEEEEEEWEEWEE"
                                   "WEEEWEEWEEWEEEEE";

static bool is_sign(struct sv s, size_t i)
{
    unsigned char c = (unsigned char)s.ptr[i];
    bool within = ascii_letter_at(s, i + 1) ||
                  (i + 1 < s.len && (unsigned char)s.ptr[i + 1] >= 0xC0);

    if (c >= 0xC0)
        return false;
    if (c == 0x97 && within && s.ptr[i + 1] == 'n')
        return !ascii_letter_at(s, i + 2);
    char may = BEHIND_SMALL[c - 0x80];
    return may == '-' || (may == 'E' && within);
}

/*
 * Western texts of a Mac or of DOS have their accented letters where
 * Windows-1252 has signs and capitals: "gagn\u017de". *at: the first of them.
 */
static bool mostly_signs(struct sv s, size_t *at)
{
    enum { FEW = 3 };
    size_t signs = 0, letters = 0;

    *at = s.len;
    for (size_t i = 1; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        /* "M\u201er" is no word either. */
        if (c < 0x80 || !(ascii_small(s, i - 1) ||
                          (ascii_letter_at(s, i - 1) && ascii_small(s, i + 1))))
            continue;
        letters += c >= 0xDF;
        if (is_sign(s, i) && signs++ == 0)
            *at = i;
    }
    return signs >= FEW && signs > letters;
}

/*
 * One field that was cut inside a character must not turn a whole UTF-8 file
 * into gibberish. Text in Windows-1252 holds next to no valid sequence of
 * several bytes, so a file with ten times as many of them as bad bytes is
 * damaged UTF-8: *out then has U+FFFD for each bad byte.
 */
static bool damaged_utf8(struct sv *out, struct sv s, struct arena *a)
{
    enum { TIMES = 10, BYTES = 3 }; /* of U+FFFD */
    size_t several = 0, bad = 0, len = 0;
    int32_t code;
    char *text;

    for (struct sv rest = s; rest.len;) {
        size_t used = utf8_cut(&rest, &code).len;
        several += used > 1;
        bad += !used;
        rest = sv_skip(rest, !used);
    }
    if (several < TIMES * bad)
        return false;
    text = arena_alloc(a, s.len + BYTES * bad, 1);
    for (struct sv rest = s; rest.len;) {
        if (!utf8_cut(&rest, &code).len) {
            code = REPLACEMENT;
            rest = sv_skip(rest, 1);
        }
        len += (size_t)utf8proc_encode_char(code, (uint8_t *)text + len);
    }
    *out = (struct sv){text, len};
    return true;
}

static uint32_t unit_at(struct sv s, size_t i, bool big)
{
    uint32_t first = (unsigned char)s.ptr[i];
    uint32_t second = (unsigned char)s.ptr[i + 1];

    return big ? first << 8 | second : second << 8 | first;
}

static struct sv from_utf16(struct sv s, bool big, struct arena *a)
{
    char *out = arena_alloc(a, s.len / 2 * 3 + 4, 1);
    size_t len = 0;

    for (size_t i = 0; i + 1 < s.len; i += 2) {
        uint32_t code = unit_at(s, i, big);
        if (code >= 0xD800 && code < 0xE000) {
            uint32_t low = i + 3 < s.len ? unit_at(s, i + 2, big) : 0;
            if (code < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            } else {
                code = REPLACEMENT;
            }
        }
        len +=
            (size_t)utf8proc_encode_char((int32_t)code, (uint8_t *)out + len);
    }
    return (struct sv){out, len};
}

static size_t line_of(struct sv s, size_t at)
{
    size_t line = 1;

    for (size_t i = 0; i < at; i++)
        line += s.ptr[i] == '\n';
    return line;
}

static bool refuse_binary(struct sv s, const char *path, struct err *err)
{
    const char *nul = s.len ? memchr(s.ptr, 0, s.len) : NULL;

    if (sv_starts(s, SV("PK\003\004")))
        return err_set(err, EXIT_INPUT,
                       "%s: is a zip file or Excel workbook, not text; save "
                       "it as CSV (UTF-8) and name that file",
                       path);
    if (nul)
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: holds NUL bytes: binary, not text; name a "
                       "CSV export",
                       path, line_of(s, (size_t)(nul - s.ptr)));
    return true;
}

/* What is not UTF-8 must at least be Windows-1252. */
static bool refuse_foreign(struct sv s, const char *path,
                           enum encoding encoding, struct err *err)
{
    size_t at = windows_1252_length(s);

    if (at < s.len)
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: holds bytes (0x%02X) that neither UTF-8 nor "
                       "Windows-1252 has, as Shift_JIS would; save the export "
                       "as UTF-8 and name that file",
                       path, line_of(s, at),
                       (unsigned)(unsigned char)s.ptr[at]);
    if (encoding == ENCODING_WINDOWS_1252 ||
        (!mostly_foreign(s, &at) && !mostly_signs(s, &at)))
        return true;
    return err_set(err, EXIT_INPUT,
                   "%s:%zu: is not UTF-8, and reads as no text in "
                   "Windows-1252; save the export as UTF-8 and name that "
                   "file, or set encoding = windows-1252 under [input]",
                   path, line_of(s, at));
}

bool encoding_decode(struct sv *out, const char **name, struct sv bytes,
                     const char *path, enum encoding encoding, struct arena *a,
                     struct err *err)
{
    bool big = sv_starts(bytes, SV("\xFE\xFF"));
    struct sv s = bytes;

    if (big || sv_starts(bytes, SV("\xFF\xFE"))) {
        s = from_utf16(sv_skip(s, 2), big, a);
        *name = "UTF-16";
        *out = s;
        return refuse_binary(s, path, err);
    }
    if (!refuse_binary(s, path, err))
        return false;
    if (sv_starts(s, SV("\xEF\xBB\xBF")))
        s = sv_skip(s, 3);
    if (encoding != ENCODING_WINDOWS_1252) {
        size_t valid = utf8_valid_length(s);
        if (valid == s.len) {
            *name = "UTF-8";
            *out = s;
            return true;
        }
        if (encoding == ENCODING_UTF8)
            return err_set(err, EXIT_INPUT,
                           "%s:%zu: is not UTF-8, as declared; set encoding = "
                           "auto or windows-1252 under [input]",
                           path, line_of(s, valid));
        if (damaged_utf8(out, s, a)) {
            *name = ENCODING_DAMAGED;
            return true;
        }
    }
    if (!refuse_foreign(s, path, encoding, err))
        return false;
    *name = "Windows-1252";
    *out = from_windows_1252(s, a);
    return true;
}

/* May a cleaning be due? Cheap, and true for little else than what needs it. */
static bool suspicious(struct sv s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x20 || c == 0x7f || c == 0xC2 || c == 0xE2 || c == 0xEF)
            return true;
    }
    return false;
}

static bool is_control(int32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

static bool is_dropped(int32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
           c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
}

/* Bytes of a blank, or of a character of no width, that begins at p; else 0. */
static size_t edge_length(const char *p, size_t left)
{
    static const struct {
        char bytes[4];
        unsigned char last; /* up to this last byte */
    } EDGES[] = {
        {"\xC2\xA0", 0xA0},     /* no-break blank */
        {"\xC2\xAD", 0xAD},     /* soft hyphen */
        {"\xD8\x9C", 0x9C},     /* direction of Arabic */
        {"\xE1\x9A\x80", 0x80}, /* blank of Ogham */
        {"\xE1\xA0\x8E", 0x8E}, /* Mongolian separator, of no width */
        {"\xE2\x80\x80", 0x8F}, /* blanks of all widths, none, direction */
        {"\xE2\x80\xA8", 0xAF}, /* separators, direction, narrow no-break */
        {"\xE2\x81\x9F", 0xA9}, /* mathematical blank, joiner, isolates */
        {"\xE3\x80\x80", 0x80}, /* ideographic blank */
        {"\xEF\xBB\xBF", 0xBF}, /* byte order mark */
    };

    for (size_t k = 0; k < sizeof EDGES / sizeof EDGES[0]; k++) {
        size_t len = strlen(EDGES[k].bytes);
        if (len <= left && !memcmp(p, EDGES[k].bytes, len - 1) &&
            (unsigned char)p[len - 1] >=
                (unsigned char)EDGES[k].bytes[len - 1] &&
            (unsigned char)p[len - 1] <= EDGES[k].last)
            return len;
    }
    return 0;
}

static size_t edge_in_front(struct sv s)
{
    return s.len && s.ptr[0] & 0x80 ? edge_length(s.ptr, s.len) : 0;
}

static size_t edge_behind(struct sv s)
{
    if (!s.len || !(s.ptr[s.len - 1] & 0x80))
        return 0;
    for (size_t len = 2; len <= 3 && len <= s.len; len++)
        if (edge_length(s.ptr + s.len - len, len) == len)
            return len;
    return 0;
}

struct sv text_trim(struct sv s)
{
    size_t front, behind;

    if (!text_has_edges(s))
        return s;
    do {
        s = sv_trim(s);
        if (!s.len)
            break;
        front = edge_in_front(s);
        s = sv_skip(s, front);
        behind = edge_behind(s);
        s.len -= behind;
    } while (front + behind);
    return s;
}

struct sv text_clean(struct arena *a, struct sv s)
{
    size_t len = 0;
    bool gap = false;
    char *out;

    s = text_trim(s);
    if (!suspicious(s))
        return s;
    out = arena_alloc(a, s.len + 1, 1);
    while (s.len) {
        int32_t code;
        struct sv cut = utf8_cut(&s, &code);
        if (!cut.len) { /* not after encoding_decode(); be safe all the same */
            code = '?';
            cut = SV("?");
            s = sv_skip(s, 1);
        }
        if (is_control(code)) {
            gap = true;
        } else if (!is_dropped(code)) {
            if (gap)
                out[len++] = ' ';
            gap = false;
            memcpy(out + len, cut.ptr, cut.len);
            len += cut.len;
        }
    }
    return text_trim((struct sv){out, len});
}

struct sv text_of_bytes(struct sv bytes, struct arena *a)
{
    if (utf8_valid_length(bytes) < bytes.len)
        bytes = from_windows_1252(bytes, a);
    return sv_copy(a, text_clean(a, bytes));
}

struct sv file_name_of(struct sv path, struct arena *a)
{
    struct sv name = path;

    for (size_t i = path.len; i-- > 0 && name.len == path.len;)
        if (path.ptr[i] == '/')
            name = sv_skip(path, i + 1);
    return text_of_bytes(name, a);
}

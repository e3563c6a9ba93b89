#include "scoring/intake/markup.h"

#include <iconv.h>
#include <stdint.h>

enum { HEAD_BYTES = 4096, NAME_BYTES = 40 };

/* Encodings that encoding_decode() tells by the bytes, whatever is declared:
 * few pages in them declare the right one. */
static const char *const TOLD_BY_BYTES[] = {
    "utf-8",   "utf8",         "us-ascii", "ascii",  "iso-8859-1", "latin1",
    "latin-1", "windows-1252", "cp1252",   "x-ansi", "unicode",
};

/* Names of the web that mean more than iconv takes them for. */
static const struct {
    const char *name, *taken_as;
} ALIASES[] = {
    {"shift_jis", "CP932"},      {"shift-jis", "CP932"}, {"x-sjis", "CP932"},
    {"sjis", "CP932"},           {"ms_kanji", "CP932"},  {"gb2312", "GB18030"},
    {"gbk", "GB18030"},          {"x-gbk", "GB18030"},   {"euc-kr", "CP949"},
    {"ks_c_5601-1987", "CP949"},
};

bool markup_begins(struct sv bytes)
{
    size_t i = 0;

    if (sv_starts(bytes, SV("\xEF\xBB\xBF")))
        i = 3;
    bool wide =
        sv_starts(bytes, SV("\xFF\xFE")) || sv_starts(bytes, SV("\xFE\xFF"));
    if (wide)
        i = 2;
    while (i < bytes.len &&
           (ascii_space(bytes.ptr[i]) || (wide && !bytes.ptr[i])))
        i++;
    return i < bytes.len && bytes.ptr[i] == '<';
}

static struct sv name_after(struct sv rest)
{
    size_t len = 0;

    while (rest.len && (ascii_space(rest.ptr[0]) || rest.ptr[0] == '=' ||
                        rest.ptr[0] == '"' || rest.ptr[0] == '\''))
        rest = sv_skip(rest, 1);
    while (len < rest.len && len < NAME_BYTES &&
           (ascii_letter(rest.ptr[len]) || ascii_digit(rest.ptr[len]) ||
            strchr("-_.:", rest.ptr[len])))
        len++;
    return (struct sv){rest.ptr, len};
}

/* What `charset=` or `encoding=` says near the beginning; empty: nothing. */
static struct sv declared_in(struct sv s)
{
    static const struct sv WORDS[] = {SV("charset"), SV("encoding")};

    s.len = s.len < HEAD_BYTES ? s.len : HEAD_BYTES;
    for (size_t i = 0; i < s.len; i++)
        for (size_t k = 0; k < sizeof WORDS / sizeof WORDS[0]; k++) {
            struct sv at = {s.ptr + i, WORDS[k].len};
            if (at.len + i > s.len || !sv_eq_fold(at, WORDS[k]))
                continue;
            struct sv name = name_after(sv_skip(s, i + at.len));
            if (name.len)
                return name;
        }
    return (struct sv){0};
}

static bool told_by_bytes(struct sv name)
{
    for (size_t k = 0; k < sizeof TOLD_BY_BYTES / sizeof TOLD_BY_BYTES[0]; k++)
        if (sv_eq_fold(name, sv_from(TOLD_BY_BYTES[k])))
            return true;
    return !name.len;
}

static bool convert(struct sv *out, iconv_t way, struct sv s, struct arena *a)
{
    size_t room = 4 * s.len + 4, left = room;
    char *text = arena_alloc(a, room, 1), *to = text;
    char *from = (char *)(uintptr_t)s.ptr; /* iconv does not write there */

    if (iconv(way, &from, &s.len, &to, &left) == (size_t)-1)
        return false;
    *out = (struct sv){text, room - left};
    for (size_t i = 0; i < out->len; i++)
        if (!text[i])
            text[i] = ' ';
    return utf8_valid_length(*out) == out->len;
}

static bool from_declared(struct sv *out, const struct markup *m,
                          const char *name, struct arena *a, struct err *err)
{
    const char *taken_as = name;
    iconv_t way;
    bool ok;

    for (size_t k = 0; k < sizeof ALIASES / sizeof ALIASES[0]; k++)
        if (sv_eq_fold(sv_from(name), sv_from(ALIASES[k].name)))
            taken_as = ALIASES[k].taken_as;
    way = iconv_open("UTF-8", taken_as);
    if (way == (iconv_t)-1)
        return err_set(err, EXIT_INPUT,
                       "%s: declares the encoding %s, which is not known "
                       "here; save it as UTF-8 or .xlsx and name that file",
                       m->path, name);
    ok = convert(out, way, m->bytes, a);
    iconv_close(way);
    return ok || err_set(err, EXIT_INPUT,
                         "%s: holds bytes that are not %s, as it declares; "
                         "export it as UTF-8 or .xlsx",
                         m->path, name);
}

bool markup_text(struct sv *out, const char **name, const struct markup *m,
                 struct arena *a, struct err *err)
{
    struct sv declared = declared_in(m->bytes);

    if (m->encoding != ENCODING_AUTO || told_by_bytes(declared) ||
        sv_starts(m->bytes, SV("\xEF\xBB\xBF")))
        return encoding_decode(out, name, m->bytes, m->path, m->encoding, a,
                               err);
    *name = sv_cstr(a, declared);
    return from_declared(out, m, *name, a, err);
}

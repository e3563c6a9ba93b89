/*
 * Encoding: bytes of a file to valid UTF-8, and text made fit to leave the
 * gate. A byte order mark is stripped; UTF-16 with its mark is decoded;
 * bytes that are not UTF-8 are read as Windows-1252, which CRMs on Windows
 * still export, unless the settings declare UTF-8. What Windows-1252 does not
 * have, or would show as rows of accented letters, is another encoding
 * (Shift_JIS, GBK, Windows-1251) and refused; so are signs and capitals within
 * words, where a Mac and DOS have their accented letters.
 */
#ifndef SCORING_BASE_ENCODING_H
#define SCORING_BASE_ENCODING_H

#include <stdint.h>

#include "scoring/base/err.h"
#include "scoring/base/sv.h"

enum encoding { ENCODING_AUTO, ENCODING_UTF8, ENCODING_WINDOWS_1252 };

/* Its bad bytes have become U+FFFD. */
#define ENCODING_DAMAGED "UTF-8, damaged"

/*
 * *out is a view into `bytes` where nothing had to change, else a copy in
 * `a`. *name: "UTF-8", "UTF-16", "Windows-1252" or ENCODING_DAMAGED. Binary
 * content (a NUL byte), bytes that are not UTF-8 where it was declared, and
 * bytes of neither are errors.
 */
bool encoding_decode(struct sv *out, const char **name, struct sv bytes,
                     const char *path, enum encoding encoding, struct arena *a,
                     struct err *err);

/* Cuts the character at the front off, which *code becomes, and returns its
 * bytes; the empty view, and *rest as it was, at the end and where no character
 * of UTF-8 stands. */
struct sv utf8_cut(struct sv *rest, int32_t *code);

/* Offset of the first byte that is not UTF-8; s.len when all are. */
size_t utf8_valid_length(struct sv s);

/* Valid UTF-8 in, without blanks of any script and characters of no width at
 * both ends: no-break, Ogham and ideographic blanks, U+061C, U+180E, U+200B to
 * U+200F, U+FEFF. */
struct sv text_trim(struct sv s);

/*
 * Valid UTF-8 in; trimmed as text_trim() does, each run of control characters
 * and line separators a space, bidirectional overrides and isolates
 * (U+202A–202E, U+2066–2069), U+FEFF, U+FFFE and U+FFFF gone. A view into s
 * where nothing had to change, else a copy in `a`.
 */
struct sv text_clean(struct arena *a, struct sv s);

/*
 * A text of the command line, in `a`, cleaned as text_clean() does. It has no
 * encoding of its own: bytes that are no UTF-8 are read as Windows-1252.
 */
struct sv text_of_bytes(struct sv bytes, struct arena *a);

/* What the file at `path` is called, in `a`: its name without the folders, as
 * a text of that kind, which archives of Windows leave. */
struct sv file_name_of(struct sv path, struct arena *a);

/* May text_trim() have something to take off? Not where both ends are letters,
 * digits or marks of ASCII, as those of nearly every cell are. */
static inline bool text_has_edges(struct sv s)
{
    signed char first = s.len ? (signed char)s.ptr[0] : 'x';
    signed char last = s.len ? (signed char)s.ptr[s.len - 1] : 'x';

    return first <= ' ' || first == 0x7f || last <= ' ' || last == 0x7f;
}

#endif

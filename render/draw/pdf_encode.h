/*
 * How a PDF writes text outside its fonts: titles, text of outlines, and the
 * map from character codes to Unicode.
 */
#ifndef RENDER_DRAW_PDF_ENCODE_H
#define RENDER_DRAW_PDF_ENCODE_H

#include "scoring/base/buf.h"

/* UTF-8 for libharu's encoder, which knows two bytes a character and no
 * more: what lies above U+FFFF becomes U+FFFD, control characters go.
 * Replaces what `b` holds and returns it, terminated. */
const char *pdf_encode_title(struct buf *b, struct sv text);

/* Appends <…>: UTF-16BE in hexadecimal, without a byte order mark. */
void pdf_encode_utf16(struct buf *b, struct sv text);

/* Appends UTF-16BE with its byte order mark (PDF 32000-1, 7.9.2.2), without
 * control characters. */
void pdf_encode_utf16_bytes(struct buf *b, struct sv text);

/* Appends a ToUnicode map (PDF 32000-1, 9.10.3). Of a font whose codes are
 * Unicode: the identity, a range for each high byte, since a range may not
 * cross it. Of a font with codes of one byte: what each stands for, text[0]
 * for code 1 and so on. */
void pdf_encode_map(struct buf *b);
void pdf_encode_letters(struct buf *b, const struct sv *text, size_t n);

#endif

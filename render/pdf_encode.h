/*
 * How a PDF writes text outside its fonts: titles, text of outlines, and the
 * map from character codes to Unicode.
 */
#ifndef RENDER_PDF_ENCODE_H
#define RENDER_PDF_ENCODE_H

#include "scoring/base/buf.h"

/* UTF-8 for libharu's encoder, which knows two bytes a character and no
 * more: what lies above U+FFFF becomes U+FFFD, control characters go.
 * Replaces what `b` holds and returns it, terminated. */
const char *pdf_encode_title(struct buf *b, struct sv text);

/* Appends <FEFF…>: UTF-16BE in hexadecimal with its byte order mark
 * (PDF 32000-1, 7.9.2.2). */
void pdf_encode_utf16(struct buf *b, struct sv text);

/* Appends the ToUnicode map of a font whose codes are Unicode: the identity,
 * a range for each high byte, since a range may not cross it (9.10.3). */
void pdf_encode_map(struct buf *b);

#endif

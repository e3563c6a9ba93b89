/*
 * MIME: the pieces an e-mail is made of (RFC 2045, 2046, 5322). Lines end in
 * CRLF and are at most 76 characters long, so that no server on the way
 * rewrites them.
 */
#ifndef RENDER_BASE_MIME_H
#define RENDER_BASE_MIME_H

#include <stdint.h>

#include "scoring/base/buf.h"

enum { MIME_DATE = 40 };

/* Text as quoted-printable: readable in the source, and safe. */
void mime_quoted(struct buf *out, struct sv text);
/* Bytes as base64. */
void mime_base64(struct buf *out, struct sv bytes);
/* The same on one line: for a word of a header, or data that a script reads. */
void mime_base64_line(struct buf *out, struct sv bytes);
/* Length of mime_base64()'s output. */
size_t mime_base64_len(size_t bytes);

/* "Mon, 01 Jan 2024 06:00:00 +0000": 06:00 UTC of that day. */
char *mime_date(char out[MIME_DATE], int32_t date);

#endif

/*
 * Verify parts: is each file of a pack whole in its own format? Read back
 * before a pack is published, and by `verify`: a library that loses a write
 * leaves a file that is damaged and hashed as such.
 *
 * - XLSX: every part unpacks with its checksum and is well-formed XML; what
 *   relations and content types name is there.
 * - PDF: header, table of objects, each object in its place, each stream as
 *   long as it says and sound, as many pages as are counted, every font
 *   embedded, a tree of elements to read it by.
 * - PNG: every chunk with its checksum, from IHDR to IEND.
 * - JSON: parses.
 * - CSV: every row has the fields of the header.
 * - Other text: is UTF-8 without NUL bytes.
 */
#ifndef RENDER_PACK_VERIFY_PARTS_H
#define RENDER_PACK_VERIFY_PARTS_H

#include "scoring/base/err.h"
#include "scoring/base/sv.h"

/* Judges the file by the end of its name; one of no known kind passes. */
bool verify_part(const char *path, struct sv bytes, struct arena *a,
                 struct err *err);

/* The three of them that are not one call of a library. */
bool verify_workbook(const char *path, struct sv bytes, struct arena *a,
                     struct err *err);
bool verify_pdf(const char *path, struct sv bytes, struct arena *a,
                struct err *err);
bool verify_png(const char *path, struct sv bytes, struct arena *a,
                struct err *err);

#endif

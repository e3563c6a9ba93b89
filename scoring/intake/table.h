/*
 * An export as a table of texts, whatever file it came from: rows of cells
 * with the line on which each begins. What every reader of a file format
 * fills (csv.h, xlsx.h, excel_xml.h, html_table.h), and all that the gate
 * looks at. A field takes four bytes, not a view's sixteen: a million rows
 * hold tens of millions of them.
 */
#ifndef SCORING_INTAKE_TABLE_H
#define SCORING_INTAKE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "scoring/base/encoding.h"
#include "scoring/base/sv.h"
#include "scoring/intake/table_kind.h"

/* At most, of every format; bytes of a cell: Salesforce's longest is so long.
 */
enum { TABLE_COLUMNS = 4096, TABLE_CELL_BYTES = 131072 };
/* Rows among which a header is looked for. */
enum { TABLE_HEAD_ROWS = 31 };
/* Bytes that the length of a text takes at most; all texts of a table take
 * fewer than TABLE_TEXT_MOST. */
enum { TABLE_LENGTH = 3 };
#define TABLE_TEXT_MOST ((size_t)UINT32_MAX)

struct table_row {
    size_t line;     /* line of its first field, of a sheet its row; from 1 */
    size_t first;    /* index of its first field */
    uint32_t fields; /* how many */
    bool torn;       /* over several lines, with a stray quote: an unclosed
                        one has most likely swallowed the rows between */
};

struct table {
    size_t n_rows;
    struct table_row *rows; /* n_rows; row 0 is the header */
    size_t n_fields;
    uint32_t *fields; /* where in `text` each stands, row after row */
    const char *text; /* of all of them, decoded UTF-8, each behind its length;
                         at 0 the empty one */
    enum table_kind kind;
    bool trimmed; /* no field has blanks or the like at its ends; false: some
                     may have */
    bool grid;    /* its cells know their columns: a row may end before the last
                     of them, and is never one too long */
    char delimiter;       /* of TABLE_TEXT */
    const char *encoding; /* "UTF-8", … (encoding.h), the name that a page of
                             HTML declares; of a workbook "UTF-8" */
    struct sv sheet;      /* of TABLE_WORKBOOK: its name, cleaned */
    struct sv others;     /* sheets that suit as well and are not read, as a
                             list; empty: none */
};

/* Seven bits of the length a byte, the lowest first; 0x80: more follow. */
static inline struct sv table_text(const char *text, uint32_t at)
{
    const unsigned char *p = (const unsigned char *)text + at;
    size_t len = *p & 0x7f;

    for (int shift = 7; *p++ & 0x80; shift += 7)
        len |= (size_t)(*p & 0x7f) << shift;
    return (struct sv){(const char *)p, len};
}

/* Writes what table_text() reads; returns its bytes. */
static inline size_t table_text_put(char *out, struct sv text)
{
    size_t used = 0, len = text.len;

    for (; len > 0x7f; len >>= 7)
        out[used++] = (char)((len & 0x7f) | 0x80);
    out[used++] = (char)len;
    if (text.len)
        memcpy(out + used, text.ptr, text.len);
    return used + text.len;
}

static inline struct sv table_field(const struct table *t, size_t field)
{
    return table_text(t->text, t->fields[field]);
}

/* What is declared of the file, and looked for in it. */
struct table_form {
    enum encoding encoding;
    char delimiter;  /* 0: sniff */
    struct sv sheet; /* of a workbook; empty: the one whose header is known */
    /* How many of the cells are headers that are looked for; NULL: none is
     * known. */
    size_t (*known)(const void *ctx, const struct sv *cells, size_t n);
    const void *ctx;
};

/*
 * Reads an export of any format, told by its content and never by its name:
 * a workbook (.xlsx, or the XML of Excel 2003), a page of HTML with a table
 * (as Salesforce writes and calls .xls), else delimited text. What is known to
 * be something else (an .xls, an encrypted workbook, a PDF, a .gz) is an
 * error that says what to do. `path` is only for messages; memory is from
 * `a`, and `bytes` may go.
 */
bool table_read(struct table *out, struct sv bytes, const char *path,
                const struct table_form *form, struct arena *a,
                struct err *err);

#endif

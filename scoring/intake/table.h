/*
 * An export as a table of texts, whatever file it came from: rows of cells
 * with the line on which each begins. What every reader of a file format
 * fills (csv.h, xlsx.h, excel_xml.h, html_table.h), and all that the gate
 * looks at. A field takes eight bytes, not a view's sixteen: a million rows
 * hold tens of millions of them.
 */
#ifndef SCORING_INTAKE_TABLE_H
#define SCORING_INTAKE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scoring/base/encoding.h"
#include "scoring/base/sv.h"
#include "scoring/intake/table_kind.h"

enum { TABLE_COLUMNS = 4096 }; /* at most, of every format */
enum { TABLE_FIELD_BITS = 20 };

/* A field: where its text stands in table.text. */
struct text_at {
    uint64_t at : 64 - TABLE_FIELD_BITS;
    uint64_t len : TABLE_FIELD_BITS;
};

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
    struct text_at *fields; /* all fields, row after row */
    const char *text;       /* of all of them, decoded UTF-8 */
    enum table_kind kind;
    bool grid; /* its cells know their columns: a row may end before the last
                  of them, and is never one too long */
    char delimiter;       /* of TABLE_TEXT */
    const char *encoding; /* "UTF-8", … (encoding.h), the name that a page of
                             HTML declares; of a workbook "UTF-8" */
    struct sv sheet;      /* of TABLE_WORKBOOK: its name, cleaned */
};

static inline struct sv table_field(const struct table *t, size_t field)
{
    return (struct sv){t->text + t->fields[field].at, t->fields[field].len};
}

/* What is declared of the file, and looked for in it. */
struct table_form {
    enum encoding encoding;
    char delimiter;  /* 0: sniff */
    struct sv sheet; /* of a workbook; empty: the one whose header is known */
    /* How many of the cells are headers that are looked for; NULL: the first
     * sheet or table with rows is read. */
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

/*
 * The parts of a workbook, private to xlsx*.c: xlsx.c knows which there are and
 * chooses the sheet, xlsx_styles.c reads the formats of cells, xlsx_strings.c
 * the shared strings, xlsx_sheet.c the rows.
 */
#ifndef SCORING_INTAKE_XLSX_PARTS_H
#define SCORING_INTAKE_XLSX_PARTS_H

#include "scoring/base/buf.h"
#include "scoring/intake/cell_format.h"
#include "scoring/intake/grid.h"
#include "scoring/intake/tabs.h"
#include "scoring/intake/xlsx_zip.h"

struct xlsx_book {
    const char *path;
    struct arena *a; /* for all but the table */
    struct xlsx_zip zip;
    struct sv main, folder;         /* "xl/workbook.xml", "xl/" */
    struct sv styles, strings_part; /* parts; empty: none */
    bool date1904;
    struct tabs tabs; /* those that are worksheets */
    size_t n_formats;
    struct cell_format *formats; /* n_formats, by a cell's s */
    size_t n_strings;
    uint32_t *strings; /* n_strings, in the grid's text */
};

/* The namespaces of SpreadsheetML, for struct xml_reader. */
extern const char *const XLSX_SPACES[];

/* Text of <t> and its like: adds a piece, up to more than a cell may hold. */
void xlsx_text_add(struct buf *text, struct sv piece);
/* Resolves _x000D_ and the like, in place. */
void xlsx_text_unescape(struct buf *text);

bool xlsx_styles(struct xlsx_book *book, struct err *err);
bool xlsx_strings(struct xlsx_book *book, struct grid *grid, struct err *err);
bool xlsx_rows(struct xlsx_book *book, const struct tab *tab, struct grid *grid,
               struct err *err);

#endif

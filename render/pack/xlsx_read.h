/*
 * Reads what a spreadsheet file holds: sheets, defined names and the values
 * of cells (for a formula: the value it was stored with). For verify, which
 * must not trust the code that wrote the file; enough of ECMA-376 part 1 for
 * that, and no more.
 */
#ifndef RENDER_PACK_XLSX_READ_H
#define RENDER_PACK_XLSX_READ_H

#include "scoring/base/err.h"
#include "scoring/base/sv.h"

struct xlsx_name {
    struct sv name, sheet; /* "open_deals", "Summary" */
    size_t row, col;       /* from 0 */
};

struct xlsx {
    const char *path;
    size_t n_sheets;
    struct xlsx_sheet {
        struct sv name, id; /* id: relationship */
        struct sv part;     /* "xl/worksheets/sheet1.xml" */
    } * sheets;             /* n_sheets */
    size_t n_names;
    struct xlsx_name *names; /* single cells only */
    size_t n_strings;
    struct sv *strings; /* shared strings */
};

/* The value of an attribute, in a list as expat gives it; "": not there. */
const char *xlsx_attribute(const char **list, const char *name);

/* All memory is from `a`. */
bool xlsx_open(struct xlsx *out, const char *path, struct arena *a,
               struct err *err);

/* Calls fn for every cell with a value, row by row; a shared string is
 * looked up. fn returns false and sets err to stop. */
bool xlsx_cells(const struct xlsx *x, struct sv sheet,
                bool (*fn)(void *ctx, size_t row, size_t col, struct sv value,
                           struct err *err),
                void *ctx, struct err *err);

#endif

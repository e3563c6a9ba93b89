/*
 * Grid: a table that is filled cell by cell, for formats whose cells know
 * their columns (sheets, tables of HTML). Private to this room. Cells of a row
 * come in any order; empty ones at its end are none, and a row without any is
 * no row. A text that stands again and again is kept once.
 *
 *     grid_init(&grid, &table, path, a);
 *     grid_row(&grid, 7);
 *     grid_cell(&grid, 0, SV("Acme"), &err);
 *     grid_row_end(&grid, &err);
 *     grid_finish(&grid);
 */
#ifndef SCORING_INTAKE_GRID_H
#define SCORING_INTAKE_GRID_H

#include "scoring/base/err.h"
#include "scoring/intake/table.h"

struct grid {
    struct table *out;
    struct arena *a;
    const char *path; /* for errors */
    char *text;
    size_t text_len, text_max, fields_max, rows_max;
    size_t filled;    /* fields that hold a text */
    size_t row;       /* line of the row that is open */
    size_t width;     /* up to the last of its cells that holds a text */
    size_t rows_most; /* 0: all; else the grid is full with as many */
    size_t n_merged, merged_max, reached; /* cells that merged ones reached */
    struct merged {
        size_t column, from, to;
    } *merged; /* downward, n_merged */
    uint32_t *cells;  /* TABLE_COLUMNS, of the open row */
    uint32_t *again;  /* texts met lately, by their hash */
};

void grid_init(struct grid *g, struct table *out, const char *path,
               struct arena *a);

/* Keeps a text for cells to come, which then take but its place. */
bool grid_keep(struct grid *g, uint32_t *out, struct sv text, struct err *err);

/* A row begins on `line`; one that is open has ended (grid_row_end). */
void grid_row(struct grid *g, size_t line);
bool grid_cell(struct grid *g, size_t column, struct sv text, struct err *err);
bool grid_cell_kept(struct grid *g, size_t column, uint32_t text,
                    struct err *err);
bool grid_row_end(struct grid *g, struct err *err);

/* Cells of the column are merged from one line to another: the first holds what
 * all of them show. A number stays where it is, lest it be counted again. */
void grid_merge(struct grid *g, size_t column, size_t from, size_t to);

/* Has it as many rows as it takes? */
bool grid_full(const struct grid *g);

/* Forgets the rows, not the texts that are kept. */
void grid_rewind(struct grid *g);

/* After it the table can be read. */
void grid_finish(struct grid *g);

/* The name of a sheet as it is shown and asked for, in `a`. */
struct sv grid_sheet_name(const char *name, struct arena *a);

/*
 * How well the first rows of a table suit what is looked for: by the most
 * headers known in one row; of tables without any, by their filled fields.
 * TABLE_SUITS or more: it is one of those that are looked for.
 */
enum { TABLE_SUITS = 2 << 20 };
size_t table_suits(const struct table *t, const struct table_form *form,
                   struct arena *scratch);

#endif

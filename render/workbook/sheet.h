/*
 * Sheet: a workbook being written, for the files workbook_*.c, which know
 * the report but not the library. Numbers are typed, dates are real dates,
 * text is never a formula (it passes escape_cell() and is written as a
 * string), NAN and DATE_NONE leave the cell blank, and infinity never
 * arrives.
 *
 * Every write is checked: the first failure is kept with its sheet and
 * cell, what follows is skipped, and book_close() reports it. So a writer
 * calls without looking back:
 *
 *     struct book *b = book_new(path, tmp_dir, &info);
 *     struct sheet *s = book_sheet(b, "Reps", TAB_READ);
 *     sheet_columns(s, columns, n);
 *     sheet_text(s, row, 0, name, CELL_TEXT);
 *     …
 *     ok = book_close(b, err);    // also frees
 *
 * Rows and columns count from 0. Rows must come in order within a sheet
 * when `streaming` (constant memory) is set; a table then becomes a plain
 * range with a filter. Limits: 1,048,576 rows, 65,000 links a sheet.
 */
#ifndef RENDER_WORKBOOK_SHEET_H
#define RENDER_WORKBOOK_SHEET_H

#include <stdbool.h>
#include <stdint.h>

#include "render/words/style.h"
#include "scoring/base/buf.h"
#include "scoring/base/date.h"
#include "scoring/base/err.h"
#include "scoring/base/sv.h"

enum { SHEET_ROWS = 1048576, SHEET_LINKS = 65000, SHEET_COLUMNS = 64 };

/* How a cell looks; the table of formats is in book.c. */
enum cell {
    CELL_TEXT,
    CELL_WRAP,       /* text over several lines */
    CELL_LABEL,      /* the name of a figure */
    CELL_TITLE,      /* of the sheet */
    CELL_LEAD,       /* the finding, one sentence under the title */
    CELL_SECTION,    /* heading inside a sheet */
    CELL_HEAD,       /* header of a column */
    CELL_HEAD_RIGHT, /* of a column of numbers */
    CELL_NOTE,       /* muted, small */
    CELL_WARNING,    /* a note that must not be missed */
    CELL_LINK,       /* text with a link */
    CELL_COUNT,      /* 1,234,567 */
    CELL_MONEY,      /* $1,234,567 */
    CELL_SCORE,      /* 63.2 */
    CELL_POINTS,     /* +4.2 */
    CELL_PERCENT,    /* 30.1% */
    CELL_FIGURE,     /* 0.725 */
    CELL_P,          /* p-value: 0.0312 */
    CELL_DAYS,       /* 64.5 */
    CELL_DATE,       /* 1 Jan 2024 */
    CELL_LATE,       /* days past a date: a count that must not be missed */
    CELL_INPUT,      /* a number that may be changed: live formulas use it */
    CELL_KPI,        /* a key figure: count, money */
    CELL_KPI_MONEY,
    /* Of a sheet for machines: a type and nothing else. */
    CELL_PLAIN, /* no look at all */
    CELL_PLAIN_MONEY,
    CELL_PLAIN_SCORE,
    CELL_PLAIN_SHARE,
    CELL_PLAIN_DATE,
    CELL_LEVEL, /* CELL_LEVEL + enum level: word, shape and colour */
    CELL_STYLES = CELL_LEVEL + 4
};

struct book_info {
    struct sv title, company;
    struct style style;
    unsigned accent; /* what THEME_ACCENT is here */
    int32_t as_of;   /* printed, and the document's creation date */
    bool streaming;  /* constant memory, for what does not fit */
    bool letter;     /* paper: US Letter, else A4 */
};

struct sheet_column {
    const char *head;
    double width;     /* characters */
    bool right;       /* of numbers: the head stands over their end */
    const char *note; /* on the head: what the column says; NULL: none */
};

struct sheet;

struct book {
    void *native; /* the library's */
    void *formats[CELL_STYLES];
    void *level_formats[4]; /* for conditional formats */
    struct book_info info;
    struct buf text; /* work: one cell's text, terminated */
    struct buf url;  /* the same of a link */
    struct sheet *sheets;
    struct err failed;
    bool has_failed;
};

/* What a column holds, for its width when the book is closed. */
struct sheet_measure {
    double width;    /* declared */
    double grow;     /* text may widen it up to this; 0: it may not */
    double text;     /* the widest text, characters */
    double number;   /* the widest number as it will be shown */
    uint32_t filled; /* cells below the heads */
    bool set, hidden;
};

struct sheet {
    struct sheet *next;
    struct book *book;
    void *native;
    const char *name;
    size_t links;
    struct sheet_measure columns[SHEET_COLUMNS];
};

struct book *book_new(const char *path, const char *tmp_dir,
                      const struct book_info *info);
/* Writes the file, frees the book. The first failure of any write counts. */
bool book_close(struct book *b, struct err *err);

/* Names a cell, so that formulas and `verify` can find it. */
void book_define(struct book *b, const char *name, const struct sheet *s,
                 uint32_t row, uint16_t col);

/* The number format of money in a chart whose largest figure is `most`: in
 * thousands, millions, … with the sign of the currency. */
void book_money_short(struct buf *out, const struct book *b, double most);

/* What a sheet is for, told by the colour of its tab. */
enum sheet_tab { TAB_READ, TAB_CHANGE, TAB_EVIDENCE, TAB_MACHINES };
/* A new sheet in landscape, one page wide, with header and footer. */
struct sheet *book_sheet(struct book *b, const char *name, enum sheet_tab tab);
void sheet_portrait(struct sheet *s);
/* A column grows for a number that would not fit, for text only as far as
 * sheet_grow() allows. */
void sheet_widths(struct sheet *s, const struct sheet_column *c, size_t n);
void sheet_grow(struct sheet *s, uint16_t first, uint16_t last, double most);
/* Hides those of the first n columns that hold nothing under their heads,
 * once all is written; adds the heads to `hidden`: "stage, product". */
void sheet_hide_empty(struct sheet *s, const struct sheet_column *c, size_t n,
                      struct buf *hidden);
void sheet_freeze(struct sheet *s, uint32_t rows, uint16_t cols);
void sheet_repeat(struct sheet *s, uint32_t first_row, uint32_t last_row);
/* Prints the whole sheet on one page. */
void sheet_one_page(struct sheet *s);
/* Prints only the rows to `last_row` and the first `cols` columns; `what`
 * of the sheet that is ("first 500 of 1,200 open deals") stands in the
 * header of the page, NULL: nothing. */
void sheet_print(struct sheet *s, uint32_t last_row, uint16_t cols,
                 const char *what);
void sheet_height(struct sheet *s, uint32_t row, double points);
/* About how many lines a text takes in a column of so many characters. */
size_t sheet_lines(struct sv text, double width);

void sheet_text(struct sheet *s, uint32_t row, uint16_t col, struct sv text,
                enum cell cell);
void sheet_number(struct sheet *s, uint32_t row, uint16_t col, double x,
                  enum cell cell);
void sheet_date(struct sheet *s, uint32_t row, uint16_t col, int32_t date,
                enum cell cell);
/* `formula` is ours alone, never CRM text; `value` is what it gives. */
void sheet_formula(struct sheet *s, uint32_t row, uint16_t col,
                   const char *formula, double value, enum cell cell);
void sheet_formula_text(struct sheet *s, uint32_t row, uint16_t col,
                        const char *formula, const char *value, enum cell cell);
/* The same over the columns 0 … last, wrapped. */
void sheet_merge_formula(struct sheet *s, uint32_t row, uint16_t last,
                         const char *formula, const char *value,
                         enum cell cell);
/* A PNG at so many times its size, from the left upper corner of a cell; `alt`
 * for who cannot see it. */
void sheet_image(struct sheet *s, uint32_t row, uint16_t col, struct sv png,
                 double scale, const char *alt);
/* Text that opens `url`, which may be a path from the workbook's own folder;
 * past the limit of links plain text. */
void sheet_link(struct sheet *s, uint32_t row, uint16_t col, struct sv url,
                struct sv text);
/* One text over the columns first … last of a row, wrapped. */
void sheet_merge(struct sheet *s, uint32_t row, uint16_t first, uint16_t last,
                 struct sv text, enum cell cell);

/* Heads at `row`, as an Excel table named `name` over `rows` rows of data
 * below; a table has at least one row. name NULL: only heads. */
void sheet_table(struct sheet *s, const char *name, uint32_t row, size_t rows,
                 const struct sheet_column *c, size_t n);

/* Bars behind the numbers of a column, from 0 to `max`. */
void sheet_bars(struct sheet *s, uint32_t first, uint32_t last, uint16_t col,
                double max);
/* A note on a cell, for whoever points at it. */
void sheet_note(struct sheet *s, uint32_t row, uint16_t col, const char *text);
/* Only numbers between the two may be entered, each a number or the name of a
 * cell, as formulas have them; else `message` is shown. */
struct sheet_limit {
    const char *low, *high, *message;
};
void sheet_limit(struct sheet *s, uint32_t row, uint16_t col,
                 const struct sheet_limit *limit);
/* Level formats by the word in the cell. */
void sheet_levels(struct sheet *s, uint32_t first, uint32_t last, uint16_t col);

/* Native charts. Series read columns of this sheet, rows first … last. */
struct sheet_series {
    const char *name;
    uint16_t col;
    unsigned colour;
    const unsigned *point_colours; /* one a row, or NULL */
    const double *values; /* what its formulas give, for readers that do not
                             reckon; NULL: its cells are plain */
};

struct sheet_chart {
    enum sheet_chart_kind { CHART_COLUMNS, CHART_LINES } kind;
    const char *title; /* the finding, or what is shown */
    bool title_lives;  /* it is what stands in this cell of the sheet */
    uint32_t title_row;
    uint16_t title_col;
    const char *y_name;   /* of the value axis, with its unit */
    const char *x_name;   /* of the other; NULL: the labels say it */
    const char *format;   /* of the values */
    const char *x_format; /* of labels that are numbers; NULL: as they are */
    double y_most;        /* the value axis ends here; 0: where it must */
    uint32_t first, last;
    uint16_t label_col;
    size_t n_series;
    const struct sheet_series *series;
    bool legend, labels;
    uint32_t row; /* where its upper left corner stands */
    uint16_t col;
    int width, height;       /* pixels */
    const char *description; /* for those who do not see it */
};
void sheet_chart(struct sheet *s, const struct sheet_chart *c);

/* For sheet_*.c and book.c. */
/* Keeps the first failure. */
void sheet_check(struct sheet *s, int code, uint32_t row, uint16_t col);
/* What stands in a cell of a column. */
void sheet_measure_text(struct sheet *s, uint16_t col, struct sv text,
                        enum cell cell);
void sheet_measure_number(struct sheet *s, uint16_t col, double x,
                          enum cell cell);
/* The widths, when everything is written. */
void sheet_finish(struct sheet *s);

#endif

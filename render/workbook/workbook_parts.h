/*
 * Workbook: risk_workbook.xlsx, one function a sheet. Each adds its sheet to
 * the book; workbook_write() (workbook.h) calls them in the order of the tabs.
 *
 * The scores are live: Settings holds the rules' points, the weights and
 * the level cuts in named cells, Deals computes each score from them and
 * Summary counts the levels. What Deals prints before any change is what the
 * engine computed. A row whose printed score does not follow from its own
 * rule points (which would be a bug upstream) is written as plain numbers.
 */
#ifndef RENDER_WORKBOOK_WORKBOOK_PARTS_H
#define RENDER_WORKBOOK_WORKBOOK_PARTS_H

#include "render/report/columns.h"
#include "render/report/report.h"
#include "render/workbook/sheet.h"
#include "render/base/sink.h"

enum { RULE_HEAD = 40 }; /* bytes of "Tier: Rep Win Rate" */

/* A column of Deals: of the table, or the tier that a rule gave. */
struct deals_cell {
    enum deal_column column;
    bool is_rule;
    enum rule rule;
};

/* Deals from left to right, and the letters ("AB") that formulas use. */
struct deals_layout {
    uint16_t n;
    struct deals_cell cells[SHEET_COLUMNS];
    char letters[DEAL_COLUMNS][4]; /* "": not on the sheet */
    char rule_letters[RULE_COUNT][4];
    char rule_heads[RULE_COUNT][RULE_HEAD];
};

struct workbook {
    const struct report *r;
    struct deals_layout layout;
    struct book *book;
    size_t rows;           /* deals on the sheet Deals: all, or what fits */
    struct sheet *summary; /* the second tab, written last: it tells of … */
    struct buf hidden;     /* … columns of Deals that no deal fills */
};

/* Printed on paper: so many rows of Deals, receipts of so many deals. */
enum { WORKBOOK_PRINT_DEALS = 500, WORKBOOK_PRINT_RECEIPTS = 10 };

/* From this many open deals on the book is streamed: memory stays small, and
 * Summary says what that leaves out. */
enum { WORKBOOK_STREAM_DEALS = 150000 };

/* workbook_write() with that number, which tests lower. */
bool workbook_write_from(const struct report *r, size_t stream_deals,
                         struct sink *out, struct err *err);

void workbook_today(struct workbook *w);
void workbook_summary(struct workbook *w);
/* The foot of Summary, from `row` on. */
void workbook_notes(const struct workbook *w, struct sheet *s, uint32_t row,
                    uint16_t last_col);
void workbook_quarter(struct workbook *w);
/* The foot of Quarter, from `row` on. */
void workbook_quarter_changes(struct workbook *w, struct sheet *s, uint32_t row,
                              uint16_t last_col);
void workbook_flow(struct workbook *w);
void workbook_deals(struct workbook *w);
void workbook_receipts(struct workbook *w);
void workbook_changes(struct workbook *w);
void workbook_one_change(struct workbook *w);
void workbook_reps(struct workbook *w);
void workbook_segments(struct workbook *w);
void workbook_cycle(struct workbook *w);
void workbook_trust(struct workbook *w);
void workbook_quality(struct workbook *w);
void workbook_settings(struct workbook *w);
void workbook_data(struct workbook *w);

void workbook_deals_layout(struct deals_layout *out);
/* Letters of a column on Deals; asserts that it is there. */
const char *workbook_letters(const struct workbook *w, enum deal_column c);

/* A deal's value, as its type is written. */
void workbook_value(struct sheet *s, uint32_t row, uint16_t col,
                    enum column_type type, struct deal_value v, enum cell cell);

/* Do the sentences follow the cells? Not where Deals lacks some deals. */
bool workbook_lives(const struct workbook *w);
/* A pattern of the words as an expression of a formula. */
void workbook_sentence(struct buf *out, const struct workbook *w,
                       struct sv pattern);
/* The headline over the columns 0 … last_col, and on Settings, from `row` on,
 * the texts that it takes. */
void workbook_headline(const struct workbook *w, struct sheet *s, uint32_t row,
                       uint16_t last_col);
uint32_t workbook_said(struct workbook *w, struct sheet *s, uint32_t row);

/* The title of a part of a sheet; returns the row below. */
uint32_t workbook_section(struct sheet *s, uint32_t row, struct sv title);

/* Title, finding under it; returns the next free row. */
uint32_t workbook_heading(struct sheet *s, uint16_t last_col, const char *title,
                          struct sv finding);

#endif

#include <stdio.h>

#include "render/words/format.h"
#include "render/workbook/workbook_parts.h"

static const struct sheet_column COLUMNS[] = {
    {"Deal ID", 14, false, "Machine name: deal_id"},
    {"Line", 44, false, NULL},
    {"Points", 10, true, "They sum to the score of the deal."}};
enum { COLUMNS_N = sizeof COLUMNS / sizeof COLUMNS[0] };

/* Rules and learners may speak of the same thing: say which it is. */
static const char *origin(enum line_kind kind)
{
    return kind == LINE_RULE       ? "Rule: "
           : kind == LINE_FOREST   ? "Forest: "
           : kind == LINE_ADDITIVE ? "Additive: "
                                   : "";
}

/* Lines that show 0.0 change no sum; they are left out. */
static bool is_shown(const struct receipt_line *line)
{
    return line->shown > 0.01 || line->shown < -0.01;
}

static size_t count_lines(const struct report *r, size_t deals)
{
    size_t n = 0;

    for (size_t i = 0; i < deals; i++)
        for (size_t k = 0; k < r->deals[i].score->n_lines; k++)
            n += is_shown(&r->deals[i].score->lines[k]);
    return n;
}

static uint32_t write_deal(struct sheet *s, uint32_t row,
                           const struct workbook *w,
                           const struct report_deal *d, struct buf *label)
{
    for (size_t k = 0; k < d->score->n_lines; k++) {
        const struct receipt_line *line = &d->score->lines[k];
        if (!is_shown(line))
            continue;
        buf_clear(label);
        buf_add_str(label, origin(line->kind));
        buf_add_sv(label, report_line_label(w->r, line));
        sheet_text(s, row, 0, d->id, CELL_TEXT);
        sheet_text(s, row, 1, buf_sv(label), CELL_TEXT);
        sheet_number(s, row, 2, line->shown, CELL_POINTS);
        row++;
    }
    return row;
}

/* Every receipt would be a book of hundreds of pages. */
static void print_some(struct sheet *s, const struct workbook *w, size_t deals)
{
    size_t n =
        deals < WORKBOOK_PRINT_RECEIPTS ? deals : WORKBOOK_PRINT_RECEIPTS;
    char what[2 * FORMAT_TEXT + 32], first[FORMAT_TEXT], count[FORMAT_TEXT];

    snprintf(what, sizeof what, "first %s of %s open deals",
             format_count(first, (double)n, w->r->style),
             format_count(count, (double)w->r->n_deals, w->r->style));
    sheet_print(s, (uint32_t)count_lines(w->r, n), COLUMNS_N,
                n < w->r->n_deals ? what : NULL);
    if (n < w->r->n_deals)
        sheet_text(s, 0, COLUMNS_N + 1,
                   SV("On paper: the first deals only. To print others, "
                      "select their rows and print the selection."),
                   CELL_NOTE);
}

void workbook_receipts(struct workbook *w)
{
    enum { ID_MOST = 40, LINE_MOST = 80 }; /* characters */
    const struct report *r = w->r;
    struct sheet *s = book_sheet(w->book, "Receipts", TAB_READ);
    struct buf label = {0};
    char n[2][FORMAT_TEXT];
    size_t deals = w->rows;
    size_t lines = count_lines(r, deals);
    uint32_t row = 1;

    /* Whole deals only: half a receipt would not add up. */
    while (lines > SHEET_ROWS - 3) {
        const struct score *last = r->deals[--deals].score;
        for (size_t k = 0; k < last->n_lines; k++)
            lines -= is_shown(&last->lines[k]);
    }
    sheet_portrait(s);
    sheet_widths(s, COLUMNS, COLUMNS_N);
    sheet_grow(s, 0, 0, ID_MOST);
    sheet_grow(s, 1, 1, LINE_MOST);
    sheet_freeze(s, 1, 1);
    sheet_repeat(s, 0, 0);
    sheet_table(s, "receipts", 0, lines, COLUMNS, COLUMNS_N);
    print_some(s, w, deals);
    for (size_t i = 0; i < deals; i++)
        row = write_deal(s, row, w, &r->deals[i], &label);
    if (deals < r->n_deals) {
        buf_clear(&label);
        buf_printf(&label,
                   "The sheet is full: receipts of %s of %s open deals, the "
                   "riskiest first.",
                   format_count(n[0], (double)deals, r->style),
                   format_count(n[1], (double)r->n_deals, r->style));
        sheet_text(s, row + 1, 0, buf_sv(&label), CELL_WARNING);
    }
    buf_release(&label);
}

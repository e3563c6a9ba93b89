/* The foot of Summary: what to read first. */
#include <stdio.h>

#include "render/words/format.h"
#include "render/workbook/workbook_parts.h"

/* Merged cells do not grow by themselves. */
static void write_note(struct sheet *s, uint32_t row, uint16_t last_col,
                       struct sv text, bool warning)
{
    enum { LINE_BYTES = 150, LINES = 25 };
    size_t lines = 1 + text.len / LINE_BYTES;

    sheet_height(s, row, 14.0 * (double)(lines < LINES ? lines : LINES));
    sheet_merge(s, row, 0, last_col, text, warning ? CELL_WARNING : CELL_WRAP);
}

/* What the eye misses in this workbook, or the paper. */
static void write_limits(const struct workbook *w, struct sheet *s,
                         uint32_t row, uint16_t last_col)
{
    struct buf text = {0};
    char n[FORMAT_TEXT];

    if (w->hidden.len) {
        buf_printf(&text, "Hidden on Deals, for no open deal fills them: %.*s",
                   (int)w->hidden.len, w->hidden.ptr);
        write_note(s, row++, last_col, buf_sv(&text), false);
    }
    if (w->rows) {
        buf_clear(&text);
        buf_add_str(&text, "On paper ");
        if (w->rows > WORKBOOK_PRINT_DEALS)
            buf_printf(&text, "Deals has its first %s rows, ",
                       format_count(n, WORKBOOK_PRINT_DEALS, w->r->style));
        buf_printf(&text,
                   "Receipts has the %d riskiest deals; to print others "
                   "select them and print the selection",
                   WORKBOOK_PRINT_RECEIPTS);
        if (w->rows > WORKBOOK_PRINT_RECEIPTS)
            write_note(s, row++, last_col, buf_sv(&text), false);
    }
    buf_release(&text);
}

void workbook_notes(const struct workbook *w, struct sheet *s, uint32_t row,
                    uint16_t last_col)
{
    const struct report *r = w->r;
    char text[128], n[FORMAT_TEXT];

    row = workbook_section(s, row, SV("Read this first"));
    if (r->n_deals > w->rows)
        sheet_merge(s, row++, 0, last_col,
                    SV("More open deals than a sheet has rows: Deals and "
                       "Receipts hold the riskiest; the CSV holds all."),
                    CELL_WARNING);
    if (w->book->info.streaming)
        sheet_merge(s, row++, 0, last_col,
                    SV("Written in streaming mode for its size: Deals and "
                       "Receipts are plain ranges with filters, not Excel "
                       "tables."),
                    CELL_WARNING);
    if (r->n_deals > SHEET_LINKS) {
        snprintf(text, sizeof text,
                 "Only the first %s deals are linked: a sheet holds no more.",
                 format_count(n, SHEET_LINKS, r->style));
        sheet_merge(s, row++, 0, last_col, sv_from(text), CELL_WARNING);
    }
    for (size_t i = 0; i < r->notes.n; i++) {
        const struct note *note = &r->notes.list[i];
        if (!sv_eq(note->text, r->reason)) /* stands beside the mode */
            write_note(s, row++, last_col, note->text, note->warning);
    }
    write_limits(w, s, row, last_col);
}

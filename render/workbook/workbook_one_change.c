/* The sheet One Change: what a change of one field would do to a score. */
#include "render/workbook/workbook_parts.h"

static const struct sheet_column COLUMNS[] = {
    {"Deal ID", 14, false, NULL},
    {"Account", 26, false, NULL},
    {"One Change", 60, false, NULL},
    {"Score Now", 11, true, NULL},
    {"Score Then", 11, true, NULL},
    {"Fall", 9, true, NULL},
    {"Past Deals Seen", 14, true,
     "How often past deals, on the days that the model learnt from, held such "
     "a value."}};
enum { COLUMNS_N = sizeof COLUMNS / sizeof COLUMNS[0] };

static size_t count_changes(const struct workbook *w)
{
    size_t n = 0;

    for (size_t i = 0; i < w->rows; i++)
        n += w->r->deals[i].changes ? w->r->deals[i].changes->n : 0;
    return n < SHEET_ROWS / 2 ? n : SHEET_ROWS / 2;
}

static void write_change(struct sheet *s, uint32_t row,
                         const struct report_deal *d, size_t k)
{
    enum { LINE_BYTES = 62 };
    const struct counterfactual *c = &d->changes->list[k];
    struct sv words = d->change_words[k];

    /* A wrapped cell does not make its row taller in every reader. */
    if (words.len > LINE_BYTES)
        sheet_height(s, row, 14.0 * (double)(1 + words.len / LINE_BYTES));
    sheet_text(s, row, 0, d->id, CELL_TEXT);
    sheet_text(s, row, 1, d->account, CELL_TEXT);
    sheet_text(s, row, 2, words, CELL_WRAP);
    sheet_number(s, row, 3, d->score->shown, CELL_SCORE);
    sheet_number(s, row, 4, c->score, CELL_SCORE);
    sheet_number(s, row, 5, -c->fall, CELL_POINTS);
    sheet_number(s, row, 6, (double)c->rows, CELL_COUNT);
}

void workbook_one_change(struct workbook *w)
{
    enum { NAME_MOST = 40 }; /* characters */
    struct sheet *s = book_sheet(w->book, "One Change", TAB_READ);
    size_t n = count_changes(w), left = n;
    uint32_t row;

    sheet_widths(s, COLUMNS, COLUMNS_N);
    sheet_grow(s, 0, 1, NAME_MOST);
    row = workbook_heading(s, COLUMNS_N - 1, "What one change would do",
                           n ? SV(COUNTERFACTUAL_LABEL)
                             : SV("HIGH and CRITICAL deals: no changeable "
                                  "field moves a score down by 3 points or "
                                  "more, as far as past deals tell."));
    sheet_repeat(s, 0, 0);
    if (n == 0)
        return;
    sheet_table(s, "one_change", row++, n, COLUMNS, COLUMNS_N);
    for (size_t i = 0; i < w->rows && left > 0; i++) {
        const struct counterfactuals *c = w->r->deals[i].changes;

        for (size_t k = 0; c && k < c->n && left > 0; k++, left--)
            write_change(s, row++, &w->r->deals[i], k);
    }
}

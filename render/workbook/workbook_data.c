/* The sheet Data: the columns of the CSV as they are, for pivot tables and
 * other programs: one row of machine names, then a deal a row; no formula, no
 * look but the type of a number. */
#include "render/workbook/workbook_parts.h"

static const enum cell CELLS[TYPE_COUNT_OF] = {
    [TYPE_TEXT] = CELL_PLAIN,        [TYPE_AMOUNT] = CELL_PLAIN,
    [TYPE_MONEY] = CELL_PLAIN_MONEY, [TYPE_COUNT] = CELL_PLAIN,
    [TYPE_SCORE] = CELL_PLAIN_SCORE, [TYPE_POINTS] = CELL_PLAIN_SCORE,
    [TYPE_DAYS] = CELL_PLAIN_SCORE,  [TYPE_SHARE] = CELL_PLAIN_SHARE,
    [TYPE_DATE] = CELL_PLAIN_DATE,   [TYPE_BOOL] = CELL_PLAIN,
};

void workbook_data(struct workbook *w)
{
    enum { PADDING = 3, TEXT_LEAST = 16, LEAST = 12, ROWS = 30, PRINTED = 12 };
    struct sheet *s = book_sheet(w->book, "Data", TAB_MACHINES);
    enum deal_column columns[DEAL_COLUMNS];
    size_t n = deal_columns_of(columns, OUTPUT_CSV);
    struct sheet_column heads[DEAL_COLUMNS];
    struct arena work;

    for (size_t k = 0; k < n; k++) {
        const struct deal_column_def *def = &DEAL_COLUMN_DEFS[columns[k]];
        double least = def->type == TYPE_TEXT ? TEXT_LEAST : LEAST;
        double head = (double)strlen(def->name) + PADDING;
        heads[k] = (struct sheet_column){.head = def->name,
                                         .width = head > least ? head : least};
        sheet_text(s, 0, (uint16_t)k, sv_from(def->name), CELL_PLAIN);
    }
    sheet_widths(s, heads, n);
    sheet_freeze(s, 1, 1);
    sheet_repeat(s, 0, 0);
    sheet_print(s, w->rows < ROWS ? (uint32_t)w->rows : ROWS, PRINTED,
                "the beginning; the sheet is for other programs");
    arena_init(&work);
    for (size_t i = 0; i < w->rows; i++) {
        for (size_t k = 0; k < n; k++) {
            enum column_type type = DEAL_COLUMN_DEFS[columns[k]].type;
            workbook_value(s, (uint32_t)i + 1, (uint16_t)k, type,
                           deal_value(w->r, &w->r->deals[i], columns[k], &work),
                           CELLS[type]);
        }
        arena_reset(&work);
    }
    arena_release(&work);
}

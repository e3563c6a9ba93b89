/* The sheet Deals: the columns of the table (render/report/columns.h), and
 * between them which points each rule gave. */
#include <assert.h>
#include <math.h>

#include "render/words/format.h"
#include "render/report/links.h"
#include "render/base/theme.h"
#include "render/workbook/workbook_live.h"

enum { RULE_WIDTH = 8, FACTOR_COLUMNS_N = 2 * FACTORS };
static const enum deal_column RULES_AFTER = DEAL_note; /* the rules follow */

static void write_letters(char out[4], size_t at)
{
    out[0] = at < 26 ? (char)('A' + at) : (char)('A' + at / 26 - 1);
    out[1] = at < 26 ? 0 : (char)('A' + at % 26);
    out[2] = 0;
}

void workbook_deals_layout(struct deals_layout *out)
{
    enum deal_column order[DEAL_COLUMNS];
    size_t n = deal_columns_of(order, OUTPUT_BOOK);

    *out = (struct deals_layout){0};
    for (size_t k = 0; k < n; k++) {
        write_letters(out->letters[order[k]], out->n);
        out->cells[out->n++] = (struct deals_cell){.column = order[k]};
        for (int rule = 0; order[k] == RULES_AFTER && rule < RULE_COUNT;
             rule++) {
            write_letters(out->rule_letters[rule], out->n);
            snprintf(out->rule_heads[rule], sizeof out->rule_heads[rule],
                     "rule_%s", RULES[rule].key);
            out->cells[out->n++] =
                (struct deals_cell){.is_rule = true, .rule = (enum rule)rule};
        }
    }
    assert(out->n <= SHEET_COLUMNS);
}

const char *workbook_letters(const struct workbook *w, enum deal_column c)
{
    assert(w->layout.letters[c][0]); /* a column that Deals has */
    return w->layout.letters[c];
}

static void put_id(struct row *w, uint16_t col)
{
    struct buf url = {0};

    link_deal(&url, w->w->r, w->d);
    sheet_link(w->s, w->row, col, buf_sv(&url), w->d->id);
    buf_release(&url);
}

/* The columns that are more than their value. */
static void (*const PUT[DEAL_COLUMNS])(struct row *w, uint16_t col) = {
    [DEAL_deal_id] = put_id,           [DEAL_risk_score] = live_score,
    [DEAL_risk_level] = live_level,    [DEAL_rule_points] = live_rule_points,
    [DEAL_ml_points] = live_ml_points,
};

static const enum cell CELLS[TYPE_COUNT_OF] = {
    [TYPE_TEXT] = CELL_TEXT,   [TYPE_AMOUNT] = CELL_MONEY,
    [TYPE_MONEY] = CELL_MONEY, [TYPE_COUNT] = CELL_COUNT,
    [TYPE_SCORE] = CELL_SCORE, [TYPE_POINTS] = CELL_POINTS,
    [TYPE_DAYS] = CELL_DAYS,   [TYPE_SHARE] = CELL_PERCENT,
    [TYPE_DATE] = CELL_DATE,   [TYPE_BOOL] = CELL_COUNT,
};

static void put_value(struct row *w, uint16_t col, enum deal_column c)
{
    enum column_type type = DEAL_COLUMN_DEFS[c].type;
    struct deal_value v = deal_value(w->w->r, w->d, c, &w->work);

    if (type == TYPE_TEXT)
        sheet_text(w->s, w->row, col, v.text, CELLS[type]);
    else if (type == TYPE_DATE)
        sheet_date(w->s, w->row, col, v.date, CELLS[type]);
    else
        sheet_number(w->s, w->row, col, v.number, CELLS[type]);
}

static void put_row(struct row *w)
{
    const struct deals_layout *layout = &w->w->layout;

    live_tiers(w);
    for (uint16_t k = 0; k < layout->n; k++) {
        const struct deals_cell *cell = &layout->cells[k];
        if (cell->is_rule)
            sheet_number(w->s, w->row, k, w->tier[cell->rule], CELL_COUNT);
        else if (PUT[cell->column])
            PUT[cell->column](w, k);
        else
            put_value(w, k, cell->column);
    }
    arena_reset(&w->work);
}

/* Wide enough for its head and the filter's button. */
static struct sheet_column head_of(const struct deals_layout *layout,
                                   const struct deals_cell *cell)
{
    const struct deal_column_def *def = &DEAL_COLUMN_DEFS[cell->column];
    struct sheet_column c = {def->name, def->width, def->type != TYPE_TEXT};
    double head;

    if (cell->is_rule)
        c = (struct sheet_column){layout->rule_heads[cell->rule], RULE_WIDTH,
                                  true};
    head = (double)strlen(c.head) + 4;
    c.width = c.width > head ? c.width : head;
    return c;
}

/* Place of a column on the sheet, from 0. */
static uint16_t place_of(const struct workbook *w, enum deal_column c)
{
    uint16_t k = 0;

    while (w->layout.cells[k].is_rule || w->layout.cells[k].column != c)
        k++;
    return k;
}

void workbook_deals(struct workbook *w)
{
    const struct report *r = w->r;
    struct sheet *s = book_sheet(w->book, "Deals");
    enum { NAME_MOST = 40, EVIDENCE_MOST = 100 }; /* characters */
    struct sheet_column heads[SHEET_COLUMNS];
    uint32_t last = w->rows ? (uint32_t)w->rows : 1, printed = last;
    uint16_t n = w->layout.n, factors = place_of(w, DEAL_factor_1);
    char what[96], count[2][FORMAT_TEXT];
    struct row row = {.w = w, .s = s};

    if (printed > WORKBOOK_PRINT_DEALS)
        printed = WORKBOOK_PRINT_DEALS;
    snprintf(what, sizeof what, "first %s of %s open deals",
             format_count(count[0], (double)printed, r->style),
             format_count(count[1], (double)r->n_deals, r->style));
    for (uint16_t k = 0; k < n; k++)
        heads[k] = head_of(&w->layout, &w->layout.cells[k]);
    sheet_widths(s, heads, n);
    sheet_grow(s, 0, n - 1, NAME_MOST);
    for (uint16_t k = 0; k < FACTOR_COLUMNS_N; k++)
        sheet_grow(s, factors + k, factors + k, EVIDENCE_MOST);
    sheet_freeze(s, 1, 2);
    sheet_repeat(s, 0, 0);
    /* Up to p_loss, in a size that can be read; the rest is for the screen. */
    sheet_print(s, printed, place_of(w, DEAL_p_loss) + 1,
                printed < r->n_deals ? what : NULL);
    sheet_table(s, "deals", 0, w->rows, heads, n);
    arena_init(&row.work);
    for (size_t i = 0; i < w->rows; i++) {
        row.d = &r->deals[i];
        row.row = (uint32_t)i + 1;
        put_row(&row);
    }
    arena_release(&row.work);
    sheet_bars(s, 1, last, place_of(w, DEAL_risk_score), 100, THEME_QUIET);
    sheet_levels(s, 1, last, place_of(w, DEAL_risk_level));
    if (w->rows)
        sheet_hide_empty(s, heads, n, &w->hidden);
}

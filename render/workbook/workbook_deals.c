/* The sheet Deals: the columns of the table (render/report/columns.h), and
 * between them which points each rule gave. What a reader has to know to act
 * comes first, within a screen and on the printed page. */
#include <assert.h>
#include <math.h>

#include "render/words/format.h"
#include "render/report/links.h"
#include "render/base/theme.h"
#include "render/workbook/workbook_live.h"

enum { RULE_WIDTH = 9 };
static const enum deal_column RULES_AFTER = DEAL_ml_points; /* they follow */
static const enum deal_column PRINTED_TO = DEAL_p_loss;

/* What the note on a head says. */
static const char *const MEANINGS[DEAL_COLUMNS] = {
    [DEAL_title] = "What the deal is called: its name, else its account, else "
                   "its id. Opens the deal's page, where the pack has one.",
    [DEAL_amount] = "As the CRM has it.",
    [DEAL_risk_level] = "Where the score falls among the cuts on Settings.",
    [DEAL_why] = "The one fact to say first: a flag, else what raises the "
                 "risk most.",
    [DEAL_action] = "What to do about it.",
    [DEAL_action_due] = "The day by which the action is asked for.",
    [DEAL_action_owner] = "Who is asked to act.",
    [DEAL_overdue_days] = "Days since the expected close; empty: not overdue.",
    [DEAL_risk_score] =
        "0 to 100, from the points of the rules and of the model.",
    [DEAL_p_loss] =
        "The model's chance that the deal will be lost; empty: rules only.",
    [DEAL_expected_loss] =
        "Amount \xc3\x97 chance of loss; rules only: \xc3\x97 the one loss "
        "rate that Summary names.",
    [DEAL_flags] = "Facts beside the score, never in it.",
    [DEAL_owner] = "Who owns the deal in the CRM.",
    [DEAL_account] = "The customer.",
    [DEAL_deal_id] = "As the CRM has it.",
    [DEAL_stage] = "Stage on the as-of date.",
    [DEAL_expected_close] = "Expected close date on the as-of date.",
    [DEAL_closes_in] = "Quarter of the expected close, as Summary sums them.",
    [DEAL_forecast_category] = "Forecast category of the CRM.",
    [DEAL_probability] = "Probability of the CRM, not of the model.",
    [DEAL_manager] = "Manager of the owner.",
    [DEAL_age_days] = "Days since the deal was created.",
    [DEAL_days_in_stage] = "Days in its stage, all stays together.",
    [DEAL_last_activity] = "As the CRM has it.",
    [DEAL_push_count] = "How often the expected close moved to a later day.",
    [DEAL_next_step] = "As the CRM has it.",
    [DEAL_crm_url] = "Opens the deal in the CRM.",
    [DEAL_note] = "What limits the score of this deal.",
    [DEAL_rule_points] = "Points of the rules, before their weight.",
    [DEAL_ml_points] = "Points of the model; empty: rules only.",
    [DEAL_won_by_quarter_end] =
        "Chance to be won by the end of this quarter; Quarter sums it.",
    [DEAL_won_by_next_quarter_end] =
        "Chance to be won by the end of the next quarter, this one included.",
    [DEAL_loss_30] = "Chance to be lost within 30 days.",
    [DEAL_loss_60] = "Chance to be lost within 60 days.",
    [DEAL_loss_90] = "Chance to be lost within 90 days.",
    [DEAL_factor_1] = "What raises the risk most, and the evidence for it.",
    [DEAL_factor_2] = "What raises the risk next.",
    [DEAL_factor_3] = "What raises the risk after that.",
};

static void write_letters(char out[4], size_t at)
{
    out[0] = at < 26 ? (char)('A' + at) : (char)('A' + at / 26 - 1);
    out[1] = at < 26 ? 0 : (char)('A' + at % 26);
    out[2] = 0;
}

/* "Tier: Rep Win Rate". */
static void write_rule_head(char out[RULE_HEAD], enum rule rule)
{
    snprintf(out, RULE_HEAD, "Tier: %s", RULES[rule].label);
    for (char *c = out + 1; *c; c++)
        if (c[-1] == ' ' && *c >= 'a' && *c <= 'z' &&
            !sv_starts(sv_from(c), SV("in ")))
            *c += 'A' - 'a';
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
            write_rule_head(out->rule_heads[rule], (enum rule)rule);
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

/* Text that is wrapped decides how high the row is. */
static void count_lines(struct row *w, enum deal_column c, struct sv text)
{
    size_t n = sheet_lines(text, DEAL_COLUMN_DEFS[c].width);

    w->lines = n > w->lines ? n : w->lines;
}

static void put_title(struct row *w, uint16_t col)
{
    struct buf url = {0};

    link_deal_page(&url, w->w->r, w->d);
    count_lines(w, DEAL_title, w->d->title);
    sheet_link(w->s, w->row, col, buf_sv(&url), w->d->title);
    buf_release(&url);
}

static void put_crm(struct row *w, uint16_t col)
{
    if (w->d->crm_url.len)
        sheet_link(w->s, w->row, col, w->d->crm_url, SV("Open in CRM"));
}

static void put_wrapped(struct row *w, uint16_t col)
{
    enum deal_column c = w->w->layout.cells[col].column;
    struct sv text = deal_value(w->w->r, w->d, c, &w->work).text;

    count_lines(w, c, text);
    sheet_text(w->s, w->row, col, text, CELL_WRAP);
}

static void put_overdue(struct row *w, uint16_t col)
{
    sheet_number(w->s, w->row, col,
                 deal_value(w->w->r, w->d, DEAL_overdue_days, &w->work).number,
                 CELL_LATE);
}

/* The columns that are more than their value. */
static void (*const PUT[DEAL_COLUMNS])(struct row *w, uint16_t col) = {
    [DEAL_title] = put_title,
    [DEAL_crm_url] = put_crm,
    [DEAL_why] = put_wrapped,
    [DEAL_action] = put_wrapped,
    [DEAL_action_owner] = put_wrapped,
    [DEAL_overdue_days] = put_overdue,
    [DEAL_risk_score] = live_score,
    [DEAL_risk_level] = live_level,
    [DEAL_rule_points] = live_rule_points,
    [DEAL_ml_points] = live_ml_points,
};

static const enum cell CELLS[TYPE_COUNT_OF] = {
    [TYPE_TEXT] = CELL_TEXT,   [TYPE_AMOUNT] = CELL_MONEY,
    [TYPE_MONEY] = CELL_MONEY, [TYPE_COUNT] = CELL_COUNT,
    [TYPE_SCORE] = CELL_SCORE, [TYPE_POINTS] = CELL_POINTS,
    [TYPE_DAYS] = CELL_DAYS,   [TYPE_SHARE] = CELL_PERCENT,
    [TYPE_DATE] = CELL_DATE,   [TYPE_BOOL] = CELL_COUNT,
};

void workbook_value(struct sheet *s, uint32_t row, uint16_t col,
                    enum column_type type, struct deal_value v, enum cell cell)
{
    if (type == TYPE_TEXT)
        sheet_text(s, row, col, v.text, cell);
    else if (type == TYPE_DATE)
        sheet_date(s, row, col, v.date, cell);
    else
        sheet_number(s, row, col, v.number, cell);
}

static void put_value(struct row *w, uint16_t col, enum deal_column c)
{
    enum column_type type = DEAL_COLUMN_DEFS[c].type;

    workbook_value(w->s, w->row, col, type,
                   deal_value(w->w->r, w->d, c, &w->work), CELLS[type]);
}

static void put_row(struct row *w)
{
    enum { LINE = 13, LINES = 4 }; /* points; at most */
    const struct deals_layout *layout = &w->w->layout;

    w->lines = 1;
    live_tiers(w);
    for (uint16_t k = 0; k < layout->n; k++) {
        const struct deals_cell *cell = &layout->cells[k];
        if (cell->is_rule)
            sheet_number(w->s, w->row, k,
                         w->tier[cell->rule] ? w->tier[cell->rule]
                                             : (double)NAN,
                         CELL_COUNT);
        else if (PUT[cell->column])
            PUT[cell->column](w, k);
        else
            put_value(w, k, cell->column);
    }
    /* A wrapped cell does not make its row taller in every reader. */
    if (w->lines > 1)
        sheet_height(w->s, w->row,
                     4.0 + LINE * (w->lines < LINES ? w->lines : LINES));
    arena_reset(&w->work);
}

/* "What it says.", and what machines call it. */
static const char *note_of(const struct deals_cell *cell, struct arena *a)
{
    const struct deal_column_def *def = &DEAL_COLUMN_DEFS[cell->column];

    if (cell->is_rule)
        return sv_printf(
                   a,
                   "Which of the rule's points on Settings the deal "
                   "gets: empty none, 1 the first.\nMachine name: rule_%s",
                   RULES[cell->rule].key)
            .ptr;
    return sv_printf(a, "%s\nMachine name: %s", MEANINGS[cell->column],
                     def->name)
        .ptr;
}

static struct sheet_column head_of(const struct deals_layout *layout,
                                   const struct deals_cell *cell,
                                   struct arena *a)
{
    const struct deal_column_def *def = &DEAL_COLUMN_DEFS[cell->column];
    struct sheet_column c = {def->head, def->width, def->type != TYPE_TEXT,
                             note_of(cell, a)};

    if (cell->is_rule) {
        c.head = layout->rule_heads[cell->rule];
        c.width = RULE_WIDTH;
        c.right = true;
    }
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

/* Names may widen the columns behind those that are printed. */
static void set_widths(struct workbook *w, struct sheet *s,
                       const struct sheet_column *heads)
{
    enum { NAME_MOST = 40, EVIDENCE_MOST = 100 }; /* characters */
    static const enum deal_column evidence[] = {DEAL_factor_1, DEAL_factor_2,
                                                DEAL_factor_3};

    sheet_widths(s, heads, w->layout.n);
    sheet_grow(s, place_of(w, PRINTED_TO) + 1, w->layout.n - 1, NAME_MOST);
    for (size_t k = 0; k < sizeof evidence / sizeof evidence[0]; k++)
        sheet_grow(s, place_of(w, evidence[k]), place_of(w, evidence[k]),
                   EVIDENCE_MOST);
}

static void set_print(struct workbook *w, struct sheet *s)
{
    const struct report *r = w->r;
    uint32_t printed = w->rows ? (uint32_t)w->rows : 1;
    char what[96], count[2][FORMAT_TEXT];

    if (printed > WORKBOOK_PRINT_DEALS)
        printed = WORKBOOK_PRINT_DEALS;
    snprintf(what, sizeof what, "first %s of %s open deals",
             format_count(count[0], (double)printed, r->style),
             format_count(count[1], (double)r->n_deals, r->style));
    sheet_repeat(s, 0, 0);
    sheet_print(s, printed, place_of(w, PRINTED_TO) + 1,
                printed < r->n_deals ? what : NULL);
}

void workbook_deals(struct workbook *w)
{
    struct sheet *s = book_sheet(w->book, "Deals", TAB_READ);
    struct sheet_column heads[SHEET_COLUMNS];
    uint32_t last = w->rows ? (uint32_t)w->rows : 1;
    uint16_t n = w->layout.n;
    struct row row = {.w = w, .s = s};
    struct arena notes;

    arena_init(&notes);
    for (uint16_t k = 0; k < n; k++)
        heads[k] = head_of(&w->layout, &w->layout.cells[k], &notes);
    set_widths(w, s, heads);
    set_print(w, s);
    sheet_freeze(s, 1, 1);
    sheet_table(s, "deals", 0, w->rows, heads, n);
    arena_init(&row.work);
    for (size_t i = 0; i < w->rows; i++) {
        row.d = &w->r->deals[i];
        row.row = (uint32_t)i + 1;
        put_row(&row);
    }
    arena_release(&row.work);
    sheet_bars(s, 1, last, place_of(w, DEAL_risk_score), 100);
    sheet_levels(s, 1, last, place_of(w, DEAL_risk_level));
    if (w->rows)
        sheet_hide_empty(s, heads, n, &w->hidden);
    arena_release(&notes);
}

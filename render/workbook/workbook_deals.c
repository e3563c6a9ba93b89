#include <assert.h>
#include <math.h>

#include "render/words/format.h"
#include "render/report/links.h"
#include "render/base/theme.h"
#include "render/workbook/workbook_live.h"

static void put_id(struct row *w, uint16_t col)
{
    struct buf url = {0};

    link_deal(&url, w->w->r, w->d);
    sheet_link(w->s, w->row, col, buf_sv(&url), w->d->id);
    buf_release(&url);
}

static void put_text(struct row *w, uint16_t col, struct sv text)
{
    sheet_text(w->s, w->row, col, text, CELL_TEXT);
}

#define TEXT_COLUMN(name, expression)                                          \
    static void put_##name(struct row *w, uint16_t col)                        \
    {                                                                          \
        put_text(w, col, (expression));                                        \
    }
#define NUMBER_COLUMN(name, expression, cell)                                  \
    static void put_##name(struct row *w, uint16_t col)                        \
    {                                                                          \
        sheet_number(w->s, w->row, col, (expression), cell);                   \
    }
#define DATE_COLUMN(name, expression)                                          \
    static void put_##name(struct row *w, uint16_t col)                        \
    {                                                                          \
        sheet_date(w->s, w->row, col, (expression), CELL_DATE);                \
    }

TEXT_COLUMN(account, w->d->account)
TEXT_COLUMN(owner, w->d->owner)
TEXT_COLUMN(stage, w->d->score->stage)
TEXT_COLUMN(mode, sv_from(mode_name(w->w->r->scores->mode)))
TEXT_COLUMN(action, w->d->score->action.text)
TEXT_COLUMN(action_owner, w->d->score->action.owner)
TEXT_COLUMN(name, w->d->name)
TEXT_COLUMN(manager, w->d->manager)
TEXT_COLUMN(industry, w->d->industry)
TEXT_COLUMN(region, w->d->region)
TEXT_COLUMN(product, w->d->product)
TEXT_COLUMN(lead_source, w->d->lead_source)
TEXT_COLUMN(next_step, w->d->next_step)
TEXT_COLUMN(note, w->d->score->note)
NUMBER_COLUMN(amount, w->d->amount, CELL_MONEY)
NUMBER_COLUMN(age, w->d->score->age, CELL_COUNT)
NUMBER_COLUMN(days_in_stage, w->d->score->days_in_stage, CELL_COUNT)
NUMBER_COLUMN(p_loss, w->d->score->p_loss, CELL_PERCENT)
NUMBER_COLUMN(expected_loss, w->d->score->expected_loss, CELL_MONEY)
DATE_COLUMN(action_due, w->d->score->action.due)
DATE_COLUMN(as_of, w->w->r->as_of)
DATE_COLUMN(created, w->d->created)
DATE_COLUMN(expected, w->d->score->expected)

static void put_factor(struct row *w, uint16_t col, size_t k)
{
    struct buf text = {0};

    if (k >= w->d->score->n_factors)
        return;
    buf_printf(&text, "%s: ", subject_name(w->d->score->factors[k].subject));
    buf_add_sv(&text, w->d->score->factors[k].evidence);
    put_text(w, col, buf_sv(&text));
    buf_release(&text);
}

static void put_factor_points(struct row *w, uint16_t col, size_t k)
{
    if (k < w->d->score->n_factors)
        sheet_number(w->s, w->row, col, w->d->score->factors[k].shown,
                     CELL_POINTS);
}

#define FACTOR_COLUMNS(k)                                                      \
    static void put_factor_##k(struct row *w, uint16_t col)                    \
    {                                                                          \
        put_factor(w, col, (k)-1);                                             \
    }                                                                          \
    static void put_factor_points_##k(struct row *w, uint16_t col)             \
    {                                                                          \
        put_factor_points(w, col, (k)-1);                                      \
    }
FACTOR_COLUMNS(1)
FACTOR_COLUMNS(2)
FACTOR_COLUMNS(3)

static void put_tier(struct row *w, uint16_t col, enum rule rule)
{
    sheet_number(w->s, w->row, col, w->tier[rule], CELL_COUNT);
}

#define TIER_COLUMN(name, rule)                                                \
    static void put_##name(struct row *w, uint16_t col)                        \
    {                                                                          \
        put_tier(w, col, rule);                                                \
    }
TIER_COLUMN(rule_cycle, RULE_CYCLE)
TIER_COLUMN(rule_rep, RULE_REP)
TIER_COLUMN(rule_industry, RULE_INDUSTRY)
TIER_COLUMN(rule_source, RULE_SOURCE)
TIER_COLUMN(rule_stage, RULE_STAGE)
TIER_COLUMN(rule_amount, RULE_AMOUNT)
TIER_COLUMN(rule_region, RULE_REGION)

static void put_days_to_close(struct row *w, uint16_t col)
{
    if (w->d->outlook)
        sheet_number(w->s, w->row, col, w->d->outlook->days_to_close,
                     CELL_DAYS);
}

#define WIN_COLUMN(days, h)                                                    \
    static void put_win_##days(struct row *w, uint16_t col)                    \
    {                                                                          \
        if (w->d->outlook)                                                     \
            sheet_number(w->s, w->row, col, w->d->outlook->won[h],             \
                         CELL_PERCENT);                                        \
    }
WIN_COLUMN(30, 0)
WIN_COLUMN(60, 1)
WIN_COLUMN(90, 2)

static void put_deals_this_age(struct row *w, uint16_t col)
{
    if (w->d->outlook)
        sheet_number(w->s, w->row, col, (double)w->d->outlook->at_risk,
                     CELL_COUNT);
}

/*
 * The first 23 are the columns of risk_report.csv, by the same names, so
 * that both can be compared. Formulas below name these columns by letter.
 */
static const struct column_def {
    struct sheet_column c;
    void (*put)(struct row *w, uint16_t col);
} COLUMNS[] = {
    {{"deal_id", 14, false}, put_id},
    {{"account", 20, false}, put_account},
    {{"owner", 14, false}, put_owner},
    {{"amount", 12, true}, put_amount},
    {{"stage", 14, false}, put_stage},
    {{"age_days", 9, true}, put_age},
    {{"days_in_stage", 9, true}, put_days_in_stage},
    {{"risk_score", 9, true}, live_score},
    {{"risk_level", 13, false}, live_level},
    {{"p_loss", 8, true}, put_p_loss},
    {{"rule_points", 8, true}, live_rule_points},
    {{"ml_points", 8, true}, live_ml_points},
    {{"mode", 10, false}, put_mode},
    {{"factor_1", 40, false}, put_factor_1},
    {{"factor_1_points", 9, true}, put_factor_points_1},
    {{"factor_2", 40, false}, put_factor_2},
    {{"factor_2_points", 9, true}, put_factor_points_2},
    {{"factor_3", 40, false}, put_factor_3},
    {{"factor_3_points", 9, true}, put_factor_points_3},
    {{"action", 24, false}, put_action},
    {{"action_owner", 14, false}, put_action_owner},
    {{"action_due", 12, true}, put_action_due},
    {{"as_of", 12, true}, put_as_of},
    {{"expected_loss", 12, true}, put_expected_loss},
    {{"name", 20, false}, put_name},
    {{"manager", 14, false}, put_manager},
    {{"industry", 14, false}, put_industry},
    {{"region", 14, false}, put_region},
    {{"product", 14, false}, put_product},
    {{"lead_source", 14, false}, put_lead_source},
    {{"created", 12, true}, put_created},
    {{"expected_close", 12, true}, put_expected},
    {{"next_step", 30, false}, put_next_step},
    {{"note", 34, false}, put_note},
    /* Which points each rule gave: 0 none, else the number in Settings. */
    {{"rule_cycle", 8, true}, put_rule_cycle},
    {{"rule_rep", 8, true}, put_rule_rep},
    {{"rule_industry", 8, true}, put_rule_industry},
    {{"rule_source", 8, true}, put_rule_source},
    {{"rule_stage", 8, true}, put_rule_stage},
    {{"rule_amount", 8, true}, put_rule_amount},
    {{"rule_region", 8, true}, put_rule_region},
    /* Of deals of this age, not of this deal's own merits (outlook.h). */
    {{"days_to_close", 9, true}, put_days_to_close},
    {{"win_30", 8, true}, put_win_30},
    {{"win_60", 8, true}, put_win_60},
    {{"win_90", 8, true}, put_win_90},
    {{"deals_this_age", 9, true}, put_deals_this_age},
};
enum {
    COLUMNS_N = sizeof COLUMNS / sizeof COLUMNS[0],
    COL_SCORE = 7,
    COL_LEVEL = 8,
    COL_FACTOR = 13,
    FACTOR_COLUMNS_N = 2 * FACTORS,
    PRINTED = 10, /* up to p_loss, in a size that can be read */
};

void workbook_deals_column(char out[4], const char *head)
{
    size_t k = 0;

    while (k < COLUMNS_N && strcmp(COLUMNS[k].c.head, head))
        k++;
    assert(k < COLUMNS_N);
    out[0] = k < 26 ? (char)('A' + k) : (char)('A' + k / 26 - 1);
    out[1] = k < 26 ? 0 : (char)('A' + k % 26);
    out[2] = 0;
}

/* Wide enough for its head and the filter's button. */
static struct sheet_column widened(struct sheet_column c)
{
    double head = (double)strlen(c.head) + 4;

    c.width = c.width > head ? c.width : head;
    return c;
}

void workbook_deals(struct workbook *w)
{
    const struct report *r = w->r;
    struct sheet *s = book_sheet(w->book, "Deals");
    enum { NAME_MOST = 40, EVIDENCE_MOST = 100 }; /* characters */
    struct sheet_column heads[COLUMNS_N];
    uint32_t last = w->rows ? (uint32_t)w->rows : 1, printed = last;
    char what[96], n[2][FORMAT_TEXT];

    if (printed > WORKBOOK_PRINT_DEALS)
        printed = WORKBOOK_PRINT_DEALS;
    snprintf(what, sizeof what, "first %s of %s open deals",
             format_count(n[0], (double)printed, r->style),
             format_count(n[1], (double)r->n_deals, r->style));
    for (size_t k = 0; k < COLUMNS_N; k++)
        heads[k] = widened(COLUMNS[k].c);
    sheet_widths(s, heads, COLUMNS_N);
    sheet_grow(s, 0, COLUMNS_N - 1, NAME_MOST);
    for (uint16_t k = 0; k < FACTOR_COLUMNS_N; k++)
        sheet_grow(s, COL_FACTOR + k, COL_FACTOR + k, EVIDENCE_MOST);
    sheet_freeze(s, 1, 2);
    sheet_repeat(s, 0, 0);
    /* The rest is for the screen. */
    sheet_print(s, printed, PRINTED, printed < r->n_deals ? what : NULL);
    sheet_table(s, "deals", 0, w->rows, heads, COLUMNS_N);
    for (size_t i = 0; i < w->rows; i++) {
        struct row row = {
            .w = w, .s = s, .d = &r->deals[i], .row = (uint32_t)i + 1};
        live_tiers(&row);
        for (uint16_t k = 0; k < COLUMNS_N; k++)
            COLUMNS[k].put(&row, k);
    }
    sheet_bars(s, 1, last, COL_SCORE, 100, THEME_QUIET);
    sheet_levels(s, 1, last, COL_LEVEL);
    if (w->rows)
        sheet_hide_empty(s, heads, COLUMNS_N, &w->hidden);
}

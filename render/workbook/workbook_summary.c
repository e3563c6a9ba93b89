#include <math.h>
#include <stdio.h>

#include "render/words/format.h"
#include "render/base/theme.h"
#include "render/workbook/workbook_parts.h"

static const struct sheet_column WIDTHS[] = {
    {.width = 28}, {.width = 18}, {.width = 18}, {.width = 14}, {.width = 14},
    {.width = 14}, {.width = 14}, {.width = 14}, {.width = 14}};
enum {
    LAST_COL = sizeof WIDTHS / sizeof WIDTHS[0] - 1,
    WIDE = 120,         /* characters of the headline on a line */
    HEADLINE_LINE = 17, /* points */
    QUARTERS_SHOWN = 24 /* a chart of more is a comb */
};

/* The range of a column of Deals: "Deals!$D$2:$D$251". */
static void deals_range(char out[64], const struct workbook *w,
                        enum deal_column column)
{
    const char *letters = workbook_letters(w, column);

    snprintf(out, 64, "Deals!$%s$2:$%s$%zu", letters, letters, w->rows + 1);
}

static void level_formula(struct buf *out, const struct workbook *w,
                          const char *what, enum level level)
{
    char levels[64], amounts[64];

    deals_range(levels, w, DEAL_risk_level);
    deals_range(amounts, w, DEAL_amount);
    if (!strcmp(what, "count"))
        buf_printf(out, "COUNTIF(%s,\"%s\")", levels, level_name(level));
    else
        buf_printf(out, "SUMIF(%s,\"%s\",%s)", levels, level_name(level),
                   amounts);
}

/* Figures are live where Deals holds every open deal, else plain. */
static void put_live(const struct workbook *w, struct sheet *s, uint32_t row,
                     uint16_t col, struct buf *formula, double value,
                     enum cell cell)
{
    struct buf text = {0};

    if (w->rows && w->rows == w->r->n_deals && formula->len &&
        isfinite(value)) {
        buf_printf(&text, "=%s", formula->ptr);
        sheet_formula(s, row, col, text.ptr, value, cell);
    } else {
        sheet_number(s, row, col, value, cell);
    }
    buf_release(&text);
    buf_clear(formula);
}

enum { TITLE_TEXT = 4 * FORMAT_TEXT };

/* The finding of the chart of levels. */
static void level_title(char out[TITLE_TEXT], const struct report *r)
{
    const struct level_total *of = r->portfolio->levels;
    const char *deals = r->portfolio->open == 1 ? "deal" : "deals";
    char n[3][FORMAT_TEXT];

    format_count(n[0], (double)of[LEVEL_CRITICAL].deals, r->style);
    format_count(n[1], (double)of[LEVEL_HIGH].deals, r->style);
    format_count(n[2], (double)r->portfolio->open, r->style);
    snprintf(out, TITLE_TEXT, "%s CRITICAL and %s HIGH of %s open %s", n[0],
             n[1], n[2], deals);
}

/* Over the table, and so the title of the chart beside it; it follows. */
static void put_level_title(const struct workbook *w, struct sheet *s,
                            uint32_t row)
{
    char title[TITLE_TEXT];
    struct buf formula = {0};

    level_title(title, w->r);
    if (workbook_lives(w)) {
        buf_add_char(&formula, '=');
        workbook_sentence(&formula, w, w->r->live.chart);
        sheet_formula_text(s, row, 0, formula.ptr, title, CELL_SECTION);
    } else {
        sheet_text(s, row, 0, sv_from(title), CELL_SECTION);
    }
    buf_release(&formula);
}

static uint32_t write_levels(const struct workbook *w, struct sheet *s,
                             uint32_t row, uint32_t *first)
{
    static const struct {
        enum level level;
        const char *name;
    } lines[] = {{LEVEL_CRITICAL, "critical_deals"},
                 {LEVEL_HIGH, "high_deals"},
                 {LEVEL_MEDIUM, "medium_deals"},
                 {LEVEL_LOW, "low_deals"}};
    static const struct sheet_column heads[] = {{"Level", 0, false, NULL},
                                                {"Open Deals", 0, true, NULL},
                                                {"Amount", 0, true, NULL}};
    const struct portfolio *p = w->r->portfolio;
    struct buf formula = {0};

    put_level_title(w, s, row);
    sheet_height(s, row++, 22);
    sheet_table(s, NULL, row++, 4, heads, 3);
    *first = row;
    for (size_t i = 0; i < 4; i++, row++) {
        enum level level = lines[i].level;
        const struct level_total *t = &p->levels[level];
        sheet_text(s, row, 0, sv_from(level_name(level)),
                   (enum cell)(CELL_LEVEL + level));
        level_formula(&formula, w, "count", level);
        put_live(w, s, row, 1, &formula, (double)t->deals, CELL_COUNT);
        level_formula(&formula, w, "sum", level);
        put_live(w, s, row, 2, &formula, t->amount, CELL_MONEY);
        book_define(w->book, lines[i].name, s, row, 1);
        if (level == LEVEL_CRITICAL)
            book_define(w->book, "critical_amount", s, row, 2);
    }
    buf_release(&formula);
    return row + 1;
}

/* "If 20% were saved", which is a yellow cell. */
static void put_saved_label(const struct workbook *w, struct sheet *s,
                            uint32_t row)
{
    const struct report *r = w->r;
    struct buf formula = {0};

    buf_printf(&formula,
               "=IF(save_rate=%.15g,\"%.*s\",\"If \"&100*save_rate&"
               "\"%% were saved\")",
               r->portfolio->money.save_rate, SV_ARG(r->saved_label));
    sheet_formula_text(s, row, 0, formula.ptr, r->saved_label.ptr, CELL_LABEL);
    buf_release(&formula);
}

static uint32_t write_money(const struct workbook *w, struct sheet *s,
                            uint32_t row)
{
    const struct portfolio *p = w->r->portfolio;
    const struct money *m = &p->money;
    char range[64], loss[160], unknown[96];
    struct buf f = {0};

    snprintf(loss, sizeof loss, "Amount \xc3\x97 %.*s, summed%s%.*s",
             SV_ARG(w->r->loss_rate), w->r->loss_range.len ? "; " : "",
             SV_ARG(w->r->loss_range));
    snprintf(unknown, sizeof unknown, "Not known: %.*s",
             SV_ARG(w->r->loss_gap));
    const struct {
        const char *label, *name, *note;
        double x;
        enum cell cell;
    } lines[] = {
        {"Open deals", "open_deals", NULL, (double)p->open, CELL_KPI},
        {"Pipeline", "pipeline", "Amounts of all open deals", m->pipeline,
         CELL_KPI_MONEY},
        {"At risk", "at_risk", "Amounts of CRITICAL and HIGH deals", m->at_risk,
         CELL_KPI_MONEY},
        {"Expected loss", "expected_loss", loss, m->expected_loss,
         CELL_KPI_MONEY},
        {NULL, "protection_potential",
         "At risk \xc3\x97 the save rate on Settings, an assumption",
         m->protection_potential, CELL_KPI_MONEY},
    };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++, row++) {
        if (!strcmp(lines[i].name, "pipeline")) {
            deals_range(range, w, DEAL_amount);
            buf_printf(&f, "SUM(%s)", range);
        } else if (!strcmp(lines[i].name, "at_risk")) {
            level_formula(&f, w, "sum", LEVEL_CRITICAL);
            buf_add_char(&f, '+');
            level_formula(&f, w, "sum", LEVEL_HIGH);
        } else if (!strcmp(lines[i].name, "expected_loss")) {
            deals_range(range, w, DEAL_expected_loss);
            buf_printf(&f, "SUM(%s)", range);
        } else if (!strcmp(lines[i].name, "protection_potential")) {
            buf_add_str(&f, "save_rate*at_risk");
        }
        sheet_height(s, row, 21);
        if (lines[i].label)
            sheet_text(s, row, 0, sv_from(lines[i].label), CELL_LABEL);
        else
            put_saved_label(w, s, row);
        put_live(w, s, row, 1, &f, lines[i].x, lines[i].cell);
        sheet_text(s, row, 2,
                   sv_from(isnan(lines[i].x) ? unknown : lines[i].note),
                   CELL_NOTE);
        book_define(w->book, lines[i].name, s, row, 1);
    }
    buf_release(&f);
    return row + 1;
}

static uint32_t write_metrics(const struct workbook *w, struct sheet *s,
                              uint32_t row)
{
    const struct portfolio *p = w->r->portfolio;
    char n[FORMAT_TEXT], cycle[96], rate[96];

    snprintf(cycle, sizeof cycle, "Of the %s closed deals with a start date",
             format_count(n, (double)p->cycle.closes, w->r->style));
    snprintf(rate, sizeof rate, "Won \xc3\xb7 closed, of %s closed deals",
             format_count(n, (double)(p->won + p->lost), w->r->style));
    const struct {
        const char *label, *name, *note;
        double x;
        enum cell cell;
    } lines[] = {
        {"Deals known", "total_deals", NULL, (double)p->total, CELL_COUNT},
        {"Won", "won_deals", NULL, (double)p->won, CELL_COUNT},
        {"Lost", "lost_deals", NULL, (double)p->lost, CELL_COUNT},
        {"Win rate", "win_rate",
         w->r->rate_reason.len ? w->r->rate_reason.ptr : rate, p->win_rate,
         CELL_PERCENT},
        {"Mean cycle, days", "mean_cycle", cycle, p->mean_cycle, CELL_DAYS},
        {"Pipeline velocity (PVS)", "pvs",
         "Won amount \xc3\xb7 (mean cycle \xc3\x97 closed deals)", p->pvs,
         CELL_DAYS},
        {"Deal quality (DQI)", "dqi",
         "Lead source, stage progress and history of the open deals, 0 to 100",
         p->dqi, CELL_DAYS},
        {"Without a known amount", "without_amount", "Open deals in no sum",
         (double)p->money.without_amount, CELL_COUNT},
    };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++, row++) {
        sheet_text(s, row, 0, sv_from(lines[i].label), CELL_LABEL);
        sheet_number(s, row, 1, lines[i].x, lines[i].cell);
        sheet_text(s, row, 2, sv_from(lines[i].note), CELL_NOTE);
        book_define(w->book, lines[i].name, s, row, 1);
    }
    return row + 1;
}

/* Amounts at CRITICAL and HIGH of the quarter that stands in column A. */
static void quarter_formula(struct buf *out, const struct workbook *w,
                            uint32_t row)
{
    char amounts[64], quarters[64], levels[64];

    deals_range(amounts, w, DEAL_amount);
    deals_range(quarters, w, DEAL_closes_in);
    deals_range(levels, w, DEAL_risk_level);
    for (int level = LEVEL_CRITICAL; level >= LEVEL_HIGH; level--)
        buf_printf(out, "%sSUMIFS(%s,%s,$A$%u,%s,\"%s\")",
                   level == LEVEL_CRITICAL ? "" : "+", amounts, quarters,
                   row + 1, levels, level_name((enum level)level));
}

static uint32_t write_quarters(const struct workbook *w, struct sheet *s,
                               uint32_t row, uint32_t *first)
{
    static const struct sheet_column heads[] = {
        {"Expected Close", 0, false, NULL},
        {"Amount", 0, true, NULL},
        {"At Risk", 0, true, NULL},
        {"Deals", 0, true, NULL}};
    const struct portfolio *p = w->r->portfolio;

    struct buf formula = {0};

    row = workbook_section(
        s, row, SV("By quarter of expected close, what is overdue first"));
    sheet_table(s, NULL, row++, p->n_at_risk, heads, 4);
    *first = row;
    for (size_t i = 0; i < p->n_at_risk; i++, row++) {
        const struct at_risk_quarter *q = &p->at_risk[i];
        char text[FORMAT_TEXT];
        sheet_text(
            s, row, 0,
            sv_from(format_quarter(text, q->quarter, w->r->fiscal_month)),
            CELL_TEXT);
        sheet_number(s, row, 1, q->amount, CELL_MONEY);
        quarter_formula(&formula, w, row);
        put_live(w, s, row, 2, &formula, q->at_risk, CELL_MONEY);
        sheet_number(s, row, 3, (double)q->deals, CELL_COUNT);
    }
    buf_release(&formula);
    return row + 1;
}

static void draw_levels(const struct workbook *w, struct sheet *s,
                        uint32_t first)
{
    const struct level_total *of = w->r->portfolio->levels;
    const unsigned colours[] = {
        THEME_LEVELS[LEVEL_CRITICAL].fill, THEME_LEVELS[LEVEL_HIGH].fill,
        THEME_LEVELS[LEVEL_MEDIUM].fill, THEME_LEVELS[LEVEL_LOW].fill};
    const double counts[] = {
        (double)of[LEVEL_CRITICAL].deals, (double)of[LEVEL_HIGH].deals,
        (double)of[LEVEL_MEDIUM].deals, (double)of[LEVEL_LOW].deals};
    const struct sheet_series count = {"Open deals", 1, THEME_QUIET, colours,
                                       counts};
    char title[TITLE_TEXT];
    const struct sheet_chart chart = {
        .kind = CHART_COLUMNS,
        .title = title,
        .title_lives = true,
        .title_row = first - 2,
        .format = "#,##0",
        .labels = true,
        .first = first,
        .last = first + 3,
        .n_series = 1,
        .series = &count,
        .row = 3,
        .col = 5,
        .width = 400,
        .height = 230,
        .description = "Number of open deals at each risk level, as in the "
                       "table of levels on this sheet.",
    };

    level_title(title, w->r);
    sheet_chart(s, &chart);
}

static void draw_quarters(const struct workbook *w, struct sheet *s,
                          uint32_t first)
{
    const struct portfolio *p = w->r->portfolio;
    double *at_risk = mem_alloc(p->n_at_risk, sizeof *at_risk);
    struct buf format = {0};
    double most = 0;

    for (size_t i = 0; i < p->n_at_risk; i++) {
        at_risk[i] =
            isfinite(p->at_risk[i].at_risk) ? p->at_risk[i].at_risk : 0;
        most = fmax(most, p->at_risk[i].amount);
    }
    const struct sheet_series money[] = {
        {"Pipeline", 1, THEME_QUIET, NULL, NULL},
        {"At risk", 2, THEME_LEVELS[LEVEL_CRITICAL].fill, NULL, at_risk}};
    book_money_short(&format, w->book, most);
    const struct sheet_chart chart = {
        .kind = CHART_COLUMNS,
        .title = "Pipeline and at risk, by expected close",
        .format = format.ptr,
        .labels = true,
        .legend = true,
        .first = first,
        .last = first + (uint32_t)p->n_at_risk - 1,
        .n_series = 2,
        .series = money,
        .row = 15,
        .col = 5,
        .width = 400,
        .height = 260,
        .description = "Amount of open deals and the part of it that is at "
                       "risk, by quarter of expected close, what is overdue "
                       "first.",
    };
    if (most > 0) /* else no amount is known */
        sheet_chart(s, &chart);
    buf_release(&format);
    free(at_risk);
}

void workbook_summary(struct workbook *w)
{
    enum { REASON_BYTES = 85 }; /* characters on a line */
    const struct report *r = w->r;
    struct sheet *s = w->summary;
    uint32_t row, levels, quarters;

    sheet_widths(s, WIDTHS, LAST_COL + 1);
    row = workbook_heading(s, LAST_COL, "Summary", (struct sv){0});
    sheet_height(s, 1, HEADLINE_LINE * (double)sheet_lines(r->headline, WIDE));
    workbook_headline(w, s, 1, LAST_COL);
    book_define(w->book, "headline", s, 1, 0);
    row++;
    sheet_repeat(s, 0, 0);
    sheet_one_page(s);
    row = write_money(w, s, row);
    row = write_levels(w, s, row, &levels);
    row = write_metrics(w, s, row);
    sheet_text(s, row, 0, SV("Mode"), CELL_LABEL);
    sheet_text(s, row++, 1, sv_from(mode_name(r->scores->mode)), CELL_TEXT);
    sheet_height(s, row, 14.0 * (double)(2 + r->reason.len / REASON_BYTES));
    sheet_merge(s, row++, 0, 4, r->reason, CELL_WRAP);
    row = write_quarters(w, s, row, &quarters);
    if (r->portfolio->open) {
        draw_levels(w, s, levels);
        draw_quarters(w, s, quarters);
    }
    workbook_notes(w, s, row, LAST_COL);
}

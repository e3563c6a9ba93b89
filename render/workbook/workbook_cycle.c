#include <math.h>

#include "render/words/format.h"
#include "render/base/theme.h"
#include "render/workbook/workbook_parts.h"

static const struct sheet_column WIDTHS[] = {
    {.width = 14}, {.width = 12}, {.width = 12}, {.width = 12},
    {.width = 12}, {.width = 12}, {.width = 12}, {.width = 12},
    {.width = 12}, {.width = 12}, {.width = 12}};

static void put_quarter(struct sheet *s, uint32_t row, int quarter,
                        int fiscal_month)
{
    char text[FORMAT_TEXT];

    sheet_text(s, row, 0, sv_from(format_quarter(text, quarter, fiscal_month)),
               CELL_TEXT);
}

static uint32_t write_close(struct sheet *s, uint32_t row,
                            const struct cycle *c)
{
    static const struct sheet_column heads[] = {{"Closed In", 0, false, NULL},
                                                {"Deals", 0, true, NULL},
                                                {"Mean Days", 0, true, NULL}};

    row = workbook_section(
        s, row, SV("By the quarter in which deals closed (misleading)"));
    sheet_table(s, NULL, row++, c->n_close, heads, 3);
    for (size_t i = 0; i < c->n_close; i++, row++) {
        put_quarter(s, row, c->close[i].quarter, c->fiscal_month);
        sheet_number(s, row, 1, (double)c->close[i].deals, CELL_COUNT);
        sheet_number(s, row, 2, c->close[i].mean_days, CELL_DAYS);
    }
    return row + 1;
}

static uint32_t write_created(struct sheet *s, uint32_t row,
                              const struct cycle *c)
{
    static const struct sheet_column heads[] = {
        {"Created In", 0, false, NULL},
        {"Deals", 0, true, NULL},
        {"Closed", 0, true, NULL},
        {"Median Days", 0, true,
         "Kaplan-Meier: deals that are still open count too."},
        {"Lower 95%", 0, true, NULL},
        {"Upper 95%", 0, true, NULL}};

    row = workbook_section(
        s, row,
        SV("By the quarter in which deals were created (Kaplan\xe2\x80\x93"
           "Meier median, open deals counted)"));
    sheet_table(s, NULL, row++, c->n_created, heads, 6);
    for (size_t i = 0; i < c->n_created; i++, row++) {
        const struct km_median *km = &c->created[i].km;
        put_quarter(s, row, c->created[i].quarter, c->fiscal_month);
        sheet_number(s, row, 1, (double)km->deals, CELL_COUNT);
        sheet_number(s, row, 2, (double)km->closed, CELL_COUNT);
        sheet_number(s, row, 3, km->median, CELL_DAYS);
        sheet_number(s, row, 4, km->ci.lower, CELL_DAYS);
        sheet_number(s, row, 5, km->ci.upper, CELL_DAYS);
    }
    return row + 1;
}

static uint32_t write_figures(struct sheet *s, uint32_t row,
                              const struct cycle *c)
{
    const struct {
        const char *name;
        double x;
        enum cell cell;
    } lines[] = {
        {"Naive change, last against first close quarter",
         c->naive_change_pct / 100, CELL_PERCENT},
        {"Log-rank p over created quarters", c->logrank_p, CELL_P},
        {"Median, newest minus oldest cohort, days", c->median_change,
         CELL_DAYS},
        {"  lower 95%", c->median_difference.lower, CELL_DAYS},
        {"  upper 95%", c->median_difference.upper, CELL_DAYS},
    };

    row = workbook_section(s, row, SV("Figures behind the verdict"));
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++, row++) {
        sheet_text(s, row, 0, sv_from(lines[i].name), CELL_LABEL);
        sheet_number(s, row, 4, lines[i].x, lines[i].cell);
    }
    return row + 1;
}

static uint32_t write_incidence(struct sheet *s, uint32_t row,
                                const struct cycle *c, struct style style)
{
    static const struct sheet_column heads[] = {
        {"By Day", 0, true, NULL},
        {"Won", 0, true, NULL},
        {"Lost", 0, true, NULL},
        {"Still Open", 0, true, NULL},
        {"Followed", 0, true, "Deals still open, and known, after that day."}};
    struct buf title = {0};
    char lives[FORMAT_TEXT];

    buf_printf(&title,
               "What becomes of a deal: shares of %s deals "
               "(Aalen\xe2\x80\x93Johansen); followed: still open, and known, "
               "after that day",
               format_count(lives, (double)c->lives, style));
    row = workbook_section(s, row, buf_sv(&title));
    buf_release(&title);
    if (!c->n_incidence) {
        sheet_text(s, row, 0, SV("Not yet computed."), CELL_NOTE);
        return row + 2;
    }
    sheet_table(s, NULL, row++, c->n_incidence, heads, 5);
    for (size_t i = 0; i < c->n_incidence; i++, row++) {
        sheet_number(s, row, 0, c->incidence[i].days, CELL_COUNT);
        sheet_number(s, row, 1, c->incidence[i].won, CELL_PERCENT);
        sheet_number(s, row, 2, c->incidence[i].lost, CELL_PERCENT);
        sheet_number(s, row, 3, c->incidence[i].still_open, CELL_PERCENT);
        sheet_number(s, row, 4, (double)c->incidence[i].followed, CELL_COUNT);
    }
    return row + 1;
}

static uint32_t write_outcomes(struct sheet *s, uint32_t row,
                               const struct portfolio *p)
{
    static const struct sheet_column heads[] = {
        {"Closed In", 0, false, NULL},
        {"Won", 0, true, NULL},
        {"Closed", 0, true, NULL},
        {"Win Rate", 0, true, NULL},
        {"Won Amount", 0, true, NULL},
        {"Pipeline Velocity (PVS)", 0, true,
         "Won amount \xc3\xb7 (mean cycle in days \xc3\x97 closed deals)."}};

    row = workbook_section(s, row, SV("Outcomes by the quarter of closing"));
    sheet_table(s, NULL, row++, p->n_outcomes, heads, 6);
    for (size_t i = 0; i < p->n_outcomes; i++, row++) {
        const struct outcome_quarter *q = &p->outcomes[i];
        put_quarter(s, row, q->quarter, p->cycle.fiscal_month);
        sheet_number(s, row, 1, (double)q->won, CELL_COUNT);
        sheet_number(s, row, 2, (double)q->closed, CELL_COUNT);
        sheet_number(s, row, 3, q->win_rate, CELL_PERCENT);
        sheet_number(s, row, 4, q->won_amount, CELL_MONEY);
        sheet_number(s, row, 5, q->pvs, CELL_DAYS);
    }
    return row + 1;
}

static void draw(struct sheet *s, const struct cycle *c, uint32_t close_first,
                 uint32_t created_first)
{
    const struct sheet_series close = {"Mean days", 2, THEME_QUIET, NULL, NULL};
    const struct sheet_series created = {"Median days", 3, THEME_ACCENT, NULL,
                                         NULL};
    struct sheet_chart chart = {
        .kind = CHART_COLUMNS,
        .title = "By close quarter: mean days (an artefact)",
        .format = "0",
        .labels = true,
        .n_series = 1,
        .series = &close,
        .row = 3,
        .col = 7,
        .width = 460,
        .height = 250,
        .description = "Mean cycle in days by the quarter of closing. Early "
                       "quarters can hold only short deals.",
    };

    if (c->n_close) {
        chart.first = close_first;
        chart.last = close_first + (uint32_t)c->n_close - 1;
        sheet_chart(s, &chart);
    }
    if (c->n_created) {
        chart.title = "By created quarter: median days (like with like)";
        chart.description = "Kaplan-Meier median of the cycle in days by the "
                            "quarter of creation.";
        chart.series = &created;
        chart.first = created_first;
        chart.last = created_first + (uint32_t)c->n_created - 1;
        chart.row = 16;
        sheet_chart(s, &chart);
    }
}

void workbook_cycle(struct workbook *w)
{
    const struct portfolio *p = w->r->portfolio;
    const struct cycle *c = &p->cycle;
    struct sheet *s = book_sheet(w->book, "Cycle", TAB_EVIDENCE);
    enum { ONE_PAGE = 64 }; /* rows that can be read on one */
    uint32_t row, close_first, created_first;

    sheet_widths(s, WIDTHS, sizeof WIDTHS / sizeof WIDTHS[0]);
    row = workbook_heading(s, 10, "Sales cycle", w->r->cycle_verdict);
    sheet_repeat(s, 0, 0);
    close_first = row + 2;
    row = write_close(s, row, c);
    created_first = row + 2;
    row = write_created(s, row, c);
    row = write_figures(s, row, c);
    row = write_incidence(s, row, c, w->r->style);
    row = write_outcomes(s, row, p);
    if (row <= ONE_PAGE)
        sheet_one_page(s);
    draw(s, c, close_first, created_first);
}

/* The foot of the sheet Quarter: why it moved, the calls, what slips, and the
 * past that changed. */
#include <math.h>

#include "render/words/quarter_paper.h"
#include "render/workbook/workbook_parts.h"

enum { TEXT_BYTES = 160 };

/* A sentence over the whole width, as high as it needs. */
static uint32_t put_line(struct sheet *s, uint32_t row, uint16_t last,
                         struct sv text)
{
    enum { WIDE = 150, LINE = 15 };

    if (!text.len)
        return row;
    sheet_height(s, row, 3 + LINE * (double)sheet_lines(text, WIDE));
    sheet_merge(s, row, 0, last, text, CELL_WRAP);
    return row + 1;
}

/* before + parts = after, live. */
static uint32_t put_moved(struct sheet *s, uint32_t row,
                          const struct moved_sum *sum,
                          const struct moved_words *words, const char *what)
{
    const struct sheet_column heads[] = {
        {what, 0, false, NULL}, {"Amount", 0, true, NULL},
        {"Deals", 0, true, NULL}};
    char f[TEXT_BYTES];

    if (!words->line.len)
        return row;
    sheet_table(s, NULL, row++, words->n + 2, heads, 3);
    uint32_t first = row;
    sheet_text(s, row, 0, SV("Last run"), CELL_LABEL);
    sheet_number(s, row++, 1, cents_units(sum->before), CELL_MONEY);
    for (size_t k = 0; k < words->n; k++, row++) {
        enum move_part part = words->rows[k].part;
        sheet_text(s, row, 0, words->rows[k].label, CELL_LABEL);
        sheet_number(s, row, 1, cents_units(sum->part[part]), CELL_MONEY);
        if (sum->deals[part]) /* of some parts no deal is behind */
            sheet_number(s, row, 2, (double)sum->deals[part], CELL_COUNT);
    }
    sheet_text(s, row, 0, SV("This run"), CELL_LABEL);
    snprintf(f, sizeof f, "=SUM(B%u:B%u)", first + 1, row);
    sheet_formula(s, row, 1, f, cents_units(sum->after), CELL_KPI_MONEY);
    return row + 2;
}

static uint32_t write_moved(const struct report *r, struct sheet *s,
                            uint32_t row, uint16_t last)
{
    const struct report_changes *c = &r->change_words;

    if (!c->landing.line.len && !c->landing.gap.len && !c->at_risk.line.len &&
        !c->at_risk.gap.len)
        return row;
    row = workbook_section(s, row, SV("Why it moved"));
    row = put_line(s, row, last, c->landing.line);
    row = put_line(s, row, last, c->landing.gap);
    row = put_moved(s, row, &r->changes->moved.landing, &c->landing, "Landing");
    row = put_line(s, row, last, c->at_risk.line);
    if (c->at_risk.line.len || !c->landing.gap.len)
        row = put_line(s, row, last, c->at_risk.gap);
    return put_moved(s, row, &r->changes->moved.at_risk, &c->at_risk,
                     "Amount at Risk") +
           1;
}

/* Columns of a call: `who` where a person is named, first; then the category. */
static void put_call(struct sheet *s, uint32_t row, const struct call_words *w,
                     bool who)
{
    const struct call_row *of = w->of;
    const struct {
        double x;
        enum cell cell;
    } cells[] = {
        {(double)of->all.deals, CELL_COUNT},
        {cents_sum(of->all.cents, of->all.deals), CELL_MONEY},
        {(double)of->all.in_danger, CELL_COUNT},
        {cents_sum(of->all.danger_cents, of->all.in_danger), CELL_MONEY},
        {(double)of->all.overdue, CELL_COUNT},
        {cents_sum(of->all.overdue_cents, of->all.overdue), CELL_MONEY},
        {of->of && w->record.len ? (double)of->came_in : (double)NAN,
         CELL_COUNT},
        {of->of && w->record.len ? (double)of->of : (double)NAN, CELL_COUNT},
    };

    if (who)
        sheet_text(s, row, 0, w->who, CELL_TEXT);
    sheet_text(s, row, who, w->category, CELL_TEXT);
    for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++)
        sheet_number(s, row, (uint16_t)(1 + who + k), cells[k].x,
                     cells[k].cell);
}

/* Behind whose calls they are, which the company's table has not. */
static const struct sheet_column CALL_HEADS[] = {
    {"Manager or Owner", 0, false, NULL},
    {"Forecast Category", 0, false, NULL},
    {"Open Deals", 0, true, NULL},
    {"Amount", 0, true, NULL},
    {"In Danger", 0, true, "Open deals at HIGH or CRITICAL."},
    {"Amount", 0, true, NULL},
    {"Overdue", 0, true, NULL},
    {"Amount", 0, true, NULL},
    {"Won by Quarter End", 0, true,
     "Of those in the category on the same day of past quarters."},
    {"Of", 0, true, NULL}};
enum { CALL_COLUMNS = sizeof CALL_HEADS / sizeof CALL_HEADS[0] };

static uint32_t write_calls(const struct report *r, struct sheet *s,
                            uint32_t row, uint16_t last)
{
    const struct calls_words *w = &r->change_words.calls;

    if (!w->n && !w->gap.len)
        return row;
    row = workbook_section(s, row, SV("What sales calls it"));
    row = put_line(s, row, last, w->gap);
    for (size_t k = 0; k < w->n_findings; k++)
        row = put_line(s, row, last, w->findings[k]);
    if (!w->n)
        return row + 1;
    sheet_table(s, NULL, row++, w->n, CALL_HEADS + 1, CALL_COLUMNS - 1);
    for (size_t k = 0; k < w->n; k++)
        put_call(s, row++, &w->company[k], false);
    return row + 1;
}

/* Long where many sell: last, so that its heads can be repeated on the pages
 * that follow. */
static void write_people(const struct report *r, struct sheet *s, uint32_t row)
{
    const struct calls_words *w = &r->change_words.calls;

    if (!w->n_people)
        return;
    row = workbook_section(s, row, SV("What sales calls it, by person"));
    sheet_repeat(s, row, row);
    sheet_table(s, NULL, row++, w->n_people, CALL_HEADS, CALL_COLUMNS);
    for (size_t k = 0; k < w->n_people; k++)
        put_call(s, row++, &w->people[k], true);
}

static void put_slip(struct sheet *s, uint32_t row, const struct slip_row *of)
{
    const struct slip_count *c = of->of;
    static const char letters[] = "CDE";
    const size_t counts[] = {c->due, c->won, c->lost, c->slipped};
    char f[TEXT_BYTES];

    sheet_text(s, row, 0, of->label, CELL_TEXT);
    for (uint16_t k = 0; k < 4; k++)
        sheet_number(s, row, (uint16_t)(1 + k), (double)counts[k], CELL_COUNT);
    for (uint16_t k = 0; c->due && k < 3; k++) {
        snprintf(f, sizeof f, "=%c%u/B%u", letters[k], row + 1, row + 1);
        sheet_formula(s, row, (uint16_t)(5 + k), f,
                      (double)counts[1 + k] / (double)c->due, CELL_PERCENT);
    }
}

static uint32_t write_slip(const struct report *r, struct sheet *s,
                           uint32_t row, uint16_t last)
{
    static const struct sheet_column heads[] = {
        {"Due When It Began", 0, false, NULL}, {"Due", 0, true, NULL},
        {"Won", 0, true, NULL},                {"Lost", 0, true, NULL},
        {"Slipped", 0, true, NULL},            {"Won", 0, true, NULL},
        {"Lost", 0, true, NULL},               {"Slipped", 0, true, NULL}};
    const struct slip_words *w = &r->change_words.slip;

    if (!w->line.len && !w->gap.len)
        return row;
    row = workbook_section(s, row, SV("What slips"));
    row = put_line(s, row, last, w->line);
    row = put_line(s, row, last, w->gap);
    if (!w->n)
        return row + 1;
    sheet_table(s, NULL, row++, w->n + w->n_pushes, heads, 8);
    for (size_t k = 0; k < w->n; k++)
        put_slip(s, row++, &w->quarters[k]);
    for (size_t k = 0; k < w->n_pushes; k++)
        put_slip(s, row++, &w->pushes[k]);
    return row + 1;
}

static void put_change(struct sheet *s, uint32_t row, struct sv quarter,
                       const struct restated_row *x)
{
    sheet_text(s, row, 0, x->deal, CELL_TEXT);
    sheet_text(s, row, 1, quarter, CELL_TEXT);
    sheet_text(s, row, 2, words_restated_kind(x->of->kind), CELL_TEXT);
    sheet_number(s, row, 3, cents_units(x->of->cents), CELL_MONEY);
    sheet_text(s, row, 4, x->what, CELL_TEXT);
}

/* As first told + changes = as told now, live, and then each change. */
static uint32_t put_restated(struct sheet *s, uint32_t row,
                             const struct restated *x,
                             const struct restated_words *w)
{
    static const struct sheet_column sums[] = {
        {"Quarter", 0, false, NULL},    {"First Told", 0, true, NULL},
        {"As First Told", 0, true, NULL}, {"Changes", 0, true, NULL},
        {"As Told Now", 0, true, NULL}};
    static const struct sheet_column changes[] = {
        {"Deal", 0, false, NULL},   {"Quarter", 0, false, NULL},
        {"Change", 0, false, NULL}, {"Amount", 0, true, NULL},
        {"What", 0, false, NULL}};
    uint32_t list = row + (uint32_t)w->n + 3;
    uint32_t end = list + (uint32_t)x->changes;
    char f[TEXT_BYTES];

    sheet_table(s, NULL, row++, w->n, sums, 5);
    for (size_t k = 0; k < w->n; k++, row++) {
        const struct restated_quarter *q = &x->quarters[k];
        unsigned at = row + 1;
        sheet_text(s, row, 0, w->quarters[k].label, CELL_TEXT);
        sheet_date(s, row, 1, q->first_run, CELL_DATE);
        sheet_number(s, row, 2, cents_units(q->first_told), CELL_MONEY);
        if (!q->reached)
            continue;
        snprintf(f, sizeof f, "=SUMIF($B$%u:$B$%u,A%u,$D$%u:$D$%u)", list, end,
                 at, list, end);
        sheet_formula(s, row, 3, f, cents_units(q->told_now - q->first_told),
                      CELL_MONEY);
        snprintf(f, sizeof f, "=C%u+D%u", at, at);
        sheet_formula(s, row, 4, f, cents_units(q->told_now), CELL_MONEY);
    }
    if (!x->changes)
        return row + 2; /* the sums look one row down for changes */
    row++;
    sheet_table(s, NULL, row++, x->changes, changes, 5);
    for (size_t k = 0; k < w->n; k++)
        for (size_t i = 0; i < w->quarters[k].n; i++)
            put_change(s, row++, w->quarters[k].label, &w->quarters[k].rows[i]);
    return row + 1;
}

void workbook_quarter_changes(struct workbook *w, struct sheet *s, uint32_t row,
                              uint16_t last_col)
{
    const struct report *r = w->r;
    const struct restated_words *restated = &r->change_words.restated;

    row = put_line(s, row, last_col, r->change_words.pace.line);
    row = put_line(s, row, last_col, r->change_words.pace.gap);
    row = write_moved(r, s, row + 1, last_col);
    row = write_calls(r, s, row, last_col);
    row = write_slip(r, s, row, last_col);
    row = put_line(s, row, last_col, r->change_words.first_run);
    if (restated->line.len || restated->gap.len) {
        row = workbook_section(s, row, SV("The past that changed"));
        row = put_line(s, row, last_col, restated->line);
        row = put_line(s, row, last_col, restated->late);
        row = put_line(s, row, last_col, restated->gap);
        row = restated->n
                  ? put_restated(s, row, &r->changes->restated, restated)
                  : row + 1;
    }
    write_people(r, s, row);
}

/* The sheets Reps and Segments: groups of deals, side by side. */
#include <math.h>

#include "render/base/theme.h"
#include "render/workbook/workbook_parts.h"

/* Those that decide first: they are printed. */
static const struct sheet_column COLUMNS[] = {
    {"Group", 10, false, NULL},
    {"Name", 22, false, NULL},
    {"Won", 8, true, NULL},
    {"Closed", 9, true, NULL},
    {"Open", 8, true, NULL},
    {"Win Rate", 11, true, "Won \xc3\xb7 closed."},
    {"Lower 95%", 12, true, "Of the win rate, Wilson."},
    {"Upper 95%", 12, true, "Of the win rate, Wilson."},
    {"p Adjusted", 12, true,
     "How likely such a rate is by chance, allowing for all groups that were "
     "compared."},
    {"Verdict", 36, false, NULL},
    {"Open Amount", 15, true, NULL},
    {"At Risk", 14, true,
     "Amounts of open deals at CRITICAL and HIGH, as the run printed them."},
    {"Won Amount", 14, true, NULL},
    {"Shrunk Rate", 13, true,
     "The win rate drawn towards that of all deals, the more the fewer deals "
     "closed."},
    {"Mean Size", 12, true, "Mean amount of closed deals."},
    {"Mean Cycle in Days", 13, true, NULL},
    {"Rep Efficiency (REI)", 10, true,
     "Win rate \xc3\x97 mean deal size \xc3\xb7 mean cycle in days."},
    {"Pipeline Velocity (PVS)", 10, true,
     "Won amount \xc3\xb7 (mean cycle in days \xc3\x97 closed deals)."},
    {"p Alone", 9, true, "The same before allowing for the other groups."},
};
enum {
    COLUMNS_N = sizeof COLUMNS / sizeof COLUMNS[0],
    WIN_RATE = 5,
    VERDICT = 9,
    PRINTED = 12
};

static struct sv group_label(const struct report *r, enum group group)
{
    static const char *const names[GROUP_OWN] = {
        [GROUP_OWNER] = "Rep",       [GROUP_INDUSTRY] = "Industry",
        [GROUP_REGION] = "Region",   [GROUP_PRODUCT] = "Product",
        [GROUP_SOURCE] = "Source",   [GROUP_ACCOUNT] = "Account",
        [GROUP_MANAGER] = "Manager",
    };

    if (group < GROUP_OWN)
        return sv_from(names[group]);
    return r->quality->own_category_names[group - GROUP_OWN];
}

static const char *verdict(const struct group_row *g)
{
    if (g->flagged)
        return "Below comparable deals, beyond chance";
    if (isnan(g->p_adjusted))
        return "Too few closed deals to test";
    /* The test is two-sided. */
    return g->p_adjusted <= 0.05 ? "Above comparable deals, beyond chance"
                                 : "No clear difference";
}

static void write_row(struct sheet *s, uint32_t row, const struct report *r,
                      const struct named_group *row_of)
{
    const struct group_row *g = row_of->of;
    const struct {
        double x;
        enum cell cell;
    } numbers[] = {
        {(double)g->won, CELL_COUNT},
        {(double)g->closed, CELL_COUNT},
        {(double)g->open, CELL_COUNT},
        {g->win_rate, CELL_PERCENT},
        {g->wilson.lower, CELL_PERCENT},
        {g->wilson.upper, CELL_PERCENT},
        {g->p_adjusted, CELL_P},
        {NAN, CELL_TEXT}, /* the verdict */
        {g->open_amount, CELL_MONEY},
        {g->at_risk, CELL_MONEY},
        {g->won_amount, CELL_MONEY},
        {g->shrunk, CELL_PERCENT},
        {g->mean_size, CELL_MONEY},
        {g->mean_cycle, CELL_DAYS},
        {g->rei, CELL_DAYS},
        {g->pvs, CELL_DAYS},
        {g->p, CELL_P},
    };
    enum { N = sizeof numbers / sizeof numbers[0] };

    sheet_text(s, row, 0, group_label(r, g->group), CELL_TEXT);
    sheet_text(s, row, 1, row_of->name, CELL_TEXT);
    for (uint16_t k = 0; k < N; k++)
        sheet_number(s, row, k + 2, numbers[k].x, numbers[k].cell);
    sheet_text(s, row, VERDICT, sv_from(verdict(g)),
               g->flagged ? CELL_WARNING : CELL_TEXT);
}

static void write_groups(struct workbook *w, const char *name,
                         const char *table, const char *title,
                         const struct named_group *groups, size_t n)
{
    enum { NAME_MOST = 44 }; /* characters */
    struct buf hidden = {0};
    struct sheet *s = book_sheet(w->book, name, TAB_EVIDENCE);
    uint32_t head;

    sheet_widths(s, COLUMNS, COLUMNS_N);
    sheet_grow(s, 0, 1, NAME_MOST);
    head = workbook_heading(s, PRINTED - 1, title, w->r->blame_finding);
    sheet_freeze(s, head + 1, 2);
    sheet_repeat(s, head, head);
    sheet_table(s, table, head, n, COLUMNS, COLUMNS_N);
    for (size_t i = 0; i < n && head + 1 + i < SHEET_ROWS; i++)
        write_row(s, head + 1 + (uint32_t)i, w->r, &groups[i]);
    if (n)
        sheet_bars(s, head + 1, head + (uint32_t)(n < SHEET_ROWS ? n : 1),
                   WIN_RATE, 1);
    sheet_print(s, head + (uint32_t)(n ? n : 1), PRINTED, NULL);
    if (n)
        sheet_hide_empty(s, COLUMNS, COLUMNS_N, &hidden);
    buf_release(&hidden);
}

void workbook_reps(struct workbook *w)
{
    write_groups(w, "Reps", "reps", "Reps", w->r->reps, w->r->n_reps);
}

void workbook_segments(struct workbook *w)
{
    write_groups(w, "Segments", "segments", "Segments", w->r->segments,
                 w->r->n_segments);
}

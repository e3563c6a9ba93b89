/* The sheet Changes: what is other than at the last run, each list whole. */
#include <math.h>

#include "render/base/theme.h"
#include "render/report/links.h"
#include "render/words/names.h"
#include "render/workbook/workbook_parts.h"

static const struct sheet_column WIDTHS[] = {
    {.width = 30}, {.width = 18}, {.width = 14}, {.width = 14}, {.width = 14},
    {.width = 14}, {.width = 14}, {.width = 14}, {.width = 14}, {.width = 14}};
enum { /* columns of the lists */
       LAST_COL = sizeof WIDTHS / sizeof WIDTHS[0] - 1,
       DEAL = 0,
       OWNER,
       AMOUNT,
       THEN,
       NOW,
       LEVEL,
       CHANGE,
       OWN,
       TIME,
       LEARNT,
       WIDE = 120, /* characters of the columns behind the first */
       LINE = 14   /* points */
};

/* The deal, its owner, its amount and its level, which all lists have. */
static const struct report_deal *
put_deal(const struct workbook *w, struct sheet *s, uint32_t row, uint32_t rank)
{
    const struct report_deal *d = &w->r->deals[rank];
    struct buf url = {0};

    link_deal_page(&url, w->r, d);
    sheet_link(s, row, DEAL, buf_sv(&url), d->title);
    buf_release(&url);
    sheet_text(s, row, OWNER, d->owner, CELL_TEXT);
    sheet_number(s, row, AMOUNT, d->amount, CELL_MONEY);
    sheet_text(s, row, LEVEL, sv_from(level_name(d->score->level)),
               (enum cell)(CELL_LEVEL + d->score->level));
    return d;
}

/* The heads of a list of deals; returns its first row. */
static uint32_t write_heads(struct sheet *s, uint32_t row, const char *title,
                            const char *then, const char *now)
{
    const struct sheet_column heads[] = {
        {"Deal", 0, false, NULL},  {"Owner", 0, false, NULL},
        {"Amount", 0, true, NULL}, {then, 0, true, NULL},
        {now, 0, true, NULL},      {"Level", 0, false, NULL}};

    row = workbook_section(s, row, sv_from(title));
    sheet_table(s, NULL, row, 0, heads, sizeof heads / sizeof heads[0]);
    return row + 1;
}

/* What the runs said of the whole, this one last. */
static uint32_t write_trend(const struct workbook *w, struct sheet *s,
                            uint32_t row, const struct followup *f)
{
    static const struct sheet_column heads[] = {
        {"Run", 0, true, NULL},          {"Open Deals", 0, true, NULL},
        {"Pipeline", 0, true, NULL},     {"At Risk", 0, true, NULL},
        {"Critical", 0, true, NULL},     {"High", 0, true, NULL},
        {"Expected Loss", 0, true, NULL}};
    static const struct sheet_series money[] = {
        {"At risk", 3, THEME_ACCENT, NULL, NULL}};
    enum { ROWS = 13, LEAST = 3 }; /* of the chart; runs to draw */
    struct buf format = {0};
    double most = 0;

    if (f->n_trend < 2)
        return row;
    row = workbook_section(s, row, SV("This run and those before it"));
    sheet_table(s, NULL, row++, f->n_trend, heads,
                sizeof heads / sizeof heads[0]);
    for (size_t k = 0; k < f->n_trend; k++, row++) {
        const struct trend_point *t = &f->trend[k];
        sheet_date(s, row, 0, t->day, CELL_DATE);
        sheet_number(s, row, 1, (double)t->open, CELL_COUNT);
        sheet_number(s, row, 2, t->pipeline, CELL_MONEY);
        sheet_number(s, row, 3, t->at_risk, CELL_MONEY);
        sheet_number(s, row, 4, (double)t->critical, CELL_COUNT);
        sheet_number(s, row, 5, (double)t->high, CELL_COUNT);
        sheet_number(s, row, 6, t->expected_loss, CELL_MONEY);
        most = isfinite(t->at_risk) ? fmax(most, t->at_risk) : most;
    }
    if (f->n_trend < LEAST || !(most > 0))
        return row + 1;
    book_money_short(&format, w->book, most);
    sheet_chart(s, &(struct sheet_chart){
                       .kind = CHART_LINES,
                       .title = "Amount at risk, run by run",
                       .format = format.ptr,
                       .x_format = "d mmm",
                       .labels = true,
                       .first = row - (uint32_t)f->n_trend,
                       .last = row - 1,
                       .n_series = 1,
                       .series = money,
                       .row = row + 1,
                       .col = 0,
                       .width = 700,
                       .height = 220,
                       .description = "Amount at CRITICAL and HIGH at each of "
                                      "the runs in the table above."});
    buf_release(&format);
    return row + ROWS;
}

/* Deals that have closed since; their amounts as the last run saw them. */
static uint32_t write_closed(const struct workbook *w, struct sheet *s,
                             uint32_t row, const struct followup *f)
{
    static const struct sheet_column heads[] = {{"Deal", 0, false, NULL},
                                                {"Owner", 0, false, NULL},
                                                {"Amount Then", 0, true, NULL},
                                                {"Ended", 0, false, NULL},
                                                {"Level Then", 0, false, NULL}};
    const struct deals *d = w->r->quality;

    if (f->won + f->lost == 0)
        return row;
    row = workbook_section(s, row, SV("Won and lost since"));
    sheet_table(s, NULL, row++, f->won + f->lost, heads,
                sizeof heads / sizeof heads[0]);
    for (int lost = 0; lost < 2; lost++)
        for (size_t k = 0; k < f->won + f->lost; k++) {
            const struct closed_since *x = &f->closed[k];
            if (x->won == (bool)lost)
                continue;
            sheet_text(s, row, 0, words_title(d, x->deal), CELL_TEXT);
            sheet_text(s, row, 1,
                       category_label(&d->groups[GROUP_OWNER], x->deal),
                       CELL_TEXT);
            sheet_number(s, row, 2, x->amount, CELL_MONEY);
            sheet_text(s, row, 3, x->won ? SV("won") : SV("lost"), CELL_TEXT);
            sheet_text(s, row, 4, sv_from(level_name(x->level_before)),
                       (enum cell)(CELL_LEVEL + x->level_before));
            row++;
        }
    return row + 1;
}

/* With what each part of the change adds. */
static uint32_t write_movers(const struct workbook *w, struct sheet *s,
                             uint32_t row, const struct followup *f)
{
    static const struct sheet_column heads[] = {
        {"Deal", 0, false, NULL},
        {"Owner", 0, false, NULL},
        {"Amount", 0, true, NULL},
        {"Score Then", 0, true, NULL},
        {"Score Now", 0, true, NULL},
        {"Level", 0, false, NULL},
        {"Change", 0, true, "Points; + is worse, \xe2\x88\x92 is better."},
        {"Own Changes", 0, true, "Points from what changed in the CRM."},
        {"Time Passed", 0, true, "Points from days that went by."},
        {"Model Learnt", 0, true,
         "Points from what the model learnt from deals that closed."}};

    if (!f->n_movers)
        return row;
    row = workbook_section(
        s, row, SV("Scores that moved by 5 points or more, and why"));
    sheet_table(s, NULL, row++, f->n_movers, heads,
                sizeof heads / sizeof heads[0]);
    for (size_t k = 0; k < f->n_movers; k++, row++) {
        const struct mover *m = &f->movers[k];
        put_deal(w, s, row, m->rank);
        sheet_number(s, row, THEN, m->before, CELL_SCORE);
        sheet_number(s, row, NOW, m->after, CELL_SCORE);
        sheet_number(s, row, CHANGE, m->change, CELL_POINTS);
        sheet_number(s, row, OWN, m->own, CELL_POINTS);
        sheet_number(s, row, TIME, m->time, CELL_POINTS);
        sheet_number(s, row, LEARNT, m->learnt, CELL_POINTS);
    }
    return row + 1;
}

static uint32_t write_slips(const struct workbook *w, struct sheet *s,
                            uint32_t row, const struct followup *f)
{
    if (!f->n_slips)
        return row;
    row = write_heads(s, row, "Close dates that moved to a later day",
                      "Close Then", "Close Now");
    for (size_t k = 0; k < f->n_slips; k++, row++) {
        put_deal(w, s, row, f->slips[k].rank);
        sheet_date(s, row, THEN, f->slips[k].before, CELL_DATE);
        sheet_date(s, row, NOW, f->slips[k].after, CELL_DATE);
    }
    return row + 1;
}

static uint32_t write_amounts(const struct workbook *w, struct sheet *s,
                              uint32_t row, const struct followup *f)
{
    if (!f->n_amounts)
        return row;
    row = write_heads(s, row, "Amounts that changed", "Amount Then",
                      "Amount Now");
    for (size_t k = 0; k < f->n_amounts; k++, row++) {
        put_deal(w, s, row, f->amounts[k].rank);
        sheet_number(s, row, THEN, f->amounts[k].before, CELL_MONEY);
        sheet_number(s, row, NOW, f->amounts[k].after, CELL_MONEY);
    }
    return row + 1;
}

static uint32_t write_new(const struct workbook *w, struct sheet *s,
                          uint32_t row, const struct followup *f)
{
    if (!f->n_new)
        return row;
    row = write_heads(s, row, "New deals", "Created", "Expected Close");
    for (size_t k = 0; k < f->n_new; k++, row++) {
        const struct report_deal *d = put_deal(w, s, row, f->new_deals[k]);
        sheet_date(s, row, THEN, d->created, CELL_DATE);
        sheet_date(s, row, NOW, d->expected, CELL_DATE);
    }
    return row + 1;
}

/* New, Won, Lost, Slipped, …: each with its first deals. */
static uint32_t write_news(struct sheet *s, uint32_t row,
                           const struct report *r)
{
    for (size_t i = 0; i < r->news.n; i++, row++) {
        struct sv text = r->news.list[i].text;
        sheet_text(s, row, 0, r->news.list[i].label, CELL_LABEL);
        sheet_height(s, row, 2.0 + LINE * (double)sheet_lines(text, WIDE));
        sheet_merge(s, row, 1, LAST_COL, text, CELL_WRAP);
    }
    return row + 1;
}

void workbook_changes(struct workbook *w)
{
    const struct report *r = w->r;
    const struct followup *f = r->followup;
    struct sheet *s = book_sheet(w->book, "Changes", TAB_READ);
    uint32_t row;

    sheet_widths(s, WIDTHS, LAST_COL + 1);
    row = workbook_heading(
        s, LAST_COL, "Changes",
        r->news.n ? r->news.title
                  : SV("No earlier run is known: what has changed stands here "
                       "from the second run on."));
    sheet_repeat(s, 0, 0);
    if (r->news.n)
        row = write_news(s, row, r);
    if (!f || f->last == DATE_NONE)
        return;
    /* A sheet has room for them all unless all deals are on all lists. */
    if (r->n_deals > w->rows) {
        sheet_text(s, row, 0,
                   SV("More open deals than a sheet has rows: the lists are "
                      "left out."),
                   CELL_WARNING);
        return;
    }
    row = write_trend(w, s, row, f);
    row = write_closed(w, s, row, f);
    row = write_movers(w, s, row, f);
    row = write_slips(w, s, row, f);
    row = write_amounts(w, s, row, f);
    write_new(w, s, row, f);
}

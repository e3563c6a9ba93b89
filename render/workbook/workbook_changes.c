/* The sheet Changes: what is other than at the last run, each list whole. */
#include "render/report/links.h"
#include "render/workbook/workbook_parts.h"

static const struct sheet_column WIDTHS[] = {
    {.width = 30}, {.width = 18}, {.width = 14}, {.width = 14},
    {.width = 14}, {.width = 14}, {.width = 40}};
enum {
    LAST_COL = sizeof WIDTHS / sizeof WIDTHS[0] - 1,
    DEAL = 0,
    OWNER,
    AMOUNT,
    THEN,
    NOW,
    LEVEL,
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

/* The heads of a list of n deals under a title; returns its first row. */
static uint32_t write_heads(struct sheet *s, uint32_t row, const char *title,
                            const char *then, const char *now)
{
    const struct sheet_column heads[] = {
        {"Deal", 0, false, NULL},  {"Owner", 0, false, NULL},
        {"Amount", 0, true, NULL}, {then, 0, true, NULL},
        {now, 0, true, NULL},      {"Level", 0, false, NULL}};

    sheet_text(s, row, 0, sv_from(title), CELL_SECTION);
    sheet_height(s, row, 22);
    sheet_table(s, NULL, row + 1, 0, heads, sizeof heads / sizeof heads[0]);
    return row + 2;
}

static uint32_t write_movers(const struct workbook *w, struct sheet *s,
                             uint32_t row, const struct followup *f)
{
    if (!f->n_movers)
        return row;
    row = write_heads(s, row, "Scores that moved by 5 points or more",
                      "Score Then", "Score Now");
    for (size_t k = 0; k < f->n_movers; k++, row++) {
        put_deal(w, s, row, f->movers[k].rank);
        sheet_number(s, row, THEN, f->movers[k].before, CELL_SCORE);
        sheet_number(s, row, NOW, f->movers[k].after, CELL_SCORE);
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
    if (!r->news.n)
        return;
    row = write_news(s, row, r);
    /* A sheet has room for them all unless all deals are on all lists. */
    if (r->n_deals > w->rows) {
        sheet_text(s, row, 0,
                   SV("More open deals than a sheet has rows: the lists are "
                      "left out."),
                   CELL_WARNING);
        return;
    }
    row = write_movers(w, s, row, f);
    row = write_slips(w, s, row, f);
    row = write_amounts(w, s, row, f);
    write_new(w, s, row, f);
}

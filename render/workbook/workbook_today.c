/* The first sheet: what the other formats say on their first pages, in the
 * same order: the headline, what moved, what to do today, what to know. */
#include <math.h>

#include "render/base/shorten.h"
#include "render/report/links.h"
#include "render/workbook/workbook_parts.h"

/* What is done to which deal by whom and when; then why, and the money. */
enum { DEAL, ACTION, WHO, DUE, WHY, AMOUNT, LOSS, CLOSES, COLUMNS_N };
static const struct sheet_column COLUMNS[COLUMNS_N] = {
    [DEAL] = {"Deal", 34, false, "Opens the deal's page."},
    [ACTION] = {"What to Do", 34, false, NULL},
    [WHO] = {"Who", 15, false, "Who is asked to act."},
    [DUE] = {"By", 11, true, NULL},
    [WHY] = {"Why", 34, false,
             "The one fact to say first: a flag, else what raises the risk "
             "most."},
    [AMOUNT] = {"Amount", 12, true, NULL},
    [LOSS] = {"Expected Loss", 12, true,
              "Amount \xc3\x97 chance of loss; the list is in its order."},
    [CLOSES] = {"Expected Close", 20, false, NULL},
};
enum { WIDE = 150, LINE = 13 }; /* characters of all columns; points */

/* The company's mark, over the last column. */
static void put_logo(const struct report *r, struct sheet *s)
{
    const struct brand *brand = r->brand;
    double height = 34, wide = 200;
    struct buf alt = {0};

    if (!brand->logo.len)
        return;
    if (height * brand->picture.width > wide * brand->picture.height)
        height = wide * brand->picture.height / brand->picture.width;
    buf_printf(&alt, "Logo%s%.*s", r->company.len ? " of " : "",
               SV_ARG(r->company));
    sheet_image(s, 0, CLOSES, brand->logo, height / brand->picture.height,
                alt.ptr);
    buf_release(&alt);
}

static void paragraph(struct sheet *s, uint32_t row, struct sv text,
                      enum cell cell)
{
    sheet_height(s, row, 2.0 + LINE * (double)sheet_lines(text, WIDE));
    sheet_merge(s, row, 0, COLUMNS_N - 1, text, cell);
}

static void write_deal(const struct workbook *w, struct sheet *s, uint32_t row,
                       const struct report_deal *d)
{
    const struct {
        struct sv text;
        int column;
    } wrapped[] = {{d->action.text, ACTION},
                   {d->action.owner, WHO},
                   {d->why, WHY},
                   {d->due_words, CLOSES}};
    enum { MOST = 4 };
    size_t lines = sheet_lines(d->title, COLUMNS[DEAL].width);
    bool late = warning_holds(&d->score->warnings, WARNING_OVERDUE);
    struct buf url = {0};

    link_deal_page(&url, w->r, d);
    sheet_link(s, row, DEAL, buf_sv(&url), d->title);
    buf_release(&url);
    for (size_t k = 0; k < sizeof wrapped / sizeof wrapped[0]; k++) {
        size_t n =
            sheet_lines(wrapped[k].text, COLUMNS[wrapped[k].column].width);
        lines = n > lines ? n : lines;
        sheet_text(s, row, (uint16_t)wrapped[k].column, wrapped[k].text,
                   wrapped[k].column == CLOSES && late ? CELL_WARNING
                                                       : CELL_WRAP);
    }
    sheet_date(s, row, DUE, d->action.due, CELL_DATE);
    sheet_number(s, row, AMOUNT, d->amount, CELL_MONEY);
    sheet_number(s, row, LOSS, d->score->expected_loss, CELL_MONEY);
    sheet_height(s, row, 6.0 + LINE * (double)(lines < MOST ? lines : MOST));
}

/* n deals of the list under a heading; returns the next free row. */
static uint32_t write_deals(const struct workbook *w, struct sheet *s,
                            uint32_t row, struct sv heading,
                            const uint32_t *deals, size_t n)
{
    if (heading.len)
        row = workbook_section(s, row, heading);
    if (!n)
        return row + (heading.len > 0);
    sheet_table(s, NULL, row++, n, COLUMNS, COLUMNS_N);
    for (size_t k = 0; k < n; k++)
        write_deal(w, s, row++, &w->r->deals[deals[k]]);
    return row + 1;
}

static uint32_t write_news(struct sheet *s, uint32_t row,
                           const struct report *r)
{
    if (!r->news.n)
        return row;
    row = workbook_section(s, row, SV("What moved"));
    paragraph(s, row++, r->news.line, CELL_WRAP);
    return row + 1;
}

static uint32_t write_caveats(struct sheet *s, uint32_t row,
                              const struct report *r)
{
    if (!r->n_caveats)
        return row;
    row = workbook_section(s, row, SV("What to know before relying on it"));
    for (size_t k = 0; k < r->n_caveats; k++)
        paragraph(s, row++,
                  r->book_caveat.len && k + 1 == r->n_caveats ? r->book_caveat
                                                              : r->caveats[k],
                  CELL_WRAP);
    return row + 1;
}

void workbook_today(struct workbook *w)
{
    enum { BESIDE_LOGO = 90, TITLE_MOST = 110, HEADLINE = 17 };
    const struct report *r = w->r;
    const struct report_today *today = &r->today;
    struct sheet *s = book_sheet(w->book, "Today", TAB_READ);
    struct buf title = {0};
    struct arena a;
    uint32_t row = 0;

    arena_init(&a);
    buf_add_sv(&title, r->title);
    if (r->company.len)
        buf_printf(&title, " \xe2\x80\x94 %.*s", SV_ARG(r->company));
    sheet_widths(s, COLUMNS, COLUMNS_N);
    /* Beyond the last column it would widen the page that is printed. */
    sheet_text(s, row, 0,
               shorten(&a, buf_sv(&title),
                       r->brand->logo.len ? BESIDE_LOGO : TITLE_MOST),
               CELL_TITLE);
    sheet_height(s, row++, 28);
    put_logo(r, s);
    sheet_height(s, row, HEADLINE * (double)sheet_lines(r->headline, WIDE));
    workbook_headline(w, s, row, COLUMNS_N - 1);
    row += 2;
    sheet_repeat(s, 0, 0);
    sheet_one_page(s);
    row = write_news(s, row, r);
    row = write_deals(w, s, row, today->heading, today->deals, today->first);
    row = write_deals(w, s, row, today->more_heading,
                      today->deals + today->first, today->more);
    row = write_caveats(s, row, r);
    sheet_text(s, row, 0,
               SV("The list is the run's; the headline and Summary follow the "
                  "yellow cells on Settings. All open deals: sheet Deals."),
               CELL_NOTE);
    buf_release(&title);
    arena_release(&a);
}

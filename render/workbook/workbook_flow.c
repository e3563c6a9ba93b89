/* The sheet Flow: what came into the quarter's pipeline and what left it, since
 * the quarter's start and since the last run; each class with its deals, of
 * which the sums are live. */
#include <math.h>

#include "render/report/deal_index.h"
#include "render/report/links.h"
#include "render/words/names.h"
#include "render/words/quarter_paper.h"
#include "render/workbook/workbook_parts.h"

static const struct sheet_column WIDTHS[] = {
    {.width = 20}, {.width = 36}, {.width = 20},
    {.width = 15}, {.width = 15}, {.width = 15}};
enum { TEXT_BYTES = 200, PRINTED = 120 /* rows */ };

/* Columns of the list; a sentence is as wide as all of them, and so printed. */
enum { CLASS, DEAL, OWNER, AMOUNT, DUE_THEN, DUE_NOW, COLUMNS_N };

static size_t deals_of(const struct flow *f)
{
    size_t n = 0;

    for (int c = 0; c < FLOW_CLASSES; c++)
        n += f->of[c].n;
    return n;
}

/* Opening … closing; the closing is what the others sum up to. `list`: the
 * first row of the deals as formulas count, `end` the last. */
static uint32_t put_classes(const struct workbook *w, struct sheet *s,
                            uint32_t row, const struct flow *f,
                            const struct flow_words *words)
{
    static const struct sheet_column heads[] = {
        {"Class", 0, false, NULL}, {"What It Is", 0, false, NULL},
        {"Deals", 0, true, NULL},  {"Amount", 0, true, NULL},
        {"Signed", 0, true, "As it adds to the closing, or takes from it."}};
    bool first_one = f == &w->r->changes->since_start;
    unsigned list = row + FLOW_CLASSES + 5;
    unsigned end = list + (unsigned)deals_of(f) - 1;
    char text[TEXT_BYTES];

    sheet_table(s, NULL, row++, FLOW_CLASSES, heads, 5);
    unsigned top = row + 1;
    for (int c = 0; c < FLOW_CLASSES; c++, row++) {
        const struct flow_total *t = &f->of[c];
        double amount = cents_units(t->cents);
        unsigned at = row + 1;
        sheet_text(s, row, 0, words->row[c].label, CELL_TEXT);
        sheet_text(s, row, 1, words->row[c].means, CELL_NOTE);
        snprintf(text, sizeof text, "=COUNTIF($A$%u:$A$%u,A%u)", list, end, at);
        sheet_formula(s, row, 2, text, (double)t->n, CELL_COUNT);
        snprintf(text, sizeof text, "=SUMIF($A$%u:$A$%u,A%u,$D$%u:$D$%u)", list,
                 end, at, list, end);
        sheet_formula(s, row, 3, text, amount, CELL_MONEY);
        if (c == FLOW_CLOSING)
            snprintf(text, sizeof text, "=SUM(E%u:E%u)", top, row);
        else
            snprintf(text, sizeof text, "=%s%s%u",
                     FLOW_SIGN[c] < 0 ? "-" : "", "D", at);
        sheet_formula(s, row, 4, text,
                      FLOW_SIGN[c] < 0 ? -amount + 0.0 : amount, CELL_MONEY);
        if (first_one) {
            snprintf(text, sizeof text, "flow_%s",
                     flow_class_name((enum flow_class)c));
            book_define(w->book, text, s, row, 3);
        }
    }
    return row;
}

static void put_deal(const struct workbook *w, struct sheet *s, uint32_t row,
                     const struct flow_deal *d, const struct report_deal *open)
{
    struct buf url = {0};

    if (open) {
        link_deal_page(&url, w->r, open);
        sheet_link(s, row, DEAL, buf_sv(&url), open->title);
        sheet_text(s, row, OWNER, open->owner, CELL_TEXT);
    } else if (d->deal == FLOW_GONE) {
        sheet_text(s, row, DEAL, d->id.len ? d->id : SV("a deleted deal"),
                   CELL_TEXT);
    } else {
        const struct deals *all = w->r->quality;
        sheet_text(s, row, DEAL, words_title(all, d->deal), CELL_TEXT);
        sheet_text(s, row, OWNER,
                   category_label(&all->groups[GROUP_OWNER], d->deal),
                   CELL_TEXT);
    }
    buf_release(&url);
    sheet_number(s, row, AMOUNT, cents_units(d->cents), CELL_MONEY);
    sheet_date(s, row, DUE_THEN, d->due_then, CELL_DATE);
    sheet_date(s, row, DUE_NOW, d->due_now, CELL_DATE);
}

static uint32_t put_list(const struct workbook *w, struct sheet *s,
                         uint32_t row, const struct flow *f,
                         const struct flow_words *words)
{
    static const struct sheet_column heads[] = {
        {"Class", 0, false, NULL},  {"Deal", 0, false, NULL},
        {"Owner", 0, false, NULL},  {"Amount", 0, true, NULL},
        {"Due Then", 0, true, "Its expected close on the first day."},
        {"Due Now", 0, true,
         "Its expected close today; of a closed deal the day on which it "
         "closed."}};
    bool first_one = f == &w->r->changes->since_start;
    struct deal_index at;

    sheet_table(s, first_one ? "FlowDeals" : "FlowDealsLast", row++,
                deals_of(f), heads, 6);
    deal_index_init(&at, w->r);
    for (int c = 0; c < FLOW_CLASSES; c++)
        for (size_t k = 0; k < f->of[c].n; k++, row++) {
            const struct flow_deal *d = &f->of[c].list[k];
            sheet_text(s, row, CLASS, words->row[c].label, CELL_TEXT);
            put_deal(w, s, row, d, deal_index_get(&at, d->deal));
        }
    deal_index_release(&at);
    return row + 1;
}

static uint32_t put_gap(struct sheet *s, uint32_t row, struct sv gap)
{
    if (!gap.len)
        return row;
    sheet_height(s, row, 32);
    sheet_merge(s, row, 0, DUE_NOW, gap, CELL_WRAP);
    return row + 1;
}

static uint32_t write_flow(const struct workbook *w, struct sheet *s,
                           uint32_t row, const struct flow *f,
                           const struct flow_words *words)
{
    if (words->title.len || words->gap.len)
        row = workbook_section(s, row,
                               words->title.len
                                   ? words->title
                                   : f == &w->r->changes->since_start
                                         ? SV("Since the quarter's start")
                                         : SV("Since the last run"));
    row = put_gap(s, row, words->gap);
    if (!words->line.len || !deals_of(f))
        return row + 1;
    row = put_classes(w, s, row, f, words) + 1;
    row = workbook_section(s, row, SV("Its deals"));
    return put_list(w, s, row, f, words) + 1;
}

void workbook_flow(struct workbook *w)
{
    const struct report *r = w->r;
    const struct report_changes *c = &r->change_words;
    struct sheet *s = book_sheet(w->book, "Flow", TAB_READ);
    bool room = r->changes && deals_of(&r->changes->since_start) +
                                      deals_of(&r->changes->since_last) <
                                  SHEET_ROWS - 100;
    uint32_t row;

    sheet_widths(s, WIDTHS, COLUMNS_N);
    row = workbook_heading(
        s, DUE_NOW, "Flow",
        !r->changes ? SV("The flow of the quarter is not computed.")
        : !room     ? SV("More deals came and went than a sheet has rows: the "
                         "lists are left out.")
        : c->since_start.line.len ? c->since_start.line
                                  : c->first_run);
    sheet_repeat(s, 0, 0);
    if (!room)
        return;
    row = write_flow(w, s, row, &r->changes->since_start, &c->since_start);
    row = write_flow(w, s, row, &r->changes->since_last, &c->since_last);
    if (row > PRINTED)
        sheet_print(s, PRINTED, COLUMNS_N, "the first of its deals");
}

#include <math.h>

#include "render/workbook/workbook_parts.h"
#include "render/workbook/workbook.h"
#include "render/base/resources.h"
#include "render/base/sink.h"

static const char NAME[] = "risk_workbook.xlsx";

/* In the order of the tabs, after Summary. */
static void (*const SHEETS[])(struct workbook *w) = {
    workbook_deals, workbook_receipts, workbook_changes,
    workbook_reps,  workbook_segments, workbook_cycle,
    workbook_trust, workbook_quality,  workbook_settings,
};

uint32_t workbook_heading(struct sheet *s, uint16_t last_col, const char *title,
                          struct sv finding)
{
    enum { LINE_POINTS = 16, LINE_BYTES = 105, LINES = 25 };
    size_t lines = 1 + finding.len / LINE_BYTES;

    sheet_text(s, 0, 0, sv_from(title), CELL_TITLE);
    sheet_height(s, 0, 28);
    if (!finding.len)
        return 2;
    sheet_height(s, 1, LINE_POINTS * (double)(lines < LINES ? lines : LINES));
    sheet_merge(s, 1, 0, last_col, finding, CELL_LEAD);
    return 3;
}

bool workbook_write_from(const struct report *r, size_t stream_deals,
                         struct sink *out, struct err *err)
{
    const char *path = sink_path(out, NAME, err);
    struct book_info info = {
        .title = r->title,
        .company = r->company,
        .style = r->style,
        .accent = r->brand->accent,
        .as_of = r->as_of,
        .streaming = r->n_deals >= stream_deals,
        .letter = r->letter,
    };
    struct workbook w = {.r = r};

    if (!path)
        return false;
    workbook_deals_layout(&w.layout);
    w.rows = r->n_deals < SHEET_ROWS - 1 ? r->n_deals : SHEET_ROWS - 1;
    w.book = book_new(path, out->dir, &info);
    w.summary = book_sheet(w.book, "Summary");
    for (size_t i = 0; i < sizeof SHEETS / sizeof SHEETS[0]; i++)
        SHEETS[i](&w);
    workbook_summary(&w);
    buf_release(&w.hidden);
    return book_close(w.book, err) && sink_take(out, NAME, err);
}

bool workbook_write(const struct report *r, const struct resources *h,
                    struct sink *out, struct err *err)
{
    (void)h; /* the workbook has no template */
    return workbook_write_from(r, WORKBOOK_STREAM_DEALS, out, err);
}

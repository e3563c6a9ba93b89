#include <math.h>
#include <unistd.h>

#include "render/workbook/workbook_parts.h"
#include "render/workbook/workbook.h"
#include "render/base/resources.h"
#include "render/base/sink.h"

static const char NAME[] = "risk_workbook.xlsx";
static const char TWIN[] = ".risk_workbook.xlsx"; /* while it is written */

/* In the order of the tabs, after Today and Summary. */
static void (*const SHEETS[])(struct workbook *w) = {
    workbook_quarter,    workbook_flow,  workbook_deals,    workbook_changes,
    workbook_receipts,   workbook_one_change,
    workbook_reps,       workbook_segments, workbook_cycle, workbook_trust,
    workbook_quality,    workbook_settings, workbook_data,
};

uint32_t workbook_section(struct sheet *s, uint32_t row, struct sv title)
{
    sheet_text(s, row, 0, title, CELL_SECTION);
    sheet_height(s, row, 22);
    return row + 1;
}

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

static bool write_book(const struct report *r, size_t stream_deals,
                       const char *path, const char *work_dir, struct err *err)
{
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

    workbook_deals_layout(&w.layout);
    w.rows = r->n_deals < SHEET_ROWS - 1 ? r->n_deals : SHEET_ROWS - 1;
    w.book = book_new(path, work_dir, &info);
    workbook_today(&w);
    w.summary = book_sheet(w.book, "Summary", TAB_READ);
    for (size_t i = 0; i < sizeof SHEETS / sizeof SHEETS[0]; i++)
        SHEETS[i](&w);
    workbook_summary(&w);
    buf_release(&w.hidden);
    return book_close(w.book, err);
}

static bool same_bytes(const char *a, const char *b, struct err *err)
{
    struct file x = {0}, y = {0};
    bool read = file_open(&x, a, err) && file_open(&y, b, err);
    bool same = read && sv_eq(x.bytes, y.bytes);

    if (!read)
        err->code = EXIT_SYSTEM; /* our own output, not the user's input */
    if (read && !same)
        err_set(err, EXIT_SYSTEM,
                "%s: two writings of it differ; is the disk full or failing?",
                NAME);
    file_close(&x);
    file_close(&y);
    return same;
}

/*
 * The library looks at no write of its temporary files, and a lost one may
 * leave a file that is sound and wrong. The same report gives the same bytes,
 * so it is written twice and compared: what fails once fails in one of them.
 */
bool workbook_write_from(const struct report *r, size_t stream_deals,
                         struct sink *out, struct err *err)
{
    const char *path = sink_path(out, NAME, err);
    const char *twin = sink_path(out, TWIN, err);
    bool ok;

    ok = path && twin && write_book(r, stream_deals, path, out->dir, err) &&
         write_book(r, stream_deals, twin, out->dir, err) &&
         same_bytes(path, twin, err);
    if (twin)
        unlink(twin);
    return ok && sink_take(out, NAME, err);
}

bool workbook_write(const struct report *r, const struct resources *h,
                    struct sink *out, struct err *err)
{
    (void)h; /* the workbook has no template */
    return workbook_write_from(r, WORKBOOK_STREAM_DEALS, out, err);
}

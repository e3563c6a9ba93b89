#include "render/workbook/sheet.h"

#include <math.h>
#include <xlsxwriter.h>

#include "render/base/escape.h"
#include "render/base/theme.h"

void sheet_check(struct sheet *s, int code, uint32_t row, uint16_t col)
{
    struct book *b = s->book;
    char cell[LXW_MAX_CELL_NAME_LENGTH];

    if (code == LXW_NO_ERROR || b->has_failed)
        return;
    lxw_rowcol_to_cell(cell, row, col);
    b->has_failed = true;
    err_set(&b->failed, EXIT_SYSTEM, "risk_workbook.xlsx: %s!%s: %s", s->name,
            cell, lxw_strerror((lxw_error)code));
}

/* A terminated copy of text, valid until the next one. */
static const char *cell_text(struct book *b, struct sv text)
{
    buf_clear(&b->text);
    /* Short text without the bytes of U+FFFE, U+FFFF and codes needs no care.
     */
    if (text.len <= 32767 && !memchr(text.ptr, 0xef, text.len) &&
        !memchr(text.ptr, '_', text.len))
        buf_add_sv(&b->text, text);
    else
        escape_cell(&b->text, text);
    buf_add_char(&b->text, 0);
    return b->text.ptr;
}

static lxw_format *format(const struct sheet *s, enum cell cell)
{
    return s->book->formats[cell];
}

/* & starts a code in headers: our words hold none but those meant. */
static void set_header(struct sheet *s, const char *what)
{
    struct buf head = {0};
    char date[DATE_TEXT];

    buf_printf(&head, "&L&8%s%s%s&R&8As of %s", s->name, what ? ": " : "",
               what ? what : "", date_iso(date, s->book->info.as_of));
    sheet_check(s, worksheet_set_header(s->native, head.ptr), 0, 0);
    buf_release(&head);
}

struct sheet *book_sheet(struct book *b, const char *name, enum sheet_tab tab)
{
    static const unsigned colours[] = {[TAB_CHANGE] = 0xffd24d, /* yellow */
                                       [TAB_EVIDENCE] = THEME_QUIET,
                                       [TAB_MACHINES] = THEME_RULE};
    struct sheet *s = mem_alloc(1, sizeof *s);

    s->book = b;
    s->name = name;
    s->next = b->sheets;
    b->sheets = s;
    s->native = workbook_add_worksheet(b->native, name);
    if (!s->native)
        mem_fail();
    worksheet_set_landscape(s->native);
    worksheet_set_paper(s->native, b->info.letter ? 1 : 9);
    worksheet_fit_to_pages(s->native, 1, 0);
    worksheet_set_margins(s->native, 0.4, 0.4, 0.7, 0.6);
    worksheet_gridlines(s->native, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_tab_color(s->native,
                            tab == TAB_READ ? b->info.accent : colours[tab]);
    set_header(s, NULL);
    sheet_check(
        s, worksheet_set_footer(s->native, "&L&8DealSense&R&8Page &P of &N"), 0,
        0);
    return s;
}

void sheet_portrait(struct sheet *s)
{
    worksheet_set_portrait(s->native);
}

void sheet_freeze(struct sheet *s, uint32_t rows, uint16_t cols)
{
    worksheet_freeze_panes(s->native, rows, cols);
}

void sheet_repeat(struct sheet *s, uint32_t first_row, uint32_t last_row)
{
    sheet_check(s, worksheet_repeat_rows(s->native, first_row, last_row),
                first_row, 0);
}

void sheet_one_page(struct sheet *s)
{
    worksheet_fit_to_pages(s->native, 1, 1);
}

void sheet_print(struct sheet *s, uint32_t last_row, uint16_t cols,
                 const char *what)
{
    set_header(s, what);
    sheet_check(
        s,
        worksheet_print_area(s->native, 0, 0, last_row, (lxw_col_t)(cols - 1)),
        0, 0);
}

void sheet_height(struct sheet *s, uint32_t row, double points)
{
    sheet_check(s, worksheet_set_row(s->native, row, points, NULL), row, 0);
}

void sheet_text(struct sheet *s, uint32_t row, uint16_t col, struct sv text,
                enum cell cell)
{
    if (!text.len)
        return;
    sheet_measure_text(s, col, text, cell);
    sheet_check(s,
                worksheet_write_string(s->native, row, col,
                                       cell_text(s->book, text),
                                       format(s, cell)),
                row, col);
}

void sheet_number(struct sheet *s, uint32_t row, uint16_t col, double x,
                  enum cell cell)
{
    if (!isfinite(x)) /* a blank cell: not known */
        return;
    sheet_measure_number(s, col, x, cell);
    sheet_check(s,
                worksheet_write_number(s->native, row, col, x, format(s, cell)),
                row, col);
}

void sheet_date(struct sheet *s, uint32_t row, uint16_t col, int32_t date,
                enum cell cell)
{
    enum { SERIAL_1970 = 25569 }; /* days from 1899-12-30 to 1970-01-01 */

    /* Before March 1900 the serials of spreadsheets disagree. */
    if (date == DATE_NONE || date < 61 - SERIAL_1970)
        return;
    sheet_number(s, row, col, (double)date + SERIAL_1970, cell);
}

void sheet_formula(struct sheet *s, uint32_t row, uint16_t col,
                   const char *formula, double value, enum cell cell)
{
    sheet_measure_number(s, col, value, cell);
    sheet_check(s,
                worksheet_write_formula_num(s->native, row, col, formula,
                                            format(s, cell), value),
                row, col);
}

void sheet_formula_text(struct sheet *s, uint32_t row, uint16_t col,
                        const char *formula, const char *value, enum cell cell)
{
    sheet_measure_text(s, col, sv_from(value), cell);
    sheet_check(s,
                worksheet_write_formula_str(s->native, row, col, formula,
                                            format(s, cell), value),
                row, col);
}

void sheet_merge_formula(struct sheet *s, uint32_t row, uint16_t last,
                         const char *formula, const char *value, enum cell cell)
{
    /* The library merges around a text; its cell is then written anew. */
    sheet_merge(s, row, 0, last, SV(" "), cell);
    sheet_formula_text(s, row, 0, formula, value, cell);
}

void sheet_link(struct sheet *s, uint32_t row, uint16_t col, struct sv url,
                struct sv text)
{
    enum { URL_BYTES = 2000 }; /* the format allows 2,079 */
    struct buf *out = &s->book->url;
    bool web = sv_starts(url, SV("https://")) || sv_starts(url, SV("http://"));

    if (s->links >= SHEET_LINKS || !url.len || url.len > URL_BYTES) {
        sheet_text(s, row, col, text, CELL_TEXT);
        return;
    }
    buf_clear(out);
    buf_printf(out, "%s%.*s", web ? "" : "external:", SV_ARG(url));
    sheet_measure_text(s, col, text, CELL_LINK);
    sheet_check(s,
                worksheet_write_url_opt(s->native, row, col, out->ptr,
                                        format(s, CELL_LINK),
                                        cell_text(s->book, text), NULL),
                row, col);
    s->links++;
}

void sheet_image(struct sheet *s, uint32_t row, uint16_t col, struct sv png,
                 double scale, const char *alt)
{
    lxw_image_options how = {.x_scale = scale,
                             .y_scale = scale,
                             .y_offset = 2,
                             .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                             .description = (char *)alt};

    sheet_check(
        s,
        worksheet_insert_image_buffer_opt(
            s->native, row, col, (const unsigned char *)png.ptr, png.len, &how),
        row, col);
}

void sheet_merge(struct sheet *s, uint32_t row, uint16_t first, uint16_t last,
                 struct sv text, enum cell cell)
{
    if (!text.len)
        return;
    sheet_check(s,
                worksheet_merge_range(s->native, row, first, row, last,
                                      cell_text(s->book, text),
                                      format(s, cell)),
                row, first);
}

static lxw_format *head_format(const struct sheet *s,
                               const struct sheet_column *c)
{
    return format(s, c->right ? CELL_HEAD_RIGHT : CELL_HEAD);
}

static void write_heads(struct sheet *s, uint32_t row,
                        const struct sheet_column *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sheet_check(s,
                    worksheet_write_string(s->native, row, (lxw_col_t)i,
                                           c[i].head, head_format(s, &c[i])),
                    row, (uint16_t)i);
}

/* A wrapped head does not make its row taller in every reader. */
static void head_height(struct sheet *s, uint32_t row,
                        const struct sheet_column *c, size_t n, bool filters)
{
    enum { BUTTON = 2, LINE = 13, PADDING = 4 }; /* of a filter; points */
    size_t lines = 1;

    for (size_t i = 0; i < n && i < SHEET_COLUMNS; i++) {
        double width = s->columns[i].width - (filters ? BUTTON : 0);
        size_t k = c[i].head[0] && width > BUTTON
                       ? sheet_lines(sv_from(c[i].head), width)
                       : 1;
        lines = k > lines ? k : lines;
    }
    if (lines > 1)
        sheet_height(s, row, LINE * (double)lines + PADDING);
}

void sheet_table(struct sheet *s, const char *name, uint32_t row, size_t rows,
                 const struct sheet_column *c, size_t n)
{
    uint32_t last = row + (uint32_t)(rows ? rows : 1);
    lxw_table_column *columns = mem_alloc(n, sizeof *columns);
    lxw_table_column **list = mem_alloc(n + 1, sizeof(*list));

    for (size_t i = 0; i < n; i++) {
        columns[i].header = (char *)c[i].head;
        columns[i].header_format = head_format(s, &c[i]);
        list[i] = &columns[i];
    }
    if (!name || s->book->info.streaming) {
        write_heads(s, row, c, n);
        if (name)
            sheet_check(s,
                        worksheet_autofilter(s->native, row, 0, last,
                                             (lxw_col_t)(n - 1)),
                        row, 0);
    } else {
        lxw_table_options options = {.name = (char *)name,
                                     .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
                                     .style_type_number = 1,
                                     .no_banded_rows = true,
                                     .columns = list};
        sheet_check(s,
                    worksheet_add_table(s->native, row, 0, last,
                                        (lxw_col_t)(n - 1), &options),
                    row, 0);
    }
    head_height(s, row, c, n, name != NULL);
    for (size_t i = 0; i < n; i++)
        sheet_note(s, row, (uint16_t)i, c[i].note);
    free(list);
    free(columns);
}

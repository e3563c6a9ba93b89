/* How wide the columns of a sheet must be. */
#include <math.h>
#include <stdio.h>
#include <xlsxwriter.h>

#include "render/workbook/sheet.h"

/* Cells whose text runs on over empty neighbours, or wraps. */
static bool spills(enum cell cell)
{
    return cell == CELL_TITLE || cell == CELL_LEAD || cell == CELL_SECTION ||
           cell == CELL_NOTE || cell == CELL_WARNING || cell == CELL_WRAP;
}

static struct sheet_measure *measure(struct sheet *s, uint16_t col)
{
    return col < SHEET_COLUMNS ? &s->columns[col] : NULL;
}

/* Characters. From U+0800 on one may take the room of two: a little more than
 * needed is better than a cut name. */
static double text_width(struct sv text)
{
    double width = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c & 0xc0) != 0x80)
            width += c >= 0xe3 ? 2 : 1;
    }
    return width;
}

size_t sheet_lines(struct sv text, double width)
{
    enum { INDENT = 1 }; /* characters */
    double room = width - INDENT, at = 0;
    size_t lines = 1;

    if (text.len <= (size_t)room) /* no character takes more than its bytes */
        return 1;
    while (text.len) {
        double word = text_width(sv_cut(&text, ' '));
        if (at > 0 && at + 1 + word > room) {
            lines++;
            at = 0;
        }
        at += word + (at > 0);
        for (; at > room; at -= room) /* longer than a line */
            lines++;
    }
    return lines;
}

void sheet_measure_text(struct sheet *s, uint16_t col, struct sv text,
                        enum cell cell)
{
    struct sheet_measure *m = measure(s, col);

    if (!m)
        return;
    m->filled++;
    if (m->grow > 0 && !spills(cell))
        m->text = fmax(m->text, text_width(text));
}

/* Of a number without decimals, its sign included. */
static double whole_digits(double x)
{
    double n = x <= -0.5 ? 2 : 1;

    for (double size = fabs(x) + 0.5; size >= 10; size /= 10)
        n++;
    return n;
}

void sheet_measure_number(struct sheet *s, uint16_t col, double x,
                          enum cell cell)
{
    struct sheet_measure *m = measure(s, col);
    struct money_marks marks;
    double width;

    if (!m)
        return;
    m->filled++;
    if (cell == CELL_DATE)
        return;
    width = whole_digits(x);
    width += floor((width - 1) / 3); /* marks of thousands */
    switch (cell) {
    case CELL_MONEY:
    case CELL_KPI_MONEY:
        money_marks(&marks, s->book->info.style);
        width += (double)(strlen(marks.before) + strlen(marks.after));
        break;
    case CELL_COUNT:
    case CELL_KPI:
        break;
    default: /* up to four decimals, or a percent sign */
        width += 5;
    }
    if (cell == CELL_KPI || cell == CELL_KPI_MONEY)
        width *= 1.5; /* their size */
    m->number = fmax(m->number, width);
}

void sheet_widths(struct sheet *s, const struct sheet_column *c, size_t n)
{
    for (size_t i = 0; i < n && i < SHEET_COLUMNS; i++) {
        s->columns[i].width = c[i].width;
        s->columns[i].set = true;
    }
}

void sheet_grow(struct sheet *s, uint16_t first, uint16_t last, double most)
{
    for (uint16_t i = first; i <= last && i < SHEET_COLUMNS; i++)
        s->columns[i].grow = most;
}

void sheet_hide_empty(struct sheet *s, const struct sheet_column *c, size_t n,
                      struct buf *hidden)
{
    for (size_t i = 0; i < n && i < SHEET_COLUMNS; i++) {
        if (s->columns[i].filled)
            continue;
        s->columns[i].hidden = true;
        if (hidden->len)
            buf_add_str(hidden, ", ");
        buf_add_str(hidden, c[i].head);
    }
}

void sheet_finish(struct sheet *s)
{
    enum { PADDING = 3, NUMBER_PADDING = 2, WIDEST = 255 };

    for (uint16_t i = 0; i < SHEET_COLUMNS; i++) {
        const struct sheet_measure *m = &s->columns[i];
        lxw_row_col_options how = {.hidden = m->hidden};
        double width = m->width;
        if (!m->set)
            continue;
        if (m->text > 0)
            width = fmax(width, fmin(m->text + PADDING, m->grow));
        if (m->number > 0)
            width = fmax(width, m->number + NUMBER_PADDING);
        sheet_check(s,
                    worksheet_set_column_opt(s->native, i, i,
                                             fmin(width, WIDEST), NULL, &how),
                    0, i);
    }
}

/* What stands on cells and is not in them: bars, levels, notes, limits. */
#include <stdlib.h>
#include <xlsxwriter.h>

#include "render/base/theme.h"
#include "render/workbook/sheet.h"

void sheet_bars(struct sheet *s, uint32_t first, uint32_t last, uint16_t col,
                double max)
{
    enum { PALE = 0xdbe4ee }; /* ink upon it is read */
    lxw_conditional_format f = {
        .type = LXW_CONDITIONAL_DATA_BAR,
        .min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
        .max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
        .min_value = 0,
        .max_value = max,
        .bar_color = PALE,
        .bar_solid = true,
        .data_bar_2010 = true,
        .bar_no_border = true,
    };

    sheet_check(s,
                worksheet_conditional_format_range(s->native, first, col, last,
                                                   col, &f),
                first, col);
}

void sheet_levels(struct sheet *s, uint32_t first, uint32_t last, uint16_t col)
{
    for (int level = 0; level < 4; level++) {
        struct buf quoted = {0};
        lxw_conditional_format f = {.type = LXW_CONDITIONAL_TYPE_CELL,
                                    .criteria =
                                        LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
                                    .format = s->book->level_formats[level]};

        buf_printf(&quoted, "\"%s\"", THEME_LEVELS[level].word);
        f.value_string = quoted.ptr;
        sheet_check(s,
                    worksheet_conditional_format_range(s->native, first, col,
                                                       last, col, &f),
                    first, col);
        buf_release(&quoted);
    }
}

void sheet_note(struct sheet *s, uint32_t row, uint16_t col, const char *text)
{
    enum { WIDE = 230, LINE = 16, LINE_BYTES = 38 }; /* pixels; characters */
    lxw_comment_options how = {.width = WIDE,
                               .author = "DealSense",
                               .font_name = "Calibri",
                               .font_size = 9};
    size_t lines = 1;

    if (!text)
        return;
    for (const char *p = text, *end; *p; p = *end ? end + 1 : end) {
        end = strchr(p, '\n') ? strchr(p, '\n') : p + strlen(p);
        lines += 1 + (size_t)(end - p) / LINE_BYTES;
    }
    how.height = (uint16_t)(LINE * lines);
    sheet_check(s, worksheet_write_comment_opt(s->native, row, col, text, &how),
                row, col);
}

void sheet_limit(struct sheet *s, uint32_t row, uint16_t col,
                 const struct sheet_limit *limit)
{
    lxw_data_validation v = {
        .validate = LXW_VALIDATION_TYPE_DECIMAL_FORMULA,
        .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
        .minimum_formula = (char *)limit->low,
        .maximum_formula = (char *)limit->high,
        .ignore_blank = LXW_VALIDATION_OFF,
        .error_title = "Out of range",
        .error_message = (char *)limit->message,
    };

    sheet_check(s, worksheet_data_validation_cell(s->native, row, col, &v), row,
                col);
}

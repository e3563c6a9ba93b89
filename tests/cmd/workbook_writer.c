/*
 * A workbook by libxlsxwriter, for the test of what reads one:
 *
 *     workbook_writer OUT.xlsx [inline] < cells
 *
 * A row a line, cells divided by tabs, each with its kind before it: `s` text,
 * `n` number, `d` day as a serial number, `m` dollars, `p` share, `b` boolean.
 * `inline`: strings stand in the sheet.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum { DAY, MONEY, SHARE, N_FORMATS };
static const char *const CODES[N_FORMATS] = {"yyyy-mm-dd", "\"$\"#,##0.00",
                                             "0.0%"};

static void write_cell(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                       const char *cell, lxw_format *const formats[N_FORMATS])
{
    const char *text = cell + 1;

    switch (cell[0]) {
    case 's':
        worksheet_write_string(sheet, row, column, text, NULL);
        break;
    case 'b':
        worksheet_write_boolean(sheet, row, column, text[0] == '1', NULL);
        break;
    case 'n':
        worksheet_write_number(sheet, row, column, strtod(text, NULL), NULL);
        break;
    case 'd':
        worksheet_write_number(sheet, row, column, strtod(text, NULL),
                               formats[DAY]);
        break;
    case 'm':
        worksheet_write_number(sheet, row, column, strtod(text, NULL),
                               formats[MONEY]);
        break;
    case 'p':
        worksheet_write_number(sheet, row, column, strtod(text, NULL),
                               formats[SHARE]);
        break;
    }
}

int main(int argc, char **argv)
{
    lxw_workbook_options options = {.constant_memory =
                                        argc > 2 && !strcmp(argv[2], "inline")};
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *formats[N_FORMATS];
    char *line = NULL;
    size_t room = 0;

    if (argc < 2)
        return 2;
    book = workbook_new_opt(argv[1], &options);
    sheet = workbook_add_worksheet(book, "Deals");
    for (int k = 0; k < N_FORMATS; k++) {
        formats[k] = workbook_add_format(book);
        format_set_num_format(formats[k], CODES[k]);
    }
    for (lxw_row_t row = 0; getline(&line, &room, stdin) > 0; row++) {
        char *rest = line, *cell;
        line[strcspn(line, "\n")] = 0;
        for (lxw_col_t column = 0; (cell = strsep(&rest, "\t")); column++)
            if (cell[0])
                write_cell(sheet, row, column, cell, formats);
    }
    free(line);
    return workbook_close(book) != LXW_NO_ERROR;
}

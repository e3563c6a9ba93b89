#include <errno.h>
#include <string.h>

#include <xlsxwriter.h>

#include "render/words/format.h"
#include "render/workbook/sheet.h"
#include "render/base/theme.h"

/* %s in a number format: the sign of the currency, quoted. */
static const struct look {
    const char *number; /* NULL: General */
    double size;        /* 0: the default */
    unsigned ink, fill; /* fill 0: none */
    bool bold, wrap, underline, rule;
    uint8_t align; /* 0: by type */
    uint8_t indent;
    bool plain; /* of the library, but for the number format */
} LOOKS[CELL_LEVEL] = {
    [CELL_TEXT] = {.ink = THEME_INK, .indent = 1},
    [CELL_WRAP] = {.ink = THEME_INK, .wrap = true, .indent = 1},
    [CELL_LABEL] = {.ink = THEME_MUTED},
    [CELL_TITLE] = {.size = 20, .ink = THEME_INK, .bold = true},
    [CELL_LEAD] = {.size = 12, .ink = THEME_ACCENT, .wrap = true},
    [CELL_SECTION] = {.size = 12, .ink = THEME_INK, .bold = true},
    [CELL_HEAD] = {.ink = THEME_INK,
                   .indent = 1,
                   .fill = 0xeef1f4,
                   .bold = true,
                   .wrap = true,
                   .rule = true},
    [CELL_HEAD_RIGHT] = {.ink = THEME_INK,
                         .fill = 0xeef1f4,
                         .bold = true,
                         .wrap = true,
                         .rule = true,
                         .align = LXW_ALIGN_RIGHT},
    [CELL_NOTE] = {.size = 9, .ink = THEME_MUTED, .indent = 1},
    [CELL_WARNING] = {.ink = 0x8a3b06,
                      .fill = 0xfbe9dd,
                      .wrap = true,
                      .indent = 1},
    [CELL_LINK] = {.ink = THEME_ACCENT,
                   .wrap = true,
                   .underline = true,
                   .indent = 1},
    [CELL_COUNT] = {.number = "#,##0", .ink = THEME_INK},
    [CELL_MONEY] = {.number = "%s#,##0", .ink = THEME_INK},
    [CELL_SCORE] = {.number = "0.0", .ink = THEME_INK},
    [CELL_POINTS] = {.number = "+0.0;\xe2\x88\x92"
                               "0.0;0.0",
                     .ink = THEME_INK},
    [CELL_PERCENT] = {.number = "0.0%%", .ink = THEME_INK},
    [CELL_FIGURE] = {.number = "0.000", .ink = THEME_INK},
    [CELL_P] = {.number = "0.0000", .ink = THEME_INK},
    [CELL_DAYS] = {.number = "#,##0.0", .ink = THEME_INK},
    [CELL_DATE] = {.number = "d mmm yyyy",
                   .ink = THEME_INK,
                   .align = LXW_ALIGN_RIGHT},
    [CELL_LATE] = {.number = "#,##0", .ink = 0x8a3b06, .fill = 0xfbe9dd},
    [CELL_INPUT] = {.ink = 0x0b3d6e, .fill = 0xfff7d6, .rule = true},
    [CELL_KPI] = {.number = "#,##0",
                  .size = 14,
                  .ink = THEME_INK,
                  .bold = true},
    [CELL_KPI_MONEY] = {.number = "%s#,##0",
                        .size = 14,
                        .ink = THEME_INK,
                        .bold = true},
    [CELL_PLAIN_MONEY] = {.plain = true, .number = "0.00"},
    [CELL_PLAIN_SCORE] = {.plain = true, .number = "0.0"},
    [CELL_PLAIN_SHARE] = {.plain = true, .number = "0.0000"},
    [CELL_PLAIN_DATE] = {.plain = true, .number = "yyyy-mm-dd"},
};

/* Text as a literal of a number format. */
static void add_literal(struct buf *out, struct sv text)
{
    if (!text.len)
        return;
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '"' && text.ptr[i] != '\\')
            buf_add_char(out, text.ptr[i]);
    buf_add_char(out, '"');
}

/* A pattern with the sign of the currency in the place of %s, or at its end
 * where it stands after the number. */
static void add_pattern(struct buf *out, const char *pattern,
                        struct style style)
{
    struct money_marks marks;
    bool money = false;

    money_marks(&marks, style);
    for (const char *p = pattern; *p; p++) {
        if (p[0] == '%' && p[1] == 's') {
            add_literal(out, sv_from(marks.before));
            money = true;
            p++;
        } else if (p[0] == '%' && p[1] == '%') {
            buf_add_char(out, '%');
            p++;
        } else {
            buf_add_char(out, *p);
        }
    }
    if (money)
        add_literal(out, sv_from(marks.after));
}

static void number_format(lxw_format *f, const char *pattern,
                          struct style style)
{
    struct buf text = {0};

    add_pattern(&text, pattern, style);
    if (text.len < LXW_FORMAT_FIELD_LEN)
        format_set_num_format(f, text.ptr);
    buf_release(&text);
}

void book_money_short(struct buf *out, const struct book *b, double most)
{
    /* A format has room for two conditions: two units, and the rest. */
    static const struct {
        double from;
        const char *pattern;
    } units[] = {{1e12, "[>=1000000000000]%s#,##0.0,,,,\"T\""},
                 {1e9, "[>=1000000000]%s#,##0.0,,,\"B\""},
                 {1e6, "[>=1000000]%s#,##0.0,,\"M\""},
                 {1e3, "[>=1000]%s#,##0,\"K\""}};
    size_t n = sizeof units / sizeof units[0], used = 0;

    for (size_t i = 0; i < n && used < 2; i++)
        if (most >= units[i].from) {
            add_pattern(out, units[i].pattern, b->info.style);
            buf_add_char(out, ';');
            used++;
        }
    add_pattern(out, "%s#,##0", b->info.style);
}

static lxw_format *make_format(struct book *b, const struct look *look)
{
    lxw_format *f = workbook_add_format(b->native);

    if (look->number)
        number_format(f, look->number, b->info.style);
    if (look->plain)
        return f;
    format_set_font_name(f, "Calibri");
    format_set_font_size(f, look->size > 0 ? look->size : 10);
    format_set_font_color(f, look->ink == THEME_ACCENT ? b->info.accent
                                                       : look->ink);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    if (look->indent)
        format_set_indent(f, look->indent);
    if (look->fill)
        format_set_bg_color(f, look->fill);
    if (look->bold)
        format_set_bold(f);
    if (look->wrap)
        format_set_text_wrap(f);
    if (look->underline)
        format_set_underline(f, LXW_UNDERLINE_SINGLE);
    if (look->rule) {
        format_set_bottom(f, LXW_BORDER_THIN);
        format_set_bottom_color(f, THEME_RULE);
    }
    if (look->align)
        format_set_align(f, look->align);
    return f;
}

/* A level is a word, a shape and colours; the shape is in the number
 * format, so that the cell's value stays the bare word. */
static lxw_format *level_format(struct book *b, int level, bool conditional)
{
    const struct theme_level *t = &THEME_LEVELS[level];
    lxw_format *f = workbook_add_format(b->native);
    struct buf number = {0};

    if (!conditional) {
        format_set_font_name(f, "Calibri");
        format_set_font_size(f, 10);
        format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    }
    buf_printf(&number, "General;General;General;\"%s \"@", t->shape);
    format_set_num_format(f, number.ptr);
    format_set_bold(f);
    format_set_font_color(f, t->ink);
    format_set_bg_color(f, t->tint);
    buf_release(&number);
    return f;
}

static void set_properties(struct book *b)
{
    lxw_doc_properties p = {0};
    struct buf title = {0};
    struct buf company = {0};

    buf_add_sv(&title, b->info.title);
    buf_add_sv(&company, b->info.company);
    p.title = title.len && title.len <= 255 ? title.ptr : "Pipeline risk";
    p.company = company.len && company.len <= 255 ? company.ptr : NULL;
    p.author = "DealSense";
    p.subject = "Risk of the open deals";
    p.comments = "Every score has its receipt on the sheet Receipts.";
    p.created = (time_t)b->info.as_of * 86400; /* no clock: same bytes */
    workbook_set_properties(b->native, &p);
    buf_release(&title);
    buf_release(&company);
}

struct book *book_new(const char *path, const char *tmp_dir,
                      const struct book_info *info)
{
    lxw_workbook_options options = {.constant_memory = info->streaming,
                                    .tmpdir = (char *)tmp_dir,
                                    .use_zip64 = info->streaming};
    struct book *b = mem_alloc(1, sizeof *b);

    b->info = *info;
    buf_init(&b->text);
    buf_init(&b->url);
    b->native = workbook_new_opt(path, &options);
    if (!b->native)
        mem_fail();
    for (int i = 0; i < CELL_LEVEL; i++)
        if (i != CELL_PLAIN) /* nothing at all */
            b->formats[i] = make_format(b, &LOOKS[i]);
    for (int i = 0; i < 4; i++) {
        b->formats[CELL_LEVEL + i] = level_format(b, i, false);
        b->level_formats[i] = level_format(b, i, true);
    }
    set_properties(b);
    return b;
}

void book_define(struct book *b, const char *name, const struct sheet *s,
                 uint32_t row, uint16_t col)
{
    struct buf where = {0};
    char cell[LXW_MAX_CELL_NAME_LENGTH];

    lxw_rowcol_to_cell_abs(cell, row, col, true, true);
    buf_printf(&where, "='%s'!%s", s->name, cell);
    sheet_check((struct sheet *)s,
                workbook_define_name(b->native, name, where.ptr), row, col);
    buf_release(&where);
}

/* The library says what failed; of a file that cannot be made the system says
 * why. */
static void close_failed(struct err *err, lxw_error code, int cause)
{
    struct sv said = sv_from(lxw_strerror(code));
    bool is_file = code == LXW_ERROR_CREATING_XLSX_FILE ||
                   code == LXW_ERROR_CREATING_TMPFILE ||
                   code == LXW_ERROR_READING_TMPFILE;

    if (said.len && said.ptr[said.len - 1] == '.')
        said.len--;
    err_set(err, EXIT_SYSTEM, "risk_workbook.xlsx: %.*s%s%s", SV_ARG(said),
            is_file && cause ? ": " : "",
            is_file && cause ? strerror(cause) : "");
}

bool book_close(struct book *b, struct err *err)
{
    lxw_error code;
    int cause;
    bool ok;

    for (struct sheet *s = b->sheets; s; s = s->next)
        sheet_finish(s);
    /* Closing also frees the library's memory, so it is always called. */
    errno = 0;
    code = workbook_close(b->native);
    cause = errno;
    ok = !b->has_failed && code == LXW_NO_ERROR;

    if (b->has_failed)
        err_set(err, b->failed.code, "%s", b->failed.text);
    else if (code != LXW_NO_ERROR)
        close_failed(err, code, cause);
    while (b->sheets) {
        struct sheet *next = b->sheets->next;
        free(b->sheets);
        b->sheets = next;
    }
    buf_release(&b->text);
    buf_release(&b->url);
    free(b);
    return ok;
}

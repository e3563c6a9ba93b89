#include "scoring/intake/excel_xml.h"

#include "scoring/base/buf.h"
#include "scoring/base/intern.h"
#include "scoring/intake/cell_format.h"
#include "scoring/intake/grid.h"
#include "scoring/intake/tabs.h"
#include "scoring/intake/xml.h"

enum { HEAD_BYTES = 4096, STYLES_MOST = 65536 };

#define SPREADSHEET "urn:schemas-microsoft-com:office:spreadsheet"
#define EXCEL "urn:schemas-microsoft-com:office:excel"

static const char *const SPACES[] = {SPREADSHEET, EXCEL, NULL};

/* Formats that have names; the other names are of dates and plain numbers. */
static const struct {
    const char *name, *code;
} NAMED[] = {
    {"Percent", "0%"},       {"Euro Currency", "\u20ac0"},
    {"Currency", "0"},       {"Fixed", "0"},
    {"Standard", "0"},       {"Scientific", "0"},
    {"General Number", "0"}, {"General Date", "y-m-d h"},
    {"Short Date", "y-m-d"}, {"Medium Date", "y-m-d"},
    {"Long Date", "y-m-d"},  {"Short Time", "h:mm"},
    {"Medium Time", "h:mm"}, {"Long Time", "h:mm"},
    {"Yes/No", "0"},         {"True/False", "0"},
    {"On/Off", "0"},
};

struct book {
    const char *path;
    const struct table_form *form;
    struct grid *grid;
    struct arena *a;
    size_t wanted; /* SIZE_MAX: they are judged */
    bool date1904, in_names, in_data, in_visible, in_date1904;
    struct tabs tabs;
    struct intern styles;
    struct cell_format *formats; /* by a style's code */
    int32_t style;               /* the one that is being described */
    size_t line, column, across;
    int32_t cell_style; /* of the open cell; −1: none */
    enum { DATA_TEXT, DATA_NUMBER, DATA_BOOLEAN } type; /* of its <Data> */
    struct buf text;
};

bool excel_xml_begins(struct sv s)
{
    s.len = s.len < HEAD_BYTES ? s.len : HEAD_BYTES;
    return s.ptr && memmem(s.ptr, s.len, SPREADSHEET, sizeof SPREADSHEET - 1) &&
           !memmem(s.ptr, s.len, "<html", 5);
}

/* With its namespace, as the format has it, or without. */
static const char *attribute(const char **list, const char *with_bar)
{
    const char *value = xml_attribute(list, with_bar);

    return value ? value : xml_attribute(list, with_bar + 1);
}

static size_t number_of(const char *text, size_t otherwise)
{
    unsigned long n = text ? strtoul(text, NULL, 10) : 0;

    return n && n < UINT32_MAX ? n : otherwise;
}

static struct cell_format format_of(struct sv code)
{
    for (size_t k = 0; k < sizeof NAMED / sizeof NAMED[0]; k++)
        if (sv_eq_fold(code, sv_from(NAMED[k].name)))
            return cell_format_of(sv_from(NAMED[k].code));
    return cell_format_of(code);
}

static bool add_style(struct book *b, const char **list, struct err *err)
{
    struct sv id = sv_from(attribute(list, "|ID"));
    size_t n = b->styles.n;

    b->style = intern_find(&b->styles, id);
    if (b->style < 0 && n == STYLES_MOST)
        return err_set(err, EXIT_INPUT,
                       "%s: has more than %d styles; save the export as CSV "
                       "and name that file",
                       b->path, STYLES_MOST);
    if (b->style < 0)
        b->formats = arena_one_more(b->a, b->formats, n, sizeof *b->formats);
    b->style = intern_add(&b->styles, id);
    b->formats[b->style] = (struct cell_format){0};
    return true;
}

static bool add_tab(struct book *b, const char **list, struct err *err)
{
    b->line = 0;
    return tabs_add(&b->tabs, attribute(list, "|Name"), err);
}

static void start_cell(struct book *b, const char **list)
{
    b->column = number_of(attribute(list, "|Index"), b->column + 1);
    b->across = number_of(attribute(list, "|MergeAcross"), 0);
    if (b->column)
        grid_merge(b->grid, b->column - 1, b->line,
                   b->line + number_of(attribute(list, "|MergeDown"), 0));
    b->cell_style =
        intern_find(&b->styles, sv_from(attribute(list, "|StyleID")));
    b->type = DATA_TEXT;
    buf_clear(&b->text);
}

/* Is the open sheet the one that is read, or are they judged? */
static bool reads(const struct book *b)
{
    return b->wanted == SIZE_MAX || b->wanted + 1 == b->tabs.n;
}

static bool start(void *ctx, const char *name, const char **list,
                  struct err *err)
{
    struct book *b = ctx;

    if (!strcmp(name, "Worksheet"))
        return add_tab(b, list, err);
    if (!strcmp(name, "Style"))
        return add_style(b, list, err);
    if (!strcmp(name, "NumberFormat") && b->styles.n)
        b->formats[b->style] = format_of(sv_from(attribute(list, "|Format")));
    b->in_visible = !strcmp(name, "Visible");
    b->in_date1904 = !strcmp(name, "Date1904");
    b->date1904 = b->date1904 || b->in_date1904;
    if (!reads(b))
        return true;
    if (!strcmp(name, "Row")) {
        b->line = number_of(attribute(list, "|Index"), b->line + 1);
        b->column = 0;
        grid_row(b->grid, b->line);
    } else if (!strcmp(name, "Cell") && !grid_full(b->grid)) {
        start_cell(b, list);
    } else if (!strcmp(name, "Data")) {
        b->in_data = true;
        struct sv type = sv_from(attribute(list, "|Type"));
        b->type = sv_eq(type, SV("Number"))    ? DATA_NUMBER
                  : sv_eq(type, SV("Boolean")) ? DATA_BOOLEAN
                                               : DATA_TEXT;
    }
    return true;
}

static bool put(struct book *b, struct err *err)
{
    static const struct cell_format PLAIN = {0};
    const struct cell_format *f =
        b->cell_style < 0 ? &PLAIN : &b->formats[b->cell_style];
    struct sv text = buf_sv(&b->text);
    char out[CELL_TEXT];

    if (b->type == DATA_NUMBER)
        text = cell_format_text(out, text, f, b->date1904);
    if (b->type == DATA_BOOLEAN)
        text = sv_eq(text, SV("1")) ? SV("TRUE") : SV("FALSE");
    return !b->column || grid_cell(b->grid, b->column - 1, text, err);
}

static bool end(void *ctx, const char *name, struct err *err)
{
    struct book *b = ctx;
    bool ok = true;

    b->in_visible = b->in_date1904 = false;
    if (!reads(b))
        return true;
    if (!strcmp(name, "Data")) {
        b->in_data = false;
    } else if (!strcmp(name, "Cell")) {
        ok = put(b, err);
        buf_clear(&b->text);
        b->column += b->across;
    } else if (!strcmp(name, "Row")) {
        ok = grid_row_end(b->grid, err);
    } else if (!strcmp(name, "Table") && b->wanted == SIZE_MAX && b->tabs.n) {
        grid_finish(b->grid);
        b->tabs.list[b->tabs.n - 1].suits =
            table_suits(b->grid->out, b->form, b->a);
        grid_rewind(b->grid);
    }
    return ok;
}

static void text(void *ctx, struct sv piece)
{
    struct book *b = ctx;

    if (b->in_visible && b->tabs.n &&
        (sv_starts(piece, SV("SheetHidden")) ||
         sv_starts(piece, SV("SheetVeryHidden"))))
        b->tabs.list[b->tabs.n - 1].hidden = true;
    if (b->in_data && b->text.len <= TABLE_CELL_BYTES)
        buf_add_sv(&b->text, piece);
}

static bool choose(struct book *b, struct err *err)
{
    const struct tab *tab;

    if (b->form->sheet.len) {
        if (!tabs_named(&tab, &b->tabs, b->form->sheet, err))
            return false;
    } else {
        if (!tabs_best(&tab, &b->tabs, err))
            return false;
        b->grid->out->others = sv_copy(b->grid->a, tabs_others(&b->tabs, tab));
    }
    b->wanted = (size_t)(tab - b->tabs.list);
    return true;
}

static bool pass(struct book *b, struct sv bytes, struct err *err)
{
    static const struct xml_reader READER = {start, end, text, SPACES, "UTF-8"};
    struct xml *x = xml_new(&READER, b, b->path, NULL);
    bool ok = xml_feed(x, bytes, err) && xml_finish(x, err);

    xml_free(x);
    return ok;
}

bool excel_xml_read(struct table *out, struct sv bytes, const char *path,
                    const struct table_form *form, struct arena *a,
                    struct err *err)
{
    struct arena work;
    struct grid grid;
    struct book *b;
    bool ok;

    arena_init(&work);
    b = ARENA_NEW(&work, struct book);
    *b = (struct book){.path = path,
                       .form = form,
                       .grid = &grid,
                       .a = &work,
                       .tabs = {.path = path, .a = &work},
                       .wanted = SIZE_MAX};
    buf_init(&b->text);
    intern_init(&b->styles, &work);
    grid_init(&grid, out, path, a);
    grid.rows_most = TABLE_HEAD_ROWS;
    ok = pass(b, bytes, err) && choose(b, err);
    grid.rows_most = 0;
    if (ok) {
        b->tabs.n = 0;
        ok = pass(b, bytes, err);
    }
    grid_finish(&grid);
    out->kind = TABLE_WORKBOOK;
    if (ok)
        out->sheet = sv_copy(a, b->tabs.list[b->wanted].name);
    buf_release(&b->text);
    intern_release(&b->styles);
    arena_release(&work);
    return ok;
}

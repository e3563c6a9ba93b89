#include "scoring/intake/xlsx_parts.h"

enum cell_type {
    TYPE_NUMBER,
    TYPE_SHARED,
    TYPE_TEXT, /* of a formula */
    TYPE_INLINE,
    TYPE_BOOLEAN,
    TYPE_AS_IS /* errors, ISO dates */
};

static const struct {
    const char *name;
    enum cell_type type;
} TYPES[] = {
    {"n", TYPE_NUMBER},         {"s", TYPE_SHARED},  {"str", TYPE_TEXT},
    {"inlineStr", TYPE_INLINE}, {"b", TYPE_BOOLEAN}, {"e", TYPE_AS_IS},
    {"d", TYPE_AS_IS},
};

static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

enum into { INTO_NOTHING, INTO_VALUE, INTO_FORMULA };

struct sheet {
    struct xlsx_book *book;
    struct grid *grid;
    size_t line, column; /* of the open row; of the open cell */
    size_t next_column;
    enum cell_type type;
    unsigned long style;
    enum into into;
    bool in_row, in_cell, in_reading, has_formula;
    struct buf value, formula;
    size_t valueless; /* rows that have formulas without a value */
    size_t valueless_line, valueless_last;
    bool enough;
};

/* The attributes that a cell and a row have, in one pass. */
static void attributes_of(const char **list, const char **r, const char **s,
                          const char **t)
{
    for (; *list; list += 2) {
        if (list[0][0] == 0 || list[0][1] != 0)
            continue;
        switch (list[0][0]) {
        case 'r':
            *r = list[1];
            break;
        case 's':
            *s = list[1];
            break;
        case 't':
            *t = list[1];
            break;
        }
    }
}

/* The column of "BC12", from 0; `next` where none is written. */
static size_t column_of(const char *ref, size_t next)
{
    size_t column = 0;

    for (; ref && ascii_letter(*ref) && column <= TABLE_COLUMNS; ref++)
        column = column * 26 + (size_t)(*ref & 0x1f);
    return column ? column - 1 : next;
}

static void start_row(struct sheet *s, const char **attributes)
{
    const char *r = NULL, *style = NULL, *type = NULL;
    unsigned long line;

    attributes_of(attributes, &r, &style, &type);
    line = r ? strtoul(r, NULL, 10) : 0;
    s->line = line && line < UINT32_MAX ? line : s->line + 1;
    s->next_column = 0;
    s->in_row = true;
    grid_row(s->grid, s->line);
}

static void start_cell(struct sheet *s, const char **attributes)
{
    const char *r = NULL, *style = NULL, *type = NULL;

    attributes_of(attributes, &r, &style, &type);
    s->column = column_of(r, s->next_column);
    s->next_column = s->column + 1;
    s->style = style ? strtoul(style, NULL, 10) : 0;
    s->type = TYPE_NUMBER;
    for (size_t k = 0; type && k < sizeof TYPES / sizeof TYPES[0]; k++)
        if (!strcmp(type, TYPES[k].name))
            s->type = TYPES[k].type;
    s->in_cell = true;
    s->in_reading = s->has_formula = false;
    buf_clear(&s->value);
    buf_clear(&s->formula);
}

/* <mergeCell ref="A5:A9"/>, behind all rows. */
static void merged(struct sheet *s, const char **attributes)
{
    const char *ref = NULL;

    for (; *attributes && !ref; attributes += 2)
        if (!strcmp(attributes[0], "ref"))
            ref = attributes[1];
    const char *last = ref ? strchr(ref, ':') : NULL;
    if (!last)
        return;
    size_t column = column_of(ref, TABLE_COLUMNS);
    size_t from = strtoul(ref + strspn(ref, LETTERS), NULL, 10);
    size_t to = strtoul(last + 1 + strspn(last + 1, LETTERS), NULL, 10);
    grid_merge(s->grid, column, from, to);
}

static bool start(void *ctx, const char *name, const char **attributes,
                  struct err *err)
{
    struct sheet *s = ctx;

    (void)err;
    s->into = INTO_NOTHING;
    if (!s->in_cell) {
        if (!strcmp(name, "row"))
            start_row(s, attributes);
        else if (s->in_row && !strcmp(name, "c"))
            start_cell(s, attributes);
        else if (!s->in_row && !strcmp(name, "mergeCell"))
            merged(s, attributes);
        return true;
    }
    if (!strcmp(name, "f")) {
        s->has_formula = true;
        s->into = INTO_FORMULA;
    } else if (!strcmp(name, "rPh")) {
        s->in_reading = true;
    } else if (s->type == TYPE_INLINE ? !strcmp(name, "t") && !s->in_reading
                                      : !strcmp(name, "v")) {
        s->into = INTO_VALUE;
    }
    return true;
}

static bool put_shared(struct sheet *s, struct sv value, struct err *err)
{
    char *rest;
    unsigned long at = strtoul(value.ptr, &rest, 10);

    if (rest == value.ptr || at >= s->book->n_strings)
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: a cell names text %.20s, which the workbook "
                       "does not hold; it is damaged: export it again",
                       s->book->path, s->line, value.ptr);
    return grid_cell_kept(s->grid, s->column, s->book->strings[at], err);
}

static bool put_number(struct sheet *s, struct sv value, struct err *err)
{
    static const struct cell_format PLAIN = {0};
    char text[CELL_TEXT];
    const struct cell_format *f =
        s->style < s->book->n_formats ? &s->book->formats[s->style] : &PLAIN;

    return grid_cell(s->grid, s->column,
                     cell_format_text(text, value, f, s->book->date1904), err);
}

/* The formula itself, for it has no value. */
static bool put_formula(struct sheet *s, struct err *err)
{
    struct buf text;
    bool ok;

    if (s->valueless_last != s->line)
        s->valueless++;
    if (!s->valueless_line)
        s->valueless_line = s->line;
    s->valueless_last = s->line;
    buf_init(&text);
    buf_add_char(&text, '=');
    xlsx_text_add(&text, buf_sv(&s->formula));
    ok = grid_cell(s->grid, s->column, buf_sv(&text), err);
    buf_release(&text);
    return ok;
}

static bool end_cell(struct sheet *s, struct err *err)
{
    struct sv value = buf_sv(&s->value);

    s->in_cell = false;
    if (!value.len)
        return !s->has_formula || s->type == TYPE_TEXT || put_formula(s, err);
    switch (s->type) {
    case TYPE_SHARED:
        return put_shared(s, value, err);
    case TYPE_NUMBER:
        return put_number(s, value, err);
    case TYPE_BOOLEAN:
        return grid_cell(s->grid, s->column,
                         sv_eq(value, SV("0"))   ? SV("FALSE")
                         : sv_eq(value, SV("1")) ? SV("TRUE")
                                                 : value,
                         err);
    case TYPE_TEXT:
    case TYPE_INLINE:
        xlsx_text_unescape(&s->value);
        value = buf_sv(&s->value);
        break;
    case TYPE_AS_IS:
        break;
    }
    return grid_cell(s->grid, s->column, value, err);
}

static bool end(void *ctx, const char *name, struct err *err)
{
    struct sheet *s = ctx;

    s->into = INTO_NOTHING;
    if (s->in_cell) {
        if (!strcmp(name, "rPh"))
            s->in_reading = false;
        return strcmp(name, "c") != 0 || end_cell(s, err);
    }
    if (!s->in_row || strcmp(name, "row") != 0)
        return true;
    s->in_row = false;
    if (!grid_row_end(s->grid, err))
        return false;
    s->enough = grid_full(s->grid);
    return !s->enough;
}

static void text(void *ctx, struct sv piece)
{
    struct sheet *s = ctx;

    if (s->into != INTO_NOTHING)
        xlsx_text_add(s->into == INTO_VALUE ? &s->value : &s->formula, piece);
}

bool xlsx_rows(struct xlsx_book *book, const struct tab *tab, struct grid *grid,
               struct err *err)
{
    static const struct xml_reader READER = {start, end, text, XLSX_SPACES,
                                             NULL};
    enum { ONE_IN = 20 };
    struct sheet s = {.book = book, .grid = grid};
    bool ok;

    buf_init(&s.value);
    buf_init(&s.formula);
    ok = xlsx_zip_xml(&book->zip, tab->part, &READER, &s, &s.enough, err);
    buf_release(&s.value);
    buf_release(&s.formula);
    if (ok && !grid->rows_most && s.valueless > 1 &&
        s.valueless * ONE_IN > grid->out->n_rows)
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: %zu rows hold formulas without their values; "
                       "open the workbook in a spreadsheet, save it, and name "
                       "that file",
                       book->path, s.valueless_line, s.valueless);
    return ok;
}

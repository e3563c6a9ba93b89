#include "scoring/intake/html_table.h"

#include <utf8proc.h>

#include "scoring/base/buf.h"
#include "scoring/intake/grid.h"
#include "scoring/intake/html_entities.h"

enum { SPAN_MOST = 1000 };

struct page {
    struct grid *grid;
    const struct table_form *form;
    struct arena *a;
    size_t wanted; /* the table that is read; SIZE_MAX: they are judged */
    size_t table;  /* how many have begun */
    size_t best, best_suits;
    bool in_table, in_row, in_cell, gap; /* gap: a blank is due */
    size_t line, column, span, down;
    size_t *until;  /* TABLE_COLUMNS; the line down to which a cell reaches */
    size_t spanned; /* as far as `until` has been set */
    struct buf text;
};

/* A tag: <td colspan="2"> */
struct tag {
    struct sv name, attributes;
    bool closes;
};

/* Behind `end`, or at the end of all. */
static struct sv skip_past(struct sv s, struct sv end)
{
    const char *at = s.ptr ? memmem(s.ptr, s.len, end.ptr, end.len) : NULL;

    return sv_skip(s, at ? (size_t)(at - s.ptr) + end.len : s.len);
}

bool html_begins(struct sv s)
{
    static const struct sv TAGS[] = {
        SV("<!doctype html"), SV("<html"),  SV("<head"),   SV("<meta"),
        SV("<body"),          SV("<table"), SV("<style"),  SV("<title"),
        SV("<script"),        SV("<div"),   SV("<center"), SV("<font"),
        SV("<form"),          SV("<p>"),    SV("<h1"),     SV("<h2"),
        SV("<link"),          SV("<br"),
    };

    for (;;) {
        while (s.len && ascii_space(s.ptr[0]))
            s = sv_skip(s, 1);
        if (sv_starts_fold(s, SV("<!--")))
            s = skip_past(s, SV("-->"));
        else if (sv_starts_fold(s, SV("<?xml")))
            s = skip_past(s, SV(">"));
        else
            break;
    }
    for (size_t k = 0; k < sizeof TAGS / sizeof TAGS[0]; k++)
        if (sv_starts_fold(s, TAGS[k]))
            return true;
    return false;
}

static void add_char(struct page *p, int32_t code)
{
    uint8_t bytes[4];

    if (code == 0xA0 || (code < 0x80 && ascii_space((char)code))) {
        p->gap = true;
        return;
    }
    if (p->text.len > TABLE_CELL_BYTES)
        return;
    if (p->gap && p->text.len)
        buf_add_char(&p->text, ' ');
    p->gap = false;
    buf_add(&p->text, bytes, (size_t)utf8proc_encode_char(code, bytes));
}

static void add_text(struct page *p, struct sv s)
{
    if (!p->in_cell || grid_full(p->grid))
        return;
    while (s.len) {
        int32_t code = 0;
        size_t used = 0;
        if (s.ptr[0] == '&')
            code = html_entity(s, &used);
        if (code) {
            s = sv_skip(s, used);
        } else if (!utf8_cut(&s, &code).len) {
            code = 0xFFFD;
            s = sv_skip(s, 1);
        }
        add_char(p, code);
    }
}

static bool end_cell(struct page *p, struct err *err)
{
    if (!p->in_cell)
        return true;
    p->in_cell = false;
    for (size_t k = 0; k < p->span && p->column + k < TABLE_COLUMNS; k++)
        if (p->down > 1) {
            p->until[p->column + k] = p->line + p->down - 1;
            if (p->spanned <= p->column + k)
                p->spanned = p->column + k + 1;
        }
    if (!grid_cell(p->grid, p->column, buf_sv(&p->text), err))
        return false;
    p->column += p->span;
    return true;
}

static bool end_row(struct page *p, struct err *err)
{
    bool ok = end_cell(p, err);

    if (ok && p->in_row && p->in_table)
        ok = grid_row_end(p->grid, err);
    p->in_row = false;
    return ok;
}

static void begin_row(struct page *p)
{
    p->in_row = true;
    p->column = 0;
    grid_row(p->grid, ++p->line);
}

/* The number of an attribute; 1 where there is none. */
static size_t number_in(struct sv attributes, struct sv name)
{
    size_t n = 0;

    for (struct sv s = attributes; s.len > name.len; s = sv_skip(s, 1)) {
        if (!sv_starts_fold(s, name))
            continue;
        s = sv_skip(s, name.len);
        while (s.len && (ascii_space(s.ptr[0]) || strchr("=\"'", s.ptr[0])))
            s = sv_skip(s, 1);
        for (; s.len && ascii_digit(s.ptr[0]) && n <= SPAN_MOST;
             s = sv_skip(s, 1))
            n = n * 10 + (size_t)(s.ptr[0] - '0');
        break;
    }
    return n < 1 ? 1 : n > SPAN_MOST ? SPAN_MOST : n;
}

static void begin_cell(struct page *p, const struct tag *tag)
{
    p->in_cell = true;
    p->gap = false;
    p->span = number_in(tag->attributes, SV("colspan"));
    p->down = number_in(tag->attributes, SV("rowspan"));
    buf_clear(&p->text);
    while (p->column < TABLE_COLUMNS && p->until[p->column] >= p->line)
        p->column++;
    grid_merge(p->grid, p->column, p->line, p->line + p->down - 1);
}

/* Judges the table that ends: one that holds another is layout. */
static bool end_table(struct page *p, bool layout, struct err *err)
{
    size_t suits;

    if (!end_row(p, err))
        return false;
    if (p->in_table && p->wanted == SIZE_MAX) {
        grid_finish(p->grid);
        suits = layout ? 0 : table_suits(p->grid->out, p->form, p->a);
        if (suits > p->best_suits) {
            p->best_suits = suits;
            p->best = p->table - 1;
        }
        grid_rewind(p->grid);
    }
    p->in_table = false;
    return true;
}

static bool on_table(struct page *p, const struct tag *tag, struct err *err)
{
    if (!end_table(p, !tag->closes, err))
        return false;
    if (tag->closes)
        return true;
    p->in_table = p->wanted == SIZE_MAX || p->wanted == p->table;
    p->table++;
    p->line = 0;
    memset(p->until, 0, p->spanned * sizeof *p->until);
    p->spanned = 0;
    return true;
}

static bool on_row(struct page *p, const struct tag *tag, struct err *err)
{
    if (!end_row(p, err))
        return false;
    if (!tag->closes && p->in_table)
        begin_row(p);
    return true;
}

static bool on_cell(struct page *p, const struct tag *tag, struct err *err)
{
    if (!end_cell(p, err))
        return false;
    if (tag->closes || !p->in_table)
        return true;
    if (!p->in_row)
        begin_row(p);
    begin_cell(p, tag);
    return true;
}

static bool on_break(struct page *p, const struct tag *tag, struct err *err)
{
    (void)tag;
    (void)err;
    p->gap = true;
    return true;
}

static const struct {
    struct sv name;
    bool (*fn)(struct page *p, const struct tag *tag, struct err *err);
} TAGS[] = {
    {SV("table"), on_table}, {SV("tr"), on_row},   {SV("td"), on_cell},
    {SV("th"), on_cell},     {SV("br"), on_break}, {SV("p"), on_break},
    {SV("div"), on_break},   {SV("li"), on_break},
};

/* Their text is none of the page's. */
static const struct sv RAW[] = {SV("script"), SV("style"), SV("title"),
                                SV("textarea")};

/* At `<`: the tag, and what is behind it; false where it is none. */
static bool cut_tag(struct tag *tag, struct sv *rest)
{
    struct sv s = sv_skip(*rest, 1);
    size_t len = 0, end = 0;
    char quote = 0;

    tag->closes = s.len && s.ptr[0] == '/';
    s = sv_skip(s, tag->closes);
    while (len < s.len && (ascii_letter(s.ptr[len]) ||
                           (len && (ascii_digit(s.ptr[len]) ||
                                    s.ptr[len] == ':' || s.ptr[len] == '-'))))
        len++;
    if (!len)
        return false;
    tag->name = (struct sv){s.ptr, len};
    s = sv_skip(s, len);
    for (; end < s.len && (quote || s.ptr[end] != '>'); end++) {
        if (quote ? s.ptr[end] == quote
                  : s.ptr[end] == '"' || s.ptr[end] == '\'')
            quote = quote ? 0 : s.ptr[end];
    }
    tag->attributes = (struct sv){s.ptr, end};
    *rest = sv_skip(s, end + 1);
    return true;
}

/* From the end of <script> to </script>. */
static struct sv skip_raw(struct sv rest, const struct tag *tag)
{
    for (size_t k = 0; k < sizeof RAW / sizeof RAW[0]; k++) {
        if (tag->closes || !sv_eq_fold(tag->name, RAW[k]))
            continue;
        while (rest.len &&
               !(rest.ptr[0] == '<' && rest.len > 1 && rest.ptr[1] == '/' &&
                 sv_starts_fold(sv_skip(rest, 2), RAW[k])))
            rest = sv_skip(rest, 1);
    }
    return rest;
}

static bool scan(struct page *p, struct sv rest, struct err *err)
{
    while (rest.len) {
        const char *open = memchr(rest.ptr, '<', rest.len);
        size_t before = open ? (size_t)(open - rest.ptr) : rest.len;
        struct tag tag;

        add_text(p, (struct sv){rest.ptr, before});
        rest = sv_skip(rest, before);
        if (!rest.len)
            break;
        if (sv_starts_fold(rest, SV("<!--"))) {
            rest = skip_past(sv_skip(rest, 4), SV("-->"));
        } else if (rest.len > 1 && (rest.ptr[1] == '!' || rest.ptr[1] == '?')) {
            rest = skip_past(rest, SV(">"));
        } else if (!cut_tag(&tag, &rest)) {
            add_text(p, (struct sv){rest.ptr, 1});
            rest = sv_skip(rest, 1);
        } else {
            for (size_t k = 0; k < sizeof TAGS / sizeof TAGS[0]; k++)
                if (sv_eq_fold(tag.name, TAGS[k].name) &&
                    !TAGS[k].fn(p, &tag, err))
                    return false;
            rest = skip_raw(rest, &tag);
        }
    }
    return end_table(p, false, err);
}

bool html_table_read(struct table *out, struct sv text, const char *path,
                     const struct table_form *form, struct arena *a,
                     struct err *err)
{
    struct page judged = {.form = form, .wanted = SIZE_MAX}, read;
    struct arena work;
    struct grid grid;
    bool ok;

    arena_init(&work);
    judged.a = &work;
    judged.grid = &grid;
    judged.until = ARENA_ARRAY(&work, TABLE_COLUMNS, size_t);
    grid_init(&grid, out, path, a);
    grid.rows_most = TABLE_HEAD_ROWS;
    buf_init(&judged.text);
    ok = scan(&judged, text, err);
    if (ok && !judged.best_suits)
        ok = err_set(err, EXIT_INPUT,
                     "%s: is a web page without a table of deals (a sign-in "
                     "page?); export the deals again",
                     path);
    grid.rows_most = 0;
    read = judged;
    read.wanted = judged.best;
    read.table = 0;
    read.in_table = read.in_row = read.in_cell = false;
    ok = ok && scan(&read, text, err);
    buf_release(&read.text);
    grid_finish(&grid);
    out->kind = TABLE_HTML;
    arena_release(&work);
    return ok;
}

#include "render/pack/xlsx_read.h"

#include <expat.h>

#include "render/pack/unzip.h"
#include "scoring/base/buf.h"

struct reader;
typedef bool cell_fn(void *ctx, size_t row, size_t col, struct sv value,
                     struct err *err);

/* One part being parsed. */
struct reader {
    XML_Parser parser;
    struct xlsx *x;
    struct arena *a;
    struct err *err;
    const char *part;
    bool failed;     /* err is set */
    bool keeps_text; /* inside an element whose text counts */
    struct buf text;
    struct sv name; /* of the defined name being read */
    /* a sheet: */
    cell_fn *fn;
    void *ctx;
    size_t row, col;
    bool shared;
};

const char *xlsx_attribute(const char **list, const char *name)
{
    for (; *list; list += 2)
        if (!strcmp(list[0], name))
            return list[1];
    return "";
}

/* "$B$12" or "B12" into row and column from 0. */
static bool parse_cell(const char *ref, size_t len, size_t *row, size_t *col)
{
    size_t r = 0, c = 0;

    for (size_t i = 0; i < len; i++) {
        if (ref[i] >= 'A' && ref[i] <= 'Z' && !r && c < 100000)
            c = c * 26 + (size_t)(ref[i] - 'A' + 1);
        else if (ref[i] >= '0' && ref[i] <= '9' && r < 100000000)
            r = r * 10 + (size_t)(ref[i] - '0');
        else if (ref[i] != '$')
            return false;
    }
    *row = r - 1;
    *col = c - 1;
    return r && c;
}

static void add_sheet(struct reader *r, const char **attributes)
{
    struct xlsx *x = r->x;

    x->sheets = arena_one_more(r->a, x->sheets, x->n_sheets, sizeof *x->sheets);
    x->sheets[x->n_sheets++] = (struct xlsx_sheet){
        .name = sv_copy(r->a, sv_from(xlsx_attribute(attributes, "name"))),
        .id = sv_copy(r->a, sv_from(xlsx_attribute(attributes, "r:id")))};
}

static void add_name(struct reader *r)
{
    struct xlsx *x = r->x;
    struct sv ref = buf_sv(&r->text), sheet = sv_cut(&ref, '!');
    struct xlsx_name n = {.name = r->name};

    if (sheet.len > 1 && sheet.ptr[0] == '\'') {
        sheet.ptr++;
        sheet.len -= 2;
    }
    if (!parse_cell(ref.ptr, ref.len, &n.row, &n.col))
        return; /* a range, a print title: nothing to compare */
    n.sheet = sv_copy(r->a, sheet);
    x->names = arena_one_more(r->a, x->names, x->n_names, sizeof *x->names);
    x->names[x->n_names++] = n;
}

static void start_book(struct reader *r, const char *tag,
                       const char **attributes)
{
    if (!strcmp(tag, "sheet"))
        add_sheet(r, attributes);
    r->keeps_text = !strcmp(tag, "definedName");
    if (r->keeps_text) {
        r->name = sv_copy(r->a, sv_from(xlsx_attribute(attributes, "name")));
        buf_clear(&r->text);
    }
}

static void end_book(struct reader *r, const char *tag)
{
    if (!strcmp(tag, "definedName"))
        add_name(r);
    r->keeps_text = false;
}

static void start_rels(struct reader *r, const char *tag,
                       const char **attributes)
{
    struct sv id = sv_from(xlsx_attribute(attributes, "Id"));
    const char *target = xlsx_attribute(attributes, "Target");

    if (strcmp(tag, "Relationship"))
        return;
    for (size_t i = 0; i < r->x->n_sheets; i++)
        if (sv_eq(r->x->sheets[i].id, id))
            r->x->sheets[i].part = target[0] == '/'
                                       ? sv_copy(r->a, sv_from(target + 1))
                                       : sv_printf(r->a, "xl/%s", target);
}

static void start_strings(struct reader *r, const char *tag,
                          const char **attributes)
{
    (void)attributes;
    if (!strcmp(tag, "si"))
        buf_clear(&r->text);
    r->keeps_text = !strcmp(tag, "t");
}

static void end_strings(struct reader *r, const char *tag)
{
    struct xlsx *x = r->x;

    r->keeps_text = false;
    if (strcmp(tag, "si"))
        return;
    x->strings =
        arena_one_more(r->a, x->strings, x->n_strings, sizeof *x->strings);
    x->strings[x->n_strings++] = sv_copy(r->a, buf_sv(&r->text));
}

static void start_sheet(struct reader *r, const char *tag,
                        const char **attributes)
{
    if (!strcmp(tag, "c")) {
        const char *ref = xlsx_attribute(attributes, "r");
        if (!parse_cell(ref, strlen(ref), &r->row, &r->col))
            r->failed = !err_set(r->err, EXIT_INPUT, "%s: %s: bad cell \"%s\"",
                                 r->x->path, r->part, ref);
        r->shared = !strcmp(xlsx_attribute(attributes, "t"), "s");
        buf_clear(&r->text);
    }
    r->keeps_text = !strcmp(tag, "v") || !strcmp(tag, "t");
}

static void end_sheet(struct reader *r, const char *tag)
{
    struct sv value = buf_sv(&r->text);

    r->keeps_text = false;
    if (strcmp(tag, "c") || !value.len || r->failed)
        return;
    if (r->shared) {
        char *end;
        unsigned long at = strtoul(value.ptr, &end, 10);
        if (*end || at >= r->x->n_strings) {
            r->failed =
                !err_set(r->err, EXIT_INPUT, "%s: %s: no shared string %s",
                         r->x->path, r->part, value.ptr);
            return;
        }
        value = r->x->strings[at];
    }
    r->failed = !r->fn(r->ctx, r->row, r->col, value, r->err);
}

/* The parts that are read, and what each makes of an element. */
static const struct handler {
    void (*start)(struct reader *r, const char *tag, const char **attributes);
    void (*end)(struct reader *r, const char *tag);
} BOOK = {start_book, end_book}, RELS = {start_rels, NULL},
  STRINGS = {start_strings, end_strings}, SHEET = {start_sheet, end_sheet};

struct parse {
    struct reader *r;
    const struct handler *h;
};

static void XMLCALL on_start(void *ctx, const char *tag, const char **list)
{
    struct parse *p = ctx;

    if (!p->r->failed)
        p->h->start(p->r, tag, list);
}

static void XMLCALL on_end(void *ctx, const char *tag)
{
    struct parse *p = ctx;

    if (!p->r->failed && p->h->end)
        p->h->end(p->r, tag);
}

static void XMLCALL on_text(void *ctx, const char *text, int len)
{
    struct parse *p = ctx;

    if (p->r->keeps_text)
        buf_add(&p->r->text, text, (size_t)len);
}

static bool on_piece(void *ctx, struct sv piece, struct err *err)
{
    struct reader *r = ((struct parse *)ctx)->r;

    if (XML_Parse(r->parser, piece.ptr, (int)piece.len, 0) == XML_STATUS_ERROR)
        return err_set(err, EXIT_INPUT, "%s: %s: line %lu: %s", r->x->path,
                       r->part, XML_GetCurrentLineNumber(r->parser),
                       XML_ErrorString(XML_GetErrorCode(r->parser)));
    return !r->failed;
}

static bool parse_part(struct reader *r, const char *part,
                       const struct handler *h, struct err *err)
{
    struct parse p = {r, h};
    bool ok;

    r->err = err;
    r->part = part;
    r->parser = XML_ParserCreate("UTF-8");
    if (!r->parser)
        mem_fail();
    XML_SetUserData(r->parser, &p);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    ok = unzip_entry(r->x->path, part, on_piece, &p, err);
    if (ok && XML_Parse(r->parser, "", 0, 1) == XML_STATUS_ERROR)
        ok = err_set(err, EXIT_INPUT, "%s: %s: ends too early", r->x->path,
                     part);
    XML_ParserFree(r->parser);
    return ok && !r->failed;
}

bool xlsx_open(struct xlsx *out, const char *path, struct arena *a,
               struct err *err)
{
    struct reader r = {.x = out, .a = a};
    struct err none;
    bool ok;

    *out = (struct xlsx){.path = path};
    buf_init(&r.text);
    ok = parse_part(&r, "xl/workbook.xml", &BOOK, err) &&
         parse_part(&r, "xl/_rels/workbook.xml.rels", &RELS, err);
    /* A book without any text has no shared strings. */
    if (ok && !parse_part(&r, "xl/sharedStrings.xml", &STRINGS, &none) &&
        !strstr(none.text, "has no"))
        ok = err_set(err, none.code, "%s", none.text);
    buf_release(&r.text);
    return ok;
}

bool xlsx_cells(const struct xlsx *x, struct sv sheet, cell_fn *fn, void *ctx,
                struct err *err)
{
    struct xlsx book = *x;
    struct reader r = {.x = &book, .fn = fn, .ctx = ctx};
    bool ok;

    for (size_t i = 0; i < x->n_sheets; i++) {
        if (!sv_eq(x->sheets[i].name, sheet) || !x->sheets[i].part.len)
            continue;
        buf_init(&r.text);
        ok = parse_part(&r, x->sheets[i].part.ptr, &SHEET, err);
        buf_release(&r.text);
        return ok;
    }
    return err_set(err, EXIT_INPUT, "%s: has no sheet \"%.*s\"", x->path,
                   SV_ARG(sheet));
}

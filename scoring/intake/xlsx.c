#include "scoring/intake/xlsx.h"

#include "scoring/intake/xlsx_parts.h"

enum { TABS_TRIED = 64 };

const char *const XLSX_SPACES[] = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main", NULL};

/* Of relationships (ECMA-376 part 2), in both kinds of file. */
static const char *const RELATION_SPACES[] = {
    "http://schemas.openxmlformats.org/package/2006/relationships", NULL};

/* What a zip archive that is no .xlsx is, by an entry that it holds. */
static const struct {
    struct sv part;
    const char *what;
} OTHERS[] = {
    {SV("xl/workbook.bin"), "a binary Excel workbook (.xlsb)"},
    {SV("Index/Document.iwa"), "a Numbers document"},
    {SV("Index.zip"), "a Numbers document"},
    {SV("META-INF/manifest.xml"), "an OpenDocument file (.ods)"},
    {SV("word/document.xml"), "a Word document"},
    {SV("ppt/presentation.xml"), "a PowerPoint presentation"},
};

static bool no_workbook(const struct xlsx_book *b, struct err *err)
{
    struct sv first = b->zip.names[0];

    for (size_t k = 0; k < sizeof OTHERS / sizeof OTHERS[0]; k++)
        if (xlsx_zip_has(&b->zip, OTHERS[k].part))
            return err_set(err, EXIT_INPUT,
                           "%s: is %s; save it as CSV or .xlsx and name that "
                           "file",
                           b->path, OTHERS[k].what);
    return err_set(err, EXIT_INPUT,
                   "%s: is a zip archive (of %.*s%s), no workbook; unpack it "
                   "and name the export",
                   b->path, SV_ARG(first),
                   b->zip.n_names > 1 ? " and more" : "");
}

/* Targets stand as "worksheets/sheet1.xml", "/xl/…" or "../xl/…". */
static struct sv part_of(const struct xlsx_book *b, const char *target)
{
    struct sv t = sv_from(target), folder = b->folder;

    if (t.len && t.ptr[0] == '/')
        return sv_copy(b->a, sv_skip(t, 1));
    while (sv_starts(t, SV("./")))
        t = sv_skip(t, 2);
    while (sv_starts(t, SV("../"))) {
        t = sv_skip(t, 3);
        while (folder.len &&
               (--folder.len == 0 || folder.ptr[folder.len - 1] != '/'))
            ;
    }
    return sv_printf(b->a, "%.*s%.*s", SV_ARG(folder), SV_ARG(t));
}

static bool ends(const char *text, const char *end)
{
    return sv_ends(sv_from(text), sv_from(end));
}

static bool root_start(void *ctx, const char *name, const char **attributes,
                       struct err *err)
{
    struct xlsx_book *b = ctx;
    const char *target = xml_attribute(attributes, "Target");

    (void)err;
    if (!strcmp(name, "Relationship") && target && !b->main.len &&
        ends(xml_attribute(attributes, "Type"), "/officeDocument"))
        b->main = part_of(b, target);
    return true;
}

static bool book_start(void *ctx, const char *name, const char **attributes,
                       struct err *err)
{
    struct xlsx_book *b = ctx;
    const char *state = xml_attribute(attributes, "state");

    if (!strcmp(name, "workbookPr")) {
        const char *set = xml_attribute(attributes, "date1904");
        b->date1904 = set && (!strcmp(set, "1") || !strcmp(set, "true"));
    }
    if (strcmp(name, "sheet") != 0)
        return true;
    struct tab *tab =
        tabs_add(&b->tabs, xml_attribute(attributes, "name"), err);
    if (!tab)
        return false;
    tab->id = sv_copy(b->a, sv_from(xml_attribute(attributes, "|id")));
    tab->hidden = state && strcmp(state, "visible") != 0;
    return true;
}

static bool relation_start(void *ctx, const char *name, const char **attributes,
                           struct err *err)
{
    struct xlsx_book *b = ctx;
    const char *type = xml_attribute(attributes, "Type");
    const char *target = xml_attribute(attributes, "Target");
    struct sv id = sv_from(xml_attribute(attributes, "Id"));

    (void)err;
    if (strcmp(name, "Relationship") != 0 || !target)
        return true;
    if (ends(type, "/styles"))
        b->styles = part_of(b, target);
    if (ends(type, "/sharedStrings"))
        b->strings_part = part_of(b, target);
    for (size_t k = 0; k < b->tabs.n && ends(type, "/worksheet"); k++)
        if (sv_eq(b->tabs.list[k].id, id))
            b->tabs.list[k].part = part_of(b, target);
    return true;
}

/* Sheets of charts and macros are no worksheets. */
static void drop_others(struct tabs *t)
{
    size_t kept = 0;

    for (size_t k = 0; k < t->n; k++)
        if (t->list[k].part.len)
            t->list[kept++] = t->list[k];
    t->n = kept;
}

/* Which parts there are. */
static bool read_book(struct xlsx_book *b, struct err *err)
{
    static const struct xml_reader ROOT = {.start = root_start,
                                           .spaces = RELATION_SPACES},
                                   BOOK = {.start = book_start,
                                           .spaces = XLSX_SPACES},
                                   RELATIONS = {.start = relation_start,
                                                .spaces = RELATION_SPACES};
    const bool enough = false;
    struct sv file, relations;

    if (xlsx_zip_has(&b->zip, SV("_rels/.rels")) &&
        !xlsx_zip_xml(&b->zip, SV("_rels/.rels"), &ROOT, b, &enough, err))
        return false;
    if (!b->main.len)
        b->main = SV("xl/workbook.xml");
    if (!ends(b->main.ptr, ".xml") || !xlsx_zip_has(&b->zip, b->main) ||
        xlsx_zip_has(&b->zip, SV("word/document.xml")) ||
        xlsx_zip_has(&b->zip, SV("ppt/presentation.xml")))
        return no_workbook(b, err);
    file = b->main;
    for (struct sv rest = b->main; memchr(rest.ptr, '/', rest.len);) {
        sv_cut(&rest, '/');
        file = rest;
    }
    b->folder = (struct sv){b->main.ptr, b->main.len - file.len};
    relations = sv_printf(b->a, "%.*s%s/%.*s%s", SV_ARG(b->folder), "_rels",
                          SV_ARG(file), ".rels");
    if (!xlsx_zip_xml(&b->zip, b->main, &BOOK, b, &enough, err) ||
        !xlsx_zip_xml(&b->zip, relations, &RELATIONS, b, &enough, err))
        return false;
    drop_others(&b->tabs);
    return true;
}

/* Tries the visible sheets, where there are several. */
static bool choose_tab(const struct tab **out, struct xlsx_book *b,
                       struct grid *grid, const struct table_form *form,
                       struct err *err)
{
    size_t visible = 0;

    for (size_t k = 0; k < b->tabs.n; k++)
        visible += !b->tabs.list[k].hidden;
    grid->rows_most = TABLE_HEAD_ROWS;
    for (size_t k = 0; k < b->tabs.n && k < TABS_TRIED && visible > 1; k++) {
        struct tab *tab = &b->tabs.list[k];
        if (tab->hidden)
            continue;
        if (!xlsx_rows(b, tab, grid, err))
            return false;
        grid_finish(grid);
        tab->suits = table_suits(grid->out, form, b->a);
        grid_rewind(grid);
    }
    grid->rows_most = 0;
    if (!tabs_best(out, &b->tabs, err))
        return false;
    grid->out->others = sv_copy(grid->a, tabs_others(&b->tabs, *out));
    return true;
}

static bool read_tab(struct table *out, struct xlsx_book *b,
                     const struct table_form *form, struct arena *a,
                     struct err *err)
{
    const struct tab *tab = NULL;
    struct grid grid;

    grid_init(&grid, out, b->path, a);
    if (!read_book(b, err) || !xlsx_styles(b, err))
        return false;
    if (form->sheet.len && !tabs_named(&tab, &b->tabs, form->sheet, err))
        return false;
    if (!xlsx_strings(b, &grid, err))
        return false;
    if (!form->sheet.len && !choose_tab(&tab, b, &grid, form, err))
        return false;
    if (!xlsx_rows(b, tab, &grid, err))
        return false;
    grid_finish(&grid);
    out->kind = TABLE_WORKBOOK;
    out->encoding = "UTF-8";
    out->sheet = sv_copy(a, tab->name);
    return true;
}

bool xlsx_read(struct table *out, struct sv bytes, const char *path,
               const struct table_form *form, struct arena *a, struct err *err)
{
    struct xlsx_book book = {.path = path};
    struct arena work;
    bool ok;

    arena_init(&work);
    book.a = &work;
    book.tabs = (struct tabs){.path = path, .a = &work};
    *out = (struct table){0};
    ok = xlsx_zip_list(&book.zip, bytes, path, &work, err) &&
         read_tab(out, &book, form, a, err);
    arena_release(&work);
    return ok;
}

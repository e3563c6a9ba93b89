#include "scoring/intake/xlsx_parts.h"

/* Excel's own limits are 64,000 and some 250. */
enum { FORMATS_MOST = 65536, CODES_MOST = 8192 };

struct styles {
    struct xlsx_book *book;
    size_t n_codes;
    struct number_code {
        unsigned long id;
        struct cell_format format;
    } * codes;     /* n_codes: numFmts */
    bool in_cells; /* inside cellXfs; cellStyleXfs are of styles by name */
};

static unsigned long number_of(const char *text)
{
    return text ? strtoul(text, NULL, 10) : 0;
}

static struct cell_format format_of(const struct styles *s, unsigned long id)
{
    for (size_t k = 0; k < s->n_codes; k++)
        if (s->codes[k].id == id)
            return s->codes[k].format;
    return cell_format_builtin(id);
}

static bool start(void *ctx, const char *name, const char **attributes,
                  struct err *err)
{
    struct styles *s = ctx;
    struct xlsx_book *b = s->book;

    if (s->n_codes > CODES_MOST || b->n_formats > FORMATS_MOST)
        return err_set(err, EXIT_INPUT,
                       "%s: has more than %d formats of cells; save the "
                       "export as CSV and name that file",
                       b->path, FORMATS_MOST);
    if (!strcmp(name, "numFmt")) {
        s->codes = arena_one_more(b->a, s->codes, s->n_codes, sizeof *s->codes);
        s->codes[s->n_codes++] = (struct number_code){
            number_of(xml_attribute(attributes, "numFmtId")),
            cell_format_of(sv_from(xml_attribute(attributes, "formatCode")))};
    } else if (!strcmp(name, "cellXfs")) {
        s->in_cells = true;
    } else if (!strcmp(name, "xf") && s->in_cells) {
        b->formats =
            arena_one_more(b->a, b->formats, b->n_formats, sizeof *b->formats);
        b->formats[b->n_formats++] =
            format_of(s, number_of(xml_attribute(attributes, "numFmtId")));
    }
    return true;
}

static bool end(void *ctx, const char *name, struct err *err)
{
    struct styles *s = ctx;

    (void)err;
    if (!strcmp(name, "cellXfs"))
        s->in_cells = false;
    return true;
}

bool xlsx_styles(struct xlsx_book *book, struct err *err)
{
    static const struct xml_reader READER = {
        .start = start, .end = end, .spaces = XLSX_SPACES};
    struct styles s = {.book = book};
    const bool enough = false;

    return !book->styles.len ||
           xlsx_zip_xml(&book->zip, book->styles, &READER, &s, &enough, err);
}

#include "scoring/intake/table.h"

#include "scoring/intake/csv.h"
#include "scoring/intake/excel_xml.h"
#include "scoring/intake/html_table.h"
#include "scoring/intake/markup.h"
#include "scoring/intake/xlsx.h"

/* Files that hold no table which is read here, by how they begin. */
static const struct {
    struct sv magic;
    const char *what, *todo;
} OTHERS[] = {
    {SV("%PDF-"), "a PDF", "export the deals as CSV or .xlsx"},
    {SV("\x1F\x8B"), "compressed (gzip)", "unpack it and name the file inside"},
    {SV("BZh"), "compressed (bzip2)", "unpack it and name the file inside"},
    {SV("\xFD"
        "7zXZ\0"),
     "compressed (xz)", "unpack it and name the file inside"},
    {SV("\x28\xB5\x2F\xFD"), "compressed (zstd)",
     "unpack it and name the file inside"},
    {SV("7z\xBC\xAF\x27\x1C"), "a 7z archive",
     "unpack it and name the file inside"},
    {SV("Rar!\x1A\x07"), "a RAR archive", "unpack it and name the file inside"},
    {SV("SQLite format 3\0"), "a database", "export its deals as CSV or .xlsx"},
    {SV("PAR1"), "a Parquet file", "save it as CSV and name that file"},
    {SV("\x09\x08\x10\0"), "a binary Excel workbook (.xls)",
     "save it as .xlsx or CSV and name that file"},
    {SV("\x09\x08\x08\0"), "a binary Excel workbook (.xls)",
     "save it as .xlsx or CSV and name that file"},
    {SV("{\\rtf"), "a text document (RTF)", "export the deals as CSV or .xlsx"},
    {SV("MIME-Version:"), "a web archive (MHTML)",
     "save it as .xlsx or CSV and name that file"},
    {SV("{\""), "JSON", "export the deals as CSV or .xlsx"},
    {SV("{\n"), "JSON", "export the deals as CSV or .xlsx"},
    {SV("{\r\n"), "JSON", "export the deals as CSV or .xlsx"},
    {SV("[{"), "JSON", "export the deals as CSV or .xlsx"},
    {SV("[\n"), "JSON", "export the deals as CSV or .xlsx"},
    {SV("[\r\n"), "JSON", "export the deals as CSV or .xlsx"},
    {SV("\x89PNG\r\n"), "a picture", "export the deals as CSV or .xlsx"},
    {SV("\xFF\xD8\xFF"), "a picture", "export the deals as CSV or .xlsx"},
    {SV("GIF8"), "a picture", "export the deals as CSV or .xlsx"},
};

/* What an OLE2 file is, by a name in its directory; the first that is there. */
static const struct {
    struct sv name; /* UTF-16, as the directory has it */
    const char *what, *todo;
} OLE[] = {
    {SV("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
     "a workbook locked with a password",
     "open it, save it without the password, and name that file"},
    {SV("W\0o\0r\0k\0b\0o\0o\0k\0"), "a binary Excel workbook (.xls)",
     "save it as .xlsx or CSV and name that file"},
    {SV("B\0o\0o\0k\0"), "a binary Excel workbook (.xls)",
     "save it as .xlsx or CSV and name that file"},
    {SV(""), "an old Office document",
     "save it as .xlsx or CSV and name that "
     "file"},
};

static bool refuse(const char *path, const char *what, const char *todo,
                   struct err *err)
{
    return err_set(err, EXIT_INPUT, "%s: is %s; %s", path, what, todo);
}

static bool refuse_others(struct sv bytes, const char *path, struct err *err)
{
    size_t kind = 0;

    for (size_t k = 0; k < sizeof OTHERS / sizeof OTHERS[0]; k++)
        if (sv_starts(bytes, OTHERS[k].magic))
            return refuse(path, OTHERS[k].what, OTHERS[k].todo, err);
    if (!sv_starts(bytes, SV("\xD0\xCF\x11\xE0")))
        return true;
    while (
        OLE[kind].name.len &&
        !memmem(bytes.ptr, bytes.len, OLE[kind].name.ptr, OLE[kind].name.len))
        kind++;
    return refuse(path, OLE[kind].what, OLE[kind].todo, err);
}

static bool is_zip(struct sv bytes)
{
    return sv_starts(bytes, SV("PK\003\004")) ||
           sv_starts(bytes, SV("PK\005\006")) ||
           sv_starts(bytes, SV("PK\007\010"));
}

static bool read_markup(struct table *out, struct sv bytes, const char *path,
                        const struct table_form *form, struct arena *a,
                        struct err *err)
{
    const struct markup m = {bytes, form->encoding, path};
    const char *encoding;
    struct sv text;

    if (!markup_text(&text, &encoding, &m, a, err))
        return false;
    if (excel_xml_begins(text)) {
        if (!excel_xml_read(out, text, path, form, a, err))
            return false;
    } else if (html_begins(text)) {
        if (!html_table_read(out, text, path, form, a, err))
            return false;
    } else if (sv_starts(text, SV("<?xml"))) {
        return refuse(path, "XML, and no workbook",
                      "export the deals as CSV or .xlsx", err);
    } else {
        return csv_read(out, bytes, path, *form, a, err);
    }
    out->encoding = encoding;
    return true;
}

bool table_read(struct table *out, struct sv bytes, const char *path,
                const struct table_form *form, struct arena *a, struct err *err)
{
    *out = (struct table){0};
    if (is_zip(bytes))
        return xlsx_read(out, bytes, path, form, a, err);
    if (!refuse_others(bytes, path, err))
        return false;
    if (markup_begins(bytes))
        return read_markup(out, bytes, path, form, a, err);
    return csv_read(out, bytes, path, *form, a, err);
}

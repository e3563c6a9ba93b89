#include "render/pack/verify_parts.h"

#include "render/base/json_doc.h"
#include "scoring/base/encoding.h"
#include "scoring/intake/csv.h"

static bool json_is_whole(const char *path, struct sv bytes, struct arena *a,
                          struct err *err)
{
    char why[128] = "";
    struct json_doc *doc = json_doc_parse(bytes, why, sizeof why);

    (void)a;
    json_doc_release(doc);
    return doc || err_set(err, EXIT_INPUT, "%s: is no JSON: %s", path, why);
}

static bool csv_is_whole(const char *path, struct sv bytes, struct arena *a,
                         struct err *err)
{
    const struct table_form form = {.encoding = ENCODING_UTF8,
                                    .delimiter = ','};
    struct table t;

    if (!csv_read(&t, bytes, path, form, a, err))
        return false;
    for (size_t k = 1; k < t.n_rows; k++)
        if (t.rows[k].fields != t.rows[0].fields)
            return err_set(err, EXIT_INPUT, "%s:%zu: a field too few or many",
                           path, t.rows[k].line);
    return true;
}

static bool text_is_whole(const char *path, struct sv bytes, struct arena *a,
                          struct err *err)
{
    (void)a;
    if (utf8_valid_length(bytes) < bytes.len ||
        (bytes.len && memchr(bytes.ptr, 0, bytes.len)))
        return err_set(err, EXIT_INPUT, "%s: is no text in UTF-8", path);
    return true;
}

static const struct {
    const char *end; /* of its name */
    bool (*is_whole)(const char *path, struct sv bytes, struct arena *a,
                     struct err *err);
} KINDS[] = {
    {".xlsx", verify_workbook}, {".pdf", verify_pdf},
    {".png", verify_png},       {".json", json_is_whole},
    {".csv", csv_is_whole},     {".html", text_is_whole},
    {".txt", text_is_whole},    {".eml", text_is_whole},
    {".css", text_is_whole},    {".js", text_is_whole},
    {".svg", text_is_whole},
};

bool verify_part(const char *path, struct sv bytes, struct arena *a,
                 struct err *err)
{
    for (size_t k = 0; k < sizeof KINDS / sizeof KINDS[0]; k++)
        if (sv_ends(sv_from(path), sv_from(KINDS[k].end)))
            return KINDS[k].is_whole(path, bytes, a, err);
    return true;
}

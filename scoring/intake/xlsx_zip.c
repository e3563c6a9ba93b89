#include "scoring/intake/xlsx_zip.h"

#include <archive.h>
#include <archive_entry.h>

enum {
    ENTRIES_MOST = 20000,
    BOMB_TIMES = 250,     /* sheets come to some 10 to 60 times as much */
    BOMB_BYTES = 64 << 20 /* below, no ratio is asked for */
};
static const uint64_t UNPACKED_MOST = (uint64_t)4 << 30;

static bool damaged(const struct xlsx_zip *z, struct err *err)
{
    return err_set(err, EXIT_INPUT,
                   "%s: is a workbook or zip archive that is damaged or cut "
                   "short; export it again",
                   z->path);
}

static struct archive *zip_open(const struct xlsx_zip *z)
{
    struct archive *zip = archive_read_new();

    if (!zip)
        mem_fail();
    archive_read_support_format_zip_seekable(zip);
    if (archive_read_open_memory(zip, z->bytes.ptr, z->bytes.len) == ARCHIVE_OK)
        return zip;
    archive_read_free(zip);
    return NULL;
}

/* The next entry; *damage: there is no telling. */
static struct archive_entry *next(struct archive *zip, bool *damage)
{
    struct archive_entry *e;
    int got = archive_read_next_header(zip, &e);

    *damage = got != ARCHIVE_OK && got != ARCHIVE_WARN && got != ARCHIVE_EOF;
    return got == ARCHIVE_OK || got == ARCHIVE_WARN ? e : NULL;
}

static struct sv name_of(struct archive_entry *e)
{
    const char *name = archive_entry_pathname_utf8(e);

    return sv_from(name ? name : archive_entry_pathname(e));
}

/* Case does not count, and some write \ for /. */
static bool same_part(struct sv a, struct sv b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        char x = a.ptr[i] == '\\' ? '/' : a.ptr[i];
        char y = b.ptr[i] == '\\' ? '/' : b.ptr[i];
        if (x != y && !(ascii_letter(x) && (x ^ y) == 0x20))
            return false;
    }
    return true;
}

bool xlsx_zip_has(const struct xlsx_zip *z, struct sv part)
{
    for (size_t k = 0; k < z->n_names; k++)
        if (same_part(z->names[k], part))
            return true;
    return false;
}

bool xlsx_zip_list(struct xlsx_zip *out, struct sv bytes, const char *path,
                   struct arena *a, struct err *err)
{
    struct archive_entry *e;
    struct archive *zip;
    bool damage = false;

    *out = (struct xlsx_zip){.path = path, .bytes = bytes};
    zip = zip_open(out);
    if (!zip)
        return damaged(out, err);
    while ((e = next(zip, &damage)) && out->n_names < ENTRIES_MOST) {
        out->names =
            arena_one_more(a, out->names, out->n_names, sizeof *out->names);
        out->names[out->n_names++] = sv_copy(a, name_of(e));
    }
    archive_read_free(zip);
    if (damage || !out->n_names)
        return damaged(out, err);
    return out->n_names < ENTRIES_MOST ||
           err_set(err, EXIT_INPUT,
                   "%s: is a zip archive of more than %d files, no workbook; "
                   "unpack it and name the export",
                   path, ENTRIES_MOST);
}

/* Counts what was unpacked. */
static bool count(struct xlsx_zip *z, size_t len, uint64_t *part,
                  struct err *err)
{
    *part += len;
    z->unpacked += len;
    if (z->unpacked <= UNPACKED_MOST &&
        (*part <= BOMB_BYTES || *part / BOMB_TIMES <= z->bytes.len))
        return true;
    return err_set(err, EXIT_INPUT,
                   "%s: unpacks to more than any workbook of its size (a zip "
                   "bomb?); save the export as CSV and name that file",
                   z->path);
}

static bool stream(struct xlsx_zip *z, struct archive *zip, struct xml *x,
                   struct err *err)
{
    uint64_t part = 0;

    for (;;) {
        const void *bytes;
        size_t len;
        la_int64_t offset;
        int got = archive_read_data_block(zip, &bytes, &len, &offset);

        if (got == ARCHIVE_EOF)
            return xml_finish(x, err);
        if (got != ARCHIVE_OK && got != ARCHIVE_WARN)
            return damaged(z, err);
        if (!count(z, len, &part, err) ||
            !xml_feed(x, (struct sv){bytes, len}, err))
            return false;
    }
}

bool xlsx_zip_xml(struct xlsx_zip *z, struct sv part,
                  const struct xml_reader *reader, void *ctx,
                  const bool *enough, struct err *err)
{
    struct archive *zip = zip_open(z);
    struct archive_entry *e;
    struct xml *x = NULL;
    struct arena names;
    bool ok = false, damage = false;

    if (!zip)
        return damaged(z, err);
    arena_init(&names);
    do
        e = next(zip, &damage);
    while (e && !same_part(name_of(e), part));
    if (!e) {
        damaged(z, err);
        goto done;
    }
    if (archive_entry_is_encrypted(e)) {
        err_set(err, EXIT_INPUT,
                "%s: is locked with a password; save it without one and name "
                "that file",
                z->path);
        goto done;
    }
    x = xml_new(reader, ctx, z->path, sv_cstr(&names, part));
    ok = stream(z, zip, x, err) || *enough;
done:
    xml_free(x);
    arena_release(&names);
    archive_read_free(zip);
    return ok;
}

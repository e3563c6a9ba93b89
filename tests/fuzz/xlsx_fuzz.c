/*
 * A workbook as somebody else made it. The parts stand between bytes 0x1e, in
 * the order of PARTS, and are zipped here, so that a mutation reaches the
 * reader of XML; an input that begins with "PK" is the zip itself.
 */
#include <archive.h>
#include <archive_entry.h>

#include "tests/fuzz/fuzz.h"

#include "render/pack/verify.h"
#include "render/pack/xlsx_read.h"

static const char *const PARTS[] = {
    "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml",
    "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"};

static void add(struct archive *zip, const char *name, struct sv text)
{
    struct archive_entry *e = archive_entry_new();

    archive_entry_set_pathname(e, name);
    archive_entry_set_size(e, (la_int64_t)text.len);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_write_header(zip, e);
    if (text.len)
        archive_write_data(zip, text.ptr, text.len);
    archive_entry_free(e);
}

static void make(const char *path, struct sv rest)
{
    struct archive *zip = archive_write_new();

    archive_write_set_format_zip(zip);
    archive_write_set_options(zip, "compression=store");
    if (archive_write_open_filename(zip, path) != ARCHIVE_OK)
        abort();
    for (size_t k = 0; k < sizeof PARTS / sizeof PARTS[0]; k++) {
        struct sv part = sv_cut(&rest, 0x1e);
        if (part.len)
            add(zip, PARTS[k], part);
    }
    archive_write_close(zip);
    archive_write_free(zip);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct verify_deals deals = {.file = "w.xlsx"};
    struct verify_deals plain = {.file = "w.xlsx"};
    struct verify_claims claims = {.file = "w.xlsx"};
    struct sv bytes = {(const char *)data, size};
    char path[FUZZ_PATH], pack[FUZZ_PATH];
    struct xlsx x;
    struct arena a;
    struct err err = {0};

    fuzz_path(path, "xlsx", "w.xlsx");
    fuzz_path(pack, "xlsx", "");
    if (size > 2 && data[0] == 'P' && data[1] == 'K')
        fuzz_file(path, bytes);
    else
        make(path, bytes);
    arena_init(&a);
    if (!verify_read_xlsx(&deals, &plain, &claims, pack, &a, &err))
        fuzz_error(&err);
    err = (struct err){0};
    if (!xlsx_open(&x, path, &a, &err))
        fuzz_error(&err);
    free(deals.rows);
    free(plain.rows);
    arena_release(&a);
    return 0;
}

/* A zip archive in memory, as other programs would make it, for tests of what
 * reads one. */
#ifndef TESTS_ZIP_H
#define TESTS_ZIP_H

#include <archive.h>
#include <archive_entry.h>

#include "scoring/base/mem.h"
#include "scoring/base/sv.h"

struct zip_part {
    const char *name;
    struct sv text;
};

static inline void zip_add(struct archive *zip, const struct zip_part *part)
{
    struct archive_entry *e = archive_entry_new();

    archive_entry_set_pathname(e, part->name);
    archive_entry_set_size(e, (la_int64_t)part->text.len);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_write_header(zip, e);
    if (part->text.len)
        archive_write_data(zip, part->text.ptr, part->text.len);
    archive_entry_free(e);
}

/* Parts without text are left out. `options` of libarchive, such as
 * "compression=store". */
static inline struct sv zip_of(const struct zip_part *parts, size_t n,
                               const char *options, struct arena *a)
{
    struct archive *zip = archive_write_new();
    size_t room = 4096, used = 0;

    for (size_t k = 0; k < n; k++)
        room += parts[k].text.len + 1024;
    char *bytes = arena_alloc(a, room, 1);
    archive_write_set_format_zip(zip);
    archive_write_set_options(zip, options);
    archive_write_set_bytes_per_block(zip, 0);
    if (archive_write_open_memory(zip, bytes, room, &used) != ARCHIVE_OK)
        abort();
    for (size_t k = 0; k < n; k++)
        if (parts[k].text.len)
            zip_add(zip, &parts[k]);
    archive_write_close(zip);
    archive_write_free(zip);
    return (struct sv){bytes, used};
}

#endif

#include "render/pack/unzip.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdint.h>
#include <string.h>

#include "scoring/base/file.h"
#include "scoring/base/mem.h"

/* A sheet of ours packs 10 to 1; what packs far better is a bomb. */
static const uint64_t RATIO = 40, ALWAYS = 16 << 20;

/* The file is read whole, since libarchive takes a seek or a read that fails
 * for another archive than it is. */
struct zip {
    const char *path;
    struct file file;
    struct archive *archive;
};

static bool stream(const struct zip *zip, const char *entry,
                   bool (*fn)(void *ctx, struct sv piece, struct err *err),
                   void *ctx, struct err *err)
{
    uint64_t total = 0, most = ALWAYS + RATIO * zip->file.bytes.len;

    for (;;) {
        const void *bytes;
        size_t len;
        la_int64_t offset;
        int got = archive_read_data_block(zip->archive, &bytes, &len, &offset);

        if (got == ARCHIVE_EOF)
            return true;
        total += got == ARCHIVE_OK ? len : 0;
        if (got != ARCHIVE_OK)
            return err_set(err, EXIT_INPUT, "%s: %s in it is damaged",
                           zip->path, entry);
        if (total > most)
            return err_set(err, EXIT_INPUT,
                           "%s: %s in it unpacks to more than %llu MB: it is "
                           "none of ours",
                           zip->path, entry, (unsigned long long)(most >> 20));
        if (len && !fn(ctx, (struct sv){bytes, len}, err))
            return false;
    }
}

static void close_zip(struct zip *zip)
{
    if (zip->archive)
        archive_read_free(zip->archive);
    file_close(&zip->file);
}

static bool open_zip(struct zip *out, const char *path, struct err *err)
{
    *out = (struct zip){.path = path};
    if (!file_open(&out->file, path, err))
        return false;
    out->archive = archive_read_new();
    if (!out->archive)
        mem_fail();
    archive_read_support_format_zip(out->archive);
    if (archive_read_open_memory(out->archive, out->file.bytes.ptr,
                                 out->file.bytes.len) == ARCHIVE_OK)
        return true;
    err_set(err, EXIT_INPUT, "%s: is no zip archive", path);
    close_zip(out);
    return false;
}

bool unzip_entry(const char *path, const char *entry,
                 bool (*fn)(void *ctx, struct sv piece, struct err *err),
                 void *ctx, struct err *err)
{
    struct archive_entry *e;
    struct zip zip;
    bool ok = false;

    if (!open_zip(&zip, path, err))
        return false;
    while (archive_read_next_header(zip.archive, &e) == ARCHIVE_OK) {
        const char *name = archive_entry_pathname(e);
        if (name && !strcmp(name, entry)) {
            ok = stream(&zip, entry, fn, ctx, err);
            goto done;
        }
    }
    err_set(err, EXIT_INPUT, "%s: has no %s in it", path, entry);
done:
    close_zip(&zip);
    return ok;
}

bool unzip_all(const char *path,
               bool (*begin)(void *ctx, struct sv name, struct err *err),
               bool (*piece)(void *ctx, struct sv bytes, struct err *err),
               void *ctx, struct err *err)
{
    struct archive_entry *e;
    struct zip zip;
    int got = ARCHIVE_FATAL;
    bool ok = true;

    if (!open_zip(&zip, path, err))
        return false;
    while (ok &&
           (got = archive_read_next_header(zip.archive, &e)) == ARCHIVE_OK) {
        const char *name = archive_entry_pathname(e);
        ok = begin(ctx, sv_from(name ? name : ""), err) &&
             stream(&zip, name ? name : "", piece, ctx, err) &&
             piece(ctx, (struct sv){0}, err);
    }
    if (ok && got != ARCHIVE_EOF)
        ok = err_set(err, EXIT_INPUT, "%s: is damaged", path);
    close_zip(&zip);
    return ok;
}

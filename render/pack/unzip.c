#include "render/pack/unzip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

/* A sheet of ours packs 10 to 1; what packs far better is a bomb. */
static const uint64_t RATIO = 40, ALWAYS = 16 << 20;

static uint64_t unpacked_most(const char *path)
{
    struct stat st;

    return ALWAYS + (stat(path, &st) == 0 ? RATIO * (uint64_t)st.st_size : 0);
}

/* Has a call of the system failed, and not the archive? Then that is told. */
static bool call_failed(struct archive *zip, const char *path, struct err *err)
{
    int error = archive_errno(zip); /* EILSEQ: of a wrong format */

    if (error <= 0 || error == EILSEQ || error == EINVAL)
        return false;
    err_set(err, EXIT_SYSTEM, "%s: cannot read: %s", path, strerror(error));
    return true;
}

static bool stream(struct archive *zip, const char *path, const char *entry,
                   bool (*fn)(void *ctx, struct sv piece, struct err *err),
                   void *ctx, struct err *err)
{
    uint64_t total = 0, most = unpacked_most(path);

    for (;;) {
        const void *bytes;
        size_t len;
        la_int64_t offset;
        int got = archive_read_data_block(zip, &bytes, &len, &offset);

        if (got == ARCHIVE_EOF)
            return true;
        total += got == ARCHIVE_OK ? len : 0;
        if (got != ARCHIVE_OK)
            return !call_failed(zip, path, err) &&
                   err_set(err, EXIT_INPUT, "%s: %s in it is damaged", path,
                           entry);
        if (total > most)
            return err_set(err, EXIT_INPUT,
                           "%s: %s in it unpacks to more than %llu MB: it is "
                           "none of ours",
                           path, entry, (unsigned long long)(most >> 20));
        if (len && !fn(ctx, (struct sv){bytes, len}, err))
            return false;
    }
}

static struct archive *open_zip(const char *path, struct err *err)
{
    struct archive *zip = archive_read_new();

    if (!zip)
        mem_fail();
    archive_read_support_format_zip(zip);
    if (archive_read_open_filename(zip, path, 1 << 16) == ARCHIVE_OK)
        return zip;
    if (!call_failed(zip, path, err))
        err_set(err, EXIT_INPUT, "%s: is no zip archive", path);
    archive_read_free(zip);
    return NULL;
}

bool unzip_entry(const char *path, const char *entry,
                 bool (*fn)(void *ctx, struct sv piece, struct err *err),
                 void *ctx, struct err *err)
{
    struct archive *zip = open_zip(path, err);
    struct archive_entry *e;
    bool ok = false;

    if (!zip)
        return false;
    while (archive_read_next_header(zip, &e) == ARCHIVE_OK) {
        const char *name = archive_entry_pathname(e);
        if (name && !strcmp(name, entry)) {
            ok = stream(zip, path, entry, fn, ctx, err);
            goto done;
        }
    }
    if (!call_failed(zip, path, err))
        err_set(err, EXIT_INPUT, "%s: has no %s in it", path, entry);
done:
    archive_read_free(zip);
    return ok;
}

bool unzip_all(const char *path,
               bool (*begin)(void *ctx, struct sv name, struct err *err),
               bool (*piece)(void *ctx, struct sv bytes, struct err *err),
               void *ctx, struct err *err)
{
    struct archive *zip = open_zip(path, err);
    struct archive_entry *e;
    int got = ARCHIVE_FATAL;
    bool ok = zip;

    while (ok && (got = archive_read_next_header(zip, &e)) == ARCHIVE_OK) {
        const char *name = archive_entry_pathname(e);
        ok = begin(ctx, sv_from(name ? name : ""), err) &&
             stream(zip, path, name ? name : "", piece, ctx, err) &&
             piece(ctx, (struct sv){0}, err);
    }
    if (ok && got != ARCHIVE_EOF)
        ok = !call_failed(zip, path, err) &&
             err_set(err, EXIT_INPUT, "%s: is damaged", path);
    if (zip)
        archive_read_free(zip);
    return ok;
}

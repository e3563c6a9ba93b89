#include "render/pack/verify.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render/pack/pack.h"
#include "render/pack/verify_parts.h"
#include "render/base/tree_dir.h"

static bool check_file(const struct sink_file *f, const char *pack,
                       struct arena *a, struct err *err)
{
    const char *path = sv_printf(a, "%s/%s", pack, f->name.ptr).ptr;
    struct file file = {0};
    struct stat st;
    char sha256[SHA256_TEXT];
    bool ok = false;

    if (lstat(path, &st) < 0)
        return errno == ENOENT
                   ? err_set(err, EXIT_INPUT, "%s: is missing from the pack",
                             path)
                   : err_set(err, EXIT_SYSTEM, "%s: cannot be looked at: %s",
                             path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return err_set(err, EXIT_INPUT, "%s: is no ordinary file", path);
    if (!file_open(&file, path, err))
        return false;
    sha256_hex(sha256, file.bytes);
    if (file.bytes.len != f->bytes)
        err_set(err, EXIT_INPUT, "%s: has %zu bytes, the manifest says %zu",
                path, file.bytes.len, f->bytes);
    else if (strcmp(sha256, f->sha256))
        err_set(err, EXIT_INPUT,
                "%s: was changed: its SHA-256 is not the manifest's", path);
    else
        ok = verify_part(path, file.bytes, a, err);
    file_close(&file);
    return ok;
}

static int name_cmp(const void *key, const void *file)
{
    return sv_cmp(*(const struct sv *)key,
                  ((const struct sink_file *)file)->name);
}

/* Nothing lies in the pack that the manifest does not name. */
static bool check_extra(const struct manifest *m, const char *pack,
                        struct arena *a, struct err *err)
{
    struct dir_names all;

    /* "/." looks through the symlink that `latest` is. */
    if (!dir_walk(&all, sv_printf(a, "%s/.", pack).ptr, a, err))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (!sv_eq(all.names[i], SV(MANIFEST_NAME)) &&
            !(m->n_files && bsearch(&all.names[i], m->files, m->n_files,
                                    sizeof *m->files, name_cmp)))
            return err_set(err, EXIT_INPUT,
                           "%s/%s: is not in the manifest of the pack", pack,
                           all.names[i].ptr);
    return true;
}

/* DIR stands for DIR/latest; a slash at the end makes no difference. */
const char *pack_find(const char *path, struct arena *a)
{
    struct sv trimmed = sv_from(path), latest;

    while (trimmed.len > 1 && sv_ends(trimmed, SV("/")))
        trimmed.len--;
    path = sv_cstr(a, trimmed);
    latest = sv_printf(a, "%s/latest/" MANIFEST_NAME, path);
    if (access(sv_printf(a, "%s/" MANIFEST_NAME, path).ptr, F_OK) < 0 &&
        access(latest.ptr, F_OK) == 0)
        return sv_printf(a, "%s/latest", path).ptr;
    return path;
}

/* Every file of the manifest, and no other. */
static bool check_files(const struct manifest *m, const char *pack,
                        struct arena *a, struct err *err)
{
    for (size_t i = 0; i < m->n_files; i++)
        if (!check_file(&m->files[i], pack, a, err))
            return false;
    return check_extra(m, pack, a, err);
}

static bool read_manifest(struct manifest *out, const char *pack,
                          struct arena *a, struct err *err)
{
    struct sv name = sv_printf(a, "%s/%s", pack, MANIFEST_NAME);
    struct file text = {0};
    struct err why;
    bool ok;

    if (!file_open(&text, name.ptr, &why)) {
        if (why.code == EXIT_INPUT)
            return err_set(err, EXIT_INPUT,
                           "%s: is no pack: it has no readable " MANIFEST_NAME,
                           pack);
        *err = why;
        return false;
    }
    ok = manifest_read(out, text.bytes, name.ptr, a, err);
    file_close(&text);
    return ok;
}

bool pack_verify(const char *path, size_t *files, struct arena *scratch,
                 struct err *err)
{
    const char *pack = pack_find(path, scratch);
    struct manifest m;

    *files = 0;
    if (!read_manifest(&m, pack, scratch, err) ||
        !check_files(&m, pack, scratch, err) ||
        !verify_totals(pack, NULL, scratch, err))
        return false;
    *files = m.n_files + 1;
    return true;
}

bool pack_whole(struct manifest *out, const char *dir, struct arena *scratch)
{
    struct err ignored;

    return read_manifest(out, dir, scratch, &ignored) &&
           check_files(out, dir, scratch, &ignored);
}

/* What the totals of the files must be. */
static struct verify_claims meant_by(const struct report *r)
{
    const struct portfolio *p = r->portfolio;
    struct verify_claims out = {.file = "the report",
                                .open = (double)r->n_deals,
                                .pipeline = p->money.pipeline,
                                .at_risk = p->money.at_risk,
                                .expected_loss = p->money.expected_loss};

    for (int i = 0; i < LEVEL_COUNT; i++) {
        out.levels[i] = (double)p->levels[i].deals;
        out.amounts[i] = p->levels[i].amount;
    }
    return out;
}

bool pack_check(const char *dir, const struct report *r, struct arena *scratch,
                struct err *err)
{
    const struct verify_claims meant = meant_by(r);
    struct manifest m;
    bool sums = false;

    if (!read_manifest(&m, dir, scratch, err))
        goto fail;
    for (size_t i = 0; i < m.n_files; i++)
        sums = sums || sv_eq(m.files[i].name, SV("risk_workbook.xlsx"));
    if (check_files(&m, dir, scratch, err) &&
        (!sums || verify_totals(dir, &meant, scratch, err)))
        return true;
fail:
    err->code = EXIT_SYSTEM; /* our own output, not the user's input */
    return err_context(err, "what was written is not what was meant, so it is "
                            "not published");
}

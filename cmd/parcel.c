#include "cmd/parcel.h"

#include <errno.h>
#include <stdlib.h>

#include "render/pack/pack.h"

static bool resolve(struct parcel *p, const char *path, struct arena *a,
                    struct err *err)
{
    char *real = realpath(pack_find(path, a), NULL);
    size_t slash;

    if (!real)
        return err_set(err, err_code_of(errno), "%s: cannot find it: %s", path,
                       strerror(errno));
    p->dir = sv_cstr(a, sv_from(real));
    free(real);
    slash = strlen(p->dir);
    while (slash > 1 && p->dir[slash] != '/')
        slash--;
    p->out_dir = sv_cstr(a, (struct sv){p->dir, slash});
    return true;
}

/* out/board/2026-06-29, a pack for the board, belongs to out. */
static void find_top(struct parcel *p, struct arena *a)
{
    struct sv folder = p->manifest.audience, dir = sv_from(p->out_dir);

    p->top_dir = p->out_dir;
    if (!folder.len || dir.len < folder.len + 2 ||
        dir.ptr[dir.len - folder.len - 1] != '/' ||
        memcmp(dir.ptr + dir.len - folder.len, folder.ptr, folder.len) != 0)
        return;
    p->top_dir = sv_cstr(a, (struct sv){dir.ptr, dir.len - folder.len - 1});
}

static bool take(struct file *out, const struct parcel *p, const char *name,
                 struct arena *a, struct err *err)
{
    const char *path = sv_printf(a, "%s/%s", p->dir, name).ptr;
    char sha256[SHA256_TEXT];

    if (!file_open(out, path, err))
        return false;
    sha256_hex(sha256, out->bytes);
    for (size_t i = 0; i < p->manifest.n_files; i++)
        if (sv_eq(p->manifest.files[i].name, sv_from(name)) &&
            !strcmp(p->manifest.files[i].sha256, sha256))
            return true;
    return err_set(err, EXIT_INPUT, "%s: is not the one of the manifest", path);
}

bool parcel_open(struct parcel *out, const char *path, struct arena *a,
                 struct err *err)
{
    struct file manifest = {0};
    const char *name;
    size_t files;
    bool ok = false;

    *out = (struct parcel){0};
    if (!pack_verify(path, &files, a, err) || !resolve(out, path, a, err))
        return false;
    name = sv_printf(a, "%s/" MANIFEST_NAME, out->dir).ptr;
    if (!file_open(&manifest, name, err))
        goto done;
    /* The manifest keeps views into its text. */
    struct sv text = sv_copy(a, manifest.bytes);
    sha256_hex(out->content, text);
    ok = manifest_read(&out->manifest, text, name, a, err) &&
         take(&out->email, out, "messages/email.eml", a, err) &&
         take(&out->slack, out, "messages/slack.json", a, err);
    if (ok)
        find_top(out, a);
done:
    file_close(&manifest);
    if (!ok)
        parcel_close(out);
    return ok;
}

void parcel_close(struct parcel *p)
{
    if (!p)
        return;
    file_close(&p->email);
    file_close(&p->slack);
    *p = (struct parcel){0};
}

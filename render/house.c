#include "render/house.h"

#include <assert.h>
#include <errno.h>
#include <unistd.h>

#include "render/embedded.h"
#include "scoring/base/buf.h"
#include "scoring/base/file.h"

bool embedded_get(struct sv *out, const char *name)
{
    for (size_t i = 0; i < EMBEDDED_N; i++)
        if (!strcmp(EMBEDDED[i].name, name)) {
            *out = (struct sv){EMBEDDED[i].bytes, EMBEDDED[i].len};
            return true;
        }
    return false;
}

/* A company's own file; *found says whether DIR has one. */
static bool read_own(struct sv *out, bool *found, const struct house *h,
                     const char *name, struct err *err)
{
    const char *base = strchr(name, '/') + 1;
    struct sv path = sv_printf(h->arena, "%s/%s", h->templates_dir, base);
    struct file f = {0};

    *found = access(path.ptr, F_OK) == 0;
    if (!*found && errno != ENOENT)
        return err_set(err, EXIT_INPUT, "%s: cannot open: %s", path.ptr,
                       strerror(errno));
    if (!*found)
        return true;
    if (!file_open(&f, path.ptr, err))
        return false;
    *out = sv_copy(h->arena, f.bytes);
    file_close(&f);
    return true;
}

bool house_get(struct sv *out, const struct house *h, const char *name,
               struct err *err)
{
    struct sv text = {0};
    bool found = embedded_get(&text, name);

    assert(found); /* names are literals of ours */
    if (h && h->templates_dir && strncmp(name, "fonts/", 6)) {
        struct sv own;
        if (!read_own(&own, &found, h, name, err))
            return false;
        if (found)
            text = own;
    }
    *out = text;
    return true;
}

bool house_key(char out[65], const struct house *h, struct err *err)
{
    struct buf all;
    bool ok = true;

    out[0] = 0;
    if (h->templates_dir && access(h->templates_dir, R_OK | X_OK) < 0)
        return err_set(err, EXIT_INPUT,
                       "%s: cannot open: %s; name a folder of templates",
                       h->templates_dir, strerror(errno));
    buf_init(&all);
    for (size_t i = 0; ok && h->templates_dir && i < EMBEDDED_N; i++) {
        const char *name = EMBEDDED[i].name;
        struct sv own;
        bool found = false;
        if (!strncmp(name, "fonts/", 6))
            continue;
        ok = read_own(&own, &found, h, name, err);
        if (ok && found) {
            buf_printf(&all, "%s %zu\n", name, own.len);
            buf_add_sv(&all, own);
        }
    }
    if (ok && all.len)
        sha256_hex(out, buf_sv(&all));
    buf_release(&all);
    return ok;
}

#include "render/base/resources.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render/base/embedded.h"
#include "scoring/base/buf.h"
#include "scoring/base/file.h"
#include "scoring/base/encoding.h"

bool embedded_get(struct sv *out, const char *name)
{
    for (size_t i = 0; i < EMBEDDED_N; i++)
        if (!strcmp(EMBEDDED[i].name, name)) {
            *out = (struct sv){EMBEDDED[i].bytes, EMBEDDED[i].len};
            return true;
        }
    return false;
}

/* A company's own file; *found says whether DIR has one. What is there but
 * cannot be used must not fall back to the built-in file unseen. */
static bool read_own(struct sv *out, bool *found, const struct resources *h,
                     const char *name, struct err *err)
{
    const char *base = strchr(name, '/') + 1;
    struct sv path = sv_printf(h->arena, "%s/%s", h->templates_dir, base);
    struct stat st;
    struct file f = {0};

    *found = lstat(path.ptr, &st) == 0;
    if (!*found && errno == ENOENT)
        return true;
    if (!*found || stat(path.ptr, &st) < 0)
        return err_set(err, err_code_of(errno), "%s: cannot open: %s", path.ptr,
                       strerror(errno));
    if (!S_ISREG(st.st_mode) || st.st_size > RESOURCES_BYTES)
        return err_set(err, EXIT_INPUT, "%s: must be a file of at most %d MB",
                       path.ptr, RESOURCES_BYTES >> 20);
    if (!file_open(&f, path.ptr, err))
        return false;
    *out = sv_copy(h->arena, f.bytes);
    file_close(&f);
    if (memchr(out->ptr, 0, out->len) || utf8_valid_length(*out) < out->len)
        return err_set(err, EXIT_INPUT, "%s: must be text in UTF-8", path.ptr);
    return true;
}

static bool replaces(const char *file)
{
    for (size_t i = 0; i < EMBEDDED_N; i++)
        if (!strcmp(strchr(EMBEDDED[i].name, '/') + 1, file))
            return true;
    return false;
}

/* A template, style or script that replaces nothing is a name mistyped. */
static bool check_names(const struct resources *h, struct err *err)
{
    static const char *const KINDS[] = {".mustache", ".css", ".js"};
    struct dirent *entry;
    struct sv first = {0}; /* of the alphabet: folders have no order */
    DIR *dir = opendir(h->templates_dir);

    if (!dir)
        return err_set(err, err_code_of(errno),
                       "%s: cannot open: %s; name a folder of templates",
                       h->templates_dir, strerror(errno));
    while ((entry = readdir(dir)) != NULL) {
        struct sv name = sv_from(entry->d_name);
        for (size_t k = 0; k < sizeof KINDS / sizeof KINDS[0]; k++)
            if (sv_ends(name, sv_from(KINDS[k])) && entry->d_name[0] != '.' &&
                !replaces(entry->d_name) &&
                (!first.len || sv_cmp(name, first) < 0))
                first = sv_copy(h->arena, name);
    }
    closedir(dir);
    return !first.len ||
           err_set(err, EXIT_INPUT,
                   "%s/%.*s: replaces nothing, as no built-in file has this "
                   "name; rename or remove it",
                   h->templates_dir, SV_ARG(first));
}

bool resources_get(struct sv *out, const struct resources *h, const char *name,
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

bool resources_blame(const struct resources *h, struct err *err)
{
    return h && h->templates_dir &&
           err_context(err, "--templates %s", h->templates_dir);
}

bool resources_key(char out[65], const struct resources *h, struct err *err)
{
    struct buf all;
    bool ok = true;

    out[0] = 0;
    if (h->templates_dir && !check_names(h, err))
        return false;
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

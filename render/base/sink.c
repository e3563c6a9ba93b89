#include "render/base/sink.h"

#include <assert.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

void sink_init(struct sink *s, const char *dir, struct arena *arena)
{
    *s = (struct sink){.dir = dir, .arena = arena};
    if (dir[0] == '/')
        return;
    char *cwd = getcwd(NULL, 0); /* a library may be given the path later */
    if (cwd)
        s->dir = sv_printf(arena, "%s/%s", cwd, dir).ptr;
    free(cwd);
}

void sink_release(struct sink *s)
{
    if (!s)
        return;
    free(s->files);
    *s = (struct sink){0};
}

/* Names come from our tables and file_id; this holds them to it. */
static bool is_safe(const char *name)
{
    return name[0] && name[0] != '/' && !strstr(name, "..") &&
           !strstr(name, "//") && name[strlen(name) - 1] != '/';
}

/* Makes every folder of DIR/a/b/file above the file. */
static bool make_parents(const struct sink *s, char *path, struct err *err)
{
    for (char *p = path + strlen(s->dir) + 1; (p = strchr(p, '/')); p++) {
        *p = 0;
        if (mkdir(path, 0755) < 0 && errno != EEXIST)
            return err_set(err, EXIT_SYSTEM, "%s: cannot make folder: %s", path,
                           strerror(errno));
        *p = '/';
    }
    return true;
}

static bool last_had_same_folder(const struct sink *s, const char *name)
{
    const char *slash = strrchr(name, '/');

    if (!slash)
        return true;
    if (!s->n_files)
        return false;
    struct sv last = s->files[s->n_files - 1].name;
    size_t len = (size_t)(slash - name) + 1;
    return last.len > len && !memcmp(last.ptr, name, len);
}

/* The path in `b`, with its folders made. */
static bool open_path(struct buf *b, const struct sink *s, const char *name,
                      struct err *err)
{
    assert(is_safe(name));
    buf_printf(b, "%s/%s", s->dir, name);
    assert(b->ptr);
    return last_had_same_folder(s, name) || make_parents(s, b->ptr, err);
}

static struct sink_file *next_file(struct sink *s, struct sv name)
{
    if (s->n_files == s->capacity) {
        s->capacity = s->capacity ? 2 * s->capacity : 64;
        s->files = mem_resize(s->files, s->capacity, sizeof *s->files);
    }
    struct sink_file *f = &s->files[s->n_files++];
    *f = (struct sink_file){.name = sv_copy(s->arena, name)};
    return f;
}

static void record(struct sink *s, const char *name, struct sv bytes)
{
    struct sink_file *f = next_file(s, sv_from(name));

    f->bytes = bytes.len;
    sha256_hex(f->sha256, bytes);
}

void sink_record(struct sink *s, const struct sink_file *file)
{
    struct sink_file *f = next_file(s, file->name);
    struct sv name = f->name;

    *f = *file;
    f->name = name;
}

bool sink_put(struct sink *s, const char *name, struct sv bytes,
              struct err *err)
{
    struct buf path;
    bool ok;

    buf_init(&path);
    ok = open_path(&path, s, name, err) && file_write(path.ptr, bytes, err);
    if (ok)
        record(s, name, bytes);
    buf_release(&path);
    return ok;
}

const char *sink_path(struct sink *s, const char *name, struct err *err)
{
    struct buf path;
    const char *out = NULL;

    buf_init(&path);
    if (open_path(&path, s, name, err))
        out = sv_copy(s->arena, buf_sv(&path)).ptr;
    buf_release(&path);
    return out;
}

bool sink_take(struct sink *s, const char *name, struct err *err)
{
    struct buf path;
    struct file f = {0};
    bool ok = false;

    buf_init(&path);
    if (!open_path(&path, s, name, err))
        goto done;
    if (!file_open(&f, path.ptr, err)) {
        err->code = EXIT_SYSTEM; /* our own output, not the user's input */
        goto done;
    }
    record(s, name, f.bytes);
    ok = true;
done:
    file_close(&f);
    buf_release(&path);
    return ok;
}

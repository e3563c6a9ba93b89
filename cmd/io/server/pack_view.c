#include "cmd/io/server/pack_view.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scoring/base/file.h"

/* Which manifest it is: another pack has another. */
struct which {
    uint64_t dev, ino;
    int64_t modified; /* ns */
};

struct pack_view {
    atomic_int users;
    int folder;
    struct which which;
    struct manifest manifest;
    struct arena arena;
};

struct pack_views {
    char *dir;
    pthread_mutex_t lock;
    struct pack_view *now; /* NULL: none yet */
};

struct pack_views *pack_views_new(const char *dir)
{
    struct pack_views *v = mem_alloc(1, sizeof *v);

    *v = (struct pack_views){.dir = strdup(dir)};
    if (!v->dir)
        mem_fail();
    pthread_mutex_init(&v->lock, NULL);
    return v;
}

void pack_view_put(struct pack_view *v)
{
    if (!v || atomic_fetch_sub(&v->users, 1) != 1)
        return;
    close(v->folder);
    arena_release(&v->arena);
    free(v);
}

void pack_views_free(struct pack_views *v)
{
    if (!v)
        return;
    pack_view_put(v->now);
    pthread_mutex_destroy(&v->lock);
    free(v->dir);
    free(v);
}

/* The file of this name below `at`, by its folders one after the other: no link
 * is followed, and none of our names leads up. */
static int open_below(int at, const char *name, int flags)
{
    const char *slash = strchr(name, '/');
    char folder[256];
    int next, fd;

    if (!slash)
        return openat(at, name, flags | O_NOFOLLOW | O_CLOEXEC);
    if ((size_t)(slash - name) >= sizeof folder)
        return -1;
    memcpy(folder, name, (size_t)(slash - name));
    folder[slash - name] = '\0';
    next = openat(at, folder, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (next < 0)
        return -1;
    fd = open_below(next, slash + 1, flags);
    close(next);
    return fd;
}

/* The folder that `latest` names: one beside it, as `run` makes it. */
static int open_named(int at)
{
    char name[64];
    ssize_t len = readlinkat(at, "latest", name, sizeof name);

    if (len <= 0 || (size_t)len == sizeof name)
        return -1;
    name[len] = '\0';
    if (name[0] == '.' || strchr(name, '/'))
        return -1;
    return open_below(at, name, O_RDONLY | O_DIRECTORY);
}

static bool find_which(struct which *out, int manifest)
{
    struct stat st;

    if (fstat(manifest, &st) < 0)
        return false;
    *out = (struct which){st.st_dev, st.st_ino,
                          (int64_t)st.st_mtim.tv_sec * 1000000000 +
                              st.st_mtim.tv_nsec};
    return true;
}

/* The folder that `latest` names, and its manifest. */
static bool open_latest(const char *dir, int *folder, int *manifest)
{
    int at = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

    *folder = *manifest = -1;
    if (at < 0)
        return false;
    *folder = open_named(at);
    close(at);
    if (*folder >= 0)
        *manifest = open_below(*folder, MANIFEST_NAME, O_RDONLY | O_NONBLOCK);
    if (*manifest >= 0)
        return true;
    if (*folder >= 0)
        close(*folder);
    *folder = -1;
    return false;
}

static bool read_manifest(struct pack_view *v, int fd)
{
    struct file file;
    struct err err;
    char path[32];
    bool ok;

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (!file_open(&file, path, &err))
        return false;
    ok =
        manifest_read(&v->manifest, file.bytes, MANIFEST_NAME, &v->arena, &err);
    file_close(&file);
    return ok;
}

/* A view of the open folder, which it owns from now on; NULL: not readable. */
static struct pack_view *view_new(int folder, int manifest,
                                  const struct which *which)
{
    struct pack_view *v = mem_alloc(1, sizeof *v);

    *v = (struct pack_view){.users = 1, .folder = folder, .which = *which};
    arena_init(&v->arena);
    if (read_manifest(v, manifest))
        return v;
    pack_view_put(v);
    return NULL;
}

struct pack_view *pack_views_get(struct pack_views *views)
{
    struct pack_view *v = NULL;
    struct which which;
    int folder, manifest;

    /* The manifest is read under the lock: the first of many clients reads
     * it, and the others wait for that. */
    pthread_mutex_lock(&views->lock);
    if (open_latest(views->dir, &folder, &manifest)) {
        if (find_which(&which, manifest)) {
            v = views->now;
            if (v && !memcmp(&v->which, &which, sizeof which)) {
                close(folder);
            } else {
                v = view_new(folder, manifest, &which);
                if (v) {
                    pack_view_put(views->now);
                    views->now = v;
                }
            }
        } else {
            close(folder);
        }
        close(manifest);
    }
    if (v)
        atomic_fetch_add(&v->users, 1);
    pthread_mutex_unlock(&views->lock);
    return v;
}

const struct manifest *pack_view_manifest(const struct pack_view *v)
{
    return &v->manifest;
}

static const struct sink_file *find(const struct manifest *m, struct sv name)
{
    size_t low = 0, high = m->n_files;

    while (low < high) {
        size_t mid = (low + high) / 2;
        int by = sv_cmp(m->files[mid].name, name);
        if (!by)
            return &m->files[mid];
        if (by < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

int pack_view_open(const struct pack_view *v, struct sv name,
                   const struct sink_file **of)
{
    char path[512];
    struct stat st;
    int fd;

    *of = find(&v->manifest, name);
    if (!*of || name.len >= sizeof path)
        return -1;
    memcpy(path, name.ptr, name.len);
    path[name.len] = '\0';
    fd = open_below(v->folder, path, O_RDONLY | O_NONBLOCK);
    if (fd < 0)
        return -1;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
        (uint64_t)st.st_size == (*of)->bytes)
        return fd;
    close(fd); /* not what was published */
    return -1;
}

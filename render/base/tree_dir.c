#include "render/base/tree_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <fts.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

bool dir_make(const char *path, struct err *err)
{
    size_t len = strlen(path);
    char *copy = mem_alloc(len + 1, 1);
    struct stat st;
    bool ok = true;

    memcpy(copy, path, len);
    for (size_t i = 1; i <= len && ok; i++) {
        if (copy[i] && copy[i] != '/')
            continue;
        copy[i] = 0;
        ok = mkdir(copy, 0755) == 0 || errno == EEXIST;
        if (ok && i == len) {
            ok = stat(copy, &st) == 0;
            if (ok && !S_ISDIR(st.st_mode)) {
                errno = ENOTDIR;
                ok = false;
            }
        }
        if (!ok)
            err_set(err, EXIT_SYSTEM,
                    "%s: cannot make folder: %s; name another with --out", copy,
                    strerror(errno));
        if (i < len)
            copy[i] = '/';
    }
    free(copy);
    return ok;
}

static int remove_one(const char *path, const struct stat *st, int kind,
                      struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

bool dir_remove(const char *path)
{
    enum { OPEN_FOLDERS = 16 };
    struct stat st;

    if (lstat(path, &st) < 0)
        return errno == ENOENT;
    return nftw(path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) == 0;
}

static int name_cmp(const void *a, const void *b)
{
    return sv_cmp(*(const struct sv *)a, *(const struct sv *)b);
}

static void add_name(struct dir_names *out, size_t *capacity, struct sv name,
                     struct arena *a)
{
    if (out->n == *capacity) {
        struct sv *more = ARENA_ARRAY(a, 2 * *capacity + 64, struct sv);
        if (out->n)
            memcpy(more, out->names, out->n * sizeof *more);
        *capacity = 2 * *capacity + 64;
        out->names = more;
    }
    out->names[out->n++] = sv_copy(a, name);
}

static void sort_names(struct dir_names *out)
{
    if (out->n)
        qsort(out->names, out->n, sizeof *out->names, name_cmp);
}

bool dir_list(struct dir_names *out, const char *path, struct arena *a,
              struct err *err)
{
    DIR *dir = opendir(path);
    struct dirent *e;
    size_t capacity = 0;

    *out = (struct dir_names){0};
    if (!dir)
        return err_set(err, EXIT_SYSTEM, "%s: cannot list: %s", path,
                       strerror(errno));
    while ((e = readdir(dir)))
        if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
            add_name(out, &capacity, sv_from(e->d_name), a);
    closedir(dir);
    sort_names(out);
    return true;
}

bool dir_walk(struct dir_names *out, const char *path, struct arena *a,
              struct err *err)
{
    char *paths[] = {(char *)(uintptr_t)path, NULL};
    FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    FTSENT *e;
    size_t capacity = 0, skip = strlen(path);
    bool ok = walk != NULL;

    *out = (struct dir_names){0};
    while (ok && (errno = 0, e = fts_read(walk))) {
        const char *name = e->fts_path + skip;
        while (*name == '/')
            name++;
        if (e->fts_info == FTS_ERR || e->fts_info == FTS_DNR ||
            e->fts_info == FTS_NS) {
            errno = e->fts_errno;
            ok = false;
        } else if (e->fts_info != FTS_D && e->fts_info != FTS_DP) {
            add_name(out, &capacity, sv_from(name), a);
        }
    }
    if (ok && errno)
        ok = false;
    if (!ok)
        err_set(err, err_code_of(errno), "%s: cannot list: %s", path,
                strerror(errno));
    if (walk)
        fts_close(walk);
    sort_names(out);
    return ok;
}

/* NFS, 9p and FUSE know no flags of renameat2, each in its own words. */
static bool knows_no_flags(int why)
{
    return why == EINVAL || why == ENOSYS || why == EOPNOTSUPP;
}

bool dir_move_new(int at, const char *from, const char *to)
{
    struct stat st;

    if (renameat2(at, from, at, to, RENAME_NOREPLACE) == 0)
        return true;
    if (!knows_no_flags(errno))
        return false;
    if (fstatat(at, to, &st, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return false;
    }
    return errno == ENOENT && renameat(at, from, at, to) == 0;
}

bool dir_take_place(int at, const char *work, const char *place,
                    const char *aside)
{
    int why;

    if (dir_move_new(at, work, place))
        return true;
    if (errno != EEXIST)
        return false;
    if (renameat2(at, work, at, place, RENAME_EXCHANGE) == 0)
        return true;
    if (!knows_no_flags(errno) || renameat(at, place, at, aside) < 0)
        return false;
    if (renameat(at, work, at, place) == 0)
        return true;
    why = errno;
    renameat(at, aside, at, place);
    errno = why;
    return false;
}

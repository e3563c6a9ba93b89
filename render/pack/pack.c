#include "render/pack/pack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render/base/tree_dir.h"

/* Names of ours in DIR start with a dot; packs are dates. */
#define BUILDING ".building-" /* being built, or what it replaced */
#define RETIRED ".retired-"   /* a pack on its way out */
#define LATEST "latest"
#define LATEST_NEW ".latest-new"

static struct sv join(struct arena *a, const char *dir, const char *name)
{
    return sv_printf(a, "%s/%s", dir, name);
}

static bool is_date(struct sv name)
{
    int32_t date;

    return date_parse_iso(&date, name);
}

static bool fail(struct err *err, const char *path, const char *what)
{
    return err_set(err, EXIT_SYSTEM, "%s: %s: %s", path, what, strerror(errno));
}

/*
 * What a crash left behind. The lock is held, so nobody is building. A
 * retired pack whose place is empty was caught between the two renames of a
 * file system that cannot exchange: it goes back.
 */
static bool sweep(const struct pack *p, struct arena *a, struct err *err)
{
    struct dir_names all;

    if (!dir_list(&all, p->out_dir, a, err))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        struct sv name = all.names[i], retired = SV(RETIRED);
        const char *place = name.ptr + retired.len;
        if (sv_starts(name, retired) && is_date(sv_from(place))) {
            if (dir_move_new(p->dir, name.ptr, place))
                continue;
            if (errno != EEXIST)
                return fail(err, join(a, p->out_dir, name.ptr).ptr,
                            "cannot be put back in its place");
        }
        if (sv_starts(name, SV(BUILDING)) || sv_starts(name, retired) ||
            sv_eq(name, SV(LATEST_NEW)))
            dir_remove(join(a, p->out_dir, name.ptr).ptr);
    }
    return true;
}

static bool take_lock(struct pack *p, struct err *err)
{
    struct stat st;

    p->lock =
        openat(p->dir, ".lock",
               O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
    if (p->lock < 0)
        return fail(err, p->out_dir, "cannot make .lock in it");
    if (fstat(p->lock, &st) < 0 || !S_ISREG(st.st_mode))
        return err_set(err, EXIT_SYSTEM, "%s/.lock: is no file; remove it",
                       p->out_dir);
    while (flock(p->lock, LOCK_EX) < 0)
        if (errno != EINTR)
            return fail(err, p->out_dir, "cannot lock it");
    return true;
}

static void release(struct pack *p)
{
    sink_release(&p->sink);
    if (p->lock >= 0)
        close(p->lock); /* and the lock is gone */
    if (p->dir >= 0)
        close(p->dir);
    p->lock = p->dir = -1;
    p->work_dir = (struct sv){0};
}

bool pack_begin(struct pack *p, const char *out_dir, int32_t as_of,
                struct arena *run, struct err *err)
{
    *p = (struct pack){
        .out_dir = out_dir, .dir = -1, .lock = -1, .today = DATE_NONE};
    date_iso(p->as_of, as_of);
    if (!dir_make(out_dir, err))
        return false;
    p->dir = open(out_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (p->dir < 0) {
        fail(err, out_dir, "cannot open");
        goto fail;
    }
    if (!take_lock(p, err) || !sweep(p, run, err))
        goto fail;
    p->work_dir = sv_printf(run, "%s/" BUILDING "%s", out_dir, p->as_of);
    if (mkdir(p->work_dir.ptr, 0755) < 0) {
        fail(err, p->work_dir.ptr, "cannot make folder");
        p->work_dir = (struct sv){0};
        goto fail;
    }
    sink_init(&p->sink, p->work_dir.ptr, run);
    return true;
fail:
    release(p);
    return false;
}

void pack_abandon(struct pack *p)
{
    if (p->work_dir.len)
        dir_remove(p->work_dir.ptr);
    release(p);
}

static bool write_manifest(struct pack *p, const struct report *r,
                           struct err *err)
{
    struct buf b;
    bool ok;

    buf_init(&b);
    manifest_write(&b, r, &p->sink, p->sink.arena);
    ok = sink_put(&p->sink, MANIFEST_NAME, buf_sv(&b), err);
    buf_release(&b);
    return ok;
}

/* Only a pack or an empty folder may be replaced: DIR may be anybody's. */
static bool may_replace(const struct pack *p, struct err *err)
{
    struct arena *a = p->sink.arena;
    struct sv place = join(a, p->out_dir, p->as_of);
    struct dir_names in;
    struct stat st;

    if (fstatat(p->dir, p->as_of, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT || fail(err, place.ptr, "cannot be looked at");
    if (S_ISDIR(st.st_mode)) {
        if (!dir_list(&in, place.ptr, a, err))
            return false;
        for (size_t i = 0; i < in.n; i++)
            if (sv_eq(in.names[i], SV(MANIFEST_NAME)))
                return true;
        if (!in.n)
            return true;
    }
    return err_set(err, EXIT_SYSTEM,
                   "%s: exists and is no pack; move it away or name another "
                   "folder with --out",
                   place.ptr);
}

/* Puts the finished folder in its place in one step; sweep() mends a crash
 * in between on a file system without exchange. */
static bool move_in(struct pack *p, struct err *err)
{
    char work[sizeof BUILDING + DATE_TEXT], old[sizeof RETIRED + DATE_TEXT];

    snprintf(work, sizeof work, BUILDING "%s", p->as_of);
    snprintf(old, sizeof old, RETIRED "%s", p->as_of);
    return dir_take_place(p->dir, work, p->as_of, old) ||
           fail(err, p->out_dir, "cannot publish the pack");
}

/* The date that `latest` names, or "" where it names no pack that exists. */
static void read_latest(char out[DATE_TEXT], const struct pack *p)
{
    ssize_t len = readlinkat(p->dir, LATEST, out, DATE_TEXT - 1);
    struct stat st;

    out[len > 0 ? len : 0] = 0;
    if (!is_date(sv_from(out)) || fstatat(p->dir, out, &st, 0) < 0)
        out[0] = 0;
}

/* A day ahead of the clock, which a run of today need not respect. */
static bool is_slip(const struct pack *p, const char *day)
{
    int32_t latest, mine;

    return p->today != DATE_NONE && date_parse_iso(&latest, sv_from(day)) &&
           date_parse_iso(&mine, sv_from(p->as_of)) && latest > p->today + 1 &&
           mine <= p->today + 1;
}

static bool move_latest(struct pack *p, struct err *err)
{
    char now[DATE_TEXT];
    struct stat st;

    read_latest(now, p);
    if (!strcmp(now, p->as_of))
        return true;
    if (strcmp(now, p->as_of) > 0 && !is_slip(p, now)) { /* ISO sorts as text */
        memcpy(p->stays, now, sizeof now);
        return true;
    }
    if (fstatat(p->dir, LATEST, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        !S_ISLNK(st.st_mode))
        return err_set(err, EXIT_SYSTEM,
                       "%s/" LATEST ": is no symbolic link of ours; move it "
                       "away (the pack itself is published)",
                       p->out_dir);
    unlinkat(p->dir, LATEST_NEW, 0);
    if (symlinkat(p->as_of, p->dir, LATEST_NEW) < 0 ||
        renameat(p->dir, LATEST_NEW, p->dir, LATEST) < 0)
        return fail(err, p->out_dir, "cannot move the link latest");
    return true;
}

/* The oldest packs go; each leaves by a rename, so that none is ever seen
 * half removed. */
static void prune(const struct pack *p, int keep)
{
    struct arena *a = p->sink.arena;
    struct err ignored;
    struct dir_names all;
    char latest[DATE_TEXT];
    int kept = 0;

    if (keep <= 0 || !dir_list(&all, p->out_dir, a, &ignored))
        return;
    read_latest(latest, p);
    for (size_t i = all.n; i-- > 0;) {
        const char *name = all.names[i].ptr;
        struct sv path = sv_printf(a, "%s/%s/" MANIFEST_NAME, p->out_dir, name);
        struct sv gone = sv_printf(a, "%s/" BUILDING "gone", p->out_dir);

        if (!is_date(all.names[i]) || access(path.ptr, F_OK) < 0)
            continue;
        if (kept++ < keep || !strcmp(name, latest) || !strcmp(name, p->as_of))
            continue;
        path = join(a, p->out_dir, name);
        if (rename(path.ptr, gone.ptr) == 0)
            dir_remove(gone.ptr);
    }
}

/* Whatever a library has lost on the way. */
static bool check_built(const struct pack *p, const struct report *r,
                        struct err *err)
{
    struct arena scratch;
    bool ok;

    arena_init(&scratch);
    ok = pack_check(p->work_dir.ptr, r, &scratch, err);
    arena_release(&scratch);
    return ok;
}

bool pack_publish(struct pack *p, const struct report *r, int keep,
                  struct sv *path, struct err *err)
{
    struct arena *a = p->sink.arena;

    if (!write_manifest(p, r, err) || !may_replace(p, err))
        return false;
    if (syncfs(p->dir) < 0)
        return fail(err, p->out_dir, "cannot flush to disk");
    if (!check_built(p, r, err) || !move_in(p, err) || !move_latest(p, err))
        return false;
    if (fsync(p->dir) < 0)
        return fail(err, p->out_dir, "cannot flush to disk");
    dir_remove(p->work_dir.ptr); /* what was replaced, if anything */
    dir_remove(sv_printf(a, "%s/" RETIRED "%s", p->out_dir, p->as_of).ptr);
    prune(p, keep);
    *path = join(a, p->out_dir, p->as_of);
    release(p);
    return true;
}

/* Does `latest` name this pack, or a later one that is there? */
static bool latest_stands(const char *out_dir, const char *as_of,
                          struct arena *scratch)
{
    char now[DATE_TEXT] = "";
    struct sv link = join(scratch, out_dir, LATEST);
    struct sv manifest = sv_printf(scratch, "%s/" MANIFEST_NAME, link.ptr);
    ssize_t len = readlink(link.ptr, now, sizeof now - 1);

    return len > 0 && is_date(sv_from(now)) && strcmp(now, as_of) >= 0 &&
           access(manifest.ptr, R_OK) == 0;
}

bool pack_unchanged(const char *out_dir, int32_t as_of, const char *key,
                    struct arena *scratch)
{
    char date[DATE_TEXT];
    struct manifest m;

    date_iso(date, as_of);
    return pack_whole(&m, join(scratch, out_dir, date).ptr, scratch) &&
           !strcmp(m.inputs_key, key) && latest_stands(out_dir, date, scratch);
}

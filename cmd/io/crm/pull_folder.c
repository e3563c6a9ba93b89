#include "cmd/io/crm/pull_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render/base/tree_dir.h"
#include "scoring/base/file.h"

#define STATE "state.json"
#define RECEIPT "pull.json"

static bool fail(struct err *err, const char *path, const char *what)
{
    return err_set(err, EXIT_SYSTEM, "%s: %s: %s", path, what, strerror(errno));
}

/* Splits DIR/ into its parent and its own name. */
static bool set_paths(struct pull_folder *f, const char *place, struct err *err)
{
    char *real = realpath(place, NULL);
    struct sv path = sv_copy(f->run, sv_from(real ? real : place));
    struct sv name, parent;
    size_t slash;

    free(real);
    while (path.len > 1 && sv_ends(path, SV("/")))
        path.len--;
    slash = path.len;
    while (slash && path.ptr[slash - 1] != '/')
        slash--;
    name = sv_skip(path, slash);
    parent = slash ? (struct sv){path.ptr, slash} : SV("./");
    f->place = sv_printf(f->run, "%.*s%.*s", SV_ARG(parent), SV_ARG(name)).ptr;
    f->work =
        sv_printf(f->run, "%.*s.%.*s.pulling", SV_ARG(parent), SV_ARG(name))
            .ptr;
    f->aside =
        sv_printf(f->run, "%.*s.%.*s.replaced", SV_ARG(parent), SV_ARG(name))
            .ptr;
    f->parent = sv_cstr(f->run, parent);
    return (name.len && !sv_eq(name, SV(".")) && !sv_eq(name, SV(".."))) ||
           err_set(err, EXIT_USAGE,
                   "--out %s: a pull needs a folder of its own; name one in it",
                   place);
}

static bool take_lock(struct pull_folder *f, struct err *err)
{
    const char *path =
        sv_printf(f->run, "%.*s.lock",
                  (int)(strlen(f->work) - strlen(".pulling")), f->work)
            .ptr;

    f->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                   0644);
    if (f->lock < 0)
        return fail(err, path, "cannot make it");
    while (flock(f->lock, LOCK_EX | LOCK_NB) < 0) {
        if (errno == EWOULDBLOCK)
            return err_set(err, EXIT_SYSTEM,
                           "%s: another pull into it is running; wait for it",
                           f->place);
        if (errno != EINTR)
            return fail(err, path, "cannot lock it");
    }
    return true;
}

static bool is_ours(const struct pull_folder *f, struct sv name)
{
    for (size_t i = 0; i < PULL_FILES; i++)
        if (sv_eq(name, sv_from(f->parts[i].name)))
            return true;
    return sv_eq(name, SV(RECEIPT)) || sv_eq(name, SV(STATE));
}

/* Only what a pull made, or nothing at all, may be replaced. */
static bool check_place(struct pull_folder *f, struct err *err)
{
    struct dir_names in;
    bool has_receipt = false;
    struct stat st;

    if (lstat(f->place, &st) < 0)
        return errno == ENOENT || fail(err, f->place, "cannot be looked at");
    if (!S_ISDIR(st.st_mode))
        return err_set(err, EXIT_SYSTEM,
                       "%s: is no folder; name another with --out", f->place);
    if (!dir_list(&in, f->place, f->run, err))
        return false;
    for (size_t i = 0; i < in.n; i++) {
        has_receipt = has_receipt || sv_eq(in.names[i], SV(RECEIPT));
        if (!is_ours(f, in.names[i]))
            return err_set(err, EXIT_SYSTEM,
                           "%s: holds %.*s, which no pull made; name a folder "
                           "of its own with --out",
                           f->place, SV_ARG(in.names[i]));
    }
    return !in.n || has_receipt ||
           err_set(err, EXIT_SYSTEM,
                   "%s: holds files that no pull made; move them away or name "
                   "another folder with --out",
                   f->place);
}

bool pull_folder_open(struct pull_folder *f, const char *place,
                      struct arena *run, struct err *err)
{
    f->run = run;
    f->lock = -1;
    for (size_t i = 0; i < PULL_FILES; i++)
        f->parts[i].fd = -1;
    if (!set_paths(f, place, err) || !dir_make(f->parent, err) ||
        !take_lock(f, err))
        goto fail;
    /* A crash between the two renames of a file system without exchange. */
    if (access(f->place, F_OK) < 0 && access(f->aside, F_OK) == 0 &&
        rename(f->aside, f->place) < 0) {
        fail(err, f->aside, "cannot be put back");
        goto fail;
    }
    dir_remove(f->aside);
    if (!check_place(f, err))
        goto fail;
    return true;
fail:
    pull_folder_close(f);
    return false;
}

void pull_folder_close(struct pull_folder *f)
{
    for (size_t i = 0; i < PULL_FILES; i++)
        if (f->parts[i].fd > 0)
            close(f->parts[i].fd);
    if (f->lock > 0)
        close(f->lock);
    for (size_t i = 0; i < PULL_FILES; i++)
        f->parts[i].fd = -1;
    f->lock = -1;
}

static const char *inside(struct pull_folder *f, const char *name)
{
    return sv_printf(f->run, "%s/%s", f->work, name).ptr;
}

static bool open_part(struct pull_folder *f, struct pull_part *part,
                      struct err *err)
{
    const char *path = inside(f, part->name);

    if (part->fd > 0)
        close(part->fd);
    part->fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    /* What came after the last state is not known to be good. */
    if (part->fd < 0 || ftruncate(part->fd, (off_t)part->bytes) < 0 ||
        lseek(part->fd, 0, SEEK_END) < 0)
        return fail(err, path, "cannot write it");
    return true;
}

bool pull_folder_restart(struct pull_folder *f, uint64_t now, struct err *err)
{
    f->begun = now;
    f->resumed = false;
    if (!dir_remove(f->work))
        return fail(err, f->work, "cannot be emptied");
    /* Deals are nobody else's business while they are incomplete. */
    if (mkdir(f->work, 0700) < 0)
        return fail(err, f->work, "cannot be made");
    for (size_t i = 0; i < PULL_FILES; i++) {
        int fd = f->parts[i].fd;
        f->parts[i] = (struct pull_part){.name = f->parts[i].name, .fd = fd};
        if (!open_part(f, &f->parts[i], err))
            return false;
    }
    return true;
}

static uint64_t whole(const struct json_doc *d, const char *key)
{
    double x = json_doc_get_number(json_doc_find(d, key));

    return x >= 0 && x < 9e15 ? (uint64_t)x : UINT64_MAX;
}

/* Plain ids alone: they go into paths of requests. */
static bool is_token(struct sv s, size_t most)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] <= ' ' || (unsigned char)s.ptr[i] > '~')
            return false;
    return s.len <= most;
}

static bool read_part(struct pull_part *part, struct pull_folder *f,
                      const struct json_doc *d)
{
    struct stat st;

    part->job = sv_copy(f->run, json_doc_get_text(json_doc_find(d, "job")));
    part->locator =
        sv_copy(f->run, json_doc_get_text(json_doc_find(d, "locator")));
    part->bytes = whole(d, "bytes");
    part->records = whole(d, "records");
    part->pages = whole(d, "pages");
    part->done = json_doc_is_true(json_doc_find(d, "done"));
    return is_token(part->job, 64) && is_token(part->locator, 512) &&
           part->records != UINT64_MAX && part->pages != UINT64_MAX &&
           sv_eq(json_doc_get_text(json_doc_find(d, "name")),
                 sv_from(part->name)) &&
           lstat(inside(f, part->name), &st) == 0 && S_ISREG(st.st_mode) &&
           part->bytes <= (uint64_t)st.st_size;
}

static bool read_state(struct pull_folder *f, const char *key, uint64_t now)
{
    struct file state = {0};
    struct err ignored;
    struct json_doc *d = NULL;
    const struct json_doc *parts;
    bool ok = false;

    if (!file_open(&state, inside(f, STATE), &ignored))
        return false;
    d = json_doc_parse(state.bytes, NULL, 0);
    parts = json_doc_find(d, "parts");
    f->begun = whole(d, "begun");
    ok = sv_eq(json_doc_get_text(json_doc_find(d, "key")), sv_from(key)) &&
         f->begun <= now && now - f->begun <= PULL_RESUME_SECONDS &&
         json_doc_items(parts) == PULL_FILES;
    for (size_t i = 0; ok && i < PULL_FILES; i++)
        ok = read_part(&f->parts[i], f, json_doc_item(parts, i));
    json_doc_release(d);
    file_close(&state);
    return ok;
}

bool pull_folder_resume(struct pull_folder *f, const char *key, uint64_t now,
                        struct err *err)
{
    snprintf(f->key, sizeof f->key, "%s", key);
    f->resumed = read_state(f, key, now);
    if (!f->resumed)
        return pull_folder_restart(f, now, err);
    for (size_t i = 0; i < PULL_FILES; i++)
        if (!open_part(f, &f->parts[i], err))
            return false;
    return true;
}

bool pull_folder_add(struct pull_folder *f, struct pull_part *part,
                     struct sv bytes, struct err *err)
{
    if (!file_put(part->fd, bytes))
        return fail(err, inside(f, part->name), "cannot write it");
    if (fdatasync(part->fd) < 0)
        return fail(err, inside(f, part->name), "cannot flush it to disk");
    part->bytes += bytes.len;
    return true;
}

bool pull_folder_save(struct pull_folder *f, struct err *err)
{
    struct json_doc *d = json_doc_object();
    struct json_doc *parts;
    struct buf b;
    bool ok;

    buf_init(&b);
    json_doc_text(d, "key", sv_from(f->key));
    json_doc_count(d, "begun", f->begun);
    parts = json_doc_add_list(d, "parts");
    for (size_t i = 0; i < PULL_FILES; i++) {
        const struct pull_part *p = &f->parts[i];
        struct json_doc *o = json_doc_add_object(parts, NULL);
        json_doc_text(o, "name", sv_from(p->name));
        json_doc_text(o, "job", p->job);
        json_doc_text(o, "locator", p->locator);
        json_doc_count(o, "bytes", p->bytes);
        json_doc_count(o, "records", p->records);
        json_doc_count(o, "pages", p->pages);
        json_doc_bool(o, "done", p->done);
    }
    json_doc_dump(&b, d, true);
    ok = file_replace(inside(f, STATE), buf_sv(&b), err);
    buf_release(&b);
    json_doc_release(d);
    return ok;
}

bool pull_folder_read(struct file *out, struct pull_folder *f,
                      const struct pull_part *part, struct err *err)
{
    if (!file_open(out, inside(f, part->name), err))
        return false;
    if (out->bytes.len >= part->bytes) {
        out->bytes.len = part->bytes;
        return true;
    }
    file_close(out);
    return err_set(err, EXIT_SYSTEM, "%s: is shorter than it was",
                   inside(f, part->name));
}

bool pull_folder_replace(struct pull_folder *f, struct pull_part *part,
                         struct sv bytes, uint64_t records, struct err *err)
{
    if (!file_replace(inside(f, part->name), bytes, err))
        return false;
    part->bytes = bytes.len;
    part->records = records;
    return open_part(f, part, err) && pull_folder_save(f, err);
}

bool pull_folder_publish(struct pull_folder *f, const struct json_doc *receipt,
                         struct err *err)
{
    int parent;
    struct buf b;
    bool ok;

    buf_init(&b);
    json_doc_dump(&b, receipt, true);
    ok = file_replace(inside(f, RECEIPT), buf_sv(&b), err);
    buf_release(&b);
    if (!ok)
        return false;
    if (chmod(f->work, 0755) < 0)
        return fail(err, f->work, "cannot be finished");
    parent = open(f->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ok = parent >= 0 && syncfs(parent) == 0;
    if (!ok)
        fail(err, f->parent, "cannot flush to disk");
    ok = ok && check_place(f, err);
    /* Not before: until all is on disk a kill is to lose no page. */
    ok = ok && (unlink(inside(f, STATE)) == 0 ||
                fail(err, inside(f, STATE), "cannot be removed"));
    ok = ok && (dir_take_place(AT_FDCWD, f->work, f->place, f->aside) ||
                fail(err, f->place, "cannot be replaced"));
    if (ok && fsync(parent) < 0)
        ok = fail(err, f->parent, "cannot flush to disk");
    if (parent >= 0)
        close(parent);
    if (ok) {
        dir_remove(f->work); /* what was replaced */
        dir_remove(f->aside);
    }
    return ok;
}

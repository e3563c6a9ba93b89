/*
 * Watch: waits until files have changed and the change is over.
 *
 * inotify on the folders wakes it at once. Network file systems tell nothing
 * of what another machine writes, so it also looks every WATCH_LOOK ms, always:
 * what counts is what stat() says (device, inode, size, times), never the
 * event. A change is over when nothing has changed for WATCH_QUIET ms and each
 * file is whole: nobody holds it open for writing, as far as the system can
 * tell (a read lease), and a text does not end inside a quote or a row. A file
 * that stays as it is for WATCH_PATIENCE ms is taken as it is, unless its
 * writer is still there and it ends inside a row. One that is gone is waited
 * for.
 *
 * While it lives, SIGINT, SIGTERM and SIGCHLD of the process are blocked and
 * read here; a child gives them back by watch_unblock().
 *
 *     if (!watch_init(&w, paths, n, &err)) …
 *     watch_look(&w, &since);
 *     while (watch_changed(&w, &since))
 *         …
 *     watch_release(&w);
 */
#ifndef CMD_IO_WATCH_WATCH_H
#define CMD_IO_WATCH_WATCH_H

#include <signal.h>
#include <stdint.h>
#include <sys/types.h>

#include "scoring/base/err.h"
#include "scoring/base/sv.h"

enum {
    WATCHED = 8, /* files at most */
    WATCH_LOOK = 2000,
    WATCH_QUIET = 1000,
    WATCH_PATIENCE = 30000
};

/* What stat() says of each file; all zero: it is not there. */
struct watch_state {
    struct watch_file {
        uint64_t dev, ino, size;
        int64_t modified, changed; /* ns */
    } file[WATCHED];
};

struct watch {
    size_t n;
    const char *path[WATCHED]; /* the first is the one that must be there */
    int folder[WATCHED];       /* its inotify watch, −1: none */
    int inotify;               /* −1: not to be had */
    int signals;
    sigset_t before; /* the signal mask of the process */
    /* What somebody who waits may want to know; NULL: nobody. */
    void (*tell)(void *ctx, struct sv text);
    void *ctx;
};

/* `paths` stay valid as long as it. */
bool watch_init(struct watch *w, const char *const *paths, size_t n,
                struct err *err);
void watch_release(struct watch *w); /* accepts NULL or zeroed */

void watch_look(const struct watch *w, struct watch_state *out);
bool watch_same(const struct watch_state *a, const struct watch_state *b);
bool watch_has_first(const struct watch_state *s);

/* Waits until the files differ from *since and are whole; *since is then what
 * they are. False: the process is to end. */
bool watch_changed(struct watch *w, struct watch_state *since);

/* Waits for a child of the process; *status as of waitpid(). False: the
 * process is to end; the child is asked to end as well, and has. */
bool watch_child(struct watch *w, pid_t child, int *status);

/* In a child: the signals are its own again. */
void watch_unblock(const struct watch *w);

/* Does it end where a row ends? A file that is no text, or cannot be read, is
 * whole as far as this can say. */
bool watch_ends_whole(const char *path);

#endif

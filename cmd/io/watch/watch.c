#include "cmd/io/watch/watch.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { GONE_SECONDS = 2 };

static int64_t ns_of(struct timespec t)
{
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return ns_of(t) / 1000000;
}

bool watch_init(struct watch *w, const char *const *paths, size_t n,
                struct err *err)
{
    sigset_t ours;

    *w = (struct watch){.n = n, .inotify = -1, .signals = -1};
    assert(n && n <= WATCHED);
    for (size_t i = 0; i < n; i++) {
        w->path[i] = paths[i];
        w->folder[i] = -1;
    }
    sigemptyset(&ours);
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGTERM);
    sigaddset(&ours, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &ours, &w->before) < 0 ||
        (w->signals = signalfd(-1, &ours, SFD_CLOEXEC)) < 0)
        return err_set(err, EXIT_SYSTEM, "cannot wait for signals: %s",
                       strerror(errno));
    signal(SIGIO, SIG_IGN); /* a lease of ours that is broken */
    w->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC); /* or else we look */
    return true;
}

void watch_release(struct watch *w)
{
    if (!w || !w->n)
        return;
    if (w->inotify >= 0)
        close(w->inotify);
    if (w->signals >= 0)
        close(w->signals);
    sigprocmask(SIG_SETMASK, &w->before, NULL);
    *w = (struct watch){0};
}

void watch_unblock(const struct watch *w)
{
    sigprocmask(SIG_SETMASK, &w->before, NULL);
}

void watch_look(const struct watch *w, struct watch_state *out)
{
    *out = (struct watch_state){0};
    for (size_t i = 0; i < w->n; i++) {
        struct stat st;
        if (stat(w->path[i], &st) < 0)
            continue;
        out->file[i] = (struct watch_file){.dev = st.st_dev,
                                           .ino = st.st_ino,
                                           .size = (uint64_t)st.st_size,
                                           .modified = ns_of(st.st_mtim),
                                           .changed = ns_of(st.st_ctim)};
    }
}

bool watch_same(const struct watch_state *a, const struct watch_state *b)
{
    return !memcmp(a, b, sizeof *a); /* no padding */
}

bool watch_has_first(const struct watch_state *s)
{
    return s->file[0].ino != 0 || s->file[0].dev != 0;
}

/* The folder, since a file that is replaced takes its own watch with it; again
 * each time, since the folder may be another one by now. */
static void watch_folders(struct watch *w)
{
    const uint32_t what = IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_MOVED_TO |
                          IN_MOVED_FROM | IN_CREATE | IN_DELETE |
                          IN_DELETE_SELF;

    for (size_t i = 0; w->inotify >= 0 && i < w->n; i++) {
        const char *slash = strrchr(w->path[i], '/');
        size_t len = slash ? (size_t)(slash - w->path[i]) + 1 : 1;
        char folder[PATH_MAX];
        if (len >= sizeof folder)
            continue;
        memcpy(folder, slash ? w->path[i] : ".", len);
        folder[len] = '\0';
        w->folder[i] = inotify_add_watch(w->inotify, folder, what);
    }
}

/* Up to `ms`, less when something was told. False: the process is to end. */
static bool wait_for(struct watch *w, int64_t ms)
{
    struct pollfd polled[] = {{.fd = w->signals, .events = POLLIN},
                              {.fd = w->inotify, .events = POLLIN}};
    struct signalfd_siginfo signal;
    char events[1 << 14];

    if (poll(polled, 2, (int)ms) <= 0)
        return true;
    if (polled[1].revents)
        while (read(w->inotify, events, sizeof events) > 0)
            ; /* which file it was, stat() tells */
    if (!polled[0].revents ||
        read(w->signals, &signal, sizeof signal) != sizeof signal)
        return true;
    return signal.ssi_signo == SIGCHLD;
}

/* Does somebody hold it open for writing? No, where that cannot be told: a
 * lease is for local files of one's own. */
static bool is_held(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    bool held = false;

    if (fd < 0)
        return false;
    if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0)
        fcntl(fd, F_SETLEASE, F_UNLCK);
    else
        held = errno == EAGAIN || errno == EWOULDBLOCK;
    close(fd);
    return held;
}

/* What is known of a change that is not over. */
struct change {
    struct watch_state last;
    int64_t since; /* ms; `last` is so since then */
    int64_t again; /* ms; look into the files then */
    bool told_gone, told_cut;
};

static void tell(struct watch *w, bool *told, const char *path,
                 const char *what)
{
    char text[PATH_MAX + 128];

    if (*told || !w->tell)
        return;
    *told = true;
    snprintf(text, sizeof text, "%s: %s", path, what);
    w->tell(w->ctx, sv_from(text));
}

static bool is_whole(struct watch *w, struct change *c, int64_t now)
{
    bool patient = now - c->since < WATCH_PATIENCE;

    for (size_t i = 0; i < w->n; i++) {
        bool held = is_held(w->path[i]);
        bool cut = (patient || held) && !watch_ends_whole(w->path[i]);
        if (cut)
            tell(w, &c->told_cut, w->path[i],
                 "ends inside a row; waiting for the rest");
        if (cut || (held && patient))
            return false;
    }
    return true;
}

/* Is the change over? *wait: ms until it may be. */
static bool is_over(struct watch *w, struct change *c,
                    const struct watch_state *since, int64_t *wait)
{
    int64_t now = now_ms(), quiet;
    struct watch_state state;

    watch_look(w, &state);
    if (!watch_same(&state, &c->last)) {
        c->last = state;
        c->since = now;
        c->again = now + WATCH_QUIET;
    }
    *wait = WATCH_LOOK;
    quiet = now - c->since;
    if (!watch_has_first(&state)) {
        if (quiet > 1000 * GONE_SECONDS)
            tell(w, &c->told_gone, w->path[0],
                 "is not there; waiting for it to come back");
        return false;
    }
    c->told_gone = false;
    if (watch_same(&state, since)) {
        c->told_cut = false;
        return false;
    }
    if (now < c->again) {
        *wait = c->again - now;
        return false;
    }
    if (is_whole(w, c, now))
        return true;
    c->again = now + WATCH_QUIET;
    *wait = WATCH_QUIET;
    return false;
}

bool watch_changed(struct watch *w, struct watch_state *since)
{
    struct change c = {.last = *since, .since = now_ms()};
    int64_t wait;

    for (;;) {
        watch_folders(w);
        if (is_over(w, &c, since, &wait))
            break;
        if (!wait_for(w, wait))
            return false;
    }
    *since = c.last;
    return true;
}

bool watch_child(struct watch *w, pid_t child, int *status)
{
    bool goes_on = true;

    while (waitpid(child, status, goes_on ? WNOHANG : 0) != child) {
        if (!goes_on)
            continue; /* EINTR */
        goes_on = wait_for(w, WATCH_LOOK);
        if (!goes_on)
            kill(child, SIGTERM);
    }
    return goes_on;
}

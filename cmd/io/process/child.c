#include "cmd/io/process/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scoring/base/file.h"

enum { RESULT, WORDS, PIPES }; /* of child.pipes */
enum { WORDS_MAX = 1 << 16 };  /* of what is printed, that much is kept */
static const char OURS[] = "dealsense: ";

/* As a line of the child's own, which the parent finds among its words. */
static _Noreturn void say_and_end(int words, const char *what)
{
    dprintf(words, "%s%s: %s\n", OURS, what, strerror(errno));
    _exit(EXIT_SYSTEM);
}

/* The child's whole life. */
static _Noreturn void live(pid_t parent, const int ends[PIPES],
                           void (*fn)(void *ctx, struct buf *out), void *ctx)
{
    struct rlimit limit;
    struct buf out;

    if (getrlimit(RLIMIT_CPU, &limit) == 0 &&
        (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > CHILD_SECONDS)) {
        limit.rlim_cur = CHILD_SECONDS;
        setrlimit(RLIMIT_CPU, &limit);
    }
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent ||
        dup2(ends[WORDS], STDERR_FILENO) < 0)
        say_and_end(ends[WORDS], "cannot start a process");
    buf_init(&out);
    fn(ctx, &out);
    if (!file_put(ends[RESULT], buf_sv(&out)))
        say_and_end(ends[WORDS], "cannot hand over what was written");
    /* Not exit(): what the parent has not yet printed is the parent's. */
    _exit(EXIT_DONE);
}

static void close_both(int ends[2])
{
    for (int k = 0; k < 2; k++)
        if (ends[k] >= 0)
            close(ends[k]);
    ends[0] = ends[1] = -1;
}

bool child_start(struct child *c, void (*fn)(void *ctx, struct buf *out),
                 void *ctx, struct err *err)
{
    int result[2] = {-1, -1}, words[2] = {-1, -1};
    pid_t parent = getpid();

    *c = (struct child){.pipes = {-1, -1}};
    fflush(NULL);
    if (pipe2(result, O_CLOEXEC) == 0 && pipe2(words, O_CLOEXEC) == 0)
        c->pid = fork();
    else
        c->pid = -1;
    if (c->pid == 0)
        live(parent, (int[PIPES]){result[1], words[1]}, fn, ctx);
    if (c->pid < 0) {
        err_set(err, EXIT_SYSTEM, "cannot start a process: %s",
                strerror(errno));
        close_both(result);
        close_both(words);
        c->pid = 0;
        return false;
    }
    close(result[1]);
    close(words[1]);
    c->pipes[RESULT] = result[0];
    c->pipes[WORDS] = words[0];
    return true;
}

/* What has come; a pipe that has ended is closed. */
static void take(struct child *c, int pipe)
{
    char piece[1 << 16];
    ssize_t n = read(c->pipes[pipe], piece, sizeof piece);
    struct buf *said = &c->said[pipe];

    if (n < 0 && errno == EINTR)
        return;
    if (n < 0)
        c->deaf = errno;
    if (n <= 0) {
        close(c->pipes[pipe]);
        c->pipes[pipe] = -1;
    } else if (pipe == RESULT || said->len < WORDS_MAX) {
        buf_add(said, piece, (size_t)n);
    }
}

static bool is_over(const struct child *c)
{
    return c->pid && c->pipes[RESULT] < 0 && c->pipes[WORDS] < 0;
}

/* After a second in which nobody said anything. Seconds in which this process
 * is stopped too do not count. One that has ended says no more, whoever still
 * holds its pipes. */
static void look_at(struct child *c, int patience)
{
    siginfo_t ended = {.si_pid = 0};
    struct timespec t;
    clockid_t clock;
    double cpu = c->cpu;

    if (!c->pid)
        return;
    if (waitid(P_PID, (id_t)c->pid, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        ended.si_pid) {
        close_both(c->pipes);
        return;
    }
    if (clock_getcpuclockid(c->pid, &clock) == 0 &&
        clock_gettime(clock, &t) == 0)
        cpu = (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
    c->idle = cpu > c->cpu ? 0 : c->idle + 1;
    c->cpu = cpu;
    if (c->idle >= patience)
        kill(c->pid, SIGKILL);
}

/* Nobody can hear any more what it says. */
static void give_up(struct child *c, int error)
{
    c->deaf = error;
    if (c->pid)
        kill(c->pid, SIGKILL);
    close_both(c->pipes);
}

size_t child_wait(struct child *list, size_t n, int patience)
{
    struct pollfd *polled = mem_alloc(PIPES * n, sizeof *polled);
    size_t over = n;

    for (;;) {
        bool runs = false;
        for (size_t i = 0; i < n; i++) {
            runs = runs || list[i].pid;
            if (over == n && is_over(&list[i]))
                over = i;
            for (size_t k = 0; k < PIPES; k++)
                polled[PIPES * i + k] =
                    (struct pollfd){.fd = list[i].pid ? list[i].pipes[k] : -1,
                                    .events = POLLIN};
        }
        if (over < n || !runs)
            break;
        int ready = poll(polled, (nfds_t)(PIPES * n), 1000);
        int deaf = ready < 0 && errno != EINTR ? errno : 0;
        for (size_t i = 0; deaf && i < n; i++)
            give_up(&list[i], deaf);
        for (size_t i = 0; !ready && i < n; i++)
            look_at(&list[i], patience);
        for (size_t i = 0; ready > 0 && i < PIPES * n; i++)
            if (polled[i].revents)
                take(&list[i / PIPES], (int)(i % PIPES));
    }
    free(polled);
    return over;
}

/* Our own line, if it printed one; else its first words, which name whom. */
static struct sv last_words(const struct child *c)
{
    struct sv rest = buf_sv(&c->said[WORDS]), first = {0};

    while (rest.len) {
        struct sv line = sv_trim(sv_cut(&rest, '\n'));
        if (sv_starts(line, sv_from(OURS)))
            return sv_skip(line, sizeof OURS - 1);
        if (!first.len)
            first = line;
    }
    return first;
}

bool child_result(struct child *c, struct sv *bytes, struct err *err)
{
    struct sv words = last_words(c);
    int status = 0;

    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
        ;
    c->pid = 0;
    *bytes = buf_sv(&c->said[RESULT]);
    if (c->deaf)
        return err_set(err, EXIT_SYSTEM, "cannot hear its process: %s",
                       strerror(c->deaf));
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_DONE)
        return true;
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SYSTEM && words.len)
        return err_set(err, EXIT_SYSTEM, "%.*s", SV_ARG(words));
    if (c->idle && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return err_set(err, EXIT_SYSTEM,
                       "its process stood still for %d s and was ended; "
                       "most likely out of memory: use a smaller export or "
                       "more memory",
                       c->idle);
    return err_set(err, EXIT_SYSTEM,
                   "its process ended (%s %d)%s%.*s; most likely out of "
                   "memory: use a smaller export or more memory",
                   WIFSIGNALED(status) ? "signal" : "code",
                   WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
                   words.len ? ": " : "", SV_ARG(words));
}

void child_release(struct child *c)
{
    if (c->pid) { /* nobody waits for it any more */
        kill(c->pid, SIGKILL);
        while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
            ;
        close_both(c->pipes);
    }
    for (int k = 0; k < PIPES; k++)
        buf_release(&c->said[k]);
    *c = (struct child){0};
}

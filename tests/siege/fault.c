/*
 * Runs a command one of whose system calls fails, or before one of which it
 * is killed:
 *
 *     fault CALLS N once|ever|kill ERROR COUNT-FILE COMMAND…
 *
 *   CALLS       names with commas between them ("write,fsync")
 *   N           the N-th of these calls; 0: none
 *   once, ever  it fails with ERROR (a number), or it and all after it
 *   kill        the command is ended by SIGKILL in its place
 *   COUNT-FILE  gets a line for each of these names with the number of calls
 *
 * Calls are counted over all processes and threads of the command together,
 * which no tracer that counts by process can do: the kernel asks this process
 * about each of them (seccomp_unotify(2)). So a debugger or a leak checker in
 * the command finds its place free. They count from the first rt_sigaction on,
 * which is in main(): what went before is the work of the system's loader. A
 * write to standard output or error never fails, for it has to tell. Ends as
 * the command ended.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CALLS_MAX = 64, COMMAND_AT = 6, BEGINS = SYS_rt_sigaction };

static const struct {
    const char *name;
    int number;
} CALLS[] = {
    {"access", SYS_access},
    {"clone", SYS_clone},
    {"clone3", SYS_clone3},
    {"close", SYS_close},
    {"connect", SYS_connect},
    {"dup2", SYS_dup2},
    {"fchmod", SYS_fchmod},
    {"fcntl", SYS_fcntl}, /* locks alone */
    {"fdatasync", SYS_fdatasync},
    {"flock", SYS_flock},
    {"fsync", SYS_fsync},
    {"ftruncate", SYS_ftruncate},
    {"getdents64", SYS_getdents64},
    {"lseek", SYS_lseek},
    {"memfd_create", SYS_memfd_create},
    {"mkdir", SYS_mkdir},
    {"mkdirat", SYS_mkdirat},
    {"mmap", SYS_mmap},
    {"newfstatat", SYS_newfstatat},
    {"openat", SYS_openat},
    {"pipe2", SYS_pipe2},
    {"poll", SYS_poll},
    {"pread64", SYS_pread64},
    {"pwrite64", SYS_pwrite64},
    {"read", SYS_read},
    {"readlink", SYS_readlink},
    {"readlinkat", SYS_readlinkat},
    {"recvfrom", SYS_recvfrom},
    {"rename", SYS_rename},
    {"renameat", SYS_renameat},
    {"renameat2", SYS_renameat2},
    {"sendto", SYS_sendto},
    {"socket", SYS_socket},
    {"statfs", SYS_statfs},
    {"symlinkat", SYS_symlinkat},
    {"syncfs", SYS_syncfs},
    {"unlink", SYS_unlink},
    {"unlinkat", SYS_unlinkat},
    {"write", SYS_write},
    {"writev", SYS_writev},
};

struct plan {
    size_t calls[CALLS_MAX]; /* in CALLS */
    long asked[CALLS_MAX];   /* how often, so far */
    unsigned char n_calls;
    long at;
    enum { ONCE, EVER, KILL } how;
    int error;
    int begun; /* main() is reached */
};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "fault: %s: %s\n", what, strerror(errno));
    exit(126);
}

static void parse_calls(struct plan *p, char *names)
{
    for (char *rest = names, *name; (name = strsep(&rest, ","));) {
        size_t k = 0, n = sizeof CALLS / sizeof CALLS[0];
        while (k < n && strcmp(CALLS[k].name, name))
            k++;
        if (k == n || p->n_calls == CALLS_MAX) {
            errno = EINVAL;
            die(name);
        }
        p->calls[p->n_calls++] = k;
    }
}

/* From here on the kernel asks whoever holds the descriptor about the calls. */
static int ask_about(const struct plan *p)
{
    struct sock_filter code[CALLS_MAX + 4];
    unsigned char n = 0;

    code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                             offsetof(struct seccomp_data, nr));
    for (unsigned char k = 0; k <= p->n_calls; k++) {
        int call = k < p->n_calls ? CALLS[p->calls[k]].number : BEGINS;
        code[n++] = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call,
            (unsigned char)(p->n_calls - k + 1), 0);
    }
    code[n++] =
        (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    code[n++] =
        (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    struct sock_fprog program = {n, code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return -1;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                        SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

/* Starts the command; its files are ours until it executes, and so is the
 * descriptor, which it can therefore hand over without a call. */
static pid_t start(const struct plan *p, char **command, int *listener)
{
    _Atomic int *handed = mmap(NULL, sizeof *handed, PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid;

    if (handed == MAP_FAILED)
        die("mmap");
    pid = (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, 0);
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        *handed = ask_about(p);
        if (*handed > 0)
            execvp(command[0], command);
        _exit(126);
    }
    while (!*handed)
        sched_yield();
    *listener = *handed;
    if (pid < 0 || *listener < 0)
        die("cannot ask the kernel (seccomp)");
    return pid;
}

static int count(struct plan *p, const struct seccomp_data *call)
{
    unsigned long long what = call->args[1];

    p->begun |= call->nr == BEGINS;
    if (!p->begun || call->nr == BEGINS ||
        (call->nr == SYS_fcntl && what != F_SETLK && what != F_SETLKW &&
         what != F_OFD_SETLK && what != F_OFD_SETLKW) ||
        (call->nr == SYS_write && call->args[0] <= STDERR_FILENO))
        return 0;
    for (size_t k = 0; k < p->n_calls; k++)
        p->asked[k] += CALLS[p->calls[k]].number == call->nr;
    return 1;
}

/* Answers until nobody is left who could ask. */
static void answer(struct plan *p, pid_t command, int listener)
{
    struct pollfd polled = {.fd = listener, .events = POLLIN};
    long n = 0;

    while (poll(&polled, 1, -1) < 0 || !(polled.revents & POLLHUP)) {
        struct seccomp_notif ask = {0};
        if (!(polled.revents & POLLIN) ||
            ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &ask) < 0)
            continue;
        struct seccomp_notif_resp say = {
            .id = ask.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
        int hit = count(p, &ask.data) && ++n >= p->at && p->at &&
                  (n == p->at || p->how == EVER);
        if (hit && p->how == KILL) {
            kill(command, SIGKILL);
            continue;
        }
        if (hit) {
            say.flags = 0;
            say.error = -p->error;
        }
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &say);
    }
}

static void write_counts(const char *path, const struct plan *p)
{
    FILE *f = fopen(path, "we");

    for (size_t k = 0; f && k < p->n_calls; k++)
        fprintf(f, "%s %ld\n", CALLS[p->calls[k]].name, p->asked[k]);
    if (!f || fclose(f))
        die(path);
}

/* Who asks and who answers take turns: over two cores each question waits for
 * one of them to wake up, which doubles the time of a run. */
static void stay_on_one_core(void)
{
    cpu_set_t here;
    int core = sched_getcpu();

    CPU_ZERO(&here);
    if (core >= 0) {
        CPU_SET(core, &here);
        sched_setaffinity(0, sizeof here, &here);
    }
}

int main(int argc, char **argv)
{
    struct plan plan = {0};
    int listener, status;
    pid_t command;

    if (argc <= COMMAND_AT) {
        fputs("usage: fault CALLS N once|ever|kill ERROR COUNT-FILE "
              "COMMAND…\n",
              stderr);
        return 126;
    }
    parse_calls(&plan, argv[1]);
    plan.at = strtol(argv[2], NULL, 10);
    plan.how = !strcmp(argv[3], "kill")   ? KILL
               : !strcmp(argv[3], "ever") ? EVER
                                          : ONCE;
    plan.error = (int)strtol(argv[4], NULL, 10);
    stay_on_one_core();
    command = start(&plan, argv + COMMAND_AT, &listener);
    answer(&plan, command, listener);
    write_counts(argv[5], &plan);
    if (waitpid(command, &status, 0) < 0)
        die("waitpid");
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    signal(WTERMSIG(status), SIG_DFL);
    prctl(PR_SET_DUMPABLE, 0);
    raise(WTERMSIG(status));
    return 126;
}

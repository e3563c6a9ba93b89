/*
 * Preloaded into the command by out_of_memory.py: an allocation fails, or it
 * and all after it.
 *
 *   FAIL_AT=N      the N-th allocation of the command, children counted,
 *                  returns NULL
 *   FAIL_EVER=1    and every later one
 *   COUNT_TO=FILE  writes the number of allocations at exit
 *
 * A crash is told on standard error as "crash: SIGNAL in MODULE", where
 * MODULE is the innermost one on the stack but for the C library: whose it is.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

/* What the command's own malloc() (cmd/allocation.c) asks. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *ptr, size_t size);
void __libc_free(void *ptr);

enum { FRAMES = 64 };

typedef int (*create_function)(pthread_t *, const pthread_attr_t *,
                               void *(*)(void *), void *);

static create_function real_create;
static long early;           /* before begin() */
static long *count = &early; /* of all processes of the command together */
static long fail_at;
static int ever;

static int fails(void)
{
    long n = __atomic_add_fetch(count, 1, __ATOMIC_RELAXED);

    if (!fail_at || n < fail_at || (n > fail_at && !ever))
        return 0;
    errno = ENOMEM;
    return 1;
}

/* The C library's own; until they are found, a little from here. */
static void *(*real_malloc)(size_t size);
static void *(*real_calloc)(size_t n, size_t size);
static void *(*real_realloc)(void *ptr, size_t size);
static _Alignas(16) char early_bytes[1 << 16];
static size_t early_used;

static void *early_alloc(size_t size)
{
    void *out = early_bytes + early_used;

    early_used += (size + 15) & ~(size_t)15;
    return early_used <= sizeof early_bytes ? out : NULL;
}

static int is_early(const void *ptr)
{
    const char *at = ptr;

    return at >= early_bytes && at < early_bytes + sizeof early_bytes;
}

static int ready(void)
{
    static int looking;

    if (real_realloc)
        return 1;
    if (looking)
        return 0;
    looking = 1;
    real_malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "__libc_malloc");
    real_calloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "__libc_calloc");
    real_realloc =
        (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "__libc_realloc");
    return 1;
}

void *__libc_malloc(size_t size)
{
    if (!ready())
        return early_alloc(size);
    return fails() ? NULL : real_malloc(size);
}

void *__libc_calloc(size_t n, size_t size)
{
    if (!ready())
        return early_alloc(n * size);
    return fails() ? NULL : real_calloc(n, size);
}

void *__libc_realloc(void *ptr, size_t size)
{
    void *moved;

    if (!ready() || is_early(ptr)) {
        moved = ready() ? real_malloc(size) : early_alloc(size);
        if (moved && ptr)
            memcpy(moved, ptr, size);
        return moved;
    }
    return fails() ? NULL : real_realloc(ptr, size);
}

void free(void *ptr)
{
    if (!is_early(ptr))
        __libc_free(ptr);
}

static const char *module_of(void *address)
{
    Dl_info info;
    const char *slash;

    if (!dladdr(address, &info) || !info.dli_fname)
        return NULL;
    slash = strrchr(info.dli_fname, '/');
    return slash ? slash + 1 : info.dli_fname;
}

/* Where it crashed; after a jump to nowhere, who jumped. */
static void *crashed_at(const ucontext_t *context)
{
    void *at = (void *)context->uc_mcontext.gregs[REG_RIP];

    return module_of(at) ? at : *(void **)context->uc_mcontext.gregs[REG_RSP];
}

static int is_whose(const char *module)
{
    return module && !strstr(module, "libc.so") &&
           !strstr(module, "failing_malloc");
}

static void on_crash(int signal_number, siginfo_t *info, void *context)
{
    void *frames[FRAMES];
    const char *whose = module_of(crashed_at(context));
    char line[256];

    (void)info;
    fail_at = 0;
    if (!is_whose(whose)) {
        int n = backtrace(frames, FRAMES), k = 1;
        while (k < n && !is_whose(module_of(frames[k])))
            k++;
        whose = k < n ? module_of(frames[k]) : "?";
    }
    int n = snprintf(line, sizeof line, "\ncrash: %s in %s\n",
                     sigabbrev_np(signal_number), whose);
    if (write(STDERR_FILENO, line, (size_t)n) < 0)
        _exit(1);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

/* A crash may be of a stack that is full: each thread gets another one for
 * the handler. */
static __thread char other_stack[1 << 14];

static void use_other_stack(void)
{
    stack_t other = {.ss_sp = other_stack, .ss_size = sizeof other_stack};

    sigaltstack(&other, NULL);
}

struct start {
    void *(*routine)(void *);
    void *argument;
};

static void *start_thread(void *context)
{
    struct start start = *(struct start *)context;

    free(context);
    use_other_stack();
    return start.routine(start.argument);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attr,
                   void *(*routine)(void *), void *argument)
{
    struct start *start = ready() ? real_malloc(sizeof *start) : NULL;

    if (!start)
        return EAGAIN;
    *start = (struct start){routine, argument};
    return real_create(thread, attr, start_thread, start);
}

__attribute__((constructor)) static void begin(void)
{
    static const int SIGNALS[] = {SIGSEGV, SIGABRT, SIGTRAP, SIGBUS, SIGFPE};
    const char *at = getenv("FAIL_AT");
    void *frames[2];

    struct sigaction act = {.sa_sigaction = on_crash,
                            .sa_flags = SA_ONSTACK | SA_SIGINFO};

    real_create = (create_function)dlsym(RTLD_NEXT, "pthread_create");
    use_other_stack();
    backtrace(frames, 2); /* loads what it needs */
    for (size_t k = 0; k < sizeof SIGNALS / sizeof SIGNALS[0]; k++)
        sigaction(SIGNALS[k], &act, NULL);
    ever = getenv("FAIL_EVER") != NULL;
    void *shared = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        abort();
    count = shared;
    fail_at = at ? strtol(at, NULL, 10) : 0;
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("COUNT_TO");
    long n = *count;
    char line[32];
    int fd;

    if (!path || (fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600)) < 0)
        return;
    int len = snprintf(line, sizeof line, "%ld\n", n);
    if (write(fd, line, (size_t)len) != len)
        abort();
    close(fd);
}

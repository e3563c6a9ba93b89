/*
 * dealsense watch: `run` whenever the export, or another file that the options
 * name, has changed. Each run is a process of its own (a fork of this one),
 * so that a run that fails, whatever of, is told and watching goes on.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/io/watch/watch.h"
#include "cmd/log.h"
#include "cmd/run.h"

struct watching {
    struct watch w;
    struct options each;       /* of one run */
    struct watch_state before; /* what it is to read */
};

/* In the run: are the files still what they were before it read them? */
static bool still_same(void *ctx)
{
    const struct watching *watching = ctx;
    struct watch_state now;

    watch_look(&watching->w, &now);
    return watch_same(&now, &watching->before);
}

static _Noreturn void live(struct watching *watching, pid_t parent)
{
    const struct run_guard guard = {still_same, watching};
    int code;

    watch_unblock(&watching->w);
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 || getppid() != parent)
        _exit(EXIT_SYSTEM);
    code = run_publish(&watching->each, &guard);
    if (fflush(stdout) || ferror(stdout))
        code = code ? code : EXIT_SYSTEM;
    _exit(code);
}

static void tell(void *ctx, struct sv text)
{
    log_warn(ctx, text);
}

/* One run over the files as they stand; *code is its exit code. False: the
 * process is to end. */
static bool run_once(struct watching *watching, int *code)
{
    pid_t parent = getpid(), child;
    struct err err;
    int status = 0;

    fflush(NULL);
    child = fork();
    if (child == 0)
        live(watching, parent);
    if (child < 0) {
        err_set(&err, EXIT_SYSTEM,
                "cannot start a run: %s; waiting for the "
                "next change",
                strerror(errno));
        *code = cmd_fail(&watching->each, &err);
        return true;
    }
    if (!watch_child(&watching->w, child, &status))
        return false;
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_SYSTEM;
    if (WIFSIGNALED(status)) {
        err_set(&err, EXIT_SYSTEM,
                "the run ended by signal %d; the pack before it stands",
                WTERMSIG(status));
        cmd_fail(&watching->each, &err);
    }
    return true;
}

/* Files that the options name, the export first. */
static size_t files_named(const char *out[WATCHED], const struct options *o)
{
    const char *const named[] = {o->operands[0], o->history, o->targets,
                                 o->config, o->model};
    size_t n = 0;

    for (size_t k = 0; k < sizeof named / sizeof named[0]; k++)
        if (named[k])
            out[n++] = named[k];
    return n;
}

int cmd_watch(const struct options *o)
{
    struct watching watching = {.each = *o};
    struct watch *w = &watching.w;
    const char *files[WATCHED];
    size_t n = files_named(files, o);
    struct err err;
    int code = EXIT_DONE;

    watching.each.if_changed = true;
    if (!watch_init(w, files, n, &err)) {
        watch_release(w);
        return cmd_fail(o, &err);
    }
    w->tell = tell;
    w->ctx = &watching.each;
    watch_look(w, &watching.before);
    if (!run_once(&watching, &code)) {
        code = EXIT_DONE;
        goto done;
    }
    /* What no change of a file would mend. */
    if (code == EXIT_USAGE || !watch_has_first(&watching.before))
        goto done;
    code = EXIT_DONE;
    if (!o->quiet) {
        printf("Watching %s; Ctrl-C ends\n", o->operands[0]);
        fflush(stdout);
    }
    while (watch_changed(w, &watching.before) && run_once(&watching, &(int){0}))
        ;
done:
    watch_release(w);
    return code;
}

/*
 * Child: work in a process of its own, which hands bytes back. Libraries that
 * draw and zip abort, crash or go on for ever when an allocation fails; in a
 * child that is an error of which this process can tell.
 *
 * What a child prints on standard error is kept for that error and is
 * otherwise not shown. A child ends with its parent, whatever ends it, after
 * CHILD_SECONDS of processor time, and when it has done nothing at all for
 * CHILD_PATIENCE seconds: a library may wait for a lock that it lost. It starts
 * no threads: those of the parent are not there.
 */
#ifndef CMD_IO_PROCESS_CHILD_H
#define CMD_IO_PROCESS_CHILD_H

#include <sys/types.h>

#include "scoring/base/buf.h"
#include "scoring/base/err.h"

enum { CHILD_SECONDS = 3600, CHILD_PATIENCE = 300 };

struct child {
    pid_t pid;          /* 0: none is running */
    int pipes[2];       /* what it hands back, what it prints; −1: ended */
    struct buf said[2]; /* of each, so far */
    double cpu;         /* seconds used when last looked at */
    int idle;           /* seconds since it used any */
    int deaf;           /* errno of what kept us from hearing it; 0: nothing */
};

/* Runs fn in a new process, which hands back what fn adds to `out`. */
bool child_start(struct child *c, void (*fn)(void *ctx, struct buf *out),
                 void *ctx, struct err *err);

/* Waits until one of n has ended, or says that none is running: n. One that
 * stands still for `patience` seconds is ended. */
size_t child_wait(struct child *list, size_t n, int patience);

/* After child_wait(): the bytes of a child that ended well, valid until
 * child_release(); else an error (EXIT_SYSTEM) that says how it ended. */
bool child_result(struct child *c, struct sv *bytes, struct err *err);

void child_release(struct child *c); /* accepts a zeroed one */

#endif

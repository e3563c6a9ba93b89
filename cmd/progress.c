#include "cmd/progress.h"

#include <stdio.h>
#include <unistd.h>

void progress_init(struct progress_line *p, bool quiet)
{
    *p = (struct progress_line){.shown = !quiet && isatty(STDERR_FILENO)};
}

void progress_stage(struct progress_line *p, const char *stage)
{
    p->stage = stage;
    if (!p->shown)
        return;
    clock_gettime(CLOCK_MONOTONIC, &p->start);
    fprintf(stderr, "\r\033[K%s \xe2\x80\xa6", stage);
    fflush(stderr);
}

void progress_step(void *line, const char *stage, size_t done, size_t total)
{
    struct progress_line *p = line;
    struct timespec now;
    double spent, left;

    if (!p->shown)
        return;
    if (!p->stage || strcmp(p->stage, stage) != 0)
        progress_stage(p, stage);
    if (!done || !total)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    spent = (double)(now.tv_sec - p->start.tv_sec) +
            1e-9 * (double)(now.tv_nsec - p->start.tv_nsec);
    left = spent * (double)(total - done) / (double)done;
    fprintf(stderr, "\r\033[K%s %zu of %zu", stage, done, total);
    if (left >= 1)
        fprintf(stderr, ", %.0f s left", left);
    fflush(stderr);
}

void progress_end(struct progress_line *p)
{
    if (p->shown)
        fprintf(stderr, "\r\033[K");
    p->shown = false;
}

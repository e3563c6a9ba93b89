#include "cmd/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "cmd/log.h"

void progress_init(struct progress_line *p, const struct options *o)
{
    *p = (struct progress_line){
        .o = o, .shown = !o->quiet && !o->log_json && isatty(STDERR_FILENO)};
}

static double cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static void log_stage(const struct progress_line *p)
{
    struct json_doc *line = p->stage ? log_event(p->o, "step") : NULL;

    if (line) {
        json_doc_text(line, "step", sv_from(p->stage));
        if (p->total)
            json_doc_count(line, "total", p->total);
        json_doc_number(line, "seconds", log_seconds(&p->start), 3);
        json_doc_number(line, "cpu_seconds", cpu_seconds() - p->cpu, 3);
    }
    log_write(line);
}

void progress_stage(struct progress_line *p, const char *stage)
{
    log_stage(p);
    p->stage = stage;
    p->total = 0;
    p->cpu = cpu_seconds();
    clock_gettime(CLOCK_MONOTONIC, &p->start);
    if (!p->shown)
        return;
    fprintf(stderr, "\r\033[K%s \xe2\x80\xa6", stage);
    fflush(stderr);
}

void progress_step(void *line, const char *stage, size_t done, size_t total)
{
    struct progress_line *p = line;
    double left;

    if (!p->stage || strcmp(p->stage, stage) != 0)
        progress_stage(p, stage);
    p->total = total;
    if (!p->shown || !done || !total)
        return;
    left = log_seconds(&p->start) * (double)(total - done) / (double)done;
    fprintf(stderr, "\r\033[K%s %zu of %zu", stage, done, total);
    if (left >= 1)
        fprintf(stderr, ", %.0f s left", left);
    fflush(stderr);
}

void progress_end(struct progress_line *p)
{
    log_stage(p);
    p->stage = NULL;
    if (p->shown)
        fprintf(stderr, "\r\033[K");
    p->shown = false;
}

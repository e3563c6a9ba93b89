#include "cmd/writing.h"

#include "cmd/io/process/child.h"
#include "cmd/log.h"
#include "render/base/resources.h"
#include "render/writers.h"
#include "scoring/base/threads.h"

/* What all writers of one pack share. */
struct pack_work {
    const struct report *report;
    const char *templates;
    struct sink *out; /* so far */
};

/* One writer, in a process of its own: what it is to do, what came of it. */
struct job {
    const struct pack_work *work;
    size_t writer; /* in WRITERS */
    struct child child;
    bool ok;
    struct err err;
    struct sv handed; /* back, when it has ended well */
};

/* What a child hands back: this, the remark, and of each file its length, its
 * name and struct sink_file without it. One program writes and reads it. */
struct handed {
    bool ok;
    struct err err;
    double seconds, cpu;
    size_t remark, files;
};

static double process_cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* In the child. Its sink knows what others wrote, and hands back the rest. */
static void write_files(void *ctx, struct buf *out)
{
    struct job *job = ctx;
    const struct pack_work *work = job->work;
    struct sink *sink = work->out;
    struct arena arena;
    struct resources house = {work->templates, &arena};
    struct handed handed = {.files = sink->n_files};
    size_t before = sink->n_files;
    struct timespec start;

    arena_init(&arena);
    sink->arena = &arena;
    clock_gettime(CLOCK_MONOTONIC, &start);
    handed.ok =
        WRITERS[job->writer].fn(work->report, &house, sink, &handed.err);
    handed.seconds = log_seconds(&start);
    handed.cpu = process_cpu();
    handed.remark = sink->remark.len;
    handed.files = sink->n_files - before;
    buf_add(out, &handed, sizeof handed);
    buf_add_sv(out, sink->remark);
    for (size_t k = before; k < sink->n_files; k++) {
        const struct sink_file *f = &sink->files[k];
        buf_add(out, f, sizeof *f);
        buf_add_sv(out, f->name);
    }
}

static bool take(void *to, size_t len, struct sv *from)
{
    if (from->len < len)
        return false;
    memcpy(to, from->ptr, len);
    *from = sv_skip(*from, len);
    return true;
}

static bool take_text(struct sv *to, size_t len, struct sv *from)
{
    if (from->len < len)
        return false;
    *to = (struct sv){from->ptr, len};
    *from = sv_skip(*from, len);
    return true;
}

static bool take_handed(struct job *job, struct sink *out,
                        struct handed *handed)
{
    struct sv from = job->handed, remark;

    if (!take(handed, sizeof *handed, &from) ||
        !take_text(&remark, handed->remark, &from))
        return false;
    if (remark.len)
        out->remark = sv_copy(out->arena, remark);
    for (size_t k = 0; k < handed->files; k++) {
        struct sink_file f;
        if (!take(&f, sizeof f, &from) ||
            !take_text(&f.name, f.name.len, &from))
            return false;
        sink_record(out, &f);
    }
    return !from.len;
}

/* Adds to `out` what the writer wrote, and logs it as a step. */
static bool finish(struct job *job, struct sink *out, const struct options *o,
                   struct err *err)
{
    const char *step = WRITERS[job->writer].step;
    struct handed handed;
    struct json_doc *event;

    if (!job->ok) {
        *err = job->err;
        return err_context(err, "%s", step);
    }
    if (!take_handed(job, out, &handed))
        return err_set(err, EXIT_SYSTEM, "%s: its process ended early", step);
    event = log_event(o, "step");
    if (event) {
        json_doc_text(event, "step", sv_from(step));
        json_doc_number(event, "seconds", handed.seconds, 3);
        json_doc_number(event, "cpu_seconds", handed.cpu, 3);
    }
    log_write(event);
    if (!handed.ok)
        *err = handed.err;
    return handed.ok;
}

/* Runs jobs[0 … n − 1], `at_once` at a time. */
static void run_all(struct job *jobs, size_t n, size_t at_once)
{
    struct child *children = mem_alloc(n, sizeof *children);
    size_t started = 0, running = 0, over;

    for (;;) {
        for (; started < n && running < at_once; started++) {
            struct job *job = &jobs[started];
            job->ok =
                child_start(&children[started], write_files, job, &job->err);
            running += job->ok;
        }
        over = child_wait(children, n, CHILD_PATIENCE);
        if (over == n)
            break;
        jobs[over].ok =
            child_result(&children[over], &jobs[over].handed, &jobs[over].err);
        running--;
    }
    for (size_t i = 0; i < n; i++)
        jobs[i].child = children[i];
    free(children);
}

bool writing_all(struct sink *out, const struct report *report,
                 const char *templates, const struct options *o,
                 struct progress_line *line, struct err *err)
{
    const size_t last = WRITERS_N - 1; /* carries what the others wrote */
    const struct pack_work work = {report, templates, out};
    struct job *jobs = mem_alloc(WRITERS_N, sizeof *jobs);
    bool ok = true;

    progress_stage(line, "writing the pack");
    for (size_t i = 0; i < WRITERS_N; i++)
        jobs[i] = (struct job){.work = &work, .writer = i};
    run_all(jobs, last, (size_t)threads_count((int)o->threads));
    for (size_t i = 0; i < last && ok; i++)
        ok = finish(&jobs[i], out, o, err);
    if (ok) {
        run_all(&jobs[last], 1, 1);
        ok = finish(&jobs[last], out, o, err);
    }
    for (size_t i = 0; i < WRITERS_N; i++)
        child_release(&jobs[i].child);
    free(jobs);
    return ok;
}

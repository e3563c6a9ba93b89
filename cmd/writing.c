#include "cmd/writing.h"

#include "cmd/log.h"
#include "render/base/resources.h"
#include "render/writers.h"
#include "scoring/base/threads.h"

/* One writer at work. */
struct job {
    struct arena arena; /* its own, as its sink is */
    struct sink sink;
    struct err err;
    bool ok;
    double seconds, cpu;
};

static double thread_cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void work(struct job *job, size_t i, struct sink *out,
                 const struct report *report, const char *templates)
{
    struct resources house = {templates, &job->arena};
    struct timespec start;
    double cpu = thread_cpu();

    clock_gettime(CLOCK_MONOTONIC, &start);
    job->ok = WRITERS[i].fn(report, &house, out, &job->err);
    job->seconds = log_seconds(&start);
    job->cpu = thread_cpu() - cpu;
}

static bool finish(const struct job *job, size_t i, const struct options *o,
                   struct err *err)
{
    struct json_doc *event = log_event(o, "step");

    if (event) {
        json_doc_text(event, "step", sv_from(WRITERS[i].step));
        json_doc_number(event, "seconds", job->seconds, 3);
        json_doc_number(event, "cpu_seconds", job->cpu, 3);
    }
    log_write(event);
    if (!job->ok)
        *err = job->err;
    return job->ok;
}

bool writing_all(struct sink *out, const struct report *report,
                 const char *templates, const struct options *o,
                 struct progress_line *line, struct err *err)
{
    const size_t last = WRITERS_N - 1; /* carries what the others wrote */
    struct job *jobs = mem_alloc(WRITERS_N, sizeof *jobs);
    bool ok = true;

    progress_stage(line, "writing the pack");
    for (size_t i = 0; i < WRITERS_N; i++) {
        arena_init(&jobs[i].arena);
        sink_init(&jobs[i].sink, out->dir, &jobs[i].arena);
    }
#pragma omp parallel for num_threads(threads_count((int)o->threads))           \
    schedule(dynamic, 1)
    for (size_t i = 0; i < last; i++)
        work(&jobs[i], i, &jobs[i].sink, report, templates);
    for (size_t i = 0; i < last; i++)
        sink_adopt(out, &jobs[i].sink);
    for (size_t i = 0; i < last && ok; i++)
        ok = finish(&jobs[i], i, o, err);
    if (ok) {
        work(&jobs[last], last, out, report, templates);
        ok = finish(&jobs[last], last, o, err);
    }
    for (size_t i = 0; i < WRITERS_N; i++) {
        sink_release(&jobs[i].sink);
        arena_release(&jobs[i].arena);
    }
    free(jobs);
    return ok;
}

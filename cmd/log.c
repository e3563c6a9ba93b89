#include "cmd/log.h"

#include <stdio.h>

double log_seconds(const struct timespec *since)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - since->tv_sec) +
           1e-9 * (double)(now.tv_nsec - since->tv_nsec);
}

struct json_doc *log_event(const struct options *o, const char *event)
{
    char text[sizeof "2026-11-24T06:00:00Z"];
    time_t now = time(NULL);
    struct tm tm;
    struct json_doc *line;

    if (!o->log_json)
        return NULL;
    line = json_doc_object();
    gmtime_r(&now, &tm);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    json_doc_text(line, "time", sv_from(text));
    json_doc_text(line, "command", sv_from(o->command));
    json_doc_text(line, "event", sv_from(event));
    return line;
}

void log_write(struct json_doc *line)
{
    struct buf b;

    if (!line)
        return;
    buf_init(&b);
    json_doc_dump(&b, line, false);
    buf_add_char(&b, '\n');
    fwrite(b.ptr, 1, b.len, stderr); /* at once: no torn lines in a journal */
    fflush(stderr);
    buf_release(&b);
    json_doc_release(line);
}

void log_warn(const struct options *o, struct sv text)
{
    struct json_doc *line = log_event(o, "warning");

    if (line)
        json_doc_text(line, "message", text);
    else
        fprintf(stderr, "dealsense: %.*s\n", SV_ARG(text));
    log_write(line);
}

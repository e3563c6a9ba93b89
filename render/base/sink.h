/*
 * Sink: the folder in which a pack is being built. Each file put into it is
 * hashed on the way, for the manifest. Names are relative, with '/', from
 * our own tables and file_id only. See pack.h for how it is published.
 */
#ifndef RENDER_BASE_SINK_H
#define RENDER_BASE_SINK_H

#include "scoring/base/buf.h"
#include "scoring/base/err.h"
#include "scoring/base/file.h"

struct sink_file {
    struct sv name; /* "dashboard/index.html" */
    size_t bytes;
    char sha256[SHA256_TEXT];
};

struct sink {
    const char *dir; /* exists; parents of files are made as needed */
    struct arena *arena;
    size_t n_files, capacity;
    struct sink_file *files; /* in order of writing; malloc */
    /* What the run should say of what was written, in the arena: one line,
     * without a full stop; empty: nothing. */
    struct sv remark;
};

void sink_init(struct sink *s, const char *dir, struct arena *arena);
void sink_release(struct sink *s); /* accepts NULL or zeroed */
bool sink_put(struct sink *s, const char *name, struct sv bytes,
              struct err *err);

/* Takes over a file that another process put into the same folder; its name is
 * copied. */
void sink_record(struct sink *s, const struct sink_file *file);

/* For a library that writes by path itself: the absolute path to write to,
 * or NULL on failure; then sink_take() to hash and record what was written. */
const char *sink_path(struct sink *s, const char *name, struct err *err);
bool sink_take(struct sink *s, const char *name, struct err *err);

#endif

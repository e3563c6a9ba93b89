/*
 * Pack: DIR/<as-of>/ published atomically. Built beside its place in a
 * temporary folder, flushed to disk (syncfs), then renamed; an existing one
 * is exchanged (renameat2 RENAME_EXCHANGE) and removed. DIR/latest is a
 * relative symlink, swapped last and never to an older as-of. A crash at any
 * moment leaves the previous pack whole; stale temporary folders are swept
 * by the next run.
 */
#ifndef RENDER_PACK_H
#define RENDER_PACK_H

#include "render/report.h"
#include "render/sink.h"

struct pack {
    const char *out_dir; /* DIR */
    char as_of[DATE_TEXT];
    struct sv work_dir; /* temporary folder being built */
    int lock;           /* DIR/.lock is held: one run at a time */
    struct sink sink;
};

/* Makes DIR and the temporary folder, takes the lock (a second run waits). */
bool pack_begin(struct pack *p, const char *out_dir, int32_t as_of,
                struct arena *run, struct err *err);
/* Writes manifest.json, flushes, publishes, prunes to `keep` packs (0: all).
 * The published path goes to *path. */
bool pack_publish(struct pack *p, const struct report *r, int keep,
                  struct sv *path, struct err *err);
void pack_abandon(struct pack *p); /* removes the temporary folder, unlocks */

/* Everything that decides the bytes of a pack. */
struct pack_identity {
    const char *version;
    const char *input_sha256, *history_sha256; /* history: NULL without */
    const char *model_sha256;                  /* NULL: trained in the run */
    const struct settings *settings;
    int32_t as_of;
    uint64_t seed;
};

/* Its SHA-256, part of the manifest as `inputs_key`. */
void pack_key(char out[SHA256_TEXT], const struct pack_identity *id);

/* --if-changed: does DIR/<as-of>/manifest.json hold this key? */
bool pack_unchanged(const char *out_dir, int32_t as_of, const char *key,
                    struct arena *scratch);

/* Checks a published pack: every hash of the manifest, no file missing or
 * added, and that the totals agree across XLSX, CSV and JSON. On failure the
 * error names file and what differs. *files counts what was checked. */
bool pack_verify(const char *path, size_t *files, struct arena *scratch,
                 struct err *err);

#endif

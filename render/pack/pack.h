/*
 * Pack: DIR/<as-of>/ published atomically. Built beside its place in a
 * temporary folder, flushed to disk (syncfs), then renamed; an existing one
 * is exchanged (renameat2 RENAME_EXCHANGE) and removed. DIR/latest is a
 * relative symlink, swapped last and never to an older as-of, unless the one
 * that it names lies ahead of today and was a slip. A crash at any moment
 * leaves the previous pack whole; stale temporary folders are swept by the
 * next run.
 */
#ifndef RENDER_PACK_PACK_H
#define RENDER_PACK_PACK_H

#include "render/pack/manifest.h"
#include "render/report/report.h"
#include "render/base/sink.h"

struct pack {
    const char *out_dir; /* DIR */
    char as_of[DATE_TEXT];
    struct sv work_dir; /* temporary folder being built */
    int dir;            /* DIR, open; −1: none */
    int lock;           /* DIR/.lock is held: one run at a time; −1: not */
    struct sink sink;
    int32_t today;         /* of the clock; DATE_NONE: it does not count */
    char stays[DATE_TEXT]; /* the later day that `latest` goes on naming */
};

/* Makes DIR and the temporary folder, takes the lock (a second run waits).
 * On failure nothing is held. */
bool pack_begin(struct pack *p, const char *out_dir, int32_t as_of,
                struct arena *run, struct err *err);
/* Writes manifest.json, flushes, reads every file back (pack_check), publishes,
 * prunes to `keep` packs (0: all; the one just published and the one `latest`
 * names always stay). The published path goes to *path. On success all is
 * released; on failure call pack_abandon(). What stands at DIR/<as-of> and is
 * no pack is an error. */
bool pack_publish(struct pack *p, const struct report *r, int keep,
                  struct sv *path, struct err *err);
/* Removes the temporary folder, unlocks; accepts one that is released. */
void pack_abandon(struct pack *p);

/* Is there a pack with every file of its manifest and no other? */
bool pack_whole(struct manifest *out, const char *dir, struct arena *scratch);

/* What pack_verify() checks, of a folder that is not published yet, and that
 * the totals are those of the report (for a pack that has a workbook). */
bool pack_check(const char *dir, const struct report *r, struct arena *scratch,
                struct err *err);

/* --if-changed: does DIR/<as-of> stand with this key, whole in every file, and
 * does `latest` name it or a later pack? */
bool pack_unchanged(const char *out_dir, int32_t as_of, const char *key,
                    struct arena *scratch);

/* The folder of the pack that `path` names: itself, or DIR/latest where a
 * folder DIR with packs is named. In `a`. */
const char *pack_find(const char *path, struct arena *a);

/* Checks a published pack: every hash of the manifest, no file missing or
 * added, and that the totals agree across XLSX, CSV and JSON (verify.h). On
 * failure the error names file and what differs. *files counts what was
 * checked. A folder DIR with packs stands for DIR/latest. */
bool pack_verify(const char *path, size_t *files, struct arena *scratch,
                 struct err *err);

#endif

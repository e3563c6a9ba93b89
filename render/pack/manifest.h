/*
 * Manifest: manifest.json, what a pack was made from and what it holds:
 * version, as-of, seed, inputs, settings that affect the result, and size
 * and SHA-256 of every file, sorted by name. No clock, no path, no host.
 *
 * Its last member, `digest`, is the SHA-256 of the text before it, so that a
 * changed byte of the manifest itself is found as well. That is a checksum,
 * not a signature: whoever can write the pack can write a new digest, and
 * then only the totals (verify.h) still have to agree.
 */
#ifndef RENDER_PACK_MANIFEST_H
#define RENDER_PACK_MANIFEST_H

#include "render/report/report.h"
#include "render/base/sink.h"

#define MANIFEST_NAME "manifest.json"

/* Appends the text. Two files of one name are a bug and assert. */
void manifest_write(struct buf *out, const struct report *r,
                    const struct sink *files, struct arena *scratch);

struct manifest {
    char as_of[DATE_TEXT];
    char inputs_key[SHA256_TEXT];
    struct sv audience; /* audience_folder(); empty: cro */
    size_t n_files;
    struct sink_file *files; /* sorted by name */
};

/* Reads and checks it: JSON, digest, names inside the pack, sorted. `path`
 * is for messages. All memory is from `a`. */
bool manifest_read(struct manifest *out, struct sv text, const char *path,
                   struct arena *a, struct err *err);

/* Everything that decides the bytes of a pack. */
struct pack_identity {
    const char *version;
    const char *input_sha256, *history_sha256; /* history: NULL without */
    const char *targets_sha256;                /* NULL: without */
    const char *model_sha256;                  /* NULL: trained in the run */
    const char *store_digest;  /* of what was read from the history store, or
                                  why it was not; NULL: no store */
    const char *templates_key; /* resources_key(); NULL or "": embedded only */
    const struct settings *settings;
    const char *logo_sha256; /* brand.h; NULL or "": none */
    const char *audience;    /* audience_folder(): of several packs, which */
    int32_t as_of;
    uint64_t seed;
};

/* Its SHA-256, part of the manifest as `inputs_key`. */
void pack_key(char out[SHA256_TEXT], const struct pack_identity *id);

#endif

/* Unzip: entries of a zip archive as streams, by libarchive. */
#ifndef RENDER_PACK_UNZIP_H
#define RENDER_PACK_UNZIP_H

#include <stdbool.h>

#include "scoring/base/err.h"
#include "scoring/base/sv.h"

/* Hands the bytes of `entry` to fn, piece by piece; fn returns false and
 * sets err to stop. An entry that unpacks to more than 40 times the
 * file and 16 MB is refused. */
bool unzip_entry(const char *path, const char *entry,
                 bool (*fn)(void *ctx, struct sv piece, struct err *err),
                 void *ctx, struct err *err);

/* The same for all entries, in their order: `begin` is told the name of each,
 * `piece` its bytes, and one empty piece when it ends. An archive that ends
 * before its directory is an error. */
bool unzip_all(const char *path,
               bool (*begin)(void *ctx, struct sv name, struct err *err),
               bool (*piece)(void *ctx, struct sv bytes, struct err *err),
               void *ctx, struct err *err);

#endif

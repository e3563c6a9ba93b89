/*
 * File ids: what a deal is called in a file name and a URL.
 * The deal id itself if it is [A-Za-z0-9_-]{1,64}, no name that Windows
 * reserves, and unique when case is ignored (15-character Salesforce ids are
 * not); else "x-" and the first 32 hex digits of its SHA-256. An id that
 * already looks like such a name is hashed too, so that nobody can forge one.
 */
#ifndef RENDER_BASE_FILE_ID_H
#define RENDER_BASE_FILE_ID_H

#include "scoring/base/sv.h"

/* A fresh array of n names, in the order of ids. Whether an id collides is
 * judged among the ids given, so give all deals of the pack at once. */
struct sv *file_ids(const struct sv *ids, size_t n, struct arena *run,
                    struct arena *scratch);

#endif

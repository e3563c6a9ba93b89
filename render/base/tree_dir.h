/*
 * Folders that are made, listed and removed whole. Symbolic links are never
 * followed, so that nothing outside the folder is touched.
 */
#ifndef RENDER_BASE_TREE_DIR_H
#define RENDER_BASE_TREE_DIR_H

#include "scoring/base/err.h"
#include "scoring/base/sv.h"

/* Makes `path` and its parents; one that exists is fine. */
bool dir_make(const char *path, struct err *err);

/* Removes a file or a folder with all that is in it. What is not there is
 * fine. false: something could not be removed. */
bool dir_remove(const char *path);

/* Moves a file or folder to where nothing is; false with errno EEXIST where
 * something is. Also on file systems that cannot ask for that in one step. */
bool dir_move_new(int at, const char *from, const char *to);

/* Puts the folder `work` in the place of `place` in one step (renameat2);
 * afterwards `work` is what was there, if anything. A file system that cannot
 * exchange goes by way of `aside`, and what a crash leaves there the caller
 * must put back. Paths are relative to the open folder `at`, or AT_FDCWD.
 * false: errno says why, and `place` is as it was. */
bool dir_take_place(int at, const char *work, const char *place,
                    const char *aside);

/* Names in a folder, without "." and "..", sorted by bytes. */
struct dir_names {
    size_t n;
    struct sv *names;
};
bool dir_list(struct dir_names *out, const char *path, struct arena *a,
              struct err *err);

/* Every file below a folder, as "a/b", sorted by bytes; what is neither a
 * file nor a folder (a link, a device) is listed as well. */
bool dir_walk(struct dir_names *out, const char *path, struct arena *a,
              struct err *err);

#endif

/*
 * What the targets share: an exact copy of the bytes, so that AddressSanitizer
 * sees one read too far; a folder for parsers that take a path; and what an
 * error must look like.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <assert.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scoring/base/encoding.h"
#include "scoring/base/err.h"
#include "scoring/base/mem.h"
#include "scoring/base/sv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FUZZ_PATH = 256 };

/* A copy on the heap, to be freed; with a byte 0 after it if `terminated`. */
static inline char *fuzz_copy(struct sv s, bool terminated)
{
    char *copy = mem_alloc(s.len + (terminated || !s.len), 1);

    if (s.len)
        memcpy(copy, s.ptr, s.len);
    if (terminated)
        copy[s.len] = '\0';
    return copy;
}

__attribute__((
    unused)) static char fuzz_folder[FUZZ_PATH]; /* "": none was made */

static inline int fuzz_remove(const char *path, const struct stat *st, int kind,
                              struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static inline void fuzz_clear(void)
{
    nftw(fuzz_folder, fuzz_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* "FOLDER/name", in the folder of this process and target, which is made;
 * the same few names over and over. The folder goes when the process ends. */
__attribute__((unused)) static void
fuzz_path(char out[FUZZ_PATH], const char *target, const char *name)
{
    const char *tmp = getenv("TMPDIR");
    int n = snprintf(out, FUZZ_PATH, "%s/dealsense-fuzz-%s-%ld",
                     tmp ? tmp : "/tmp", target, (long)getpid());

    if (!fuzz_folder[0]) {
        memcpy(fuzz_folder, out, FUZZ_PATH);
        atexit(fuzz_clear);
    }
    mkdir(out, 0700);
    snprintf(out + n, FUZZ_PATH - (size_t)n, "/%s", name);
}

static inline void fuzz_file(const char *path, struct sv text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, text.ptr, text.len) != (ssize_t)text.len)
        abort();
    close(fd);
}

/* One line that says something. */
static inline void fuzz_error(const struct err *err)
{
    assert(err->text[0] && !strchr(err->text, '\n'));
}

static inline bool fuzz_is_utf8(struct sv s)
{
    return utf8_valid_length(s) == s.len;
}

#endif

/*
 * Files whose every step is checked. A path is shown in the error as given.
 */
#ifndef SCORING_BASE_FILE_H
#define SCORING_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "scoring/base/err.h"
#include "scoring/base/sv.h"

/* A whole file in memory; `bytes` is valid until file_close(). */
struct file {
    struct sv bytes;
};

/* A directory or a missing file is an error (EXIT_INPUT), and so is a machine
 * that fails (EXIT_SYSTEM): see err_code_of(). An empty file opens with no
 * bytes. Pipes and devices are read to the end. */
bool file_open(struct file *out, const char *path, struct err *err);
void file_close(struct file *f); /* accepts NULL or zeroed */

/* Writes all of it to an open file or pipe; errno tells on failure. */
bool file_put(int fd, struct sv bytes);

/* Creates or replaces `path`; every write and the close are checked. */
bool file_write(const char *path, struct sv bytes, struct err *err);

/* The same by way of a temporary file beside it, flushed and renamed over:
 * a reader sees the old bytes or the new ones, never half. */
bool file_replace(const char *path, struct sv bytes, struct err *err);

enum { SHA256_TEXT = 65 }; /* 64 hex digits and the end */
void sha256_hex(char out[SHA256_TEXT], struct sv bytes);

#endif

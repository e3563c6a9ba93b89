/* A growing run of bytes, for writers. Always terminated by a 0 byte. */
#ifndef SCORING_BASE_BUF_H
#define SCORING_BASE_BUF_H

#include <stddef.h>

#include "scoring/base/sv.h"

struct buf {
    char *ptr; /* NULL while empty */
    size_t len, capacity;
};

void buf_init(struct buf *b);
void buf_release(struct buf *b); /* accepts NULL or zeroed */
void buf_clear(struct buf *b);   /* length 0, memory kept */
void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_add_sv(struct buf *b, struct sv s);
void buf_add_str(struct buf *b, const char *terminated);
void buf_add_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
struct sv buf_sv(const struct buf *b); /* a view, until the next change */

#endif

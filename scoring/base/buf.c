#include "scoring/base/buf.h"

#include <stdarg.h>
#include <stdio.h>

void buf_init(struct buf *b)
{
    *b = (struct buf){0};
}

void buf_release(struct buf *b)
{
    if (!b)
        return;
    free(b->ptr);
    *b = (struct buf){0};
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    if (b->ptr)
        b->ptr[0] = 0;
}

static void buf_reserve(struct buf *b, size_t more)
{
    size_t need = b->len + more + 1;

    if (need <= b->capacity)
        return;
    b->capacity = need < 256 ? 256 : need + need / 2;
    b->ptr = mem_resize(b->ptr, b->capacity, 1);
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
    buf_reserve(b, len);
    if (len)
        memcpy(b->ptr + b->len, bytes, len);
    b->len += len;
    b->ptr[b->len] = 0;
}

void buf_add_sv(struct buf *b, struct sv s)
{
    buf_add(b, s.ptr, s.len);
}

void buf_add_str(struct buf *b, const char *terminated)
{
    buf_add(b, terminated, strlen(terminated));
}

void buf_add_char(struct buf *b, char c)
{
    buf_reserve(b, 1);
    b->ptr[b->len++] = c;
    b->ptr[b->len] = 0;
}

/* Most texts fit in what is left, and then one pass is enough. */
void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list args, again;
    int len;

    buf_reserve(b, 120);
    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(b->ptr + b->len, b->capacity - b->len, fmt, args);
    va_end(args);
    if (len < 0)
        mem_fail();
    if ((size_t)len >= b->capacity - b->len) {
        buf_reserve(b, (size_t)len);
        vsnprintf(b->ptr + b->len, (size_t)len + 1, fmt, again);
    }
    va_end(again);
    b->len += (size_t)len;
}

struct sv buf_sv(const struct buf *b)
{
    return (struct sv){b->ptr, b->len};
}

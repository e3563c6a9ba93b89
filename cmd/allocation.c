/*
 * Memory for everybody in this program: the libraries' own calls of malloc()
 * come here as well, for a definition in the program stands before that of the
 * C library. Some of them abort, crash or wait for ever when they are given
 * nothing, and some go on with less and write something else (a font that
 * could not be loaded is another font). None is given nothing: the program ends
 * as mem_fail() says. Not in builds with sanitizers, which have their own.
 */
#include <stddef.h>

#include "scoring/base/mem.h"

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *ptr, size_t size);

void *malloc(size_t size);
void *calloc(size_t n, size_t size);
void *realloc(void *ptr, size_t size);

static void *given(void *ptr)
{
    if (!ptr)
        mem_fail();
    return ptr;
}

void *malloc(size_t size)
{
    return given(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
    return given(__libc_calloc(n, size));
}

/* Of 0 bytes it frees, and has nothing to give. */
void *realloc(void *ptr, size_t size)
{
    void *out = __libc_realloc(ptr, size);

    return size ? given(out) : out;
}

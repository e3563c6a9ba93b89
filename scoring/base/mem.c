#include "scoring/base/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <unistd.h>

enum { BLOCK_BYTES = 64 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t capacity, used;
    alignas(max_align_t) unsigned char data[];
};

_Noreturn void mem_fail(void)
{
    /* The one place below cmd/ that speaks: nobody is left to tell. */
    static const char line[] =
        "dealsense: out of memory: use a smaller export or more memory\n";

    if (write(STDERR_FILENO, line, sizeof line - 1) < 0)
        _exit(4);
    _exit(4);
}

static size_t mem_bytes(size_t n, size_t size)
{
    if (size && n > SIZE_MAX / 2 / size)
        mem_fail();
    return n * size;
}

void *mem_alloc(size_t n, size_t size)
{
    size_t bytes = mem_bytes(n, size);
    void *ptr = calloc(1, bytes ? bytes : 1);

    if (!ptr)
        mem_fail();
    return ptr;
}

void *mem_resize(void *ptr, size_t n, size_t size)
{
    size_t bytes = mem_bytes(n, size);
    void *moved = realloc(ptr, bytes ? bytes : 1);

    if (!moved)
        mem_fail();
    return moved;
}

void arena_init(struct arena *a)
{
    a->head = NULL;
    a->used = 0;
}

void arena_release(struct arena *a)
{
    if (!a)
        return;
    while (a->head) {
        struct arena_block *next = a->head->next;
        free(a->head);
        a->head = next;
    }
    a->used = 0;
}

void arena_reset(struct arena *a)
{
    struct arena_block *keep = a->head;

    if (keep && keep->capacity == BLOCK_BYTES) {
        a->head = keep->next;
        arena_release(a);
        memset(keep->data, 0, keep->used);
        keep->used = 0;
        keep->next = NULL;
        a->head = keep;
        return;
    }
    arena_release(a);
}

void *arena_alloc(struct arena *a, size_t n, size_t size)
{
    size_t align = alignof(max_align_t);
    size_t bytes = mem_bytes(n, size);
    struct arena_block *block = a->head;
    void *ptr;

    bytes = (bytes + align - 1) / align * align;
    if (!block || block->capacity - block->used < bytes) {
        size_t capacity = bytes > BLOCK_BYTES / 4 ? bytes : BLOCK_BYTES;
        block = mem_alloc(1, sizeof *block + capacity);
        block->capacity = capacity;
        if (a->head && capacity != BLOCK_BYTES) {
            /* A large piece gets a block of its own behind the head. */
            block->next = a->head->next;
            a->head->next = block;
        } else {
            block->next = a->head;
            a->head = block;
        }
    }
    ptr = block->data + block->used;
    block->used += bytes;
    a->used += bytes;
    return ptr;
}

/* A piece of its own behind a header: the block may move, and is not copied
 * where the system can move its pages. */
void *arena_grow(struct arena *a, void *ptr, size_t old, size_t bytes)
{
    size_t align = alignof(max_align_t);
    struct arena_block **link = &a->head;
    void *more;

    while (ptr && *link && (void *)(*link)->data != ptr)
        link = &(*link)->next;
    if (ptr && *link && (*link)->capacity > BLOCK_BYTES) {
        if (bytes <= (*link)->capacity)
            return ptr;
        struct arena_block *block = *link;
        size_t capacity = mem_bytes((bytes + align - 1) / align, align);
        block = mem_resize(block, sizeof *block + capacity, 1);
        a->used += capacity - block->capacity;
        block->capacity = block->used = capacity;
        *link = block;
        return block->data;
    }
    if (bytes <= old)
        return ptr;
    more = arena_alloc(a, bytes, 1);
    if (old)
        memcpy(more, ptr, old);
    return more;
}

void *arena_one_more(struct arena *a, void *list, size_t n, size_t size)
{
    if (n & (n - 1)) /* room up to the next power of two */
        return list;
    return arena_grow(a, list, n * size, (n ? 2 * n : 1) * size);
}

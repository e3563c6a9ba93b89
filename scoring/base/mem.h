/*
 * Memory. Out of memory ends the program in one function, mem_fail(), with
 * exit code 4 and one line; so no caller checks for NULL.
 *
 * An arena hands out zeroed memory that is all freed at once. Two are passed
 * down from cmd/: `run` for what lives as long as the pack, `scratch` for one
 * stage, reset after it. An arena is not thread safe: a parallel loop
 * allocates before it starts.
 */
#ifndef SCORING_BASE_MEM_H
#define SCORING_BASE_MEM_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *head; /* newest block, NULL when empty */
    size_t used;              /* bytes handed out, for benchmarks */
};

/* Ends the program: one line on standard error, exit code 4. */
_Noreturn void mem_fail(void);

/* malloc/realloc of n × size zeroed / kept bytes; never NULL. */
void *mem_alloc(size_t n, size_t size);
void *mem_resize(void *ptr, size_t n, size_t size);

void arena_init(struct arena *a);
void arena_release(struct arena *a); /* accepts NULL or zeroed */
void arena_reset(struct arena *a);   /* frees all but one block */

/* n × size zeroed bytes, aligned for any type. n may be 0. */
void *arena_alloc(struct arena *a, size_t n, size_t size);
/* The piece `ptr` of `old` bytes with room for `bytes`, wherever it then is;
 * what it held stays, what comes to it is not zeroed. A large piece is not
 * copied. `ptr` may be NULL. */
void *arena_grow(struct arena *a, void *ptr, size_t old, size_t bytes);
/* `list` of n elements of `size` bytes with room for one more, as of
 * arena_grow(); the room doubles. NULL with n = 0: a new one. */
void *arena_one_more(struct arena *a, void *list, size_t n, size_t size);
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), 1, sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_alloc((a), (n), sizeof(type)))

#endif

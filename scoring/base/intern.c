#include "scoring/base/intern.h"

#define uthash_fatal(msg) mem_fail()
#include <uthash.h>

enum { FOLDED_BYTES = 256 }; /* what is longer is no name */

struct intern_entry {
    struct sv key;
    int32_t code;
    UT_hash_handle hh;
};

void intern_init(struct intern *in, struct arena *arena)
{
    *in = (struct intern){.arena = arena};
}

void intern_init_fold(struct intern *in, struct arena *arena)
{
    *in = (struct intern){.arena = arena, .fold = true};
}

/* What stands for text in the table: itself, or it in lower case. */
static struct sv key_of(const struct intern *in, struct sv text,
                        char folded[FOLDED_BYTES])
{
    if (!text.len)
        return SV("");
    if (!in->fold || text.len > FOLDED_BYTES)
        return text;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        folded[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return (struct sv){folded, text.len};
}

void intern_release(struct intern *in)
{
    if (!in)
        return;
    HASH_CLEAR(hh, in->table);
    free(in->labels);
    *in = (struct intern){0};
}

int32_t intern_find(const struct intern *in, struct sv text)
{
    char folded[FOLDED_BYTES];
    struct sv key = key_of(in, text, folded);
    struct intern_entry *entry;

    HASH_FIND(hh, in->table, key.ptr, key.len, entry);
    return entry ? entry->code : -1;
}

int32_t intern_add(struct intern *in, struct sv text)
{
    char folded[FOLDED_BYTES];
    int32_t code = intern_find(in, text);
    struct intern_entry *entry;

    if (code >= 0)
        return code;
    if (in->n == in->capacity) {
        in->capacity = in->capacity ? in->capacity * 2 : 16;
        in->labels = mem_resize(in->labels, in->capacity, sizeof *in->labels);
    }
    entry = ARENA_NEW(in->arena, struct intern_entry);
    struct sv label = sv_copy(in->arena, text);
    entry->key =
        in->fold ? sv_copy(in->arena, key_of(in, text, folded)) : label;
    entry->code = (int32_t)in->n;
    in->labels[in->n++] = label;
    HASH_ADD_KEYPTR(hh, in->table, entry->key.ptr, entry->key.len, entry);
    return entry->code;
}

struct sv *intern_labels(const struct intern *in, struct arena *a)
{
    struct sv *labels = ARENA_ARRAY(a, in->n, struct sv);

    for (size_t i = 0; i < in->n; i++)
        labels[i] = in->labels[i];
    return labels;
}

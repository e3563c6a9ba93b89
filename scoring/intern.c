#include "scoring/intern.h"

#define uthash_fatal(msg) mem_fail()
#include <uthash.h>

struct intern_entry {
    struct sv text;
    int32_t code;
    UT_hash_handle hh;
};

void intern_init(struct intern *in, struct arena *arena)
{
    *in = (struct intern){.arena = arena};
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
    struct intern_entry *entry;

    HASH_FIND(hh, in->table, text.len ? text.ptr : "", text.len, entry);
    return entry ? entry->code : -1;
}

int32_t intern_add(struct intern *in, struct sv text)
{
    int32_t code = intern_find(in, text);
    struct intern_entry *entry;

    if (code >= 0)
        return code;
    if (in->n == in->capacity) {
        in->capacity = in->capacity ? in->capacity * 2 : 16;
        in->labels = mem_resize(in->labels, in->capacity, sizeof *in->labels);
    }
    entry = ARENA_NEW(in->arena, struct intern_entry);
    entry->text = sv_copy(in->arena, text);
    entry->code = (int32_t)in->n;
    in->labels[in->n++] = entry->text;
    HASH_ADD_KEYPTR(hh, in->table, entry->text.ptr, entry->text.len, entry);
    return entry->code;
}

struct sv *intern_labels(const struct intern *in, struct arena *a)
{
    struct sv *labels = ARENA_ARRAY(a, in->n, struct sv);

    for (size_t i = 0; i < in->n; i++)
        labels[i] = in->labels[i];
    return labels;
}

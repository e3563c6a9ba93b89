#include "render/base/values.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

static struct value *value_new(struct arena *a, enum value_kind kind)
{
    struct value *v = ARENA_NEW(a, struct value);

    v->kind = kind;
    return v;
}

struct value *value_object(struct arena *a)
{
    return value_new(a, VALUE_OBJECT);
}

struct value *value_list(struct arena *a)
{
    return value_new(a, VALUE_LIST);
}

struct value *value_add(struct arena *a, struct value *parent, const char *key,
                        enum value_kind kind)
{
    struct value *v = value_new(a, kind);

    assert(parent->kind == (key ? VALUE_OBJECT : VALUE_LIST));
    v->key = key;
    v->key_len = key ? strlen(key) : 0;
    if (parent->last)
        parent->last->next = v;
    else
        parent->first = v;
    parent->last = v;
    return v;
}

void value_text(struct arena *a, struct value *parent, const char *key,
                struct sv text)
{
    value_add(a, parent, key, VALUE_TEXT)->text = text;
}

void value_bool(struct arena *a, struct value *parent, const char *key,
                bool truth)
{
    value_add(a, parent, key, VALUE_BOOL)->truth = truth;
}

void value_copy(struct arena *a, struct value *parent, const char *key,
                const char *terminated)
{
    value_text(a, parent, key, sv_copy(a, sv_from(terminated)));
}

void value_format(struct arena *a, struct value *parent, const char *key,
                  const char *fmt, ...)
{
    va_list args, again;
    int len;
    char *text;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0)
        mem_fail();
    text = arena_alloc(a, (size_t)len + 1, 1);
    vsnprintf(text, (size_t)len + 1, fmt, again);
    va_end(again);
    value_text(a, parent, key, (struct sv){text, (size_t)len});
}

const struct value *value_find(const struct value *object, struct sv key)
{
    if (object->kind != VALUE_OBJECT)
        return NULL;
    for (const struct value *v = object->first; v; v = v->next)
        if (v->key_len == key.len && !memcmp(v->key, key.ptr, key.len))
            return v;
    return NULL;
}

bool value_true(const struct value *v)
{
    if (!v)
        return false;
    switch (v->kind) {
    case VALUE_TEXT:
        return v->text.len > 0;
    case VALUE_BOOL:
        return v->truth;
    case VALUE_LIST:
        return v->first != NULL;
    case VALUE_OBJECT:
        return true;
    }
    return false;
}

#include "scoring/base/sv.h"

#include <stdarg.h>
#include <stdio.h>

struct sv sv_from(const char *terminated)
{
    return (struct sv){terminated, terminated ? strlen(terminated) : 0};
}

bool sv_eq(struct sv a, struct sv b)
{
    return a.len == b.len && (!a.len || !memcmp(a.ptr, b.ptr, a.len));
}

static unsigned char fold(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

bool sv_eq_fold(struct sv a, struct sv b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (fold(a.ptr[i]) != fold(b.ptr[i]))
            return false;
    return true;
}

int sv_cmp(struct sv a, struct sv b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.ptr, b.ptr, len) : 0;

    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool sv_starts(struct sv s, struct sv prefix)
{
    return s.len >= prefix.len && sv_eq((struct sv){s.ptr, prefix.len}, prefix);
}

bool sv_starts_fold(struct sv s, struct sv prefix)
{
    return s.len >= prefix.len &&
           sv_eq_fold((struct sv){s.ptr, prefix.len}, prefix);
}

bool sv_ends(struct sv s, struct sv suffix)
{
    return s.len >= suffix.len &&
           sv_eq((struct sv){s.ptr + (s.len - suffix.len), suffix.len}, suffix);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct sv sv_trim(struct sv s)
{
    while (s.len && is_blank(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len && is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

struct sv sv_cut(struct sv *rest, char sep)
{
    struct sv all = *rest;
    const char *at = all.len ? memchr(all.ptr, sep, all.len) : NULL;

    if (!at) {
        *rest = (struct sv){0};
        return all;
    }
    size_t before = (size_t)(at - all.ptr);
    *rest = (struct sv){at + 1, all.len - before - 1};
    return (struct sv){all.ptr, before};
}

struct sv sv_copy(struct arena *a, struct sv s)
{
    char *ptr = arena_alloc(a, s.len + 1, 1);

    if (s.len)
        memcpy(ptr, s.ptr, s.len);
    return (struct sv){ptr, s.len};
}

const char *sv_cstr(struct arena *a, struct sv s)
{
    return sv_copy(a, s).ptr;
}

struct sv sv_printf(struct arena *a, const char *fmt, ...)
{
    va_list args, again;
    int len;
    char *ptr;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0)
        mem_fail();
    ptr = arena_alloc(a, (size_t)len + 1, 1);
    vsnprintf(ptr, (size_t)len + 1, fmt, again);
    va_end(again);
    return (struct sv){ptr, (size_t)len};
}

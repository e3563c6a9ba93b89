/*
 * Text is a view {ptr, len}: not terminated, not owned, valid as long as
 * what it points into. Text that has passed the input gate is valid UTF-8
 * without control characters.
 */
#ifndef SCORING_BASE_SV_H
#define SCORING_BASE_SV_H

#include <stdbool.h>
#include <stddef.h>

#include "scoring/base/mem.h"

struct sv {
    const char *ptr; /* never NULL when len > 0 */
    size_t len;      /* bytes */
};

#define SV(literal) ((struct sv){(literal), sizeof(literal) - 1})
/* For printf: printf("%.*s", SV_ARG(text)). */
#define SV_ARG(s) (int)(s).len, (s).ptr ? (s).ptr : ""

struct sv sv_from(const char *terminated); /* NULL gives the empty view */
bool sv_eq(struct sv a, struct sv b);
bool sv_eq_fold(struct sv a, struct sv b); /* ASCII case ignored */
int sv_cmp(struct sv a, struct sv b);      /* bytes, as memcmp */
bool sv_starts(struct sv s, struct sv prefix);
bool sv_starts_fold(struct sv s, struct sv prefix); /* ASCII case ignored */
bool sv_ends(struct sv s, struct sv suffix);
struct sv sv_trim(struct sv s); /* blanks, tabs, CR and LF at both ends */

/* What is behind the first n bytes; fewer: the empty view at the end. */
static inline struct sv sv_skip(struct sv s, size_t n)
{
    if (n > s.len)
        n = s.len;
    return s.ptr ? (struct sv){s.ptr + n, s.len - n} : s;
}

/* Splits at the first `sep`: returns what is before it and moves *rest past
 * it; without one, returns all and leaves *rest empty. */
struct sv sv_cut(struct sv *rest, char sep);

struct sv sv_copy(struct arena *a, struct sv s);   /* adds a final 0 */
const char *sv_cstr(struct arena *a, struct sv s); /* terminated copy */
struct sv sv_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3))); /* terminated too */

static inline bool ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A blank of HTML and XML: also the vertical tab and the form feed. */
static inline bool ascii_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The value of a hexadecimal digit; −1: it is none. */
static inline int ascii_hex(char c)
{
    if (ascii_digit(c))
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif

/*
 * Values: the tree a template is rendered from. Built in an arena; object
 * keys are literals of ours, never CRM text. In a section an empty text is
 * false, so {{#name}}…{{/name}} shows what exists.
 *
 *     struct value *page = value_object(a);
 *     value_text(a, page, "title", r->title);
 *     struct value *rows = value_add(a, page, "rows", VALUE_LIST);
 *     struct value *row = value_add(a, rows, NULL, VALUE_OBJECT);
 *     value_format(a, row, "n", "%zu", n);
 */
#ifndef RENDER_BASE_VALUES_H
#define RENDER_BASE_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "scoring/base/sv.h"

enum value_kind { VALUE_TEXT, VALUE_BOOL, VALUE_LIST, VALUE_OBJECT };

struct value {
    enum value_kind kind;
    struct sv text;      /* TEXT */
    bool truth;          /* BOOL */
    const char *key;     /* of an object's member */
    size_t key_len;      /* its bytes */
    struct value *first; /* LIST, OBJECT: children in order */
    struct value *last;
    struct value *next; /* sibling */
};

struct value *value_object(struct arena *a);
struct value *value_list(struct arena *a);
/* Add a member to an object (key a literal) or an item to a list (key NULL);
 * each returns the new value. Text is not copied. */
struct value *value_add(struct arena *a, struct value *parent, const char *key,
                        enum value_kind kind);
void value_text(struct arena *a, struct value *parent, const char *key,
                struct sv text);
void value_bool(struct arena *a, struct value *parent, const char *key,
                bool truth);
void value_format(struct arena *a, struct value *parent, const char *key,
                  const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* As value_text, but copies the terminated text: for the format_… calls. */
void value_copy(struct arena *a, struct value *parent, const char *key,
                const char *terminated);
/* The member of that name, NULL without one or when not an object. */
const struct value *value_find(const struct value *object, struct sv key);
/* False: NULL, false, an empty text, an empty list. */
bool value_true(const struct value *v);

#endif

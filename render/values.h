/*
 * Values: the tree a template is rendered from. Built in an arena; object
 * keys are literals of ours, never CRM text.
 */
#ifndef RENDER_VALUES_H
#define RENDER_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "scoring/base/sv.h"

enum value_kind { VALUE_TEXT, VALUE_BOOL, VALUE_LIST, VALUE_OBJECT };

struct value {
    enum value_kind kind;
    struct sv text;      /* TEXT */
    bool truth;          /* BOOL */
    const char *key;     /* of an object's member */
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
const struct value *value_find(const struct value *object, struct sv key);

#endif

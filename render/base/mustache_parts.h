/*
 * What a Mustache template becomes once parsed; between mustache_parse.c and
 * mustache.c only. Nodes are a tree in the template's arena.
 */
#ifndef RENDER_BASE_MUSTACHE_PARTS_H
#define RENDER_BASE_MUSTACHE_PARTS_H

#include "render/base/mustache.h"

enum node_kind {
    NODE_TEXT,
    NODE_ESCAPED,
    NODE_RAW,
    NODE_SECTION,
    NODE_INVERTED,
    NODE_PARTIAL
};

struct node {
    enum node_kind kind;
    struct sv text;   /* TEXT: the text; else the name, trimmed */
    struct sv indent; /* PARTIAL on a line of its own: blanks before it */
    size_t line;      /* from 1 */
    struct node *first, *next;
    struct mustache_template *partial; /* once it has been parsed */
};

struct mustache_template {
    const struct mustache *source;
    const char *name; /* of this text: the template's or a partial's */
    struct arena *arena;
    struct node *first;
    struct mustache_template *partials; /* root: all that were parsed */
    struct mustache_template *next;     /* in that list */
    struct sv partial_name, indent;     /* key in that list */
};

/* Parses `text` into t->first; t's other fields are set. */
bool mustache_parse_text(struct mustache_template *t, struct sv text,
                         struct err *err);

#endif

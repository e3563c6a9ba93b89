/*
 * Mustache (github.com/mustache/spec, core modules): variables, sections,
 * inverted sections, comments, partials, set delimiters. {{x}} is escaped
 * for HTML, {{{x}}} and {{&x}} are not. Data is a tree of values (values.h); a
 * lookup walks the context stack. Partials come from a callback.
 *
 * Hostile templates end in an error "name:line: what": nesting is capped (a
 * partial that includes itself), and so is the work of one rendering (lists
 * within lists within lists).
 *
 * One page: mustache_render(). Many pages of one template: parse once into
 * an arena, apply many times; partials are parsed when first used and kept.
 */
#ifndef RENDER_BASE_MUSTACHE_H
#define RENDER_BASE_MUSTACHE_H

#include "render/base/values.h"
#include "scoring/base/buf.h"
#include "scoring/base/err.h"

enum { MUSTACHE_DEPTH = 100 }; /* sections and partials within each other */

struct mustache {
    struct sv text;
    const char *name; /* for errors: name:line: what */
    /* Finds a partial; returns false where there is none (renders empty).
     * NULL: no partials. */
    bool (*partial)(void *ctx, struct sv name, struct sv *out);
    void *ctx;
};

struct mustache_template; /* parsed; lives in the arena given */

/* `m`, its text and its ctx must outlive the template. */
bool mustache_parse(struct mustache_template **out, const struct mustache *m,
                    struct arena *a, struct err *err);
/* Appends to `out`; on an error, what was appended is meaningless. */
bool mustache_apply(struct buf *out, struct mustache_template *t,
                    const struct value *data, struct err *err);

bool mustache_render(struct buf *out, const struct mustache *m,
                     const struct value *data, struct err *err);

#endif

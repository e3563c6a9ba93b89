/*
 * Mustache (github.com/mustache/spec, core modules): variables, sections,
 * inverted sections, comments, partials, set delimiters. {{x}} is escaped
 * for HTML, {{{x}}} and {{&x}} are not. Data is a tree of values (values.h); a
 * lookup walks the context stack. Partials come from a callback. Depth is
 * capped, so that a partial that includes itself is an error.
 */
#ifndef RENDER_MUSTACHE_H
#define RENDER_MUSTACHE_H

#include "render/values.h"
#include "scoring/base/buf.h"
#include "scoring/base/err.h"

struct mustache {
    struct sv text;
    const char *name; /* for errors: name:line: what */
    /* Finds a partial; returns false where there is none (renders empty). */
    bool (*partial)(void *ctx, struct sv name, struct sv *out);
    void *ctx;
};

bool mustache_render(struct buf *out, const struct mustache *m,
                     const struct value *data, struct err *err);

#endif

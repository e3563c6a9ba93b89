/*
 * Markup: a file that begins with `<`, as UTF-8: HTML and XML declare their
 * encoding in themselves, and CRMs in Japan or China declare others than
 * UTF-8. Private to this room.
 */
#ifndef SCORING_INTAKE_MARKUP_H
#define SCORING_INTAKE_MARKUP_H

#include "scoring/base/encoding.h"

struct markup {
    struct sv bytes;
    enum encoding encoding; /* as it is set for text */
    const char *path;       /* for messages */
};

/* Does it begin so, behind blanks and a byte order mark? */
bool markup_begins(struct sv bytes);

/* Valid UTF-8 in `a`, or a view into the bytes. *name: what is declared, where
 * it was needed, else as of encoding_decode(). */
bool markup_text(struct sv *out, const char **name, const struct markup *m,
                 struct arena *a, struct err *err);

#endif

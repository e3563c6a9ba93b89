/*
 * XML as a stream of elements, expat behind it, for the readers of this room.
 * Names come without prefix; elements of namespaces other than those that are
 * asked for have the name "". Any encoding that expat knows (UTF-8, UTF-16,
 * ISO-8859-1). A document type is refused, and with it every entity of its
 * own: no workbook has one, and a few lines of one unfold to gigabytes.
 */
#ifndef SCORING_INTAKE_XML_H
#define SCORING_INTAKE_XML_H

#include "scoring/base/err.h"
#include "scoring/base/sv.h"

struct xml_reader {
    /* Called in turn; false stops, with err set or, where the reader has all
     * it wants, without. `end` and `text` may be NULL. */
    bool (*start)(void *ctx, const char *name, const char **attributes,
                  struct err *err);
    bool (*end)(void *ctx, const char *name, struct err *err);
    void (*text)(void *ctx, struct sv piece);
    const char *const *spaces; /* namespaces whose elements have names; ended by
                                  NULL */
    const char *encoding;      /* whatever is declared; NULL: that */
};

struct xml;

/* `path` and `part` are for messages; part NULL: the file itself. */
struct xml *xml_new(const struct xml_reader *reader, void *ctx,
                    const char *path, const char *part);
void xml_free(struct xml *x); /* accepts NULL */

bool xml_feed(struct xml *x, struct sv piece, struct err *err);
bool xml_finish(struct xml *x, struct err *err); /* all is fed */

/* Of attributes: the value of `name` (without a namespace), or of any
 * namespace where it is written "|name"; NULL: not there. */
const char *xml_attribute(const char **attributes, const char *name);

#endif

/*
 * Dialect: which header of an export is which canonical column. One table
 * holds the names that each CRM uses; headers are compared without case (that
 * of accented Latin letters too), blanks, `_`, `-`, dots, quotes and the arrows
 * of sorted columns. [columns] of the configuration comes
 * first, then the names of the CRM that fits best (or that --crm forces),
 * then our own canonical names, then, unless a CRM is forced, plain words and
 * the names of the other CRMs, but for words that only one CRM uses so.
 */
#ifndef SCORING_INTAKE_DIALECT_H
#define SCORING_INTAKE_DIALECT_H

#include "scoring/intake/deals.h"

struct dialect {
    const char *crm;          /* "salesforce", …; "generic": none fits */
    int column[COLUMN_COUNT]; /* index of the header, −1: not there */
    enum column_why why[COLUMN_COUNT]; /* that one */
};

/* The same header, folded? */
bool header_same(struct sv a, struct sv b);

/* As header_same() compares it. */
struct sv header_folded(struct sv header, struct arena *a);

/* Index of the header named so (exactly, else folded), −1: none. Of several
 * of one name "Created Date (2)" is the second. */
int header_find(const struct sv *headers, size_t n, struct sv name);

/* What --crm takes, as a sentence lists it: "auto, salesforce, … or generic".
 * All that name the CRMs, help and errors, take them from here. */
struct buf;
void dialect_crms(struct buf *out);
void dialect_names(struct buf *out); /* the same, one blank between */

/* Is a column read from that header? */
bool dialect_takes(const struct dialect *d, int header);

/* Is it a header of which the CRM says that it is none of our columns, such as
 * an amount in cents? */
bool dialect_no_column(const struct dialect *d, struct sv header);

/* A header row, and where it stands, for messages. */
struct headers {
    const struct sv *list; /* n */
    size_t n;
    const char *path;
    size_t line;
};

/* Unknown --crm, and a header of [columns] that is not there, are errors. */
bool dialect_map(struct dialect *out, const struct headers *in,
                 const struct settings *s, struct err *err);

/* Index of the header `name` that the key `key` of [columns] gives; none of
 * that name is an error, which offers the one that was probably meant. */
bool header_configured(int *out, const struct headers *in, struct sv name,
                       const char *key, struct err *err);

/* Is it a name that a CRM, or we, give to that column? */
bool header_names(struct sv header, enum column column);

/* The headers as one line for a message, cut short with "…". */
struct sv headers_listed(const struct sv *headers, size_t n, struct arena *a);

#endif

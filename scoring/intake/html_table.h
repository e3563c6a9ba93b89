/*
 * A table of a page of HTML, as Salesforce, reporting servers and old CRMs
 * write it and call it .xls. Of several tables that whose first rows have the
 * most known headers is read; one that holds another is layout. Cells that
 * span columns or rows keep their text in the first; entities are resolved,
 * tags dropped, blanks joined. Lines are the table's rows, from 1.
 */
#ifndef SCORING_INTAKE_HTML_TABLE_H
#define SCORING_INTAKE_HTML_TABLE_H

#include "scoring/intake/table.h"

/* Does UTF-8 text look like such a page? */
bool html_begins(struct sv text);

/* `text` is valid UTF-8; a page without rows is an error. */
bool html_table_read(struct table *out, struct sv text, const char *path,
                     const struct table_form *form, struct arena *a,
                     struct err *err);

#endif

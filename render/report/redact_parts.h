/* Redaction in pieces, one a file. Private to redact*.c. */
#ifndef RENDER_REPORT_REDACT_PARTS_H
#define RENDER_REPORT_REDACT_PARTS_H

#include "render/report/redact.h"
#include "scoring/intake/mentions.h"

struct redaction {
    const struct report_inputs *in;
    const struct audience *audience;
    struct mentions mentions;
    int32_t manager; /* code of the manager it is for; −1: board */
    bool *own;       /* deals.n: shown in full; none for the board */
    bool *shown[GROUP_MANAGER + 1]; /* labels of owner, account, manager that
                                       may be seen; else NULL */
    struct arena *run, *scratch;
};

/* redact_deals.c: who may be seen, then the deals without the others. */
bool redact_people(struct redaction *r, struct err *err);
struct deals *redact_deals(const struct redaction *r);

/* redact_changes.c: without the ids of deals that the export has no more, of
 * which nobody can tell whose they were. NULL: there are none. */
struct quarter_changes *redact_changes(const struct redaction *r);

/* A header of the export; where it mentions somebody, the canonical name of
 * the column that it supplies, or "Field 2" for the company's second own one.
 * Also for other texts: "(not shown)" stands for those. */
struct sv redact_header(const struct redaction *r, struct sv header);

#endif

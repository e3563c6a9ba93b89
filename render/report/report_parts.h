/*
 * Report parts: report_build() in pieces, one a file. Private to report*.c;
 * everybody else reads report.h.
 */
#ifndef RENDER_REPORT_REPORT_PARTS_H
#define RENDER_REPORT_REPORT_PARTS_H

#include "render/report/report.h"

/* report_deals.c: deals, their names, links and timelines; owners' weeks. */
void report_deals(struct report *out, const struct report_inputs *in,
                  struct arena *run, struct arena *scratch);
void report_owners(struct report *out, const struct report_inputs *in,
                   struct arena *run, struct arena *scratch);

/* report_words.c: evidence, warnings, action, note and changes of each deal. */
void report_deal_words(struct report *out, const struct words *w,
                       const struct planned *plan);

/* The former scores of those that moved; after the deals. */
void report_movers(struct report *out, const struct words *w);

/* Which deals changed since the last run; after their actions. */
void report_update(struct report *out);

/* report_similar.c: the closed deals like each; after the deals. */
void report_similar(struct report *out, const struct report_inputs *in,
                    struct arena *run);

#endif

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

/* Of deal i: a category's label, or empty; what to call it. */
struct sv report_label(const struct category *c, size_t i);
struct sv report_title(const struct deals *d, size_t i);

/* report_similar.c: the closed deals like each; after the deals. */
void report_similar(struct report *out, const struct report_inputs *in,
                    struct arena *run);

/* report_news.c: the followup in words; after the deals. */
void report_news(struct report *out, struct arena *run);

/* report_words.c: title, headline, subject, notes; after all figures. */
void report_words(struct report *out, const struct report_inputs *in,
                  struct arena *run);

#endif

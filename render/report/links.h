/*
 * Links: where a reader of a message, workbook or brief finds a deal and the
 * dashboard. `base_url` is where the folder dashboard/ is served, so
 * "<base_url>/index.html" is its first page. Nothing is appended when there
 * is no such place.
 */
#ifndef RENDER_REPORT_LINKS_H
#define RENDER_REPORT_LINKS_H

#include "render/report/report.h"
#include "scoring/base/buf.h"

/* The deal's page, else its record in the CRM, else nothing. */
void link_deal(struct buf *out, const struct report *r,
               const struct report_deal *d);
/* The deal's page for who has the pack's folder too: with no such place a path
 * from that folder, "dashboard/deal/x.html". */
void link_deal_page(struct buf *out, const struct report *r,
                    const struct report_deal *d);
/* A page of the dashboard: "index.html". */
void link_page(struct buf *out, const struct report *r, const char *page);
/* A file of the pack beside dashboard/: "brief.pdf". */
void link_file(struct buf *out, const struct report *r, const char *file);

#endif

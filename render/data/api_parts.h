/* The JSON API in pieces, one a file. Private to api_*.c. */
#ifndef RENDER_DATA_API_PARTS_H
#define RENDER_DATA_API_PARTS_H

#include "render/base/json_doc.h"
#include "render/report/report.h"

/* api_summary.c and api_model.c: a whole document each. */
struct json_doc *api_summary(const struct report *r);
struct json_doc *api_model(const struct report *r);
/* api_quarter.c: the document but for its list `deals`, and a row of that. */
struct json_doc *api_quarter(const struct report *r);
void api_quarter_deal(struct json_doc *o, const struct report *r, size_t at);
/* The object `holdout` of both: figures of hybrid, ml and rules. */
void api_holdout(struct json_doc *parent, const struct report *r);
/* The object `reading`: how the export was read (api_reading.c). */
void api_reading(struct json_doc *out, const struct report *r);
/* The object `drift` of both. */
void api_drift(struct json_doc *parent, const struct report *r);

/* api_deal.c: the members that deals.json and a deal's own file share. The
 * full form adds what only a deal's own page shows. */
void api_deal(struct json_doc *out, const struct report *r,
              const struct report_deal *d, bool full, struct arena *scratch);

/* The list `flags` of a deal, there and in `today`. */
void api_flags(struct json_doc *out, const struct report_deal *d);

/* api_news.c: the members tracked_from, news and followup. */
void api_news(struct json_doc *out, const struct report *r);

/* api_changes.c: the members flow, pace, slip, calls, moved and restated of
 * quarter.json. */
void api_changes(struct json_doc *out, const struct report *r);

#endif

/*
 * Data: what machines read of a pack. risk_report.csv, crm_update.csv with what
 * changed in it for the CRM itself, dashboard/api/v1 with
 * the OpenAPI file and JSON Schemas that describe it, and model.dsm.
 */
#ifndef RENDER_DATA_DATA_H
#define RENDER_DATA_DATA_H

#include "render/report/report.h"

struct resources; /* templates, styles and fonts: render/base/resources.h */
struct sink;      /* where the files go: render/base/sink.h */

bool csv_write(const struct report *r, const struct resources *h,
               struct sink *out, struct err *err); /* risk_report.csv */
/* Its text, for `dealsense score` too. */
struct buf;
void csv_text(struct buf *out, const struct report *r);

bool crm_update_write(const struct report *r, const struct resources *h,
                      struct sink *out, struct err *err); /* that, or nothing */

/* Also the OpenAPI file and the JSON Schemas that describe the rest. */
enum { API_DESCRIPTIONS = 6 };
bool api_write(const struct report *r, const struct resources *h,
               struct sink *out, struct err *err); /* dashboard/api/v1 */

/* A deal as deals.json has it, for who is asked about one: appended. */
void api_deal_text(struct buf *out, const struct report *r, size_t deal,
                   struct arena *scratch);

bool model_file_write(const struct report *r, const struct resources *h,
                      struct sink *out, struct err *err); /* model.dsm */

#endif

/*
 * Workbook: risk_workbook.xlsx, the pack as cells whose scores are live.
 */
#ifndef RENDER_WORKBOOK_WORKBOOK_H
#define RENDER_WORKBOOK_WORKBOOK_H

#include "render/report/report.h"

struct resources; /* templates, styles and fonts: render/base/resources.h */
struct sink;      /* where the files go: render/base/sink.h */

bool workbook_write(const struct report *r, const struct resources *h,
                    struct sink *out, struct err *err);

#endif

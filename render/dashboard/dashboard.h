/*
 * Dashboard: dashboard/, static pages that need no server.
 */
#ifndef RENDER_DASHBOARD_DASHBOARD_H
#define RENDER_DASHBOARD_DASHBOARD_H

#include "render/report/report.h"

struct resources; /* templates, styles and fonts: render/base/resources.h */
struct sink;      /* where the files go: render/base/sink.h */

bool dashboard_write(const struct report *r, const struct resources *h,
                     struct sink *out, struct err *err);

#endif

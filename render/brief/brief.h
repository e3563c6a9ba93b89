/*
 * Brief: brief.pdf, the pack on paper.
 */
#ifndef RENDER_BRIEF_BRIEF_H
#define RENDER_BRIEF_BRIEF_H

#include "render/report/report.h"

struct resources; /* templates, styles and fonts: render/base/resources.h */
struct sink;      /* where the files go: render/base/sink.h */

bool brief_write(const struct report *r, const struct resources *h,
                 struct sink *out, struct err *err);

#endif

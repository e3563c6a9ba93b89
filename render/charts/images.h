/*
 * Images: feature_importance.png and cycle_length.png, for slides.
 */
#ifndef RENDER_CHARTS_IMAGES_H
#define RENDER_CHARTS_IMAGES_H

#include "render/report/report.h"

struct resources; /* templates, styles and fonts: render/base/resources.h */
struct sink;      /* where the files go: render/base/sink.h */

bool images_write(const struct report *r, const struct resources *h,
                  struct sink *out, struct err *err);

#endif

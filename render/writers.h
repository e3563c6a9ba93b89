/*
 * The writers: one table. Each takes the report and puts its files into the
 * sink. They run at the same time (cmd/writing.h), so none may look at what
 * another writes, but for the last, which runs when the others are done.
 * Adding a format is a line here and a room beside the others.
 */
#ifndef RENDER_WRITERS_H
#define RENDER_WRITERS_H

#include "render/report/report.h"
#include "render/base/sink.h"

struct resources; /* templates, styles, fonts: resources.h */

struct writer {
    const char *step; /* for progress and log: "writing the workbook" */
    bool (*fn)(const struct report *r, const struct resources *h,
               struct sink *out, struct err *err);
};

extern const struct writer WRITERS[];
extern const size_t WRITERS_N;

#endif

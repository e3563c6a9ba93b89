/*
 * The writers: one table. Each takes the report and puts its files into the
 * sink. They run at the same time (cmd/writing.h), so none may look at what
 * another writes, but for the last, which runs when the others are done.
 * Adding a format is a line here and a file beside this one.
 */
#ifndef RENDER_WRITERS_H
#define RENDER_WRITERS_H

#include "render/report/report.h"
#include "render/base/sink.h"

struct resources; /* house.h: embedded templates, styles, fonts, overrides */

struct writer {
    const char *step; /* for progress and log: "writing the workbook" */
    bool (*fn)(const struct report *r, const struct resources *h, struct sink *out,
               struct err *err);
};

extern const struct writer WRITERS[];
extern const size_t WRITERS_N;

/* One a file, <noun>_write.c: */
bool workbook_write(const struct report *r, const struct resources *h,
                    struct sink *out, struct err *err); /* risk_workbook.xlsx */
bool brief_write(const struct report *r, const struct resources *h,
                 struct sink *out, struct err *err); /* brief.pdf */
bool images_write(const struct report *r, const struct resources *h,
                  struct sink *out, struct err *err); /* the two PNGs */
bool table_write(const struct report *r, const struct resources *h,
                 struct sink *out, struct err *err); /* risk_report.csv */
/* Also the OpenAPI file and the JSON Schemas that describe the rest. */
enum { API_DESCRIPTIONS = 5 };
bool api_write(const struct report *r, const struct resources *h, struct sink *out,
               struct err *err); /* dashboard/api/v1 */
bool dashboard_write(const struct report *r, const struct resources *h,
                     struct sink *out, struct err *err); /* dashboard/ */
bool messages_write(const struct report *r, const struct resources *h,
                    struct sink *out, struct err *err); /* messages/ */
bool model_file_write(const struct report *r, const struct resources *h,
                      struct sink *out, struct err *err); /* model.dsm */

/* The text of risk_report.csv, for `dealsense score` too. */
void table_text(struct buf *out, const struct report *r);

#endif

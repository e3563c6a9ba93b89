/*
 * Writing: all formats of one pack, several at a time, each in a process of
 * its own (io/process/child.h), so that a library that ends its process costs
 * the pack and no word of why. A writer reads the report and nothing else; the
 * messages, which carry what the others wrote, come last. The bytes are the
 * same for any number of processes.
 */
#ifndef CMD_WRITING_H
#define CMD_WRITING_H

#include "cmd/progress.h"
#include "render/report/report.h"
#include "render/base/sink.h"

/* Puts every file into `out` and logs each writer as a step. Of several
 * failures the first in the order of the table is told. */
bool writing_all(struct sink *out, const struct report *report,
                 const char *templates, const struct options *o,
                 struct progress_line *line, struct err *err);

#endif

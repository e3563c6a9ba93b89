/*
 * Writing: all formats of one pack, several at a time. A writer reads the
 * report and nothing else, and each is given a sink and an arena of its own,
 * so they share nothing; the messages, which carry what the others wrote,
 * come last. The bytes are the same for any number of threads.
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

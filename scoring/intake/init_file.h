/*
 * Init file: the commented configuration that `dealsense init EXPORT.csv`
 * prints: which header was recognised as what, the headers left over as own
 * fields to choose from, the stages found with their likely order and
 * meaning, the values that a filter could name, the currencies that need a
 * rate, and every other key with its default as a comment. `actions` are the
 * lines of [actions] as render/words/actions.h has them. As written it
 * changes nothing: settings_read() takes it and the result is the same.
 */
#ifndef SCORING_INTAKE_INIT_FILE_H
#define SCORING_INTAKE_INIT_FILE_H

#include "scoring/base/buf.h"
#include "scoring/settings/settings.h"

/* Works where deals_read() would refuse: an export without an id or an
 * outcome that is recognised is just what a configuration is for. */
bool init_file_write(struct buf *out, const char *path,
                     const struct settings *settings, struct sv actions,
                     struct arena *run, struct err *err);

#endif

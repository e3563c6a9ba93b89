/*
 * Log: with `--log json`, what a command does as lines of JSON on standard
 * error, for whoever collects the logs of the Monday run. Every line has
 * `time` (UTC), `command` and `event`:
 *
 *   start    version
 *   step     step, seconds, cpu_seconds (of all threads), and total where the
 *            step counts things
 *   warning  message: it goes on, but somebody should know
 *   error    message, exit
 *   end      exit, seconds
 *
 * and what a command adds of its own. Without the option the functions say
 * only warnings and errors, as text. No line ever holds a secret: messages
 * are those of struct err, which has none.
 */
#ifndef CMD_LOG_H
#define CMD_LOG_H

#include <time.h>

#include "cmd/options.h"
#include "render/base/json_doc.h"

/* A line to add to, or NULL without --log json. */
struct json_doc *log_event(const struct options *o, const char *event);
void log_write(struct json_doc *line); /* writes and releases; accepts NULL */

/* "dealsense: TEXT" on standard error, or a line of event `warning`. */
void log_warn(const struct options *o, struct sv text);

double log_seconds(const struct timespec *since); /* CLOCK_MONOTONIC */

#endif

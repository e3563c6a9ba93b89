/*
 * Inputs: what every command that reads an export starts from: settings,
 * deals, diagnostics and the as-of date, with the two arenas they live in.
 */
#ifndef CMD_INPUTS_H
#define CMD_INPUTS_H

#include "cmd/options.h"
#include "scoring/intake/context.h"
#include "scoring/quarter/targets.h"
#include "scoring/trust/model.h"
#include "scoring/intake/track.h"

struct inputs {
    struct arena run, scratch;
    struct settings settings;
    struct diags diags;
    struct deals deals;
    struct targets targets;
    int32_t as_of;
    int32_t today;      /* by the clock; only to refuse and to tell */
    const char *store;  /* the history store; NULL: none */
    struct track track; /* what it holds of the days before as_of */
};

/* Reads configuration, export, history and store; releases all on failure too.
 */
bool inputs_read(struct inputs *in, const struct options *o, struct err *err);
void inputs_release(struct inputs *in); /* accepts NULL or zeroed */

/* A store that could not be used, on standard error: for a command that has
 * done its work all the same. One that fails says why, and nothing else. */
void inputs_warn(const struct inputs *in, const struct options *o);

/* What the stages take: the inputs with their arenas, and what the options say
 * of seed and threads. Valid as long as `in`, which is not to be moved. */
struct context inputs_context(struct inputs *in, const struct options *o);

/* The settings alone: defaults, --config, then the command line. */
bool inputs_settings(struct settings *out, const struct options *o,
                     struct arena *run, struct err *err);

/* "YYYY-MM-DD" or "today" by the local clock; `flag` for the error. */
bool inputs_day(int32_t *out, const char *flag, const char *text,
                struct err *err);

#endif

/*
 * Progress of long work on standard error, only on a terminal; with
 * `--log json` one line per stage instead (log.h), when the stage is over.
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>
#include <time.h>

#include "cmd/options.h"
#include "scoring/trust/model.h"

struct progress_line {
    const struct options *o;
    bool shown; /* standard error is a terminal and --quiet is not given */
    const char *stage;     /* NULL: none yet */
    size_t total;          /* of the stage; 0: not counted */
    struct timespec start; /* of the stage */
    double cpu;            /* processor seconds before it, all threads */
};

void progress_init(struct progress_line *p, const struct options *o);
/* "reading deals …", then "scoring 3 of 9, 4 s left" on the same line. */
void progress_stage(struct progress_line *p, const char *stage);
void progress_step(void *line, const char *stage, size_t done, size_t total);
/* The last stage is over; clears the line. */
void progress_end(struct progress_line *p);

#endif

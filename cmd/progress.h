/* Progress of long work on standard error, only on a terminal. */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>
#include <time.h>

#include "scoring/model.h"

struct progress_line {
    bool shown; /* standard error is a terminal and --quiet is not given */
    const char *stage;
    struct timespec start; /* of the stage */
};

void progress_init(struct progress_line *p, bool quiet);
/* "reading deals …", then "scoring 3 of 9, 4 s left" on the same line. */
void progress_stage(struct progress_line *p, const char *stage);
void progress_step(void *line, const char *stage, size_t done, size_t total);
void progress_end(struct progress_line *p); /* clears the line */

#endif

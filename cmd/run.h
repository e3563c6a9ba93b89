/*
 * Run: what `dealsense run` does, for `watch` too. The guard is asked once the
 * inputs are read: where they are no longer what they were before, half of
 * them may have been read, so nothing is published and nothing said
 * (EXIT_NOTHING).
 */
#ifndef CMD_RUN_H
#define CMD_RUN_H

#include "cmd/options.h"

struct run_guard {
    bool (*holds)(void *ctx);
    void *ctx;
};

/* `guard` may be NULL. Returns an enum exit_code. */
int run_publish(const struct options *o, const struct run_guard *guard);

#endif

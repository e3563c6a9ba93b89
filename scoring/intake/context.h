/*
 * Context: what every stage of a run starts from, so that it travels as one
 * parameter. A stage is a function of the context and of what the stages
 * before it have found:
 *
 *     linter_run(&leaks, &ctx);
 *     model_train(&model, &ctx, &leaks, NULL);
 *     scores_compute(&scores, &ctx, &model);
 *
 * It owns nothing: cmd/ does (cmd/inputs.h), and no stage changes what it
 * points to but by allocating from the arenas. What a stage returns lives in
 * `run`, its work in `scratch`. Whoever calls the stage resets `scratch` after
 * it; a stage resets neither, for a caller that is a stage itself may still
 * have something there. The two may be one arena that nobody resets.
 *
 * To look at another day, or to work beside other threads, take a copy, with
 * a day or arenas of its own:
 *
 *     struct context then = *ctx;
 *     then.as_of = day;
 *     then.run = &memory;
 *
 * A function that needs but one or two of these takes them as parameters of
 * their own: `deals_open(d, day, …)` says more than a context would.
 */
#ifndef SCORING_INTAKE_CONTEXT_H
#define SCORING_INTAKE_CONTEXT_H

#include "scoring/intake/deals.h"

struct settings; /* settings.h */

struct context {
    const struct deals *deals;
    const struct settings *settings; /* checked; no default stands in here */
    int32_t as_of;         /* the day that this is; nothing later is known */
    int threads;           /* 0: as many as the machine has (threads.h) */
    uint64_t seed;         /* of all that is drawn at random */
    struct arena *run;     /* for what a stage returns */
    struct arena *scratch; /* for its work */
};

#endif

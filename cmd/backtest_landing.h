/*
 * `dealsense backtest --landing`: what past days said that their quarter would
 * close at, and what it closed at (scoring/quarter/landing_backtest.h).
 */
#ifndef CMD_BACKTEST_LANDING_H
#define CMD_BACKTEST_LANDING_H

#include "cmd/pipeline.h"
#include "scoring/portfolio/backtest.h"

/* Of --from, --to and --every (backtest.c). */
bool backtest_span_of(struct backtest_span *out, const struct options *o,
                        const struct inputs *in, struct err *err);

/* The days of --days, or of --from, --to, --every; with neither those of past
 * quarters that are like today. Prints a table, or with --csv a row a day. */
bool backtest_landing(struct pipeline *p, struct err *err);

#endif

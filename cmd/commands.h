/* The commands, one file each; commands.c holds the table. */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "cmd/options.h"

int cmd_run(const struct options *o);
int cmd_watch(const struct options *o);
int cmd_init(const struct options *o);
int cmd_check(const struct options *o);
int cmd_train(const struct options *o);
int cmd_score(const struct options *o);
int cmd_explain(const struct options *o);
int cmd_backtest(const struct options *o);
int cmd_sample(const struct options *o);
int cmd_pull(const struct options *o);
int cmd_send(const struct options *o);
int cmd_verify(const struct options *o);
int cmd_export_model(const struct options *o);
int cmd_serve(const struct options *o);
int cmd_completion(const struct options *o);

extern const struct command COMMANDS[];
extern const size_t COMMANDS_N;

/* Says an error on standard error and returns its exit code. */
int cmd_fail(const struct options *o, const struct err *err);

#endif

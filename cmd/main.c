/* dealsense: finds the command in the table and runs it. */
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/log.h"
#include "scoring/base/near.h"

#define INPUT_FLAGS "history as-of config crm date-order"
/* Of all commands that take a deal as far as its score. */
#define SCORE_FLAGS INPUT_FLAGS " out store no-store seed threads"

static const struct command COMMANDS[] = {
    {"run", cmd_run, "DEALS.csv", 1,
     SCORE_FLAGS " model templates base-url audience keep if-changed "
                 "alert resend quiet",
     "Scores every open deal of a CRM export and publishes the pack in\n"
     "DIR/<as-of>/, with DIR/latest pointing at the newest."},
    {"init", cmd_init, "EXPORT.csv", 1, "crm date-order",
     "Writes a commented configuration for this export to standard output."},
    {"check", cmd_check, "EXPORT.csv", 1, INPUT_FLAGS,
     "Reports the quality of an export, and what leaks; scores nothing."},
    {"train", cmd_train, "DEALS.csv", 1, SCORE_FLAGS " model",
     "Trains a forest on the closed deals and writes it to --model FILE."},
    {"score", cmd_score, "DEALS.csv", 1, SCORE_FLAGS " model",
     "Scores every open deal and prints the CSV on standard output."},
    {"explain", cmd_explain, "DEALS.csv DEAL_ID", 2, SCORE_FLAGS " model",
     "Prints the receipt of one open deal: how its score adds up."},
    {"backtest", cmd_backtest, "DEALS.csv", 1,
     SCORE_FLAGS " from to every csv quiet",
     "Replays past days: what each would have flagged, and what came of it.\n"
     "Outcomes are those known on the as-of date."},
    {"sample", cmd_sample, "", 0,
     "deals seed signal as-of history truth linger weak-rep",
     "Prints a synthetic pipeline as its CRM would export it on a day.\n"
     "--history FILE is written here: the stage history up to that day."},
    {"pull", cmd_pull, "salesforce", 1, "config out quiet",
     "Fetches deals and stage history from the CRM, as the files that `run`\n"
     "takes: DIR/deals.csv and DIR/history.csv of --out DIR, both or none.\n"
     "Who and where is in [salesforce] of the configuration; the secret in\n"
     "DEALSENSE_SALESFORCE_SECRET or in a file with mode 0600."},
    {"verify", cmd_verify, "PACK", 1, "",
     "Checks every hash of a pack, and that its totals agree everywhere."},
    {"send", cmd_send, "PACK", 1, "config dry-run resend quiet",
     "Sends a pack once: by e-mail and to Slack, as [email] and [slack] say.\n"
     "A second time sends nothing (exit 99); see ledger.db beside the packs."},
};
enum { N_COMMANDS = sizeof COMMANDS / sizeof COMMANDS[0] };

int cmd_fail(const struct options *o, const struct err *err)
{
    struct json_doc *line = log_event(o, "error");

    if (line) {
        json_doc_text(line, "message", sv_from(err->text));
        json_doc_count(line, "exit", (size_t)err->code);
    } else {
        fprintf(stderr, "dealsense: %s\n", err->text);
    }
    log_write(line);
    return err->code;
}

static void usage(FILE *to)
{
    fprintf(to, "usage: dealsense COMMAND [options]\n\n");
    for (size_t i = 0; i < N_COMMANDS; i++) {
        struct sv summary = sv_from(COMMANDS[i].summary);
        struct sv first = sv_cut(&summary, '\n');
        fprintf(to, "  %-8s %.*s\n", COMMANDS[i].name, SV_ARG(first));
    }
    fprintf(to, "\n`dealsense COMMAND --help` tells more. Exit codes: 0 done,"
                " 2 usage, 3 unusable\ninput, 4 file or memory, 5 delivery,"
                " 99 nothing new.\n");
}

static void log_start(const struct options *o)
{
    struct json_doc *line = log_event(o, "start");

    if (line)
        json_doc_text(line, "version", SV(DEALSENSE_VERSION));
    log_write(line);
}

static void log_end(const struct options *o, int code,
                    const struct timespec *since)
{
    struct json_doc *line = log_event(o, "end");

    if (line) {
        json_doc_count(line, "exit", (size_t)code);
        json_doc_number(line, "seconds", log_seconds(since), 3);
    }
    log_write(line);
}

static int run_command(const struct command *command, int argc, char **argv)
{
    struct options options;
    const struct options *o = &options;
    struct timespec since;
    struct err err;
    int code;

    if (!options_parse(&options, command, argc, argv, &err))
        return cmd_fail(o, &err);
    clock_gettime(CLOCK_MONOTONIC, &since);
    log_start(o);
    if (o->help)
        options_help(command);
    code = o->help ? EXIT_DONE : command->fn(o);
    if (fflush(stdout) || ferror(stdout)) {
        err_set(&err, EXIT_SYSTEM,
                "standard output: cannot write; is the disk full?");
        code = code ? code : cmd_fail(o, &err);
    }
    log_end(o, code, &since);
    return code;
}

static const struct command *command_find(struct sv name)
{
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (sv_eq(name, sv_from(COMMANDS[i].name)))
            return &COMMANDS[i];
    return NULL;
}

static int no_command(struct sv name)
{
    struct near near = near_to(name);
    char hint[NEAR_TEXT];

    for (size_t i = 0; i < N_COMMANDS; i++)
        near_offer(&near, sv_from(COMMANDS[i].name));
    fprintf(stderr, "dealsense: no command `%.*s`%s; try `dealsense --help`\n",
            SV_ARG(name), near_said(hint, &near, "`", "`"));
    return EXIT_USAGE;
}

/* `help` and `--help`: of all, or of the command that is named. */
static int help(int argc, char **argv)
{
    const struct command *command;

    if (argc > 1) {
        fprintf(stderr, "dealsense: help: `%s` is one word too many\n",
                argv[1]);
        return EXIT_USAGE;
    }
    command = argc ? command_find(sv_from(argv[0])) : NULL;
    if (argc && !command)
        return no_command(sv_from(argv[0]));
    if (command)
        options_help(command);
    else
        usage(stdout);
    return fflush(stdout) ? EXIT_SYSTEM : EXIT_DONE;
}

int main(int argc, char **argv)
{
    struct sv name = sv_from(argc > 1 ? argv[1] : "");
    const struct command *command = command_find(name);

    if (sv_eq(name, SV("--version"))) {
        printf("dealsense " DEALSENSE_VERSION "\n");
        return fflush(stdout) ? EXIT_SYSTEM : EXIT_DONE;
    }
    if (sv_eq(name, SV("--help")) || sv_eq(name, SV("-h")) ||
        sv_eq(name, SV("help")))
        return help(argc - 2, argv + 2);
    if (command)
        return run_command(command, argc - 2, argv + 2);
    if (name.len)
        return no_command(name);
    usage(stderr);
    return EXIT_USAGE;
}

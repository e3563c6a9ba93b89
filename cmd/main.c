/* dealsense: finds the command and runs it. */
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cmd/commands.h"
#include "cmd/log.h"
#include "scoring/base/near.h"

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
    for (size_t i = 0; i < COMMANDS_N; i++) {
        struct sv summary = sv_from(COMMANDS[i].summary);
        struct sv first = sv_cut(&summary, '\n');
        fprintf(to, "  %-10s %.*s\n", COMMANDS[i].name, SV_ARG(first));
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
    for (size_t i = 0; i < COMMANDS_N; i++)
        if (sv_eq(name, sv_from(COMMANDS[i].name)))
            return &COMMANDS[i];
    return NULL;
}

/* Before there are options. */
static int misused(const struct err *err)
{
    fprintf(stderr, "dealsense: %s\n", err->text);
    return EXIT_USAGE;
}

static int no_command(struct sv name)
{
    struct near near = near_to(name);
    char hint[NEAR_TEXT];
    struct err err;

    for (size_t i = 0; i < COMMANDS_N; i++)
        near_offer(&near, sv_from(COMMANDS[i].name));
    err_set(&err, EXIT_USAGE,
            "no command `%.*s`%s (`dealsense --help` lists them)", SV_ARG(name),
            near_said(hint, &near, "`", "`"));
    return misused(&err);
}

/* `help` and `--help`: of all, or of the command that is named. */
static int help(int argc, char **argv)
{
    const struct command *command;
    struct err err;

    if (argc > 1) {
        err_set(&err, EXIT_USAGE, "help: `%s` is one word too many", argv[1]);
        return misused(&err);
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

    signal(SIGXFSZ, SIG_IGN);  /* a file too large is an error of write() */
    umask(umask(0077) | 0022); /* also where a library opens the file */
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

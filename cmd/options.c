#include "cmd/options.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>

#include "sample/scenarios.h"
#include "scoring/base/buf.h"
#include "scoring/base/near.h"
#include "scoring/intake/dialect.h"

/* Stands in a help for what dialect_crms() lists. */
#define HELP_CRMS "{crms}"
enum { HELP_LEFT = 22, HELP_WIDTH = 52 }; /* characters */

#define AT(member) offsetof(struct options, member)

const struct flag FLAGS[] = {
    {"history", "FILE", FLAG_TEXT, AT(history),
     "stage history: deal_id, stage, entered_date"},
    {"targets", "FILE", FLAG_TEXT, AT(targets),
     "targets of quarters: quarter, owner or all, amount"},
    {"as-of", "DATE", FLAG_TEXT, AT(as_of),
     "the day that is today: YYYY-MM-DD or `today`\n"
     "(default: the newest day on which a deal was\n"
     "created, won, edited or changed its stage)"},
    {"out", "DIR", FLAG_TEXT, AT(out),
     "where packs go and their history store is, or what\n`pull` fetches "
     "(default: out)"},
    {"store", "FILE", FLAG_TEXT, AT(store),
     "history store of the runs\n(default: history.db in --out)"},
    {"no-store", NULL, FLAG_SWITCH, AT(no_store),
     "neither read nor write a history store"},
    {"config", "FILE", FLAG_TEXT, AT(config),
     "configuration, as `dealsense init` writes it"},
    {"model", "FILE", FLAG_TEXT, AT(model), "model file (model.dsm)"},
    {"seed", "N", FLAG_COUNT, AT(seed), "seed of all chance (default: 42)"},
    {"threads", "N", FLAG_COUNT, AT(threads),
     "threads (default: all); the result is the same"},
    {"crm", "NAME", FLAG_TEXT, AT(crm), HELP_CRMS " (default: auto)"},
    {"date-order", "mdy|dmy", FLAG_TEXT, AT(date_order),
     "how to read dates like 3/4/2024"},
    {"sheet", "SHEET", FLAG_TEXT, AT(sheet),
     "sheet of a workbook that holds the deals\n(default: the one whose "
     "headers are known)"},
    {"templates", "DIR", FLAG_TEXT, AT(templates),
     "templates and styles of your own house"},
    {"base-url", "URL", FLAG_TEXT, AT(base_url),
     "where dashboard/ will be served, for links"},
    {"audience", "LIST", FLAG_TEXT, AT(audience),
     "a pack for each of cro, board, manager:NAME\n(default: cro)"},
    {"keep", "N", FLAG_COUNT, AT(keep),
     "keep the newest N packs (default: all)"},
    {"if-changed", NULL, FLAG_SWITCH, AT(if_changed),
     "exit 99 when the published pack has these inputs"},
    {"quiet", NULL, FLAG_SWITCH, AT(quiet), "say nothing but errors"},
    {"dry-run", "DIR", FLAG_TEXT, AT(dry_run),
     "send nothing: write into DIR what would go"},
    {"resend", NULL, FLAG_SWITCH, AT(resend),
     "send again what is in doubt, and a pack that has\n"
     "changed since it was delivered"},
    {"alert", NULL, FLAG_SWITCH, AT(alert),
     "tell Slack at once what is new: CRITICAL deals,\n"
     "a jump of their number, data that is not there"},
    {"from", "DATE", FLAG_TEXT, AT(from), "the first day to replay"},
    {"to", "DATE", FLAG_TEXT, AT(to),
     "the last day to replay (default: the as-of date)"},
    {"every", "DAYS", FLAG_COUNT, AT(every),
     "days from one replay to the next (default: 30)"},
    {"days", "LIST", FLAG_TEXT, AT(days),
     "with --landing: the days to replay, divided by commas"},
    {"csv", NULL, FLAG_SWITCH, AT(csv), "one row a day as CSV"},
    {"landing", NULL, FLAG_SWITCH, AT(landing),
     "what each day said that its quarter will close\n"
     "at (default: the same day of past quarters)"},
    {"deals", "N", FLAG_COUNT, AT(deals),
     "deals in the two years before the default day\n(default: 3000)"},
    {"signal", "X", FLAG_NUMBER, AT(signal),
     "strength of what can be predicted; 0: nothing\n(default: 1)"},
    {"linger", "DAYS", FLAG_NUMBER, AT(linger),
     "mean days a lost deal stays open (default: 0)"},
    {"weak-rep", "X", FLAG_NUMBER, AT(weak_rep),
     "added to P(lost) of the first rep (default: 0)"},
    {"world", "WORLD", FLAG_TEXT, AT(world),
     "what the world is like: see below\n(default: stationary)"},
    {"port", "N", FLAG_COUNT, AT(port),
     "port to listen on, 0: any (default: 8480)"},
    {"bind", "ADDRESS", FLAG_TEXT, AT(bind),
     "address to listen on (default: 127.0.0.1); one that\n"
     "other machines reach needs --tokens"},
    {"tokens", "FILE", FLAG_TEXT, AT(tokens),
     "who may read: a line `TOKEN AUDIENCE` each, mode 0600"},
    {"export", "FILE", FLAG_TEXT, AT(export),
     "the export that the packs are made of: with it deals\n"
     "can be sent to be scored, with the options of `run`"},
    {"log", "json|text", FLAG_TEXT, AT(log),
     "a line of JSON a step on standard error, for\n"
     "collectors of logs (default: text)"},
    {"format", "onnx|sql", FLAG_TEXT, AT(format),
     "what the model is written as: a file for an ONNX\nruntime, or tables and "
     "queries for a database"},
    {"truth", "FILE", FLAG_TEXT, AT(truth), "also write each deal's true fate"},
};
const size_t FLAGS_N = sizeof FLAGS / sizeof FLAGS[0];

/* What every command knows. */
static const char COMMON_FLAGS[] = "log";

static bool has_word(const char *words, const char *word)
{
    struct sv rest = sv_from(words);

    while (rest.len)
        if (sv_eq(sv_cut(&rest, ' '), sv_from(word)))
            return true;
    return false;
}

static bool knows(const struct command *command, const char *flag)
{
    return has_word(command->flags, flag) || has_word(COMMON_FLAGS, flag);
}

bool flag_known(const struct command *command, const struct flag *flag)
{
    return knows(command, flag->name);
}

static const struct flag *find(const struct command *command, struct sv name)
{
    for (size_t i = 0; i < FLAGS_N; i++)
        if (sv_eq(sv_from(FLAGS[i].name), name) &&
            knows(command, FLAGS[i].name))
            return &FLAGS[i];
    return NULL;
}

/* The nearest option of the command, or else where they are listed. */
static bool no_flag(const struct command *command, struct sv name,
                    struct err *err)
{
    struct near near = near_to(name);
    char hint[NEAR_TEXT];

    for (size_t i = 0; i < FLAGS_N; i++)
        if (knows(command, FLAGS[i].name))
            near_offer(&near, sv_from(FLAGS[i].name));
    return err_set(err, EXIT_USAGE,
                   "%s: no option --%.*s%s (`dealsense %s --help` lists them)",
                   command->name, SV_ARG(name),
                   near_said(hint, &near, "--", ""), command->name);
}

static bool set_number(struct options *o, const struct flag *flag,
                       const char *value, struct err *err)
{
    char *end;

    errno = 0;
    if (flag->kind == FLAG_COUNT) {
        unsigned long long n = strtoull(value, &end, 10);
        if (errno || *end || end == value || value[0] < '0' || value[0] > '9' ||
            n > INT64_MAX) /* as JSON and SQL have them */
            return err_set(err, EXIT_USAGE,
                           "--%s: `%s` is not a whole number below 2^63",
                           flag->name, value);
        *(uint64_t *)((char *)o + flag->at) = n;
        return true;
    }
    double x = strtod(value, &end);
    if (errno || *end || end == value || !isfinite(x))
        return err_set(err, EXIT_USAGE, "--%s: `%s` is not a number",
                       flag->name, value);
    *(double *)((char *)o + flag->at) = x;
    return true;
}

static bool set(struct options *o, const struct flag *flag, const char *value,
                struct err *err)
{
    switch (flag->kind) {
    case FLAG_SWITCH:
        *(bool *)((char *)o + flag->at) = true;
        return true;
    case FLAG_TEXT:
        *(const char **)((char *)o + flag->at) = value;
        return true;
    default:
        return set_number(o, flag, value, err);
    }
}

/* One option at argv[*i], with its value in the same or the next word. */
static bool parse_flag(struct options *o, const struct command *command,
                       int argc, char **argv, int *i, struct err *err)
{
    struct sv rest = sv_from(argv[*i] + 2);
    bool has_value = memchr(rest.ptr, '=', rest.len) != NULL;
    struct sv name = sv_cut(&rest, '=');
    const struct flag *flag = find(command, name);
    const char *value = has_value ? rest.ptr : NULL;

    if (!flag)
        return no_flag(command, name, err);
    if (flag->kind == FLAG_SWITCH && has_value)
        return err_set(err, EXIT_USAGE, "--%s takes no value", flag->name);
    if (flag->kind != FLAG_SWITCH && !has_value) {
        if (*i + 1 >= argc)
            return err_set(err, EXIT_USAGE, "--%s needs %s", flag->name,
                           flag->takes);
        value = argv[++*i];
    }
    if (flag->kind == FLAG_TEXT && !value[0])
        return err_set(err, EXIT_USAGE, "--%s needs %s", flag->name,
                       flag->takes);
    return set(o, flag, value, err);
}

static bool log_kind(struct options *o, struct err *err)
{
    o->log_json = o->log && !strcmp(o->log, "json");
    if (o->log && !o->log_json && strcmp(o->log, "text") != 0)
        return err_set(err, EXIT_USAGE, "--log: `%s` is not json or text",
                       o->log);
    return true;
}

static size_t operands_most(const struct command *command)
{
    return command->n_operands + (command->operands[0] == '[');
}

bool options_parse(struct options *out, const struct command *command, int argc,
                   char **argv, struct err *err)
{
    bool only_operands = false;

    *out = (struct options){.command = command->name,
                            .seed = 42,
                            .deals = 3000,
                            .every = 30,
                            .port = 8480,
                            .signal = 1};
    out->out = knows(command, "out") ? "out" : NULL;
    for (int i = 0; i < argc; i++) {
        const char *word = argv[i];
        if (!only_operands && !strcmp(word, "--")) {
            only_operands = true;
        } else if (!only_operands &&
                   (!strcmp(word, "--help") || !strcmp(word, "-h"))) {
            out->help = true;
            return true;
        } else if (!only_operands && !strncmp(word, "--", 2)) {
            if (!parse_flag(out, command, argc, argv, &i, err))
                return false;
        } else if (!only_operands && word[0] == '-' && word[1]) {
            return err_set(err, EXIT_USAGE,
                           "%s: no option %s; try `dealsense %s --help`",
                           command->name, word, command->name);
        } else if (out->n_operands == operands_most(command)) {
            return err_set(err, EXIT_USAGE, "%s: `%s` is one word too many",
                           command->name, word);
        } else {
            out->operands[out->n_operands++] = word;
        }
    }
    if (out->n_operands < command->n_operands)
        return err_set(err, EXIT_USAGE,
                       "%s needs %s; try `dealsense %s --help`", command->name,
                       command->operands, command->name);
    if (out->threads > 1024)
        return err_set(err, EXIT_USAGE, "--threads: at most 1024");
    return log_kind(out, err);
}

/* The help of a flag, with what stands for a list filled in. */
void flag_help(struct buf *out, const struct flag *flag)
{
    const char *list = strstr(flag->help, HELP_CRMS);

    buf_init(out);
    if (!list) {
        buf_add_str(out, flag->help);
        return;
    }
    buf_add(out, flag->help, (size_t)(list - flag->help));
    dialect_crms(out);
    buf_add_str(out, list + strlen(HELP_CRMS));
}

/* The next line of a help: up to its break, or the words that fit. */
static struct sv help_line(struct sv *help)
{
    struct sv rest = *help, line = sv_cut(&rest, '\n');
    size_t at = HELP_WIDTH;

    if (line.len <= HELP_WIDTH) {
        *help = rest;
        return line;
    }
    while (at > 0 && line.ptr[at] != ' ')
        at--;
    if (at == 0)
        at = line.len;
    line.len = at;
    *help = sv_skip(*help, at);
    *help = sv_trim(*help);
    return line;
}

/* The values of --world, each with what it means. */
static void worlds_help(void)
{
    printf("\nworlds:\n");
    for (size_t i = 0; i < SCENARIOS_N; i++)
        printf("  %-*s  %s\n", HELP_LEFT, SCENARIOS[i].name,
               SCENARIOS[i].meaning);
}

void options_help(const struct command *command)
{
    printf("usage: dealsense %s%s%s%s\n\n%s\n", command->name,
           command->operands[0] ? " " : "", command->operands, " [options]",
           command->summary);
    printf("\noptions:\n");
    for (size_t i = 0; i < FLAGS_N; i++) {
        struct buf text;
        char left[64];
        if (!knows(command, FLAGS[i].name))
            continue;
        snprintf(left, sizeof left, "--%s %s", FLAGS[i].name,
                 FLAGS[i].takes ? FLAGS[i].takes : "");
        flag_help(&text, &FLAGS[i]);
        for (struct sv help = buf_sv(&text); help.len; left[0] = 0) {
            struct sv line = help_line(&help);
            printf("  %-*s  %.*s\n", HELP_LEFT, left, SV_ARG(line));
        }
        buf_release(&text);
    }
    printf("  %-*s  %s\n", HELP_LEFT, "--help", "this text");
    if (knows(command, "world"))
        worlds_help();
}
